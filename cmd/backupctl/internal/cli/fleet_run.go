package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/exporter"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
	desired "github.com/backup-sdk/backup-go/fleet"
	"github.com/backup-sdk/backup-go/fleet/drill"
	"github.com/backup-sdk/backup-go/fleet/engine"
)

const fleetRunLong = `Run as a service: do the schedules of the file and the work that waits in the store,
until it is stopped. Any number of processes with one PostgreSQL share the work; each
needs an --executor name that stays the same when it starts again.

Metrics of all machines and of the work are at /metrics, whether it is alive and has
its store at /-/healthy, and whether it has values yet at /-/ready. SIGTERM stops it
between steps; those under way have --stop-time to end, and go on at the next start
otherwise. Where the file has alerts, one of the processes tells of failures, of
recoveries and of schedules that did not run.

Schedules that delete something, such as prune, need --allow-destroy.`

const fleetRunExample = `  backupctl fleet run
  backupctl fleet run --file harbor.yaml --store postgres://fleet@db.example/fleet --store-password file:/run/secrets/fleet --listen 0.0.0.0:9787`

// service is a fleet that runs.
type fleetService struct {
	fleetFile
	fleetStore

	app                       *app
	survey                    *survey
	listen, web               string
	every                     period
	stopTime, adoptAfter      time.Duration
	workers                   int
	allowDestroy, confirmCost bool
}

func (a *app) newFleetRun() *cobra.Command {
	r := &fleetService{app: a, fleetFile: fleetFile{app: a}, fleetStore: fleetStore{app: a}, survey: &survey{app: a}}
	cmd := &cobra.Command{
		Use: "run", Short: "Run schedules and work as a service", Long: fleetRunLong, Example: fleetRunExample, Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.run(cmd.Context()) },
	}
	r.survey.flags(cmd)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	r.fleetFile.flags(cmd)
	r.fleetStore.flags(cmd)
	r.executorFlag(cmd, "the host's name")
	fs := cmd.Flags()
	fs.StringVar(&r.listen, "listen", "127.0.0.1:9787", "`host:port` to listen on; port 0 takes a free one")
	fs.StringVar(&r.web, "web-config-file", "", "`file` with TLS and basic authentication, as for other exporters")
	r.every = period(5 * time.Minute) //nolint:mnd // the flag's default
	fs.Var(&r.every, "interval", "`time` between the end of a collection for the metrics and the next one")
	fs.DurationVar(&r.stopTime, "stop-time", 30*time.Second, "longest `time` for steps under way to end when it is stopped")                         //nolint:mnd // the flag's default
	fs.DurationVar(&r.adoptAfter, "adopt-after", 0, "take over the work of processes without a sign of life for so long a `time`; never without it") //nolint:mnd // the flag's default
	fs.IntVar(&r.workers, "workers", 16, "`number` of machines that are worked on at once by this process")                                          //nolint:mnd // the engine's default
	fs.BoolVar(&r.allowDestroy, "allow-destroy", false, "let schedules destroy what the file says: prune, and apply where it loses backups")
	fs.BoolVar(&r.confirmCost, "confirm-cost", false, "agree to what vaults cost that a schedule makes")
	return cmd
}

// check finds what cannot go well before anything begins.
func (r *fleetService) check() error {
	if err := r.survey.check(); err != nil {
		return err
	}
	if r.stopTime < 0 {
		return usagef("--stop-time must not be negative")
	}
	if err := r.load(); err != nil {
		return err
	}
	if names := r.file.Destructive(); len(names) > 0 && !r.allowDestroy {
		return &problems.UnconfirmedError{
			Text: "schedules of " + r.path + " delete backups: " + strings.Join(names, ", "), Hint: "--allow-destroy agrees",
		}
	}
	for _, s := range r.file.Schedules {
		if s.Do == desired.DoApply && len(r.file.Vaults) > 0 && !r.confirmCost {
			return &problems.UnconfirmedError{Text: "the schedule " + s.Name + " may make vaults, which cost money", Hint: "--confirm-cost agrees"}
		}
	}
	return nil
}

