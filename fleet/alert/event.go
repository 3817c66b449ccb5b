package alert

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/fleet/internal/program"
)

// State is how a subject is.
type State string

// The states. A subject that was never heard of has none.
const (
	// StateOK: its last run ended well.
	StateOK State = "ok"
	// StateFailed: its last run did not.
	StateFailed State = "failed"
	// StateSilent: nothing has run for longer than expected.
	StateSilent State = "silent"
)

// Event is a change of state: what is sent.
type Event struct {
	// Version is that of this form, 1.
	Version int `json:"version"`
	// ID is the same each time this change is sent.
	ID string `json:"id"`
	// Subject is what it is about, such as a schedule or a machine.
	Subject string `json:"subject"`
	// State is how it is now, Previous how it was before; empty at first.
	State    State `json:"state"`
	Previous State `json:"previous,omitempty"`
	// Since is when the state began.
	Since time.Time `json:"since"`
	// LastRun is when the last run ended; zero if none is known.
	LastRun time.Time `json:"lastRun,omitzero"`
	// ExpectedSeconds is how often it has to run; 0 if nobody said.
	ExpectedSeconds float64 `json:"expectedSeconds,omitempty"`
	// Text is for people: one line.
	Text string `json:"text,omitempty"`
	// Missed counts changes before this one that could not be sent.
	Missed int `json:"missed,omitempty"`
}

const eventVersion = 1

// eventID names a change.
func eventID(subject string, state State, since time.Time) string {
	const bytes = 16
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %s %s", subject, state, since.UTC().Format(time.RFC3339Nano)))
	return hex.EncodeToString(sum[:bytes])
}

// Title is the event in a few words, such as "nightly has FAILED".
func (e *Event) Title() string {
	subject := program.Plain(e.Subject)
	switch e.State {
	case StateFailed:
		return subject + " has FAILED"
	case StateSilent:
		return subject + ": NOTHING HAS RUN"
	case StateOK:
		return subject + " is well again"
	}
	return subject + " is " + program.Plain(string(e.State))
}

// Body is the event for people, in a few lines.
func (e *Event) Body() string {
	var b strings.Builder
	b.WriteString(e.Title() + ".\n\n")
	if e.Text != "" {
		b.WriteString(program.Plain(e.Text) + "\n\n")
	}
	fmt.Fprintf(&b, "since:    %s\n", e.Since.UTC().Format(time.RFC3339))
	if !e.LastRun.IsZero() {
		fmt.Fprintf(&b, "last run: %s\n", e.LastRun.UTC().Format(time.RFC3339))
	}
	if e.ExpectedSeconds > 0 {
		fmt.Fprintf(&b, "expected: every %s\n", time.Duration(e.ExpectedSeconds*float64(time.Second)))
	}
	if e.Previous != "" {
		fmt.Fprintf(&b, "before:   %s\n", e.Previous)
	}
	if e.Missed > 0 {
		fmt.Fprintf(&b, "%d earlier changes could not be sent.\n", e.Missed)
	}
	return b.String()
}

// Sender is a way out. Send returns when the event is delivered or cannot be for now;
// it keeps to the context, and may be called again with an event that it has sent.
type Sender interface {
	// Name tells it from the others, such as "webhook". It is stored.
	Name() string
	Send(ctx context.Context, e Event) error
}

// ArgumentError is a setting that was rejected before anything was done.
type ArgumentError struct {
	// Field is the Go path of what the caller wrote, such as "WebhookConfig.URL".
	Field string
	// Reason says why, without the value.
	Reason string
}

// Error implements error.
func (e *ArgumentError) Error() string { return "alert: " + e.Field + " " + e.Reason }
