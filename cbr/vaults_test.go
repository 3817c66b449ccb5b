package cbr_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/lenient"
)

// serverVault is a vault to make, with the least it needs.
func serverVault(name string) cbr.CreateVaultInput {
	return cbr.CreateVaultInput{Name: name, Billing: cbr.BillingCreate{
		ConsistentLevel: cbr.ConsistentLevelCrash, ObjectType: cbr.ObjectTypeServer, ProtectType: cbr.ProtectTypeBackup, SizeGB: 100,
	}}
}

// failedWait checks that a wait ended because the work ended badly.
func failedWait(t testing.TB, err error) *backup.WaitError {
	t.Helper()
	var e *backup.WaitError
	if !errors.As(err, &e) || !e.Failed {
		t.Fatalf("want a failed wait, got %v", err)
	}
	return e
}

func TestVaultLife(t *testing.T) {
	srv := cbrtest.NewServer(t, fast(), cbrtest.WithoutVaults())
	client := connect(t, srv)
	ctx := t.Context()
	in := serverVault("vault-ledger")
	in.Description, in.BackupNamePrefix, in.AvailabilityZone = "ledger", "led", "eu-west-101b"
	in.AutoBind, in.BindRules = true, &cbr.BindRules{Tags: []cbr.Tag{{Key: "backup", Value: "yes"}}}
	in.AutoExpand, in.SMNNotify, in.ThresholdPercent = true, new(false), new(int64(90))
	in.Tags = []cbr.Tag{{Key: "team", Value: "finance"}, {Key: "empty"}}
	in.Resources = []cbr.Resource{{ID: "srv-1", Type: cbr.ResourceTypeServer, Name: "one", ExtraInfo: &cbr.ResourceExtraInfo{ExcludeVolumes: []string{"v-9"}}}}
	made, err := client.Vaults.Create(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Orders) != 0 || made.Vault.BackupNamePrefix != "led" {
		t.Errorf("created: %+v", made)
	}
	v, err := client.Vaults.Get(ctx, made.Vault.ID)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{
		v.Name, v.Description, v.AvailabilityZone, v.AutoBind.Value, v.BindRules.Tags, v.AutoExpand.Value, v.SMNNotify.Value, v.ThresholdPercent.Value,
		v.Tags, v.Billing.SizeGB.Value, v.Billing.ChargingMode, v.Billing.SpecCode, len(v.Resources), v.Resources[0].ExtraInfo.ExcludeVolumes,
	}
	want := []any{
		"vault-ledger", "ledger", "eu-west-101b", true, in.BindRules.Tags, true, false, int64(90),
		in.Tags, int64(100), cbr.ChargingModePostPaid, cbr.VaultSpecCodeServer, 1, []string{"v-9"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("vault (-want +got):\n%s", diff)
	}

	changed, err := client.Vaults.Update(ctx, v.ID, cbr.UpdateVaultInput{
		Name: "vault-2", Billing: &cbr.BillingUpdate{SizeGB: 300, ConsistentLevel: cbr.ConsistentLevelApp}, AutoBind: new(false),
		AutoExpand: new(false), SMNNotify: new(true), ThresholdPercent: new(int64(1)), Locked: new(true), BindRules: &cbr.BindRules{},
	})
	if err != nil {
		t.Fatal(err)
	}
	got = []any{
		changed.Name, changed.Billing.SizeGB.Value, changed.Billing.ConsistentLevel, changed.AutoBind.Value, changed.AutoExpand.Value,
		changed.SMNNotify.Value, changed.ThresholdPercent.Value, changed.Locked.Value, changed.ProviderID,
	}
	if diff := cmp.Diff([]any{"vault-2", int64(300), cbr.ConsistentLevelApp, false, false, true, int64(1), true, v.ProviderID}, got); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	// What is not named stays, and an empty billing is not sent.
	if changed, err = client.Vaults.Update(ctx, v.ID, cbr.UpdateVaultInput{Name: "vault-3", Billing: &cbr.BillingUpdate{}}); err != nil {
		t.Fatal(err)
	}
	if changed.Name != "vault-3" || changed.ThresholdPercent.Value != 1 || changed.Billing.SizeGB.Value != 300 {
		t.Errorf("changed: %+v", changed)
	}
	if _, err = client.Vaults.Update(ctx, v.ID, cbr.UpdateVaultInput{Locked: new(false)}); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("unlocking: %v", err)
	}

	if err := client.Vaults.Delete(ctx, v.ID); err != nil {
		t.Fatal(err)
	}
	var states []string
	err = client.Vaults.WaitDeleted(ctx, v.ID, append(quick(), backup.WithProgress(func(p backup.Progress) { states = append(states, p.State) }))...)
	if err != nil || states[0] != "deleting" || states[len(states)-1] != "deleted" {
		t.Errorf("states %v, %v", states, err)
	}
	if err := client.Vaults.Delete(ctx, v.ID); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("second deletion: %v", err)
	}
}

