package interop

import (
	"context"
	"time"

	official "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"

	"github.com/backup-sdk/backup-go/cbr"
)

// A schedule and a retention, as JSON and as ours.
const (
	jsonTrigger = `{"properties":{"pattern":["FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=22;BYMINUTE=00","FREQ=DAILY;INTERVAL=2;BYHOUR=4;BYMINUTE=30"]}}`

	jsonDefinition = `{"day_backups":7,"week_backups":0,"month_backups":6,"year_backups":1,"max_backups":30,"retention_duration_days":-1,"timezone":"UTC+08:00",
		"full_backup_interval":5,"destination_project_id":"` + projectID + `","destination_region":"cn-north-4","enable_acceleration":false,"cross_account_urn":"iam::d:agency:a"}`
)

func trigger() cbr.PolicyTrigger {
	t, err := cbr.Schedule{
		cbr.Weekly([]time.Weekday{time.Monday, time.Friday}, cbr.At(22, 0)),
		cbr.EveryDays(2, cbr.At(4, 30)),
	}.Trigger()
	if err != nil {
		return cbr.PolicyTrigger{} // the comparison shows it
	}
	return t
}

func definition() cbr.PolicyDefinition {
	return cbr.PolicyDefinition{
		DayBackups: new(int64(7)), WeekBackups: new(int64(0)), MonthBackups: new(int64(6)), YearBackups: new(int64(1)), MaxBackups: new(int64(30)), RetentionDays: new(int64(-1)),
		TimeZone: "UTC+08:00", FullBackupInterval: new(int64(5)), DestinationProjectID: projectID, DestinationRegion: "cn-north-4", EnableAcceleration: new(false),
		CrossAccountURN: "iam::d:agency:a",
	}
}

func policyPairs(they *official.CbrClient, we *cbr.Client) []pair {
	def, trig := definition(), trigger()
	nothing := ""
	return []pair{
		{
			operation: "createPolicy",
			theirs: with(they.CreatePolicy, `{"body":{"policy":{"enabled":false,"name":"nightly","operation_type":"replication","operation_definition":`+jsonDefinition+`,
				"trigger":`+jsonTrigger+`}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Policies.Create(ctx, cbr.CreatePolicyInput{
					Enabled: new(false), Name: "nightly", OperationType: cbr.PolicyOperationReplication, Definition: def, Trigger: trig,
				}))
			},
		}, {
			operation: "createPolicy",
			theirs: with(they.CreatePolicy, `{"body":{"policy":{"name":"nightly","operation_type":"backup","operation_definition":{},
				"trigger":`+jsonTrigger+`}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Policies.Create(ctx, cbr.CreatePolicyInput{Name: "nightly", OperationType: cbr.PolicyOperationBackup, Trigger: trig}))
			},
		}, {
			operation: "listPolicies",
			theirs:    with(they.ListPolicies, `{"operation_type":"backup","vault_id":"`+vaultID+`"}`),
			ours: func(ctx context.Context) error {
				return sent(we.Policies.List(ctx, cbr.ListPoliciesInput{OperationType: cbr.PolicyOperationBackup, VaultID: vaultID}))
			},
		}, {
			operation: "showPolicy",
			theirs:    with(they.ShowPolicy, `{"policy_id":"`+policyID+`"}`),
			ours:      func(ctx context.Context) error { return sent(we.Policies.Get(ctx, policyID)) },
		}, {
			operation: "updatePolicy",
			theirs:    with(they.UpdatePolicy, `{"policy_id":"`+policyID+`","body":{"policy":{"enabled":true,"name":"weekly","operation_definition":`+jsonDefinition+`,"trigger":`+jsonTrigger+`}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Policies.Update(ctx, policyID, cbr.UpdatePolicyInput{Enabled: new(true), Name: "weekly", Definition: &def, Trigger: &trig}))
			},
		}, {
			operation: "deletePolicy",
			theirs:    with(they.DeletePolicy, `{"policy_id":"`+policyID+`"}`),
			ours:      func(ctx context.Context) error { return we.Policies.Delete(ctx, policyID) },
		}, {
			operation: "createOrganizationPolicy",
			theirs: with(they.CreateOrganizationPolicy, `{"body":{"policy":{"name":"org","description":"all units","operation_type":"backup","policy_name":"nightly","policy_enabled":false,
				"policy_operation_definition":`+jsonDefinition+`,"policy_trigger":`+jsonTrigger+`,"effective_scope":"ou-1"}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.OrganizationPolicies.Create(ctx, cbr.CreateOrganizationPolicyInput{
					Name: "org", Description: "all units", OperationType: cbr.PolicyOperationBackup, PolicyName: "nightly", Definition: def, Trigger: trig, EffectiveScope: "ou-1",
				}))
			},
		}, {
			operation: "listOrganizationPolicies",
			theirs:    with(they.ListOrganizationPolicies, `{"operation_type":"backup","limit":10,"offset":20}`),
			ours: func(ctx context.Context) error {
				return sent(we.OrganizationPolicies.List(ctx, cbr.ListOrganizationPoliciesInput{OperationType: cbr.PolicyOperationBackup, Limit: 10, Cursor: "20"}))
			},
		}, {
			operation: "showOrganizationPolicy",
			theirs:    with(they.ShowOrganizationPolicy, `{"organization_policy_id":"`+policyID+`"}`),
			ours:      func(ctx context.Context) error { return sent(we.OrganizationPolicies.Get(ctx, policyID)) },
		}, {
			operation: "updateOrganizationPolicy",
			theirs: with(they.UpdateOrganizationPolicy, `{"organization_policy_id":"`+policyID+`","body":{"policy":{"name":"org2","description":"","policy_name":"weekly","policy_enabled":false,
				"policy_operation_definition":`+jsonDefinition+`,"policy_trigger":`+jsonTrigger+`,"effective_scope":"ou-2"}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.OrganizationPolicies.Update(ctx, policyID, cbr.UpdateOrganizationPolicyInput{
					Name: "org2", Description: &nothing, PolicyName: "weekly", PolicyEnabled: new(false), Definition: &def, Trigger: &trig, EffectiveScope: "ou-2",
				}))
			},
		}, {
			operation: "deleteOrganizationPolicy",
			theirs:    with(they.DeleteOrganizationPolicy, `{"organization_policy_id":"`+policyID+`"}`),
			ours:      func(ctx context.Context) error { return we.OrganizationPolicies.Delete(ctx, policyID) },
		}, {
			operation: "listOrganizationPolicyDetail",
			theirs:    with(they.ListOrganizationPolicyDetail, `{"organization_policy_id":"`+policyID+`"}`),
			ours:      func(ctx context.Context) error { return sent(we.OrganizationPolicies.ListDetails(ctx, policyID)) },
		},
	}
}
