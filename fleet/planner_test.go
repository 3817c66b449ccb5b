package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// world is a fake of each service, as the accounts of a file.
type world struct {
	cbr        *cbrtest.Server
	zomro      *zomrotest.Server
	cloutility *cloutilitytest.Server
	clients    map[string]any
}

func newWorld(t *testing.T) *world {
	t.Helper()
	const fast = 5 * time.Millisecond
	w := &world{cbr: cbrtest.NewServer(t, cbrtest.WithDurations(fast, fast, fast)), zomro: zomrotest.NewServer(t, zomrotest.WithSavingTime(fast), zomrotest.WithWorkTime(fast)), cloutility: cloutilitytest.NewServer(t)}
	cloud, err := cbr.New(w.cbr.Config(), w.cbr.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	hosting, err := zomro.New(w.zomro.Config(), w.zomro.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	portal, err := cloutility.New(w.cloutility.Config(), w.cloutility.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	w.clients = map[string]any{"cloud": cloud, "hosting": hosting, "portal": portal}
	return w
}

func (w *world) open(_ context.Context, account string) (any, error) {
	if c := w.clients[account]; c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("there is no context %s", account)
}

func (w *world) plan(t *testing.T, text string, change ...func(*Planner)) *Plan {
	t.Helper()
	f, err := parse(t, text)
	if err != nil {
		t.Fatal(err)
	}
	p := &Planner{File: f, Name: "fleet.yaml", Hash: "h", Open: w.open, Now: func() time.Time { return time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC) }}
	for _, c := range change {
		c(p)
	}
	plan, err := p.Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func destroys(p *Planner) { p.AllowDestroy = true }

// lines are a plan in short.
func lines(p *Plan) []string {
	var out []string
	for _, a := range p.Actions {
		out = append(out, strings.TrimRight(fmt.Sprintf("%s %s %s | %s | %s", a.Word(), a.Kind, a.Name, a.Text(), a.CostText()), " |"))
	}
	return out
}

func want(t *testing.T, p *Plan, wanted ...string) {
	t.Helper()
	if diff := cmp.Diff(wanted, lines(p)); diff != "" {
		t.Error(diff)
	}
}

const cloudFile = head + `
policies:
  - account: cloud
    name: fleet-nightly
    schedule: [{at: ["01:30"]}]
    retention: {backups: 7}
vaults:
  - {account: cloud, name: fleet-web, size_gb: 400, policy: fleet-nightly}
groups:
  - name: web
    account: cloud
    machines: [web-1, gone-1]
    select: {name: ["app-*"], tag: backup=yes}
    vault: fleet-web
`

func TestPlanCloud(t *testing.T) {
	w := newWorld(t)
	w.cbr.AddProtectable(cbrtest.ProtectableSpec{Name: "web-1"})
	w.cbr.AddProtectable(cbrtest.ProtectableSpec{Name: "app-1", Tags: map[string]string{"backup": "yes"}})
	w.cbr.AddProtectable(cbrtest.ProtectableSpec{Name: "app-2", Tags: map[string]string{"backup": "no"}})
	w.cbr.AddProtectable(cbrtest.ProtectableSpec{Name: "app-3"})
	w.cbr.AddVault(cbrtest.VaultSpec{Name: "old", Resources: []cbrtest.ResourceSpec{{Name: "app-9", Tags: map[string]string{"backup": "yes"}}}})
	w.cbr.ResetLog()
	p := w.plan(t, cloudFile)
	want(t, p,
		"create policy fleet-nightly | policy: none → every day at 01:30 | none",
		"create vault fleet-web | vault: none → 400 GB for kind server | cost unknown: the service tells no prices",
		"create policy of vault fleet-web: fleet-nightly | policy: none → fleet-nightly | none",
		"create machine in vault app-1 | vault: none → fleet-web | cost unknown: its backups take room in the vault",
		"change machine in vault app-9 | vault: old → fleet-web | none",
		"cannot tell machine in vault gone-1 | there is no machine of that name or id",
		"create machine in vault web-1 | vault: none → fleet-web | cost unknown: its backups take room in the vault",
	)
	for _, r := range w.cbr.Requests() {
		if r.Method != http.MethodGet && !strings.Contains(r.Path, "auth/tokens") {
			t.Errorf("planning sends %s %s", r.Method, r.Path)
		}
	}
	again := w.plan(t, cloudFile)
	if diff := cmp.Diff(p, again, cmp.AllowUnexported(Action{})); diff != "" {
		t.Error(diff)
	}
	if Identity(p.Doing()) != Identity(again.Doing()) {
		t.Error("the same plan has two identities")
	}
	if n := len(Stages(p.Doing())); n != 4 {
		t.Errorf("%d stages", n)
	}
}

func TestPlanCloudChanges(t *testing.T) {
	w := newWorld(t)
	c := w.clients["cloud"].(*cbr.Client)
	trigger, err := cbr.Schedule{cbr.Daily(cbr.At(2, 0))}.Trigger()
	if err != nil {
		t.Fatal(err)
	}
	made, err := c.Policies.Create(t.Context(), cbr.CreatePolicyInput{
		Name: "fleet-nightly", OperationType: cbr.PolicyOperationBackup, Trigger: trigger, Definition: cbr.PolicyDefinition{MaxBackups: new(int64(30))},
	})
	if err != nil {
		t.Fatal(err)
	}
	web := w.cbr.AddProtectable(cbrtest.ProtectableSpec{Name: "gone-1"})
	vault := w.cbr.AddVault(cbrtest.VaultSpec{Name: "fleet-web", SizeGB: 200, PolicyID: made.ID, Resources: []cbrtest.ResourceSpec{{Name: "web-1"}, {Name: "stranger"}}})
	text := strings.Replace(cloudFile, "policy: fleet-nightly}", "policy: fleet-nightly, exact: true}", 1)
	p := w.plan(t, text)
	want(t, p,
		"held policy fleet-nightly | schedule: every day at 02:00 → every day at 01:30; backups: 30 → 7; would change, and loses the backups of all vaults with policy fleet-nightly that it keeps now and would keep no longer (backups): --allow-destroy allows it",
		"change vault fleet-web | size_gb: 200 → 400 | cost unknown: the service tells no prices",
		"leave policy of vault fleet-web: fleet-nightly",
		"held machine in vault stranger | vault: fleet-web → none; would remove, and loses all backups of stranger in vault fleet-web (0): --allow-destroy allows it",
		"create machine in vault gone-1 | vault: none → fleet-web | cost unknown: its backups take room in the vault",
		"leave machine in vault web-1",
	)
	if s := p.Summary(); s != (Summary{Create: 1, Change: 1, Leave: 2, Held: 2}) || !s.Differs() {
		t.Errorf("%+v", s)
	}
	if len(p.Lost()) != 0 {
		t.Error(p.Lost())
	}
	allowed := w.plan(t, text, destroys)
	if s := allowed.Summary(); s != (Summary{Create: 1, Change: 2, Remove: 1, Leave: 2}) || len(allowed.Lost()) != 2 {
		t.Errorf("%+v, %v", s, allowed.Lost())
	}
	if p.Actions[0].ID != allowed.Actions[0].ID {
		t.Error("the same thing has two ids")
	}

	// Saved, and held against what is there later.
	var b bytes.Buffer
	if err := allowed.JSON(&b); err != nil {
		t.Fatal(err)
	}
	saved, err := ReadPlan(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if todo, err := saved.Recheck(w.plan(t, text, destroys)); err != nil || len(todo) != 4 {
		t.Errorf("%d, %v", len(todo), err)
	}
	if _, err := c.Vaults.AddResources(t.Context(), vault.ID, cbr.AddResourcesInput{Resources: []cbr.Resource{{ID: web, Name: "gone-1", Type: cbr.ResourceTypeServer}}}); err != nil {
		t.Fatal(err)
	}
	if todo, err := saved.Recheck(w.plan(t, text, destroys)); err != nil || len(todo) != 3 {
		t.Errorf("after a part was done: %d, %v", len(todo), err)
	}
	if _, err := c.Vaults.Update(t.Context(), vault.ID, cbr.UpdateVaultInput{Billing: &cbr.BillingUpdate{SizeGB: 300}}); err != nil {
		t.Fatal(err)
	}
	_, err = saved.Recheck(w.plan(t, text, destroys))
	var stale *StalePlanError
	if !errors.As(err, &stale) || !errors.Is(err, backup.ErrConflict) || !strings.Contains(err.Error(), "vault fleet-web of cloud is not as it was seen") {
		t.Errorf("%v", err)
	}
	if _, err := saved.Recheck(&Plan{Fleet: "harbor", Hash: "other"}); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("another file: %v", err)
	}
}

func TestReadPlan(t *testing.T) {
	for _, text := range []string{"", "{}", "[]", `{"form": 2}`, `{"form": 1, "new": 1}`, `{"form": 1} {}`} {
		if _, err := ReadPlan([]byte(text)); err == nil {
			t.Errorf("%s is a plan", text)
		}
	}
}

const shopFile = head + `
groups:
  - name: shop
    account: hosting
    select: {name: ["shop-*"]}
    schedule: {name: nightly, on: [monday], at: 02:30, keep: 3}
`

func TestPlanHosting(t *testing.T) {
	w := newWorld(t)
	c := w.clients["hosting"].(*zomro.Client)
	var ids []int64
	for _, name := range []string{"shop-1", "shop-2", "shop-3", "other"} {
		ids = append(ids, w.zomro.AddInstance(zomrotest.Instance{ServerName: name, Tariff: "Cloud S2", Status: "active", DataCenter: "Poland-1", DiskGB: 40, RAMGB: 4}))
	}
	for i, days := range [][]time.Weekday{{time.Monday}, {time.Tuesday}} {
		if _, err := c.Schedules.Create(t.Context(), ids[i], zomro.CreateScheduleInput{Name: "nightly", Days: days, Time: zomro.TimeOfDay{Hour: 2, Minute: 30}}); err != nil {
			t.Fatal(err)
		}
		if err := c.Schedules.SetRotation(t.Context(), ids[i], int64(3+i)); err != nil {
			t.Fatal(err)
		}
	}
	for range 4 {
		w.zomro.AddBackup(zomrotest.Backup{InstanceID: ids[1], Type: "auto"})
	}
	p := w.plan(t, shopFile)
	got := lines(p)
	if len(got) != 3 || got[0] != "leave schedule shop-1" || !strings.HasPrefix(got[1], "held schedule shop-2 | schedule: Tue at 02:30 → Mon at 02:30; keep: 4 → 3; would change, and loses 1 scheduled backups of shop-2 beyond the newest 3") ||
		!strings.HasPrefix(got[2], "create schedule shop-3 | schedule: none → Mon at 02:30; keep:") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	if !strings.Contains(got[2], "EUR") {
		t.Error("no price")
	}
}

func portalFile(unit string) string {
	return head + `
business_units:
  - {account: portal, name: Werft}
  - {account: portal, name: Dock, parent: Werft}
groups:
  - name: labs
    account: portal
    csv: hosts.csv
    enroll: {business_unit: ` + unit + `, operating_system: Linux, node_type: File server, domain: 90DAYS}
`
}

func TestPlanPortal(t *testing.T) {
	w := newWorld(t)
	p := w.plan(t, portalFile("Dock"))
	want(t, p,
		"create business unit Werft | business unit: none → Werft | cost unknown: what a unit costs is up to its contract",
		"create business unit Werft / Dock | business unit: none → Dock | cost unknown: what a unit costs is up to its contract",
		"create enrolment host-1 | enrolment: none → enrolled: Linux, File server, 90DAYS | cost unknown: what a machine costs is up to the contract",
		"create enrolment host-2 | enrolment: none → enrolled: Windows, File server, 90DAYS | cost unknown: what a machine costs is up to the contract",
	)
	c := w.clients["portal"].(*cloutility.Client)
	unit := w.cloutility.AddBusinessUnit(cloutilitytest.HomeUnit, "Werft")
	w.cloutility.AddBusinessUnit(unit, "Dock")
	if _, err := c.Enroll(t.Context(), cloutility.EnrollInput{Name: "HOST-1", BusinessUnit: "Dock", OperatingSystem: "Linux", NodeType: "File server", Domain: "90DAYS"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Enroll(t.Context(), cloutility.EnrollInput{Name: "host-2", BusinessUnit: "Dock", OperatingSystem: "Linux", NodeType: "File server", Domain: "90DAYS"}); err != nil {
		t.Fatal(err)
	}
	w.cloutility.AddConsumers(unit, 1)
	want(t, w.plan(t, portalFile("Dock")),
		"leave business unit Werft", "leave business unit Werft / Dock", "leave enrolment HOST-1",
		"held enrolment host-2 | operating system: Linux → Windows; a node that is there is not changed: its domain decides how long data is kept",
	)
	below := w.plan(t, strings.Replace(portalFile("Dock"), "csv: hosts.csv", "select: {below: Werft}", 1))
	if got := lines(below); len(got) != 5 || !strings.HasPrefix(got[4], "change enrolment ") || !strings.Contains(got[4], "node: none → enrolled: Linux") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	none := w.plan(t, portalFile("Nowhere"))
	if s := none.Summary(); s.Unknown != 2 {
		t.Errorf("%+v", s)
	}
}

// An account that cannot be asked hides nothing of the others, and is told.
func TestPlanWithAGap(t *testing.T) {
	w := newWorld(t)
	w.zomro.Inject(zomrotest.Fault{Status: http.StatusForbidden})
	delete(w.clients, "portal")
	p := w.plan(t, shopFile+"  - {name: labs, account: portal, machines: [x], enroll: {}}\n  - {name: web, account: cloud, machines: [y], vault: v}\nvaults:\n  - {account: cloud, name: v, size_gb: 10}\n")
	s := p.Summary()
	if s.Unknown != 3 || s.Create != 1 || !s.Differs() {
		t.Errorf("%+v: %s", s, strings.Join(lines(p), "\n"))
	}
}

func TestMarkdown(t *testing.T) {
	p := &Plan{Fleet: "harbor", Actions: []Action{
		{Verb: VerbCreate, Kind: KindVault, Name: "a`|<b>\n@all", Account: "cloud", Differences: []Difference{{"vault", "none", "x"}}, Cost: &Cost{Text: costUnknown}},
		{Verb: VerbRemove, Kind: KindProtected, Name: "m", Account: "cloud", Destroys: "all of it"},
		{Verb: VerbLeave, Kind: KindVault, Name: "good"},
	}}
	var b strings.Builder
	if err := p.Markdown(&b); err != nil {
		t.Fatal(err)
	}
	wanted := "# Fleet `harbor`\n\n1 to create, 0 to change, 1 as they should be, 1 to remove.\n\n" +
		"| | account | group | what | name | difference | cost |\n| --- | --- | --- | --- | --- | --- | --- |\n" +
		"| create | `cloud` |  | vault | `a'\\|<b> @all` | `vault: none → x` | `cost unknown` |\n" +
		"| remove | `cloud` |  | machine in vault | `m` |  |  |\n\n**This destroys:**\n\n* `all of it`\n"
	if diff := cmp.Diff(wanted, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestPlanEndsWithItsContext(t *testing.T) {
	w := newWorld(t)
	f, err := parse(t, shopFile)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&Planner{File: f, Open: w.open}).Plan(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A plan of many machines takes few requests, and is the same twice.
func TestPlanMany(t *testing.T) {
	w := newWorld(t)
	const n = 500
	for i := range n {
		w.zomro.AddInstance(zomrotest.Instance{ServerName: fmt.Sprintf("shop-%03d", i), Tariff: "Cloud S2", Status: "active", DataCenter: "Poland-1", DiskGB: 40, RAMGB: 4})
	}
	looked := 0
	p := w.plan(t, shopFile, func(p *Planner) { p.Progress = func(n int) { looked = n } })
	if s := p.Summary(); s.Create != n || looked != n {
		t.Errorf("%+v, %d", s, looked)
	}
	if !slices.IsSortedFunc(p.Actions, func(a, b Action) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not in order")
	}
	if requests := len(w.zomro.Requests()); requests > 2*n+60 {
		t.Errorf("%d requests", requests)
	}
}
