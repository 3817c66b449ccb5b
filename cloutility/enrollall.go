package cloutility

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// DefaultEnrollWorkers is how many machines [Client.EnrollAll] enrols at a time.
const DefaultEnrollWorkers = 4

// maxEnrollWorkers is a limit to what one program asks of a portal at once.
const maxEnrollWorkers = 256

// DefaultEnrollRounds is how often [Client.EnrollAll] tries a machine that the
// service could not serve.
const DefaultEnrollRounds = 3

// Pauses between two rounds.
const (
	firstRoundPause = 5 * time.Second
	lastRoundPause  = time.Minute
)

// waiting is how many machines are begun for each that is at work: those beyond
// wait together for the next look at a list.
const waiting = 8

// EnrollAllInput says which machines to enrol.
type EnrollAllInput struct {
	// Machines are the machines, from [ReadEnrollCSV] for instance. No two may
	// have the same name in the same business unit.
	Machines []EnrollInput
	// Workers is how many are enrolled at a time, DefaultEnrollWorkers when 0.
	Workers int
	// Rounds is how often a machine is tried that the service could not serve at
	// the time (503, 429, no connection), DefaultEnrollRounds when 0. Rounds
	// follow each other with growing pauses, once all other machines are through.
	Rounds int
	// Done, if not nil, is told each machine as soon as it is through, one at a
	// time.
	Done func(EnrollOutcome)
}

// EnrollAll enrols many machines, several at a time, each as [Client.Enroll] does, and
// reports on all of them: an error with one does not stop the others. After an
// interruption run it again with the same input; it continues with each machine
// where that stands. Two runs at the same time end with one consumption unit for
// each name, or name those that are in doubt.
//
// Catalogues are read once, and the consumption units of a business unit once at
// first and then for several machines at a time that have been made: a machine that
// is new costs five requests and its share of a list. The returned error is about
// the input, or the context's when that ended; the report is nil only with the
// first.
func (c *Client) EnrollAll(ctx context.Context, in EnrollAllInput) (*EnrollReport, error) {
	workers, rounds := cmp.Or(in.Workers, DefaultEnrollWorkers), cmp.Or(in.Rounds, DefaultEnrollRounds)
	if workers < 0 || workers > maxEnrollWorkers {
		return nil, invalidArgument("EnrollAllInput.Workers", fmt.Sprintf("must be between 0 and %d", maxEnrollWorkers))
	}
	if rounds < 0 {
		return nil, invalidArgument("EnrollAllInput.Rounds", "must not be negative")
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	b := &bulk{enroller: newEnroller(c), in: in, stop: stop, report: &EnrollReport{Outcomes: make([]EnrollOutcome, len(in.Machines))}}
	b.bulk, b.slots = true, make(chan struct{}, workers)
	left := make([]int, len(in.Machines))
	for i := range left {
		left[i] = i
	}
	pause := firstRoundPause
	for round := 1; len(left) > 0; round++ {
		var retryAfter time.Duration
		left, retryAfter = b.round(ctx, left, round, round == rounds)
		if len(left) > 0 {
			_ = backup.Sleep(ctx, max(min(retryAfter, lastRoundPause), pause)) // the next round finds out that the context has ended
			pause = min(2*pause, lastRoundPause)
		}
	}
	if b.broken != nil {
		return b.report, b.broken
	}
	return b.report, backup.ContextError(ctx)
}

// bulk is one run of EnrollAll.
type bulk struct {
	*enroller
	in   EnrollAllInput
	stop context.CancelCauseFunc

	telling sync.Mutex // one machine at a time
	report  *EnrollReport
	broken  error // a panic of Done
}

// round tries machines once and returns those that get another round, and how long
// the service asked to wait.
func (b *bulk) round(ctx context.Context, machines []int, round int, last bool) (left []int, retryAfter time.Duration) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(cap(b.slots)*waiting, len(machines)) {
		wg.Go(func() {
			for i := range next {
				outcome := b.machine(ctx, i, round)
				b.telling.Lock()
				if !last && ctx.Err() == nil && passing(outcome.Err) {
					left, retryAfter = append(left, i), max(retryAfter, wanted(outcome.Err))
				} else {
					b.tell(i, outcome)
				}
				b.telling.Unlock()
			}
		})
	}
	for _, i := range machines {
		next <- i
	}
	close(next)
	wg.Wait()
	slices.Sort(left)
	return left, retryAfter
}

// machine enrols one machine.
func (b *bulk) machine(ctx context.Context, i, round int) EnrollOutcome {
	b.resume()
	defer b.pause()
	outcome := EnrollOutcome{Name: b.in.Machines[i].Name}
	if outcome.Err = backup.ContextError(ctx); outcome.Err == nil {
		outcome.Enrolment, outcome.Err = b.enroll(ctx, b.in.Machines[i], i, round > 1)
	}
	return outcome
}

// tell reports a machine that is through. When Done panics there is nobody to go
// on for.
func (b *bulk) tell(i int, outcome EnrollOutcome) {
	b.report.add(i, outcome)
	if b.in.Done == nil || b.broken != nil {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			b.broken = fmt.Errorf("cloutility: EnrollAllInput.Done %w", panicError(p))
			b.stop(b.broken)
		}
	}()
	b.in.Done(outcome)
}

// passing reports failures that may be over when it is tried again later.
func passing(err error) bool {
	return errors.Is(err, backup.ErrUnavailable) || errors.Is(err, backup.ErrRateLimited) || errors.Is(err, backup.ErrBusy)
}

// wanted is how long the service asked to wait.
func wanted(err error) time.Duration {
	if e, ok := errors.AsType[*backup.Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// check validates the whole input. Two machines of one name would not see each
// other, and make a consumption unit each; where the business unit is spelt in
// two ways the second fails on its way.
func (in *EnrollAllInput) check() error {
	if len(in.Machines) == 0 {
		return invalidArgument("EnrollAllInput.Machines", "is empty")
	}
	seen := make(map[[2]string]int, len(in.Machines))
	for i := range in.Machines {
		machine, name := &in.Machines[i], validate.Element("EnrollAllInput.Machines", i)
		if err := machine.check(name); err != nil {
			return err
		}
		at := [2]string{fold(machine.BusinessUnit), fold(machine.Name)}
		if before, twice := seen[at]; twice {
			return invalidArgument(name+".Name", fmt.Sprintf("%q is that of Machines[%d] too", machine.Name, before))
		}
		seen[at] = i
	}
	return nil
}
