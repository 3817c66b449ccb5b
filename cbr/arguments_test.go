package cbr_test

import (
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr"
)

// refusal is an input that breaks a firm limit, and the field that is named.
type refusal struct {
	field string
	err   error
}

func checkRefusals(t *testing.T, sent int, refusals []refusal) {
	t.Helper()
	for _, r := range refusals {
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
	mock := answering(200, jsonType, `{}`)
	client := at(t, mock)
	ctx := t.Context()
	create := func(change func(*cbr.VaultCreate)) error {
		in := serverVault("v")
		change(&in)
		_, err := client.Vaults.Create(ctx, in)
		return err
	}
	order := func(change func(*cbr.VaultOrder)) error {
		in := cbr.VaultOrder{Billing: serverVault("v").Billing}
		change(&in)
		_, err := client.Vaults.Order(ctx, in)
		return err
	}
	update := func(in cbr.VaultUpdate) error { _, err := client.Vaults.Update(ctx, "v", in); return err }
	list := func(in cbr.ListVaultsInput) error { _, err := client.Vaults.List(ctx, in); return err }
	external := func(in cbr.ListExternalVaultsInput) error { _, err := client.Vaults.ListExternal(ctx, in); return err }
	add := func(r ...cbr.Resource) error { _, err := client.Vaults.AddResources(ctx, "v", r); return err }
	remove := func(ids ...string) error { _, err := client.Vaults.RemoveResources(ctx, "v", ids); return err }
	setting := func(in cbr.ResourceSetting) error { _, err := client.Vaults.SetResources(ctx, "v", in); return err }
	migrate := func(in cbr.ResourceMigration) error {
		_, err := client.Vaults.MigrateResources(ctx, "v", in)
		return err
	}
	bind := func(in cbr.PolicyAssociation) error {
		_, err := client.Vaults.AssociatePolicy(ctx, "v", in)
		return err
	}
	all := func(in cbr.VaultAlarm) error { _, err := client.Vaults.UpdateAll(ctx, in); return err }
	_, untilErr := client.Vaults.WaitUntil(ctx, "v", nil)
	_, addedErr := client.Vaults.WaitResourcesAdded(ctx, "v", nil)
	_, removedErr := client.Vaults.WaitResourcesRemoved(ctx, "v", nil)
	refusals := []refusal{
		{"name", create(func(v *cbr.VaultCreate) { v.Name = "" })},
		{"name", create(func(v *cbr.VaultCreate) { v.Name = "a b" })},
		{"name", create(func(v *cbr.VaultCreate) { v.Name = long(65) })},
		{"description", create(func(v *cbr.VaultCreate) { v.Description = long(256) })},
		{"description", create(func(v *cbr.VaultCreate) { v.Description = "<b>" })},
		{"billing.size", create(func(v *cbr.VaultCreate) { v.Billing.SizeGB = 0 })},
		{"billing.consistent_level", create(func(v *cbr.VaultCreate) { v.Billing.ConsistentLevel = "" })},
		{"billing.object_type", create(func(v *cbr.VaultCreate) { v.Billing.ObjectType = "" })},
		{"billing.protect_type", create(func(v *cbr.VaultCreate) { v.Billing.ProtectType = "" })},
		{"billing.console_url", create(func(v *cbr.VaultCreate) { v.Billing.ConsoleURL = long(256) })},
		{"resources", create(func(v *cbr.VaultCreate) { v.Resources = make([]cbr.Resource, 257) })},
		{"resources[0].type", create(func(v *cbr.VaultCreate) { v.Resources = []cbr.Resource{{ID: "r"}} })},
		{"tags[0].key", create(func(v *cbr.VaultCreate) { v.Tags = []cbr.Tag{{}} })},
		{"tags[1].key", create(func(v *cbr.VaultCreate) { v.Tags = []cbr.Tag{{Key: "k"}, {Key: "k"}} })},
		{"tags[0].key", create(func(v *cbr.VaultCreate) { v.Tags = []cbr.Tag{{Key: long(37)}} })},
		{"tags[0].value", create(func(v *cbr.VaultCreate) { v.Tags = []cbr.Tag{{Key: "k", Value: long(44)}} })},
		{"bind_rules.tags[0].key", create(func(v *cbr.VaultCreate) { v.BindRules = &cbr.BindRules{Tags: []cbr.Tag{{Value: "v"}}} })},
		{"threshold", create(func(v *cbr.VaultCreate) { v.ThresholdPercent = ptr[int64](0) })},
		{"threshold", create(func(v *cbr.VaultCreate) { v.ThresholdPercent = ptr[int64](101) })},
		{"backup_name_prefix", create(func(v *cbr.VaultCreate) { v.BackupNamePrefix = long(33) })},
		{"availability_zone", create(func(v *cbr.VaultCreate) { v.AvailabilityZone = long(33) })},
		{"name", order(func(v *cbr.VaultOrder) { v.Name = long(65) })},
		{"description", order(func(v *cbr.VaultOrder) { v.Description = long(256) })},
		{"billing.size", order(func(v *cbr.VaultOrder) { v.Billing.SizeGB = -1 })},
		{"threshold", order(func(v *cbr.VaultOrder) { v.ThresholdPercent = ptr[int64](200) })},
		{"parameters.combined_order.combined_order_ecs_num", order(func(v *cbr.VaultOrder) {
			v.Parameters = &cbr.VaultOrderParameters{CombinedOrder: &cbr.CombinedOrder{Servers: 1001}}
		})},
		{"parameters.combined_order.combined_order_num", order(func(v *cbr.VaultOrder) {
			v.Parameters = &cbr.VaultOrderParameters{CombinedOrder: &cbr.CombinedOrder{Orders: -1}}
		})},
		{"name", update(cbr.VaultUpdate{Name: "a/b"})},
		{"threshold", update(cbr.VaultUpdate{ThresholdPercent: ptr[int64](0)})},
		{"billing.size", update(cbr.VaultUpdate{Billing: &cbr.BillingUpdate{SizeGB: -5}})},
		{"bind_rules.tags[0].key", update(cbr.VaultUpdate{BindRules: &cbr.BindRules{Tags: []cbr.Tag{{}}}})},
		{"threshold", all(cbr.VaultAlarm{})},
		{"threshold", all(cbr.VaultAlarm{ThresholdPercent: ptr[int64](101)})},
		{"name", list(cbr.ListVaultsInput{Name: "a b"})},
		{"resource_ids[0]", list(cbr.ListVaultsInput{ResourceIDs: []string{"a,b"}})},
		{"limit", list(cbr.ListVaultsInput{Limit: 1001})},
		{"external_project_id", external(cbr.ListExternalVaultsInput{Region: "r"})},
		{"region_id", external(cbr.ListExternalVaultsInput{ExternalProjectID: "p"})},
		{"offset", external(cbr.ListExternalVaultsInput{ExternalProjectID: "p", Region: "r", Offset: -1})},
		{"resources", add()},
		{"resources", add(make([]cbr.Resource, 257)...)},
		{"resources[0].id", add(cbr.Resource{Type: "t"})},
		{"resources[0].name", add(cbr.Resource{ID: "r", Type: "t", Name: long(256)})},
		{"resources[0].extra_info.exclude_volumes[0]", add(cbr.Resource{ID: "r", Type: "t", ExtraInfo: &cbr.ResourceExtraInfo{ExcludeVolumes: []string{""}}})},
		{"resources[0].extra_info.include_volumes", add(cbr.Resource{ID: "r", Type: "t", ExtraInfo: &cbr.ResourceExtraInfo{IncludeVolumes: []cbr.IncludeVolume{{}}}})},
		{"resource_ids", remove()},
		{"resource_ids", remove(manyIDs(257)...)},
		{"resource_ids[0]", remove("")},
		{"action", setting(cbr.ResourceSetting{ResourceIDs: []string{"r"}})},
		{"resource_ids", setting(cbr.ResourceSetting{Action: cbr.ResourceActionSuspend})},
		{"destination_vault_id", migrate(cbr.ResourceMigration{ResourceIDs: []string{"r"}})},
		{"resource_ids", migrate(cbr.ResourceMigration{DestinationVaultID: "v"})},
		{"policy_id", bind(cbr.PolicyAssociation{})},
		{"policy_id", bind(cbr.PolicyAssociation{PolicyID: "p", AddPolicyIDs: []string{"q"}})},
		{"add_policy_ids[0]", bind(cbr.PolicyAssociation{AddPolicyIDs: []string{""}})},
		{"done", untilErr},
		{"resources", addedErr},
		{"resource_ids", removedErr},
	}
	checkRefusals(t, mock.GetTotalCallCount(), refusals)
}

func TestOtherArguments(t *testing.T) {
	mock := answering(200, jsonType, `{}`)
	client := at(t, mock)
	ctx := t.Context()
	find := func(in cbr.FindVaultsInput) error { _, err := client.Tags.FindVaults(ctx, in); return err }
	tags := func(in cbr.TagChange) error { return client.Tags.Change(ctx, "v", in) }
	filter := func(f ...cbr.TagFilter) cbr.FindVaultsInput { return cbr.FindVaultsInput{NotTagsAny: f} }
	share := func(in cbr.MembersAdd) error { _, err := client.Members.Add(ctx, "b", in); return err }
	member := func(in cbr.MemberUpdate) error { _, err := client.Members.Update(ctx, "b", "m", in); return err }
	members := func(in cbr.ListMembersInput) error { _, err := client.Members.List(ctx, "b", in); return err }
	backupTo := func(in cbr.BackupReplicate) error { _, err := client.Backups.Replicate(ctx, "b", in); return err }
	vaultTo := func(in cbr.CheckpointReplicate) error { _, err := client.Checkpoints.Replicate(ctx, in); return err }
	wait := func(in cbr.CheckpointReplication) error {
		_, err := client.Checkpoints.WaitReplicated(ctx, in)
		return err
	}
	rename := func(name string) error { _, err := client.Backups.Rename(ctx, "b", name); return err }
	good := cbr.BackupSync{BackupID: "b", BackupName: "n", BucketName: "c", ImagePath: "p", ResourceID: "r", ResourceName: "s", CreatedAtUnix: 1}
	sync := func(change func(*cbr.BackupSync)) error {
		in := good
		change(&in)
		_, err := client.Backups.Sync(ctx, []cbr.BackupSync{good, in})
		return err
	}
	_, tooMany := client.Backups.Sync(ctx, make([]cbr.BackupSync, 51))
	_, noVault := client.Checkpoints.Sync(ctx, cbr.CheckpointSync{})
	change := func(change func(*cbr.OrderChange)) error {
		in := cbr.OrderChange{ResourceID: "v", ProductInfo: cbr.OrderProduct{ProductID: "p", SizeGB: 10, ResourceSpecCode: cbr.VaultSpecCodeRDS}}
		change(&in)
		_, err := client.Orders.Change(ctx, in)
		return err
	}
	old := func(change func(*cbr.OrderUpdate)) error {
		in := cbr.OrderUpdate{ResourceID: "v", ProductInfo: cbr.OrderUpdateProduct{ProductID: "p", SizeGB: 10, ResourceSpecCode: cbr.VaultSpecCodeRDS}}
		change(&in)
		_, err := client.Orders.Update(ctx, "o", in)
		return err
	}
	charge := func(change func(*cbr.ChargeModeChange)) error {
		in := cbr.ChargeModeChange{VaultIDs: []string{"v"}, PeriodType: cbr.PeriodTypeMonth, PeriodNum: 1}
		change(&in)
		_, err := client.Orders.ChangeChargeMode(ctx, in)
		return err
	}
	dest := cbr.BackupReplicate{DestinationProjectID: "p", DestinationRegion: "r", DestinationVaultID: "v"}
	to := func(change func(*cbr.BackupReplicate)) error {
		in := dest
		change(&in)
		return backupTo(in)
	}
	refusals := []refusal{
		{"tag.key", client.Tags.Add(ctx, "v", cbr.Tag{})},
		{"tag.key", client.Tags.Add(ctx, "v", cbr.Tag{Key: long(37)})},
		{"tag.value", client.Tags.Add(ctx, "v", cbr.Tag{Key: "k", Value: long(44)})},
		{"key", client.Tags.Delete(ctx, "v", "..")},
		{"action", tags(cbr.TagChange{Tags: []cbr.Tag{{Key: "k"}}})},
		{"tags", tags(cbr.TagChange{Action: cbr.TagActionCreate})},
		{"tags[0].value", tags(cbr.TagChange{Action: cbr.TagActionCreate, Tags: []cbr.Tag{{Key: "k", Value: long(44)}}})},
		{"limit", find(cbr.FindVaultsInput{Limit: 1001})},
		{"offset", find(cbr.FindVaultsInput{Offset: -1})},
		{"matches[0].value", find(cbr.FindVaultsInput{Name: long(256)})},
		{"not_tags_any[0].key", find(filter(cbr.TagFilter{}))},
		{"not_tags_any[0].key", find(filter(cbr.TagFilter{Key: long(128)}))},
		{"not_tags_any[0].values", find(filter(cbr.TagFilter{Key: "k", Values: []string{long(256)}}))},
		{"not_tags_any[0].values", find(filter(cbr.TagFilter{Key: "k", Values: manyIDs(11)}))},
		{"not_tags_any", find(filter(make([]cbr.TagFilter, 11)...))},
		{"members", share(cbr.MembersAdd{})},
		{"members", share(cbr.MembersAdd{Members: manyIDs(11)})},
		{"members[0]", share(cbr.MembersAdd{Members: []string{""}})},
		{"domains[0]", share(cbr.MembersAdd{Domains: []string{""}})},
		{"status", member(cbr.MemberUpdate{VaultID: "v"})},
		{"vault_id", member(cbr.MemberUpdate{Status: cbr.MemberStatusAccepted})},
		{"limit", members(cbr.ListMembersInput{Limit: -1})},
		{"offset", members(cbr.ListMembersInput{Offset: -1})},
		{"marker", members(cbr.ListMembersInput{Marker: "m", Offset: 1})},
		{"sort", members(cbr.ListMembersInput{Sort: long(256)})},
		{"name", to(func(r *cbr.BackupReplicate) { r.Name = long(65) })},
		{"name", to(func(r *cbr.BackupReplicate) { r.Name = "a b" })},
		{"description", to(func(r *cbr.BackupReplicate) { r.Description = "<" })},
		{"description", to(func(r *cbr.BackupReplicate) { r.Description = long(256) })},
		{"destination_project_id", to(func(r *cbr.BackupReplicate) { r.DestinationProjectID = "" })},
		{"destination_region", to(func(r *cbr.BackupReplicate) { r.DestinationRegion = "" })},
		{"destination_region", to(func(r *cbr.BackupReplicate) { r.DestinationRegion = "eu west" })},
		{"destination_region", to(func(r *cbr.BackupReplicate) { r.DestinationRegion = "名" })},
		{"destination_region", to(func(r *cbr.BackupReplicate) { r.DestinationRegion = strings.Repeat("r", 256) })},
		{"destination_vault_id", to(func(r *cbr.BackupReplicate) { r.DestinationVaultID = "" })},
		{"vault_id", vaultTo(cbr.CheckpointReplicate{DestinationProjectID: "p", DestinationRegion: "r", DestinationVaultID: "v"})},
		{"destination_vault_id", vaultTo(cbr.CheckpointReplicate{VaultID: "v", DestinationProjectID: "p", DestinationRegion: "r"})},
		{"vault_id", wait(cbr.CheckpointReplication{})},
		{"replication_record_id", wait(cbr.CheckpointReplication{VaultID: "v"})},
		{"replication_record_id[0]", wait(cbr.CheckpointReplication{VaultID: "v", Backups: make([]cbr.ReplicatedBackup, 1)})},
		{"name", rename("")},
		{"name", rename(long(65))},
		{"name", rename("a b")},
		{"sync", tooMany},
		{"vault_id", noVault},
		{"sync[1].backup_id", sync(func(b *cbr.BackupSync) { b.BackupID = "" })},
		{"sync[1].backup_name", sync(func(b *cbr.BackupSync) { b.BackupName = "" })},
		{"sync[1].backup_name", sync(func(b *cbr.BackupSync) { b.BackupName = "a b" })},
		{"sync[1].bucket_name", sync(func(b *cbr.BackupSync) { b.BucketName = "" })},
		{"sync[1].image_path", sync(func(b *cbr.BackupSync) { b.ImagePath = "" })},
		{"sync[1].resource_id", sync(func(b *cbr.BackupSync) { b.ResourceID = "" })},
		{"sync[1].resource_name", sync(func(b *cbr.BackupSync) { b.ResourceName = "" })},
		{"sync[1].created_at", sync(func(b *cbr.BackupSync) { b.CreatedAtUnix = 0 })},
		{"resource_id", change(func(c *cbr.OrderChange) { c.ResourceID = "" })},
		{"product_info.product_id", change(func(c *cbr.OrderChange) { c.ProductInfo.ProductID = "" })},
		{"product_info.product_id", change(func(c *cbr.OrderChange) { c.ProductInfo.ProductID = "名" })},
		{"product_info.product_id", change(func(c *cbr.OrderChange) { c.ProductInfo.ProductID = strings.Repeat("p", 65) })},
		{"product_info.resource_size", change(func(c *cbr.OrderChange) { c.ProductInfo.SizeGB = 9 })},
		{"product_info.resource_size", change(func(c *cbr.OrderChange) { c.ProductInfo.SizeGB = 10485761 })},
		{"product_info.resource_spec_code", change(func(c *cbr.OrderChange) { c.ProductInfo.ResourceSpecCode = "" })},
		{"cloud_service_console_url", change(func(c *cbr.OrderChange) { c.ConsoleURL = long(513) })},
		{"resourceId", old(func(c *cbr.OrderUpdate) { c.ResourceID = "" })},
		{"productInfo.productId", old(func(c *cbr.OrderUpdate) { c.ProductInfo.ProductID = "a b" })},
		{"productInfo.resourceSize", old(func(c *cbr.OrderUpdate) { c.ProductInfo.SizeGB = 1 })},
		{"productInfo.resourceSpecCode", old(func(c *cbr.OrderUpdate) { c.ProductInfo.ResourceSpecCode = "" })},
		{"cloudServiceConsoleURL", old(func(c *cbr.OrderUpdate) { c.ConsoleURL = long(513) })},
		{"vault_ids", charge(func(c *cbr.ChargeModeChange) { c.VaultIDs = nil })},
		{"vault_ids", charge(func(c *cbr.ChargeModeChange) { c.VaultIDs = manyIDs(61) })},
		{"vault_ids[0]", charge(func(c *cbr.ChargeModeChange) { c.VaultIDs = []string{""} })},
		{"period_type", charge(func(c *cbr.ChargeModeChange) { c.PeriodType = "" })},
		{"period_num", charge(func(c *cbr.ChargeModeChange) { c.PeriodNum = 0 })},
		{"period_num", charge(func(c *cbr.ChargeModeChange) { c.PeriodNum = 10 })},
		{"console_url", charge(func(c *cbr.ChargeModeChange) { c.ConsoleURL = long(256) })},
	}
	checkRefusals(t, mock.GetTotalCallCount(), refusals)
}

// TestAllowed: what is just allowed, or only doubtful, is sent.
func TestAllowed(t *testing.T) {
	ctx := t.Context()
	client := at(t, answering(200, jsonType, `{"vault":{"id":"v"},"member":{"id":"m"},"replication":{},"add_resource_ids":[]}`))
	in := serverVault(long(64))
	in.Description, in.BackupNamePrefix, in.AvailabilityZone = long(255), long(32), long(32)
	in.Billing.SizeGB = 1 // the reference says 10 in one place and 1 in another
	in.ThresholdPercent = ptr[int64](100)
	for i := range 20 { // some regions allow 10, others 20
		in.Tags = append(in.Tags, cbr.Tag{Key: long(35) + string(rune('a'+i)), Value: long(43)})
	}
	for range 256 {
		in.Resources = append(in.Resources, cbr.Resource{ID: "r", Type: "t", Name: long(255)})
	}
	for name, err := range map[string]error{
		"create": func() error { _, err := client.Vaults.Create(ctx, in); return err }(),
		"add":    func() error { _, err := client.Vaults.AddResources(ctx, "v", in.Resources); return err }(),
		"delete tags": client.Tags.Change(ctx, "v", cbr.TagChange{
			Action: cbr.TagActionDelete, Tags: []cbr.Tag{{Key: long(128)}, {Key: "a b"}, {Key: "a b"}},
		}),
		"one policy of many": func() error {
			_, err := at(t, answering(200, jsonType, `{"associate_policy":{}}`)).Vaults.AssociatePolicy(ctx, "v", cbr.PolicyAssociation{AddPolicyIDs: manyIDs(36)})
			return err
		}(),
		"any name in an order": func() error {
			_, err := client.Vaults.Order(ctx, cbr.VaultOrder{Name: "a b.c", Billing: in.Billing})
			return err
		}(),
		"region": func() error {
			_, err := client.Backups.Replicate(ctx, "b", cbr.BackupReplicate{DestinationProjectID: "p", DestinationRegion: "aZ.0_-" + strings.Repeat("r", 249), DestinationVaultID: "v"})
			return err
		}(),
		"reject": func() error {
			_, err := client.Members.Update(ctx, "b", "m", cbr.MemberUpdate{Status: cbr.MemberStatusRejected})
			return err
		}(),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
