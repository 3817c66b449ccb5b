package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/fleet/engine"
	"github.com/backup-sdk/backup-go/zomro"
)

// schedule gives an instance its schedule, and then the number of backups it keeps.
func (w *Worker) schedule(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	in, err := read[scheduleInput](job)
	if err != nil {
		return nil, err
	}
	out, err := engine.Step(ctx, steps, "schedule", func(ctx context.Context) (Outcome, error) {
		c, err := client[*zomro.Client](ctx, w, job.Account)
		if err != nil {
			return Outcome{}, err
		}
		return ensureSchedule(ctx, c, in)
	})
	if err != nil {
		return nil, err
	}
	if in.Keep > 0 {
		_, err := engine.Step(ctx, steps, "keep", func(ctx context.Context) (bool, error) {
			c, err := client[*zomro.Client](ctx, w, job.Account)
			if err != nil {
				return false, err
			}
			page, err := c.Schedules.List(ctx, in.Instance, zomro.ListSchedulesInput{})
			if err != nil || page.Rotation == in.Keep {
				return false, err
			}
			return true, c.Schedules.SetRotation(ctx, in.Instance, in.Keep)
		})
		if err != nil {
			return nil, err
		}
	}
	return json.Marshal(out)
}

// ensureSchedule makes a schedule, or changes the one that is there.
func ensureSchedule(ctx context.Context, c *zomro.Client, in scheduleInput) (Outcome, error) {
	hour, minute := in.At.HourMinute()
	at := zomro.TimeOfDay{Hour: hour, Minute: minute}
	id, out := in.Schedule, Outcome{Result: "changed"}
	if id == 0 {
		made, err := c.Schedules.Ensure(ctx, in.Instance, in.Name, zomro.CreateScheduleInput{Days: in.Days, Time: at})
		if err != nil {
			return Outcome{}, err
		}
		id, out.Result = made.Value.ID, string(made.Action)
		if len(made.Differences) == 0 {
			out.ID = strconv.FormatInt(id, 10)
			return out, nil
		}
		out.Result = "changed" // somebody has made it meanwhile, with other days
	}
	out.ID = strconv.FormatInt(id, 10)
	return out, c.Schedules.Update(ctx, in.Instance, id, zomro.UpdateScheduleInput{Name: in.Name, Days: in.Days, Time: at})
}

// unit makes a business unit.
func (w *Worker) unit(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	return oneStep(ctx, w, steps, job, "unit", func(ctx context.Context, c *cloutility.Client, in unitInput) (Outcome, error) {
		p := &portal{client: c}
		for u, err := range c.BusinessUnits.Walk(ctx, 0) {
			if err != nil {
				return Outcome{}, err
			}
			p.units = append(p.units, u)
		}
		parent, err := p.find(in.Parent)
		if err != nil {
			return Outcome{}, err
		}
		made, err := c.BusinessUnits.Ensure(ctx, parent.ID, in.Name, cloutility.CreateBusinessUnitInput{})
		if err != nil {
			return Outcome{}, err
		}
		return Outcome{Result: string(made.Action), ID: strconv.FormatInt(made.Value.ID, 10)}, nil
	})
}

// enrol enrols a machine. The first password stays with the service: whoever needs
// it asks for the enrolment again.
func (w *Worker) enrol(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	return oneStep(ctx, w, steps, job, "enrol", func(ctx context.Context, c *cloutility.Client, in enrolInput) (Outcome, error) {
		done, err := c.Enroll(ctx, cloutility.EnrollInput{
			Name: in.Name, ConsumerID: in.ConsumerID, BusinessUnit: in.BusinessUnit, OperatingSystem: in.OperatingSystem, NodeType: in.NodeType,
			Domain: in.Domain, ClientOptionSet: in.ClientOptionSet, Contact: in.Contact,
		})
		if err != nil {
			return Outcome{}, err
		}
		out := Outcome{Result: "found", ID: strconv.FormatInt(done.ConsumerID, 10), Detail: done.NodeName}
		if done.Changed {
			out.Result = "created"
		}
		return out, nil
	})
}

// backup backs up an instance, or the machines of a vault. One that the service left
// out is a failure: nothing else would tell that it has no backup.
func (w *Worker) backup(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	raw, err := oneStep(ctx, w, steps, job, "backup", func(ctx context.Context, c any, in backupInput) (Outcome, error) {
		switch c := c.(type) {
		case *cbr.Client:
			return checkpoint(ctx, c, in, w.cfg.Waits)
		case *zomro.Client:
			made, err := c.Backups.EnsureAndWait(ctx, in.Instance, in.Key, zomro.CreateBackupInput{}, w.cfg.Waits...)
			if err != nil {
				return Outcome{}, err
			}
			return Outcome{Result: "made", ID: strconv.FormatInt(made.Value.ID, 10), Detail: made.Name, Count: 1}, nil
		}
		return Outcome{}, fmt.Errorf("context %s: nothing starts a backup there: %w", job.Account, backup.ErrUnsupported)
	})
	if err != nil {
		return nil, err
	}
	var out Outcome
	if err := json.Unmarshal(raw, &out); err != nil {
		return nil, err
	}
	if n := len(out.Skipped); n > 0 {
		return nil, fmt.Errorf("%d machines were left out: %s", n, strings.Join(out.Skipped[:min(n, 5)], "; ")) //nolint:mnd // enough to see
	}
	return raw, nil
}

// pruneInput is a machine whose old backups go: an instance of Zomro, or what a vault
// of CBR holds.
type pruneInput struct {
	Instance int64  `json:"instance,omitempty"`
	Machine  string `json:"machine,omitempty"`
	Vault    string `json:"vault,omitempty"`
	Name     string `json:"name"`
	Keep     Keep   `json:"keep"`
}

// prune deletes what no rule keeps. It plans anew each time: what is gone is gone.
func (w *Worker) prune(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	return oneStep(ctx, w, steps, job, "prune", func(ctx context.Context, c any, in pruneInput) (Outcome, error) {
		out, k := Outcome{Result: "deleted"}, in.Keep
		var err error
		switch c := c.(type) {
		case *cbr.Client:
			out.ID = in.Machine
			var done *cbr.PruneResult
			done, err = c.Backups.Prune(ctx, in.Machine, cbr.PruneBackupsInput{
				KeepLast: k.Last, KeepDaily: k.Daily, KeepWeekly: k.Weekly, KeepMonthly: k.Monthly, KeepYearly: k.Yearly, VaultID: in.Vault,
			})
			if done != nil {
				out.Count = len(done.Deleted)
			}
		case *zomro.Client:
			out.ID = strconv.FormatInt(in.Instance, 10)
			var done *zomro.PruneResult
			done, err = c.Backups.Prune(ctx, in.Instance, zomro.PruneBackupsInput{
				KeepLast: k.Last, KeepDaily: k.Daily, KeepWeekly: k.Weekly, KeepMonthly: k.Monthly, KeepYearly: k.Yearly,
			})
			if done != nil {
				out.Count = len(done.Deleted)
			}
		default:
			err = fmt.Errorf("context %s: nothing deletes a backup there: %w", job.Account, backup.ErrUnsupported)
		}
		if errors.Is(err, backup.ErrConflict) {
			return out, fmt.Errorf("the backups changed meanwhile, the next run looks again: %w", err)
		}
		return out, err
	})
}
