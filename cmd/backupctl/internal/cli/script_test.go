package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/zalando/go-keyring"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Commands that scripts do not run to their end, with the reason.
var notInScripts = map[string]string{
	"backupctl demo":    "TestDemo… and TestRun… run it",
	"backupctl emulate": "TestEmulate… runs it; the scripts work against it",

	"backupctl fleet plan":   "TestFleetApply runs it",
	"backupctl fleet apply":  "TestFleetApply… run it",
	"backupctl fleet drift":  "TestFleetApply runs it",
	"backupctl fleet status": "TestFleetApply runs it",
	"backupctl fleet retry":  "TestFleetApplyFails runs it",
	"backupctl fleet cancel": "TestFleetApply runs it",
	"backupctl fleet adopt":  "TestFleetRun runs it",
	"backupctl fleet run":    "TestFleetRun runs it",
	"backupctl fleet schema": "TestFleetMarkdownAndSchema runs it",
}

// ran are the commands that have succeeded in a script.
type ran struct {
	mu     sync.Mutex
	seen   map[string]bool
	unlike []string
	did    map[string]kind // the most that the requests of each command have done
}

func (r *ran) sent(inv *invocation, c *guard.Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.did[inv.path] = max(r.did[inv.path], kindOf(c))
}

func (r *ran) add(path string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen[path] = true
}

// differs notes a command line whose dry run ends otherwise than it does itself.
func (r *ran) differs(line string, rehearsed, code int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unlike = append(r.unlike, fmt.Sprintf("%s: exit code %d with --dry-run, and %d without", line, rehearsed, code))
}

// Every command does its work in a script, against the fakes.
func TestScripts(t *testing.T) {
	seen := &ran{seen: make(map[string]bool), did: make(map[string]kind)}
	fakes := newConformance(t)
	t.Run("scripts", func(t *testing.T) { runScripts(t, seen, fakes, false) })
	if t.Failed() || testing.Short() {
		return
	}
	fakes.report(t)
	fakes.corpus(t)
	a, _, _ := testApp()
	for _, cmd := range leaves(a.root()) {
		path := cmd.CommandPath()
		if !seen.seen[path] && notInScripts[path] == "" {
			t.Errorf("no script runs %s", path)
		}
	}
	for _, line := range seen.unlike {
		t.Error(line)
	}
	// What a command is said to do is what its requests do, by the specification.
	eachVerb(func(s *service, group string, v verb) {
		path := strings.TrimSpace(s.name+" "+group) + " " + v.name()
		want := v.kind
		if want == waits {
			want = reads
		}
		if did := seen.did[path]; did != want && !v.raw {
			t.Errorf("%s: its kind is %d, and its requests are of kind %d", path, v.kind, did)
		}
	})
}

// The same with standard output closed: exit codes and messages stay.
func TestScriptsWithClosedOutput(t *testing.T) {
	runScripts(t, &ran{seen: make(map[string]bool), did: make(map[string]kind)}, newConformance(t), true)
}

func runScripts(t *testing.T, seen *ran, fakes *conformance, closed bool) {
	t.Helper()
	keyring.MockInit()
	if err := secrets.Store("kept", zomrotest.Password); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			e, err := emulator.Start(context.Background(), emulator.Options{Addr: "127.0.0.1:0", Pace: scriptPace})
			if err != nil {
				return err
			}
			env.Defer(func() { _ = e.Close() })
			env.Values[emulatorKey{}] = e
			address, err := fakes.proxy(env, e.URL)
			if err != nil {
				return err
			}
			return setupScript(env, e, address)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"ctl":     func(ts *testscript.TestScript, neg bool, args []string) { ctl(ts, neg, args, seen, closed) },
			"code":    wantCode,
			"capture": capture,
			"nosuch":  noSuch,
			"seed":    seed,
		},
		RequireExplicitExec: true,
	})
}

type emulatorKey struct{}

var scriptPace = emulator.Pace{Saving: 30 * time.Millisecond, Checkpoint: 30 * time.Millisecond, Restore: 30 * time.Millisecond, Deletion: 30 * time.Millisecond}

