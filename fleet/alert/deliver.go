package alert

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Run sends what changes, and finds out that nothing has run, until the context ends.
// What could not be sent is tried again after a minute, then more and more slowly up to
// a quarter of an hour. At the end it tries once more, for ten seconds at most.
func (w *Watch) Run(ctx context.Context) {
	for {
		if err := w.check(); err != nil {
			w.cfg.Logger.ErrorContext(ctx, "alert", "error", err)
		}
		_ = w.deliver(ctx, false) // it is logged, and tried again
		timer := time.NewTimer(w.next())
		select {
		case <-ctx.Done():
			timer.Stop()
			w.last(ctx)
			return
		case <-w.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// last tries once more when the context has ended.
func (w *Watch) last(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastDelivery)
	defer cancel()
	_ = w.deliver(ctx, true)
}

// Flush looks what has run and sends what is to be sent, once: for a program that is
// started now and then. The error says what could not be sent, which waits for the
// next time.
func (w *Watch) Flush(ctx context.Context) error {
	return errors.Join(w.check(), w.deliver(ctx, true))
}

// next is how long nothing has to be done.
func (w *Watch) next() time.Duration {
	const longest = time.Hour
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.cfg.Now()
	wait := longest
	for _, s := range w.subjects {
		if at, ok := s.deadline(); ok {
			wait = min(wait, at.Sub(now)+time.Millisecond)
		}
	}
	for p := range w.pending {
		wait = min(wait, w.retries[p.sender].at.Sub(now))
	}
	return max(wait, time.Millisecond)
}

// deliver sends what waits, to all senders at once; to those that failed only when
// their pause is over, or all of them now.
func (w *Watch) deliver(ctx context.Context, now bool) error {
	w.sending.Lock()
	defer w.sending.Unlock()
	errs := make([]error, len(w.cfg.Senders))
	var wg sync.WaitGroup
	for i, sender := range w.cfg.Senders {
		events := w.due(sender.Name(), now)
		if len(events) == 0 {
			continue
		}
		wg.Go(func() { errs[i] = w.sendAll(ctx, sender, events) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// due are the events that a sender is to get, oldest first.
func (w *Watch) due(sender string, now bool) []Event {
	state := w.State()
	w.mu.Lock()
	wait := w.retries[sender].at.After(w.cfg.Now())
	w.mu.Unlock()
	if wait && !now {
		return nil
	}
	var out []Event
	for _, p := range state.Pending {
		if p.Sender == sender {
			out = append(out, p.Event)
		}
	}
	return out
}

// sendAll sends events one after the other, until one fails.
func (w *Watch) sendAll(ctx context.Context, sender Sender, events []Event) error {
	for _, e := range events {
		if err := w.send(ctx, sender, e); err != nil {
			w.failed(sender.Name())
			w.cfg.Logger.ErrorContext(ctx, "alert was not sent", "sender", sender.Name(), "subject", e.Subject, "error", err)
			return err
		}
		w.sent(sender.Name(), e)
		if err := w.save(); err != nil {
			w.cfg.Logger.ErrorContext(ctx, "alert", "error", err)
		}
	}
	return nil
}

// send sends an event. A sender that panics ends nothing else.
func (w *Watch) send(ctx context.Context, sender Sender, e Event) (err error) {
	ctx, cancel := context.WithTimeout(ctx, w.cfg.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("alert: %s panicked with a %T", sender.Name(), p)
		}
	}()
	return sender.Send(ctx, e)
}

// sent takes an event off, unless another one has come in its place meanwhile.
func (w *Watch) sent(sender string, e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.retries, sender)
	p := place{sender, e.Subject}
	switch now, ok := w.pending[p]; {
	case ok && now.ID == e.ID:
		delete(w.pending, p)
	case ok: // the one before it was sent after all
		now.Missed -= e.Missed + 1
		w.pending[p] = now
	}
}

// failed makes a sender wait.
func (w *Watch) failed(sender string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	pause := min(max(firstRetry, 2*w.retries[sender].pause), longestRetry)
	w.retries[sender] = retry{w.cfg.Now().Add(pause), pause}
}
