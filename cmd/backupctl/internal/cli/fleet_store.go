package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/dirs"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	desired "github.com/backup-sdk/backup-go/fleet"
	"github.com/backup-sdk/backup-go/fleet/engine"
)

// fleetStore is where the work of a fleet is kept, and by which name it is done.
type fleetStore struct {
	app                       *app
	store, password, executor string
}

func (s *fleetStore) flags(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&s.store, "store", "", "`file` of SQLite, or postgres://user@host/database; a file of the fleet's name below the state directory without it (BACKUPCTL_FLEET_STORE)")
	fs.StringVar(&s.password, "store-password", "", "`where` the password of PostgreSQL is: env:NAME, file:PATH and so on; without it as PostgreSQL's own programs find it")
}

func (s *fleetStore) executorFlag(cmd *cobra.Command, def string) {
	cmd.Flags().StringVar(&s.executor, "executor", "", "stable `name` of this process, by which it finds its work again (default "+def+")")
}

// source is where the store is, with the password of a database, for the engine
// alone. Fleet is the name of the fleet, for the file that is taken without --store.
func (s *fleetStore) source(ctx context.Context, fleet func() (string, error)) (string, error) {
	text := s.store
	if text == "" {
		text = s.app.Getenv("BACKUPCTL_FLEET_STORE")
	}
	switch {
	case strings.HasPrefix(text, "postgres://"), strings.HasPrefix(text, "postgresql://"):
		return s.database(ctx, text)
	case regexp.MustCompile(`^[a-z][a-z0-9+]*://`).MatchString(text):
		return "", usagef("--store is neither the path of a file nor postgres://user@host/database")
	case s.password != "":
		return "", usagef("--store-password is for postgres://user@host/database")
	case text != "":
		return s.app.inDir(text), nil
	}
	name, err := fleet()
	if err != nil {
		return "", err
	}
	dir, err := stateDir(s.app.Getenv)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "fleet-"+name+".db"), nil
}

// database is the address of PostgreSQL with its password.
func (s *fleetStore) database(ctx context.Context, text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil {
		return "", usagef("--store is no address such as postgres://user@host/database") // the error quotes it
	}
	if _, has := u.User.Password(); has || u.Query().Has("password") {
		return "", &problems.HintError{
			Err:  usagef("--store holds a password, which others on this machine can see, and shells keep"),
			Hint: "--store-password env:NAME or file:PATH says where it is",
		}
	}
	if s.password == "" {
		return text, nil
	}
	secret, err := s.app.secrets.Find(ctx, s.password)
	if err != nil {
		return "", fmt.Errorf("--store-password: %w", err)
	}
	u.User = url.UserPassword(u.User.Username(), secret.Reveal())
	s.app.known.Add(backup.NewSecret(u.String()), secret)
	return u.String(), nil
}

// stateDir is the platform's directory for what a program keeps.
func stateDir(getenv func(string) string) (string, error) {
	dir := dirs.State(getenv)
	if dir == "" {
		return "", usagef("there is no directory for the store: --store names a file")
	}
	return dir, nil
}

// client opens the store for reading and for an operator's commands.
func (s *fleetStore) client(ctx context.Context, source string) (*engine.Client, error) {
	c, err := engine.OpenClient(ctx, source, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, storeProblem(err)
	}
	return c, nil
}

// isThere says that the store is one that can be opened: a file may not be made yet.
func isThere(source string) bool {
	if strings.Contains(source, "://") {
		return true
	}
	info, err := os.Stat(source)
	return err == nil && info.Size() > 0
}

// host is the name of this machine in the form of an executor's.
func host() string {
	name, err := os.Hostname()
	if err != nil || name == "" {
		name = "host"
	}
	return regexp.MustCompile(`[^A-Za-z0-9._-]`).ReplaceAllString(name, "-")
}

// kindError gives an error of the engine a kind that has an exit code.
type kindError struct{ err, kind error }

func (e *kindError) Error() string   { return e.err.Error() }
func (e *kindError) Unwrap() []error { return []error{e.err, e.kind} }

// storeProblem says what an error of the engine means for the user.
func storeProblem(err error) error {
	var invalid *engine.InvalidError
	var inUse *engine.ExecutorInUseError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &inUse):
		return &problems.HintError{Err: &kindError{err, backup.ErrBusy}, Hint: "each process needs an --executor of its own; the same name again is for when the other one has ended"}
	case errors.As(err, &invalid):
		return &problems.UsageError{Err: err}
	case errors.Is(err, engine.ErrStoreVersion):
		return &problems.HintError{Err: &kindError{err, backup.ErrConflict}, Hint: "use the newest backupctl that has worked with it, or another --store"}
	case errors.Is(err, engine.ErrExecutorAlive):
		return &problems.HintError{Err: &kindError{err, backup.ErrConflict}, Hint: "stop it first: its work goes back to the others by itself"}
	case errors.Is(err, engine.ErrRunNotFound), errors.Is(err, engine.ErrJobNotFound), errors.Is(err, engine.ErrExecutorNotFound):
		return &problems.HintError{Err: &kindError{err, backup.ErrNotFound}, Hint: "`backupctl fleet status` lists runs and executors"}
	case errors.Is(err, engine.ErrStore):
		return &problems.HintError{Err: &kindError{err, backup.ErrUnavailable}, Hint: "what was recorded is safe: when the store is back, the same command goes on"}
	}
	return err
}

// start starts an engine for the work of a file.
func (f *fleetFile) start(ctx context.Context, source string, w *desired.Worker, cfg engine.Config) (*engine.Engine, error) {
	if !strings.Contains(source, "://") {
		if err := os.MkdirAll(filepath.Dir(source), 0o700); err != nil {
			return nil, usagef("--store: %w", err)
		}
	}
	cfg.Store, cfg.Version, cfg.Keep = source, backup.Version, f.file.Keeps()
	cfg.Kinds, cfg.Accounts = w.Kinds(), w.Accounts()
	// The end of ctx stops it between steps; what it waits for is up to close.
	e, err := engine.Open(context.WithoutCancel(ctx), cfg)
	if err != nil {
		return nil, storeProblem(err)
	}
	w.Start(e)
	return e, nil
}
