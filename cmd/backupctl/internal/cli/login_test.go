package cli

import (
	"context"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

// Who is there already signs in anew: the password in the keyring is another one
// then, and only when it was right.
func TestLoginAnew(t *testing.T) {
	keyring.MockInit()
	l := newLab(t)
	path := l.env["BACKUPCTL_CONFIG"]
	if err := config.Update(t.Context(), path, func(f *config.File) (bool, error) {
		f.Contexts[0].PasswordEnv, f.Contexts[0].PasswordKeyring = "", "of-zomro"
		return true, nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := secrets.Store("of-zomro", "old"); err != nil {
		t.Fatal(err)
	}
	try := func(password string) error {
		a, _, _ := testApp("login")
		a.global.config = path
		a.secrets.Ask = func(context.Context, string) (string, error) { return password, nil }
		return (&login{app: a}).run(t.Context(), config.Context{Name: "zlab"})
	}
	if err := try("wrong"); problems.Of(err).ExitCode != problems.Unauthenticated {
		t.Errorf("a wrong password: %v", err)
	}
	if got, err := secrets.Stored("of-zomro"); got != "old" || err != nil {
		t.Errorf("the keyring has %q, %v", got, err)
	}
	if err := try(l.Zomro.Account().Password); err != nil {
		t.Fatal(err)
	}
	if got, err := secrets.Stored("of-zomro"); got != l.Zomro.Account().Password || err != nil {
		t.Errorf("the keyring has %q, %v", got, err)
	}
	file, err := config.Load(path)
	if err != nil || len(file.Contexts) != 3 || file.Contexts[0].PasswordKeyring != "of-zomro" || file.Contexts[0].PasswordEnv != "" {
		t.Errorf("%+v, %v", file, err)
	}
}

// Without a terminal what is missing is named, by its flag.
func TestLoginWithoutATerminal(t *testing.T) {
	l := newLab(t)
	for args, want := range map[string]string{
		"login":                                     "--service is needed",
		"login --service zomro":                     "--username is needed",
		"login new --service cbr --username u":      "--domain is needed",
		"login zlab --username somebody-else":       "there is a context zlab already",
		"login new --service zomro --username u":    "there is no terminal",
		"login a b":                                 "one argument at most",
		"login new --service nothing --username me": "service",
	} {
		if code, _, errs := l.run(t, strings.Fields(args)...); code != problems.Usage || !strings.Contains(errs, want) {
			t.Errorf("%s: exit code %d, %s", args, code, errs)
		}
	}
	if code, out, errs := l.run(t, "login", "zlab"); code != 0 || out != "" || !strings.Contains(errs, "signed in as ") {
		t.Errorf("a context whose password is in a variable: %d, %s, %s", code, out, errs)
	}
}

// Each context is tried, and one that fails hides no other.
func TestContextTest(t *testing.T) {
	l := newLab(t)
	if out := l.must(t, "context", "test", "-o", "csv", "--columns", "name,result"); out != "name,result\nzlab,ok\nplab,ok\nclab,ok\n" {
		t.Error(out)
	}
	l.env["ZPW"] = "wrong"
	l.env["XDG_CACHE_HOME"] = "" // nothing is kept
	code, out, errs := l.run(t, "context", "test", "-o", "csv", "--columns", "name,result")
	if code != problems.Partial || out != "name,result\nzlab,failed\nplab,ok\nclab,ok\n" {
		t.Errorf("exit code %d, %s, %s", code, out, errs)
	}
	if code, out, _ := l.run(t, "context", "test", "zlab"); code != problems.Unauthenticated || strings.Contains(out, "wrong") {
		t.Errorf("exit code %d, %s", code, out)
	}
	for _, args := range [][]string{{"context", "test", "none"}, {"context", "test", "zlab", "--columns", "nonsense"}} {
		if code, _, _ := l.run(t, args...); code != problems.Usage {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}
