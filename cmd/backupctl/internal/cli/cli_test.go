package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// leakFree runs the tests and fails when they leave goroutines.
type leakFree struct{ m *testing.M }

func (l leakFree) Run() int {
	code := l.m.Run()
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Println(err)
			return 1
		}
	}
	return code
}

// The scripts run the program both inside this process and as one of its own.
func TestMain(m *testing.M) {
	testscript.Main(leakFree{m}, map[string]func(){"backupctl": func() { os.Exit(Main()) }})
}

// fast is a pace for tests.
var fast = pace{saving: 20 * time.Millisecond, checkpoint: 20 * time.Millisecond, restore: 20 * time.Millisecond}

func demoSteps() []string {
	return []string{
		"cloutility: sign in and find the home unit", "cloutility: choose platform, type and domain",
		"cloutility: create a consumption unit", "cloutility: create its backup node", "cloutility: activate the node",
		"zomro: sign in and find an instance", "zomro: create backup MyBackup", "zomro: list the backups", "zomro: delete the backup",
		"cbr: sign in at IAM and find a vault", "cbr: create a checkpoint", "cbr: list its backups", "cbr: restore a backup",
	}
}

func started(t *testing.T) *emulator {
	t.Helper()
	e, err := startEmulator(t.Context(), "127.0.0.1:0", fast)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestDemoDoesADaysWork(t *testing.T) {
	e := started(t)
	var out bytes.Buffer
	if err := runDemo(t.Context(), e, &out, false); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	// What the services saw, as opposed to what the demo says.
	if n := e.cloutility.Count("activateNode"); n != 1 {
		t.Errorf("%d activations", n)
	}
	if list := e.zomro.Backups(zomrotest.InstanceID); len(list) != 0 {
		t.Errorf("the demo left %d backups", len(list))
	}
	if n := e.zomro.Count("createBackup"); n != 1 {
		t.Errorf("%d backups were made", n)
	}
	if n := e.cbr.Count("restoreBackup"); n != 1 {
		t.Errorf("%d restores", n)
	}
	for _, want := range []string{"create backup MyBackup: … Saving", "restore a backup: job ", "password REDACTED", "total"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, out.String())
		}
	}
	for _, secret := range []string{cloutilitytest.DefaultPassword, zomrotest.Password, e.cbr.Account().Password} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the output shows a password:\n%s", out.String())
		}
	}
}

func TestDemoSendsTheDocumentedCheckpoint(t *testing.T) {
	e := started(t)
	if err := runDemo(t.Context(), e, io.Discard, true); err != nil {
		t.Fatal(err)
	}
	var body struct {
		Checkpoint struct {
			VaultID    string `json:"vault_id"`
			Parameters struct {
				Name        string   `json:"name"`
				Incremental bool     `json:"incremental"`
				AutoTrigger bool     `json:"auto_trigger"`
				Resources   []string `json:"resources"`
			} `json:"parameters"`
		} `json:"checkpoint"`
	}
	for _, r := range e.cbr.Requests() {
		if r.Operation == "createCheckpoint" {
			if err := json.Unmarshal(r.Body, &body); err != nil {
				t.Fatal(err)
			}
		}
	}
	p := body.Checkpoint.Parameters
	if p.Name != "backup_name" || !p.Incremental || !p.AutoTrigger || len(p.Resources) != 1 || body.Checkpoint.VaultID == "" {
		t.Errorf("sent %+v", body)
	}
}

func TestDemoJSON(t *testing.T) {
	var out, errOut bytes.Buffer
	if code := Run(t.Context(), []string{"demo", "--json"}, &out, &errOut); code != problems.OK || errOut.Len() != 0 {
		t.Fatalf("exit code %d, stderr %q", code, errOut.String())
	}
	var report demoReport
	decoder := json.NewDecoder(&out)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&report); err != nil {
		t.Fatal(err)
	}
	if decoder.More() {
		t.Error("there is more than one document")
	}
	var names []string
	for _, s := range report.Steps {
		names = append(names, s.Service+": "+s.Name)
		if s.Result == "" || s.Error != "" {
			t.Errorf("step %+v", s)
		}
	}
	if diff := cmp.Diff(demoSteps(), names); diff != "" {
		t.Error(diff)
	}
	if !report.OK || report.Millis <= 0 {
		t.Errorf("report %+v", report)
	}
}

