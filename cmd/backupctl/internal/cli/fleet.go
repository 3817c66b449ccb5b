package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/time/rate"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	desired "github.com/backup-sdk/backup-go/fleet"
)

const fleetLong = `Keep many machines as a file says: enrolled, in a vault, with a policy or a schedule.

  plan     what differs between the file and what is there, and what it costs
  apply    do what a plan says; killed at any moment and started again, it goes on
  drift    the same as plan, with an exit code for scripts: 6 when something differs
  run      the service: schedules, health, metrics, until it is stopped
  status   what runs have done, from the store
  cancel   stop a run between steps
  retry    start what failed or was cancelled again
  adopt    take the work of a process that is gone for good
  schema   the JSON schema of the file, for editors

The file is fleet.yaml, or --file. Its accounts are contexts of backupctl; no secret
stands in it. docs/fleet.md goes through it.`

func (a *app) newFleet() *cobra.Command {
	cmd := &cobra.Command{
		Use: "fleet", Short: "Keep many machines as a file says", Long: fleetLong, Args: noArgs,
		Example: "  backupctl fleet plan\n  backupctl fleet apply --file fleet.yaml",
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	if !a.requested("fleet", nil) {
		return cmd
	}
	cmd.AddCommand(
		a.newFleetPlan(), a.newFleetApply(), a.newFleetDrift(), a.newFleetRun(), a.newFleetStatus(),
		a.newFleetCancel(), a.newFleetRetry(), a.newFleetAdopt(), a.newFleetSchema(),
	)
	return cmd
}

// fleetFile is what commands that read a file have in common.
type fleetFile struct {
	app  *app
	path string

	file     *desired.File
	name     string // for people
	hash     string
	contexts map[string]config.Context
}

func (f *fleetFile) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&f.path, "file", "f", "fleet.yaml", "the `file` that says what there shall be")
}

// load reads the file and finds its accounts. Nothing is sent.
func (f *fleetFile) load() error {
	data, err := f.app.readFile(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &problems.HintError{Err: usagef("there is no file %s", f.path), Hint: "--file names another; docs/fleet.md shows how to write one"}
	case err != nil:
		return usagef("--file: %w", err)
	}
	f.name = f.path
	beside := filepath.Dir(f.path)
	hash := sha256.New()
	_, _ = hash.Write(data) // never fails
	f.file, err = desired.Parse(f.name, data, func(path string) ([]byte, error) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(beside, path)
		}
		table, err := f.app.readFile(path)
		if err == nil {
			_, _ = hash.Write(table) // never fails
		}
		return table, err
	})
	if err != nil {
		return &problems.UsageError{Err: err}
	}
	f.hash = hex.EncodeToString(hash.Sum(nil))
	path, err := f.app.configPath()
	if err != nil {
		return err
	}
	contexts, err := config.Load(path)
	if err != nil {
		return err
	}
	f.contexts = make(map[string]config.Context)
	err = f.file.Bind(f.name, func(name string) (string, error) {
		c, err := contexts.Find(name)
		if err != nil {
			return "", err
		}
		f.contexts[name] = c
		return c.Service, nil
	})
	if err != nil {
		return &problems.UsageError{Err: err}
	}
	return nil
}

// accounts are clients of the accounts of a file, made when they are needed.
type accounts struct {
	app      *app
	contexts map[string]config.Context
	// around is put around the transport of an account.
	around func(account string, next http.RoundTripper) http.RoundTripper
	// writes lets requests pass that change something.
	writes bool

	mu     sync.Mutex
	opened map[string]*member
}

// open makes the client of an account, once. It implements [desired.Open].
func (c *accounts) open(ctx context.Context, name string) (any, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.opened[name]
	if m == nil {
		m = c.app.openAround(ctx, c.contexts[name], func(next http.RoundTripper) http.RoundTripper { return c.around(name, next) })
		if m.client == nil {
			for _, err := range m.source.Rows(ctx, nil) { // it has nothing but the reason
				return nil, err
			}
			return nil, errors.New("there is no client")
		}
		if c.writes {
			m.session.guard.Allow(func(*guard.Call) error { return nil })
		}
		if c.opened == nil {
			c.opened = make(map[string]*member)
		}
		c.opened[name] = m
	}
	return m.client, nil
}

// close lets go of the clients.
func (c *accounts) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.opened {
		m.session.done()
	}
}

// paced is a transport that sends so many requests in a second.
type paced struct {
	next    http.RoundTripper
	limiter *rate.Limiter
}

func (p *paced) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := p.limiter.Wait(r.Context()); err != nil {
		return nil, err
	}
	return p.next.RoundTrip(r)
}

// CloseIdleConnections passes the call on; [http.Client] looks for it.
func (p *paced) CloseIdleConnections() {
	if c, ok := p.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// reader are clients that only read, at the pace that the file says.
func (f *fleetFile) reader() *accounts {
	return &accounts{app: f.app, contexts: f.contexts, around: func(account string, next http.RoundTripper) http.RoundTripper {
		_, perSecond := f.file.Limits(account)
		return &paced{next: next, limiter: rate.NewLimiter(rate.Limit(perSecond), max(1, int(perSecond)))}
	}}
}

// planner compares the file with what the accounts have.
func (f *fleetFile) planner(c *accounts, allowDestroy bool) *desired.Planner {
	return &desired.Planner{File: f.file, Name: filepath.Base(f.name), Hash: f.hash, Open: c.open, AllowDestroy: allowDestroy}
}

// spendsMoney reports actions that spend money.
func spendsMoney(actions []desired.Action) bool {
	return slices.ContainsFunc(actions, func(a desired.Action) bool { return a.Kind == desired.KindVault })
}
