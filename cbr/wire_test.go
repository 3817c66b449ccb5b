package cbr_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cbr"
)

// anyResponse suits every operation that returns one object.
const anyResponse = `{"vault":{"id":"v"},"backup":{"id":"b"},"member":{"id":"m"},"replication":{"vault_id":"v"},"associate_policy":{},"dissociate_policy":{}}`

// sync has an object in one response and a list in another.
const syncResponse = `{"sync":{"vault_id":"v"}}`

// TestWireOfChanges looks at what is sent, to the last byte of the body.
func TestWireOfChanges(t *testing.T) {
	body := anyResponse
	var last *http.Request
	var sent string
	client := at(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		last, sent = r, ""
		if r.Body != nil {
			data, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			sent = string(data)
		}
		return respond(http.StatusOK, body), nil
	}))
	billing := cbr.BillingCreate{
		CloudType: cbr.CloudTypePublic, ConsistentLevel: cbr.ConsistentLevelApp, ObjectType: cbr.ObjectTypeDisk, ProtectType: cbr.ProtectTypeBackup, SizeGB: 10,
		ChargingMode: cbr.ChargingModePrePaid, PeriodType: cbr.PeriodTypeYear, PeriodNum: 2, IsAutoRenew: true, IsAutoPay: true, ConsoleURL: "https://c", IsMultiAZ: true,
	}
	const billingJSON = `{"charging_mode":"pre_paid","cloud_type":"public","consistent_level":"app_consistent","console_url":"https://c","is_auto_pay":true,` +
		`"is_auto_renew":true,"is_multi_az":true,"object_type":"disk","period_num":2,"period_type":"year","protect_type":"backup","size":10}`
	rules := &cbr.BindRules{Tags: []cbr.Tag{{Key: "k", Value: "v"}}}
	for _, tt := range []struct {
		name   string
		do     func(ctx context.Context) error
		method string
		path   string
		query  string
		body   string
	}{
		{
			"the least of a vault", func(ctx context.Context) error { _, err := client.Vaults.Create(ctx, serverVault("n")); return err },
			http.MethodPost, "/vaults", "",
			`{"vault":{"billing":{"consistent_level":"crash_consistent","object_type":"server","protect_type":"backup","size":100},"name":"n","resources":[]}}`,
		},
		{
			"all of a vault", func(ctx context.Context) error {
				_, err := client.Vaults.Create(ctx, cbr.CreateVaultInput{
					Name: "n", Description: "d", Billing: billing, BackupPolicyID: "p", EnterpriseProjectID: "0", AutoBind: true, BindRules: rules, AutoExpand: true,
					ThresholdPercent: new(int64(1)), SMNNotify: new(false), BackupNamePrefix: "x", DemandBilling: true, SysLockSourceService: "SMB", Locked: true,
					AvailabilityZone: "az", Tags: []cbr.Tag{{Key: "k"}},
					Resources: []cbr.Resource{{ID: "r", Type: cbr.ResourceTypeVolume, Name: "m", ExtraInfo: &cbr.ResourceExtraInfo{IncludeVolumes: []cbr.IncludeVolume{{ID: "i", OSVersion: "o"}}}}},
				})
				return err
			},
			http.MethodPost, "/vaults", "",
			`{"vault":{"auto_bind":true,"auto_expand":true,"availability_zone":"az","backup_name_prefix":"x","backup_policy_id":"p","billing":` + billingJSON +
				`,"bind_rules":{"tags":[{"key":"k","value":"v"}]},"demand_billing":true,"description":"d","enterprise_project_id":"0","locked":true,"name":"n",` +
				`"resources":[{"extra_info":{"include_volumes":[{"id":"i","os_version":"o"}]},"id":"r","name":"m","type":"OS::Cinder::Volume"}],"smn_notify":false,` +
				`"sys_lock_source_service":"SMB","tags":[{"key":"k","value":""}],"threshold":1}}`,
		},
		{
			"an order", func(ctx context.Context) error {
				_, err := client.Vaults.Order(ctx, cbr.OrderVaultInput{Billing: billing, SMNNotify: new(false), Parameters: &cbr.VaultOrderParameters{
					CombinedOrder: &cbr.CombinedOrder{CombinedOrderID: "c", Servers: 1, Orders: 2},
				}})
				return err
			},
			http.MethodPost, "/vaults/order", "",
			`{"vault":{"billing":` + billingJSON + `,"parameters":{"combined_order":{"combined_order_ecs_num":1,"combined_order_id":"c","combined_order_num":2}},"resources":[],"smn_notify":false}}`,
		},
		{
			"false in a change", func(ctx context.Context) error {
				_, err := client.Vaults.Update(ctx, "v", cbr.UpdateVaultInput{
					AutoBind: new(false), AutoExpand: new(false), SMNNotify: new(false), Locked: new(false), BindRules: &cbr.BindRules{}, Billing: &cbr.BillingUpdate{},
				})
				return err
			},
			http.MethodPut, "/vaults/v", "", `{"vault":{"auto_bind":false,"auto_expand":false,"bind_rules":{},"locked":false,"smn_notify":false}}`,
		},
		{
			"the alarm of all vaults", func(ctx context.Context) error {
				_, err := client.Vaults.UpdateAll(ctx, cbr.UpdateAllVaultsInput{SMNNotify: new(false)})
				return err
			},
			http.MethodPut, "/vaults/batch-update", "", `{"vault":{"smn_notify":false}}`,
		},
		{"deletion", func(ctx context.Context) error { return client.Vaults.Delete(ctx, "v") }, http.MethodDelete, "/vaults/v", "", ""},
		{
			"external vaults", func(ctx context.Context) error {
				_, err := client.Vaults.ListExternal(ctx, cbr.ListExternalVaultsInput{
					ExternalProjectID: "p", Region: "r", Limit: 1, Cursor: "2", ProtectType: cbr.ProtectTypeReplication, CloudType: cbr.CloudTypeHybrid, ObjectType: cbr.ObjectTypeFile, VaultID: "v",
				})
				return err
			},
			http.MethodGet, "/vaults/external", "cloud_type=hybrid&external_project_id=p&limit=1&objcet_type=file&offset=2&protect_type=replication&region_id=r&vault_id=v", "",
		},
		{"summary", func(ctx context.Context) error { _, err := client.Vaults.Summary(ctx); return err }, http.MethodGet, "/vaults/summary", "", ""},
		{
			"resources", func(ctx context.Context) error {
				_, err := client.Vaults.AddResources(ctx, "v", cbr.AddResourcesInput{Resources: []cbr.Resource{{ID: "r", Type: cbr.ResourceTypeServer, ExtraInfo: &cbr.ResourceExtraInfo{ExcludeVolumes: []string{"x"}}}}})
				return err
			},
			http.MethodPost, "/vaults/v/addresources", "", `{"resources":[{"extra_info":{"exclude_volumes":["x"]},"id":"r","type":"OS::Nova::Server"}]}`,
		},
		{
			"removal", func(ctx context.Context) error {
				_, err := client.Vaults.RemoveResources(ctx, "v", cbr.RemoveResourcesInput{ResourceIDs: []string{"r"}})
				return err
			},
			http.MethodPost, "/vaults/v/removeresources", "", `{"resource_ids":["r"]}`,
		},
		{
			"suspension", func(ctx context.Context) error {
				_, err := client.Vaults.SetResources(ctx, "v", cbr.SetResourcesInput{Action: cbr.ResourceActionUnsuspend, ResourceIDs: []string{"r"}})
				return err
			},
			http.MethodPut, "/vaults/v/set-resources", "", `{"action":"unsuspend","resource_ids":["r"]}`,
		},
		{
			"migration", func(ctx context.Context) error {
				_, err := client.Vaults.MigrateResources(ctx, "v", cbr.MigrateResourcesInput{DestinationVaultID: "w", ResourceIDs: []string{"r"}})
				return err
			},
			http.MethodPost, "/vaults/v/migrateresources", "", `{"destination_vault_id":"w","resource_ids":["r"]}`,
		},
		{
			"binding", func(ctx context.Context) error {
				_, err := client.Vaults.AssociatePolicy(ctx, "v", cbr.AssociatePolicyInput{PolicyID: "p", DestinationVaultID: "d"})
				return err
			},
			http.MethodPost, "/vaults/v/associatepolicy", "", `{"destination_vault_id":"d","policy_id":"p"}`,
		},
		{
			"several bindings", func(ctx context.Context) error {
				_, err := client.Vaults.AssociatePolicy(ctx, "v", cbr.AssociatePolicyInput{AddPolicyIDs: []string{"p", "q"}})
				return err
			},
			http.MethodPost, "/vaults/v/associatepolicy", "", `{"add_policy_ids":["p","q"]}`,
		},
		{
			"unbinding", func(ctx context.Context) error { _, err := client.Vaults.DissociatePolicy(ctx, "v", "p"); return err },
			http.MethodPost, "/vaults/v/dissociatepolicy", "", `{"policy_id":"p"}`,
		},
		{"a tag", func(ctx context.Context) error {
			return client.Tags.Add(ctx, "v", cbr.AddTagInput{Tag: cbr.Tag{Key: "k"}})
		}, http.MethodPost, "/vault/v/tags", "", `{"tag":{"key":"k","value":""}}`},
		{
			"tags", func(ctx context.Context) error {
				return client.Tags.Change(ctx, "v", cbr.ChangeTagsInput{Action: cbr.TagActionDelete, Tags: []cbr.Tag{{Key: "k"}}, SysTags: []cbr.Tag{{Key: "s", Value: "t"}}})
			},
			http.MethodPost, "/vault/v/tags/action", "", `{"action":"delete","sys_tags":[{"key":"s","value":"t"}],"tags":[{"key":"k","value":""}]}`,
		},
		{"no tag", func(ctx context.Context) error { return client.Tags.Delete(ctx, "v", "k/ä") }, http.MethodDelete, "/vault/v/tags/k%2F%C3%A4", "", ""},
		{"tags of a vault", func(ctx context.Context) error { _, err := client.Tags.List(ctx, "v"); return err }, http.MethodGet, "/vault/v/tags", "", ""},
		{"tags of the project", func(ctx context.Context) error { _, err := client.Tags.ListProject(ctx); return err }, http.MethodGet, "/vault/tags", "", ""},
		{
			"vaults by tags", func(ctx context.Context) error {
				_, err := client.Tags.ListVaults(ctx, cbr.ListTaggedVaultsInput{
					Limit: 20, Cursor: "40", Tags: []cbr.TagFilter{{Key: "a", Values: []string{"x"}}}, TagsAny: []cbr.TagFilter{{Key: "b"}}, NotTags: []cbr.TagFilter{{Key: "c"}},
					NotTagsAny: []cbr.TagFilter{{Key: "d"}}, SysTags: []cbr.TagFilter{{Key: "e"}}, Untagged: true, Name: "n", CloudType: cbr.CloudTypePublic, ObjectType: cbr.ObjectTypeRDS,
				})
				return err
			},
			http.MethodPost, "/vault/resource_instances/action", "",
			`{"action":"filter","cloud_type":"public","limit":"20","matches":[{"key":"resource_name","value":"n"}],"not_tags":[{"key":"c","values":[]}],"not_tags_any":[{"key":"d","values":[]}],` +
				`"object_type":"rds","offset":"40","sys_tags":[{"key":"e","values":[]}],"tags":[{"key":"a","values":["x"]}],"tags_any":[{"key":"b","values":[]}],"without_any_tag":true}`,
		},
		{
			"a count of vaults", func(ctx context.Context) error {
				_, err := client.Tags.ListVaults(ctx, cbr.ListTaggedVaultsInput{Limit: 20, Cursor: "40", CountOnly: true})
				return err
			},
			http.MethodPost, "/vault/resource_instances/action", "", `{"action":"count"}`,
		},
		{
			"sharing", func(ctx context.Context) error {
				_, err := client.Members.Add(ctx, "b", cbr.AddMembersInput{Members: []string{"p"}, Domains: []string{"d"}})
				return err
			},
			http.MethodPost, "/backups/b/members", "", `{"domains":["d"],"members":["p"]}`,
		},
		{
			"members", func(ctx context.Context) error {
				_, err := client.Members.List(ctx, "b", cbr.ListMembersInput{
					Limit: 1, Marker: "m", ProjectID: "p", ImageID: "i", Status: cbr.MemberStatusAccepted, VaultID: "v", Sort: "id:asc",
				})
				return err
			},
			http.MethodGet, "/backups/b/members", "dest_project_id=p&image_id=i&limit=1&marker=m&sort=id:asc&status=accepted&vault_id=v", "",
		},
		{"a member", func(ctx context.Context) error { _, err := client.Members.Get(ctx, "b", "m"); return err }, http.MethodGet, "/backups/b/members/m", "", ""},
		{
			"acceptance", func(ctx context.Context) error {
				_, err := client.Members.Update(ctx, "b", "m", cbr.UpdateMemberInput{Status: cbr.MemberStatusAccepted, VaultID: "v"})
				return err
			},
			http.MethodPut, "/backups/b/members/m", "", `{"status":"accepted","vault_id":"v"}`,
		},
		{"no member", func(ctx context.Context) error { return client.Members.Delete(ctx, "b", "m") }, http.MethodDelete, "/backups/b/members/m", "", ""},
		{
			"a copy", func(ctx context.Context) error {
				_, err := client.Backups.Replicate(ctx, "b", cbr.ReplicateBackupInput{
					Name: "n", Description: "d", DestinationProjectID: "p", DestinationRegion: "r", DestinationVaultID: "v", EnableAcceleration: true, CrossAccountURN: "u",
				})
				return err
			},
			http.MethodPost, "/backups/b/replicate", "",
			`{"replicate":{"cross_account_urn":"u","description":"d","destination_project_id":"p","destination_region":"r","destination_vault_id":"v","enable_acceleration":true,"name":"n"}}`,
		},
		{
			"copies of a vault", func(ctx context.Context) error {
				_, err := client.Checkpoints.Replicate(ctx, cbr.ReplicateCheckpointInput{VaultID: "w", DestinationProjectID: "p", DestinationRegion: "r", DestinationVaultID: "v"})
				return err
			},
			http.MethodPost, "/checkpoints/replicate", "",
			`{"replicate":{"destination_project_id":"p","destination_region":"r","destination_vault_id":"v","vault_id":"w"}}`,
		},
		{"a name", func(ctx context.Context) error { _, err := client.Backups.Rename(ctx, "b", "n"); return err }, http.MethodPut, "/backups/b", "", `{"backup":{"name":"n"}}`},
		{"metadata", func(ctx context.Context) error { _, err := client.Backups.Metadata(ctx, "b"); return err }, http.MethodGet, "/backups/b/metadata", "", ""},
		{
			"sync of a vault", func(ctx context.Context) error {
				body = syncResponse
				_, err := client.Checkpoints.Sync(ctx, cbr.SyncCheckpointInput{VaultID: "v"})
				body = anyResponse
				return err
			},
			http.MethodPost, "/checkpoints/sync", "", `{"sync":{"auto_trigger":false,"vault_id":"v"}}`,
		},
		{
			"sync of backups", func(ctx context.Context) error {
				_, err := client.Backups.Sync(ctx, cbr.SyncBackupsInput{Backups: []cbr.BackupSync{{BackupID: "b", BackupName: "n", BucketName: "c", ImagePath: "p", ResourceID: "r", ResourceName: "s", CreatedAtUnix: 4102444800}}})
				return err
			},
			http.MethodPost, "/backups/sync", "",
			`{"sync":[{"backup_id":"b","backup_name":"n","bucket_name":"c","created_at":4102444800,"image_path":"p","resource_id":"r","resource_name":"s","resource_type":"OS::Native::Server"}]}`,
		},
		{
			"another product", func(ctx context.Context) error {
				_, err := client.Orders.Change(ctx, cbr.ChangeOrderInput{ResourceID: "v", ConsoleURL: "u", IsAutoPay: new(true), PromotionInfo: "o", ProductInfo: cbr.OrderProduct{
					ProductID: "p", SizeGB: 10, SizeMeasureID: new(int64(17)), ResourceSpecCode: cbr.VaultSpecCodeRDS,
				}})
				return err
			},
			http.MethodPost, "/orders/change", "",
			`{"cloud_service_console_url":"u","is_auto_pay":true,"product_info":{"product_id":"p","resource_size":10,"resource_size_measure_id":17,"resource_spec_code":"vault.backup.rds.normal"},` +
				`"promotion_info":"o","resource_id":"v"}`,
		},
		{
			"another product, the old way", func(ctx context.Context) error {
				_, err := client.Orders.Update(ctx, "o", cbr.UpdateOrderInput{ResourceID: "v", ConsoleURL: "u", PromotionInfo: "x", ProductInfo: cbr.OrderUpdateProduct{
					ProductID: "p", SizeGB: 10, ResourceSpecCode: cbr.VaultSpecCodeTurbo,
				}})
				return err
			},
			http.MethodPut, "/orders/o", "",
			`{"cloudServiceConsoleURL":"u","productInfo":{"productId":"p","resourceSize":10,"resourceSpecCode":"vault.backup.turbo.normal"},"promotion_info":"x","resourceId":"v"}`,
		},
		{
			"paying in advance", func(ctx context.Context) error {
				_, err := client.Orders.ChangeChargeMode(ctx, cbr.ChangeChargeModeInput{
					VaultIDs: []string{"v"}, ChargingMode: cbr.ChargingModePrePaid, PeriodType: cbr.PeriodTypeMonth, PeriodNum: 9, IsAutoRenew: true, IsAutoPay: true, ConsoleURL: "u",
				})
				return err
			},
			http.MethodPost, "/vaults/change-charge-mode", "",
			`{"charging_mode":"pre_paid","console_url":"u","is_auto_pay":true,"is_auto_renew":true,"period_num":9,"period_type":"month","vault_ids":["v"]}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body = strings.Replace(anyResponse, "{", `{"orders":[{"orderId":"o"}],`, 1)
			if err := tt.do(t.Context()); err != nil {
				t.Fatal(err)
			}
			if want := "/v3/" + projectID + tt.path; last.Method != tt.method || last.URL.EscapedPath() != want {
				t.Errorf("%s %s, want %s %s", last.Method, last.URL.EscapedPath(), tt.method, want)
			}
			if diff := cmp.Diff(values(t, tt.query), last.URL.Query()); diff != "" {
				t.Errorf("query (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.body, strings.TrimSpace(sent)); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
		})
	}
}