func TestDemoStopsAtAFailure(t *testing.T) {
	for name, tt := range map[string]struct {
		inject func(*emulator)
		steps  int
		text   string
	}{
		"refused":     {func(e *emulator) { e.cbr.Inject(cbrtest.FaultStatus("createCheckpoint", 403, `{"error_msg":"no"}`)) }, 11, "cbr: create a checkpoint: cbr createCheckpoint: status 403"},
		"failed work": {func(e *emulator) { e.cbr.FailNextRestore(cbrtest.Failure{Status: "failed", Message: "disk is gone"}) }, 13, "cbr: restore a backup: "},
		"not signed in": {func(e *emulator) {
			e.cloutility.Inject(cloutilitytest.Fault{Operation: "createToken", Status: 400, Body: `{"error":"invalid_grant"}`})
		}, 1, "cloutility: sign in and find the home unit: "},
		"HTML": {func(e *emulator) {
			e.zomro.Inject(zomrotest.Fault{Operation: "listInstances", Status: 200, Body: "<html>moved</html>", ContentType: "text/html"})
		}, 6, "zomro: sign in and find an instance: "},
	} {
		t.Run(name, func(t *testing.T) {
			e := started(t)
			tt.inject(e)
			var out bytes.Buffer
			err := runDemo(t.Context(), e, &out, true)
			var report demoReport
			if jsonErr := json.Unmarshal(out.Bytes(), &report); jsonErr != nil {
				t.Fatal(jsonErr)
			}
			if err == nil || report.OK || len(report.Steps) != tt.steps || !strings.HasPrefix(report.Error, tt.text) {
				t.Errorf("%d steps, error %q (%v)", len(report.Steps), report.Error, err)
			}
			if last := report.Steps[len(report.Steps)-1]; last.Result != "failed" || last.Error == "" {
				t.Errorf("last step %+v", last)
			}
		})
	}
}

// cancelWriter ends a context at the n-th line.
type cancelWriter struct {
	bytes.Buffer
	cancel context.CancelFunc
	n      int
	at     time.Time
}

func (w *cancelWriter) Write(p []byte) (int, error) {
	if w.n -= bytes.Count(p, []byte("\n")); w.n <= 0 && w.at.IsZero() {
		w.at = time.Now()
		w.cancel()
	}
	return w.Buffer.Write(p)
}

func TestDemoCanBeInterruptedAtAnyMoment(t *testing.T) {
	for n := range 15 { // the demo prints at least one line more
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			e := started(t)
			if n == 0 {
				cancel()
			}
			out := &cancelWriter{cancel: cancel, n: n}
			if err := runDemo(ctx, e, out, false); !errors.Is(err, context.Canceled) {
				t.Errorf("error %v after\n%s", err, out.String())
			}
			if took := time.Since(out.at); n > 0 && took > time.Second {
				t.Errorf("ended %v after the interruption", took)
			}
		})
	}
}

func TestInterruptedCommandsExitWith130(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &cancelWriter{cancel: cancel, n: 7}
	var errOut bytes.Buffer
	if code := Run(ctx, []string{"demo"}, out, &errOut); code != problems.Interrupted || errOut.String() != "backupctl: interrupted\n" {
		t.Errorf("exit code %d, stderr %q", code, errOut.String())
	}
}

func TestWrongCommandLines(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = busy.Close() }()
	for args, want := range map[string]struct {
		code int
		text string
	}{
		"demoo":                                  {problems.Usage, `unknown command "demoo" for backupctl; did you mean "demo"? (see 'backupctl --help')`},
		"demo now":                               {problems.Usage, `unexpected argument "now" (see 'backupctl demo --help')`},
		"demo --jsn":                             {problems.Usage, "unknown flag: --jsn; did you mean --json? (see 'backupctl demo --help')"},
		"emulate --work-time soon":               {problems.Usage, "invalid argument \"soon\""},
		"emulate --work-time -1s":                {problems.Usage, "--work-time must not be negative"},
		"emulate --addr nonsense":                {problems.Failed, "cannot listen on nonsense"},
		"emulate --addr " + busy.Addr().String(): {problems.Failed, "cannot listen on 127.0.0.1"},
	} {
		var out, errOut bytes.Buffer
		if code := Run(t.Context(), strings.Fields(args), &out, &errOut); code != want.code || !strings.Contains(errOut.String(), want.text) {
			t.Errorf("%s: exit code %d, %q", args, code, errOut.String())
		}
		if out.Len() != 0 {
			t.Errorf("%s: prints %q", args, out.String())
		}
	}
	var out, errOut bytes.Buffer
	if code := Run(t.Context(), nil, &out, &errOut); code != problems.OK || !strings.Contains(out.String(), "backupctl demo") && !strings.Contains(out.String(), "demo ") {
		t.Errorf("without arguments: %d, %q", code, out.String())
	}
	out.Reset()
	if code := Run(t.Context(), []string{"--version"}, &out, &errOut); code != problems.OK || !strings.Contains(out.String(), backup.Version) {
		t.Errorf("--version: %d, %q", code, out.String())
	}
}

