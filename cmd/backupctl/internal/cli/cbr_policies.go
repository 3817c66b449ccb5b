package cli

import (
	"context"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
)

func cbrPolicies() group {
	return group{name: "policy", aliases: []string{"policies"}, short: "Policies: schedules by which vaults are backed up or copied", verbs: []verb{
		{use: "list", short: "List the policies", example: "list --operation-type backup", call: (*cbr.PoliciesService).List, all: (*cbr.PoliciesService).All, columns: "id name operation_type enabled associated_vaults"},
		{use: "get POLICY", short: "Show a policy", example: "get 77b0… -o yaml", call: (*cbr.PoliciesService).Get},
		{
			use: "create", short: "Make a policy", example: "create --name nightly --at 02:30 --retention-days 30\ncreate --name weekly --days sunday --at 03:00 --max-backups 4",
			long: "Make a policy. It runs each day, every --every days, or on the --days of the week,\nat the times of --at, in UTC. --max-backups or --retention-days say how long\nbackups are kept.",
			kind: changes, call: createPolicy, also: []any{(*cbr.PoliciesService).Create},
		},
		{use: "update POLICY", short: "Change a policy; what is not given stays", example: "update 77b0… --enabled=false\nupdate 77b0… --at 04:00", kind: changes, call: updatePolicy, also: []any{(*cbr.PoliciesService).Update}},
		{use: "delete POLICY", short: "Delete a policy; the backups stay", example: "delete 77b0… --yes", kind: destroys, call: (*cbr.PoliciesService).Delete},
	}}
}

// whenInput is when a policy runs.
type whenInput struct {
	At    []cbr.TimeOfDay `help:"times of day in UTC"`
	Days  []time.Weekday  `help:"days of the week; every day without them"`
	Every int             `help:"every how many days, in place of days of the week"`
}

// trigger is nil when nothing is said.
func (w whenInput) trigger() (*cbr.PolicyTrigger, error) {
	if len(w.At) == 0 && len(w.Days) == 0 && w.Every == 0 {
		return nil, nil //nolint:nilnil // what is not given stays
	}
	if len(w.Days) > 0 && w.Every > 0 {
		return nil, refuse("--days and --every exclude each other")
	}
	rule := cbr.EveryDays(max(1, w.Every), w.At...)
	if len(w.Days) > 0 {
		rule = cbr.Weekly(w.Days, w.At...)
	}
	trigger, err := cbr.Schedule{rule}.Trigger()
	return &trigger, err
}

// needed is a trigger that there must be.
func (w whenInput) needed() (cbr.PolicyTrigger, error) {
	trigger, err := w.trigger()
	if trigger == nil && err == nil {
		err = refuse("--at is needed: when the policy runs")
	}
	if err != nil {
		return cbr.PolicyTrigger{}, err
	}
	return *trigger, nil
}

// definition is nil when nothing is said.
func definition(d cbr.PolicyDefinition) *cbr.PolicyDefinition {
	if d == (cbr.PolicyDefinition{}) {
		return nil
	}
	return &d
}

// policyInput is a policy as flags have it.
type policyInput struct {
	Name          string              `help:"name, 1 to 64 characters"`
	OperationType cbr.PolicyOperation `help:"what it does (default backup)"`
	Enabled       *bool               `help:"whether it runs"`
	whenInput
	cbr.PolicyDefinition
}

func createPolicy(ctx context.Context, c *cbr.Client, in policyInput) (*cbr.Policy, error) {
	trigger, err := in.needed()
	if err != nil {
		return nil, err
	}
	if in.OperationType == "" {
		in.OperationType = cbr.PolicyOperationBackup
	}
	return c.Policies.Create(ctx, cbr.PolicyCreate{
		Name: in.Name, OperationType: in.OperationType, Enabled: in.Enabled, Trigger: trigger, Definition: in.PolicyDefinition,
	})
}

// policyChange is what changes in a policy.
type policyChange struct {
	Name    string `help:"another name, 1 to 64 characters"`
	Enabled *bool  `help:"whether it runs"`
	whenInput
	cbr.PolicyDefinition
}

