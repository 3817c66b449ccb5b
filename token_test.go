package backup_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

func tokenOf(text string) backup.Token {
	return backup.Token{Access: backup.NewSecret(text), Refresh: backup.NewSecret("r-" + text), Project: "p", Expiry: time.Date(2026, 4, 5, 6, 7, 8, 0, time.UTC)}
}

func sameToken(a, b backup.Token) bool {
	return a.Access.Equal(b.Access) && a.Refresh.Equal(b.Refresh) && a.Project == b.Project && a.Expiry.Equal(b.Expiry)
}

func TestFileTokenStore(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "cache", "tokens")
	store, err := backup.NewFileTokenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if got, err := store.Load(ctx, "a"); err != nil || !got.IsZero() {
		t.Errorf("an empty store: %v, %v", got, err)
	}
	if err := store.Delete(ctx, "a"); err != nil {
		t.Errorf("deleting what is not there: %v", err)
	}
	keys := []string{"a", "../a", "a/b", `a\b`, "", strings.Repeat("long", 1000)}
	for _, key := range keys {
		if err := store.Save(ctx, key, tokenOf(key)); err != nil {
			t.Fatalf("%q: %v", key, err)
		}
	}
	for _, key := range keys {
		if got, err := store.Load(ctx, key); err != nil || !sameToken(got, tokenOf(key)) {
			t.Errorf("%q: %v, %v", key, got, err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != len(keys) {
		t.Errorf("%d files, %v: something is left over or outside", len(files), err)
	}
	if err := store.Delete(ctx, "a"); err != nil {
		t.Error(err)
	}
	if got, err := store.Load(ctx, "a"); err != nil || !got.IsZero() {
		t.Errorf("after deleting: %v, %v", got, err)
	}
	if _, err := backup.NewFileTokenStore(""); err == nil {
		t.Error("no directory is no error")
	}
}

func TestFileTokenStoreTrustsNobody(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	store, _ := backup.NewFileTokenStore(dir)
	if err := store.Save(t.Context(), "a", tokenOf("CANARY")); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.json"))
	if len(files) != 1 {
		t.Fatalf("%v", files)
	}
	if runtime.GOOS != "windows" {
		if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if err := os.Chmod(files[0], 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Load(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "by others") {
			t.Errorf("a file that others can read: %v", err)
		}
	}
	for _, content := range []string{"", "{", `{"access":"CANARY"`, `{"access":{"CANARY":1}}`, `["CANARY"]`, strings.Repeat("CANARY", 1<<18)} {
		if err := os.WriteFile(files[0], []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(files[0], 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := store.Load(t.Context(), "a"); err == nil || strings.Contains(err.Error(), "CANARY") || !got.IsZero() {
			t.Errorf("%.20q: %v, %v", content, got, err)
		}
	}
}

// Any number of writers and readers: whoever reads gets one token whole.
func TestFileTokenStoreTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var wait sync.WaitGroup
	for n := range 8 {
		wait.Go(func() {
			store, _ := backup.NewFileTokenStore(dir)
			for i := range 50 {
				want := strings.Repeat(fmt.Sprintf("%d-%d ", n, i), 100)
				if err := store.Save(t.Context(), "a", tokenOf(want)); err != nil {
					t.Error(err)
				}
				got, err := store.Load(t.Context(), "a")
				if err != nil || got.Refresh.Reveal() != "r-"+got.Access.Reveal() {
					t.Errorf("half a token: %v", err)
				}
			}
		})
	}
	wait.Wait()
	if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestMemoryTokenStore(t *testing.T) {
	t.Parallel()
	var store backup.MemoryTokenStore
	ctx := t.Context()
	if err := store.Delete(ctx, "a"); err != nil {
		t.Errorf("deleting what is not there: %v", err)
	}
	for _, text := range []string{"first", "second"} {
		if err := store.Save(ctx, "a", tokenOf(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := store.Load(ctx, "a"); err != nil || !sameToken(got, tokenOf(text)) {
			t.Errorf("%v, %v", got, err)
		}
	}
	if got, err := store.Load(ctx, "b"); err != nil || !got.IsZero() {
		t.Errorf("another key: %v, %v", got, err)
	}
	for key, token := range store.All() {
		if key != "a" || !sameToken(token, tokenOf("second")) {
			t.Errorf("%q: %v", key, token)
		}
		if err := store.Delete(ctx, key); err != nil { // while it is looked at
			t.Error(err)
		}
	}
	for key := range store.All() {
		t.Errorf("%q is still there", key)
	}
	if text := fmt.Sprintf("%+v %#v", &store, &store); strings.Contains(text, "second") {
		t.Errorf("printed as %s", text)
	}
}

// Both stores let one at a time sign in, and let go of who waits too long.
func TestTokenLockers(t *testing.T) {
	t.Parallel()
	files, err := backup.NewFileTokenStore(filepath.Join(t.TempDir(), "tokens"))
	if err != nil {
		t.Fatal(err)
	}
	for name, store := range map[string]backup.TokenLocker{"files": files, "memory": backup.NewMemoryTokenStore()} {
		unlock, err := store.Lock(t.Context(), "a")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		other, err := store.Lock(t.Context(), "b")
		if err != nil {
			t.Fatalf("%s: another key: %v", name, err)
		}
		other()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		if _, err := store.Lock(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: a lock that somebody has: %v", name, err)
		}
		cancel()
		var wait sync.WaitGroup
		var inside, got atomic.Int32
		for range 4 {
			wait.Go(func() {
				unlock, err := store.Lock(t.Context(), "a")
				if err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
				if inside.Add(1) != 1 {
					t.Errorf("%s: two have the lock", name)
				}
				got.Add(1)
				inside.Add(-1)
				unlock()
			})
		}
		unlock()
		unlock() // once more does nothing
		wait.Wait()
		if n := got.Load(); n != 4 {
			t.Errorf("%s: %d got the lock", name, n)
		}
	}
}

// What a writer that was killed left behind goes with a later token; what one writes
// at present stays.
func TestFileTokenStoreSweeps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	store, _ := backup.NewFileTokenStore(dir)
	if err := store.Save(t.Context(), "a", tokenOf("first")); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.json"))
	if len(files) != 1 {
		t.Fatalf("%v", files)
	}
	old, fresh, foreign := files[0]+".1.tmp", files[0]+".2.tmp", filepath.Join(dir, "notes.tmp")
	for _, name := range []string{old, fresh, foreign} {
		if err := os.WriteFile(name, []byte(`{"access":"CANARY`), 0o600); err != nil {
			t.Fatal(err)
		}
		if past := time.Now().Add(-2 * time.Hour); name != fresh {
			if err := os.Chtimes(name, past, past); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := store.Save(t.Context(), "a", tokenOf("second")); err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "*.tmp"))
	if !slices.Equal(left, []string{fresh, foreign}) {
		t.Errorf("left: %q", left)
	}
}
