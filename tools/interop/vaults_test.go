package interop

import (
	"context"

	official "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"

	"github.com/backup-sdk/backup-go/cbr"
)

const (
	vaultID  = "5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40"
	backupID = "3e5a7c91-2d4f-46b8-a0c2-7f1d9b8e6c35"
	serverID = "c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23"
	diskID   = "a4d8c2b6-90ef-4a71-8d3c-2b1e0f9a8c74"
	taskID   = "f0b1c2d3-4e5f-4a6b-9c7d-8e9f0a1b2c3d"
	policyID = "1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9"
)

// jsonResources is a server of which one disk takes part, and another resource.
const jsonResources = `[{"id":"` + serverID + `","type":"OS::Nova::Server","name":"ecs-pay","extra_info":{"include_volumes":[{"id":"` + diskID + `","os_version":"CentOS 7.6"}]}},
	{"id":"` + diskID + `","type":"OS::Cinder::Volume"}]`

func resources() []cbr.Resource {
	return []cbr.Resource{
		{ID: serverID, Type: cbr.ResourceTypeServer, Name: "ecs-pay", ExtraInfo: &cbr.ResourceExtraInfo{IncludeVolumes: []cbr.IncludeVolume{{ID: diskID, OSVersion: "CentOS 7.6"}}}},
		{ID: diskID, Type: cbr.ResourceTypeVolume},
	}
}

