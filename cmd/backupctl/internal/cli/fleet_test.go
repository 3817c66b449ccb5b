package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// fleetLab is a lab with machines and a file for them.
type fleetLab struct {
	*lab

	instances []int64
}

const fleetText = `version: 1
name: harbor
accounts:
  - {context: zlab, concurrency: 16, rate: 10000}
  - {context: plab, concurrency: 16, rate: 10000}
  - {context: clab, concurrency: 16, rate: 10000}
policies:
  - account: clab
    name: fleet-nightly
    schedule: [{at: ["01:30"]}]
vaults:
  - {account: clab, name: fleet-web, size_gb: 400, policy: fleet-nightly}
groups:
  - {name: web, account: clab, select: {name: ["app-*"]}, vault: fleet-web}
  - {name: shop, account: zlab, select: {name: ["shop-*"]}, schedule: {name: nightly, at: 02:30}}
  - {name: labs, account: plab, csv: hosts.csv, enroll: {}}
`

func newFleetLab(t *testing.T, machines int) *fleetLab {
	t.Helper()
	l := &fleetLab{lab: newLab(t)}
	l.env["XDG_STATE_HOME"] = filepath.Join(l.dir, "state")
	for i := range machines {
		l.CBR.AddProtectable(cbrtest.ProtectableSpec{Name: fmt.Sprintf("app-%03d", i)})
		l.instances = append(l.instances, l.Zomro.AddInstance(zomrotest.Instance{ServerName: fmt.Sprintf("shop-%03d", i), Tariff: "Cloud S2", Status: "active", DataCenter: "Poland-1", DiskGB: 40, RAMGB: 4}))
	}
	l.write(t, "fleet.yaml", fleetText)
	l.write(t, "hosts.csv", machineTable(machines))
	return l
}

func (l *fleetLab) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// writes are the requests that change something at the fakes, sign-ins aside.
func (l *fleetLab) writes() int {
	n := 0
	for _, r := range l.CBR.Requests() {
		if r.Method != http.MethodGet && !strings.Contains(r.Path, "/auth/tokens") {
			n++
		}
	}
	for _, r := range l.Cloutility.Requests() {
		if r.Method != http.MethodGet && r.Operation != "createToken" {
			n++
		}
	}
	for _, op := range []string{"createSchedule", "updateSchedule", "updateInstance", "createBackup", "deleteImage"} {
		n += l.Zomro.Count(op)
	}
	return n
}

func (l *fleetLab) resetLogs() {
	l.CBR.ResetLog()
	l.Zomro.ResetLog()
	l.Cloutility.ResetLog()
}

// once demands that each machine has what it shall have, once.
func (l *fleetLab) once(t *testing.T) {
	t.Helper()
	for _, id := range l.instances {
		if n := len(l.Zomro.Schedules(id)); n != 1 {
			t.Errorf("instance %d has %d schedules", id, n)
		}
	}
	vaults := 0
	for _, v := range l.CBR.Vaults() {
		if v.Name == "fleet-web" {
			vaults++
			if len(v.Resources) != len(l.instances) {
				t.Errorf("%d resources", len(v.Resources))
			}
		}
	}
	if vaults != 1 {
		t.Errorf("%d vaults", vaults)
	}
	if n := l.Cloutility.ConsumerCount(); n != len(l.instances) {
		t.Errorf("%d consumption units", n)
	}
}

