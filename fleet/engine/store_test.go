package engine_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/fleet/engine"
)

// Stores that cannot be used are told with their reason, and nothing is written.
func TestBadStores(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	change := func(name, statement string) string {
		data, err := os.ReadFile(newStore(t))
		if err != nil {
			t.Fatal(err)
		}
		path := write(name, string(data))
		execute(t, path, statement)
		return path
	}
	foreign := filepath.Join(dir, "foreign.db")
	execute(t, foreign, `CREATE TABLE recipes (name TEXT)`)
	tests := []struct {
		name, store string
		is          error
		text        string
	}{
		{"garbage", write("garbage.db", "this is a letter to my aunt, and no database"), engine.ErrStore, "the file is not a SQLite database"},
		{"no directory", filepath.Join(dir, "none", "fleet.db"), engine.ErrStore, "no such file or directory"},
		{"directory is a file", filepath.Join(write("file", ""), "fleet.db"), engine.ErrStore, "not a directory"},
		{"a directory", dir, engine.ErrStore, "is a directory"},
		{"a newer program's", change("newer.db", `UPDATE fleet_meta SET value = '2'`), engine.ErrStoreVersion, "format 2"},
		{"another program's", foreign, engine.ErrStoreVersion, "another program (recipes)"},
		{"no format", change("none.db", `DELETE FROM fleet_meta`), engine.ErrStoreVersion, "no format"},
		{"other scheme", "mysql://user:hunter2@host/db", nil, "no store"},
		{"bad URL", "postgres://user:hunter2@host:port/db", nil, "not a postgres:// URL"},
		{"nobody listens", "postgres://user:hunter2@127.0.0.1:1/db", engine.ErrStore, "connect"},
		{"memory", ":memory:", nil, "path of a file"},
		{"empty", "", nil, "is needed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := config(tt.store, nil)
			cfg.StartTimeout = -1
			_, err := engine.Open(t.Context(), cfg)
			invalid := &engine.InvalidError{}
			switch {
			case err == nil:
				t.Fatal("opened")
			case !strings.Contains(err.Error(), tt.text) || strings.Contains(err.Error(), "hunter2"):
				t.Errorf("error: %v", err)
			case tt.is != nil && !errors.Is(err, tt.is), tt.is == nil && !errors.As(err, &invalid):
				t.Errorf("kind of error: %v", err)
			}
			if _, err := engine.OpenClient(t.Context(), tt.store, nil); err == nil {
				t.Error("a client opened it")
			}
		})
	}
	if data, _ := os.ReadFile(filepath.Join(dir, "garbage.db")); string(data) != "this is a letter to my aunt, and no database" {
		t.Error("the letter was overwritten")
	}
	if _, err := engine.OpenClient(t.Context(), filepath.Join(dir, "new.db"), nil); !errors.Is(err, engine.ErrStore) {
		t.Errorf("a client of nothing: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "new.db")); err == nil {
		t.Error("a client has made a file")
	}
}

// A new store is made where there is none, for its owner's eyes only.
func TestNewStore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "50% of #1?.db") // no URL
	e := open(t, config(path, nil))
	submit(t, e, "r", jobs(1))
	watch(t, e.Client, "r")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// One executor's name is one process's. The second is told who has it.
func TestTwoOfOneName(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	e := open(t, config(store, nil))
	_, err := engine.Open(t.Context(), config(store, nil))
	var inUse *engine.ExecutorInUseError
	if !errors.Is(err, engine.ErrExecutorInUse) || !errors.As(err, &inUse) || inUse.PID != os.Getpid() || time.Since(inUse.Seen) > time.Minute {
		t.Errorf("the second one: %v", err)
	}
	if _, err := e.Adopt(t.Context(), "one"); !errors.Is(err, engine.ErrExecutorAlive) {
		t.Errorf("Adopt of a living one: %v", err)
	}
	if _, err := e.Adopt(t.Context(), "nobody"); !errors.Is(err, engine.ErrExecutorNotFound) {
		t.Errorf("Adopt of nobody: %v", err)
	}
	other := config(store, nil)
	other.Executor = "two"
	open(t, other) // side by side
	closeEngine(t, e)
	open(t, config(store, nil)) // and again, at once
}

