package protection

import (
	"fmt"
	"strings"
	"time"
)

// State is what a row amounts to.
type State string

// The states, the worst first.
const (
	// StateUnprotected: nothing makes backups of it.
	StateUnprotected State = "unprotected"
	// StateNever: it should be backed up and never was.
	StateNever State = "never"
	// StateOld: its newest good backup is too old.
	StateOld State = "old"
	// StateFailed: the last attempt failed; the good backup before it is not too
	// old yet.
	StateFailed State = "failed"
	// StateDoubt: something about it is not as it should be, or could not be asked.
	StateDoubt State = "doubt"
	// StateGood: all is as it should be.
	StateGood State = "good"
)

// States are all states, the worst first.
func States() []State {
	return []State{StateUnprotected, StateNever, StateOld, StateFailed, StateDoubt, StateGood}
}

// Rank is 0 for the worst state.
func (s State) Rank() int {
	for i, state := range States() {
		if s == state {
			return i
		}
	}
	return len(States())
}

// Label is the state in words.
func (s State) Label() string {
	switch s {
	case StateNever:
		return "never backed up"
	case StateOld:
		return "too old"
	case StateFailed:
		return "last one failed"
	case StateDoubt:
		return "in doubt"
	case StateUnprotected, StateGood:
	}
	return string(s)
}

// Policy is what is expected of backups. The zero value expects a good backup
// within twice the interval of its schedule.
type Policy struct {
	// MaxAge is how old the newest good backup may be. 0 is twice the expected
	// interval of each thing.
	MaxAge time.Duration
	// NoSchedule is the maximum age of what has no schedule; 48 hours when it is 0.
	NoSchedule time.Duration
	// MinBackups is how many good backups there must be; 0 does not look.
	MinBackups int64
	// MinRetention is how long backups must be kept at least; 0 does not look.
	MinRetention time.Duration
	// OffSite demands a copy in another place, Lock that backups are locked.
	OffSite, Lock bool
}

// Verdict is what a policy says about a row.
type Verdict struct {
	State State `json:"state"`
	// Words say why, in one line.
	Words string `json:"words"`
	// Reasons are all that speaks against it, the most important first; none when
	// it is good.
	Reasons []string `json:"reasons,omitempty"`
	// Age is that of the newest good backup, less than 0 without one.
	Age time.Duration `json:"-"`
	// Limit is the age from which it is too old.
	Limit time.Duration `json:"-"`
}

const (
	defaultNoSchedule = 2 * day
	// tolerance is how far clocks may differ before it is told.
	tolerance = 2 * time.Minute
)

// Limit is how old the newest good backup of a thing may be.
func (p Policy) Limit(r Row) time.Duration {
	switch {
	case p.MaxAge > 0:
		return p.MaxAge
	case r.Interval > 0:
		return times(r.Interval, 2)
	case p.NoSchedule > 0:
		return p.NoSchedule
	}
	return defaultNoSchedule
}

// Classify says what a row amounts to at a moment, by the clock of this machine.
func (p Policy) Classify(r Row, now time.Time) Verdict {
	v := Verdict{State: StateGood, Limit: p.Limit(r), Age: -1}
	worse := func(state State, format string, args ...any) {
		v.Reasons = append(v.Reasons, fmt.Sprintf(format, args...))
		if state.Rank() < v.State.Rank() {
			v.State = state
		}
	}
	if r.Newest != nil {
		v.Age = max(0, now.Add(r.ClockOffset).Sub(r.Newest.At))
	}
	if !r.Protected {
		worse(StateUnprotected, "%s", unprotected(r, v.Age))
	}
	switch {
	case r.Newest == nil && r.Lacks(PartBackups):
		worse(StateDoubt, "its backups could not be asked")
	case r.Newest == nil && r.Protected:
		worse(StateNever, "no good backup yet%s", due(r, now))
	case r.Newest != nil && v.Age > v.Limit:
		worse(StateOld, "newest good backup is %s old, %s", Age(v.Age), p.because(r, v.Limit))
	}
	attempted(r, now, worse)
	doubts(r, now, worse)
	p.demands(r, worse)
	if len(v.Reasons) == 0 {
		v.Words = "newest backup is " + Age(v.Age) + " old"
		return v
	}
	v.Words = strings.Join(v.Reasons, "; ")
	return v
}

func unprotected(r Row, age time.Duration) string {
	words := "not protected"
	if r.WhyNot != "" {
		words += ": " + r.WhyNot
	}
	if age >= 0 {
		words += ", newest backup is " + Age(age) + " old"
	}
	return words
}

