package cloutility

import (
	"context"
	"fmt"
	"sync"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// DefaultEnrollWorkers is how many machines [Client.EnrollAll] enrols at a time.
const DefaultEnrollWorkers = 4

// maxEnrollWorkers is a limit to what one program asks of a portal at once.
const maxEnrollWorkers = 256

// EnrollAllInput says which machines to enrol.
type EnrollAllInput struct {
	// Machines are the machines, from [ReadEnrollCSV] for instance. No two may
	// have the same name in the same business unit.
	Machines []EnrollInput
	// Workers is how many are enrolled at a time, DefaultEnrollWorkers when 0.
	Workers int
	// Done, if not nil, is told each machine once it is through, one at a time.
	Done func(EnrollOutcome)
}

// EnrollAll enrols many machines, several at a time, each as [Client.Enroll] does, and
// reports on all of them: an error with one does not stop the others. After an
// interruption run it again with the same input; it continues with each machine
// where that stands.
//
// Catalogues and the consumption units of each business unit are read once, so
// a machine that is new costs five requests. The returned error is about the
// input, or the context's when that ended; the report is nil only with the
// first.
func (c *Client) EnrollAll(ctx context.Context, in EnrollAllInput) (*EnrollReport, error) {
	workers := in.Workers
	if workers == 0 {
		workers = DefaultEnrollWorkers
	}
	if workers < 0 || workers > maxEnrollWorkers {
		return nil, invalidArgument("EnrollAllInput.Workers", fmt.Sprintf("must be between 0 and %d", maxEnrollWorkers))
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	e := newEnroller(c)
	e.bulk = true
	report := &EnrollReport{Outcomes: make([]EnrollOutcome, len(in.Machines))}
	next := make(chan int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(workers, len(in.Machines)) {
		wg.Go(func() {
			for i := range next {
				outcome := EnrollOutcome{Name: in.Machines[i].Name}
				if outcome.Err = backup.ContextError(ctx); outcome.Err == nil {
					outcome.Enrolment, outcome.Err = e.enroll(ctx, in.Machines[i])
				}
				mu.Lock()
				report.add(i, outcome)
				if in.Done != nil {
					in.Done(outcome)
				}
				mu.Unlock()
			}
		})
	}
	for i := range in.Machines {
		next <- i
	}
	close(next)
	wg.Wait()
	return report, backup.ContextError(ctx)
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
