package cloutility

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// DuplicateError says that a name is in doubt: several consumption units have it
// although an enrolment wanted one, and this run may not delete the others. It
// matches [backup.ErrConflict].
type DuplicateError struct {
	// Name is the name of the machine.
	Name string
	// BusinessUnitID is the business unit that the consumption units are in.
	BusinessUnitID int64
	// ConsumerIDs are the consumption units of the name, lowest id first.
	ConsumerIDs []int64
	// Err says why the run's own one is still there, if it should not be.
	Err error
}

// Error implements error.
func (e *DuplicateError) Error() string {
	ids := make([]string, len(e.ConsumerIDs))
	for i, id := range e.ConsumerIDs {
		ids[i] = strconv.FormatInt(id, 10)
	}
	text := fmt.Sprintf("%d consumption units of business unit %d are called %q (ids %s): delete those that are not the machine's, or name one by ConsumerID",
		len(ids), e.BusinessUnitID, e.Name, strings.Join(ids, ", "))
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns Err.
func (e *DuplicateError) Unwrap() error { return e.Err }

// Is reports whether target is [backup.ErrConflict].
func (*DuplicateError) Is(target error) bool { return target == backup.ErrConflict }

// Pauses between two looks at the list, which is read up to maxLooks times: until
// it shows what was made, and until another run has taken its own away.
const (
	firstLookPause = time.Second
	maxLooks       = 5
)

// looks reads the consumption units of the name until they are as they should be,
// or it has been often enough, and returns what it saw last.
func (r *enrolling) looks(ctx context.Context, fine func([]Consumer) bool) ([]Consumer, error) {
	pause := firstLookPause
	for n := 1; ; n++ {
		matches, err := r.named(ctx, r.out.BusinessUnitID, r.in.Name, true)
		if err != nil || fine(matches) || n == maxLooks {
			return matches, err
		}
		if err := r.rest(ctx, pause); err != nil {
			return nil, err
		}
		pause *= 2
	}
}

// rest sleeps, and lets another machine work meanwhile.
func (r *enrolling) rest(ctx context.Context, d time.Duration) error {
	r.pause()
	defer r.resume()
	return backup.Sleep(ctx, d)
}

// settle looks again after a consumption unit was made, or may have been. Ids grow,
// so whoever has made another one of the name before has the lower id and keeps it.
// Whoever has made one later sees that and takes its own away. What stays is found.
func (r *enrolling) settle(ctx context.Context) error {
	own := r.trial.made
	matches, err := r.looks(ctx, func(matches []Consumer) bool {
		return own == 0 || slices.ContainsFunc(matches, func(c Consumer) bool { return c.ID == own })
	})
	if err != nil {
		if own == 0 {
			return err
		}
		return fmt.Errorf("consumption unit %d was made, but whether another one has the name could not be seen: %w", own, err)
	}
	if own != 0 && !slices.ContainsFunc(matches, func(c Consumer) bool { return c.ID == own }) {
		// The list lags behind, or somebody was fast to delete it.
		matches = append(matches, Consumer{ID: own, Name: r.in.Name})
		slices.SortFunc(matches, byID)
		r.contested = true
	}
	r.contested = r.contested || r.trial.lost || len(matches) > 1
	if len(matches) == 0 {
		return nil
	}
	stays := matches[0]
	if own != 0 && own != stays.ID {
		if err := withdrawConsumer(ctx, r.client, consumerPair{unit: r.out.BusinessUnitID, own: own, stays: stays.ID}); err != nil {
			return &DuplicateError{Name: r.in.Name, BusinessUnitID: r.out.BusinessUnitID, ConsumerIDs: idsOf(matches), Err: err}
		}
		r.trial.made = 0
		r.done(StepConsumer, ActionDeleted, own, r.in.Name)
		r.done(StepConsumer, ActionFound, stays.ID, stays.Name)
	}
	r.found, r.out.ConsumerID = &stays, stays.ID
	if own == stays.ID && r.have == nil && !r.again {
		return nil // made just now: there is no node
	}
	return r.lookAtNode(ctx)
}

// doubles looks at the end, where others of the name were seen or may be there,
// whether one is left.
func (r *enrolling) doubles(ctx context.Context) error {
	if !r.contested {
		return nil
	}
	alone := func(matches []Consumer) bool { return len(matches) == 1 && matches[0].ID == r.out.ConsumerID }
	matches, err := r.looks(ctx, alone)
	switch {
	case err != nil:
		return fmt.Errorf("whether another consumption unit has the name could not be seen: %w", err)
	case alone(matches):
		r.done(StepDoubles, ActionNone, r.out.ConsumerID, "")
		return nil
	case len(matches) < 2:
		return stuck(fmt.Sprintf("the list does not show consumption unit %d", r.out.ConsumerID))
	}
	return &DuplicateError{Name: r.in.Name, BusinessUnitID: r.out.BusinessUnitID, ConsumerIDs: idsOf(matches)}
}

func idsOf(units []Consumer) []int64 {
	out := make([]int64, len(units))
	for i, c := range units {
		out[i] = c.ID
	}
	return out
}
