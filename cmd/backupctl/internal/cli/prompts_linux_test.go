package cli

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// The first command of each service at a terminal, with a typed password: wrong,
// then right. Nobody is asked for a second factor that the service does not want.
func TestTypedPasswordOfEachService(t *testing.T) {
	e := started(t)
	t.Cleanup(func() { _ = e.Close() })
	env := typedEnv(t, e)
	for _, tt := range []struct {
		name, password, want string
		args                 []string
	}{
		{"cloutility", e.Cloutility.Account().Password, "ops@nordlicht.example", []string{"cloutility", "user", "me", "--query", "name"}},
		{"zomro", e.Zomro.Account().Password, "@", []string{"zomro", "account", "whoami", "--query", "email"}},
		{"cbr", e.CBR.Account().Password, e.CBR.Vaults()[0].ID, []string{"cbr", "vault", "list", "-o", "name"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := atTerminal(t, env, tt.args...)
			p.prompted("Password of ")
			p.enter("wrong-" + tt.name)
			p.exits(problems.Unauthenticated)
			if text := p.text(); strings.Contains(text, "wrong-") || strings.Contains(text, "second factor") {
				t.Errorf("shown:\n%s", text)
			}

			p = atTerminal(t, env, tt.args...)
			p.prompted("Password of ")
			p.enter(tt.password)
			p.expect(tt.want)
			p.exits(problems.OK)
			if text := p.text(); strings.Contains(text, tt.password) || strings.Contains(text, "second factor") {
				t.Errorf("shown:\n%s", text)
			}
		})
	}
}

// Users with a second factor are asked for it when the service asks: at CBR with the
// id of the user, wherever that is said.
func TestTypedSecondFactor(t *testing.T) {
	const code = "204816"
	iam := cbrtest.New(cbrtest.WithPasscode(func(time.Time) string { return code }))
	iam.Start(t)
	vps := zomrotest.New(zomrotest.WithSecondFactor(code))
	vps.Start(t)
	user := iam.Account()
	path := filepath.Join(t.TempDir(), "config.yaml")
	file := fmt.Sprintf(`contexts:
  - {name: zlab, service: zomro, url: %[1]q, insecure_http: true, username: %[2]q}
  - {name: named, service: cbr, url: %[3]q, iam_url: %[4]q, insecure_http: true, domain: %[5]q, username: %[6]q, project_name: %[7]q}
  - {name: both, service: cbr, url: %[3]q, iam_url: %[4]q, insecure_http: true, domain: %[5]q, username: %[6]q, user_id: %[8]q, project_name: %[7]q}
  - {name: id, service: cbr, url: %[3]q, iam_url: %[4]q, insecure_http: true, user_id: %[8]q, project_name: %[7]q}
`, vps.URL(), vps.Account().Username, iam.URL(), iam.IAMURL(), user.Domain, user.User, user.ProjectName, user.UserID)
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	vault := iam.Vaults()[0].ID
	vaults := func(more ...string) []string { return append([]string{"cbr", "vault", "list", "-o", "name"}, more...) }
	for _, tt := range []struct {
		name, password, want string
		env                  map[string]string
		args                 []string
	}{
		{"zomro", vps.Account().Password, "@", nil, []string{"zomro", "account", "whoami", "--query", "email", "--context", "zlab"}},
		{"cbr, the context says the id", user.Password, vault, nil, vaults("--context", "both")},
		{"cbr, the context says the id alone", user.Password, vault, nil, vaults("--context", "id")},
		{"cbr, a flag says the id", user.Password, vault, nil, vaults("--context", "named", "--user-id", user.UserID)},
		{"cbr, a variable says the id", user.Password, vault, map[string]string{"BACKUPCTL_CONTEXT_CBR": "named", "HW_USER_ID": user.UserID}, vaults()},
		{"cbr, all from the environment", "", vault, map[string]string{
			"HW_USER_ID": user.UserID, "HW_USER_NAME": user.User, "HW_DOMAIN_NAME": user.Domain, "HW_USER_PASSWORD": user.Password,
			"HW_PROJECT_NAME": user.ProjectName, "HW_AUTH_URL": iam.IAMURL(), "CBR_URL": iam.URL(),
		}, vaults("--insecure-http")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			env := map[string]string{"BACKUPCTL_CONFIG": path}
			maps.Copy(env, tt.env)
			p := atTerminal(t, env, tt.args...)
			if tt.password != "" {
				p.prompted("Password of ")
				p.enter(tt.password)
			}
			p.prompted("Code of the second factor: ")
			p.enter(code)
			p.expect(tt.want)
			p.exits(problems.OK)
			if strings.Contains(p.text(), code) {
				t.Errorf("shown:\n%s", p.text())
			}
		})
	}
	t.Run("cbr, nobody says the id", func(t *testing.T) {
		p := atTerminal(t, map[string]string{"BACKUPCTL_CONFIG": path}, vaults("--context", "named")...)
		p.prompted("Password of ")
		p.enter(user.Password)
		p.expect("--user-id")
		p.exits(problems.Unauthenticated)
	})
}

