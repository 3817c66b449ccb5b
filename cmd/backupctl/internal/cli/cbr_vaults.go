package cli

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func cbrGroups() []group {
	return []group{
		cbrVaults(), cbrCheckpoints(), cbrBackups(), cbrTasks(), cbrMembers(), cbrTags(), cbrPolicies(), cbrOrganizationPolicies(),
		cbrProtectables(), cbrAgents(), cbrOrders(), cbrProjects(), cbrMigration(), cbrMetering(), cbrFeatures(), cbrVersions(),
	}
}

const vaultColumns = "id name billing.status billing.object_type billing.size_gb billing.used_mb resources created_at"

func cbrVaults() group {
	g := group{name: "vault", aliases: []string{"vaults"}, short: "Vaults: capacity for backups of resources", verbs: []verb{
		{use: "list", short: "List the vaults", example: "list --name web\nlist --object-type server --sort -billing.used_mb", call: (*cbr.VaultsService).List, all: (*cbr.VaultsService).All, columns: vaultColumns},
		{use: "get VAULT", short: "Show a vault with its resources", example: "get 3f1c…", call: (*cbr.VaultsService).Get},
		{use: "external", short: "List vaults of another project or region, to copy to", example: "external --external-project-id 0b9e… --to-region eu-west-0", call: (*cbr.VaultsService).ListExternal, all: (*cbr.VaultsService).AllExternal, columns: vaultColumns},
		{use: "summary", short: "Show the capacity of all vaults together", example: "summary", call: (*cbr.VaultsService).Summary},
		{use: "create", short: "Make a vault that is paid for by use, or order one", example: "create --name web --object-type server --protect-type backup --consistent-level crash_consistent --size-gb 500 --confirm-cost", kind: spends, call: (*cbr.VaultsService).Create},
		{use: "order", short: "Order a vault that is paid for in advance", example: "order --input vault.yaml --confirm-cost --wait", kind: spends, call: (*cbr.VaultsService).Order, then: "vault wait-ordered {orders[].order_id}"},
		{
			use: "update VAULT", short: "Change a vault; a new size costs money", example: "update 3f1c… --name web\nupdate 3f1c… --size-gb 800 --confirm-cost",
			kind: spends, call: (*cbr.VaultsService).Update, acts: func(_ []string, given func(string) bool) kind {
				if given("size-gb") || given("auto-expand") {
					return spends
				}
				return changes
			},
		},
		{use: "update-all", short: "Change the alarm of all vaults", example: "update-all --threshold-percent 90", kind: changes, call: (*cbr.VaultsService).UpdateAll},
		{use: "delete VAULT", short: "Delete a vault with all its backups", example: "delete 3f1c… --yes --wait", kind: destroys, call: (*cbr.VaultsService).Delete, then: "vault wait-deleted {VAULT}"},
		{use: "associate-policy VAULT POLICY", short: "Put a vault under a policy", example: "associate-policy 3f1c… 77b0…", kind: changes, call: (*cbr.VaultsService).AssociatePolicy},
		{use: "dissociate-policy VAULT POLICY", short: "Take a vault out of a policy", example: "dissociate-policy 3f1c… 77b0…", kind: changes, call: (*cbr.VaultsService).DissociatePolicy},
	}}
	g.verbs = append(g.verbs, cbrVaultResources()...)
	return g
}

func cbrVaultResources() []verb {
	return []verb{
		{use: "add-resources VAULT RESOURCE...", short: "Put resources into a vault", example: "add-resources 3f1c… 7a20… --type OS::Nova::Server --wait", kind: changes, call: addVaultResources, also: []any{(*cbr.VaultsService).AddResources}, then: "vault wait-added {VAULT} {RESOURCE}"},
		{use: "remove-resources VAULT RESOURCE...", short: "Take resources and their backups out of a vault", example: "remove-resources 3f1c… 7a20… --yes --wait", kind: destroys, call: (*cbr.VaultsService).RemoveResources, then: "vault wait-removed {VAULT} {RESOURCE}"},
		{use: "set-resources VAULT RESOURCE...", short: "Switch the automatic backup of resources on or off", example: "set-resources 3f1c… 7a20… --action suspend", kind: changes, call: setVaultResources, also: []any{(*cbr.VaultsService).SetResources}},
		{use: "migrate-resources VAULT DESTINATION-VAULT RESOURCE...", short: "Move resources with their backups to another vault", example: "migrate-resources 3f1c… 90aa… 7a20…", kind: changes, call: (*cbr.VaultsService).MigrateResources},
		{use: "wait VAULT...", short: "Wait until vaults are as they should be", example: "wait 3f1c… --size-gb 800", kind: waits, call: waitVaults, also: []any{(*cbr.VaultsService).WaitUntil}, columns: vaultColumns},
		{use: "wait-ordered ORDER", short: "Wait until the vault of an order is there", example: "wait-ordered CS26…", kind: waits, call: (*cbr.VaultsService).WaitOrdered},
		{use: "wait-deleted VAULT", short: "Wait until a vault is gone", example: "wait-deleted 3f1c…", kind: waits, call: (*cbr.VaultsService).WaitDeleted, done: "the vault is gone"},
		{use: "wait-added VAULT RESOURCE...", short: "Wait until a vault has resources", example: "wait-added 3f1c… 7a20…", kind: waits, call: waitResourcesAdded, also: []any{(*cbr.VaultsService).WaitResourcesAdded}},
		{use: "wait-removed VAULT RESOURCE...", short: "Wait until a vault has resources no more", example: "wait-removed 3f1c… 7a20…", kind: waits, call: (*cbr.VaultsService).WaitResourcesRemoved},
	}
}

