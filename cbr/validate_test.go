package cbr_test

import (
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr"
)

// invalid is an input that breaks a firm limit, and the field that is named.
type invalid struct {
	field string
	err   error
}

func checkInvalid(t *testing.T, sent int, inputs []invalid) {
	t.Helper()
	for _, r := range inputs {
		if field := badField(t, r.err); field != r.field {
			t.Errorf("field %s, want %s: %v", field, r.field, r.err)
		}
	}
	if sent != 0 {
		t.Errorf("%d requests were sent", sent)
	}
}

func long(n int) string { return strings.Repeat("名", n) }

func manyIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = "r"
	}
	return ids
}

func TestVaultArguments(t *testing.T) {
	mock := responding(200, jsonType, `{}`)
	client := at(t, mock)
	ctx := t.Context()
	create := func(change func(*cbr.CreateVaultInput)) error {
		in := serverVault("v")
		change(&in)
		_, err := client.Vaults.Create(ctx, in)
		return err
	}
	order := func(change func(*cbr.OrderVaultInput)) error {
		in := cbr.OrderVaultInput{Billing: serverVault("v").Billing}
		change(&in)
		_, err := client.Vaults.Order(ctx, in)
		return err
	}
	update := func(in cbr.UpdateVaultInput) error { _, err := client.Vaults.Update(ctx, "v", in); return err }
	list := func(in cbr.ListVaultsInput) error { _, err := client.Vaults.List(ctx, in); return err }
	external := func(in cbr.ListExternalVaultsInput) error { _, err := client.Vaults.ListExternal(ctx, in); return err }
	add := func(r ...cbr.Resource) error {
		_, err := client.Vaults.AddResources(ctx, "v", cbr.AddResourcesInput{Resources: r})
		return err
	}
	remove := func(ids ...string) error {
		_, err := client.Vaults.RemoveResources(ctx, "v", cbr.RemoveResourcesInput{ResourceIDs: ids})
		return err
	}
	setting := func(in cbr.SetResourcesInput) error { _, err := client.Vaults.SetResources(ctx, "v", in); return err }
	migrate := func(in cbr.MigrateResourcesInput) error {
		_, err := client.Vaults.MigrateResources(ctx, "v", in)
		return err
	}
	bind := func(in cbr.AssociatePolicyInput) error {
		_, err := client.Vaults.AssociatePolicy(ctx, "v", in)
		return err
	}
	all := func(in cbr.UpdateAllVaultsInput) error { _, err := client.Vaults.UpdateAll(ctx, in); return err }
	_, untilErr := client.Vaults.WaitUntil(ctx, "v", nil)
	_, addedErr := client.Vaults.WaitResourcesAdded(ctx, "v", cbr.AddResourcesInput{})
	_, removedErr := client.Vaults.WaitResourcesRemoved(ctx, "v", cbr.RemoveResourcesInput{})
	inputs := []invalid{
		{"CreateVaultInput.Name", create(func(v *cbr.CreateVaultInput) { v.Name = "" })},
		{"CreateVaultInput.Name", create(func(v *cbr.CreateVaultInput) { v.Name = "a b" })},
		{"CreateVaultInput.Name", create(func(v *cbr.CreateVaultInput) { v.Name = long(65) })},
		{"CreateVaultInput.Description", create(func(v *cbr.CreateVaultInput) { v.Description = long(256) })},
		{"CreateVaultInput.Description", create(func(v *cbr.CreateVaultInput) { v.Description = "<b>" })},
		{"CreateVaultInput.Billing.SizeGB", create(func(v *cbr.CreateVaultInput) { v.Billing.SizeGB = 0 })},
		{"CreateVaultInput.Billing.ConsistentLevel", create(func(v *cbr.CreateVaultInput) { v.Billing.ConsistentLevel = "" })},
		{"CreateVaultInput.Billing.ObjectType", create(func(v *cbr.CreateVaultInput) { v.Billing.ObjectType = "" })},
		{"CreateVaultInput.Billing.ProtectType", create(func(v *cbr.CreateVaultInput) { v.Billing.ProtectType = "" })},
		{"CreateVaultInput.Billing.ConsoleURL", create(func(v *cbr.CreateVaultInput) { v.Billing.ConsoleURL = long(256) })},
		{"CreateVaultInput.Resources", create(func(v *cbr.CreateVaultInput) { v.Resources = make([]cbr.Resource, 257) })},
		{"CreateVaultInput.Resources[0].Type", create(func(v *cbr.CreateVaultInput) { v.Resources = []cbr.Resource{{ID: "r"}} })},
		{"CreateVaultInput.Tags[0].Key", create(func(v *cbr.CreateVaultInput) { v.Tags = []cbr.Tag{{}} })},
		{"CreateVaultInput.Tags[1].Key", create(func(v *cbr.CreateVaultInput) { v.Tags = []cbr.Tag{{Key: "k"}, {Key: "k"}} })},
		{"CreateVaultInput.Tags[0].Key", create(func(v *cbr.CreateVaultInput) { v.Tags = []cbr.Tag{{Key: long(37)}} })},
		{"CreateVaultInput.Tags[0].Value", create(func(v *cbr.CreateVaultInput) { v.Tags = []cbr.Tag{{Key: "k", Value: long(44)}} })},
		{"CreateVaultInput.BindRules.Tags[0].Key", create(func(v *cbr.CreateVaultInput) { v.BindRules = &cbr.BindRules{Tags: []cbr.Tag{{Value: "v"}}} })},
		{"CreateVaultInput.ThresholdPercent", create(func(v *cbr.CreateVaultInput) { v.ThresholdPercent = new(int64(0)) })},
		{"CreateVaultInput.ThresholdPercent", create(func(v *cbr.CreateVaultInput) { v.ThresholdPercent = new(int64(101)) })},
		{"CreateVaultInput.BackupNamePrefix", create(func(v *cbr.CreateVaultInput) { v.BackupNamePrefix = long(33) })},
		{"CreateVaultInput.AvailabilityZone", create(func(v *cbr.CreateVaultInput) { v.AvailabilityZone = long(33) })},
		{"OrderVaultInput.Name", order(func(v *cbr.OrderVaultInput) { v.Name = long(65) })},
		{"OrderVaultInput.Description", order(func(v *cbr.OrderVaultInput) { v.Description = long(256) })},
		{"OrderVaultInput.Billing.SizeGB", order(func(v *cbr.OrderVaultInput) { v.Billing.SizeGB = -1 })},
		{"OrderVaultInput.ThresholdPercent", order(func(v *cbr.OrderVaultInput) { v.ThresholdPercent = new(int64(200)) })},
		{"OrderVaultInput.Parameters.CombinedOrder.Servers", order(func(v *cbr.OrderVaultInput) {
			v.Parameters = &cbr.VaultOrderParameters{CombinedOrder: &cbr.CombinedOrder{Servers: 1001}}
		})},
		{"OrderVaultInput.Parameters.CombinedOrder.Orders", order(func(v *cbr.OrderVaultInput) {
			v.Parameters = &cbr.VaultOrderParameters{CombinedOrder: &cbr.CombinedOrder{Orders: -1}}
		})},
		{"UpdateVaultInput.Name", update(cbr.UpdateVaultInput{Name: "a/b"})},
		{"UpdateVaultInput.ThresholdPercent", update(cbr.UpdateVaultInput{ThresholdPercent: new(int64(0))})},
		{"UpdateVaultInput.Billing.SizeGB", update(cbr.UpdateVaultInput{Billing: &cbr.BillingUpdate{SizeGB: -5}})},
		{"UpdateVaultInput.BindRules.Tags[0].Key", update(cbr.UpdateVaultInput{BindRules: &cbr.BindRules{Tags: []cbr.Tag{{}}}})},
		{"UpdateAllVaultsInput.ThresholdPercent", all(cbr.UpdateAllVaultsInput{})},
		{"UpdateAllVaultsInput.ThresholdPercent", all(cbr.UpdateAllVaultsInput{ThresholdPercent: new(int64(101))})},
		{"ListVaultsInput.Name", list(cbr.ListVaultsInput{Name: "a b"})},
		{"ListVaultsInput.ResourceIDs[0]", list(cbr.ListVaultsInput{ResourceIDs: []string{"a,b"}})},
		{"ListVaultsInput.Limit", list(cbr.ListVaultsInput{Limit: 1001})},
		{"ListExternalVaultsInput.ExternalProjectID", external(cbr.ListExternalVaultsInput{Region: "r"})},
		{"ListExternalVaultsInput.Region", external(cbr.ListExternalVaultsInput{ExternalProjectID: "p"})},
		{"ListExternalVaultsInput.Cursor", external(cbr.ListExternalVaultsInput{ExternalProjectID: "p", Region: "r", Cursor: "-1"})},
		{"AddResourcesInput.Resources", add()},
		{"AddResourcesInput.Resources", add(make([]cbr.Resource, 257)...)},
		{"AddResourcesInput.Resources[0].ID", add(cbr.Resource{Type: "t"})},
		{"AddResourcesInput.Resources[0].Name", add(cbr.Resource{ID: "r", Type: "t", Name: long(256)})},
		{"AddResourcesInput.Resources[0].ExtraInfo.ExcludeVolumes[0]", add(cbr.Resource{ID: "r", Type: "t", ExtraInfo: &cbr.ResourceExtraInfo{ExcludeVolumes: []string{""}}})},
		{"AddResourcesInput.Resources[0].ExtraInfo.IncludeVolumes[0].ID", add(cbr.Resource{ID: "r", Type: "t", ExtraInfo: &cbr.ResourceExtraInfo{IncludeVolumes: []cbr.IncludeVolume{{}}}})},
		{"RemoveResourcesInput.ResourceIDs", remove()},
		{"RemoveResourcesInput.ResourceIDs", remove(manyIDs(257)...)},
		{"RemoveResourcesInput.ResourceIDs[0]", remove("")},
		{"SetResourcesInput.Action", setting(cbr.SetResourcesInput{ResourceIDs: []string{"r"}})},
		{"SetResourcesInput.ResourceIDs", setting(cbr.SetResourcesInput{Action: cbr.ResourceActionSuspend})},
		{"MigrateResourcesInput.DestinationVaultID", migrate(cbr.MigrateResourcesInput{ResourceIDs: []string{"r"}})},
		{"MigrateResourcesInput.ResourceIDs", migrate(cbr.MigrateResourcesInput{DestinationVaultID: "v"})},
		{"AssociatePolicyInput.PolicyID", bind(cbr.AssociatePolicyInput{})},
		{"AssociatePolicyInput.PolicyID", bind(cbr.AssociatePolicyInput{PolicyID: "p", AddPolicyIDs: []string{"q"}})},
		{"AssociatePolicyInput.AddPolicyIDs[0]", bind(cbr.AssociatePolicyInput{AddPolicyIDs: []string{""}})},
		{"done", untilErr},
		{"AddResourcesInput.Resources", addedErr},
		{"RemoveResourcesInput.ResourceIDs", removedErr},
	}
	checkInvalid(t, mock.GetTotalCallCount(), inputs)
}

