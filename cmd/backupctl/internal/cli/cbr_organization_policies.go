package cli

import (
	"context"

	"github.com/backup-sdk/backup-go/cbr"
)

func cbrOrganizationPolicies() group {
	return group{name: "organization-policy", aliases: []string{"organization-policies"}, short: "Policies rolled out to the accounts of an organization", verbs: []verb{
		{use: "list", short: "List the policies of the organization", example: "list --operation-type backup", call: (*cbr.OrganizationPoliciesService).List, all: (*cbr.OrganizationPoliciesService).All, columns: "id name status operation_type policy_name policy_enabled domain_name"},
		{use: "get POLICY", short: "Show a policy of the organization", example: "get 77b0… -o yaml", call: (*cbr.OrganizationPoliciesService).Get},
		{use: "details POLICY", short: "List where a policy was rolled out to", example: "details 77b0…", call: (*cbr.OrganizationPoliciesService).ListDetails, all: (*cbr.OrganizationPoliciesService).AllDetails, columns: "policy_id status domain_id project_id"},
		{use: "create", short: "Make a policy and roll it out", example: "create --name all --policy-name nightly --effective-scope o-1 --at 02:30 --retention-days 30 --wait", kind: changes, call: createOrganizationPolicy, also: []any{(*cbr.OrganizationPoliciesService).Create}, waitCommand: waitFor((*cbr.OrganizationPoliciesService).WaitDeployed, func(p *cbr.OrganizationPolicy) string { return p.ID })},
		{use: "update POLICY", short: "Change a policy of the organization; what is not given stays", example: "update 77b0… --policy-enabled=false --wait\nupdate 77b0… --retention-days 30 --yes", kind: destroys, follows: true, call: updateOrganizationPolicy, also: []any{(*cbr.OrganizationPoliciesService).Update}, waitCommand: waitFor((*cbr.OrganizationPoliciesService).WaitDeployed)},
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
	out := cbr.CreateOrganizationPolicyInput{
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
		return nil, usagef("--operation-type cannot be changed")
	}
	return c.OrganizationPolicies.Update(ctx, id, cbr.UpdateOrganizationPolicyInput{
		Name: in.Name, Description: in.Description, EffectiveScope: in.EffectiveScope, PolicyName: in.PolicyName,
		PolicyEnabled: in.PolicyEnabled, Trigger: trigger, Definition: definition(in.PolicyDefinition),
	})
}
