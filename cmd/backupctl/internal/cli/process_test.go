package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/zalando/go-keyring"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

// process is the program as a process of its own.
func process(t *testing.T, env map[string]string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = append([]string{"backupctl"}, args...) // TestMain goes by the name
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT")}
	for key, value := range env {
		cmd.Env = append(cmd.Env, key+"="+value)
	}
	return cmd
}

// together runs processes at the same time and wants all of them to succeed.
func together(t *testing.T, n int, make func(i int) *exec.Cmd) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range n {
		cmd := make(i)
		wg.Go(func() {
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %v, %s", cmd.Args, err, out)
			}
		})
	}
	wg.Wait()
}

// Any number of processes change the contexts of one file, and none is lost; one
// that reads meanwhile reads a whole file.
func TestContextsOfManyProcesses(t *testing.T) {
	const n = 20
	path := filepath.Join(t.TempDir(), "config.yaml")
	env := map[string]string{"BACKUPCTL_CONFIG": path}
	together(t, n, func(i int) *exec.Cmd {
		if i%5 == 4 {
			return process(t, env, "context", "list")
		}
		return process(t, env, "context", "create", fmt.Sprintf("c%d", i), "--service", "zomro", "--username", "u", "--no-keyring")
	})
	f, err := config.Load(path)
	if err != nil || len(f.Contexts) != n*4/5 {
		t.Fatalf("%d contexts of %d, %v", len(f.Contexts), n*4/5, err)
	}
	together(t, n/2, func(i int) *exec.Cmd {
		if i%5 == 4 {
			return process(t, env, "context", "use", "c0")
		}
		return process(t, env, "context", "delete", fmt.Sprintf("c%d", i+5), "--yes")
	})
	if f, err = config.Load(path); err != nil || len(f.Contexts) != n*4/5-8 || f.Current["zomro"] != "c0" {
		t.Errorf("%+v, %v", f, err)
	}
}

// The password in the keyring stays as long as a context uses it.
func TestSharedKeyringEntry(t *testing.T) {
	keyring.MockInit()
	if err := secrets.Store("shared", "hush-hush"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "config.yaml")
	run := func(args ...string) string {
		a, _, errs := testApp(args...)
		a.Getenv = func(name string) string { return map[string]string{"BACKUPCTL_CONFIG": path}[name] }
		root := a.root()
		root.SetArgs(args)
		if err := root.ExecuteContext(t.Context()); err != nil {
			t.Fatal(err)
		}
		return errs.String()
	}
	for _, name := range []string{"one", "two"} {
		run("context", "create", name, "--service", "zomro", "--username", "u", "--password-keyring", "shared")
	}
	if said := run("context", "delete", "one", "--yes"); !strings.Contains(said, "stays in the keyring") {
		t.Errorf("%q", said)
	}
	if _, err := secrets.Stored("shared"); err != nil {
		t.Error(err)
	}
	run("context", "delete", "two", "--yes")
	if _, err := secrets.Stored("shared"); err == nil {
		t.Error("the password outlives its contexts")
	}
}