// TestEmulatePrintsWhatClientsNeed uses nothing but the printed settings.
func TestEmulatePrintsWhatClientsNeed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reader, writer := io.Pipe()
	var errOut bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- Run(ctx, []string{"emulate", "--addr", "127.0.0.1:0", "--work-time", "10ms"}, writer, &errOut)
		_ = writer.Close()
	}()
	settings := map[string]string{}
	row := regexp.MustCompile(`^│ (\S*) +│ (.*?) +│ (\S.*?) +│$`)
	lines := bufio.NewScanner(reader)
	service := ""
	for lines.Scan() && !strings.Contains(lines.Text(), "Ctrl-C") {
		if m := row.FindStringSubmatch(lines.Text()); m != nil {
			if m[1] != "" {
				service = m[1]
			}
			settings[service+" "+m[2]] = m[3]
		}
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()

	httpClient := &http.Client{Transport: &http.Transport{}}
	defer httpClient.CloseIdleConnections()
	options := func(service string) []backup.Option {
		return []backup.Option{backup.WithBaseURL(settings[service+" base URL"]), backup.WithInsecureHTTP(), backup.WithHTTPClient(httpClient)}
	}
	cl, err := cloutility.New(cloutility.Config{
		ClientID: settings["cloutility client id"], Origin: settings["cloutility origin"],
		Username: settings["cloutility username"], Password: backup.NewSecret(settings["cloutility password"]),
	}, options("cloutility")...)
	if err != nil {
		t.Fatalf("%v; printed %v", err, settings)
	}
	me, err := cl.Users.Me(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got := strconv.FormatInt(me.BusinessUnit.ID, 10); got != settings["cloutility home unit"] {
		t.Errorf("home unit %s, printed %s", got, settings["cloutility home unit"])
	}
	if !strings.HasPrefix(me.BusinessUnit.Href, settings["cloutility base URL"]+"/v1/") {
		t.Errorf("href %s is not below the base URL", me.BusinessUnit.Href)
	}
	z, err := zomro.New(zomro.Config{Credentials: zomro.Password{
		Username: settings["zomro username"], Password: backup.NewSecret(settings["zomro password"]),
	}}, options("zomro")...)
	if err != nil {
		t.Fatal(err)
	}
	instance, err := first(z.Instances.All(ctx, zomro.ListInstancesInput{}))
	if err != nil || strconv.FormatInt(instance.ID, 10) != settings["zomro instance"] {
		t.Errorf("instance %d, %v", instance.ID, err)
	}
	c, err := cbr.New(cbr.Config{
		IAMEndpoint: settings["cbr IAM URL"], ProjectName: settings["cbr project name"],
		Credentials: cbr.Password{Domain: settings["cbr domain"], User: settings["cbr user"], Password: backup.NewSecret(settings["cbr password"])},
	}, options("cbr")...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first(c.Vaults.All(ctx, cbr.ListVaultsInput{})); err != nil {
		t.Error(err)
	}
	cancel()
	if got := <-code; got != problems.OK || errOut.String() != "stopped\n" {
		t.Errorf("after an interruption: exit code %d, stderr %q", got, errOut.String())
	}
}

func TestStepsTellProgress(t *testing.T) {
	var out bytes.Buffer
	s := &steps{display: plain{w: &out}}
	err := s.run(t.Context(), "svc", "wait", func(_ context.Context, tell backup.WaitOption) (string, error) {
		settings := backup.NewWaitSettings(backup.WaitSettings{}, tell)
		for _, p := range []backup.Progress{
			{State: "waiting", Percent: -1}, {State: "waiting", Percent: -1}, {State: "running", Percent: 40}, {Err: io.EOF}, {State: "done", Percent: 100},
		} {
			settings.Progress(p)
		}
		return "all well", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"waiting", "running 40 %", "trouble, asking again", "done 100 %"}
	var got []string
	for line := range strings.Lines(out.String()) {
		if _, text, ok := strings.Cut(strings.TrimSpace(line), "… "); ok {
			got = append(got, text)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%s", diff, out.String())
	}
	if !strings.Contains(out.String(), "svc         wait: all well (") {
		t.Error(out.String())
	}
}

func TestLiveDisplayDrawsEachStep(t *testing.T) {
	var out lockedBuffer
	s := &steps{display: newLive(&out)}
	_ = s.run(t.Context(), "svc", "works", silently(func(context.Context) (string, error) { return "x", nil }))
	_ = s.run(t.Context(), "svc", "breaks", silently(func(context.Context) (string, error) { return "", fmt.Errorf("boom") }))
	s.display.close()
	for _, want := range []string{"svc         works", "svc         breaks", "done!", "fail!"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the display lacks %q:\n%s", want, out.String())
		}
	}
}

// lockedBuffer is written to by the display's own goroutine.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