func TestOtherArguments(t *testing.T) {
	mock := responding(200, jsonType, `{}`)
	client := at(t, mock)
	ctx := t.Context()
	find := func(in cbr.ListTaggedVaultsInput) error { _, err := client.Tags.ListVaults(ctx, in); return err }
	tags := func(in cbr.ChangeTagsInput) error { return client.Tags.Change(ctx, "v", in) }
	filter := func(f ...cbr.TagFilter) cbr.ListTaggedVaultsInput { return cbr.ListTaggedVaultsInput{NotTagsAny: f} }
	share := func(in cbr.AddMembersInput) error { _, err := client.Members.Add(ctx, "b", in); return err }
	member := func(in cbr.UpdateMemberInput) error { _, err := client.Members.Update(ctx, "b", "m", in); return err }
	members := func(in cbr.ListMembersInput) error { _, err := client.Members.List(ctx, "b", in); return err }
	backupTo := func(in cbr.ReplicateBackupInput) error { _, err := client.Backups.Replicate(ctx, "b", in); return err }
	vaultTo := func(in cbr.ReplicateCheckpointInput) error {
		_, err := client.Checkpoints.Replicate(ctx, in)
		return err
	}
	wait := func(in cbr.CheckpointReplication) error {
		_, err := client.Checkpoints.WaitReplicated(ctx, cbr.NewReplicationRef(&in))
		return err
	}
	rename := func(name string) error { _, err := client.Backups.Rename(ctx, "b", name); return err }
	good := cbr.BackupSync{BackupID: "b", BackupName: "n", BucketName: "c", ImagePath: "p", ResourceID: "r", ResourceName: "s", CreatedAtUnix: 1}
	sync := func(change func(*cbr.BackupSync)) error {
		in := good
		change(&in)
		_, err := client.Backups.Sync(ctx, cbr.SyncBackupsInput{Backups: []cbr.BackupSync{good, in}})
		return err
	}
	_, tooMany := client.Backups.Sync(ctx, cbr.SyncBackupsInput{Backups: make([]cbr.BackupSync, 51)})
	_, noVault := client.Checkpoints.Sync(ctx, cbr.SyncCheckpointInput{})
	change := func(change func(*cbr.ChangeOrderInput)) error {
		in := cbr.ChangeOrderInput{ResourceID: "v", ProductInfo: cbr.OrderProduct{ProductID: "p", SizeGB: 10, ResourceSpecCode: cbr.VaultSpecCodeRDS}}
		change(&in)
		_, err := client.Orders.Change(ctx, in)
		return err
	}
	old := func(change func(*cbr.UpdateOrderInput)) error {
		in := cbr.UpdateOrderInput{ResourceID: "v", ProductInfo: cbr.OrderUpdateProduct{ProductID: "p", SizeGB: 10, ResourceSpecCode: cbr.VaultSpecCodeRDS}}
		change(&in)
		_, err := client.Orders.Update(ctx, "o", in)
		return err
	}
	charge := func(change func(*cbr.ChangeChargeModeInput)) error {
		in := cbr.ChangeChargeModeInput{VaultIDs: []string{"v"}, PeriodType: cbr.PeriodTypeMonth, PeriodNum: 1}
		change(&in)
		_, err := client.Orders.ChangeChargeMode(ctx, in)
		return err
	}
	dest := cbr.ReplicateBackupInput{DestinationProjectID: "p", DestinationRegion: "r", DestinationVaultID: "v"}
	to := func(change func(*cbr.ReplicateBackupInput)) error {
		in := dest
		change(&in)
		return backupTo(in)
	}
	inputs := []invalid{
		{"AddTagInput.Tag.Key", client.Tags.Add(ctx, "v", cbr.AddTagInput{Tag: cbr.Tag{}})},
		{"AddTagInput.Tag.Key", client.Tags.Add(ctx, "v", cbr.AddTagInput{Tag: cbr.Tag{Key: long(37)}})},
		{"AddTagInput.Tag.Value", client.Tags.Add(ctx, "v", cbr.AddTagInput{Tag: cbr.Tag{Key: "k", Value: long(44)}})},
		{"key", client.Tags.Delete(ctx, "v", "..")},
		{"ChangeTagsInput.Action", tags(cbr.ChangeTagsInput{Tags: []cbr.Tag{{Key: "k"}}})},
		{"ChangeTagsInput.Tags", tags(cbr.ChangeTagsInput{Action: cbr.TagActionCreate})},
		{"ChangeTagsInput.Tags[0].Value", tags(cbr.ChangeTagsInput{Action: cbr.TagActionCreate, Tags: []cbr.Tag{{Key: "k", Value: long(44)}}})},
		{"ListTaggedVaultsInput.Limit", find(cbr.ListTaggedVaultsInput{Limit: 1001})},
		{"ListTaggedVaultsInput.Cursor", find(cbr.ListTaggedVaultsInput{Cursor: "-1"})},
		{"ListTaggedVaultsInput.Name", find(cbr.ListTaggedVaultsInput{Name: long(256)})},
		{"ListTaggedVaultsInput.NotTagsAny[0].Key", find(filter(cbr.TagFilter{}))},
		{"ListTaggedVaultsInput.NotTagsAny[0].Key", find(filter(cbr.TagFilter{Key: long(128)}))},
		{"ListTaggedVaultsInput.NotTagsAny[0].Values[0]", find(filter(cbr.TagFilter{Key: "k", Values: []string{long(256)}}))},
		{"ListTaggedVaultsInput.NotTagsAny[0].Values", find(filter(cbr.TagFilter{Key: "k", Values: manyIDs(11)}))},
		{"ListTaggedVaultsInput.NotTagsAny", find(filter(make([]cbr.TagFilter, 11)...))},
		{"AddMembersInput.Members", share(cbr.AddMembersInput{})},
		{"AddMembersInput.Members", share(cbr.AddMembersInput{Members: manyIDs(11)})},
		{"AddMembersInput.Members[0]", share(cbr.AddMembersInput{Members: []string{""}})},
		{"AddMembersInput.Domains[0]", share(cbr.AddMembersInput{Domains: []string{""}})},
		{"UpdateMemberInput.Status", member(cbr.UpdateMemberInput{VaultID: "v"})},
		{"UpdateMemberInput.VaultID", member(cbr.UpdateMemberInput{Status: cbr.MemberStatusAccepted})},
		{"ListMembersInput.Limit", members(cbr.ListMembersInput{Limit: -1})},
		{"ListMembersInput.Cursor", members(cbr.ListMembersInput{Cursor: "-1"})},
		{"ListMembersInput.Marker", members(cbr.ListMembersInput{Marker: "m", Cursor: "1"})},
		{"ListMembersInput.Sort", members(cbr.ListMembersInput{Sort: long(256)})},
		{"ReplicateBackupInput.Name", to(func(r *cbr.ReplicateBackupInput) { r.Name = long(65) })},
		{"ReplicateBackupInput.Name", to(func(r *cbr.ReplicateBackupInput) { r.Name = "a b" })},
		{"ReplicateBackupInput.Description", to(func(r *cbr.ReplicateBackupInput) { r.Description = "<" })},
		{"ReplicateBackupInput.Description", to(func(r *cbr.ReplicateBackupInput) { r.Description = long(256) })},
		{"ReplicateBackupInput.DestinationProjectID", to(func(r *cbr.ReplicateBackupInput) { r.DestinationProjectID = "" })},
		{"ReplicateBackupInput.DestinationRegion", to(func(r *cbr.ReplicateBackupInput) { r.DestinationRegion = "" })},
		{"ReplicateBackupInput.DestinationRegion", to(func(r *cbr.ReplicateBackupInput) { r.DestinationRegion = "eu west" })},
		{"ReplicateBackupInput.DestinationRegion", to(func(r *cbr.ReplicateBackupInput) { r.DestinationRegion = "名" })},
		{"ReplicateBackupInput.DestinationRegion", to(func(r *cbr.ReplicateBackupInput) { r.DestinationRegion = strings.Repeat("r", 256) })},
		{"ReplicateBackupInput.DestinationVaultID", to(func(r *cbr.ReplicateBackupInput) { r.DestinationVaultID = "" })},
		{"ReplicateCheckpointInput.VaultID", vaultTo(cbr.ReplicateCheckpointInput{DestinationProjectID: "p", DestinationRegion: "r", DestinationVaultID: "v"})},
		{"ReplicateCheckpointInput.DestinationVaultID", vaultTo(cbr.ReplicateCheckpointInput{VaultID: "v", DestinationProjectID: "p", DestinationRegion: "r"})},
		{"ReplicationRef.VaultID", wait(cbr.CheckpointReplication{})},
		{"ReplicationRef.RecordIDs", wait(cbr.CheckpointReplication{VaultID: "v"})},
		{"ReplicationRef.RecordIDs[0]", wait(cbr.CheckpointReplication{VaultID: "v", Backups: make([]cbr.ReplicatedBackup, 1)})},
		{"name", rename("")},
		{"name", rename(long(65))},
		{"name", rename("a b")},
		{"SyncBackupsInput.Backups", tooMany},
		{"SyncCheckpointInput.VaultID", noVault},
		{"SyncBackupsInput.Backups[1].BackupID", sync(func(b *cbr.BackupSync) { b.BackupID = "" })},
		{"SyncBackupsInput.Backups[1].BackupName", sync(func(b *cbr.BackupSync) { b.BackupName = "" })},
		{"SyncBackupsInput.Backups[1].BackupName", sync(func(b *cbr.BackupSync) { b.BackupName = "a b" })},
		{"SyncBackupsInput.Backups[1].BucketName", sync(func(b *cbr.BackupSync) { b.BucketName = "" })},
		{"SyncBackupsInput.Backups[1].ImagePath", sync(func(b *cbr.BackupSync) { b.ImagePath = "" })},
		{"SyncBackupsInput.Backups[1].ResourceID", sync(func(b *cbr.BackupSync) { b.ResourceID = "" })},
		{"SyncBackupsInput.Backups[1].ResourceName", sync(func(b *cbr.BackupSync) { b.ResourceName = "" })},
		{"SyncBackupsInput.Backups[1].CreatedAtUnix", sync(func(b *cbr.BackupSync) { b.CreatedAtUnix = 0 })},
		{"ChangeOrderInput.ResourceID", change(func(c *cbr.ChangeOrderInput) { c.ResourceID = "" })},
		{"ChangeOrderInput.ProductInfo.ProductID", change(func(c *cbr.ChangeOrderInput) { c.ProductInfo.ProductID = "" })},
		{"ChangeOrderInput.ProductInfo.ProductID", change(func(c *cbr.ChangeOrderInput) { c.ProductInfo.ProductID = "名" })},
		{"ChangeOrderInput.ProductInfo.ProductID", change(func(c *cbr.ChangeOrderInput) { c.ProductInfo.ProductID = strings.Repeat("p", 65) })},
		{"ChangeOrderInput.ProductInfo.SizeGB", change(func(c *cbr.ChangeOrderInput) { c.ProductInfo.SizeGB = 9 })},
		{"ChangeOrderInput.ProductInfo.SizeGB", change(func(c *cbr.ChangeOrderInput) { c.ProductInfo.SizeGB = 10485761 })},
		{"ChangeOrderInput.ProductInfo.ResourceSpecCode", change(func(c *cbr.ChangeOrderInput) { c.ProductInfo.ResourceSpecCode = "" })},
		{"ChangeOrderInput.ConsoleURL", change(func(c *cbr.ChangeOrderInput) { c.ConsoleURL = long(513) })},
		{"UpdateOrderInput.ResourceID", old(func(c *cbr.UpdateOrderInput) { c.ResourceID = "" })},
		{"UpdateOrderInput.ProductInfo.ProductID", old(func(c *cbr.UpdateOrderInput) { c.ProductInfo.ProductID = "a b" })},
		{"UpdateOrderInput.ProductInfo.SizeGB", old(func(c *cbr.UpdateOrderInput) { c.ProductInfo.SizeGB = 1 })},
		{"UpdateOrderInput.ProductInfo.ResourceSpecCode", old(func(c *cbr.UpdateOrderInput) { c.ProductInfo.ResourceSpecCode = "" })},
		{"UpdateOrderInput.ConsoleURL", old(func(c *cbr.UpdateOrderInput) { c.ConsoleURL = long(513) })},
		{"ChangeChargeModeInput.VaultIDs", charge(func(c *cbr.ChangeChargeModeInput) { c.VaultIDs = nil })},
		{"ChangeChargeModeInput.VaultIDs", charge(func(c *cbr.ChangeChargeModeInput) { c.VaultIDs = manyIDs(61) })},
		{"ChangeChargeModeInput.VaultIDs[0]", charge(func(c *cbr.ChangeChargeModeInput) { c.VaultIDs = []string{""} })},
		{"ChangeChargeModeInput.PeriodType", charge(func(c *cbr.ChangeChargeModeInput) { c.PeriodType = "" })},
		{"ChangeChargeModeInput.PeriodNum", charge(func(c *cbr.ChangeChargeModeInput) { c.PeriodNum = 0 })},
		{"ChangeChargeModeInput.PeriodNum", charge(func(c *cbr.ChangeChargeModeInput) { c.PeriodNum = 10 })},
		{"ChangeChargeModeInput.ConsoleURL", charge(func(c *cbr.ChangeChargeModeInput) { c.ConsoleURL = long(256) })},
	}
	checkInvalid(t, mock.GetTotalCallCount(), inputs)
}

