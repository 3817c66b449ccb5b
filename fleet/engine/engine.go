package engine

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"
)

// Job is the work for one machine: a handler's name and what the handler needs to
// know. It is stored as clear text, so it never holds a secret, only references.
type Job struct {
	// ID is the job's name in its run, such as the machine's name: 1 to 200 bytes
	// without control characters. The same ID in the same run is the same work.
	ID string `json:"id"`
	// Account is whose limits apply, a key of [Config.Accounts].
	Account string `json:"account"`
	// Kind is what is done, a key of [Config.Kinds].
	Kind string `json:"kind"`
	// Input is for the handler, at most 256 KiB of JSON.
	Input json.RawMessage `json:"input,omitempty"`
	// NotBefore is when the job may begin, up to two seconds late. Zero is at once.
	NotBefore time.Time `json:"-"`
	// Run is the run the job belongs to. The engine sets it for handlers.
	Run string `json:"-"`
	// Tick is the time of the schedule that made the job, zero for all others. The
	// engine sets it for handlers.
	Tick time.Time `json:"tick,omitzero"`
}

// Handler does a job in steps and returns what [Client.Results] shall show, at most
// 1 MiB of JSON. It may run again from the top, after a crash on another machine:
// steps that were done then return what they returned before, without being done.
// So between steps it does nothing but compute: no clock, no random numbers, no
// requests, and what it decides by comes from the job and from steps. An error ends
// the job as failed; [Client.Retry] starts it again.
type Handler func(ctx context.Context, steps Steps, job Job) (json.RawMessage, error)

// Steps is what a handler sees of the engine. Its methods are for the goroutine of
// the handler: steps are done one after the other.
type Steps interface {
	// Do does fn once and records what it returned, at most 1 MiB; done before, it
	// returns that record. A step under way at a crash is done again, so fn first
	// looks for what an earlier try of it made. Its context ends when the engine
	// closes. An error of fn is recorded too, and comes back as a *[StepError] both
	// times, after the tries of [Retries]. Every other error of Do is the engine's:
	// the handler returns it at once.
	Do(ctx context.Context, name string, fn func(ctx context.Context) (json.RawMessage, error)) (json.RawMessage, error)
	// Note says in a few words what is going on, for [Client.Executors]. It is not
	// recorded. fn of Do may call it.
	Note(text string)
}

// Step is [Steps.Do] with a type: T goes through encoding/json.
func Step[T any](ctx context.Context, s Steps, name string, fn func(ctx context.Context) (T, error)) (T, error) {
	var out T
	raw, err := s.Do(ctx, name, func(ctx context.Context) (json.RawMessage, error) {
		v, err := fn(ctx)
		if err != nil {
			return nil, err
		}
		return json.Marshal(v)
	})
	if err != nil {
		return out, err
	}
	err = json.Unmarshal(raw, &out)
	return out, err
}

// Kind is what is done with jobs of one name.
type Kind struct {
	Handler Handler
	// Steps is the number of the handler's list of steps, 1 or more. Raise it when
	// steps are inserted, left out, renamed or put in another order: a job that was
	// under way then fails with [ClassSteps], and [Client.Retry] starts it from its
	// first step. Steps added at the end need no new number.
	Steps int
	// Retries says how often a failing step is tried. The zero value tries once: the
	// clients of the services send again on their own.
	Retries Retries
}

// Retries says how a failing step is tried again, with pauses that double from Pause
// to MaxPause. Tries before a crash are not counted.
type Retries struct {
	Tries    int
	Pause    time.Duration // 1 s when zero
	MaxPause time.Duration // 1 min when zero
	// If says whether an error is worth another try, nil: each is.
	If func(error) bool
}

// Limits bound what is done with one account, by all processes of a store together.
type Limits struct {
	// Concurrency is how many jobs are under way at once, those of a process that
	// died included until it is back or adopted. Zero: only workers bound it.
	Concurrency int
	// PerSecond is how many calls may begin in a second, spaced evenly. Calls are
	// what goes through [Engine.Wait] or [Engine.Transport]. Zero: no limit.
	PerSecond float64
}

// Schedule starts one job at each time of a cron expression, once however many
// processes there are. The job's handler does the work, or submits the jobs of many
// machines in a step.
type Schedule struct {
	// Name is the first part of the run's ID, which is "name@time": see [RunID].
	Name string
	// Cron has five fields, minute, hour, day of the month, month and weekday, or is a
	// word such as @daily.
	Cron string
	// Zone is the IANA name of the time zone, UTC when empty. A time that the clocks
	// skip in spring is left out, one they show twice in autumn is taken once.
	Zone string
	// CatchUp starts the newest time that was missed while no process ran, once.
	CatchUp bool
	// Account, Kind and Input are the job's.
	Account string
	Kind    string
	Input   json.RawMessage
}

// Config is what [Open] needs.
type Config struct {
	// Store is the path of a SQLite file on a local disk, made when it is missing in
	// a directory that exists, or a postgres:// URL, whose database exists.
	Store string
	// Executor is the stable name of this process, such as the host's or that of a
	// StatefulSet's pod: work that was under way goes on when the same name is back.
	// The host's name when empty. At most 100 letters, digits, and any of -._
	Executor string
	// Version is the program's, for [Client.Executors].
	Version string
	// Kinds are the handlers.
	Kinds map[string]Kind
	// Accounts are whose jobs are taken. Processes with one store should say the
	// same about an account: the last one to start is right.
	Accounts map[string]Limits
	// Workers is how many jobs are under way at once in this process, 16 when zero.
	Workers int
	// Schedules start jobs. Each process of a store may have them.
	Schedules []Schedule
	// Keep is how long runs are kept after their end, 30 days when zero, for ever
	// when negative.
	Keep time.Duration
	// AdoptAfter takes over the work of executors without a sign of life for so
	// long. Zero: only [Client.Adopt] does. At least a minute.
	AdoptAfter time.Duration
	// StartTimeout is how long Open tries to reach a store that is not there, 30 s
	// when zero, not at all when negative.
	StartTimeout time.Duration
	// Logger hears of what is unusual. Nil: nobody does.
	Logger *slog.Logger
}
