package alert

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/fleet/internal/program"
)

// Config is what a [Watch] needs.
type Config struct {
	// Senders are the ways out, with different names. Each gets every event.
	Senders []Sender
	// Saved is what [Config.Save] kept last; nil at first.
	Saved *Saved
	// Save keeps the state for the next start, whenever it has changed. Nil keeps
	// nothing: after a start what has failed is told again.
	Save func(Saved) error
	// Timeout bounds one delivery, with all its tries; 5 minutes when zero.
	Timeout time.Duration
	// Logger hears of deliveries that failed. Nil: nobody does.
	Logger *slog.Logger
	// Now is the clock, time.Now when nil.
	Now func() time.Time
}

// Outcome is how a run ended.
type Outcome struct {
	// Failed says that it did not end well.
	Failed bool
	// Text is for people: what failed.
	Text string
	// At is when it ended; now when zero.
	At time.Time
}

// Status is how a subject is, as it is stored.
type Status struct {
	Subject string `json:"subject"`
	// State is empty for one that was never heard of.
	State State `json:"state,omitempty"`
	// Since is when the state began, LastRun when the last run ended.
	Since   time.Time `json:"since,omitzero"`
	LastRun time.Time `json:"lastRun,omitzero"`
	// Every is how often it has to run, Watched since when it has to; zero: nobody
	// said.
	Every   time.Duration `json:"every,omitempty"`
	Watched time.Time     `json:"watched,omitzero"`
}

// Pending is an event that a sender could not deliver yet.
type Pending struct {
	Sender string `json:"sender"`
	Event  Event  `json:"event"`
}

// Saved is the state of a watch, for the next start. It has no secrets.
type Saved struct {
	Version  int       `json:"version"`
	Subjects []Status  `json:"subjects"`
	Pending  []Pending `json:"pending,omitempty"`
}

const (
	savedVersion    = 1
	maxSubjects     = 10_000
	maxSubject      = 200
	deliveryTimeout = 5 * time.Minute
	firstRetry      = time.Minute
	longestRetry    = 15 * time.Minute
	lastDelivery    = 10 * time.Second
)

// ErrTooMany says that there are 10,000 subjects already.
var ErrTooMany = errors.New("alert: there are too many subjects")

// Watch knows how its subjects are, and sends what changes. Its methods may be called
// from many goroutines; none but Run and Flush sends anything.
type Watch struct {
	cfg  Config
	wake chan struct{} // holds one value when there is something to do

	sending sync.Mutex // held while events are delivered
	saving  sync.Mutex // held while the state is kept, so that the newest is kept last

	mu       sync.Mutex
	subjects map[string]*Status
	pending  map[place]Event
	retries  map[string]retry // of senders that failed
}

// place is where an event has to go.
type place struct{ sender, subject string }

// retry is when a sender is tried again.
type retry struct {
	at    time.Time
	pause time.Duration
}

// NewWatch checks the configuration and takes on what was saved. It does no I/O.
func NewWatch(cfg Config) (*Watch, error) {
	var names []string
	for i, s := range cfg.Senders {
		switch field := fmt.Sprintf("Config.Senders[%d]", i); {
		case s == nil:
			return nil, &ArgumentError{field, "is nil"}
		case s.Name() == "" || slices.Contains(names, s.Name()):
			return nil, &ArgumentError{field, "has no name of its own"}
		}
		names = append(names, s.Name())
	}
	if cfg.Timeout < 0 {
		return nil, &ArgumentError{"Config.Timeout", "must not be negative"}
	}
	cfg.Senders, cfg.Timeout = slices.Clone(cfg.Senders), cmp.Or(cfg.Timeout, deliveryTimeout)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	w := &Watch{
		cfg: cfg, wake: make(chan struct{}, 1),
		subjects: make(map[string]*Status), pending: make(map[place]Event), retries: make(map[string]retry),
	}
	if cfg.Saved == nil {
		return w, nil
	}
	if cfg.Saved.Version != savedVersion {
		return nil, &ArgumentError{"Config.Saved", fmt.Sprintf("has version %d, not %d", cfg.Saved.Version, savedVersion)}
	}
	for i := range cfg.Saved.Subjects {
		s := cfg.Saved.Subjects[i]
		if reason := badSubject(s.Subject); reason != "" || len(w.subjects) == maxSubjects {
			return nil, &ArgumentError{fmt.Sprintf("Config.Saved.Subjects[%d]", i), cmp.Or(reason, "is one too many")}
		}
		w.subjects[s.Subject] = &s
	}
	for _, p := range cfg.Saved.Pending {
		if slices.Contains(names, p.Sender) && w.subjects[p.Event.Subject] != nil {
			w.pending[place{p.Sender, p.Event.Subject}] = p.Event
		}
	}
	return w, nil
}

func badSubject(subject string) string {
	if subject == "" || len(subject) > maxSubject || strings.ContainsFunc(subject, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "must have 1 to 200 bytes without control characters"
	}
	return ""
}

