package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/fleet/drill"
	"github.com/backup-sdk/backup-go/fleet/engine"
	"github.com/backup-sdk/backup-go/zomro"
)

// drillInput is one drill.
type drillInput struct {
	Request drill.Request `json:"request"`
}

// drillTick submits the drills of the file.
func (w *Worker) drillTick(ctx context.Context, s Schedule, job engine.Job) (tickOutcome, error) {
	e, err := w.running(ctx)
	if err != nil {
		return tickOutcome{}, err
	}
	jobs := make([]engine.Job, 0, len(w.file.Drills.Machines))
	for _, m := range w.file.Drills.Machines {
		r := drill.Request{
			ID:     fmt.Sprintf("%s-%s-%s", w.file.Name, job.Tick.UTC().Format("20060102-1504"), actionID(m.Account, m.Source, m.Target)),
			Source: drill.Machine{ID: m.Source}, Target: drill.Machine{ID: m.Target},
		}
		jobs = append(jobs, engine.Job{ID: jobID(m.Source+" to "+m.Target, r.ID), Account: m.Account, Kind: jobDrill, Input: input(drillInput{r})})
	}
	spread(jobs, s, job.Tick)
	out := tickOutcome{Outcome: Outcome{Result: "submitted", Count: len(jobs)}, Run: job.Run + ".jobs"}
	err = e.Submit(ctx, engine.Run{ID: out.Run, Labels: map[string]string{"fleet": w.file.Name, "schedule": s.Name, "does": s.Do}}, jobs)
	if errors.Is(err, engine.ErrRunDiffers) {
		err = nil // an earlier try has submitted what the file said then
	}
	return out, err
}

// drill goes through the steps of a drill. One that does not pass is a failed job, and
// its result is in the directory for evidence all the same.
func (w *Worker) drill(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	in, err := read[drillInput](job)
	if err != nil {
		return nil, err
	}
	d, err := w.newDrill(ctx, job.Account)
	if err != nil {
		return nil, err
	}
	state, err := d.Begin(in.Request)
	if err != nil {
		return nil, err
	}
	gaveUp := false
	for _, s := range d.Steps() {
		if gaveUp && s.Name != drill.StepTakeDown {
			continue
		}
		next, err := engine.Step(ctx, steps, s.Name, func(ctx context.Context) (drill.State, error) { return s.Do(ctx, state) })
		var failed *engine.StepError
		switch {
		case errors.As(err, &failed):
			state.Fail(s.Name, err)
			gaveUp = true
		case err != nil:
			return nil, err
		default:
			state = next
		}
	}
	result := state.Result()
	if _, err := engine.Step(ctx, steps, "evidence", func(context.Context) (bool, error) { return true, w.keep(&result) }); err != nil {
		return nil, err
	}
	if !result.Passed {
		detail := ""
		if len(result.Failures) > 0 {
			detail = ": " + result.Failures[0].Detail
		}
		return nil, fmt.Errorf("the restore of %s did not pass: %s%s", in.Request.Source.ID, result.Reason(), detail)
	}
	return json.Marshal(result)
}

// newDrill makes the drill of an account.
func (w *Worker) newDrill(ctx context.Context, account string) (*drill.Drill, error) {
	opened, err := w.open(ctx, account)
	if err != nil {
		return nil, err
	}
	cfg := drill.Config{Targets: w.file.Drills.Allow, Canary: w.cfg.Canary}
	if cfg.Canary == nil {
		if len(w.file.Drills.Canary) == 0 {
			return nil, errors.New("the file has no drills any more")
		}
		cfg.Canary = &drill.Command{Argv: w.file.Drills.Canary}
	}
	switch c := opened.(type) {
	case *cbr.Client:
		cfg.Service = &drill.CBR{Client: c, Wait: w.cfg.Waits}
	case *zomro.Client:
		cfg.Service = &drill.Zomro{Client: c, Wait: w.cfg.Waits}
	default:
		return nil, fmt.Errorf("context %s: %w", account, backup.ErrUnsupported)
	}
	return drill.New(cfg)
}

// keep writes the result of a drill, signed where there is a key.
func (w *Worker) keep(r *drill.Result) error {
	if w.cfg.Evidence == "" {
		return nil
	}
	if err := os.MkdirAll(w.cfg.Evidence, 0o700); err != nil { //nolint:mnd // of the service alone
		return err
	}
	path := filepath.Join(w.cfg.Evidence, r.Drill+".json")
	if w.cfg.Signer == nil {
		data, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		return os.WriteFile(path, append(data, '\n'), 0o600) //nolint:mnd // of the service alone
	}
	document, signature, err := drill.Sign(*w.cfg.Signer, r)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, document, 0o600); err != nil { //nolint:mnd // of the service alone
		return err
	}
	return os.WriteFile(path+".minisig", signature, 0o600) //nolint:mnd // of the service alone
}
