package protection

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// Defaults of a [Collector].
const (
	defaultConcurrency = 8
	defaultPerSecond   = 100
)

// maxGap is the longest pause between two requests: one that a duration cannot hold
// would be none.
const maxGap = day

// Asker bounds the requests of one source: how many are under way at once, and
// how many begin in a second. It is safe for concurrent use.
type Asker struct {
	slots    chan struct{}
	gap      time.Duration // between two requests
	account  Account
	progress *reporter

	mu    sync.Mutex
	next  time.Time // when the next request may begin
	state Progress
}

func newAsker(c Collector, account Account, progress *reporter) *Asker {
	concurrency, perSecond := c.Concurrency, c.PerSecond
	if concurrency <= 0 {
		concurrency = defaultConcurrency
	}
	if perSecond == 0 {
		perSecond = defaultPerSecond
	}
	a := &Asker{slots: make(chan struct{}, concurrency), account: account, progress: progress, state: Progress{Account: account}}
	if perSecond > 0 {
		a.gap = time.Duration(min(float64(time.Second)/perSecond, float64(maxGap)))
	}
	return a
}

// NewAsker makes an asker for a source that is asked without [Collect], in its
// tests for instance.
func NewAsker(c Collector) *Asker { return newAsker(c, Account{}, &reporter{report: c.Progress}) }

// Do makes one request when its turn has come. It fails with the error of the
// context when that ends before.
func (a *Asker) Do(ctx context.Context, request func(ctx context.Context) error) error {
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-ctx.Done():
		return backup.ContextError(ctx)
	}
	if err := a.pace(ctx); err != nil {
		return err
	}
	err := request(ctx)
	a.change(func(p *Progress) { p.Requests++ })
	return err
}

// pace waits until the next request may begin.
func (a *Asker) pace(ctx context.Context) error {
	if a.gap <= 0 {
		return nil
	}
	a.mu.Lock()
	now := time.Now()
	wait := a.next.Sub(now)
	a.next = now.Add(max(wait, 0) + a.gap)
	a.mu.Unlock()
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return backup.ContextError(ctx)
	}
}

// Expect says how many more things there are, for the progress.
func (a *Asker) Expect(things int) { a.change(func(p *Progress) { p.Things += things }) }

// Concurrency is how many requests are under way at once.
func (a *Asker) Concurrency() int { return cap(a.slots) }

func (a *Asker) row()  { a.change(func(p *Progress) { p.Rows++ }) }
func (a *Asker) done() { a.change(func(p *Progress) { p.Done = true }) }

func (a *Asker) change(f func(*Progress)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f(&a.state)
	a.progress.tell(a.state)
}

// reporter calls the caller's function one at a time.
type reporter struct {
	mu     sync.Mutex
	report func(Progress)
}

func (r *reporter) tell(p Progress) {
	if r.report == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report(p)
}

// Fetch makes one request that returns something, when its turn has come.
func Fetch[T any](ctx context.Context, ask *Asker, request func(ctx context.Context) (T, error)) (T, error) {
	var out T
	err := ask.Do(ctx, func(ctx context.Context) (err error) {
		out, err = request(ctx)
		return err
	})
	return out, err
}

// Pages yields all entries of a list, one request for each page.
func Pages[T any](ctx context.Context, ask *Asker, list func(ctx context.Context, cursor string) (*backup.Page[T], error), key func(T) string) iter.Seq2[T, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[T], error) {
		return Fetch(ctx, ask, func(ctx context.Context) (*backup.Page[T], error) { return list(ctx, cursor) })
	}, key)
}

// Each calls row for each of the things, several at a time, and yields what
// comes of it in no particular order. It holds no more things than requests may
// be under way at once. Errors are yielded too, and end nothing.
func Each[T any](ctx context.Context, ask *Asker, things iter.Seq2[T, error], row func(ctx context.Context, thing T) (Row, error)) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		in, out := make(chan T), make(chan item)
		// Also when the loop's body panics: the workers see that it is over.
		defer func() {
			cancel()
			for range out {
			}
		}()
		var workers sync.WaitGroup
		workers.Go(func() {
			defer close(in)
			defer func() {
				if p := recover(); p != nil { // as in guarded
					out <- item{err: panicked(p)}
				}
			}()
			for thing, err := range things {
				if err != nil {
					out <- item{err: err}
					continue
				}
				select {
				case in <- thing:
				case <-ctx.Done():
					return
				}
			}
		})
		for range ask.Concurrency() {
			workers.Go(func() {
				for thing := range in {
					r, err := guarded(ctx, thing, row)
					out <- item{row: r, err: err}
				}
			})
		}
		go func() {
			workers.Wait()
			close(out)
		}()
		for it := range out {
			if !yield(it.row, it.err) {
				return
			}
		}
	}
}

// guarded is row, with its panic as an error: it runs in a goroutine that the
// caller cannot recover in.
func guarded[T any](ctx context.Context, thing T, row func(context.Context, T) (Row, error)) (r Row, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return row(ctx, thing)
}

func panicked(p any) error { return fmt.Errorf("source panicked: %v", p) }
