package engine

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
)

// active are the jobs that are under way in this process, so that the rescue does not
// take them for left behind, and Close knows what it waits for.
type active struct {
	mu   sync.Mutex
	jobs map[*jobRun]struct{}
	busy int           // those that have not come to rest between steps
	calm chan struct{} // closed while busy is 0
}

func newActive() *active {
	calm := make(chan struct{})
	close(calm)
	return &active{jobs: map[*jobRun]struct{}{}, calm: calm}
}

func (a *active) add(j *jobRun) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.jobs[j] = struct{}{}
}

func (a *active) remove(j *jobRun) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.jobs, j)
}

// work and rest bracket the time in which a job does something.
func (a *active) work() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.busy++; a.busy == 1 {
		a.calm = make(chan struct{})
	}
}

func (a *active) rest() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.busy--; a.busy == 0 {
		close(a.calm)
	}
}

// wait waits until no job does anything.
func (a *active) wait(ctx context.Context) {
	for {
		a.mu.Lock()
		calm := a.calm
		a.mu.Unlock()
		select {
		case <-calm:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (a *active) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.jobs)
}

// ids are the stored names of the jobs under way.
func (a *active) ids() map[string]bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make(map[string]bool, len(a.jobs))
	for j := range a.jobs {
		out[j.id] = true
	}
	return out
}

// list says what goes on, oldest first.
func (a *active) list() []Activity {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make([]Activity, 0, len(a.jobs))
	for j := range a.jobs {
		out = append(out, Activity{Run: j.job.Run, Job: j.job.ID, Kind: j.job.Kind, Step: j.step, Note: j.note, Since: j.since})
	}
	slices.SortFunc(out, func(x, y Activity) int {
		if c := x.Since.Compare(y.Since); c != 0 {
			return c
		}
		return strings.Compare(x.Run+"\x00"+x.Job, y.Run+"\x00"+y.Job)
	})
	return out
}

// say notes what a job does, under the lock that list reads with.
func (a *active) say(j *jobRun, step, note string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	j.step, j.note, j.since = step, note, time.Now().UTC()
}
