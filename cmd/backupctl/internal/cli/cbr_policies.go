package cli

import (
	"cmp"
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func cbrPolicies() group {
	return group{name: "policy", aliases: []string{"policies"}, short: "Policies: schedules by which vaults are backed up or copied", verbs: []verb{
		{use: "list", short: "List the policies", example: "list --operation-type backup", call: (*cbr.PoliciesService).List, all: (*cbr.PoliciesService).All, columns: "id name operation_type enabled trigger definition associated_vaults"},
		{use: "get POLICY", short: "Show a policy", example: "get 77b0… -o yaml", call: (*cbr.PoliciesService).Get},
		{
			use: "create", short: "Make a policy", example: "create --name nightly --at 02:30 --retention-days 30\ncreate --name weekly --days sunday --at 03:00 --max-backups 4",
			long: "Make a policy. It runs each day, every --every days, or on the --days of the week,\nat the times of --at, in UTC. --max-backups or --retention-days say how long\nbackups are kept.",
			kind: changes, call: createPolicy, also: []any{(*cbr.PoliciesService).Create},
		},
		{
			use: "ensure --key", short: "Make a policy, unless it is there", example: "ensure --key nightly --at 02:30 --retention-days 30",
			long: ensureText("The policy is called after the key."), words: keyText(), kind: changes, call: ensurePolicy, also: []any{(*cbr.PoliciesService).Ensure},
		},
		{use: "update POLICY", short: "Change a policy; what is not given stays", example: "update 77b0… --enabled=false\nupdate 77b0… --at 04:00\nupdate 77b0… --retention-days 30 --yes", kind: destroys, follows: true, call: updatePolicy, also: []any{(*cbr.PoliciesService).Update}},
		{use: "delete POLICY", short: "Delete a policy; the backups stay", example: "delete 77b0… --yes", kind: destroys, call: (*cbr.PoliciesService).Delete},
	}}
}

// policyInput is a policy as flags have it.
type policyInput struct {
	Name          string              `help:"name, 1 to 64 characters"`
	OperationType cbr.PolicyOperation `help:"what it does (default backup)"`
	Enabled       *bool               `help:"whether it runs"`
	whenInput
	cbr.PolicyDefinition
}

func (in policyInput) created() (cbr.CreatePolicyInput, error) {
	trigger, err := in.needed()
	return cbr.CreatePolicyInput{
		Name: in.Name, OperationType: cmp.Or(in.OperationType, cbr.PolicyOperationBackup), Enabled: in.Enabled, Trigger: trigger, Definition: in.PolicyDefinition,
	}, err
}

func createPolicy(ctx context.Context, c *cbr.Client, in policyInput) (*cbr.Policy, error) {
	created, err := in.created()
	if err != nil {
		return nil, err
	}
	return c.Policies.Create(ctx, created)
}

func ensurePolicy(ctx context.Context, c *cbr.Client, key string, in policyInput, opts ...backup.WaitOption) (*backup.Ensured[cbr.Policy], error) {
	created, err := in.created()
	if err != nil {
		return nil, err
	}
	return c.Policies.Ensure(ctx, key, created, opts...)
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
	return c.Policies.Update(ctx, id, cbr.UpdatePolicyInput{Name: in.Name, Enabled: in.Enabled, Trigger: trigger, Definition: definition(in.PolicyDefinition)})
}