// TestAllowed: what is just allowed, or only doubtful, is sent.
func TestAllowed(t *testing.T) {
	ctx := t.Context()
	client := at(t, responding(200, jsonType, `{"vault":{"id":"v"},"member":{"id":"m"},"replication":{},"add_resource_ids":[]}`))
	in := serverVault(long(64))
	in.Description, in.BackupNamePrefix, in.AvailabilityZone = long(255), long(32), long(32)
	in.Billing.SizeGB = 1 // the reference says 10 in one place and 1 in another
	in.ThresholdPercent = new(int64(100))
	for i := range 20 { // some regions allow 10, others 20
		in.Tags = append(in.Tags, cbr.Tag{Key: long(35) + string(rune('a'+i)), Value: long(43)})
	}
	for range 256 {
		in.Resources = append(in.Resources, cbr.Resource{ID: "r", Type: "t", Name: long(255)})
	}
	for name, err := range map[string]error{
		"create": func() error { _, err := client.Vaults.Create(ctx, in); return err }(),
		"add": func() error {
			_, err := client.Vaults.AddResources(ctx, "v", cbr.AddResourcesInput{Resources: in.Resources})
			return err
		}(),
		"delete tags": client.Tags.Change(ctx, "v", cbr.ChangeTagsInput{
			Action: cbr.TagActionDelete, Tags: []cbr.Tag{{Key: long(128)}, {Key: "a b"}, {Key: "a b"}},
		}),
		"one policy of many": func() error {
			_, err := at(t, responding(200, jsonType, `{"associate_policy":{}}`)).Vaults.AssociatePolicy(ctx, "v", cbr.AssociatePolicyInput{AddPolicyIDs: manyIDs(36)})
			return err
		}(),
		"any name in an order": func() error {
			_, err := client.Vaults.Order(ctx, cbr.OrderVaultInput{Name: "a b.c", Billing: in.Billing})
			return err
		}(),
		"region": func() error {
			_, err := client.Backups.Replicate(ctx, "b", cbr.ReplicateBackupInput{DestinationProjectID: "p", DestinationRegion: "aZ.0_-" + strings.Repeat("r", 249), DestinationVaultID: "v"})
			return err
		}(),
		"reject": func() error {
			_, err := client.Members.Update(ctx, "b", "m", cbr.UpdateMemberInput{Status: cbr.MemberStatusRejected})
			return err
		}(),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