func due(r Row, now time.Time) string {
	if wait := r.NextRun.Sub(now.Add(r.ClockOffset)); wait > 0 && !r.NextRun.IsZero() {
		return ", the next run is in " + Age(wait)
	}
	return ""
}

func (p Policy) because(r Row, limit time.Duration) string {
	switch {
	case p.MaxAge > 0:
		return "at most " + Age(limit) + " is allowed"
	case r.Interval > 0:
		return "there should be one every " + Age(r.Interval)
	}
	return "at most " + Age(limit) + " is allowed without a schedule"
}

// attempted looks at the newest attempt, if it is newer than the good backup.
func attempted(r Row, now time.Time, worse func(State, string, ...any)) {
	a := r.Attempt
	if a == nil || r.Newest != nil && a.At.Before(r.Newest.At) {
		return
	}
	message := ""
	if a.Message != "" {
		message = ": " + a.Message
	}
	switch a.Result {
	case ResultFailed:
		worse(StateFailed, "the last attempt failed%s", message)
	case ResultMissed:
		worse(StateFailed, "the last run was missed%s", message)
	case ResultPartial:
		worse(StateDoubt, "the last backup left something out%s", message)
	case ResultRunning:
		if since := now.Add(r.ClockOffset).Sub(a.At); since > day {
			worse(StateDoubt, "a backup has been running for %s", Age(since))
		}
	case ResultGood:
	}
}

// doubts is what makes a row less sure than it looks.
func doubts(r Row, now time.Time, worse func(State, string, ...any)) {
	for _, problem := range r.Problems {
		worse(StateDoubt, "%s", problem)
	}
	for _, m := range r.Missing {
		if m.Part != PartBackups || r.Newest != nil {
			worse(StateDoubt, "%s could not be asked", m.Part)
		}
	}
	if off := r.ClockOffset; off > tolerance || off < -tolerance {
		worse(StateDoubt, "the service's clock is %s %s this machine's", Age(off.Abs()), aheadOrBehind(off))
	}
	if r.Newest == nil {
		return
	}
	if ahead := r.Newest.At.Sub(now.Add(r.ClockOffset)); ahead > tolerance {
		worse(StateDoubt, "the newest backup is from %s in the future: the clocks differ", Age(ahead))
	}
}

func aheadOrBehind(off time.Duration) string {
	if off > 0 {
		return "ahead of"
	}
	return "behind"
}

// demands holds a row against what the policy wants beside a recent backup.
func (p Policy) demands(r Row, worse func(State, string, ...any)) {
	switch {
	case p.MinBackups <= 0 || r.Count == nil && r.Lacks(PartBackups): // which is said
	case r.Count == nil:
		worse(StateDoubt, "how many backups there are is not known")
	case *r.Count < p.MinBackups:
		worse(StateDoubt, "%d backups, at least %d are wanted", *r.Count, p.MinBackups)
	}
	if p.MinRetention > 0 {
		if kept, known := r.Retention.AtLeast(); !known {
			worse(StateDoubt, "how long backups are kept is not known")
		} else if kept < p.MinRetention {
			worse(StateDoubt, "backups are kept for %s, at least %s is wanted", Age(kept), Age(p.MinRetention))
		}
	}
	if _, _, offSite := r.ThreeTwoOne(); p.OffSite && offSite == 0 {
		worse(StateDoubt, "no copy off-site")
	}
	switch {
	case !p.Lock:
	case r.Locked == nil:
		worse(StateDoubt, "whether backups are locked is not known")
	case !*r.Locked:
		worse(StateDoubt, "backups are not locked")
	}
}

// forever stands for no limit.
const forever = 1 << 62

// AtLeast is how long a backup is kept, 0 when that is not known.
func (k Retention) AtLeast() (kept time.Duration, known bool) {
	kept = forever
	if k.Days != nil {
		kept = times(day, *k.Days)
	}
	switch {
	case k.Copies != nil && k.CopiesLast <= 0, k.Copies == nil && k.Days == nil && !k.Forever:
		return 0, false
	case k.Copies != nil:
		kept = min(kept, k.CopiesLast)
	}
	return kept, true
}

// times multiplies without running over.
func times(d time.Duration, n int64) time.Duration {
	if n <= 0 {
		return 0
	}
	if int64(d) > forever/n {
		return forever
	}
	return d * time.Duration(n)
}