// setupScript makes a context for each service, and a place for others.
func setupScript(env *testscript.Env, e *emulator.Emulator, address string) error {
	account := e.CBR.Account()
	work := env.WorkDir
	file := fmt.Sprintf(`current:
  zomro: zlab
  cloutility: plab
  cbr: clab
contexts:
  - {name: zlab, service: zomro, url: %q, insecure_http: true, username: %q, password_env: ZPW, instance: %d}
  - {name: plab, service: cloutility, url: %q, insecure_http: true, client_id: %q, origin: %q, username: %q, password_env: PPW}
  - {name: clab, service: cbr, url: %q, iam_url: %q, insecure_http: true, domain: %q, username: %q, project_name: %q, password_env: CPW}
`, address+emulator.ZomroPath, zomrotest.Username, zomrotest.InstanceID,
		address+emulator.CloutilityPath, e.Cloutility.Account().ClientID, e.Cloutility.Account().Origin, e.Cloutility.Account().Username,
		address+emulator.CBRPath, address+emulator.IAMPath, account.Domain, account.User, account.ProjectName)
	path := filepath.Join(work, "config.yaml")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		return err
	}
	yesterday := time.Now().UTC().AddDate(0, 0, -1)
	usage := e.Cloutility.AddConsumption(cloutilitytest.HomeUnit, yesterday, 2)
	if !e.Cloutility.Invoice(cloutilitytest.HomeUnit, yesterday) {
		return errors.New("no invoice")
	}
	for key, value := range map[string]string{
		"ZSESSION":  e.Zomro.NewSession(),
		"YESTERDAY": yesterday.Format(time.DateOnly), "TODAY": time.Now().UTC().Format(time.DateOnly),
		"INVOICED": yesterday.Format(time.DateOnly), "USAGE": strconv.FormatInt(usage, 10),
		"BACKUPCTL_CONFIG": path, "HOME": work, "URL": address,
		"ZPW": zomrotest.Password, "PPW": e.Cloutility.Account().Password, "CPW": account.Password,
		"ZUSER": zomrotest.Username, "CLIENT": e.Cloutility.Account().ClientID, "ORIGIN": e.Cloutility.Account().Origin, "PUSER": e.Cloutility.Account().Username,
		"CDOMAIN": account.Domain, "CUSER": account.User, "CPROJECT": account.ProjectName,
		"INSTANCE": strconv.FormatInt(zomrotest.InstanceID, 10),
		"VAULT":    e.CBR.Vaults()[0].ID,
		"FREE":     e.CBR.AddProtectable(cbrtest.ProtectableSpec{Name: "ecs-free", SizeGB: 80}),
		"FAR":      e.CBR.AddExternalVault("p3", "eu-west-0", cbrtest.VaultSpec{Name: "vault-far"}).ID,
		"HYBRID":   e.CBR.AddVault(cbrtest.VaultSpec{Name: "vault-hybrid", CloudType: cbr.CloudTypeHybrid}).ID,
	} {
		env.Setenv(key, value)
	}
	return nil
}

// result is what the last command left.
type result struct {
	code int
	out  string
}

var results sync.Map // by script

// ctl runs a command line in this process. ! wants it to fail.
func ctl(ts *testscript.TestScript, neg bool, args []string, seen *ran, closed bool) {
	var out bytes.Buffer
	stdout := io.Writer(&out)
	if closed {
		stdout = &closedWriter{would: &out}
	}
	getenv := func(name string) string { return ts.Getenv(name) }
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	p := Program{Args: args, Stdin: strings.NewReader(""), Stdout: stdout, Stderr: ts.Stderr(), Getenv: getenv, Dir: ts.MkAbs(".")}
	path := ""
	p.ran = func(command string) { path = command }
	p.sent = seen.sent
	rehearsed := -1
	if !closed {
		rehearsed = rehearse(ctx, ts, p)
	}
	code := p.Run(ctx)
	if rehearsed >= 0 && (rehearsed == 0) != (code == 0) && code != problems.Unconfirmed && code != problems.Timeout {
		seen.differs(strings.Join(args, " "), rehearsed, code)
	}
	results.Store(ts, result{code, out.String()})
	if _, err := ts.Stdout().Write(out.Bytes()); err != nil {
		ts.Fatalf("%v", err)
	}
	if (code != 0) != neg {
		ts.Fatalf("exit code %d", code)
	}
	if code == 0 {
		seen.add(path)
	}
}

// closedWriter is a closed standard output; it keeps what was to be written.
type closedWriter struct{ would *bytes.Buffer }

func (c *closedWriter) Write(p []byte) (int, error) {
	c.would.Write(p)
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EBADF}
}

// wantCode compares the exit code of the last command.
func wantCode(ts *testscript.TestScript, _ bool, args []string) {
	last, _ := results.Load(ts)
	if got := strconv.Itoa(last.(result).code); got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// capture puts what the last command printed into a variable.
func capture(ts *testscript.TestScript, _ bool, args []string) {
	last, _ := results.Load(ts)
	ts.Setenv(args[0], strings.TrimSpace(last.(result).out))
}

// noSuch fails when a secret is in a file.
func noSuch(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	for _, secret := range args[1:] {
		if strings.Contains(text, secret) {
			ts.Fatalf("%s holds %q", args[0], secret)
		}
	}
}

// seed gives a consumption unit what clients and other users give it.
func seed(ts *testscript.TestScript, _ bool, args []string) {
	e := ts.Value(emulatorKey{}).(*emulator.Emulator)
	id, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	e.Cloutility.AddDeleteRequest(id, "old")
	e.Cloutility.AddMicrosoft365Account(id)
	e.Cloutility.AddPointRepository(id, "repository")
	e.Cloutility.AddRetentionRule(id, "monthly", 30)
	if e.Cloutility.RunBackup(cloutilitytest.Backup{ConsumerID: id, Duration: time.Minute, Scheduled: true, Files: 3, MegaBytes: 2048}) == 0 {
		ts.Fatalf("no backup of %d", id)
	}
}