func TestVaultDeletionTakesBackups(t *testing.T) {
	srv := cbrtest.NewServer(t, fast())
	client := connect(t, srv)
	ctx := t.Context()
	id := srv.Vaults()[0].ID
	made := srv.AddBackups(id, 3)
	if err := client.Vaults.Delete(ctx, id); err != nil {
		t.Fatal(err)
	}
	if err := client.Vaults.WaitDeleted(ctx, id, quick()...); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Backups.Get(ctx, made[0]); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("backup of a deleted vault: %v", err)
	}
	tasks := collect(t, client.Tasks.All(ctx, cbr.ListTasksInput{OperationType: cbr.OperationTypeVaultDelete}))
	if len(tasks) != 1 || tasks[0].Status != cbr.OperationStatusSuccess || tasks[0].ExtraInfo.VaultDelete.TotalCount.Value != 3 {
		t.Errorf("tasks: %+v", tasks)
	}
}

// TestVaultDeletionFails: states other than available and deleting end the wait.
func TestVaultDeletionFails(t *testing.T) {
	for _, state := range []cbr.VaultStatus{cbr.VaultStatusError, cbr.VaultStatusFrozen, cbr.VaultStatusLocked} {
		inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
			id := srv.Vaults()[0].ID
			srv.FailNextVaultDeletion(cbrtest.Failure{Status: string(state)})
			if err := client.Vaults.Delete(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			if e := failedWait(t, client.Vaults.WaitDeleted(t.Context(), id)); e.State != string(state) {
				t.Errorf("ended in %s, want %s", e.State, state)
			}
		})
	}
	// A vault that nobody deletes is waited for until the time is over.
	inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		start := time.Now()
		err := client.Vaults.WaitDeleted(t.Context(), srv.Vaults()[0].ID)
		var e *backup.WaitError
		if !errors.As(err, &e) || e.Failed || e.State != "available" || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Minute {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

func TestVaultOrders(t *testing.T) {
	srv := cbrtest.NewServer(t, fast(), cbrtest.WithoutVaults())
	client := connect(t, srv)
	ctx := t.Context()
	in := serverVault("paid")
	in.Billing.ChargingMode, in.Billing.PeriodType, in.Billing.PeriodNum = cbr.ChargingModePrePaid, cbr.PeriodTypeMonth, 3
	made, err := client.Vaults.Create(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	if made.Vault != nil || len(made.Orders) != 1 || made.Orders[0].SubscribeResult != lenient.NewInt(1) {
		t.Fatalf("created: %+v", made)
	}
	v, err := client.Vaults.WaitOrdered(ctx, made.Orders[0].OrderID.String(), quick()...)
	if err != nil {
		t.Fatal(err)
	}
	if v.ID != made.Orders[0].ResourceID || v.Billing.ChargingMode != cbr.ChargingModePrePaid || v.Name != "paid" {
		t.Errorf("vault: %+v", v)
	}
	if err := client.Vaults.Delete(ctx, v.ID); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("deletion of a prepaid vault: %v", err)
	}
	for _, change := range []cbr.UpdateVaultInput{{Billing: &cbr.BillingUpdate{SizeGB: 5}}, {AutoExpand: new(true)}, {AutoBind: new(false)}} {
		if _, err := client.Vaults.Update(ctx, v.ID, change); !errors.Is(err, backup.ErrConflict) {
			t.Errorf("update of a prepaid vault: %v", err)
		}
	}

	ordered, err := client.Vaults.Order(ctx, cbr.OrderVaultInput{
		Name: "paid-2", Billing: in.Billing, Tags: []cbr.Tag{{Key: "team", Value: "legal"}},
		Parameters: &cbr.VaultOrderParameters{CombinedOrder: &cbr.CombinedOrder{CombinedOrderID: "co", Servers: 1, Orders: 2}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if v, err = client.Vaults.WaitOrdered(ctx, ordered.Orders[0].OrderID.String(), quick()...); err != nil || v.Name != "paid-2" || len(v.Tags) != 1 {
		t.Errorf("vault: %+v, %v", v, err)
	}

	// Orders fail under status 200.
	for name, order := range map[string]func() error{
		"create": func() error { _, err := client.Vaults.Create(ctx, in); return err },
		"order":  func() error { _, err := client.Vaults.Order(ctx, cbr.OrderVaultInput{Billing: in.Billing}); return err },
	} {
		srv.FailNextOrder(7, "no money")
		srv.ResetLog()
		e := details(t, order())
		if e.StatusCode != http.StatusOK || e.Code != "CBC.7" || e.Message != "no money" || srv.Count("") != 1 {
			t.Errorf("%s: %+v after %d requests", name, e, srv.Count(""))
		}
	}
}

func TestVaultQuota(t *testing.T) {
	srv := cbrtest.New(cbrtest.WithVaultQuota(1))
	client := connect(t, srv)
	ctx := t.Context()
	if _, err := client.Vaults.Create(ctx, serverVault("second")); !errors.Is(err, backup.ErrQuota) {
		t.Errorf("got %v", err)
	}
	in := serverVault("third")
	in.BackupPolicyID = "none"
	if _, err := client.Vaults.Create(ctx, in); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if n := len(srv.Vaults()); n != 1 {
		t.Errorf("%d vaults", n)
	}
}

// TestVaultCreationAnswers: a success without vault and orders is none, and of
// several orders some may have failed.
func TestVaultCreationAnswers(t *testing.T) {
	for _, tt := range []struct{ name, body, text string }{
		{"nothing", `{}`, "response has no vault and no order"},
		{"a null vault", `{"vault":null,"orders":null,"retCode":0}`, "response has no vault and no order"},
		{"one order that was not accepted", `{"orders":[{"orderId":"o","subscribeResult":0}],"retCode":0}`, "the order was not accepted"},
		{"two that were not accepted, in text", `{"orders":[{"subscribeResult":"0"},{"subscribeResult":0}],"retCode":"0","errText":"sold out"}`, "sold out"},
		{"a code without retCode", `{"orders":[{"orderId":"o","subscribeResult":1}],"errText":"x","error_code":"CBC.99000021"}`, "CBC.99000021"},
		{"only a retCode", `{"retCode":12}`, "12"},
	} {
		made, err := at(t, responding(200, jsonType, tt.body)).Vaults.Create(t.Context(), serverVault("v"))
		if e := details(t, err); made != nil || e.StatusCode != 200 || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("%s: %v, %v", tt.name, made, err)
		}
	}
	made, err := at(t, responding(200, jsonType, `{"orders":[{"orderId":1,"subscribeResult":"1"},{"orderId":"p","subscribeResult":0}],"retCode":"0","error_code":0}`)).
		Vaults.Order(t.Context(), cbr.OrderVaultInput{Billing: serverVault("v").Billing})
	if err != nil || len(made.Orders) != 2 || made.Orders[0].OrderID != "1" || made.Orders[1].SubscribeResult.Value != 0 {
		t.Errorf("got %+v, %v", made, err)
	}
}

func TestUpdateAll(t *testing.T) {
	srv := cbrtest.NewServer(t)
	srv.AddVault(cbrtest.VaultSpec{})
	client := connect(t, srv)
	ids, err := client.Vaults.UpdateAll(t.Context(), cbr.UpdateAllVaultsInput{SMNNotify: new(false), ThresholdPercent: new(int64(55))})
	if err != nil {
		t.Fatal(err)
	}
	vaults := srv.Vaults()
	if diff := cmp.Diff([]string{vaults[0].ID, vaults[1].ID}, ids); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, v := range vaults {
		if v.SMNNotify.Value || v.ThresholdPercent.Value != 55 {
			t.Errorf("vault: %+v", v)
		}
	}
}

func TestSummaryAndExternal(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	srv.AddVault(cbrtest.VaultSpec{SizeGB: 700})
	sum, err := client.Vaults.Summary(ctx)
	if err != nil || sum.Size.Value != 1200 || sum.UsedSize.Value != 0 {
		t.Errorf("got %+v, %v", sum, err)
	}
	var want []string
	for range 5 {
		want = append(want, srv.AddExternalVault("p2", "eu-west-0", cbrtest.VaultSpec{ObjectType: cbr.ObjectTypeDisk}).ID)
	}
	other := srv.AddExternalVault("p2", "eu-west-0", cbrtest.VaultSpec{}).ID
	srv.AddExternalVault("p3", "eu-west-0", cbrtest.VaultSpec{})
	var got []string
	srv.ResetLog()
	for _, v := range collect(t, client.Vaults.AllExternal(ctx, cbr.ListExternalVaultsInput{
		ExternalProjectID: "p2", Region: "eu-west-0", Limit: 2, ProtectType: cbr.ProtectTypeReplication, ObjectType: cbr.ObjectTypeDisk, CloudType: cbr.CloudTypePublic,
	})) {
		got = append(got, v.ID)
		if v.ProjectID != "p2" || v.Billing.SpecCode != cbr.VaultSpecCodeReplicationServer {
			t.Errorf("vault: %+v", v)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || srv.Count("listExternalVault") != 3 {
		t.Errorf("%d requests (-want +got):\n%s", srv.Count("listExternalVault"), diff)
	}
	page, err := client.Vaults.ListExternal(ctx, cbr.ListExternalVaultsInput{ExternalProjectID: "p2", Region: "eu-west-0", VaultID: other, ObjectType: cbr.ObjectTypeDisk})
	if err != nil || page.Total != 1 || page.Items[0].ID != other || page.Next != "" {
		t.Errorf("got %+v, %v", page, err)
	}
	if page, err = client.Vaults.ListExternal(ctx, cbr.ListExternalVaultsInput{ExternalProjectID: "p2", Region: "eu-west-0", CloudType: cbr.CloudTypeHybrid}); err != nil || len(page.Items) != 0 || page.Total != 0 {
		t.Errorf("got %+v, %v", page, err)
	}
}

// TestWaitOrderedLooks: the vault of an order may be there before it is ready,
// and others are there all the time.
func TestWaitOrderedLooks(t *testing.T) {
	bodies := []string{
		`{"vaults":[],"count":0}`,
		`{"vaults":[{"id":"w","billing":null},{"id":"x","billing":{"order_id":"p","status":"available"}}],"count":2}`,
		`{"vaults":[{"id":"v","billing":{"order_id":"o","status":"frozen"}}],"count":1}`,
		`{"vaults":[{"id":"x","billing":{"order_id":"p","status":"available"}},{"id":"v","billing":{"order_id":"o","status":"available"}}],"count":2}`,
	}
	looks := 0
	client := at(t, roundTrip(func(*http.Request) (*http.Response, error) {
		looks++
		return respond(http.StatusOK, bodies[min(looks, len(bodies))-1]), nil
	}))
	v, err := client.Vaults.WaitOrdered(t.Context(), "o", quick()...)
	if err != nil || v.ID != "v" || looks != len(bodies) {
		t.Errorf("got %+v after %d looks, %v", v, looks, err)
	}
}
