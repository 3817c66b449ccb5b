package cli

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/fleet/engine"
)

const fleetStatusLong = `Show what runs have done, from the store alone: nothing is started and no service is
asked. Without an argument the runs, the newest first; with one the jobs of a run.
--job shows the steps of one of its jobs, --executors who works or has worked.

Jobs are waiting, running, done, failed or cancelled.`

const fleetStatusExample = `  backupctl fleet status
  backupctl fleet status harbor.apply.3f0c9d1ab2c4d5e6 --state failed
  backupctl fleet status --executors -o json`

// runRow is a run.
type runRow struct {
	Run       string    `json:"run"`
	Created   time.Time `json:"created"`
	State     string    `json:"state"`
	Total     int       `json:"total"`
	Done      int       `json:"done"`
	Failed    int       `json:"failed"`
	Cancelled int       `json:"cancelled"`
	Running   int       `json:"running"`
	Waiting   int       `json:"waiting"`
	Executor  string    `json:"executor"`
	Labels    string    `json:"labels"`
}

// jobRow is a job of a run.
type jobRow struct {
	Job      string    `json:"job"`
	Account  string    `json:"account"`
	Kind     string    `json:"kind"`
	State    string    `json:"state"`
	Result   string    `json:"result"`
	Error    string    `json:"error"`
	Attempts int       `json:"attempts"`
	Executor string    `json:"executor"`
	Started  time.Time `json:"started"`
	Ended    time.Time `json:"ended"`
}

// stepRow is a step of a job.
type stepRow struct {
	Step    string    `json:"step"`
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended"`
	Result  string    `json:"result"`
	Error   string    `json:"error"`
}

// executorRow is a process that works or has worked.
type executorRow struct {
	Executor string    `json:"executor"`
	State    string    `json:"state"`
	Host     string    `json:"host"`
	PID      int       `json:"pid"`
	Version  string    `json:"version"`
	Started  time.Time `json:"started"`
	Seen     time.Time `json:"seen"`
	Jobs     int       `json:"jobs"`
	Doing    string    `json:"doing"`
}

// operator is a command that reads the store or gives an operator's command.
type operator struct {
	fleetFile
	fleetStore

	app *app
}

func (a *app) operator(cmd *cobra.Command) *operator {
	o := &operator{app: a, fleetFile: fleetFile{app: a}, fleetStore: fleetStore{app: a}}
	o.fleetFile.flags(cmd)
	o.fleetStore.flags(cmd)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return o
}

// open opens the store: without --store that of the file's fleet.
func (o *operator) open(ctx context.Context) (*engine.Client, error) {
	source, err := o.source(ctx, func() (string, error) {
		if err := o.load(); err != nil {
			return "", err
		}
		return o.file.Name, nil
	})
	if err != nil {
		return nil, err
	}
	return o.client(ctx, source)
}

// with does something with the store.
func (o *operator) with(ctx context.Context, do func(c *engine.Client) error) error {
	c, err := o.open(ctx)
	if err != nil {
		return err
	}
	err = do(c)
	if closeErr := c.Close(); err == nil {
		err = closeErr
	}
	return storeProblem(err)
}