// Jobs that a fault has left behind go on: claimed and run by nobody, ended by an error
// that no job has made, and left by an executor that is gone, once it is adopted.
func TestRescueAndAdopt(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	var calls counter
	fail := atomic.Bool{}
	fail.Store(true)
	handler := func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		return nil, step(ctx, s, "s", func() error {
			calls.add(job.ID)
			if fail.Load() {
				return errBoom
			}
			return nil
		})
	}
	e := open(t, config(store, handler))
	submit(t, e, "r", jobs(5))
	if p := watch(t, e.Client, "r"); p.Failed != 5 {
		t.Fatalf("progress: %+v", p)
	}
	// What a crash of the store leaves, by hand: a claim whose process never saw it, an
	// error of DBOS's own, and both of a process that is gone.
	execute(t, store, `UPDATE workflow_status SET status = 'PENDING', owner_xid = 'lost', completed_at = NULL WHERE workflow_uuid = 'r/machine-0001'`)
	execute(t, store, `UPDATE workflow_output SET error = 'unexpected EOF' WHERE workflow_uuid = 'r/machine-0002'`)
	execute(t, store, `UPDATE workflow_status SET status = 'PENDING', owner_xid = 'dead', executor_id = 'gone', completed_at = NULL WHERE workflow_uuid = 'r/machine-0003'`)
	execute(t, store, `UPDATE workflow_status SET executor_id = 'gone' WHERE workflow_uuid = 'r/machine-0004'`)
	execute(t, store, `UPDATE workflow_output SET error = 'unexpected EOF' WHERE workflow_uuid = 'r/machine-0004'`)
	execute(t, store, `INSERT INTO fleet_executors VALUES ('gone', 'x', 'h', 1, '', 1, 1, 0, '[]')`)
	execute(t, store, `DELETE FROM operation_outputs WHERE workflow_uuid <> 'r/machine-0000'`)
	fail.Store(false)
	wait := func(what string, want engine.Progress) {
		t.Helper()
		for begin := time.Now(); ; time.Sleep(50 * time.Millisecond) {
			p, err := e.Progress(t.Context(), "r")
			if err == nil && p == want {
				return
			}
			if time.Since(begin) > 20*time.Second {
				t.Fatalf("%s: %+v, %v", what, p, err)
			}
		}
	}
	wait("the rescue", engine.Progress{Total: 5, Done: 2, Failed: 2, Running: 1})
	executors, err := e.Executors(t.Context())
	if err != nil || len(executors) != 2 || executors[0].ID != "gone" || executors[0].Alive || executors[0].Jobs != 1 {
		t.Errorf("executors: %+v, %v", executors, err)
	}
	if n, err := e.Adopt(t.Context(), "gone"); n != 2 || err != nil {
		t.Fatalf("Adopt: %d, %v", n, err)
	}
	wait("the adoption", engine.Progress{Total: 5, Done: 4, Failed: 1})
	if s := e.Stats(); s.Rescued != 2 {
		t.Errorf("stats: %+v", s)
	}
	// The job that failed by itself was left alone.
	if calls.get("machine-0000") != 1 || calls.get("machine-0001") != 2 {
		t.Errorf("calls: %v", calls.sorted())
	}
}

// Runs go when their last job has ended long ago, with all their records.
func TestDelete(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	e := open(t, config(store, nil))
	for _, run := range []string{"old", "late", "busy"} {
		list := jobs(2)
		if run == "busy" {
			list[1].NotBefore = time.Now().Add(time.Hour)
		}
		submit(t, e, run, list)
	}
	watch(t, e.Client, "old")
	watch(t, e.Client, "late")
	day := (24 * time.Hour).Milliseconds()
	for _, column := range []string{"created_at", "completed_at"} {
		execute(t, store, `UPDATE workflow_status SET `+column+` = `+column+` - ?`, day)
	}
	execute(t, store, `UPDATE fleet_runs SET created_ms = created_ms - ?, stored_ms = stored_ms - ?`, day, day)
	execute(t, store, `UPDATE workflow_status SET completed_at = completed_at + ? WHERE workflow_uuid = 'late/machine-0001'`, day)
	n, err := e.Delete(t.Context(), time.Now().Add(-time.Hour))
	if n != 1 || err != nil {
		t.Fatalf("Delete: %d, %v", n, err)
	}
	if _, err := e.Run(t.Context(), "old"); !errors.Is(err, engine.ErrRunNotFound) {
		t.Errorf("old: %v", err)
	}
	for _, run := range []string{"late", "busy"} {
		if got := len(results(t, e.Client, run)); got != 2 {
			t.Errorf("%s: %d jobs", run, got)
		}
	}
	submit(t, e, "old", jobs(2)) // the ID is free
	if p := watch(t, e.Client, "old"); p.Done != 2 {
		t.Errorf("again: %+v", p)
	}
}

// execute changes a store behind the engine's back.
func execute(t *testing.T, path, statement string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(statement, args...); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, path, query string) int {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var n int
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
