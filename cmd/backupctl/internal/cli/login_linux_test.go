package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// Signing in to each service at a terminal: what no flag says is asked for, what
// cannot be right is asked for again, and the account is one that works.
func TestLoginAsks(t *testing.T) {
	e := started(t)
	t.Cleanup(func() { _ = e.Close() })
	portal, account := e.Cloutility.Account(), e.CBR.Account()
	for _, tt := range []struct {
		name, password string
		flags          []string
		dialogue       [][2]string // what is asked, what is typed
		want           config.Context
	}{
		{
			"zomro", e.Zomro.Account().Password, []string{"--url", e.URL + emulator.ZomroPath, "--insecure-http"},
			[][2]string{{"Service (", "zomra"}, {"one of ", ""}, {"Service (", "zomro"}, {"Username", e.Zomro.Account().Username}, {"Name for this context [zomro]", ""}},
			config.Context{Name: "zomro", Service: "zomro", URL: e.URL + emulator.ZomroPath, InsecureHTTP: true, Username: e.Zomro.Account().Username},
		},
		{
			"cloutility", portal.Password, []string{"--service", "cloutility", "--insecure-http"},
			[][2]string{
				{"Address of", e.URL + emulator.CloutilityPath},
				{"Client id", portal.ClientID},
				{"Origin", portal.Origin},
				{"Username", portal.Username},
				{"Name for", "portal"},
			},
			config.Context{
				Name: "portal", Service: "cloutility", URL: e.URL + emulator.CloutilityPath, InsecureHTTP: true,
				ClientID: portal.ClientID, Origin: portal.Origin, Username: portal.Username,
			},
		},
		{
			"cbr", account.Password, []string{"--service", "cbr", "--url", e.URL + emulator.CBRPath, "--iam-url", e.URL + emulator.IAMPath, "--insecure-http", "--project-name", account.ProjectName},
			[][2]string{{"Account (domain)", account.Domain}, {"IAM user", account.User}, {"Id of the IAM user", ""}, {"Name for", "lab"}},
			config.Context{
				Name: "lab", Service: "cbr", URL: e.URL + emulator.CBRPath, IAMURL: e.URL + emulator.IAMPath, InsecureHTTP: true,
				Domain: account.Domain, Username: account.User, ProjectName: account.ProjectName,
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.yaml")
			env := map[string]string{"BACKUPCTL_CONFIG": path}
			dialogue := func(password string) *tty {
				p := atTerminal(t, env, append([]string{"login", "--no-keyring"}, tt.flags...)...)
				for _, step := range tt.dialogue {
					p.expect(step[0])
					if !strings.HasPrefix(step[0], "one of") {
						p.enter(step[1])
					}
				}
				p.prompted("Password of ")
				p.enter(password)
				return p
			}
			p := dialogue("wrong")
			p.exits(problems.Unauthenticated)
			if _, err := os.Stat(path); err == nil {
				t.Error("a context that does not work was kept")
			}
			p = dialogue(tt.password)
			p.expect("signed in as ")
			p.exits(problems.OK)
			if strings.Contains(p.text(), tt.password) {
				t.Errorf("shown:\n%s", p.text())
			}
			file, err := config.Load(path)
			if err != nil || len(file.Contexts) != 1 || file.Contexts[0] != tt.want || file.Current[tt.name] != tt.want.Name {
				t.Errorf("%+v, %v, want %+v", file, err, tt.want)
			}
		})
	}
}

// Ctrl-C at a question ends it, and nothing is kept.
func TestCtrlCAtLogin(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	p := atTerminal(t, map[string]string{"BACKUPCTL_CONFIG": path}, "login")
	p.expect("Service (")
	p.press("\x03")
	p.exits(problems.Interrupted)
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was made")
	}
}
