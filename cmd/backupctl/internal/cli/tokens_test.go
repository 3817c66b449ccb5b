package cli

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// reading are commands that need a sign-in, and the count of those.
func (l *lab) reading() map[string]struct {
	args   []string
	logins func() int
	expire func()
} {
	return map[string]struct {
		args   []string
		logins func() int
		expire func()
	}{
		"zomro":      {[]string{"zomro", "instance", "list"}, l.Zomro.Logins, l.Zomro.ExpireTokens},
		"cloutility": {[]string{"cloutility", "user", "me"}, l.Cloutility.Logins, l.Cloutility.ExpireTokens},
		"cbr":        {[]string{"cbr", "vault", "list"}, l.CBR.Logins, l.CBR.ExpireTokens},
	}
}

// tokenFiles are the files of tokens.
func tokenFiles(t *testing.T, home string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && strings.Contains(path, "tokens") {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// home gives the lab a directory for tokens.
func (l *lab) home(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	l.env["HOME"], l.env["LocalAppData"] = home, home
	return home
}

// Two commands are one sign-in, with each service; what the service no longer
// accepts is dropped and replaced; a context that is deleted takes its tokens along.
func TestTokensAreKept(t *testing.T) {
	for name, tt := range newLab(t).reading() {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			home := l.home(t)
			tt = l.reading()[name]
			for range 2 {
				l.must(t, tt.args...)
			}
			if got := tt.logins(); got != 1 {
				t.Errorf("two commands signed in %d times", got)
			}
			files := tokenFiles(t, home)
			if len(files) != 1 {
				t.Fatalf("files %v", files)
			}
			if info, err := os.Stat(files[0]); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
			tt.expire()
			for range 2 {
				l.must(t, tt.args...)
			}
			signedIn := tt.logins()
			if signedIn > 2 {
				t.Errorf("%d sign-ins after the tokens had ended", signedIn)
			}
			// Not used, and not kept.
			l.must(t, append(tt.args, "--no-token-store")...)
			l.env["BACKUPCTL_NO_TOKEN_STORE"] = "1"
			l.must(t, tt.args...)
			delete(l.env, "BACKUPCTL_NO_TOKEN_STORE")
			if got := tt.logins(); got != signedIn+2 {
				t.Errorf("%d sign-ins with the store switched off", got-signedIn)
			}
			l.must(t, "context", "delete", map[string]string{"zomro": "zlab", "cloutility": "plab", "cbr": "clab"}[name], "--yes")
			if files := tokenFiles(t, home); len(files) > 0 {
				t.Errorf("left after the context: %v", files)
			}
		})
	}
}

// Tokens are bound to the account and the address.
func TestTokensAreOfOneAccount(t *testing.T) {
	l := newLab(t)
	l.home(t)
	l.must(t, "zomro", "instance", "list")
	l.env["ZOMRO_USERNAME"] = "somebody-else"
	if code, _, _ := l.run(t, "zomro", "instance", "list"); code == 0 {
		t.Error("another account got in")
	}
	delete(l.env, "ZOMRO_USERNAME")
	other := newLab(t)
	l.must(t, "zomro", "instance", "list", "--url", other.URL+"/zomro", "--insecure-http")
	if other.Zomro.Logins() != 1 {
		t.Errorf("%d sign-ins at the other address", other.Zomro.Logins())
	}
	// A password that is tried is tried.
	l.env["WRONG"] = "wrong-password"
	if code, _, _ := l.run(t, "zomro", "instance", "list", "--password", "env:WRONG"); code == 0 {
		t.Error("a wrong password got in")
	}
}

// Processes share tokens, also when all begin at once or at the end of one.
func TestTokensOfManyProcesses(t *testing.T) {
	l := newLab(t)
	l.home(t)
	for name, tt := range l.reading() {
		const n = 6
		for range 2 {
			together(t, n, func(int) *exec.Cmd { return process(t, l.env, tt.args...) })
			before := tt.logins()
			together(t, 2, func(int) *exec.Cmd { return process(t, l.env, tt.args...) })
			if got := tt.logins(); got != before {
				t.Errorf("%s: %d more sign-ins with a token there", name, got-before)
			}
			tt.expire()
		}
	}
}
