package cloutility

import (
	"context"
	"fmt"
	"sync"

	backup "github.com/backup-sdk/backup-go"
)

// DefaultEnrollWorkers is how many machines [EnrollAll] enrols at a time.
const DefaultEnrollWorkers = 4

// maxEnrollWorkers is a limit to what one program asks of a portal at once.
const maxEnrollWorkers = 256

// EnrollAllInput says which machines to enrol.
type EnrollAllInput struct {
	// Specs are the machines, from [ReadEnrollCSV] for instance. No two may
	// have the same name in the same business unit.
	Specs []EnrollSpec
	// Workers is how many are enrolled at a time, DefaultEnrollWorkers when 0.
	Workers int
	// Done, if not nil, is told each machine once it is through, one at a time.
	Done func(EnrollOutcome)
}

// EnrollAll enrols many machines, several at a time, each as [Enroll] does, and
// reports on all of them: an error with one does not stop the others. After an
// interruption run it again with the same input; it continues with each machine
// where that stands.
//
// Catalogues and the consumption units of each business unit are read once, so
// a machine that is new costs five requests. The returned error is about the
// input, or the context's when that ended; the report is nil only with the
// first.
func EnrollAll(ctx context.Context, client *Client, in EnrollAllInput) (*EnrollReport, error) {
	workers := in.Workers
	if workers == 0 {
		workers = DefaultEnrollWorkers
	}
	if workers < 0 || workers > maxEnrollWorkers {
		return nil, refuse("EnrollAllInput.Workers", fmt.Sprintf("must be between 0 and %d", maxEnrollWorkers))
	}
	if err := in.check(client); err != nil {
		return nil, err
	}
	e := newEnroller(client)
	e.bulk = true
	report := &EnrollReport{Outcomes: make([]EnrollOutcome, len(in.Specs))}
	next := make(chan int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(workers, len(in.Specs)) {
		wg.Go(func() {
			for i := range next {
				outcome := EnrollOutcome{Name: in.Specs[i].Name}
				if outcome.Err = backup.ContextError(ctx); outcome.Err == nil {
					outcome.Enrolment, outcome.Err = e.enroll(ctx, in.Specs[i])
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
	for i := range in.Specs {
		next <- i
	}
	close(next)
	wg.Wait()
	return report, backup.ContextError(ctx)
}

// check refuses the whole input when a part of it cannot be right. Two of one
// name would not see each other, and make a consumption unit each; where the
// business unit is spelt in two ways the second is refused on its way.
func (in *EnrollAllInput) check(client *Client) error {
	if len(in.Specs) == 0 {
		return refuse("EnrollAllInput.Specs", "is empty")
	}
	seen := make(map[[2]string]int, len(in.Specs))
	for i := range in.Specs {
		spec := &in.Specs[i]
		if err := spec.check(client); err != nil {
			return fmt.Errorf("EnrollAllInput.Specs[%d]: %w", i, err)
		}
		at := [2]string{fold(spec.BusinessUnit), fold(spec.Name)}
		if before, twice := seen[at]; twice {
			return refuse(fmt.Sprintf("EnrollAllInput.Specs[%d].Name", i), fmt.Sprintf("%q is that of Specs[%d] too", spec.Name, before))
		}
		seen[at] = i
	}
	return nil
}
