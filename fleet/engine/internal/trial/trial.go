package trial

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/fleet/engine"
	"github.com/backup-sdk/backup-go/fleet/engine/enginetest"
)

// Trial says what is done to the engine.
type Trial struct {
	Worker    WorkerConfig         // of each process; Executor and Service are filled in
	Processes int                  // that share the store
	Kills     int                  // of processes, each started again at once
	Crashes   int                  // of the store
	Postgres  *enginetest.Postgres // the store, to crash
	Delay     time.Duration        // of the service's requests
	MinPause  time.Duration        // between two kills or crashes
	MaxPause  time.Duration
	Seed      uint64
	Stderr    io.Writer // of the workers
}

// Report is what a trial counted.
type Report struct {
	Jobs, Steps    int
	Kills, Crashes int
	Lost           int // steps that were never done
	Doubled        int // things created once too often
	Again          int // steps that were begun once more
	NotDone        int // jobs that did not end well, with or without a word
	Stuck          int // jobs that had not ended at all, of those
	Seconds        float64
	MostAtOnce     map[string]int     // requests of an account
	Busiest        map[string]int     // requests of an account within any second
	PerSecond      map[string]float64 // requests of an account, on average
}

// Run does the trial. An error says that it could not be done, not how it went.
func (t *Trial) Run(ctx context.Context) (*Report, error) {
	service := NewService(t.Delay)
	server, err := serve(service)
	if err != nil {
		return nil, err
	}
	defer func() { _ = server.Close() }()
	t.Worker.Service = "http://" + server.Addr
	random := rand.New(rand.NewPCG(t.Seed, 1))
	begin := time.Now()
	workers := make([]*process, t.Processes)
	defer func() {
		for _, w := range workers {
			if w != nil {
				w.end()
			}
		}
	}()
	if err := each(len(workers), func(i int) (err error) { // at once, with a store that is new
		workers[i], err = t.start(ctx, i)
		return err
	}); err != nil {
		return nil, err
	}
	client, err := engine.OpenClient(ctx, t.Worker.Store, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	report := &Report{MostAtOnce: map[string]int{}, Busiest: map[string]int{}, PerSecond: map[string]float64{}}
	round := service.NextRound()
	for ctx.Err() == nil {
		if err := sleep(ctx, t.MinPause+time.Duration(random.Int64N(int64(t.MaxPause-t.MinPause)+1))); err != nil {
			return nil, err
		}
		more := report.Kills < t.Kills || report.Crashes < t.Crashes
		if t.ended(ctx, client, round) {
			if !more {
				break
			}
			round = service.NextRound()
			continue
		}
		switch {
		case !more:
		case random.IntN(t.Kills-report.Kills+t.Crashes-report.Crashes) < t.Crashes-report.Crashes:
			if err := t.crash(ctx, random); err != nil {
				return nil, err
			}
			report.Crashes++
		default:
			i := random.IntN(len(workers))
			workers[i].kill()
			if workers[i], err = t.start(ctx, i); err != nil {
				return nil, err
			}
			report.Kills++
		}
	}
	report.Seconds = time.Since(begin).Seconds()
	return report, t.count(ctx, client, service, round, report)
}

// ended is whether a round's run has ended; it may not be submitted yet, and the store
// may be away.
func (t *Trial) ended(ctx context.Context, client *engine.Client, round int) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	p, err := client.Progress(ctx, RunID(round))
	return err == nil && p.Ended()
}

// crash ends the server of the store or one of its processes.
func (t *Trial) crash(ctx context.Context, random *rand.Rand) error {
	if random.IntN(2) == 0 && t.Postgres.KillBackend() {
		return nil
	}
	if err := t.Postgres.Crash(); err != nil {
		return err
	}
	if err := sleep(ctx, time.Duration(200+random.IntN(800))*time.Millisecond); err != nil {
		return err
	}
	return t.Postgres.Start(ctx)
}

// count looks at the service and at the store, one against the other.
func (t *Trial) count(ctx context.Context, client *engine.Client, service *Service, rounds int, report *Report) error {
	for round := 1; round <= rounds; round++ {
		var names []string
		seen := 0
		for r, err := range client.Results(ctx, RunID(round)) {
			if err != nil {
				return err
			}
			seen++
			for n := range Steps {
				names = append(names, StepName(RunID(round), r.Job.ID, n))
			}
			if r.State != engine.Done {
				report.NotDone++
			}
			if r.State == engine.Running || r.State == engine.Waiting {
				report.Stuck++
			}
		}
		if seen != t.Worker.Jobs {
			return fmt.Errorf("round %d: %d jobs in the store, not %d", round, seen, t.Worker.Jobs)
		}
		lost, doubled, again := service.Counts(names)
		report.Lost, report.Doubled, report.Again = report.Lost+lost, report.Doubled+doubled, report.Again+again
		report.Jobs, report.Steps = report.Jobs+seen, report.Steps+len(names)
	}
	for name := range t.Worker.Accounts {
		report.MostAtOnce[name], report.Busiest[name] = service.Most(name), service.Busiest(name, time.Second)
		if n, d := service.Requests(name); d > 0 {
			report.PerSecond[name] = float64(n-1) / d.Seconds()
		}
	}
	return nil
}

func serve(handler http.Handler) (*http.Server, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Addr: listener.Addr().String(), Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	return server, nil
}

// process is a worker of its own.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	lines *bufio.Reader
}

func (t *Trial) start(ctx context.Context, i int) (*process, error) {
	cfg := t.Worker
	cfg.Executor = fmt.Sprintf("executor-%d", i)
	return startProcess(ctx, cfg, t.Stderr)
}

// startProcess starts this program as a worker and waits until it is ready.
func startProcess(ctx context.Context, cfg WorkerConfig, stderr io.Writer) (*process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(cfg)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), Env+"="+string(text))
	cmd.Stderr = stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, stdin: stdin, lines: bufio.NewReader(stdout)}
	if line, err := p.lines.ReadString('\n'); line != "ready\n" {
		p.kill()
		return nil, fmt.Errorf("worker %s did not begin: %q: %w", cfg.Executor, line, errors.Join(err))
	}
	return p, nil
}

// kill ends it as the kernel does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.stdin.Close()
	_ = p.cmd.Wait()
}

// end ends it in order.
func (p *process) end() {
	_ = p.stdin.Close()
	done := make(chan struct{})
	go func() { _ = p.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		_ = p.cmd.Process.Kill()
		<-done
	}
}

// each calls fn for all numbers below n at once.
func each(n int, fn func(int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = fn(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