// From a plan to what it says, and nothing the second time.
func TestFleetApply(t *testing.T) {
	t.Parallel()
	const n = 4
	l := newFleetLab(t, n)
	l.resetLogs()
	code, out, errs := l.run(t, "fleet", "plan", "--out", "plan.json")
	if code != problems.OK || !strings.Contains(out, "app-000") || !strings.Contains(errs, "15 to create, 0 to change, 0 as they should be") {
		t.Fatalf("plan: %d, %s%s", code, out, errs)
	}
	if code, _, _ := l.run(t, "fleet", "drift"); code != problems.Conflict {
		t.Errorf("drift: %d", code)
	}
	if code, out, _ := l.run(t, "fleet", "apply", "--dry-run"); code != problems.OK || !strings.Contains(out, "app-000") {
		t.Errorf("dry run: %d, %s", code, out)
	}
	if code, _, errs := l.run(t, "fleet", "apply", "--confirm-cost"); code != problems.Unconfirmed || !strings.Contains(errs, "--yes agrees") {
		t.Errorf("unasked: %d, %s", code, errs)
	}
	if code, _, errs := l.run(t, "fleet", "apply", "--yes"); code != problems.Unconfirmed || !strings.Contains(errs, "--confirm-cost agrees") {
		t.Errorf("unpaid: %d, %s", code, errs)
	}
	if w := l.writes(); w != 0 {
		t.Fatalf("%d writes before anybody has agreed", w)
	}
	if _, err := os.Stat(filepath.Join(l.dir, "state")); err == nil {
		t.Error("a store was made before anybody has agreed")
	}
	code, out, errs = l.run(t, "fleet", "apply", "--plan", "plan.json", "--yes", "--confirm-cost")
	if code != problems.OK || !strings.Contains(errs, "15 of 15 done in ") {
		t.Fatalf("apply: %d, %s%s", code, out, errs)
	}
	l.once(t)
	l.resetLogs()
	for _, args := range [][]string{{"fleet", "apply", "--yes", "--confirm-cost", "-o", "json"}, {"fleet", "apply", "--plan", "plan.json", "--yes", "--confirm-cost", "-o", "json"}} {
		code, out, errs = l.run(t, args...)
		var result applyResult
		if err := json.Unmarshal([]byte(out), &result); err != nil || code != problems.OK || result.Total != 0 || !strings.Contains(errs, "nothing to do") {
			t.Errorf("again: %d, %v, %s%s", code, err, out, errs)
		}
	}
	if w := l.writes(); w != 0 {
		t.Errorf("%d writes of a second apply", w)
	}
	if code, _, errs := l.run(t, "fleet", "drift"); code != problems.OK {
		t.Errorf("drift: %d, %s", code, errs)
	}

	// What it did, from the store alone.
	l.resetLogs()
	out = l.must(t, "fleet", "status", "-o", "json")
	var runs []runRow
	if err := json.Unmarshal([]byte(out), &runs); err != nil || len(runs) != 4 {
		t.Fatalf("%v: %s", err, out)
	}
	jobs := l.must(t, "fleet", "status", runs[0].Run, "--state", "done", "-o", "json")
	var rows []jobRow
	if err := json.Unmarshal([]byte(jobs), &rows); err != nil || len(rows) != 3*n {
		t.Fatalf("%v: %s", err, jobs)
	}
	if steps := l.must(t, "fleet", "status", runs[0].Run, "--job", rows[0].Job); !strings.Contains(steps, "created") {
		t.Error(steps)
	}
	if out := l.must(t, "fleet", "status", "--executors"); !strings.Contains(out, ".apply") || !strings.Contains(out, "stopped") {
		t.Error(out)
	}
	if all := len(l.CBR.Requests()) + len(l.Zomro.Requests()) + len(l.Cloutility.Requests()); all != 0 {
		t.Errorf("status sent %d requests", all)
	}
	for _, args := range [][]string{{"fleet", "status", "nothing"}, {"fleet", "cancel", "nothing"}, {"fleet", "adopt", "nobody"}} {
		if code, _, errs := l.run(t, args...); code != problems.NotFound || !strings.Contains(errs, "fleet status") {
			t.Errorf("%v: %d, %s", args, code, errs)
		}
	}
	if code, _, errs := l.run(t, "fleet", "cancel", runs[0].Run); code != problems.OK || !strings.Contains(errs, "0 jobs of") {
		t.Errorf("cancel: %d, %s", code, errs)
	}
	plan, err := os.ReadFile(filepath.Join(l.dir, "plan.json"))
	if err != nil || bytes.Contains(plan, []byte(zomrotest.Password)) {
		t.Error("the plan holds a password", err)
	}
}

