package cli

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// What raw shows has no password, session, key or letter in it, unless they are
// asked for.
func TestRawKeepsSecrets(t *testing.T) {
	l := newLab(t)
	consumer := strings.TrimSpace(l.must(t, "cloutility", "enroll", "web-1", "--operating-system", "Linux", "--node-type", "File server", "--domain", "STANDARD", "--query", "consumer_id"))
	id, err := strconv.ParseInt(consumer, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	node := l.Cloutility.NodePassword(id)
	instance := strconv.FormatInt(zomrotest.InstanceID, 10)
	unit := strconv.FormatInt(cloutilitytest.HomeUnit, 10)
	letter := strings.TrimSpace(l.must(t, "zomro", "instance", "instructions", instance, "--show-secrets"))
	for name, tt := range map[string]struct {
		args   []string
		secret string // of the account, or "" for one that no other way tells
		shown  string
	}{
		"node":         {[]string{"cloutility", "raw", "GET", "/v1/bunits/" + unit + "/consumers/" + consumer + "/node"}, node, `"tsmName"`},
		"letter":       {[]string{"zomro", "raw", "service.instruction.html", "elid=" + instance}, letter, `"$func"`},
		"console":      {[]string{"zomro", "raw", "instances.fleio.vnc", "elid=" + instance, "--yes"}, "", `"$func"`},
		"key pair":     {[]string{"zomro", "raw", "sshkeys.generator", "--yes"}, "PRIVATE KEY", "ssh-"},
		"new password": {[]string{"zomro", "raw", "instances.fleio.passwd", "elid=" + instance, "password=Harbor7-new", "sok=ok", "--dry-run"}, "Harbor7-new", "elid"},
	} {
		_, out, errs := l.run(t, append(tt.args, "--debug")...)
		for where, text := range map[string]string{"stdout": out, "--debug": errs} {
			if tt.secret != "" && strings.Contains(text, tt.secret) || where == "stdout" && !strings.Contains(text, backup.Redacted) {
				t.Errorf("%s: %s has a secret: %s", name, where, text)
			}
		}
		if !strings.Contains(out, tt.shown) {
			t.Errorf("%s: what is no secret is not shown: %s%s", name, out, errs)
		}
	}
	if out := l.must(t, "cloutility", "raw", "GET", "/v1/bunits/"+unit+"/consumers/"+consumer+"/node", "--show-secrets"); !strings.Contains(out, node) {
		t.Errorf("--show-secrets shows none: %s", out)
	}
}

// The code of a second factor and the sessions before and after it are in no trace.
func TestSecondFactorIsInNoTrace(t *testing.T) {
	const code = "482915"
	server := zomrotest.NewServer(t, zomrotest.WithSecondFactor(code))
	dir := t.TempDir()
	path := filepath.Join(dir, "old.har")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"ZOMRO_USERNAME": zomrotest.Username, "ZOMRO_PASSWORD": zomrotest.Password, "HOME": dir}
	var out, errs strings.Builder
	p := Program{
		Args: []string{"zomro", "raw", "whoami", "--url", server.URL(), "--insecure-http", "--debug", "--trace-file", path}, Stdin: strings.NewReader(""),
		Stdout: &out, Stderr: &errs, Getenv: func(name string) string { return env[name] },
		ask: func(context.Context, string) (string, error) { return code, nil },
	}
	if got := p.Run(t.Context()); got != 0 {
		t.Fatal(got, errs.String())
	}
	har, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if server.Count("confirmTotp") != 1 || !strings.Contains(errs.String(), "totp.confirm") {
		t.Error("there was no second factor")
	}
	for where, text := range map[string]string{"stdout": out.String(), "--debug": errs.String(), "trace": string(har)} {
		if strings.Contains(text, code) || strings.Contains(text, zomrotest.Password) {
			t.Errorf("%s: %s", where, text)
		}
	}
}
