package drill

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// The steps of a drill, in their order.
const (
	StepPrepare  = "prepare"
	StepBackup   = "backup"
	StepArm      = "arm"
	StepRestore  = "restore"
	StepCompare  = "compare"
	StepTakeDown = "take-down"
)

// Step is one step of a drill. Do takes the state that the step before it left and
// returns the next one, which is right also with an error. A drill that has failed is
// no error: its state says so, and Do does nothing but take down. An error is
// something that may be gone at the next try; a step can be done again at any time.
type Step struct {
	Name string
	Do   func(context.Context, State) (State, error)
}

// Steps are the steps in their order.
func (d *Drill) Steps() []Step {
	steps := []Step{
		{StepPrepare, d.prepare},
		{StepBackup, d.backup},
		{StepArm, d.arm},
		{StepRestore, d.restore},
		{StepCompare, d.compareStep},
		{StepTakeDown, d.takeDown},
	}
	for i, step := range steps {
		steps[i].Do = func(ctx context.Context, s State) (State, error) {
			if s.Failed() && step.Name != StepTakeDown {
				return s, nil
			}
			if err := d.check(&s); err != nil {
				return s, err
			}
			began := d.now()
			next, err := step.Do(ctx, s)
			if err == nil {
				next.Steps = append(slices.Clip(next.Steps), StepTime{step.Name, began, d.now()})
			}
			return next, err
		}
	}
	return steps
}

func (d *Drill) now() time.Time { return d.cfg.Now().UTC() }

// check holds a state that was stored against the configuration of today.
func (d *Drill) check(s *State) error {
	if _, err := d.Begin(s.Request); err != nil {
		return err
	}
	if s.Provider != d.cfg.Service.Provider() {
		return &ArgumentError{"State.Provider", "is that of another service"}
	}
	return nil
}

// prepare writes the canary to the source, and looks whether it is there.
func (d *Drill) prepare(ctx context.Context, s State) (State, error) {
	r := s.Request
	if err := d.cfg.Service.Look(ctx, r.Source, r.Target); err != nil {
		return s, err
	}
	nonce, err := d.newNonce()
	if err != nil {
		return s, err
	}
	s.Nonce = nonce
	err = d.put(ctx, &s, StepPrepare, r.Source, markCanary)
	s.Written = d.now()
	return s, err
}

// put writes a value to a machine and reads it back.
func (d *Drill) put(ctx context.Context, s *State, step string, m Machine, mark string) error {
	value := d.value(s, mark)
	if err := d.cfg.Canary.Write(ctx, m, value); err != nil {
		return fmt.Errorf("canary to %s: %w", m.ID, err)
	}
	read, err := d.read(ctx, m)
	if err != nil {
		return err
	}
	if !same(read, value) {
		s.fail(step, ReasonCanaryNotWritten, fmt.Sprintf("what was written to %s does not come back: %d bytes were read there", m.ID, len(read)))
	}
	return nil
}

// read reads what is on a machine, nothing if there is no canary.
func (d *Drill) read(ctx context.Context, m Machine) (string, error) {
	read, err := d.cfg.Canary.Read(ctx, m)
	switch {
	case errors.Is(err, ErrNoCanary):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("canary from %s: %w", m.ID, err)
	}
	return read, nil
}

// backup makes the backup. Its key is as fresh as the canary.
func (d *Drill) backup(ctx context.Context, s State) (State, error) {
	timed, cancel := context.WithTimeoutCause(ctx, d.cfg.Timeout, errTimeout)
	defer cancel()
	b, err := d.cfg.Service.Backup(timed, s.Request.Source, "drill-"+s.Nonce)
	s.Backup = b
	if err != nil {
		err = d.outcome(ctx, &s, StepBackup, err, ReasonBackupFailed, ReasonBackupTimeout)
		return s, err
	}
	switch {
	case b.Source != "" && b.Source != s.Request.Source.ID:
		s.fail(StepBackup, ReasonBackupOfAnother, fmt.Sprintf("backup %s is said to be one of %s", b.ID, b.Source))
	case !b.Created.IsZero() && b.Created.Before(s.Written.Add(-d.cfg.Skew)):
		s.fail(StepBackup, ReasonBackupOld, fmt.Sprintf("backup %s is said to be of %s, and the canary was written at %s",
			b.ID, b.Created.UTC().Format(time.RFC3339), s.Written.Format(time.RFC3339)))
	}
	return s, nil
}

