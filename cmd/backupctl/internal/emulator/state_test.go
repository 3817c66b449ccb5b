package emulator_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/zomro"
)

// run starts an emulator, and a client of each service.
func run(t *testing.T, o emulator.Options) (*emulator.Emulator, *cbr.Client, *zomro.Client, *cloutility.Client) {
	t.Helper()
	o.Addr, o.Pace = "127.0.0.1:0", pace
	e, err := emulator.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	cfg := e.CBR.Config()
	cfg.IAMEndpoint = e.URL
	c, err := cbr.New(cfg, e.Options("")...)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zomro.New(e.Zomro.Config(), e.Options(emulator.ZomroPath)...)
	if err != nil {
		t.Fatal(err)
	}
	cl, err := cloutility.New(e.Cloutility.Config(), e.Options(emulator.CloutilityPath)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.CloseIdleConnections(); z.CloseIdleConnections(); cl.CloseIdleConnections() })
	return e, c, z, cl
}

func stop(t *testing.T, e *emulator.Emulator) {
	t.Helper()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

// snapshot is what the three accounts hold.
func snapshot(t *testing.T, c *cbr.Client, z *zomro.Client, cl *cloutility.Client) string {
	t.Helper()
	ctx := t.Context()
	var all []any
	add := func(v any, err error) {
		if err != nil {
			t.Error(err)
		}
		all = append(all, v)
	}
	vaults, err := backup.Collect(c.Vaults.All(ctx, cbr.ListVaultsInput{}), 0)
	add(vaults, err)
	backups, err := backup.Collect(c.Backups.All(ctx, cbr.ListBackupsInput{}), 0)
	add(backups, err)
	instances, err := backup.Collect(z.Instances.All(ctx, zomro.ListInstancesInput{}), 0)
	add(instances, err)
	if len(instances) > 0 {
		made, err := backup.Collect(z.Backups.All(ctx, instances[0].ID, zomro.ListBackupsInput{}), 0)
		add(made, err)
	}
	units, err := backup.Collect(cl.BusinessUnits.AllChildren(ctx, 57, cloutility.ListBusinessUnitsInput{}), 0)
	add(units, err)
	data, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// work changes something with each service.
func work(t *testing.T, c *cbr.Client, z *zomro.Client, cl *cloutility.Client) {
	t.Helper()
	ctx := t.Context()
	quick := []backup.WaitOption{backup.WithPollDelay(0), backup.WithPollInterval(5*time.Millisecond, 20*time.Millisecond), backup.WithWaitTimeout(time.Minute)}
	vaults, err := backup.Collect(c.Vaults.All(ctx, cbr.ListVaultsInput{}), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{VaultID: vaults[0].ID, Parameters: cbr.CheckpointParameters{Name: "kept"}}, quick...); err != nil {
		t.Fatal(err)
	}
	instances, err := backup.Collect(z.Instances.All(ctx, zomro.ListInstancesInput{}), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Backups.CreateAndWait(ctx, instances[0].ID, zomro.CreateBackupInput{Name: "kept"}, quick...); err != nil {
		t.Fatal(err)
	}
	if _, err := cl.Enroll(ctx, cloutility.EnrollInput{Name: "kept", OperatingSystem: "Linux", NodeType: "File server", Domain: "STANDARD"}); err != nil {
		t.Fatal(err)
	}
}

// TestState: what was done in one run is there in the next, and goes on.
func TestState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fakes.json")
	first, c, z, cl := run(t, emulator.Options{State: path})
	work(t, c, z, cl)
	token, err := c.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, c, z, cl)
	if _, err := emulator.Start(t.Context(), emulator.Options{Addr: "127.0.0.1:0", State: path}); err == nil || !strings.Contains(err.Error(), "in use by another emulator") {
		t.Error(err)
	}
	stop(t, first)
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	for range 2 {
		again, c, z, cl := run(t, emulator.Options{State: path})
		after := snapshot(t, c, z, cl)
		// Addresses in links are those of the port.
		if want := strings.ReplaceAll(before, first.URL, again.URL); after != want {
			t.Errorf("the state is another one:\n%s\nwant\n%s", after, want)
		}
		// A token lives on.
		kept, err := cbr.New(cbr.Config{Credentials: cbr.Token{Value: token.Access}, ProjectID: token.Project}, again.Options("")...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := kept.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
			t.Error(err)
		}
		kept.CloseIdleConnections()
		stop(t, again)
	}
	last, c, z, cl := run(t, emulator.Options{State: path, Scenario: ""})
	work2 := func() {
		vaults, err := backup.Collect(c.Vaults.All(t.Context(), cbr.ListVaultsInput{}), 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = c.Vaults.Update(t.Context(), vaults[0].ID, cbr.UpdateVaultInput{Name: "renamed"}); err != nil {
			t.Fatal(err)
		}
	}
	work2()
	_ = snapshot(t, c, z, cl)
	stop(t, last)
	final, c, _, _ := run(t, emulator.Options{State: path})
	if vaults, err := backup.Collect(c.Vaults.All(t.Context(), cbr.ListVaultsInput{}), 1); err != nil || vaults[0].Name != "renamed" {
		t.Errorf("%v, %v", vaults, err)
	}
	stop(t, final)
}

// TestStateIsNotOverwritten: what a version cannot read stays.
func TestStateIsNotOverwritten(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"another version":  {`{"format":"backupctl emulator state","version":2,"requests":"new"}`, "has version 2, and this backupctl reads version 1"},
		"something else":   {`{"a":1}`, "is not a state file"},
		"no JSON":          {"MINE=1", "is not a state file"},
		"empty":            {"", "is not a state file"},
		"broken inside":    {`{"format":"backupctl emulator state","version":1,"requests":7}`, "cannot be read"},
		"unknown scenario": {`{"format":"backupctl emulator state","version":1,"scenario":"huge"}`, `no scenario "huge"`},
		"unknown cloud":    {`{"format":"backupctl emulator state","version":1,"cloud":"nimbus"}`, `no cloud "nimbus"`},
		"another result": {`{"format":"backupctl emulator state","version":1,"started":"2026-04-12T22:00:04Z","requests":[{"at":"2026-04-12T22:00:05Z","method":"GET","host":"h","uri":"/v3/none/vaults?a=b","outcome":"200"}]}`,
			"was made by another version of backupctl: request 1 (GET /v3/none/vaults) gives 401 now and gave 200"},
	} {
		path := filepath.Join(t.TempDir(), "state")
		if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		e, err := emulator.Start(context.Background(), emulator.Options{Addr: "127.0.0.1:0", State: path})
		if e != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != tt.text {
			t.Errorf("%s: the file is %q now, %v", name, data, err)
		}
	}
}

func TestStateKeepsItsOptions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	e, _, _, _ := run(t, emulator.Options{State: path, Scenario: emulator.ScenarioEmpty, Cloud: "otc"})
	stop(t, e)
	for _, o := range []emulator.Options{{Scenario: emulator.ScenarioLarge}, {Cloud: "g42"}} {
		o.Addr, o.State = "127.0.0.1:0", path
		if _, err := emulator.Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), "was begun with") {
			t.Errorf("%+v: %v", o, err)
		}
	}
	again, c, _, _ := run(t, emulator.Options{State: path})
	defer stop(t, again)
	if page, err := c.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil || len(page.Items) != 0 || again.CBR.Account().ProjectName != "eu-de" {
		t.Errorf("%v, %v, %s", page, err, again.CBR.Account().ProjectName)
	}
}

