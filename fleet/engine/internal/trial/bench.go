package trial

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/backup-sdk/backup-go/fleet/engine"
)

// Bench runs one undisturbed run of jobs.
type Bench struct {
	Worker    WorkerConfig
	Processes int
	Delay     time.Duration
	Stderr    io.Writer
}

// BenchReport is what it took.
type BenchReport struct {
	Steps   int
	Seconds float64 // from the submission to the last end
	CPU     float64 // seconds of all workers, their start included
	Memory  int64   // bytes that the largest worker took at most; zero where it is not known
}

// Run does it.
func (b *Bench) Run(ctx context.Context) (*BenchReport, error) {
	service := NewService(b.Delay)
	server, err := serve(service)
	if err != nil {
		return nil, err
	}
	defer func() { _ = server.Close() }()
	b.Worker.Service = "http://" + server.Addr
	report := &BenchReport{Steps: Steps * b.Worker.Jobs}
	var workers []*process
	end := func() {
		for _, w := range workers {
			w.end()
			if state := w.cmd.ProcessState; state != nil {
				report.CPU += (state.UserTime() + state.SystemTime()).Seconds()
				report.Memory = max(report.Memory, maxMemory(state))
			}
		}
		workers = nil
	}
	defer end()
	for i := range b.Processes {
		cfg := b.Worker
		cfg.Executor = fmt.Sprintf("executor-%d", i)
		w, err := startProcess(ctx, cfg, b.Stderr)
		if err != nil {
			return nil, err
		}
		workers = append(workers, w)
	}
	client, err := engine.OpenClient(ctx, b.Worker.Store, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	begin := time.Now()
	run := RunID(service.NextRound())
	for {
		p, err := client.Progress(ctx, run)
		if err == nil && p.Ended() {
			if p.Done != p.Total {
				return nil, fmt.Errorf("%d of %d jobs were not done", p.Total-p.Done, p.Total)
			}
			break
		}
		if err := sleep(ctx, 200*time.Millisecond); err != nil {
			return nil, err
		}
	}
	report.Seconds = time.Since(begin).Seconds()
	end()
	return report, nil
}
