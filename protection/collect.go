package protection

import (
	"context"
	"iter"
	"sync"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// Source asks one account of one service.
type Source interface {
	// Account is what is asked. Rows carry it.
	Account() Account
	// Requests is about how many requests it takes to ask for so many things.
	Requests(things int) int
	// Rows asks, and yields a row for each thing. All requests go through ask,
	// which bounds them. An error is a part that could not be asked; the rows
	// that do not need it come all the same.
	Rows(ctx context.Context, ask *Asker) iter.Seq2[Row, error]
}

// GapError is a part of an account that could not be asked. Err says why.
type GapError struct {
	Account Account
	Err     error
}

// Error implements error.
func (e *GapError) Error() string { return e.Account.String() + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *GapError) Unwrap() error { return e.Err }

// Collector asks sources within bounds. The zero value has the defaults.
type Collector struct {
	// Concurrency is how many requests of one source are under way at once; 8
	// when it is 0.
	Concurrency int
	// PerSecond is how many requests of one source begin in a second; 100 when it
	// is 0. Less than 0 is no limit.
	PerSecond float64
	// Progress, if set, is told now and then how far each source is. It is called
	// from one goroutine at a time and should return quickly.
	Progress func(Progress)
}

// Progress is how far a source is.
type Progress struct {
	Account Account
	// Requests is how many requests have ended, Rows how many rows came.
	Requests, Rows int
	// Things is how many things there are, as far as the source knows by now; 0
	// when it does not.
	Things int
	// Done says that the source has come to its end.
	Done bool
}

// Collect asks all sources at once, with the limits of the zero [Collector].
func Collect(ctx context.Context, sources ...Source) iter.Seq2[Row, error] {
	return Collector{}.Collect(ctx, sources...)
}

// Collect asks all sources at once and yields their rows as they come. Errors
// are of type [*GapError] and do not end it. A caller that breaks out cancels
// what is under way; nothing is left behind when the loop has ended. When ctx
// ends, each source that is not done yields one error more, which matches that
// of the context.
func (c Collector) Collect(ctx context.Context, sources ...Source) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var workers sync.WaitGroup
		out := make(chan item)
		// Also when the loop's body panics: the workers see that it is over.
		defer func() {
			cancel()
			for range out {
			}
		}()
		progress := &reporter{report: c.Progress}
		for _, source := range sources {
			workers.Go(func() { c.run(ctx, source, progress, out) })
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

type item struct {
	row Row
	err error
}

// run asks one source. What it sends is taken: Collect reads until all have
// ended.
func (c Collector) run(ctx context.Context, source Source, progress *reporter, out chan<- item) {
	var account Account
	defer func() {
		if p := recover(); p != nil { // a source of somebody else's must not end the others
			out <- item{err: &GapError{Account: account, Err: panicked(p)}}
		}
	}()
	account = source.Account()
	ask := newAsker(c, account, progress)
	defer ask.done()
	ended := false
	for row, err := range source.Rows(ctx, ask) {
		if err != nil {
			if ctx.Err() != nil {
				if ended {
					continue // once is enough
				}
				ended = true
				err = backup.ContextError(ctx)
			}
			out <- item{err: &GapError{Account: account, Err: err}}
			continue
		}
		row.Account = account
		if row.AskedAt.IsZero() {
			row.AskedAt = time.Now()
		}
		ask.row()
		out <- item{row: row}
	}
	if ctx.Err() != nil && !ended {
		out <- item{err: &GapError{Account: account, Err: backup.ContextError(ctx)}}
	}
}