func (r *fleetService) run(ctx context.Context) (err error) {
	if err := r.check(); err != nil {
		return err
	}
	if r.app.global.dryRun {
		return r.app.print(fmt.Sprintf("would run %d schedules of %s\n", len(r.file.Schedules), r.file.Name))
	}
	source, err := r.source(ctx, func() (string, error) { return r.file.Name, nil })
	if err != nil {
		return err
	}
	f, err := r.app.openFleet(ctx, r.file.Contexts())
	if err != nil {
		return err
	}
	defer f.close()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", r.listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", r.listen, err)
	}
	log := slog.New(slog.NewTextHandler(r.app.Stderr, nil))
	if r.executor == "" {
		r.executor = host()
	}
	alerts, err := r.newAlerting(source, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	clients := &accounts{app: r.app, contexts: r.contexts, writes: true}
	defer clients.close()
	cfg := desired.WorkerConfig{
		File: r.file, Name: r.name, Hash: r.hash, Open: clients.open, AllowDestroy: r.allowDestroy,
		Told: func(ctx context.Context, e desired.Event) { logEvent(ctx, log, e) },
	}
	if err := r.evidence(&cfg); err != nil {
		return errors.Join(err, listener.Close())
	}
	w := desired.NewWorker(cfg)
	clients.around = func(account string, next http.RoundTripper) http.RoundTripper {
		return &inTurn{worker: w, account: account, next: next}
	}
	e, err := r.start(ctx, source, w, engine.Config{
		Executor: r.executor, Workers: r.workers, Logger: log, Schedules: w.Schedules(), AdoptAfter: r.adoptAfter,
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	giveTime(ctx, r.stopTime+2*stopTime) //nolint:mnd // to close too
	r.app.sayf("running %d schedules of %s as %s; serving %s/metrics", len(r.file.Schedules), r.file.Name, r.executor, listener.Addr())
	return r.serve(ctx, e, alerts, exporter.Config{
		Listener: listener, WebConfig: r.app.inDirIfAny(r.web), Every: time.Duration(r.every), Log: log,
		Collect: func(ctx context.Context) *status.Snapshot { return r.survey.collect(ctx, f, log) },
		Healthy: e.Health, Collectors: exporter.Work(func() exporter.WorkStats { return workStats(e) }),
	})
}

// evidence says where the results of drills go, and how they are signed.
func (r *fleetService) evidence(cfg *desired.WorkerConfig) error {
	beside := func(path string) string {
		if path == "" || filepath.IsAbs(path) {
			return path
		}
		return r.app.inDir(filepath.Join(filepath.Dir(r.path), path))
	}
	cfg.Evidence = beside(r.file.Drills.Evidence)
	if r.file.Drills.Key == "" {
		return nil
	}
	key, err := drill.ReadKey(beside(r.file.Drills.Key), backup.Secret{})
	if err != nil {
		return usagef("drills.key: %w", err)
	}
	cfg.Signer = &key
	return nil
}

// serve works until the context ends or the engine has stopped by itself.
func (r *fleetService) serve(ctx context.Context, e *engine.Engine, alerts *alerting, cfg exporter.Config) error {
	serving, stop := context.WithCancel(ctx)
	defer stop()
	var work sync.WaitGroup
	work.Go(func() {
		select {
		case <-e.Done():
			stop()
		case <-serving.Done():
		}
	})
	if alerts != nil {
		work.Go(func() { alerts.run(serving, e.Client) })
	}
	err := exporter.Run(serving, cfg)
	stop()
	work.Wait()
	lost := e.Err()
	ending, done := context.WithTimeout(context.WithoutCancel(ctx), r.stopTime)
	defer done()
	if closeErr := e.Close(ending); err == nil && lost == nil {
		err = storeProblem(closeErr)
	}
	if lost != nil {
		return storeProblem(lost)
	}
	if err == nil {
		r.app.sayf("stopped")
	}
	return err
}

// workStats are the engine's counts for the metrics.
func workStats(e *engine.Engine) exporter.WorkStats {
	s := e.Stats()
	return exporter.WorkStats{
		Healthy: e.Health() == nil, Running: s.Running, Done: s.Done, Failed: s.Failed, Cancelled: s.Cancelled,
		Steps: s.Steps, StepRetries: s.StepRetries, Rescued: s.Rescued, Adopted: s.Adopted, StoreErrors: s.StoreErrors,
	}
}

// logEvent tells what a schedule came to.
func logEvent(ctx context.Context, log *slog.Logger, e desired.Event) {
	if e.Summary == nil {
		log.InfoContext(ctx, "schedule", "schedule", e.Schedule, "run", e.Run)
		return
	}
	level := slog.LevelInfo
	if e.Summary.Differs() || e.Summary.Unknown > 0 {
		level = slog.LevelWarn
	}
	log.Log(ctx, level, "compared", "schedule", e.Schedule, "run", e.Run, "summary", e.Summary.String())
}
