package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/progress"
	desired "github.com/backup-sdk/backup-go/fleet"
	"github.com/backup-sdk/backup-go/fleet/engine"
)

const fleetApplyLong = `Do what a plan says, in steps that a store keeps: killed at any moment and started
again, it goes on. A second run of one that is finished sends no write.

It first goes on with what an earlier apply of the fleet has left. Then it plans,
tells the plan, asks, and shows how far it is. --plan takes a plan that was saved
with plan --out: it looks again, and does nothing when something is not as it was
seen.

What loses backups is held back, unless --allow-destroy was given. Vaults cost money:
--confirm-cost agrees. --dry-run is plan.`

const fleetApplyExample = `  backupctl fleet apply
  backupctl fleet apply --plan plan.json --yes
  backupctl fleet apply --file harbor.yaml --store postgres://fleet@db.example/fleet --store-password env:FLEET_DB`

// applying is one run of apply.
type applying struct {
	fleetFile
	fleetStore
	showing

	app                       *app
	saved                     string
	allowDestroy, confirmCost bool
	workers                   int

	engine  *engine.Engine
	clients *accounts
	start   time.Time
}

// stopTime is how long steps under way may take to end when apply is interrupted.
const stopTime = 5 * time.Second

func (a *app) newFleetApply() *cobra.Command {
	p := &applying{app: a, fleetFile: fleetFile{app: a}, fleetStore: fleetStore{app: a}, showing: showing{app: a}}
	cmd := &cobra.Command{
		Use: "apply", Short: "Do what a plan says, and go on after a crash", Long: fleetApplyLong, Example: fleetApplyExample, Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.run(cmd.Context()) },
	}
	p.fleetFile.flags(cmd)
	p.fleetStore.flags(cmd)
	p.executorFlag(cmd, "the host's name and .apply")
	fs := cmd.Flags()
	fs.StringVar(&p.saved, "plan", "", "`file` with a plan of plan --out")
	fs.BoolVar(&p.allowDestroy, "allow-destroy", false, "do what destroys something, too")
	fs.BoolVar(&p.confirmCost, "confirm-cost", false, "agree to what vaults cost")
	fs.IntVar(&p.workers, "workers", 16, "`number` of machines that are worked on at once by this process") //nolint:mnd // the engine's default
	return cmd
}

func (p *applying) run(ctx context.Context) (err error) {
	o, err := p.check()
	if err != nil {
		return err
	}
	if p.app.global.dryRun {
		_, err := p.app.showPlanOf(ctx, &p.fleetFile, &p.showing, p.allowDestroy)
		return err
	}
	if err := p.load(); err != nil {
		return err
	}
	var saved *desired.Plan
	if p.saved != "" {
		data, err := p.app.readFile(p.saved)
		if err != nil {
			return usagef("--plan: %w", err)
		}
		if saved, err = desired.ReadPlan(data); err != nil {
			return usagef("--plan: %w", err)
		}
		p.allowDestroy = saved.Destroys // it was told when the plan was made
	}
	source, err := p.source(ctx, func() (string, error) { return p.file.Name, nil })
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close(ctx)) }()
	if err := p.goOn(ctx, source); err != nil {
		return p.interrupted(ctx, err)
	}
	reader := p.reader()
	defer reader.close()
	plan, err := p.plan(ctx, reader, p.allowDestroy)
	if err != nil {
		return err
	}
	todo := plan.Doing()
	if saved != nil {
		if todo, err = saved.Recheck(plan); err != nil {
			return err
		}
	}
	if len(todo) == 0 {
		p.app.sayf("nothing to do: %s", plan.Summary())
		return p.end(ctx, plan, nil, engine.Progress{}, o)
	}
	if err := p.agree(ctx, plan, todo, o); err != nil {
		return err
	}
	if err := p.begin(ctx, source); err != nil {
		return err
	}
	p.start = time.Now()
	display := p.app.display("applying")
	runs, sum, err := desired.Apply(ctx, p.engine, p.file.Name, todo, map[string]string{"fleet": p.file.Name, "command": "apply"}, told(display))
	display.End()
	if err != nil {
		return p.interrupted(ctx, storeProblem(err))
	}
	return p.end(ctx, plan, runs, sum, o)
}

