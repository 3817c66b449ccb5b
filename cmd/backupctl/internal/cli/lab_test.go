package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// lab is an emulator with a context for each service.
type lab struct {
	*emulator.Emulator
	dir string
	env map[string]string
}

func newLab(t *testing.T) *lab {
	t.Helper()
	e := started(t)
	t.Cleanup(func() { _ = e.Close() })
	l := &lab{Emulator: e, dir: t.TempDir()}
	l.env = labEnv(t, l.dir, e.URL, e)
	return l
}

// labEnv writes contexts for the services of an emulator that is reached at an
// address.
func labEnv(t *testing.T, dir, url string, e *emulator.Emulator) map[string]string {
	t.Helper()
	portal, account := e.Cloutility.Account(), e.CBR.Account()
	file := fmt.Sprintf(`current: {zomro: zlab, cloutility: plab, cbr: clab}
contexts:
  - {name: zlab, service: zomro, url: %q, insecure_http: true, username: %q, password_env: ZPW, instance: %d}
  - {name: plab, service: cloutility, url: %q, insecure_http: true, client_id: %q, origin: %q, username: %q, password_env: PPW}
  - {name: clab, service: cbr, url: %q, iam_url: %q, insecure_http: true, domain: %q, username: %q, project_name: %q, password_env: CPW}
`, url+emulator.ZomroPath, zomrotest.Username, zomrotest.InstanceID,
		url+emulator.CloutilityPath, portal.ClientID, portal.Origin, portal.Username,
		url+emulator.CBRPath, url+emulator.IAMPath, account.Domain, account.User, account.ProjectName)
	path := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"BACKUPCTL_CONFIG": path, "ZPW": zomrotest.Password, "PPW": portal.Password, "CPW": account.Password}
}

// run runs a command line in this process.
func (l *lab) run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = l.program(args, &out, &errs).Run(t.Context())
	return code, out.String(), errs.String()
}

func (l *lab) program(args []string, stdout, stderr *bytes.Buffer) Program {
	return Program{
		Args: args, Stdin: strings.NewReader(""), Stdout: stdout, Stderr: stderr, Dir: l.dir,
		Getenv: func(name string) string { return l.env[name] },
	}
}

// must runs a command line that has to succeed, and returns what it printed.
func (l *lab) must(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := l.run(t, args...)
	if code != 0 {
		t.Fatalf("%s: exit code %d, %s", strings.Join(args, " "), code, errs)
	}
	return out
}
