package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// cbrEnv is the environment of a CBR user of the emulator.
func cbrEnv(t *testing.T, e *emulator.Emulator) map[string]string {
	t.Helper()
	account := e.CBR.Account()
	path := filepath.Join(t.TempDir(), "config.yaml")
	file := fmt.Sprintf("current: {cbr: lab}\ncontexts:\n  - {name: lab, service: cbr, url: %q, iam_url: %q, insecure_http: true, domain: %q, username: %q, project_name: %q, password_env: PW}\n",
		e.URL+emulator.CBRPath, e.URL+emulator.IAMPath, account.Domain, account.User, account.ProjectName)
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"BACKUPCTL_CONFIG": path, "PW": account.Password}
}

// soon waits for something another goroutine does.
func soon(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-deadline:
			t.Fatalf("%s did not happen", what)
		case <-tick.C:
		}
	}
}

// An interruption ends a wait within a second, says what goes on, and names the
// command that goes on waiting.
func TestInterruptedWait(t *testing.T) {
	for _, named := range []bool{false, true} {
		e := started(t)
		env := cbrEnv(t, e)
		var out, errs bytes.Buffer
		args := []string{"cbr", "checkpoint", "create", e.CBR.Vaults()[0].ID, "--wait"}
		if named {
			args = append(args, "--context", "lab")
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan int)
		go func() {
			ended <- Program{Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(name string) string { return env[name] }}.Run(ctx)
		}()
		soon(t, "the checkpoint", func() bool { return e.CBR.Count("createCheckpoint") == 1 })
		cancel()
		at := time.Now()
		code := <-ended
		if took := time.Since(at); took > time.Second {
			t.Errorf("ended after %v", took)
		}
		if code != problems.Interrupted || !strings.Contains(errs.String(), "interrupted") {
			t.Errorf("exit code %d, %q", code, errs.String())
		}
		// It may have been cut before the response with the id was read.
		if strings.Contains(errs.String(), "the work goes on") {
			want := "to go on waiting: backupctl cbr checkpoint wait "
			if !strings.Contains(errs.String(), want) || named != strings.Contains(errs.String(), "--context lab") {
				t.Errorf("no advice in %q", errs.String())
			}
		} else if !strings.Contains(errs.String(), "look before doing it again") {
			t.Errorf("no advice in %q", errs.String())
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A wait command that is interrupted is its own resumption.
func TestInterruptedWaitCommand(t *testing.T) {
	e := started(t)
	defer func() { _ = e.Close() }()
	env := cbrEnv(t, e)
	getenv := func(name string) string { return env[name] }
	var out, errs bytes.Buffer
	if code := (Program{Args: []string{"cbr", "checkpoint", "create", e.CBR.Vaults()[0].ID, "-o", "name"}, Stdout: &out, Stderr: &errs, Getenv: getenv}).Run(t.Context()); code != 0 {
		t.Fatal(errs.String())
	}
	id := strings.TrimSpace(out.String())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	errs.Reset()
	code := Program{Args: []string{"cbr", "checkpoint", "wait", id}, Stdout: &out, Stderr: &errs, Getenv: getenv}.Run(ctx)
	if code != problems.Interrupted || !strings.Contains(errs.String(), "hint: to go on waiting: backupctl cbr checkpoint wait "+id) {
		t.Errorf("exit code %d, %q", code, errs.String())
	}
}

// The process itself hears the signal.
func TestSignal(t *testing.T) {
	e := started(t)
	defer func() { _ = e.Close() }()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), self, "cbr", "task", "wait", "none", "--timeout", "1m")
	cmd.Args = []string{"backupctl", "cbr", "checkpoint", "create", e.CBR.Vaults()[0].ID, "--wait"}
	cmd.Stderr = &errs
	cmd.Env = os.Environ()
	for key, value := range cbrEnv(t, e) {
		cmd.Env = append(cmd.Env, key+"="+value)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	soon(t, "the checkpoint", func() bool { return e.CBR.Count("createCheckpoint") == 1 })
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	at := time.Now()
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != problems.Interrupted {
		t.Errorf("%v, %q", err, errs.String())
	}
	if took := time.Since(at); took > 2*time.Second { // a second, and a busy machine
		t.Errorf("ended after %v", took)
	}
	if !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("stderr %q", errs.String())
	}
}
