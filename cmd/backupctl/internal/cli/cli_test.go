package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro"
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
var fast = emulator.Pace{Saving: 20 * time.Millisecond, Checkpoint: 20 * time.Millisecond, Restore: 20 * time.Millisecond}

func started(t *testing.T) *emulator.Emulator {
	t.Helper()
	e, err := emulator.Start(t.Context(), emulator.Options{Addr: "127.0.0.1:0", Pace: fast})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestDemoJSON(t *testing.T) {
	var out, errOut bytes.Buffer
	if code := Run(t.Context(), []string{"demo", "--json"}, &out, &errOut); code != problems.OK || errOut.Len() != 0 {
		t.Fatalf("exit code %d, stderr %q", code, errOut.String())
	}
	var report struct {
		OK    bool
		Steps []struct{ Result string }
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if !report.OK || len(report.Steps) == 0 || report.Steps[0].Result == "" {
		t.Errorf("%+v", report)
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
		"emulate --addr " + busy.Addr().String(): {problems.Failed, "is in use by another program"},
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
		Credentials: cloutility.Password{Username: settings["cloutility username"], Password: backup.NewSecret(settings["cloutility password"])},
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
	instances, err := backup.Collect(z.Instances.All(ctx, zomro.ListInstancesInput{}), 1)
	if err != nil || strconv.FormatInt(instances[0].ID, 10) != settings["zomro instance"] {
		t.Errorf("instances %v, %v", instances, err)
	}
	c, err := cbr.New(cbr.Config{
		IAMEndpoint: settings["cbr IAM URL"], ProjectName: settings["cbr project name"],
		Credentials: cbr.Password{Domain: settings["cbr domain"], User: settings["cbr user"], Password: backup.NewSecret(settings["cbr password"])},
	}, options("cbr")...)
	if err != nil {
		t.Fatal(err)
	}
	if vaults, err := backup.Collect(c.Vaults.All(ctx, cbr.ListVaultsInput{}), 1); err != nil || len(vaults) != 1 {
		t.Errorf("vaults %v, %v", vaults, err)
	}
	cancel()
	if got := <-code; got != problems.OK || errOut.String() != "stopped\n" {
		t.Errorf("after an interruption: exit code %d, stderr %q", got, errOut.String())
	}
}
