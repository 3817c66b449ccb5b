package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// quietHandler passes on what DBOS logs: without passwords, its everyday news as
// debug, and a message that comes again and again, as with a store that is away, once
// in half a minute.
type quietHandler struct {
	next  slog.Handler
	clean func(string) string
	seen  *repeats
}

type repeats struct {
	mu   sync.Mutex
	last map[string]time.Time
	more map[string]int
}

const repeatAfter = 30 * time.Second

func newQuietLogger(next *slog.Logger, clean func(string) string) *slog.Logger {
	return slog.New(&quietHandler{next: next.Handler(), clean: clean,
		seen: &repeats{last: map[string]time.Time{}, more: map[string]int{}}})
}

func (h *quietHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, quietLevel(level))
}

// quietLevel is one step down: what an operator must act on, the engine says itself.
func quietLevel(level slog.Level) slog.Level {
	switch {
	case level >= slog.LevelError:
		return slog.LevelWarn
	case level >= slog.LevelWarn:
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

func (h *quietHandler) Handle(ctx context.Context, r slog.Record) error {
	ending := false // what Close cuts off is no news
	r.Attrs(func(a slog.Attr) bool {
		err, ok := a.Value.Any().(error)
		ending = ending || ok && errors.Is(err, context.Canceled)
		return true
	})
	if ending {
		return nil
	}
	if r.Level > slog.LevelInfo {
		times, ok := h.seen.pass(r.Message, r.Time)
		if !ok {
			return nil
		}
		if times > 0 {
			r.AddAttrs(slog.Int("repeated", times))
		}
	}
	out := slog.NewRecord(r.Time, quietLevel(r.Level), h.clean(r.Message), 0)
	r.Attrs(func(a slog.Attr) bool {
		out.AddAttrs(h.cleaned(a))
		return true
	})
	return h.next.Handle(ctx, out)
}

// cleaned turns errors into text, which may quote what the store was asked.
func (h *quietHandler) cleaned(a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case error:
		return slog.String(a.Key, h.clean(v.Error()))
	case string:
		return slog.String(a.Key, h.clean(v))
	}
	return a
}

func (h *quietHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	cleaned := make([]slog.Attr, 0, len(attrs))
	for _, a := range attrs {
		cleaned = append(cleaned, h.cleaned(a))
	}
	return &quietHandler{next: h.next.WithAttrs(cleaned), clean: h.clean, seen: h.seen}
}

func (h *quietHandler) WithGroup(name string) slog.Handler {
	return &quietHandler{next: h.next.WithGroup(name), clean: h.clean, seen: h.seen}
}

// pass is whether a message is due, and how often it was held back since.
func (r *repeats) pass(message string, now time.Time) (times int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if last, known := r.last[message]; known && now.Sub(last) < repeatAfter {
		r.more[message]++
		return 0, false
	}
	if len(r.last) > 200 { // messages are constants, but not ours
		clear(r.last)
		clear(r.more)
	}
	times = r.more[message]
	r.last[message], r.more[message] = now, 0
	return times, true
}