func vaultPairs(they *official.CbrClient, we *cbr.Client) []pair {
	threshold := int64(85)
	return []pair{
		{
			operation: "createVault",
			theirs: with(they.CreateVault, `{"body":{"vault":{"name":"vault-pay1","description":"of payroll","resources":`+jsonResources+`,
				"billing":{"cloud_type":"public","consistent_level":"crash_consistent","object_type":"server","protect_type":"backup","size":200,"charging_mode":"post_paid","is_multi_az":true},
				"backup_policy_id":"`+policyID+`","tags":[{"key":"env","value":"备份 <prod>"}],"enterprise_project_id":"0","auto_bind":true,"bind_rules":{"tags":[{"key":"team","value":"pay"}]},
				"auto_expand":true,"threshold":85,"smn_notify":false,"backup_name_prefix":"pay","demand_billing":true,"sys_lock_source_service":"s","locked":true,"availability_zone":"eu-west-101a"}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.Create(ctx, cbr.CreateVaultInput{
					Name: "vault-pay1", Description: "of payroll", Resources: resources(),
					Billing: cbr.BillingCreate{
						CloudType: cbr.CloudTypePublic, ConsistentLevel: cbr.ConsistentLevelCrash, ObjectType: cbr.ObjectTypeServer,
						ProtectType: cbr.ProtectTypeBackup, SizeGB: 200, ChargingMode: cbr.ChargingModePostPaid, IsMultiAZ: true,
					},
					BackupPolicyID: policyID, Tags: []cbr.Tag{{Key: "env", Value: "备份 <prod>"}}, EnterpriseProjectID: "0", AutoBind: true,
					BindRules: &cbr.BindRules{Tags: []cbr.Tag{{Key: "team", Value: "pay"}}}, AutoExpand: true, ThresholdPercent: &threshold, SMNNotify: new(false),
					BackupNamePrefix: "pay", DemandBilling: true, SysLockSourceService: "s", Locked: true, AvailabilityZone: "eu-west-101a",
				}))
			},
		}, {
			operation: "createPostPaidVault",
			theirs: with(they.CreatePostPaidVault, `{"body":{"vault":{"name":"vault-pay2","resources":[],"billing":{"consistent_level":"app_consistent","object_type":"disk","protect_type":"replication",
				"size":100,"charging_mode":"pre_paid","period_type":"year","period_num":2,"is_auto_renew":true,"is_auto_pay":true,"console_url":"https://console.example.com/"}}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.Order(ctx, cbr.OrderVaultInput{
					Name: "vault-pay2",
					Billing: cbr.BillingCreate{
						ConsistentLevel: cbr.ConsistentLevelApp, ObjectType: cbr.ObjectTypeDisk, ProtectType: cbr.ProtectTypeReplication, SizeGB: 100,
						ChargingMode: cbr.ChargingModePrePaid, PeriodType: cbr.PeriodTypeYear, PeriodNum: 2, IsAutoRenew: true, IsAutoPay: true, ConsoleURL: "https://console.example.com/",
					},
				}))
			},
		}, {
			operation: "showVault",
			theirs:    with(they.ShowVault, `{"vault_id":"`+vaultID+`"}`),
			ours:      func(ctx context.Context) error { return sent(we.Vaults.Get(ctx, vaultID)) },
		}, {
			operation: "listVault",
			theirs: with(they.ListVault, `{"limit":50,"offset":100,"name":"备份-pay_1","cloud_type":"public","protect_type":"backup","object_type":"server",
				"enterprise_project_id":"0","id":["`+vaultID+`","`+taskID+`"],"policy_id":"`+policyID+`","status":"available","resource_ids":"`+serverID+`,`+diskID+`"}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.List(ctx, cbr.ListVaultsInput{
					Limit: 50, Cursor: "100", Name: "备份-pay_1", CloudType: cbr.CloudTypePublic, ProtectType: cbr.ProtectTypeBackup, ObjectType: cbr.ObjectTypeServer,
					EnterpriseProjectID: "0", IDs: []string{vaultID, taskID}, PolicyID: policyID, Status: cbr.VaultStatusAvailable, ResourceIDs: []string{serverID, diskID},
				}))
			},
		}, {
			operation: "updateVault",
			theirs: with(they.UpdateVault, `{"vault_id":"`+vaultID+`","body":{"vault":{"name":"vault-pay9","billing":{"size":300,"consistent_level":"app_consistent"},"auto_bind":false,
				"bind_rules":{"tags":[{"key":"team","value":"pay"}]},"auto_expand":false,"smn_notify":true,"threshold":85,"locked":true}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.Update(ctx, vaultID, cbr.UpdateVaultInput{
					Name: "vault-pay9", Billing: &cbr.BillingUpdate{SizeGB: 300, ConsistentLevel: cbr.ConsistentLevelApp}, AutoBind: new(false),
					BindRules: &cbr.BindRules{Tags: []cbr.Tag{{Key: "team", Value: "pay"}}}, AutoExpand: new(false), SMNNotify: new(true), ThresholdPercent: &threshold, Locked: new(true),
				}))
			},
		}, {
			operation: "deleteVault",
			theirs:    with(they.DeleteVault, `{"vault_id":"`+vaultID+`"}`),
			ours:      func(ctx context.Context) error { return we.Vaults.Delete(ctx, vaultID) },
		}, {
			operation: "addVaultResource",
			theirs:    with(they.AddVaultResource, `{"vault_id":"`+vaultID+`","body":{"resources":`+jsonResources+`}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.AddResources(ctx, vaultID, cbr.AddResourcesInput{Resources: resources()}))
			},
		}, {
			operation: "removeVaultResource",
			theirs:    with(they.RemoveVaultResource, `{"vault_id":"`+vaultID+`","body":{"resource_ids":["`+serverID+`","`+diskID+`"]}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.RemoveResources(ctx, vaultID, cbr.RemoveResourcesInput{ResourceIDs: []string{serverID, diskID}}))
			},
		}, {
			operation: "setVaultResource",
			theirs:    with(they.SetVaultResource, `{"vault_id":"`+vaultID+`","body":{"resource_ids":["`+serverID+`"],"action":"suspend"}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.SetResources(ctx, vaultID, cbr.SetResourcesInput{ResourceIDs: []string{serverID}, Action: cbr.ResourceActionSuspend}))
			},
		}, {
			operation: "migrateVaultResource",
			theirs:    with(they.MigrateVaultResource, `{"vault_id":"`+vaultID+`","body":{"destination_vault_id":"`+taskID+`","resource_ids":["`+serverID+`"]}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.MigrateResources(ctx, vaultID, cbr.MigrateResourcesInput{DestinationVaultID: taskID, ResourceIDs: []string{serverID}}))
			},
		}, {
			operation: "associateVaultPolicy",
			theirs:    with(they.AssociateVaultPolicy, `{"vault_id":"`+vaultID+`","body":{"policy_id":"`+policyID+`","destination_vault_id":"`+taskID+`"}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.AssociatePolicy(ctx, vaultID, cbr.AssociatePolicyInput{PolicyID: policyID, DestinationVaultID: taskID}))
			},
		}, {
			operation: "associateVaultPolicy",
			theirs:    with(they.AssociateVaultPolicy, `{"vault_id":"`+vaultID+`","body":{"add_policy_ids":["`+policyID+`"]}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.AssociatePolicy(ctx, vaultID, cbr.AssociatePolicyInput{AddPolicyIDs: []string{policyID}}))
			},
		}, {
			operation: "disassociateVaultPolicy",
			theirs:    with(they.DisassociateVaultPolicy, `{"vault_id":"`+vaultID+`","body":{"policy_id":"`+policyID+`"}}`),
			ours:      func(ctx context.Context) error { return sent(we.Vaults.DissociatePolicy(ctx, vaultID, policyID)) },
		}, {
			operation: "batchUpdateVault",
			theirs:    with(they.BatchUpdateVault, `{"body":{"vault":{"smn_notify":false,"threshold":85}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.UpdateAll(ctx, cbr.UpdateAllVaultsInput{SMNNotify: new(false), ThresholdPercent: &threshold}))
			},
		}, {
			operation: "listExternalVault",
			theirs: with(they.ListExternalVault, `{"external_project_id":"`+projectID+`","region_id":"eu-west-101","limit":10,"offset":20,"protect_type":"replication",
				"objcet_type":"server","cloud_type":"public","vault_id":"`+vaultID+`"}`),
			ours: func(ctx context.Context) error {
				return sent(we.Vaults.ListExternal(ctx, cbr.ListExternalVaultsInput{
					ExternalProjectID: projectID, Region: string(cbr.RegionEUWest101), Limit: 10, Cursor: "20", ProtectType: cbr.ProtectTypeReplication,
					ObjectType: cbr.ObjectTypeServer, CloudType: cbr.CloudTypePublic, VaultID: vaultID,
				}))
			},
		}, {
			operation: "showSummary",
			theirs:    with(they.ShowSummary, `{}`),
			ours:      func(ctx context.Context) error { return sent(we.Vaults.Summary(ctx)) },
		},
	}
}
