package interop

import (
	"context"

	official "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"

	"github.com/backup-sdk/backup-go/cbr"
)

func sharingPairs(they *official.CbrClient, we *cbr.Client) []pair {
	const member = `"backup_id":"` + backupID + `","member_id":"` + projectID + `"`
	return []pair{
		{
			operation: "addMember",
			theirs:    with(they.AddMember, `{"backup_id":"`+backupID+`","body":{"members":["`+projectID+`"],"domains":["4f6e8d0c2b1a49387f6e5d4c3b2a1908"]}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Members.Add(ctx, backupID, cbr.AddMembersInput{Members: []string{projectID}, Domains: []string{"4f6e8d0c2b1a49387f6e5d4c3b2a1908"}}))
			},
		}, {
			operation: "showMembersDetail",
			theirs: with(they.ShowMembersDetail, `{"backup_id":"`+backupID+`","dest_project_id":"`+projectID+`","image_id":"`+taskID+`","status":"accepted","vault_id":"`+vaultID+`",
				"limit":10,"offset":20,"sort":"created_at:asc"}`),
			ours: func(ctx context.Context) error {
				return sent(we.Members.List(ctx, backupID, cbr.ListMembersInput{
					ProjectID: projectID, ImageID: taskID, Status: cbr.MemberStatusAccepted, VaultID: vaultID, Limit: 10, Cursor: "20", Sort: "created_at:asc",
				}))
			},
		}, {
			operation: "showMemberDetail",
			theirs:    with(they.ShowMemberDetail, `{`+member+`}`),
			ours:      func(ctx context.Context) error { return sent(we.Members.Get(ctx, backupID, projectID)) },
		}, {
			operation: "updateMemberStatus",
			theirs:    with(they.UpdateMemberStatus, `{`+member+`,"body":{"status":"accepted","vault_id":"`+vaultID+`"}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Members.Update(ctx, backupID, projectID, cbr.UpdateMemberInput{Status: cbr.MemberStatusAccepted, VaultID: vaultID}))
			},
		}, {
			operation: "deleteMember",
			theirs:    with(they.DeleteMember, `{`+member+`}`),
			ours:      func(ctx context.Context) error { return we.Members.Delete(ctx, backupID, projectID) },
		}, {
			operation: "createVaultTags",
			theirs:    with(they.CreateVaultTags, `{"vault_id":"`+vaultID+`","body":{"tag":{"key":"env","value":"prod"}}}`),
			ours: func(ctx context.Context) error {
				return we.Tags.Add(ctx, vaultID, cbr.AddTagInput{Tag: cbr.Tag{Key: "env", Value: "prod"}})
			},
		}, {
			operation: "batchCreateAndDeleteVaultTags",
			theirs:    with(they.BatchCreateAndDeleteVaultTags, `{"vault_id":"`+vaultID+`","body":{"action":"delete","tags":[{"key":"env","value":"prod"},{"key":"team","value":""}]}}`),
			ours: func(ctx context.Context) error {
				return we.Tags.Change(ctx, vaultID, cbr.ChangeTagsInput{Action: cbr.TagActionDelete, Tags: []cbr.Tag{{Key: "env", Value: "prod"}, {Key: "team"}}})
			},
		}, {
			operation: "deleteVaultTag",
			theirs:    with(they.DeleteVaultTag, `{"vault_id":"`+vaultID+`","key":"env"}`),
			ours:      func(ctx context.Context) error { return we.Tags.Delete(ctx, vaultID, "env") },
		}, {
			operation: "deleteVaultTag",
			theirs:    with(they.DeleteVaultTag, `{"vault_id":"`+vaultID+`","key":"k/../x y"}`),
			ours:      func(ctx context.Context) error { return we.Tags.Delete(ctx, vaultID, "k/../x y") },
			differs:   "the vendor's client does not escape a slash, so the key becomes another path",
			change:    func(r *request) { r.Path = "/v3/" + projectID + "/vault/" + vaultID + "/tags/k%2F..%2Fx%20y" },
		}, {
			operation: "showVaultTag",
			theirs:    with(they.ShowVaultTag, `{"vault_id":"`+vaultID+`"}`),
			ours:      func(ctx context.Context) error { return sent(we.Tags.List(ctx, vaultID)) },
		}, {
			operation: "showVaultProjectTag",
			theirs:    with(they.ShowVaultProjectTag, `{}`),
			ours:      func(ctx context.Context) error { return sent(we.Tags.ListProject(ctx)) },
		}, {
			operation: "showVaultResourceInstances",
			theirs: with(they.ShowVaultResourceInstances, `{"body":{"action":"filter","limit":"10","offset":"20","tags":[{"key":"env","values":["prod","test"]}],"tags_any":[{"key":"a","values":[]}],
				"not_tags":[{"key":"b","values":["1"]}],"not_tags_any":[{"key":"c","values":["2"]}],"sys_tags":[{"key":"_sys_enterprise_project_id","values":["0"]}],
				"matches":[{"key":"resource_name","value":"pay"}],"cloud_type":"public","object_type":"server"}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Tags.ListVaults(ctx, cbr.ListTaggedVaultsInput{
					Limit: 10, Cursor: "20", Tags: []cbr.TagFilter{{Key: "env", Values: []string{"prod", "test"}}}, TagsAny: []cbr.TagFilter{{Key: "a"}},
					NotTags: []cbr.TagFilter{{Key: "b", Values: []string{"1"}}}, NotTagsAny: []cbr.TagFilter{{Key: "c", Values: []string{"2"}}},
					SysTags: []cbr.TagFilter{{Key: "_sys_enterprise_project_id", Values: []string{"0"}}}, Name: "pay", CloudType: cbr.CloudTypePublic, ObjectType: cbr.ObjectTypeServer,
				}))
			},
		}, {
			operation: "changeOrder",
			theirs: with(they.ChangeOrder, `{"body":{"resource_id":"`+vaultID+`","cloud_service_console_url":"https://console.example.com/","is_auto_pay":true,"promotion_info":"p",
				"product_info":{"product_id":"OFFI1","resource_size":200,"resource_size_measure_id":17,"resource_spec_code":"vault.backup.server.normal"}}}`),
			ours: func(ctx context.Context) error {
				measure := int64(17)
				return sent(we.Orders.Change(ctx, cbr.ChangeOrderInput{
					ResourceID: vaultID, ConsoleURL: "https://console.example.com/", IsAutoPay: new(true), PromotionInfo: "p",
					ProductInfo: cbr.OrderProduct{ProductID: "OFFI1", SizeGB: 200, SizeMeasureID: &measure, ResourceSpecCode: "vault.backup.server.normal"},
				}))
			},
		}, {
			operation: "changeVaultChargeMode",
			theirs: with(they.ChangeVaultChargeMode, `{"body":{"vault_ids":["`+vaultID+`"],"charging_mode":"pre_paid","period_type":"month","period_num":6,"is_auto_renew":true,"is_auto_pay":true,
				"console_url":"https://console.example.com/"}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Orders.ChangeChargeMode(ctx, cbr.ChangeChargeModeInput{
					VaultIDs: []string{vaultID}, ChargingMode: cbr.ChargingModePrePaid, PeriodType: cbr.PeriodTypeMonth, PeriodNum: 6, IsAutoRenew: true, IsAutoPay: true,
					ConsoleURL: "https://console.example.com/",
				}))
			},
		}, {
			operation: "updateOrder",
			theirs: with(they.UpdateOrder, `{"order_id":"CS2604121200ABCDE","body":{"resourceId":"`+vaultID+`","cloudServiceConsoleURL":"https://console.example.com/","promotion_info":"p",
				"productInfo":{"productId":"OFFI1","resourceSize":200,"resourceSizeMeasureId":17,"resourceSpecCode":"vault.backup.server.normal"}}}`),
			ours: func(ctx context.Context) error {
				measure := int64(17)
				return sent(we.Orders.Update(ctx, "CS2604121200ABCDE", cbr.UpdateOrderInput{
					ResourceID: vaultID, ConsoleURL: "https://console.example.com/", PromotionInfo: "p",
					ProductInfo: cbr.OrderUpdateProduct{ProductID: "OFFI1", SizeGB: 200, SizeMeasureID: &measure, ResourceSpecCode: "vault.backup.server.normal"},
				}))
			},
		},
	}
}
