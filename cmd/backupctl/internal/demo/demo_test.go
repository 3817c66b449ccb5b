package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fast is a pace for tests.
var fast = emulator.Pace{Saving: 20 * time.Millisecond, Checkpoint: 20 * time.Millisecond, Restore: 20 * time.Millisecond}

func demoSteps() []string {
	return []string{
		"cloutility: sign in and find the home unit", "cloutility: choose platform, type and domain",
		"cloutility: create a consumption unit", "cloutility: create its backup node", "cloutility: activate the node",
		"zomro: sign in and find an instance", "zomro: create backup MyBackup", "zomro: list the backups", "zomro: delete the backup",
		"cbr: sign in at IAM and find a vault", "cbr: create a checkpoint", "cbr: list its backups", "cbr: restore a backup",
	}
}

func started(t *testing.T) *emulator.Emulator {
	t.Helper()
	e, err := emulator.Start(t.Context(), emulator.Options{Addr: "127.0.0.1:0", Pace: fast})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestDemoDoesADaysWork(t *testing.T) {
	e := started(t)
	var out bytes.Buffer
	if err := run(t.Context(), e, &out, Options{}); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	// What the services saw, as opposed to what the demo says.
	if n := e.Cloutility.Count("activateNode"); n != 1 {
		t.Errorf("%d activations", n)
	}
	if list := e.Zomro.Backups(zomrotest.InstanceID); len(list) != 0 {
		t.Errorf("the demo left %d backups", len(list))
	}
	if n := e.Zomro.Count("createBackup"); n != 1 {
		t.Errorf("%d backups were made", n)
	}
	if n := e.CBR.Count("restoreBackup"); n != 1 {
		t.Errorf("%d restores", n)
	}
	for _, want := range []string{"create backup MyBackup: backup ", "restore a backup: job ", "password REDACTED", "total"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, out.String())
		}
	}
	for _, secret := range []string{e.Cloutility.Account().Password, zomrotest.Password, e.CBR.Account().Password} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the output shows a password:\n%s", out.String())
		}
	}
}

func TestDemoSendsTheDocumentedCheckpoint(t *testing.T) {
	e := started(t)
	if err := run(t.Context(), e, io.Discard, Options{JSON: true}); err != nil {
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
	for _, r := range e.CBR.Requests() {
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
	var out bytes.Buffer
	if err := run(t.Context(), started(t), &out, Options{JSON: true}); err != nil {
		t.Fatal(err)
	}
	var r report
	decoder := json.NewDecoder(&out)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		t.Fatal(err)
	}
	if decoder.More() {
		t.Error("there is more than one document")
	}
	var names []string
	for _, s := range r.Steps {
		names = append(names, s.Service+": "+s.Name)
		if s.Result == "" || s.Error != "" {
			t.Errorf("step %+v", s)
		}
	}
	if diff := cmp.Diff(demoSteps(), names); diff != "" {
		t.Error(diff)
	}
	if !r.OK || r.Millis <= 0 {
		t.Errorf("report %+v", r)
	}
}

func TestDemoStopsAtAFailure(t *testing.T) {
	for name, tt := range map[string]struct {
		inject func(*emulator.Emulator)
		steps  int
		text   string
	}{
		"refused": {func(e *emulator.Emulator) {
			e.CBR.Inject(cbrtest.FaultStatus("createCheckpoint", 403, `{"error_msg":"no"}`))
		}, 11, "cbr: create a checkpoint: cbr createCheckpoint: status 403"},
		"failed work": {func(e *emulator.Emulator) {
			e.CBR.FailNextRestore(cbrtest.Failure{Status: "failed", Message: "disk is gone"})
		}, 13, "cbr: restore a backup: "},
		"not signed in": {func(e *emulator.Emulator) {
			e.Cloutility.Inject(cloutilitytest.Fault{Operation: "createToken", Status: 400, Body: `{"error":"invalid_grant"}`})
		}, 1, "cloutility: sign in and find the home unit: "},
		"HTML": {func(e *emulator.Emulator) {
			e.Zomro.Inject(zomrotest.Fault{Operation: "listInstances", Status: 200, Body: "<html>moved</html>", ContentType: "text/html"})
		}, 6, "zomro: sign in and find an instance: "},
	} {
		t.Run(name, func(t *testing.T) {
			e := started(t)
			tt.inject(e)
			var out bytes.Buffer
			err := run(t.Context(), e, &out, Options{JSON: true})
			var r report
			if jsonErr := json.Unmarshal(out.Bytes(), &r); jsonErr != nil {
				t.Fatal(jsonErr)
			}
			if err == nil || r.OK || len(r.Steps) != tt.steps || !strings.HasPrefix(r.Error, tt.text) {
				t.Errorf("%d steps, error %q (%v)", len(r.Steps), r.Error, err)
			}
			if last := r.Steps[len(r.Steps)-1]; last.Result != "failed" || last.Error == "" {
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
			if err := run(ctx, e, out, Options{}); !errors.Is(err, context.Canceled) {
				t.Errorf("error %v after\n%s", err, out.String())
			}
			if took := time.Since(out.at); n > 0 && took > time.Second {
				t.Errorf("ended %v after the interruption", took)
			}
		})
	}
}

func TestStepsTellProgress(t *testing.T) {
	var out bytes.Buffer
	s := &steps{out: &out}
	err := s.run(t.Context(), "svc", "wait", func(_ context.Context, tell backup.WaitOption) (string, error) {
		settings := backup.NewWaitSettings(backup.WaitSettings{}, tell)
		for _, p := range []backup.Progress{
			{State: "waiting", Percent: -1}, {State: "waiting", Percent: -1}, {State: "running", Percent: 40}, {Err: io.EOF, Percent: -1}, {State: "done", Percent: 100},
		} {
			settings.Progress(p)
		}
		return "all well", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"waiting …", "running [########------------] 40 % …", "(trouble, asking again) …", "done [####################] 100 % …",
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		if text, ok := strings.CutPrefix(line, "svc         wait: "); ok && !strings.HasPrefix(text, "all well (") {
			got = append(got, strings.TrimSpace(text))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%s", diff, out.String())
	}
	if !strings.Contains(out.String(), "svc         wait: all well (") {
		t.Error(out.String())
	}
}

// On a terminal each step leaves one line.
func TestStepsOnATerminal(t *testing.T) {
	var out bytes.Buffer
	s := &steps{out: &out, terminal: true}
	_ = s.run(t.Context(), "svc", "works", silently(func(context.Context) (string, error) { return "x", nil }))
	_ = s.run(t.Context(), "svc", "breaks", silently(func(context.Context) (string, error) { return "", errors.New("boom") }))
	for _, want := range []string{"svc         works: x (", "svc         breaks: failed: boom\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the display lacks %q:\n%s", want, out.String())
		}
	}
}