// told shows the progress of work: how far, failures, rate and the time it takes yet.
func told(display *progress.Display) func(engine.Progress, error) {
	return func(p engine.Progress, err error) {
		if err != nil {
			display.Note("the store is away, waiting for it: " + err.Error())
			return
		}
		display.Count(progressText(p))
	}
}

// progressText is how far it got: 198/500, 3 failed, 12.5/s, 24s left.
func progressText(p engine.Progress) string {
	text := fmt.Sprintf("%d/%d", p.Done+p.Failed+p.Cancelled, p.Total)
	if p.Failed > 0 {
		text += fmt.Sprintf(", %d failed", p.Failed)
	}
	if p.Cancelled > 0 {
		text += fmt.Sprintf(", %d cancelled", p.Cancelled)
	}
	if p.PerSecond > 0 && !p.Ended() {
		text += fmt.Sprintf(", %.1f/s", p.PerSecond)
		if p.Left > 0 {
			text += fmt.Sprintf(", %s left", p.Left)
		}
	}
	return text
}

// begin starts the engine, once.
func (p *applying) begin(ctx context.Context, source string) error {
	if p.engine != nil {
		return nil
	}
	p.clients = &accounts{app: p.app, contexts: p.contexts, writes: true}
	w := desired.NewWorker(desired.WorkerConfig{File: p.file, Name: p.name, Hash: p.hash, Open: p.clients.open, AllowDestroy: p.allowDestroy})
	p.clients.around = func(account string, next http.RoundTripper) http.RoundTripper {
		return &inTurn{worker: w, account: account, next: next}
	}
	if p.executor == "" {
		p.executor = host() + ".apply"
	}
	giveTime(ctx, 2*stopTime) //nolint:mnd // to end, and to close
	e, err := p.fleetFile.start(ctx, source, w, engine.Config{Executor: p.executor, Workers: p.workers, Logger: p.logger()})
	p.engine = e
	return err
}

// logger is for --debug: what else there is to tell, the display tells.
func (p *applying) logger() *slog.Logger {
	if p.app.global.debug {
		return slog.New(slog.NewTextHandler(p.app.Stderr, nil))
	}
	return slog.New(slog.DiscardHandler)
}

// inTurn sends requests when the account's turn has come, over all processes.
type inTurn struct {
	worker  *desired.Worker
	account string
	next    http.RoundTripper
}

func (t *inTurn) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := t.worker.Wait(r.Context(), t.account); err != nil {
		return nil, err
	}
	return t.next.RoundTrip(r)
}

// CloseIdleConnections passes the call on; [http.Client] looks for it.
func (t *inTurn) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// goOn ends what an earlier apply has left.
func (p *applying) goOn(ctx context.Context, source string) error {
	if !isThere(source) {
		return nil
	}
	c, err := p.client(ctx, source)
	if errors.Is(err, engine.ErrStore) && strings.Contains(source, "://") {
		err = nil // a database that nobody has used yet, or that is away: the engine tells
		return err
	}
	if err != nil {
		return err
	}
	left, err := desired.Unfinished(ctx, c, p.file.Name)
	if closeErr := c.Close(); err == nil {
		err = closeErr
	}
	if err != nil || len(left) == 0 {
		return storeProblem(err)
	}
	if err := p.begin(ctx, source); err != nil {
		return err
	}
	for _, run := range left {
		p.app.sayf("going on with %s of %s: %s", run.ID, run.Created.Local().Format(time.DateTime), progressText(run.Progress))
		display := p.app.display("going on")
		last, err := desired.WatchRun(ctx, p.engine.Client, run.ID, told(display))
		display.End()
		if err != nil {
			return storeProblem(err)
		}
		p.app.sayf("%s: %s", run.ID, progressText(last))
	}
	return nil
}

// agree tells the plan and asks.
func (p *applying) agree(ctx context.Context, plan *desired.Plan, todo []desired.Action, o output.Options) error {
	a := p.app
	doing := *plan
	doing.Actions = todo
	if o.Format != "json" && o.Format != "jsonl" && o.Format != "yaml" {
		if err := p.show(&doing, o); err != nil {
			return err
		}
	}
	a.sayf("%s", plan.Summary())
	for _, lost := range doing.Lost() {
		a.sayf("this destroys %s", lost)
	}
	if spendsMoney(todo) && !p.confirmCost {
		return &problems.UnconfirmedError{Text: "vaults cost money, and nobody has agreed to that", Hint: "--confirm-cost agrees; backupctl fleet plan shows what would be made"}
	}
	if a.global.yes {
		return nil
	}
	what := fmt.Sprintf("This will do %d things", len(todo))
	if n := len(doing.Lost()); n > 0 {
		what += fmt.Sprintf(", of which %d destroy something", n)
	}
	return a.ask(ctx, what)
}