// A saved plan does not fit what has changed since.
func TestFleetStalePlan(t *testing.T) {
	t.Parallel()
	l := newFleetLab(t, 1)
	l.must(t, "fleet", "plan", "--out", "plan.json")
	l.CBR.AddVault(cbrtest.VaultSpec{Name: "fleet-web", SizeGB: 100})
	l.resetLogs()
	code, _, errs := l.run(t, "fleet", "apply", "--plan", "plan.json", "--yes", "--confirm-cost")
	if code != problems.Conflict || !strings.Contains(errs, "the plan does not fit any more: vault fleet-web of clab") || l.writes() != 0 {
		t.Errorf("%d, %s, %d writes", code, errs, l.writes())
	}
	l.write(t, "fleet.yaml", fleetText+"history: 48h\n")
	if code, _, errs := l.run(t, "fleet", "apply", "--plan", "plan.json", "--yes"); code != problems.Conflict || !strings.Contains(errs, "fleet.yaml has changed since it was made") {
		t.Errorf("%d, %s", code, errs)
	}
	l.write(t, "plan.json", "{}")
	if code, _, errs := l.run(t, "fleet", "apply", "--plan", "plan.json", "--yes"); code != problems.Usage || !strings.Contains(errs, "--plan: this is a plan of form 0") {
		t.Errorf("%d, %s", code, errs)
	}
}

// Failures are told, hold up what needs them, and are done the next time.
func TestFleetApplyFails(t *testing.T) {
	t.Parallel()
	l := newFleetLab(t, 2)
	l.CBR.Inject(cbrtest.Fault{Operation: "createVault", Status: http.StatusForbidden})
	code, out, errs := l.run(t, "fleet", "apply", "--yes", "--confirm-cost", "-o", "json")
	var result applyResult
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatalf("%d, %v, %s%s", code, err, out, errs)
	}
	if code != problems.WorkFailed || result.Done != 1 || result.Failed != 1 || result.NotBegun != 7 || len(result.Failures) != 1 || !strings.Contains(result.Failures[0].Error, "403") && !strings.Contains(result.Failures[0].Error, "permission") {
		t.Errorf("%d, %+v", code, result)
	}
	l.CBR.ClearFaults()
	// What failed can be put back at once; the next apply does it.
	said := ""
	for _, run := range result.Runs {
		_, _, errs := l.run(t, "fleet", "retry", run)
		said += errs
	}
	if !strings.Contains(said, "1 job of ") {
		t.Errorf("nothing was retried: %s", said)
	}
	if code, _, errs := l.run(t, "fleet", "apply", "--yes", "--confirm-cost"); code != problems.OK {
		t.Errorf("%d, %s", code, errs)
	}
	l.once(t)
}

// Wrong files, stores and names are told before anything is sent.
func TestFleetBadInput(t *testing.T) {
	t.Parallel()
	l := newFleetLab(t, 1)
	l.write(t, "bad.yaml", strings.Replace(fleetText, "size_gb: 400", "size_gb: big", 1))
	l.write(t, "other.yaml", strings.Replace(fleetText, "account: zlab, select", "account: clab, select", 1))
	l.write(t, "junk.db", "this is no database, however long one looks at it")
	l.write(t, "prune.yaml", fleetText+"schedules:\n  - {name: tidy, do: prune, groups: [shop], at: 05:00, keep: {last: 3}}\n")
	for _, tt := range []struct {
		args, want string
		code       int
	}{
		{"plan -f none.yaml", "there is no file none.yaml", problems.Usage},
		{"plan -f bad.yaml", "bad.yaml:12:47: vaults[0].size_gb: must be a whole number, not text", problems.Usage},
		{"plan -f other.yaml", `"clab" is a context of cbr, and this is for zomro`, problems.Usage},
		{"plan -o xml", `--output "xml" is not one of`, problems.Usage},
		{"status", "fleet-harbor.db", problems.Unavailable},
		{"status --store junk.db", "junk.db", problems.Unavailable},
		{"apply --yes --confirm-cost --store junk.db", "junk.db", problems.Unavailable},
		{"apply --yes --confirm-cost --store mysql://x", "--store is neither", problems.Usage},
		{"apply --yes --confirm-cost --store postgres://fleet:hunter2@127.0.0.1:1/x", "--store holds a password", problems.Usage},
		{"apply --yes --confirm-cost --store postgres://fleet@127.0.0.1/x?password=hunter2", "--store holds a password", problems.Usage},
		{"status --store postgres://fleet@127.0.0.1:1/x --store-password env:NONE", "the variable NONE is not set", problems.Failed},
		{"status --store postgres://fleet@127.0.0.1:1/x --store-password env:DBPW", "127.0.0.1", problems.Unavailable},
		{"apply --yes --confirm-cost --executor a/b", "Config.Executor", problems.Usage},
		{"run -f prune.yaml", "delete backups: tidy", problems.Unconfirmed},
		{"status --state failed", "--state and --job need the id of a run", problems.Usage},
		{"cancel", "the id of a run is needed", problems.Usage},
		{"adopt", "one argument is needed", problems.Usage},
	} {
		l.env["DBPW"] = "hunter2"
		l.resetLogs()
		code, out, errs := l.run(t, append([]string{"fleet"}, strings.Fields(tt.args)...)...)
		if code != tt.code || !strings.Contains(errs, tt.want) {
			t.Errorf("%s: %d, %s", tt.args, code, errs)
		}
		if strings.Contains(out+errs, "hunter2") {
			t.Errorf("%s shows the password: %s", tt.args, errs)
		}
		if w := l.writes(); w != 0 {
			t.Errorf("%s: %d writes", tt.args, w)
		}
	}
}