func TestScenarios(t *testing.T) {
	for _, tt := range []struct {
		name                        string
		resources, instances, nodes int
	}{{emulator.ScenarioEmpty, 0, 0, 0}, {emulator.ScenarioSmall, 2, 2, 0}, {emulator.ScenarioLarge, 5002, 5002, 5000}} {
		e, c, z, cl := run(t, emulator.Options{Scenario: tt.name})
		resources := 0
		for v, err := range c.Vaults.All(t.Context(), cbr.ListVaultsInput{}) {
			if err != nil {
				t.Fatal(err)
			}
			resources += len(v.Resources)
		}
		instances, err := backup.Collect(z.Instances.All(t.Context(), zomro.ListInstancesInput{Limit: 1000}), 0)
		if err != nil {
			t.Fatal(err)
		}
		nodes := 0
		units, err := backup.Collect(cl.BusinessUnits.AllChildren(t.Context(), 57, cloutility.ListBusinessUnitsInput{}), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range units {
			consumers, err := backup.Collect(cl.Consumers.All(t.Context(), u.ID, cloutility.ListConsumersInput{}), 0)
			if err != nil {
				t.Fatal(err)
			}
			nodes += len(consumers)
		}
		if resources != tt.resources || len(instances) != tt.instances || nodes != tt.nodes {
			t.Errorf("%s: %d resources, %d instances, %d nodes; want %d, %d, %d", tt.name, resources, len(instances), nodes, tt.resources, tt.instances, tt.nodes)
		}
		stop(t, e)
	}
	for _, o := range []emulator.Options{{Scenario: "huge"}, {Cloud: "nimbus"}} {
		o.Addr = "127.0.0.1:0"
		if _, err := emulator.Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), "there is no ") || !strings.Contains(err.Error(), "; there are ") {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
