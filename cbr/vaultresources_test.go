package cbr_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func TestVaultResources(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		ctx := t.Context()
		id := srv.Vaults()[0].ID
		add := []cbr.Resource{
			{ID: "new-1", Type: cbr.ResourceTypeServer, ExtraInfo: &cbr.ResourceExtraInfo{ExcludeVolumes: []string{"d-1"}}},
			{ID: "new-2", Type: cbr.ResourceTypeServer, Name: "two", ExtraInfo: &cbr.ResourceExtraInfo{IncludeVolumes: []cbr.IncludeVolume{{ID: "d-2", OSVersion: "linux"}}}},
			{ID: "new-3", Type: cbr.ResourceTypeBareMetal},
		}
		ids, err := client.Vaults.AddResources(ctx, id, cbr.AddResourcesInput{Resources: add})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"new-1", "new-2", "new-3"}, ids); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		start := time.Now()
		var seen []backup.Progress
		vault, err := client.Vaults.WaitResourcesAdded(ctx, id, cbr.AddResourcesInput{Resources: add}, backup.WithProgress(func(p backup.Progress) { seen = append(seen, p) }))
		if err != nil {
			t.Fatal(err)
		}
		if seen[0].Elapsed != 5*time.Second || seen[0].Percent != 0 || seen[1].Elapsed != 15*time.Second || seen[len(seen)-1].Percent != 100 {
			t.Errorf("progress: %+v", seen)
		}
		if took := time.Since(start); took < 45*time.Second || len(vault.Resources) != 5 {
			t.Errorf("%d resources after %v", len(vault.Resources), took)
		}
		// A resource is there, but not with the disk that is asked for.
		add[0].ExtraInfo.ExcludeVolumes[0] = "other"
		var e *backup.WaitError
		if _, err = client.Vaults.WaitResourcesAdded(ctx, id, cbr.AddResourcesInput{Resources: add}); !errors.As(err, &e) || e.Failed || time.Since(start) < 10*time.Minute {
			t.Errorf("got %v", err)
		}
		add[1].ExtraInfo.IncludeVolumes[0].ID = "other"
		if _, err = client.Vaults.WaitResourcesAdded(ctx, id, cbr.AddResourcesInput{Resources: add[1:2]}, backup.WithWaitTimeout(time.Minute)); !errors.As(err, &e) {
			t.Errorf("got %v", err)
		}

		if ids, err = client.Vaults.SetResources(ctx, id, cbr.SetResourcesInput{Action: cbr.ResourceActionSuspend, ResourceIDs: []string{"new-2"}}); err != nil || ids[0] != "new-2" {
			t.Errorf("got %v, %v", ids, err)
		}
		for _, r := range srv.Vaults()[0].Resources {
			if r.AutoProtect.Value == (r.ID == "new-2") {
				t.Errorf("resource: %+v", r)
			}
		}
		if _, err = client.Vaults.SetResources(ctx, id, cbr.SetResourcesInput{Action: cbr.ResourceActionUnsuspend, ResourceIDs: []string{"new-2"}}); err != nil {
			t.Error(err)
		}

		start = time.Now()
		if ids, err = client.Vaults.RemoveResources(ctx, id, cbr.RemoveResourcesInput{ResourceIDs: []string{"new-1", "new-3"}}); err != nil || len(ids) != 2 {
			t.Fatalf("got %v, %v", ids, err)
		}
		if vault, err = client.Vaults.Get(ctx, id); err != nil || vault.Resources[2].ProtectStatus != cbr.ProtectStatusRemoving {
			t.Errorf("got %+v, %v", vault.Resources, err)
		}
		if vault, err = client.Vaults.WaitResourcesRemoved(ctx, id, cbr.RemoveResourcesInput{ResourceIDs: []string{"new-1", "new-3"}}); err != nil || len(vault.Resources) != 3 {
			t.Errorf("got %+v, %v", vault, err)
		}
		if took := time.Since(start); took < 3*time.Minute || took > 4*time.Minute {
			t.Errorf("took %v", took)
		}
		tasks := collect(t, client.Tasks.All(ctx, cbr.ListTasksInput{OperationType: cbr.OperationTypeRemoveResource}))
		if len(tasks) != 1 || tasks[0].ExtraInfo.RemoveResources.TotalCount.Value != 2 || len(tasks[0].ExtraInfo.RemoveResources.Resources) != 2 {
			t.Errorf("tasks: %+v", tasks)
		}
	})
}