var errTimeout = errors.New("the time of the drill is over")

// outcome tells work that ended badly or not at all, which is what a drill is there to
// find, from trouble on the way, which is an error.
func (d *Drill) outcome(ctx context.Context, s *State, step string, err error, failed, late Reason) error {
	var wait *backup.WaitError
	switch {
	case ctx.Err() != nil:
		return err
	case errors.As(err, &wait) && wait.Failed:
		s.fail(step, failed, err.Error())
	case errors.Is(err, errTimeout), errors.As(err, &wait) && errors.Is(err, context.DeadlineExceeded):
		s.fail(step, late, fmt.Sprintf("not done after %s: %v", d.cfg.Timeout, err))
	default:
		return err
	}
	return nil
}

// arm writes other values to the source and to the target, which tell a restore that
// did nothing, or went to the wrong machine.
func (d *Drill) arm(ctx context.Context, s State) (State, error) {
	source, target := s.Request.Source, s.Request.Target
	if err := d.put(ctx, &s, StepArm, source, markAfter); err != nil || s.Failed() {
		return s, err
	}
	s.Armed = true // from here on there may be something on the target
	if err := d.put(ctx, &s, StepArm, target, markBefore); err != nil || s.Failed() {
		return s, err
	}
	read, err := d.read(ctx, source)
	if err != nil {
		return s, err
	}
	if !same(read, d.value(&s, markAfter)) {
		s.fail(StepArm, ReasonTargetIsSource, fmt.Sprintf("what is written to %s comes back from %s", target.ID, source.ID))
	}
	s.RestoreBegan = d.now()
	return s, nil
}

// restore restores the backup to the target.
func (d *Drill) restore(ctx context.Context, s State) (State, error) {
	timed, cancel := context.WithTimeoutCause(ctx, d.cfg.Timeout, errTimeout)
	defer cancel()
	if err := d.cfg.Service.Restore(timed, s.Backup, s.Request.Target); err != nil {
		err = d.outcome(ctx, &s, StepRestore, err, ReasonRestoreFailed, ReasonRestoreTimeout)
		return s, err
	}
	return s, nil
}

// compareStep reads the canary on the target, and looks whether the source is as it
// was.
func (d *Drill) compareStep(ctx context.Context, s State) (State, error) {
	read, err := d.read(ctx, s.Request.Target)
	if err != nil {
		return s, err
	}
	at := d.now()
	left, err := d.read(ctx, s.Request.Source)
	if err != nil {
		return s, err
	}
	if !same(left, d.value(&s, markAfter)) {
		s.fail(StepCompare, ReasonSourceChanged, "the source is not as it was before the restore: it may have gone there")
	}
	if reason, detail := d.compare(&s, read); reason != "" {
		s.fail(StepCompare, reason, detail)
	}
	if !s.Failed() {
		s.Read = at
	}
	return s, nil
}

// takeDown deletes the backup and makes the target blank, and looks whether both are
// so.
func (d *Drill) takeDown(ctx context.Context, s State) (State, error) {
	var problems []error
	if s.Backup.ID != "" {
		if err := d.cfg.Service.Delete(ctx, s.Backup); err != nil {
			if ctx.Err() != nil {
				return s, err
			}
			problems = append(problems, fmt.Errorf("backup %s: %w", s.Backup.ID, err))
		}
	}
	if s.Armed {
		if err := d.blank(ctx, s.Request.Target); err != nil {
			if ctx.Err() != nil {
				return s, err
			}
			problems = append(problems, fmt.Errorf("target %s: %w", s.Request.Target.ID, err))
		}
	}
	if err := errors.Join(problems...); err != nil {
		s.fail(StepTakeDown, ReasonTakeDown, err.Error())
		return s, nil
	}
	s.TakenDown = d.now()
	return s, nil
}

// blank erases the target, and looks whether nothing is left.
func (d *Drill) blank(ctx context.Context, target Machine) error {
	if err := d.cfg.Canary.Erase(ctx, target); err != nil {
		return err
	}
	switch read, err := d.read(ctx, target); {
	case err != nil:
		return fmt.Errorf("whether it is blank could not be seen: %w", err)
	case len(parts(read)) > 0:
		return errors.New("a canary is still there")
	}
	return nil
}
