package cli

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// complete asks for names as a shell does.
func complete(t *testing.T, env map[string]string, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := Program{
		Args: append([]string{"__complete"}, args...), Stdin: strings.NewReader("typed\n"), Stdout: &out, Stderr: &errs,
		Getenv: func(name string) string { return env[name] },
		ask: func(context.Context, string) (string, error) {
			t.Errorf("%v asks somebody", args)
			return "", nil
		},
	}
	if code := p.Run(t.Context()); code != problems.OK {
		t.Errorf("%v: exit code %d", args, code)
	}
	return out.String(), errs.String()
}

// A completion leaves nothing behind, whatever flags are on the line.
func TestCompletionIsSilent(t *testing.T) {
	e := started(t)
	defer func() { _ = e.Close() }()
	env := cbrEnv(t, e)
	trace := filepath.Join(t.TempDir(), "trace.har")
	vault := e.CBR.Vaults()[0].ID
	stdout, stderr := complete(t, env, "cbr", "vault", "get", "--debug", "--trace-file", trace, "")
	if !strings.Contains(stdout, vault) || stderr != "" {
		t.Errorf("stdout %q, stderr %q", stdout, stderr)
	}
	if _, err := os.Stat(trace); err == nil {
		t.Error("there is a trace file")
	}
	logins := e.CBR.Logins()
	for _, typed := range [][]string{
		{"--password", "env:PW"}, {"--password", "prompt"}, {"--password", "-"}, {"--url", e.URL}, {"--iam-url", e.URL}, {"--user-id", "u"},
	} {
		args := append(append([]string{"cbr"}, typed...), "vault", "get", "")
		if stdout, stderr := complete(t, env, args...); strings.Contains(stdout, vault) || stderr != "" {
			t.Errorf("%v: stdout %q, stderr %q", typed, stdout, stderr)
		}
	}
	if n := e.CBR.Logins() - logins; n != 0 {
		t.Errorf("%d sign-ins with what was typed", n)
	}
}

// A user with a passcode is not signed in without one at every press of a key.
func TestCompletionWithoutPasscode(t *testing.T) {
	srv := cbrtest.New(cbrtest.WithPasscode(func(time.Time) string { return "204816" }))
	srv.Start(t)
	user := srv.Account()
	path := filepath.Join(t.TempDir(), "config.yaml")
	file := fmt.Sprintf("current: {cbr: lab}\ncontexts:\n  - {name: lab, service: cbr, url: %q, iam_url: %q, insecure_http: true, domain: %q, username: %q, user_id: %q, project_name: %q, password_env: PW}\n",
		srv.URL(), srv.IAMURL(), user.Domain, user.User, user.UserID, user.ProjectName)
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr := complete(t, map[string]string{"BACKUPCTL_CONFIG": path, "PW": user.Password}, "cbr", "vault", "get", ""); stderr != "" {
		t.Errorf("stderr %q", stderr)
	}
	if n := srv.Count("createToken"); n != 0 {
		t.Errorf("%d sign-ins that could only fail", n)
	}
}

// A service that does not respond keeps nobody waiting.
func TestCompletionIsBounded(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	path := filepath.Join(t.TempDir(), "config.yaml")
	file := fmt.Sprintf("current: {zomro: lab}\ncontexts:\n  - {name: lab, service: zomro, url: %q, insecure_http: true, username: u, password_command: 'sleep 60; echo x'}\n", "http://"+silent.Addr().String())
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, env := range []map[string]string{{}, {"ZOMRO_PASSWORD": "x"}} {
		env["BACKUPCTL_CONFIG"] = path
		begun := time.Now()
		complete(t, env, "zomro", "instance", "get", "")
		if took := time.Since(begun); took > 30*time.Second { // a tenth of it, and a busy machine
			t.Errorf("took %v", took)
		}
	}
}