// TestResourceErrors are what the service does not accept, by kind.
func TestResourceErrors(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	vault := srv.Vaults()[0]
	id, have := vault.ID, vault.Resources[0].ID
	disks := srv.AddVault(cbrtest.VaultSpec{ObjectType: cbr.ObjectTypeDisk}).ID
	frozen := srv.AddVault(cbrtest.VaultSpec{Status: cbr.VaultStatusFrozen}).ID
	full := srv.AddVault(cbrtest.VaultSpec{Resources: make([]cbrtest.ResourceSpec, 256)}).ID
	add := func(vault string, r ...cbr.Resource) error {
		_, err := client.Vaults.AddResources(ctx, vault, cbr.AddResourcesInput{Resources: r})
		return err
	}
	server := cbr.Resource{ID: "x", Type: cbr.ResourceTypeServer}
	for _, tt := range []struct {
		name string
		err  error
		want error
		code string
	}{
		{"in a vault already", add(id, cbr.Resource{ID: have, Type: cbr.ResourceTypeServer}), backup.ErrConflict, "BackupService.6103"},
		{"in another vault", add(full, cbr.Resource{ID: have, Type: cbr.ResourceTypeServer}), backup.ErrConflict, "BackupService.6103"},
		{"named twice", add(id, server, server), backup.ErrConflict, "BackupService.6104"},
		{"of another type", add(disks, server), backup.ErrInvalid, "BackupService.6102"},
		{"into a frozen vault", add(frozen, server), backup.ErrConflict, "BackupService.6112"},
		{"into a full vault", add(full, server), backup.ErrQuota, "BackupService.6100"},
		{"into no vault", add("none", server), backup.ErrNotFound, "BackupService.6105"},
		{"removal of what is not there", func() error {
			_, err := client.Vaults.RemoveResources(ctx, id, cbr.RemoveResourcesInput{ResourceIDs: []string{"x"}})
			return err
		}(), backup.ErrInvalid, "BackupService.6135"},
		{"setting what is not there", func() error {
			_, err := client.Vaults.SetResources(ctx, id, cbr.SetResourcesInput{Action: cbr.ResourceActionSuspend, ResourceIDs: []string{"x"}})
			return err
		}(), backup.ErrInvalid, "BackupService.6135"},
		{"migration to nowhere", func() error {
			_, err := client.Vaults.MigrateResources(ctx, id, cbr.MigrateResourcesInput{DestinationVaultID: "x", ResourceIDs: []string{have}})
			return err
		}(), backup.ErrNotFound, "BackupService.6120"},
		{"migration to another kind", func() error {
			_, err := client.Vaults.MigrateResources(ctx, id, cbr.MigrateResourcesInput{DestinationVaultID: disks, ResourceIDs: []string{have}})
			return err
		}(), backup.ErrInvalid, "BackupService.6102"},
	} {
		if e := details(t, tt.err); !errors.Is(tt.err, tt.want) || e.Code != tt.code {
			t.Errorf("%s: %v", tt.name, tt.err)
		}
	}
}

func TestMigrateResources(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	from := srv.Vaults()[0]
	to := srv.AddVault(cbrtest.VaultSpec{}).ID
	srv.AddBackups(from.ID, 2)
	moved := from.Resources[0].ID
	ids, err := client.Vaults.MigrateResources(ctx, from.ID, cbr.MigrateResourcesInput{DestinationVaultID: to, ResourceIDs: []string{moved}})
	if err != nil || len(ids) != 1 || ids[0] != moved {
		t.Fatalf("got %v, %v", ids, err)
	}
	vault, err := client.Vaults.WaitResourcesAdded(ctx, to, cbr.AddResourcesInput{Resources: []cbr.Resource{{ID: moved, Type: cbr.ResourceTypeServer}}}, quick()...)
	if err != nil || len(vault.Resources) != 1 {
		t.Errorf("got %+v, %v", vault, err)
	}
	// The backups went with it.
	if got := collect(t, client.Backups.All(ctx, cbr.ListBackupsInput{VaultID: to})); len(got) != 2 {
		t.Errorf("%d backups", len(got))
	}
}

func TestVaultPolicies(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	id := srv.Vaults()[0].ID
	policy := func(name string, d cbr.PolicyDefinition, kind cbr.PolicyOperation) string {
		t.Helper()
		in := cbr.CreatePolicyInput{Name: name, OperationType: kind, Definition: d}
		in.Trigger.Properties.Pattern = []string{"FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00"}
		p, err := client.Policies.Create(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		return p.ID
	}
	first, second := policy("a", cbr.PolicyDefinition{}, cbr.PolicyOperationBackup), policy("b", cbr.PolicyDefinition{}, cbr.PolicyOperationBackup)
	far := policy("c", cbr.PolicyDefinition{DestinationProjectID: "p", DestinationRegion: "eu-west-0"}, cbr.PolicyOperationReplication)

	bound := func(want ...string) {
		t.Helper()
		var got []string
		for _, p := range []string{first, second, far} {
			if len(collect(t, client.Vaults.All(ctx, cbr.ListVaultsInput{PolicyID: p}))) == 1 {
				got = append(got, p)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("bound (-want +got):\n%s", diff)
		}
	}
	b, err := client.Vaults.AssociatePolicy(ctx, id, cbr.AssociatePolicyInput{PolicyID: first})
	if err != nil || *b != (cbr.PolicyBinding{PolicyID: first, VaultID: id}) {
		t.Errorf("got %+v, %v", b, err)
	}
	bound(first)
	if _, err = client.Vaults.AssociatePolicy(ctx, id, cbr.AssociatePolicyInput{PolicyID: second}); err != nil {
		t.Error(err)
	}
	bound(second) // it replaced the first
	if _, err = client.Vaults.AssociatePolicy(ctx, id, cbr.AssociatePolicyInput{PolicyID: far}); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("without a destination: %v", err)
	}
	if b, err = client.Vaults.AssociatePolicy(ctx, id, cbr.AssociatePolicyInput{PolicyID: far, DestinationVaultID: "dv"}); err != nil || b.DestinationVaultID != "dv" {
		t.Errorf("got %+v, %v", b, err)
	}
	bound(second, far)
	if _, err = client.Vaults.AssociatePolicy(ctx, id, cbr.AssociatePolicyInput{AddPolicyIDs: []string{first, second}}); err != nil {
		t.Error(err)
	}
	bound(first, second, far)
	if b, err = client.Vaults.DissociatePolicy(ctx, id, far); err != nil || *b != (cbr.PolicyBinding{PolicyID: far, VaultID: id, DestinationVaultID: "dv"}) {
		t.Errorf("got %+v, %v", b, err)
	}
	bound(first, second)
	if _, err = client.Vaults.DissociatePolicy(ctx, id, far); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if _, err = client.Vaults.AssociatePolicy(ctx, id, cbr.AssociatePolicyInput{PolicyID: "none"}); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}
