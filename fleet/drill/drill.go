package drill

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Machine is a machine at a service.
type Machine struct {
	// ID is the service's id: of a server, disk or file system at CBR, of an instance
	// at Zomro.
	ID string `json:"id"`
	// Name is for people and for the canary's program.
	Name string `json:"name,omitempty"`
}

// Config is what drills of one account have in common.
type Config struct {
	// Service backs up and restores.
	Service Service
	// Canary gets values to machines and from them.
	Canary Canary
	// Targets are the ids of the machines that drills may overwrite. Any other
	// target is rejected before anything is done; without entries all are.
	Targets []string
	// Timeout is how long a backup, and how long a restore may take; 4 hours when
	// zero.
	Timeout time.Duration
	// Skew is how far the service's clock may be off when it says when a backup was
	// made; a minute when zero.
	Skew time.Duration
	// Parts is the number of lines of a canary, which its program may spread over
	// file systems; 8 when zero, at most 1,000.
	Parts int
	// Now is the clock, time.Now when nil. Random is where fresh values come from,
	// crypto/rand when nil.
	Now    func() time.Time
	Random io.Reader
}

const (
	defaultTimeout = 4 * time.Hour
	defaultSkew    = time.Minute
	defaultParts   = 8
	maxParts       = 1000
	maxID          = 100
)

// ArgumentError is a setting or a request that was rejected before anything was done.
type ArgumentError struct {
	// Field is the Go path of what the caller wrote, such as "Request.Target.ID".
	Field string
	// Reason says why.
	Reason string
}

// Error implements error.
func (e *ArgumentError) Error() string { return "drill: " + e.Field + " " + e.Reason }

// Drill makes drills. Its methods may be called from many goroutines, for different
// targets.
type Drill struct{ cfg Config }

// New checks the configuration. It does no I/O.
func New(cfg Config) (*Drill, error) {
	switch {
	case cfg.Service == nil:
		return nil, &ArgumentError{"Config.Service", "is nil"}
	case cfg.Canary == nil:
		return nil, &ArgumentError{"Config.Canary", "is nil"}
	case cfg.Timeout < 0, cfg.Skew < 0:
		return nil, &ArgumentError{"Config.Timeout", "and Skew must not be negative"}
	case cfg.Parts < 0 || cfg.Parts > maxParts:
		return nil, &ArgumentError{"Config.Parts", "must be at most 1000"}
	}
	for i, id := range cfg.Targets {
		if reason := badID(id); reason != "" {
			return nil, &ArgumentError{fmt.Sprintf("Config.Targets[%d]", i), reason}
		}
	}
	cfg.Targets = slices.Clone(cfg.Targets)
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Skew == 0 {
		cfg.Skew = defaultSkew
	}
	if cfg.Parts == 0 {
		cfg.Parts = defaultParts
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	return &Drill{cfg}, nil
}

// Request is one drill.
type Request struct {
	// ID names the drill: 1 to 100 letters, digits and any of -._:@+
	ID string `json:"id"`
	// Source is the machine whose backup is tried, Target the one it is restored to.
	Source Machine `json:"source"`
	Target Machine `json:"target"`
}

// Begin checks a request and makes the state of its drill. Nothing is done yet.
func (d *Drill) Begin(r Request) (State, error) {
	if reason := badID(r.ID); reason != "" {
		return State{}, &ArgumentError{"Request.ID", reason}
	}
	for field, m := range map[string]Machine{"Request.Source": r.Source, "Request.Target": r.Target} {
		if reason := badID(m.ID); reason != "" {
			return State{}, &ArgumentError{field + ".ID", reason}
		}
		if len(m.Name) > maxID || strings.ContainsFunc(m.Name, isControl) || strings.HasPrefix(m.Name, "-") {
			return State{}, &ArgumentError{field + ".Name", "must have at most 100 bytes, no control characters, and no - in front"}
		}
	}
	switch {
	case r.Target.ID == r.Source.ID:
		return State{}, &ArgumentError{"Request.Target.ID", "is the source: it would be overwritten"}
	case !slices.Contains(d.cfg.Targets, r.Target.ID):
		return State{}, &ArgumentError{"Request.Target.ID", "is not among Config.Targets: only those may be overwritten"}
	}
	return State{Request: r, Provider: d.cfg.Service.Provider()}, nil
}

// badID says what is wrong with an id, "" if nothing is.
func badID(id string) string {
	switch {
	case id == "" || len(id) > maxID:
		return "must have 1 to 100 characters"
	case strings.HasPrefix(id, "-"):
		return "must not begin with -"
	case strings.ContainsFunc(id, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-._:@+", r)
	}):
		return "may hold letters, digits and -._:@+ only"
	}
	return ""
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// Run goes through all steps, without a record. A drill that ends is a result, passed
// or not; an error is one that could not be carried out, or not to its end. Then
// the result holds what is known. What was made is taken down in either case.
func (d *Drill) Run(ctx context.Context, r Request) (Result, error) {
	s, err := d.Begin(r)
	if err != nil {
		return Result{}, err
	}
	var failed error
	for _, step := range d.Steps() {
		if failed != nil && step.Name != StepTakeDown {
			continue
		}
		next, err := step.Do(ctx, s)
		s = next
		if err != nil && failed == nil {
			failed = fmt.Errorf("drill %s: %s: %w", r.ID, step.Name, err)
			s.fail(step.Name, ReasonError, err.Error())
		}
	}
	return s.Result(), failed
}
