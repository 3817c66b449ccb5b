package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/fleet/engine"
)

// The disk is full in the middle of a run: errors are told, and when there is room
// again everything is done. The disk has room for the write-ahead log, which takes 4 MB. Needs the right to mount a small file system.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m"); err != nil {
		if os.Getenv("TEST_PROGRAMS") == "needed" && os.Getuid() == 0 {
			t.Fatalf("cannot mount: %v", err)
		}
		t.Skipf("cannot mount: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	data, err := os.ReadFile(newStore(t))
	if err != nil {
		t.Fatal(err)
	}
	store := filepath.Join(dir, "fleet.db")
	if err := os.WriteFile(store, data, 0o600); err != nil {
		t.Fatal(err)
	}
	started := make(chan struct{})
	var once sync.Once
	e := open(t, config(store, func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		for _, name := range []string{"a", "b", "c"} {
			if err := step(ctx, s, name, func() error { once.Do(func() { close(started) }); time.Sleep(10 * time.Millisecond); return nil }); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}))
	submit(t, e, "r", jobs(30))
	<-started
	filler := filepath.Join(dir, "filler")
	fill(filler)
	list := jobs(100)
	for i := range list {
		list[i].Input = json.RawMessage(`"` + strings.Repeat("x", 2000) + `"`)
	}
	// Nothing of a run that does not fit is stored.
	if err := e.Submit(t.Context(), engine.Run{ID: "large"}, list); !errors.Is(err, engine.ErrStore) {
		t.Errorf("Submit on a full disk: %v", err)
	}
	for begin := time.Now(); e.Stats().StoreErrors == 0 && time.Since(begin) < 3*time.Second; {
		time.Sleep(10 * time.Millisecond)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if p := watch(t, e.Client, "r"); p.Done != 30 {
		t.Errorf("progress: %+v, %+v", p, e.Stats())
	}
	if _, err := e.Run(t.Context(), "large"); !errors.Is(err, engine.ErrRunNotFound) {
		t.Errorf("half a run: %v", err)
	}
	submit(t, e, "large", list)
	if p := watch(t, e.Client, "large"); p.Done != 100 {
		t.Errorf("later: %+v", p)
	}
}

// fill takes all the room there is.
func fill(path string) {
	f, err := os.Create(path)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	for size := 64 << 10; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
}
