package drill

import (
	"time"

	"github.com/backup-sdk/backup-go/fleet/internal/program"
)

// Reason is what is wrong, by name.
type Reason string

// What a drill can find.
const (
	// ReasonError: a step could not be carried out.
	ReasonError Reason = "error"
	// ReasonCanaryNotWritten: what was written to a machine could not be read there.
	ReasonCanaryNotWritten Reason = "canary-not-written"
	// ReasonTargetIsSource: both ids are of one machine.
	ReasonTargetIsSource Reason = "target-is-source"
	// ReasonBackupFailed, ReasonBackupTimeout: there is no backup.
	ReasonBackupFailed  Reason = "backup-failed"
	ReasonBackupTimeout Reason = "backup-timeout"
	// ReasonBackupOld: the backup says that it is older than the canary.
	ReasonBackupOld Reason = "backup-old"
	// ReasonBackupOfAnother: the backup says that it is of another machine.
	ReasonBackupOfAnother Reason = "backup-of-another"
	// ReasonRestoreFailed, ReasonRestoreTimeout: the restore did not end well.
	ReasonRestoreFailed  Reason = "restore-failed"
	ReasonRestoreTimeout Reason = "restore-timeout"
	// ReasonNothingRestored: the target is as it was, though the restore ended well.
	ReasonNothingRestored Reason = "nothing-restored"
	// ReasonEmpty: there is no canary on the target.
	ReasonEmpty Reason = "empty"
	// ReasonPartial: a part of the canary is missing.
	ReasonPartial Reason = "partial"
	// ReasonStale: the canary on the target is an earlier one.
	ReasonStale Reason = "stale"
	// ReasonOtherMachine: the canary on the target is that of another machine.
	ReasonOtherMachine Reason = "other-machine"
	// ReasonCorrupt: what is on the target is no canary at all.
	ReasonCorrupt Reason = "corrupt"
	// ReasonSourceChanged: the machine itself is not as it was before the restore.
	ReasonSourceChanged Reason = "source-changed"
	// ReasonTakeDown: what the drill has made is still there.
	ReasonTakeDown Reason = "take-down"
)

// Failure is something that is wrong.
type Failure struct {
	Step   string `json:"step"`
	Reason Reason `json:"reason"`
	// Detail is for people.
	Detail string `json:"detail,omitempty"`
}

// State is how far a drill is. It goes through JSON between steps, and has no secrets.
type State struct {
	Request  Request `json:"request"`
	Provider string  `json:"provider"`
	// Nonce is what is fresh in the canary.
	Nonce string `json:"nonce,omitempty"`
	// Written is when the canary was on the machine.
	Written time.Time `json:"written,omitzero"`
	// Backup is what was made of the machine.
	Backup Backup `json:"backup,omitzero"`
	// RestoreBegan is when the target was ready for the restore.
	RestoreBegan time.Time `json:"restoreBegan,omitzero"`
	// Armed says that something was written to the target.
	Armed bool `json:"armed,omitempty"`
	// Read is when the canary was read on the target.
	Read time.Time `json:"read,omitzero"`
	// TakenDown is when all that was made was gone.
	TakenDown time.Time `json:"takenDown,omitzero"`
	// Failures are what was found, the first one first.
	Failures []Failure `json:"failures,omitempty"`
	// Steps are those that are done.
	Steps []StepTime `json:"steps,omitempty"`
}

// StepTime is when a step ran.
type StepTime struct {
	Name  string    `json:"name"`
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended"`
}

// Failed reports whether something is wrong. The steps that are left do nothing then,
// but for [StepTakeDown].
func (s *State) Failed() bool { return len(s.Failures) > 0 }

func (s *State) fail(step string, reason Reason, detail string) {
	s.Failures = append(s.Failures, Failure{step, reason, program.Plain(detail)})
}

// Fail notes that a step could not be carried out, for an engine that gives it up. The
// step of taking down comes next.
func (s *State) Fail(step string, err error) { s.fail(step, ReasonError, err.Error()) }

// Result is what a drill came to: the evidence.
type Result struct {
	// Version is that of this form, 1.
	Version  int     `json:"version"`
	Drill    string  `json:"drill"`
	Provider string  `json:"provider"`
	Source   Machine `json:"source"`
	Target   Machine `json:"target"`
	// Passed says that the canary came back whole, and that all was taken down.
	Passed bool `json:"passed"`
	// Failures say what did not, the first one first.
	Failures []Failure `json:"failures,omitempty"`
	// Canary is the fresh part of the value, Written when it was on the machine.
	Canary  string    `json:"canary,omitempty"`
	Written time.Time `json:"written,omitzero"`
	// Backup is the backup that was restored, which is deleted afterwards.
	Backup Backup `json:"backup,omitzero"`
	// RecoveryPointSeconds is how old the data was that came back, when the restore
	// began: what is lost when a machine fails at that moment.
	RecoveryPointSeconds float64 `json:"recoveryPointSeconds,omitempty"`
	// RecoveryTimeSeconds is the time from the beginning of the restore until the data
	// was read on the target. An interruption of the program counts.
	RecoveryTimeSeconds float64 `json:"recoveryTimeSeconds,omitempty"`
	// TakenDown is when all that was made was gone.
	TakenDown time.Time  `json:"takenDown,omitzero"`
	Steps     []StepTime `json:"steps"`
}

// resultVersion is that of the form of results.
const resultVersion = 1

// Result is what is known so far. Both times are zero unless the canary came back.
func (s *State) Result() Result {
	r := Result{
		Version: resultVersion, Drill: s.Request.ID, Provider: s.Provider, Source: s.Request.Source, Target: s.Request.Target,
		Passed: !s.Failed() && !s.Read.IsZero() && !s.TakenDown.IsZero(), Failures: s.Failures,
		Canary: s.Nonce, Written: s.Written, Backup: s.Backup, TakenDown: s.TakenDown, Steps: s.Steps,
	}
	if !s.Read.IsZero() {
		r.RecoveryPointSeconds = s.RestoreBegan.Sub(s.Written).Seconds()
		r.RecoveryTimeSeconds = s.Read.Sub(s.RestoreBegan).Seconds()
	}
	return r
}

// Reason is the first thing that is wrong, empty if the drill has passed.
func (r *Result) Reason() Reason {
	if len(r.Failures) == 0 {
		return ""
	}
	return r.Failures[0].Reason
}
