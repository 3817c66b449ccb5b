package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/fleet/engine"
)

// Jobs are done in steps, with results in the order of submission; the same run again
// has no effect, one with other jobs is an error.
func TestRun(t *testing.T) {
	t.Parallel()
	var calls counter
	handler := func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		var in struct{ N int }
		if err := json.Unmarshal(job.Input, &in); err != nil {
			return nil, err
		}
		got, err := engine.Step(ctx, s, "double", func(context.Context) (int, error) { calls.add(job.ID); return 2 * in.N, nil })
		if err != nil {
			return nil, err
		}
		if job.ID == "machine-0003" {
			return nil, errors.New("will not do")
		}
		return json.Marshal(got)
	}
	e := open(t, config(newStore(t), handler))
	run := engine.Run{ID: "apply_1", Labels: map[string]string{"file": "fleet.yaml"}}
	for range 2 {
		if err := e.Submit(t.Context(), run, jobs(5)); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Submit(t.Context(), run, jobs(4)); !errors.Is(err, engine.ErrRunDiffers) {
		t.Errorf("other jobs: %v", err)
	}
	// Another run whose name differs where LIKE sees none.
	submit(t, e, "apply-1", jobs(2))
	watch(t, e.Client, "apply-1")
	watch(t, e.Client, "apply_1")
	p, err := e.Progress(t.Context(), "apply_1")
	if want := (engine.Progress{Total: 5, Done: 4, Failed: 1}); err != nil || p != want {
		t.Errorf("progress: %+v, %v", p, err)
	}
	for i, r := range results(t, e.Client, "apply_1") {
		wantJob := jobs(5)[i]
		wantJob.Run = "apply_1"
		wantJob.Input = json.RawMessage(strings.ReplaceAll(string(wantJob.Input), " ", ""))
		if diff := cmp.Diff(wantJob, r.Job); diff != "" {
			t.Errorf("job %d: %s", i, diff)
		}
		if i == 3 {
			want := &engine.JobError{Class: engine.ClassHandler, Message: "will not do"}
			if diff := cmp.Diff(want, r.Err); r.State != engine.Failed || diff != "" {
				t.Errorf("job 3: %s %s", r.State, diff)
			}
			continue
		}
		want, _ := json.Marshal(2 * i)
		if r.State != engine.Done || string(r.Output) != string(want) || r.Executor != "one" || r.Attempts != 1 || r.Ended.Before(r.Started) || r.Started.IsZero() {
			t.Errorf("job %d: %+v", i, r)
		}
	}
	var ids []string
	for r, err := range e.Runs(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.ID)
		if r.ID == "apply_1" && (r.Labels["file"] != "fleet.yaml" || r.Executor != "one" || time.Since(r.Created) > time.Minute) {
			t.Errorf("run: %+v", r)
		}
	}
	if want := []string{"apply-1", "apply_1"}; !cmp.Equal(ids, want) {
		t.Errorf("runs %v", ids)
	}
	steps, err := e.JobSteps(t.Context(), "apply_1", "machine-0002")
	if err != nil || len(steps) != 1 || steps[0].Name != "double" || string(steps[0].Output) != "4" {
		t.Errorf("steps: %+v, %v", steps, err)
	}
	if _, err := e.JobSteps(t.Context(), "apply_1", "nobody"); !errors.Is(err, engine.ErrJobNotFound) {
		t.Errorf("no job: %v", err)
	}
	if _, err := e.Progress(t.Context(), "nothing"); !errors.Is(err, engine.ErrRunNotFound) {
		t.Errorf("no run: %v", err)
	}
	if calls.get("machine-0001") != 2 { // one in each run
		t.Errorf("calls: %v", calls.sorted())
	}
}