// resourcesInput are resources of one type.
type resourcesInput struct {
	Resources []string
	Type      cbr.ResourceType `help:"type of the resources (default OS::Nova::Server)"`
}

func (in resourcesInput) resources() []cbr.Resource {
	kind := in.Type
	if kind == "" {
		kind = cbr.ResourceTypeServer
	}
	out := make([]cbr.Resource, 0, len(in.Resources))
	for _, id := range in.Resources {
		out = append(out, cbr.Resource{ID: id, Type: kind})
	}
	return out
}

func addVaultResources(ctx context.Context, c *cbr.Client, vaultID string, in resourcesInput) ([]string, error) {
	return c.Vaults.AddResources(ctx, vaultID, in.resources())
}

func waitResourcesAdded(ctx context.Context, c *cbr.Client, vaultID string, in resourcesInput, opts ...backup.WaitOption) (*cbr.Vault, error) {
	return c.Vaults.WaitResourcesAdded(ctx, vaultID, in.resources(), opts...)
}

// settingInput says what to do with resources.
type settingInput struct {
	Resources []string
	Action    cbr.ResourceAction `help:"suspend stops the automatic backup, unsuspend starts it again"`
}

func setVaultResources(ctx context.Context, c *cbr.Client, vaultID string, in settingInput) ([]string, error) {
	return c.Vaults.SetResources(ctx, vaultID, cbr.ResourceSetting{Action: in.Action, ResourceIDs: in.Resources})
}

// vaultGoal is how vaults should be.
type vaultGoal struct {
	Vaults       []string
	Status       cbr.VaultStatus  `help:"state to wait for (default available)"`
	SizeGB       int64            `help:"capacity to wait for, in GB"`
	ChargingMode cbr.ChargingMode `help:"way of paying to wait for"`
}

func (g vaultGoal) reached(v *cbr.Vault) bool {
	if v.Billing == nil {
		return false
	}
	status := g.Status
	if status == "" {
		status = cbr.VaultStatusAvailable
	}
	return v.Billing.Status == status && (g.SizeGB == 0 || v.Billing.SizeGB.Value == g.SizeGB) &&
		(g.ChargingMode == "" || v.Billing.ChargingMode == g.ChargingMode)
}

func waitVaults(ctx context.Context, c *cbr.Client, in vaultGoal, opts ...backup.WaitOption) ([]cbr.Vault, error) {
	var out []cbr.Vault
	for _, id := range in.Vaults {
		v, err := c.Vaults.WaitUntil(ctx, id, in.reached, opts...)
		if err != nil {
			return out, err
		}
		out = append(out, *v)
	}
	return out, nil
}

func cbrOrders() group {
	return group{name: "order", aliases: []string{"orders"}, short: "Orders of vaults that are paid for in advance", verbs: []verb{
		{use: "change RESOURCE", short: "Order another size of a vault", example: "change 3f1c… --size-gb 800 --product-id 00301… --confirm-cost --wait", kind: spends, call: (*cbr.OrdersService).Change, then: "vault wait {RESOURCE} --size-gb={size-gb}"},
		{use: "change-charge-mode VAULT...", short: "Order another way of paying for vaults", example: "change-charge-mode 3f1c… --charging-mode pre_paid --period-type month --period-num 1 --confirm-cost --wait", kind: spends, call: (*cbr.OrdersService).ChangeChargeMode, then: "vault wait {VAULT} --charging-mode={charging-mode}"},
		{use: "update ORDER", short: "Change an order for a vault", example: "update CS26… --resource-id 3f1c… --size-gb 800 --product-id 00301… --confirm-cost --wait", kind: spends, call: (*cbr.OrdersService).Update, then: "vault wait {resource-id} --size-gb={size-gb}"},
	}}
}
