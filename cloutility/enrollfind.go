package cloutility

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	backup "github.com/backup-sdk/backup-go"
)

// existing finds the consumption unit of a name in a business unit, if there is
// one. Field is what the input is called in errors.
func (e *enroller) existing(ctx context.Context, field string, unit int64, name string, id int64, now bool) (found *Consumer, ok bool, err error) {
	if id > 0 {
		got, err := e.client.Consumers.Get(ctx, unit, id)
		switch {
		case errors.Is(err, backup.ErrNotFound):
			return nil, false, invalidArgument(field+".ConsumerID", fmt.Sprintf("%d is not a consumption unit of business unit %d", id, unit))
		case err != nil:
			return nil, false, err
		case fold(got.Name) != fold(name):
			return nil, false, invalidArgument(field+".ConsumerID", fmt.Sprintf("%d is called %q, not %q", id, got.Name, name))
		}
		return got, true, nil
	}
	matches, err := e.named(ctx, unit, name, now)
	if err == nil && len(matches) > 1 && !now && e.bulk {
		matches, err = e.named(ctx, unit, name, true) // another run may have tidied up since
	}
	switch {
	case err != nil || len(matches) == 0:
		return nil, false, err
	case len(matches) == 1:
		return &matches[0], true, nil
	}
	lines := make([]string, len(matches))
	for i, c := range matches {
		lines[i] = fmt.Sprintf("%s (id %d", c.Name, c.ID)
		if c.DataSourceState != nil {
			lines[i] += ", " + string(c.DataSourceState.Name)
		}
		if !c.CreatedDate.IsZero() {
			lines[i] += ", made " + c.CreatedDate.Format("2006-01-02 15:04")
		}
		lines[i] += ")"
	}
	return nil, false, invalidArgument(field+".Name", fmt.Sprintf("%d consumption units have it; give the id of one as ConsumerID: %s", len(matches), strings.Join(lines, ", ")))
}

// named lists the consumption units of a name, lowest id first. For one enrolment
// it looks through the list. Many enrolments share lists: now asks for one that
// begins after the call.
func (e *enroller) named(ctx context.Context, unit int64, name string, now bool) ([]Consumer, error) {
	if !e.bulk {
		var out []Consumer
		for c, err := range e.client.Consumers.All(ctx, unit, ListConsumersInput{}) {
			if err != nil {
				return nil, err
			}
			if fold(c.Name) == fold(name) {
				out = append(out, c)
			}
		}
		slices.SortFunc(out, byID)
		return out, nil
	}
	e.mu.Lock()
	of := e.units[unit]
	if of == nil {
		of = &units{reading: make(chan struct{}, 1)}
		e.units[unit] = of
	}
	e.mu.Unlock()
	e.pause()
	defer e.resume()
	index, err := of.get(ctx, now, func() (map[string][]Consumer, error) {
		e.resume()
		defer e.pause()
		return e.index(ctx, unit)
	})
	return index[fold(name)], err
}

// index reads the consumption units of a business unit, by their folded names.
func (e *enroller) index(ctx context.Context, unit int64) (map[string][]Consumer, error) {
	out := make(map[string][]Consumer)
	for c, err := range e.client.Consumers.All(ctx, unit, ListConsumersInput{}) {
		if err != nil {
			return nil, err
		}
		key := fold(c.Name)
		out[key] = append(out[key], Consumer{ID: c.ID, Name: c.Name, DataSourceState: c.DataSourceState, CreatedDate: c.CreatedDate})
	}
	for _, same := range out {
		slices.SortFunc(same, byID)
	}
	return out, nil
}

func byID(a, b Consumer) int { return cmp.Compare(a.ID, b.ID) }

// pause lets another machine of a bulk work while this one waits for a list, and
// resume has it go on.
func (e *enroller) pause() {
	if e.slots != nil {
		<-e.slots
	}
}

func (e *enroller) resume() {
	if e.slots != nil {
		e.slots <- struct{}{}
	}
}

// units are the consumption units of a business unit as they were read last.
type units struct {
	reading chan struct{} // holds one value while a list is read

	mu    sync.Mutex
	index map[string][]Consumer // nil before the first list was read
	next  *listing              // that begins next
}

// listing is a list for all who asked before it began.
type listing struct {
	done  chan struct{} // closed when the fields below are set
	index map[string][]Consumer
	err   error
}

// get returns the units by name: as they were read last, or read after the call,
// together with all others who want that.
func (u *units) get(ctx context.Context, now bool, read func() (map[string][]Consumer, error)) (map[string][]Consumer, error) {
	for {
		u.mu.Lock()
		if !now && u.index != nil {
			index := u.index
			u.mu.Unlock()
			return index, nil
		}
		if u.next == nil {
			u.next = &listing{done: make(chan struct{})}
		}
		mine := u.next
		u.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, backup.ContextError(ctx)
		case <-mine.done:
		case u.reading <- struct{}{}:
			u.run(mine, read)
		}
		select {
		case <-mine.done:
		default:
			continue // it was another's turn
		}
		if mine.err != nil && ctx.Err() == nil && (errors.Is(mine.err, context.Canceled) || errors.Is(mine.err, context.DeadlineExceeded)) {
			continue // the context of whoever read it
		}
		return mine.index, mine.err
	}
}

// run reads a listing if it has not begun, and gives up the turn to read.
func (u *units) run(l *listing, read func() (map[string][]Consumer, error)) {
	u.mu.Lock()
	begun := u.next != l
	if !begun {
		u.next = nil // who asks from now on, waits for another one
	}
	u.mu.Unlock()
	defer func() { <-u.reading }()
	if begun {
		return
	}
	defer close(l.done)
	l.err = errors.New("list was not read") // if read panics
	l.index, l.err = read()
	if l.err == nil {
		u.mu.Lock()
		u.index = l.index
		u.mu.Unlock()
	}
}

// fold makes names comparable.
func fold(name string) string { return strings.ToLower(strings.ToUpper(strings.TrimSpace(name))) }
