package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/fleet/alert"
	"github.com/backup-sdk/backup-go/fleet/engine"
)

// alertLook is the time between two looks at what has run.
const alertLook = 15 * time.Second

// alerting tells of failures, recoveries and of what did not run.
type alerting struct {
	service *fleetService
	watch   *alert.Watch
	log     *slog.Logger
	told    map[string]string // of a subject: the run that was reported last
}

// newAlerting is nil when the file names nobody to tell.
func (r *fleetService) newAlerting(source string, log *slog.Logger) (*alerting, error) {
	senders, err := r.file.Senders(func(ctx context.Context, reference string) (backup.Secret, error) {
		return r.app.secrets.Find(ctx, reference)
	})
	if err != nil {
		return nil, usagef("%s: %w", r.path, err)
	}
	if len(senders) == 0 {
		return nil, nil //nolint:nilnil // nobody is to be told
	}
	path, err := r.alertFile(source)
	if err != nil {
		return nil, err
	}
	cfg := alert.Config{Senders: senders, Logger: log, Save: func(s alert.Saved) error {
		data, err := json.Marshal(s)
		if err != nil {
			return err
		}
		return os.WriteFile(path, data, 0o600) //nolint:mnd // of the user alone
	}}
	if data, err := os.ReadFile(path); err == nil { //nolint:gosec // the program's own
		cfg.Saved = new(alert.Saved)
		if json.Unmarshal(data, cfg.Saved) != nil {
			cfg.Saved = nil // what has failed is told again
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	w, err := alert.NewWatch(cfg)
	if err != nil {
		return nil, err
	}
	if err := r.file.Expect(w); err != nil {
		return nil, err
	}
	return &alerting{service: r, watch: w, log: log, told: make(map[string]string)}, nil
}

// alertFile is where it is kept what was told: beside the store, or below the state
// directory.
func (r *fleetService) alertFile(source string) (string, error) {
	dir := filepath.Dir(source)
	if strings.Contains(source, "://") {
		var err error
		if dir, err = stateDir(r.app.Getenv); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "fleet-"+r.file.Name+"."+r.executor+".alerts.json"), os.MkdirAll(dir, 0o700)
}

// run looks at what has run until the context ends.
func (a *alerting) run(ctx context.Context, c *engine.Client) {
	var work sync.WaitGroup
	defer work.Wait()
	leading := false
	for {
		leads, err := a.leads(ctx, c)
		if err == nil && leads {
			if !leading {
				leading = true
				work.Go(func() { a.watch.Run(ctx) })
			}
			err = a.look(ctx, c)
		}
		if err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "what has run cannot be read", "error", err)
		}
		if pause(ctx, alertLook) != nil {
			return
		}
	}
}

// leads says that this process is the one that tells: of those that are alive the
// first by its name. So everything is told once.
func (a *alerting) leads(ctx context.Context, c *engine.Client) (bool, error) {
	all, err := c.Executors(ctx)
	if err != nil {
		return false, err
	}
	first := a.service.executor
	for _, e := range all {
		if e.Alive && !e.Stopped && !strings.HasSuffix(e.ID, ".apply") && cmp.Less(e.ID, first) {
			first = e.ID
		}
	}
	return first == a.service.executor, nil
}

// look reports runs that have ended since the last look.
func (a *alerting) look(ctx context.Context, c *engine.Client) error {
	outcomes, err := a.service.file.Outcomes(ctx, c)
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if a.told[o.Subject] == o.Run {
			continue
		}
		if err := a.watch.Report(o.Subject, o.Outcome); err != nil {
			return err
		}
		a.told[o.Subject] = o.Run
	}
	return nil
}