// close stops between steps. What is left goes on the next time.
func (p *applying) close(ctx context.Context) error {
	if p.engine == nil {
		return nil
	}
	stop, done := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer done()
	err := p.engine.Close(stop)
	p.clients.close()
	if err != nil && ctx.Err() == nil {
		return storeProblem(err)
	}
	return nil // an interruption has told what goes on
}

// interrupted says that the work is not lost.
func (p *applying) interrupted(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return &interruptedError{"interrupted: what was done is recorded", "run it again: it goes on where it stands", err}
}

// applyResult is what came of apply.
type applyResult struct {
	Fleet     string      `json:"fleet"`
	Runs      []string    `json:"runs"`
	Total     int         `json:"total"`
	Done      int         `json:"done"`
	Failed    int         `json:"failed"`
	Cancelled int         `json:"cancelled"`
	NotBegun  int         `json:"not_begun"`
	Held      int         `json:"held"`
	Unknown   int         `json:"cannot_tell"`
	Seconds   float64     `json:"seconds"`
	Failures  []failedRow `json:"failures"`
}

// failedRow is an action that failed.
type failedRow struct {
	Job     string `json:"job"`
	Account string `json:"account"`
	Run     string `json:"run"`
	Error   string `json:"error"`
}

// end shows what came of it.
func (p *applying) end(ctx context.Context, plan *desired.Plan, runs []string, sum engine.Progress, o output.Options) error {
	s := plan.Summary()
	r := applyResult{
		Fleet: p.file.Name, Runs: runs, Total: sum.Total, Done: sum.Done, Failed: sum.Failed, Cancelled: sum.Cancelled,
		NotBegun: sum.Total - sum.Done - sum.Failed - sum.Cancelled, Held: s.Held, Unknown: s.Unknown, Failures: []failedRow{},
	}
	if r.Runs == nil {
		r.Runs = []string{}
	}
	if !p.start.IsZero() {
		r.Seconds = time.Since(p.start).Round(time.Millisecond).Seconds()
	}
	if sum.Failed > 0 {
		for _, run := range runs {
			for res, err := range p.engine.Results(ctx, run) {
				if err != nil {
					return storeProblem(err)
				}
				if res.State == engine.Failed {
					r.Failures = append(r.Failures, failedRow{res.Job.ID, res.Job.Account, run, res.Err.Error()})
				}
			}
		}
	}
	if err := p.showResult(&r, o); err != nil {
		return err
	}
	if sum.Total > 0 {
		p.app.sayf("%d of %d done in %s, %d failed, %d not begun", r.Done, r.Total, time.Duration(r.Seconds*float64(time.Second)).Round(time.Second/10), r.Failed, r.NotBegun) //nolint:mnd // tenths
	}
	switch {
	case r.Failed+r.Cancelled > 0:
		return &problems.HintError{Err: &problems.WorkFailedError{Text: fmt.Sprintf("%d of %d things failed", r.Failed+r.Cancelled, r.Total)}, Hint: "run it again: what is done is not done twice"}
	case r.Unknown > 0:
		return &problems.ReportedError{Err: &problems.PartialError{}}
	}
	return nil
}

func (p *applying) showResult(r *applyResult, o output.Options) error {
	switch o.Format {
	case "json", "jsonl", "yaml":
		tree, err := output.Tree(r, false)
		if err != nil {
			return err
		}
		o.Defaults, o.Known, o.All, o.Whole = nil, nil, nil, true
		return p.app.show(tree, o)
	}
	if len(r.Failures) == 0 {
		return nil
	}
	tree, err := output.Tree(r.Failures, false)
	if err != nil {
		return err
	}
	o.Columns, o.Sort, o.Filters, o.Query = nil, nil, nil, ""
	o.Defaults, o.Known, o.All = []string{"job", "account", "error"}, nil, nil
	if o.Format == "markdown" {
		o.Format = "table"
	}
	return p.app.show(tree, o)
}