func TestFleetMarkdownAndSchema(t *testing.T) {
	t.Parallel()
	l := newFleetLab(t, 1)
	if out := l.must(t, "fleet", "plan", "-o", "markdown"); !strings.HasPrefix(out, "# Fleet `harbor`\n") || !strings.Contains(out, "| create | `zlab` | `shop` | schedule | `shop-000` |") {
		t.Error(out)
	}
	var plan struct {
		Form    int
		Actions []struct{ ID, Verb string }
	}
	if err := json.Unmarshal([]byte(l.must(t, "fleet", "plan", "-o", "json")), &plan); err != nil || plan.Form != 1 || len(plan.Actions) != 6 {
		t.Errorf("%v, %+v", err, plan)
	}
	published, err := os.ReadFile(filepath.Join(root, "fleet", "fleet.schema.json"))
	if err != nil || l.must(t, "fleet", "schema") != string(published) {
		t.Error("the schema is another", err)
	}
}

// The service tells its health and its metrics, keeps others from its name, and stops
// in order.
func TestFleetRun(t *testing.T) {
	t.Parallel()
	l := newFleetLab(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	errs := &tellsAddress{address: make(chan string, 1)}
	code := make(chan int, 1)
	go func() {
		p := l.program([]string{"fleet", "run", "--listen", "127.0.0.1:0", "--executor", "one"}, new(bytes.Buffer), new(bytes.Buffer))
		p.Stderr = errs
		code <- p.Run(ctx)
	}()
	var address string
	select {
	case address = <-errs.address:
	case got := <-code:
		t.Fatalf("%d, %s", got, errs.said.String())
	}
	client := &http.Client{Timeout: 10 * time.Second}
	defer client.CloseIdleConnections()
	for path, want := range map[string]string{"/-/healthy": "healthy", "/metrics": "backup_fleet_healthy 1"} {
		resp, err := client.Get("http://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		_, _ = body.ReadFrom(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || !strings.Contains(body.String(), want) {
			t.Errorf("%s: %d, %s", path, resp.StatusCode, body.String())
		}
	}
	second, _, said := l.run(t, "fleet", "run", "--listen", "127.0.0.1:0", "--executor", "one")
	if second != problems.Busy || !regexp.MustCompile(`executor.*one|one.*executor`).MatchString(said) || !strings.Contains(said, "an --executor of its own") {
		t.Errorf("a second one: %d, %s", second, said)
	}
	if out := l.must(t, "fleet", "status", "--executors", "-o", "json"); !strings.Contains(out, `"alive"`) {
		t.Error(out)
	}
	if code, _, said := l.run(t, "fleet", "adopt", "one"); code != problems.Conflict || !strings.Contains(said, "alive") {
		t.Errorf("adopt: %d, %s", code, said)
	}
	cancel()
	if got := <-code; got != problems.OK {
		t.Errorf("exit code %d", got)
	}
	errs.mu.Lock()
	defer errs.mu.Unlock()
	if said := errs.said.String(); !strings.HasSuffix(said, "stopped\n") {
		t.Error(said)
	}
}
