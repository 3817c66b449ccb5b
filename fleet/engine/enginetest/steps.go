package enginetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/backup-sdk/backup-go/fleet/engine"
)

// ErrCut ends a handler at a step where a process was to die.
var ErrCut = errors.New("enginetest: cut here")

// Steps records steps in memory. A handler that is called again with the same Steps
// goes on as after a crash. The zero value cuts nowhere.
type Steps struct {
	// CutBefore and CutAfter name the step at which the process dies once: before its
	// function is called, or after, when what it returned is not recorded.
	CutBefore, CutAfter string

	mu      sync.Mutex
	records []step
	next    int
	notes   []string
	calls   map[string]int
}

type step struct {
	name string
	out  json.RawMessage
	err  string
}

var _ engine.Steps = (*Steps)(nil)

// Run calls a handler until it ends, again after each cut.
func (s *Steps) Run(ctx context.Context, handler engine.Handler, job engine.Job) (json.RawMessage, error) {
	for {
		s.mu.Lock()
		s.next = 0
		s.mu.Unlock()
		out, err := handler(ctx, s, job)
		if !errors.Is(err, ErrCut) {
			return out, err
		}
	}
}

// Do does or replays a step as the engine would.
func (s *Steps) Do(ctx context.Context, name string, fn func(context.Context) (json.RawMessage, error)) (json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next < len(s.records) {
		r := s.records[s.next]
		if r.name != name {
			return nil, fmt.Errorf("enginetest: step %d was %q and is %q now: the handler is not the same each time", s.next, r.name, name)
		}
		s.next++
		return r.result()
	}
	if s.CutBefore == name {
		s.CutBefore = ""
		return nil, ErrCut
	}
	if s.calls == nil {
		s.calls = map[string]int{}
	}
	s.calls[name]++
	s.mu.Unlock() // fn may call Note
	out, err := fn(ctx)
	s.mu.Lock()
	if s.CutAfter == name {
		s.CutAfter = ""
		return nil, ErrCut
	}
	r := step{name: name, out: out}
	if err != nil {
		r.out, r.err = nil, err.Error()
	}
	s.records = append(s.records, r)
	s.next++
	return r.result()
}

func (r step) result() (json.RawMessage, error) {
	if r.err != "" {
		return nil, &engine.StepError{Step: r.name, Message: r.err}
	}
	return r.out, nil
}

// Note keeps a note.
func (s *Steps) Note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes = append(s.notes, text)
}

// Names are the recorded steps in their order.
func (s *Steps) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := make([]string, len(s.records))
	for i, r := range s.records {
		names[i] = r.name
	}
	return names
}

// Calls is how often the function of a step was called.
func (s *Steps) Calls(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[name]
}