// subject finds a subject, or begins to know it. The lock is held.
func (w *Watch) subject(name string) (*Status, error) {
	if reason := badSubject(name); reason != "" {
		return nil, &ArgumentError{"subject", reason}
	}
	s := w.subjects[name]
	if s == nil {
		if len(w.subjects) == maxSubjects {
			return nil, ErrTooMany
		}
		s = &Status{Subject: name}
		w.subjects[name] = s
	}
	return s, nil
}

// Expect says how often a subject has to run: when its last run, or this call if there
// was none, is longer ago, nothing has run. Leave room for a run that takes its
// time. Zero expects nothing any more.
func (w *Watch) Expect(subject string, every time.Duration) error {
	if every < 0 {
		return &ArgumentError{"every", "must not be negative"}
	}
	w.mu.Lock()
	s, err := w.subject(subject)
	if err == nil && s.Every != every {
		if s.Every = every; s.Watched.IsZero() {
			s.Watched = w.cfg.Now()
		}
	}
	w.mu.Unlock()
	if err != nil {
		return err
	}
	return w.changed()
}

// Forget drops a subject that is no more.
func (w *Watch) Forget(subject string) error {
	w.mu.Lock()
	delete(w.subjects, subject)
	maps.DeleteFunc(w.pending, func(p place, _ Event) bool { return p.subject == subject })
	w.mu.Unlock()
	return w.changed()
}

// Report notes how a run ended. It sends nothing by itself: Run does. An error
// is one of the subject, or of Config.Save.
func (w *Watch) Report(subject string, o Outcome) error {
	w.mu.Lock()
	s, err := w.subject(subject)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	if o.At.IsZero() {
		o.At = w.cfg.Now()
	}
	if o.At.After(s.LastRun) {
		s.LastRun = o.At
	}
	state := StateOK
	if o.Failed {
		state = StateFailed
	}
	w.turn(s, state, o.At, o.Text)
	w.mu.Unlock()
	return w.changed()
}

// turn gives a subject a state, and makes an event of it if that is another one. The
// first good run is none. The lock is held.
func (w *Watch) turn(s *Status, state State, at time.Time, text string) {
	previous := s.State
	if state == previous {
		return
	}
	s.State, s.Since = state, at
	if previous == "" && state == StateOK {
		return
	}
	e := Event{
		Version: eventVersion, ID: eventID(s.Subject, state, at), Subject: s.Subject, State: state, Previous: previous,
		Since: at.UTC(), LastRun: s.LastRun.UTC(), ExpectedSeconds: s.Every.Seconds(), Text: program.Plain(text),
	}
	if s.LastRun.IsZero() {
		e.LastRun = time.Time{}
	}
	for _, sender := range w.cfg.Senders {
		p := place{sender.Name(), s.Subject}
		mine := e
		if before, ok := w.pending[p]; ok {
			mine.Missed = before.Missed + 1
		}
		w.pending[p] = mine
	}
}

// deadline is when a subject is silent; false if it cannot be, or is already.
func (s *Status) deadline() (time.Time, bool) {
	if s.Every <= 0 || s.State == StateSilent {
		return time.Time{}, false
	}
	from := s.LastRun
	if s.Watched.After(from) && s.LastRun.IsZero() {
		from = s.Watched
	}
	return from.Add(s.Every), true
}

// check finds subjects that are silent.
func (w *Watch) check() error {
	w.mu.Lock()
	now := w.cfg.Now()
	found := false
	for _, name := range slices.Sorted(maps.Keys(w.subjects)) {
		s := w.subjects[name]
		if at, ok := s.deadline(); ok && now.After(at) {
			text := "nothing has run yet"
			if !s.LastRun.IsZero() {
				text = "the last run was at " + s.LastRun.UTC().Format(time.RFC3339)
			}
			w.turn(s, StateSilent, now, text)
			found = true
		}
	}
	w.mu.Unlock()
	if !found {
		return nil
	}
	return w.changed()
}

// changed keeps the state, and wakes Run.
func (w *Watch) changed() error {
	select {
	case w.wake <- struct{}{}:
	default:
	}
	return w.save()
}

func (w *Watch) save() error {
	if w.cfg.Save == nil {
		return nil
	}
	w.saving.Lock()
	defer w.saving.Unlock()
	if err := w.cfg.Save(w.State()); err != nil {
		return fmt.Errorf("alert: the state was not kept: %w", err)
	}
	return nil
}

// State is what is known and what waits to be sent, for [Config.Saved].
func (w *Watch) State() Saved {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := Saved{Version: savedVersion, Subjects: []Status{}}
	for _, name := range slices.Sorted(maps.Keys(w.subjects)) {
		out.Subjects = append(out.Subjects, *w.subjects[name])
	}
	for p, e := range w.pending {
		out.Pending = append(out.Pending, Pending{p.sender, e})
	}
	slices.SortFunc(out.Pending, func(a, b Pending) int {
		return cmp.Or(cmp.Compare(a.Sender, b.Sender), a.Event.Since.Compare(b.Event.Since), cmp.Compare(a.Event.Subject, b.Event.Subject))
	})
	return out
}
