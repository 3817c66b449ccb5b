package protection_test

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/protection"
)

// fakeSource is a source as somebody else may write one.
type fakeSource struct {
	name string
	rows func(ctx context.Context, ask *protection.Asker) iter.Seq2[protection.Row, error]
}

func (f fakeSource) Account() protection.Account {
	return protection.Account{Provider: "other", Name: f.name}
}
func (fakeSource) Requests(things int) int { return things }
func (f fakeSource) Rows(ctx context.Context, ask *protection.Asker) iter.Seq2[protection.Row, error] {
	return f.rows(ctx, ask)
}

// slow has n things that take a second each.
func slow(name string, n int, running *atomic.Int64) fakeSource {
	return fakeSource{name, func(ctx context.Context, ask *protection.Asker) iter.Seq2[protection.Row, error] {
		ask.Expect(n)
		things := func(yield func(int, error) bool) {
			for i := range n {
				if !yield(i, nil) {
					return
				}
			}
		}
		return protection.Each(ctx, ask, things, func(ctx context.Context, i int) (protection.Row, error) {
			err := ask.Do(ctx, func(ctx context.Context) error {
				running.Add(1)
				defer running.Add(-1)
				select {
				case <-time.After(time.Second):
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
			return protection.Row{ID: strconv.Itoa(i)}, err
		})
	}}
}

func broken(name string, err error) fakeSource {
	return fakeSource{name, func(context.Context, *protection.Asker) iter.Seq2[protection.Row, error] {
		return func(yield func(protection.Row, error) bool) {
			_ = yield(protection.Row{ID: "before"}, nil) && yield(protection.Row{}, err) && yield(protection.Row{ID: "after"}, nil)
		}
	}}
}

// One account that cannot be asked does not hide the others, nor what it could say.
func TestCollectGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running atomic.Int64
		down := errors.New("is down")
		panics := fakeSource{"mad", func(context.Context, *protection.Asker) iter.Seq2[protection.Row, error] { panic("no") }}
		count := make(map[string]int)
		var gaps []string
		for row, err := range protection.Collect(t.Context(), slow("a", 20, &running), broken("b", down), panics) {
			if err != nil {
				if _, ok := errors.AsType[*protection.GapError](err); !ok {
					t.Fatalf("%T", err)
				}
				gaps = append(gaps, err.Error())
				continue
			}
			if row.Provider != "other" || row.AskedAt.IsZero() {
				t.Fatalf("%+v", row)
			}
			count[row.Account.Name]++
		}
		if count["a"] != 20 || count["b"] != 2 || len(gaps) != 2 {
			t.Errorf("rows %v, gaps %q", count, gaps)
		}
		if text := strings.Join(gaps, "\n"); !strings.Contains(text, "b (other): is down") || !strings.Contains(text, "mad (other): source panicked: no") {
			t.Error(text)
		}
	})
}

func TestCollectWithinBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running atomic.Int64
		var most int64
		start := time.Now()
		var last protection.Progress
		c := protection.Collector{Concurrency: 4, PerSecond: 1000, Progress: func(p protection.Progress) { last = p; most = max(most, running.Load()) }}
		for _, err := range c.Collect(t.Context(), slow("a", 40, &running)) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); most > 4 || took < 10*time.Second || took > 11*time.Second {
			t.Errorf("%d at once, took %v", most, took)
		}
		if last.Requests != 40 || last.Rows != 40 || last.Things != 40 || !last.Done {
			t.Errorf("%+v", last)
		}
		start = time.Now()
		c = protection.Collector{Concurrency: 50, PerSecond: 2}
		for _, err := range c.Collect(t.Context(), slow("a", 21, &running)) {
			if err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(start); took != 11*time.Second {
			t.Errorf("21 requests at 2 a second took %v", took)
		}
	})
}

// Cancelled, it keeps what it has, says so once for each account, and leaves
// nothing behind: synctest fails if a goroutine stays.
func TestCollectIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running atomic.Int64
		cause := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		rows, gaps := 0, 0
		for _, err := range protection.Collect(ctx, slow("a", 1000, &running), slow("b", 1000, &running)) {
			switch {
			case err == nil:
				if rows++; rows == 30 {
					cancel(cause)
				}
			case errors.Is(err, context.Canceled) && errors.Is(err, cause):
				gaps++
			default:
				t.Error(err)
			}
		}
		if rows < 30 || rows > 60 || gaps != 2 || running.Load() != 0 {
			t.Errorf("%d rows, %d gaps, %d requests left", rows, gaps, running.Load())
		}
	})
}

func TestCollectIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running atomic.Int64
		for _, err := range protection.Collect(t.Context(), slow("a", 1000, &running), slow("b", 1000, &running)) {
			if err != nil {
				t.Error(err)
			}
			break
		}
		if n := running.Load(); n != 0 {
			t.Errorf("%d requests left", n)
		}
	})
}

func TestALoopThatPanicsLeavesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // fails when a goroutine is left
		var running atomic.Int64
		defer func() {
			if p := recover(); p != "the caller's own" {
				t.Errorf("recovered %v", p)
			}
		}()
		for _, err := range protection.Collect(t.Context(), slow("a", 100, &running), slow("b", 100, &running)) {
			if err != nil {
				t.Error(err)
			}
			panic("the caller's own")
		}
	})
}

// A panic in the goroutines of Each is an error, and the others come.
func TestEachPanics(t *testing.T) {
	things := func(yield func(int, error) bool) {
		_ = yield(1, nil) && yield(0, errors.New("page broke")) && yield(2, nil)
	}
	rows, failures := 0, 0
	for _, err := range protection.Each(t.Context(), protection.NewAsker(protection.Collector{}), things, func(_ context.Context, i int) (protection.Row, error) {
		if i == 1 {
			panic("one")
		}
		return protection.Row{}, nil
	}) {
		if err != nil {
			failures++
		} else {
			rows++
		}
	}
	if rows != 1 || failures != 2 {
		t.Errorf("%d rows, %d failures", rows, failures)
	}
}

func TestPages(t *testing.T) {
	var seen []string
	pages := protection.Pages(t.Context(), protection.NewAsker(protection.Collector{}), func(_ context.Context, cursor string) (*backup.Page[string], error) {
		if cursor == "" {
			return &backup.Page[string]{Items: []string{"a", "b"}, Total: 3, Next: "2"}, nil
		}
		return &backup.Page[string]{Items: []string{"c"}, Total: 3}, nil
	}, func(s string) string { return s })
	for s, err := range pages {
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, s)
	}
	if got := strings.Join(seen, ""); got != "abc" {
		t.Error(got)
	}
}

// So is one in the list, which runs in a goroutine too, and one before the first row.
func TestAListThatPanics(t *testing.T) {
	list := fakeSource{"list", func(ctx context.Context, ask *protection.Asker) iter.Seq2[protection.Row, error] {
		return protection.Each(ctx, ask, func(yield func(int, error) bool) { _ = yield(1, nil); panic("page") }, func(_ context.Context, i int) (protection.Row, error) {
			return protection.Row{ID: strconv.Itoa(i)}, nil
		})
	}}
	var gaps []string
	rows := 0
	for _, err := range protection.Collect(t.Context(), list, nil) {
		if err != nil {
			gaps = append(gaps, err.Error())
		} else {
			rows++
		}
	}
	if text := strings.Join(gaps, "\n"); rows != 1 || len(gaps) != 2 || !strings.Contains(text, "list (other): source panicked: page") || !strings.Contains(text, "nil pointer") {
		t.Errorf("%d rows, gaps %q", rows, gaps)
	}
}

// A loop around Each may panic as well.
func TestEachIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // fails when a goroutine is left
		var running atomic.Int64
		defer func() {
			if p := recover(); p != "the caller's own" {
				t.Errorf("recovered %v", p)
			}
		}()
		for _, err := range slow("a", 100, &running).Rows(t.Context(), protection.NewAsker(protection.Collector{})) {
			if err != nil {
				t.Error(err)
			}
			panic("the caller's own")
		}
	})
}

// Next to no requests in a second are not all at once.
func TestVerySlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ask, start := protection.NewAsker(protection.Collector{PerSecond: 1e-300}), time.Now()
		for range 2 {
			if err := ask.Do(t.Context(), func(context.Context) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 24*time.Hour {
			t.Errorf("took %v", took)
		}
	})
}