func (a *app) newFleetStatus() *cobra.Command {
	var state, job string
	var executors bool
	limit := 50 //nolint:mnd // the flag's default
	cmd := &cobra.Command{
		Use: "status [RUN]", Short: "Show what runs have done, from the store", Long: fleetStatusLong, Example: fleetStatusExample,
		DisableFlagsInUseLine: true,
	}
	op := a.operator(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		states := []string{string(engine.Waiting), string(engine.Running), string(engine.Done), string(engine.Failed), string(engine.Cancelled)}
		switch {
		case len(args) > 1:
			return usagef("at most one argument: the id of a run")
		case len(args) == 0 && (state != "" || job != ""):
			return usagef("--state and --job need the id of a run")
		case executors && len(args) > 0:
			return usagef("--executors is for all runs")
		case state != "" && !slices.Contains(states, state):
			return usagef("--state %q is not one of %s", state, strings.Join(states, ", "))
		case limit < 0:
			return usagef("--limit must not be negative")
		}
		switch {
		case executors:
			return showRows(a, op, ctx, "executor state host pid jobs seen doing", executorRows)
		case len(args) == 0:
			return showRows(a, op, ctx, "run created state total done failed running waiting", func(ctx context.Context, c *engine.Client) ([]runRow, error) { return runRows(ctx, c, limit) })
		case job != "":
			return showRows(a, op, ctx, "step started ended result error", func(ctx context.Context, c *engine.Client) ([]stepRow, error) { return stepRows(ctx, c, args[0], job) })
		}
		return showRows(a, op, ctx, "job account state result error", func(ctx context.Context, c *engine.Client) ([]jobRow, error) {
			return jobRows(ctx, c, args[0], engine.State(state))
		})
	}
	fs := cmd.Flags()
	fs.StringVar(&state, "state", "", "show only jobs in this `state`, such as failed")
	fs.StringVar(&job, "job", "", "show the steps of a `job`")
	fs.BoolVar(&executors, "executors", false, "show who works or has worked")
	fs.IntVar(&limit, "limit", limit, "the newest `number` of runs, 0 for all")
	completeValues(cmd, "state", "waiting", "running", "done", "failed", "cancelled")
	return cmd
}

// showRows reads rows from the store and shows them.
func showRows[T any](a *app, op *operator, ctx context.Context, columns string, read func(context.Context, *engine.Client) ([]T, error)) error { //nolint:revive // the context comes with the command
	o, err := a.options()
	if err != nil {
		return err
	}
	o.Known, o.All, o.Defaults = output.Known(reflect.TypeFor[T]()), output.TypeColumns(reflect.TypeFor[T]()), strings.Fields(columns)
	if err := o.Check(); err != nil {
		return err
	}
	return op.with(ctx, func(c *engine.Client) error {
		rows, err := read(ctx, c)
		if err != nil {
			return err
		}
		if rows == nil {
			rows = []T{}
		}
		tree, err := output.Tree(rows, false)
		if err != nil {
			return err
		}
		return a.show(tree, o)
	})
}

func runRows(ctx context.Context, c *engine.Client, limit int) ([]runRow, error) {
	var out []runRow
	for info, err := range c.Runs(ctx) {
		if err != nil {
			return nil, err
		}
		p := info.Progress
		row := runRow{
			Run: info.ID, Created: info.Created, State: "done", Total: p.Total, Done: p.Done, Failed: p.Failed, Cancelled: p.Cancelled,
			Running: p.Running, Waiting: p.Waiting, Executor: info.Executor,
		}
		switch {
		case !p.Ended() && p.Running == 0:
			row.State = "waiting"
		case !p.Ended():
			row.State = "running"
		case p.Failed > 0:
			row.State = "failed"
		case p.Cancelled > 0:
			row.State = "cancelled"
		}
		for _, key := range slices.Sorted(maps.Keys(info.Labels)) {
			row.Labels = strings.TrimSpace(row.Labels + " " + key + "=" + info.Labels[key])
		}
		if out = append(out, row); limit > 0 && len(out) == limit {
			break
		}
	}
	return out, nil
}

func jobRows(ctx context.Context, c *engine.Client, run string, state engine.State) ([]jobRow, error) {
	var out []jobRow
	for r, err := range c.Results(ctx, run) {
		if err != nil {
			return nil, err
		}
		if state != "" && r.State != state {
			continue
		}
		row := jobRow{
			Job: r.Job.ID, Account: r.Job.Account, Kind: r.Job.Kind, State: string(r.State), Result: string(r.Output),
			Attempts: r.Attempts, Executor: r.Executor, Started: r.Started, Ended: r.Ended,
		}
		if r.Err != nil {
			row.Error = r.Err.Error()
		}
		out = append(out, row)
	}
	return out, nil
}

func stepRows(ctx context.Context, c *engine.Client, run, job string) ([]stepRow, error) {
	steps, err := c.JobSteps(ctx, run, job)
	if err != nil {
		return nil, err
	}
	out := make([]stepRow, 0, len(steps))
	for _, s := range steps {
		out = append(out, stepRow{s.Name, s.Started, s.Ended, string(s.Output), s.Err})
	}
	return out, nil
}