func updatePolicy(ctx context.Context, c *cbr.Client, id string, in policyChange) (*cbr.Policy, error) {
	trigger, err := in.trigger()
	if err != nil {
		return nil, err
	}
	return c.Policies.Update(ctx, id, cbr.PolicyUpdate{Name: in.Name, Enabled: in.Enabled, Trigger: trigger, Definition: definition(in.PolicyDefinition)})
}

func cbrOrganizationPolicies() group {
	return group{name: "organization-policy", aliases: []string{"organization-policies"}, short: "Policies rolled out to the accounts of an organization", verbs: []verb{
		{use: "list", short: "List the policies of the organization", example: "list --operation-type backup", call: (*cbr.OrganizationPoliciesService).List, all: (*cbr.OrganizationPoliciesService).All, columns: "id name status operation_type policy_name policy_enabled domain_name"},
		{use: "get POLICY", short: "Show a policy of the organization", example: "get 77b0… -o yaml", call: (*cbr.OrganizationPoliciesService).Get},
		{use: "details POLICY", short: "List where a policy was rolled out to", example: "details 77b0…", call: (*cbr.OrganizationPoliciesService).ListDetails, all: (*cbr.OrganizationPoliciesService).AllDetails, columns: "policy_id status domain_id project_id"},
		{use: "create", short: "Make a policy and roll it out", example: "create --name all --policy-name nightly --effective-scope o-1 --at 02:30 --retention-days 30 --wait", kind: changes, call: createOrganizationPolicy, also: []any{(*cbr.OrganizationPoliciesService).Create}, then: "organization-policy wait {id}"},
		{use: "update POLICY", short: "Change a policy of the organization; what is not given stays", example: "update 77b0… --policy-enabled=false --wait", kind: changes, call: updateOrganizationPolicy, also: []any{(*cbr.OrganizationPoliciesService).Update}, then: "organization-policy wait {POLICY}"},
		{use: "delete POLICY", short: "Delete a policy of the organization", example: "delete 77b0… --yes", kind: destroys, call: (*cbr.OrganizationPoliciesService).Delete},
		{use: "wait POLICY", short: "Wait until a policy is rolled out", example: "wait 77b0…", kind: waits, call: (*cbr.OrganizationPoliciesService).WaitDeployed, columns: "policy_id status domain_id project_id"},
	}}
}

// organizationPolicyInput is a policy of an organization as flags have it.
type organizationPolicyInput struct {
	Name           string              `help:"name of the policy of the organization"`
	Description    *string             `help:"free text"`
	EffectiveScope string              `help:"the accounts or units it is for"`
	OperationType  cbr.PolicyOperation `help:"what it does (default backup); cannot be changed"`
	PolicyName     string              `help:"name of the policy in the accounts"`
	PolicyEnabled  *bool               `help:"whether the policy runs (default true)"`
	whenInput
	cbr.PolicyDefinition
}

func createOrganizationPolicy(ctx context.Context, c *cbr.Client, in organizationPolicyInput) (*cbr.OrganizationPolicy, error) {
	trigger, err := in.needed()
	if err != nil {
		return nil, err
	}
	out := cbr.OrganizationPolicyCreate{
		Name: in.Name, EffectiveScope: in.EffectiveScope, OperationType: in.OperationType, PolicyName: in.PolicyName,
		PolicyEnabled: in.PolicyEnabled == nil || *in.PolicyEnabled, Trigger: trigger, Definition: in.PolicyDefinition,
	}
	if out.OperationType == "" {
		out.OperationType = cbr.PolicyOperationBackup
	}
	if in.Description != nil {
		out.Description = *in.Description
	}
	return c.OrganizationPolicies.Create(ctx, out)
}

func updateOrganizationPolicy(ctx context.Context, c *cbr.Client, id string, in organizationPolicyInput) (*cbr.OrganizationPolicy, error) {
	trigger, err := in.trigger()
	if err != nil {
		return nil, err
	}
	if in.OperationType != "" {
		return nil, refuse("--operation-type cannot be changed")
	}
	return c.OrganizationPolicies.Update(ctx, id, cbr.OrganizationPolicyUpdate{
		Name: in.Name, Description: in.Description, EffectiveScope: in.EffectiveScope, PolicyName: in.PolicyName,
		PolicyEnabled: in.PolicyEnabled, Trigger: trigger, Definition: definition(in.PolicyDefinition),
	})
}
