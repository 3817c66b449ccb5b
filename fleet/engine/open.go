package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
)

// Engine takes jobs from a store and runs them. Its methods may be called by any
// number of goroutines, handlers' steps included.
type Engine struct {
	*Client
	cfg      Config
	dbos     dbos.Context
	presence *presence
	limiters map[string]*limiter

	// draining is closed when no more jobs and steps shall begin.
	draining  chan struct{}
	drainOnce sync.Once
	stop      context.CancelFunc // ends the loops
	loops     sync.WaitGroup
	places    chan struct{} // one for each worker
	active    *active
	stats     counters

	closeOnce sync.Once
	closed    chan struct{}
	closeErr  error

	mu       sync.Mutex
	beatErr  error     // of the last sign of life
	beatTime time.Time // when the last one was written
	lost     error     // why the engine stopped by itself
	stopped  chan struct{}
}

type counters struct {
	done, failed, cancelled, steps, retries, rescued, adopted, storeErrors atomic.Int64
}

// Stats counts what this process has done since [Open].
type Stats struct {
	Running     int   // jobs under way now
	Done        int64 // jobs that ended well
	Failed      int64 // jobs that ended with an error
	Cancelled   int64 // jobs that found themselves cancelled
	Steps       int64 // steps done, those of the record not counted
	StepRetries int64 // further tries of steps
	Rescued     int64 // jobs put back that the store's faults had left behind
	Adopted     int64 // jobs taken over from other executors by [Config.AdoptAfter]
	StoreErrors int64 // faults of the store that jobs met
}

// Stats returns the counts, for metrics.
func (e *Engine) Stats() Stats {
	return Stats{
		Running: e.active.count(),
		Done:    e.stats.done.Load(), Failed: e.stats.failed.Load(), Cancelled: e.stats.cancelled.Load(),
		Steps: e.stats.steps.Load(), StepRetries: e.stats.retries.Load(),
		Rescued: e.stats.rescued.Load(), Adopted: e.stats.adopted.Load(), StoreErrors: e.stats.storeErrors.Load(),
	}
}

// Open opens the store, takes the executor's name and begins to take work, first what
// this executor left under way. When ctx ends the engine stops between steps, as
// [Engine.Close] does; call Close in any case. Its errors: an [*InvalidError],
// [ErrStore], [ErrStoreVersion], [ErrExecutorInUse].
func Open(ctx context.Context, cfg Config) (*Engine, error) {
	cfg.Accounts, cfg.Kinds, cfg.Schedules = maps.Clone(cfg.Accounts), maps.Clone(cfg.Kinds), slices.Clone(cfg.Schedules)
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	db, err := connect(ctx, &cfg)
	if err != nil {
		return nil, err
	}
	e := &Engine{
		Client:   &Client{db: db, logger: cfg.Logger},
		cfg:      cfg,
		draining: make(chan struct{}),
		places:   make(chan struct{}, cfg.Workers),
		active:   newActive(),
		closed:   make(chan struct{}),
		stopped:  make(chan struct{}),
		beatTime: time.Now(),
	}
	if e.presence, err = db.arrive(ctx, &cfg); err != nil {
		_ = db.sql.Close()
		return nil, err
	}
	if err := e.launch(ctx); err != nil {
		e.presence.lock.release()
		_ = db.sql.Close()
		return nil, err
	}
	loops, stop := context.WithCancel(context.WithoutCancel(ctx))
	e.stop = stop
	e.limiters = make(map[string]*limiter, len(cfg.Accounts))
	for name, limits := range cfg.Accounts {
		if limits.PerSecond > 0 {
			e.limiters[name] = newLimiter(db, name, limits.PerSecond)
		}
	}
	for _, loop := range []func(context.Context){e.beatLoop, e.rescueLoop, e.scheduleLoop, e.keepLoop} {
		e.loops.Go(func() { loop(loops) })
	}
	e.loops.Go(func() { // when ctx ends
		select {
		case <-ctx.Done():
			e.drain()
		case <-loops.Done():
		}
	})
	return e, nil
}

// connect tries to reach the store for a while: a process may start before its server.
func connect(ctx context.Context, cfg *Config) (*database, error) {
	until := time.Now().Add(cfg.StartTimeout)
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 3*time.Second) {
		db, err := openDatabase(ctx, cfg.Store, true)
		if err == nil || !errors.Is(err, ErrStore) || !strings.HasPrefix(cfg.Store, "postgres") || time.Now().Add(pause).After(until) {
			return db, err
		}
		cfg.Logger.WarnContext(ctx, "the store cannot be reached yet", "error", err)
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause):
		}
	}
}

// workflow is the name under which DBOS stores every job: kinds are told apart here,
// so that a job of an unknown kind ends with a clear error and waits for nobody.
const workflow = "job"

