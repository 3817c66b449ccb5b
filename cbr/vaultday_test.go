package cbr_test

import (
	"testing"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestVaultDay goes through the life of what a vault protects, over real HTTP:
// it joins, is backed up, copied and shared, moves, and leaves.
func TestVaultDay(t *testing.T) {
	srv := cbrtest.NewServer(t, fast(), cbrtest.WithoutVaults())
	client := connect(t, srv)
	ctx := t.Context()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	here, err := client.Vaults.Create(ctx, serverVault("here"))
	check(err)
	there, err := client.Vaults.Create(ctx, serverVault("there"))
	check(err)
	id, other := here.Vault.ID, there.Vault.ID

	resources := []cbr.Resource{
		{ID: "srv-1", Type: cbr.ResourceTypeServer, ExtraInfo: &cbr.ResourceExtraInfo{ExcludeVolumes: []string{"d"}}},
		{ID: "srv-2", Type: cbr.ResourceTypeServer},
	}
	added, err := client.Vaults.AddResources(ctx, id, cbr.AddResourcesInput{Resources: resources})
	check(err)
	vault, err := client.Vaults.WaitResourcesAdded(ctx, id, cbr.AddResourcesInput{Resources: resources}, quick()...)
	check(err)
	if len(added) != 2 || len(vault.Resources) != 2 || vault.Billing.AllocatedGB.Value != 80 {
		t.Errorf("added %v, vault %+v", added, vault)
	}
	set, err := client.Vaults.SetResources(ctx, id, cbr.SetResourcesInput{Action: cbr.ResourceActionSuspend, ResourceIDs: []string{"srv-1"}})
	check(err)
	vault, err = client.Vaults.Get(ctx, id)
	check(err)
	if len(set) != 1 || vault.Resources[0].AutoProtect.Value || !vault.Resources[1].AutoProtect.Value {
		t.Errorf("set %v, resources %+v", set, vault.Resources)
	}

	checkpoint, err := client.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{VaultID: id, Parameters: cbr.CheckpointParameters{Name: "nightly"}}, quick()...)
	check(err)
	copies, err := client.Checkpoints.Replicate(ctx, cbr.ReplicateCheckpointInput{
		VaultID: id, DestinationProjectID: "p2", DestinationRegion: "eu-west-0", DestinationVaultID: "far",
	})
	check(err)
	records, err := client.Checkpoints.WaitReplicated(ctx, cbr.NewReplicationRef(copies), quick()...)
	check(err)
	if len(records) != 2 || records[0].Status != cbr.ReplicationStatusSuccess || records[0].DestinationVaultID != "far" {
		t.Errorf("records: %+v", records)
	}
	first := copies.Backups[0].BackupID
	again, err := client.Backups.Replicate(ctx, first, cbr.ReplicateBackupInput{DestinationProjectID: "p3", DestinationRegion: "ae-ad-1", DestinationVaultID: "farther"})
	check(err)
	record, err := client.Backups.WaitReplicated(ctx, first, again.ReplicationRecordID, quick()...)
	check(err)
	if record.DestinationRegion != "ae-ad-1" || record.SourceCheckpointID != checkpoint.ID {
		t.Errorf("record: %+v", record)
	}

	moved, err := client.Vaults.MigrateResources(ctx, id, cbr.MigrateResourcesInput{DestinationVaultID: other, ResourceIDs: []string{"srv-2"}})
	check(err)
	if list := collect(t, client.Backups.All(ctx, cbr.ListBackupsInput{VaultID: other})); len(moved) != 1 || len(list) != 1 || list[0].ResourceID != "srv-2" {
		t.Errorf("moved %v, backups %+v", moved, list)
	}
	removed, err := client.Vaults.RemoveResources(ctx, id, cbr.RemoveResourcesInput{ResourceIDs: []string{"srv-1"}})
	check(err)
	vault, err = client.Vaults.WaitResourcesRemoved(ctx, id, cbr.RemoveResourcesInput{ResourceIDs: []string{"srv-1"}}, quick()...)
	check(err)
	if len(removed) != 1 || len(vault.Resources) != 0 {
		t.Errorf("removed %v, resources %+v", removed, vault.Resources)
	}

	// The other vault takes the last backup with it, and that the checkpoint.
	check(client.Vaults.Delete(ctx, other))
	check(client.Vaults.WaitDeleted(ctx, other, quick()...))
	check(client.Checkpoints.WaitDeleted(ctx, checkpoint.ID, quick()...))
}
