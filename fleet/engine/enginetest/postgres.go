package enginetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNoPostgres says that PostgreSQL is not installed, or that this user cannot run it.
var ErrNoPostgres = errors.New("enginetest: no PostgreSQL here")

// Postgres is a server of a test's own, in a temporary directory, on a socket there and
// on no port. It forgets its data when it is closed.
type Postgres struct {
	dir, bin string
	uid, gid int // of the user it runs as; -1: ours

	mu      sync.Mutex
	process *exec.Cmd
	output  *bytes.Buffer
}

// StartPostgres makes and starts a server, which takes some seconds. As root, which it
// refuses to run as, it runs as user postgres. Its error is [ErrNoPostgres] where there
// is none.
func StartPostgres(ctx context.Context) (*Postgres, error) {
	p := &Postgres{uid: -1, gid: -1}
	var err error
	if p.bin, err = postgresPrograms(); err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return nil, fmt.Errorf("%w: root cannot run it, and there is no user postgres", ErrNoPostgres)
		}
		p.uid, _ = strconv.Atoi(u.Uid)
		p.gid, _ = strconv.Atoi(u.Gid)
	}
	// A socket's path has at most 107 bytes, so not below a test's own directory.
	if p.dir, err = os.MkdirTemp("", "pg"); err != nil {
		return nil, err
	}
	if p.uid >= 0 {
		if err := os.Chown(p.dir, p.uid, p.gid); err != nil {
			_ = os.RemoveAll(p.dir)
			return nil, err
		}
	}
	initdb := p.command(ctx, "initdb", "-D", filepath.Join(p.dir, "data"), "-U", "fleet", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	if out, err := initdb.CombinedOutput(); err != nil {
		_ = os.RemoveAll(p.dir)
		return nil, fmt.Errorf("enginetest: initdb: %w: %s", err, out)
	}
	if err := p.Start(ctx); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

// postgresPrograms is the directory of initdb and postgres: Debian has them outside of
// the path.
func postgresPrograms() (string, error) {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Sort(places)
	slices.Reverse(places)
	if path, err := exec.LookPath("initdb"); err == nil {
		places = append([]string{filepath.Dir(path)}, places...)
	}
	for _, dir := range places {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			if _, err := os.Stat(filepath.Join(dir, "postgres")); err == nil {
				return dir, nil
			}
		}
	}
	return "", ErrNoPostgres
}

func (p *Postgres) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, name), args...)
	cmd.Dir = p.dir
	runAs(cmd, p.uid, p.gid)
	return cmd
}

// URL is that of a database for [engine.Config].Store.
func (p *Postgres) URL() string { return p.url("postgres") }

func (p *Postgres) url(database string) string {
	return "postgres://fleet@/" + database + "?host=" + url.QueryEscape(p.dir)
}

// Database makes another, empty database and returns its URL.
func (p *Postgres) Database(ctx context.Context, name string) (string, error) {
	conn, err := pgx.Connect(ctx, p.URL())
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		return "", err
	}
	return p.url(name), nil
}

// Start starts the server again after [Postgres.Crash] or [Postgres.Stop], and waits
// until it lets clients in.
func (p *Postgres) Start(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.process != nil {
		return nil
	}
	// No fsync: the machine does not crash in a test. The rest keeps it small.
	p.output = &bytes.Buffer{}
	cmd := p.command(context.WithoutCancel(ctx), "postgres", "-D", filepath.Join(p.dir, "data"), "-k", p.dir, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "shared_buffers=32MB", "-c", "max_connections=100", "-c", "restart_after_crash=on")
	cmd.Stderr = p.output
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("enginetest: postgres: %w", err)
	}
	p.process = cmd
	for ctx.Err() == nil {
		check := p.command(ctx, "pg_isready", "-q", "-h", p.dir)
		if _, err := os.Stat(filepath.Join(p.bin, "pg_isready")); err != nil {
			check = exec.CommandContext(ctx, "pg_isready", "-q", "-h", p.dir)
		}
		if check.Run() == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("enginetest: postgres did not start: %w", ctx.Err())
}

// Crash ends the server at once, as when it is killed: it has to recover at the next
// start.
func (p *Postgres) Crash() error { return p.end(immediately) }

// Stop ends the server in order, which cuts its clients off.
func (p *Postgres) Stop() error { return p.end(os.Interrupt) }

func (p *Postgres) end(sig os.Signal) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.process == nil {
		return nil
	}
	if err := p.process.Process.Signal(sig); err != nil {
		return err
	}
	_ = p.process.Wait() // says how it ended
	p.process = nil
	return nil
}

// KillBackend kills one process that serves a client, as the kernel does when memory is
// short. The server then ends all the others and recovers by itself. It is false when
// there is none.
func (p *Postgres) KillBackend() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.process != nil && killBackend(p.process.Process.Pid)
}

// Close ends the server and removes its data.
func (p *Postgres) Close() error {
	err := p.end(os.Interrupt)
	return errors.Join(err, os.RemoveAll(p.dir))
}