func executorRows(ctx context.Context, c *engine.Client) ([]executorRow, error) {
	all, err := c.Executors(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]executorRow, 0, len(all))
	for _, e := range all {
		row := executorRow{Executor: e.ID, State: "gone", Host: e.Host, PID: e.PID, Version: e.Version, Started: e.Started, Seen: e.Seen, Jobs: e.Jobs}
		switch {
		case e.Stopped:
			row.State = "stopped"
		case e.Alive:
			row.State = "alive"
		}
		var doing []string
		for _, activity := range e.Activities {
			doing = append(doing, strings.TrimSpace(activity.Job+" "+activity.Step+" "+activity.Note))
		}
		row.Doing = strings.Join(doing, "; ")
		out = append(out, row)
	}
	return out, nil
}

func (a *app) newFleetCancel() *cobra.Command {
	cmd := &cobra.Command{
		Use: "cancel RUN [JOB...]", Short: "Stop a run between steps", DisableFlagsInUseLine: true,
		Long: `Stop a run, or jobs of it: those that wait at once, those under way before their next
step. A step that is under way goes on to its end. retry starts them again.`,
		Example: "  backupctl fleet cancel harbor.apply.3f0c9d1ab2c4d5e6\n  backupctl fleet cancel harbor.apply.3f0c9d1ab2c4d5e6 'schedule vps-0001 #0d1e2f3a4b5c'",
	}
	a.onRun(cmd, "cancel", "%s of %s cancelled", func(ctx context.Context, c *engine.Client, run string, jobs []string) (int, error) {
		return c.Cancel(ctx, run, jobs...)
	})
	return cmd
}

func (a *app) newFleetRetry() *cobra.Command {
	cmd := &cobra.Command{
		Use: "retry RUN [JOB...]", Short: "Start what failed or was cancelled again", DisableFlagsInUseLine: true,
		Long: `Start the failed and cancelled jobs of a run again, or those that are named: each at the
step that failed. The work is done by the next apply, or by the service that runs.`,
		Example: "  backupctl fleet retry harbor.nightly@2026-11-30T01:00:00Z.jobs",
	}
	a.onRun(cmd, "retry", "%s of %s to be done again", func(ctx context.Context, c *engine.Client, run string, jobs []string) (int, error) {
		return c.Retry(ctx, run, jobs...)
	})
	return cmd
}

// onRun is a command about a run or its jobs.
func (a *app) onRun(cmd *cobra.Command, what, done string, do func(context.Context, *engine.Client, string, []string) (int, error)) {
	op := a.operator(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("the id of a run is needed; backupctl fleet status lists them")
		}
		return op.with(cmd.Context(), func(c *engine.Client) error {
			info, err := c.Run(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if a.global.dryRun {
				return a.print(fmt.Sprintf("would %s %s: %s\n", what, args[0], progressText(info.Progress)))
			}
			n, err := do(cmd.Context(), c, args[0], args[1:])
			if err == nil {
				a.sayf(done, plural(n, "job"), args[0])
			}
			return err
		})
	}
}

func (a *app) newFleetAdopt() *cobra.Command {
	cmd := &cobra.Command{
		Use: "adopt EXECUTOR", Short: "Take the work of a process that is gone for good", DisableFlagsInUseLine: true,
		Long: `Put the work that was under way in the name of a process back into the queue, for all
others. It is for one that will not come back under its name: one that does takes
its own work again. A process that shows signs of life is refused.`,
		Example: "  backupctl fleet adopt backup-2\n  backupctl fleet status --executors",
	}
	op := a.operator(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usagef("one argument is needed: the name of an executor; backupctl fleet status --executors lists them")
		}
		return op.with(cmd.Context(), func(c *engine.Client) error {
			if a.global.dryRun {
				return a.print(fmt.Sprintf("would adopt the work of %s\n", args[0]))
			}
			n, err := c.Adopt(cmd.Context(), args[0])
			if err == nil {
				a.sayf("%d jobs of %s are back in the queue", n, args[0])
			}
			return err
		})
	}
	return cmd
}