// Ctrl-C ends a command wherever it is, with the exit code of an interruption and a
// terminal that shows what is typed.
func TestCtrlC(t *testing.T) {
	e := started(t)
	t.Cleanup(func() { _ = e.Close() })
	arrived := make(chan struct{}, 8)
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the end of the connection is not seen
		arrived <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(hanging.Close)
	env := typedEnv(t, e)
	env["ZPW"] = e.Zomro.Account().Password
	id := e.Zomro.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "kept"})
	last := func(p *tty) {
		t.Helper()
		if n := e.Zomro.Count("deleteImage"); n != 0 {
			t.Errorf("%d deletions", n)
		}
		if strings.Contains(p.text(), "not known") {
			t.Errorf("nothing was done, and it says that it may have been:\n%s", p.text())
		}
	}
	for _, args := range [][]string{
		{"zomro", "account", "whoami"}, {"cloutility", "user", "me"}, {"cbr", "vault", "list"},
	} {
		p := atTerminal(t, env, args...)
		p.prompted("Password of ")
		p.press("ha\x03")
		p.expect("interrupted")
		p.exits(problems.Interrupted)
		last(p)
	}

	p := atTerminal(t, env, "zomro", "backup", "delete", fmt.Sprint(id), "--instance", fmt.Sprint(zomrotest.InstanceID), "--password", "env:ZPW")
	p.expect("[y/N] ")
	p.press("\x03")
	p.expect("interrupted")
	p.exits(problems.Interrupted)
	last(p)

	p = atTerminal(t, env, "zomro", "account", "whoami", "--password", "env:ZPW", "--url", hanging.URL, "--insecure-http")
	<-arrived
	p.press("\x03")
	p.expect("interrupted")
	p.exits(problems.Interrupted)
	last(p)
}

// Every command redraws its line of progress at a terminal, and shows no character in
// place of what redraws it.
func TestProgressAtTerminal(t *testing.T) {
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the end of the connection is not seen
		<-r.Context().Done()
	}))
	t.Cleanup(hanging.Close)
	path := filepath.Join(t.TempDir(), "config.yaml")
	file := fmt.Sprintf("current: {zomro: zlab}\ncontexts: [{name: zlab, service: zomro, url: %q, insecure_http: true, username: u, password_env: ZPW}]\n", hanging.URL)
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, args := range map[string][]string{
		"zomro instance list":      {"zomro", "instance", "list"},
		"asking":                   {"status"},
		"looking for web\ufffd[2J": {"backups", "web\x1b[2J"},
	} {
		p := atTerminal(t, map[string]string{"BACKUPCTL_CONFIG": path, "ZPW": "p"}, args...)
		p.expect("\r\x1b[K⠋ " + what)
		p.expect("\r\x1b[K⠙ " + what)
		p.press("\x03")
		p.exits(problems.Interrupted)
		if text := p.text(); strings.Contains(text, "\ufffd[K") {
			t.Errorf("shown:\n%s", text)
		}
	}
}

// A reply is a whole line: one that only begins with y agrees to nothing.
func TestReplies(t *testing.T) {
	e := started(t)
	t.Cleanup(func() { _ = e.Close() })
	env := typedEnv(t, e)
	env["ZPW"] = e.Zomro.Account().Password
	id := e.Zomro.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "kept"})
	for _, tt := range []struct {
		typed           string
		code, deletions int
	}{
		{"n\n", problems.Unconfirmed, 0},
		{"\n", problems.Unconfirmed, 0},
		{"y no\n", problems.Unconfirmed, 0},
		{"y\x04\x04", problems.Unconfirmed, 0}, // the end, without a line
		{" Yes \n", problems.OK, 1},
	} {
		p := atTerminal(t, env, "zomro", "backup", "delete", fmt.Sprint(id), "--instance", fmt.Sprint(zomrotest.InstanceID), "--password", "env:ZPW")
		p.expect("[y/N] ")
		p.press(tt.typed)
		p.exits(tt.code)
		if n := e.Zomro.Count("deleteImage"); n != tt.deletions {
			t.Errorf("%q: %d deletions", tt.typed, n)
		}
	}
}

// A shell that completes at a terminal is told names and nothing else: nobody is
// asked, and nobody signs in with what happens to be typed.
func TestCompletionAtTerminal(t *testing.T) {
	e := started(t)
	t.Cleanup(func() { _ = e.Close() })
	env := typedEnv(t, e)
	env["ZPW"], env["PPW"], env["CPW"] = e.Zomro.Account().Password, e.Cloutility.Account().Password, e.CBR.Account().Password
	for _, args := range [][]string{
		{"zomro", "instance", "get", ""}, {"cloutility", "consumer", "get", ""}, {"cbr", "vault", "get", ""},
		{"zomro", "--password", "prompt", "instance", "get", ""}, {"zomro", "--password", "-", "instance", "get", ""},
		{"zomro", "--password", "env:ZPW", "instance", "get", ""}, {"cbr", "--password", "env:CPW", "--debug", "vault", "get", ""},
		{"cloutility", "--username", "op", "--password", "env:PPW", "consumer", "get", ""}, {"zomro", "--no-such-flag", "instance", "get", ""},
	} {
		p := atTerminal(t, env, append([]string{"__complete"}, args...)...)
		p.expect(":")
		p.exits(problems.OK)
		if text := p.text(); strings.Trim(text, ":0123456789\r\n") != "" {
			t.Errorf("%v shows:\n%s", args, text)
		}
	}
	if n := e.Zomro.Count("auth") + e.Cloutility.Count("createToken") + e.CBR.Count("createToken"); n != 0 {
		t.Errorf("%d sign-ins", n)
	}
}