// launch starts DBOS, in a context that nothing cancels: its end would be written into
// the store as the end of all jobs.
func (e *Engine) launch(ctx context.Context) error {
	root, err := e.db.engine(context.WithoutCancel(ctx), &e.cfg)
	if err != nil {
		return err
	}
	abort := func(err error) error {
		_ = dbos.Shutdown(root, time.Second)
		return err
	}
	if id, v := dbos.GetExecutorID(root), dbos.GetApplicationVersion(root); id != e.cfg.Executor || v != version {
		return abort(invalid("Config.Executor", "the environment variables DBOS__VMID and DBOS__APPVERSION must not be set"))
	}
	dbos.RegisterWorkflow(root, e.runJob, dbos.WithWorkflowName(workflow))
	queues := []string{}
	// Each account's queue is asked again and again, so many accounts are asked less often.
	poll := 100 * time.Millisecond * time.Duration(1+(len(e.cfg.Accounts)-1)/10)
	for _, account := range slices.Sorted(maps.Keys(e.cfg.Accounts)) {
		limit, here := e.cfg.Accounts[account].Concurrency, e.cfg.Workers
		if limit > 0 {
			here = min(here, limit)
		}
		options := []dbos.QueueOption{
			dbos.WithWorkerConcurrency(here),
			// Always a partition, the account: its limit is counted without the pauses
			// that DBOS makes when processes meet at a queue's own limit.
			dbos.WithPartitionWorkerConcurrency(here),
			dbos.WithQueueBasePollingInterval(poll),
			dbos.WithQueueOnConflict(dbos.QueueConflictAlwaysUpdate),
		}
		if limit > 0 {
			options = append(options, dbos.WithPartitionConcurrency(limit))
		}
		if _, err := dbos.RegisterQueue(root, queueName(account), options...); err != nil {
			return abort(e.db.fail("register the queue of an account", err))
		}
		queues = append(queues, queueName(account))
	}
	dbos.ListenQueues(root, queues...)
	e.dbos, e.Client.dbos = root, root
	if err := dbos.Launch(root); err != nil {
		return e.db.fail("begin", err)
	}
	return nil
}

// engine makes DBOS's side of the store, and its tables.
func (d *database) engine(ctx context.Context, cfg *Config) (dbos.Context, error) {
	config := dbos.Config{
		AppName: application, ApplicationVersion: version, ExecutorID: cfg.Executor, DatabaseSchema: schema,
		Logger:                   newQuietLogger(cfg.Logger, d.clean),
		SchedulerPollingInterval: time.Hour, // its schedules are not used
	}
	unlock, err := d.lockTables(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if d.postgres {
		pool, err := openPostgresPool(ctx, d.source, cfg.Workers)
		if err != nil {
			return nil, d.fail("connect", err)
		}
		config.SystemDBPool = pool
		root, err := dbos.NewContext(ctx, config)
		if err != nil {
			pool.Close()
		}
		return root, d.fail("begin", err)
	}
	pool, err := openSQLitePool(ctx, d.source, 8)
	if err != nil {
		return nil, d.fail("open", err)
	}
	config.SQLiteSystemDB = pool
	root, err := dbos.NewContext(ctx, config)
	if err != nil {
		_ = pool.Close()
	}
	return root, d.fail("begin", err)
}

func queueName(account string) string { return "account/" + account }

// Health is nil while signs of life reach the store, for a health endpoint.
func (e *Engine) Health() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.lost != nil:
		return e.lost
	case isClosed(e.draining):
		return ErrClosed
	case time.Since(e.beatTime) > aliveFor:
		return cmp.Or(e.beatErr, fmt.Errorf("%w: no sign of life for %v", ErrStore, time.Since(e.beatTime).Round(time.Second)))
	}
	return nil
}

// Done is closed when the engine has stopped by itself, because another process has
// taken its executor's name; Err says so. Close it all the same.
func (e *Engine) Done() <-chan struct{} { return e.stopped }

// Err is why the engine has stopped by itself, nil when it has not.
func (e *Engine) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.lost
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// beatLoop gives signs of life until ctx ends.
func (e *Engine) beatLoop(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		beat, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := e.db.beat(beat, e.presence, e.active.list(), false)
		cancel()
		if ctx.Err() != nil {
			return
		}
		e.mu.Lock()
		before := e.beatErr
		if e.beatErr = err; err == nil {
			e.beatTime = time.Now()
		}
		if errors.Is(err, ErrExecutorInUse) {
			e.lost = err
		}
		lost := e.lost
		e.mu.Unlock()
		switch {
		case lost != nil:
			e.cfg.Logger.ErrorContext(ctx, "another process has this executor's name: stopping", "error", err)
			e.drain()
			close(e.stopped)
			return
		case err != nil && before == nil:
			e.cfg.Logger.WarnContext(ctx, "the store is away; work goes on when it is back", "error", err)
		case err == nil && before != nil:
			e.cfg.Logger.InfoContext(ctx, "the store is back")
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
