package cli

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

const vaultColumns = "id name billing.status billing.object_type billing.size_gb billing.used_mb created_at resources"

func cbrVaults() group {
	g := group{name: "vault", aliases: []string{"vaults"}, short: "Vaults: capacity for backups of resources", verbs: []verb{
		{use: "list", short: "List the vaults", example: "list --name web\nlist --object-type server --sort -billing.used_mb", call: (*cbr.VaultsService).List, all: (*cbr.VaultsService).All, columns: vaultColumns},
		{use: "get VAULT", short: "Show a vault with its resources", example: "get 3f1c…", call: (*cbr.VaultsService).Get},
		{use: "external", short: "List vaults of another project or region, to copy to", example: "external --external-project-id 0b9e… --to-region eu-west-0", call: (*cbr.VaultsService).ListExternal, all: (*cbr.VaultsService).AllExternal, columns: vaultColumns},
		{use: "summary", short: "Show the capacity of all vaults together", example: "summary", call: (*cbr.VaultsService).Summary},
		{use: "create", short: "Make a vault that is paid for by use, or order one", example: "create --name web --object-type server --protect-type backup --consistent-level crash_consistent --size-gb 500 --confirm-cost", kind: spends, call: (*cbr.VaultsService).Create},
		{use: "ensure --key", short: "Make a vault that is paid for by use, unless it is there", example: "ensure --key web --object-type server --protect-type backup --consistent-level crash_consistent --size-gb 500 --confirm-cost", long: ensureText("The vault is called after the key."), words: keyText(), kind: spends, follows: true, call: (*cbr.VaultsService).Ensure},
		{use: "order", short: "Order a vault that is paid for in advance", example: "order --input vault.yaml --confirm-cost --wait", kind: spends, call: (*cbr.VaultsService).Order, waitCommand: waitFor((*cbr.VaultsService).WaitOrdered, orderOf)},
		{
			use: "update VAULT", short: "Change a vault; a new size costs money", example: "update 3f1c… --name web\nupdate 3f1c… --size-gb 800 --confirm-cost",
			kind: spends, follows: true, call: (*cbr.VaultsService).Update,
		},
		{use: "update-all", short: "Change the alarm of all vaults", example: "update-all --threshold-percent 90", kind: changes, call: (*cbr.VaultsService).UpdateAll},
		{use: "delete VAULT", short: "Delete a vault with all its backups", example: "delete 3f1c… --yes --wait", kind: destroys, call: (*cbr.VaultsService).Delete, waitCommand: waitFor((*cbr.VaultsService).WaitDeleted)},
		{use: "associate-policy VAULT POLICY", short: "Put a vault under a policy", example: "associate-policy 3f1c… 77b0…", kind: changes, call: (*cbr.VaultsService).AssociatePolicy},
		{use: "ensure-policy VAULT POLICY", short: "Put a vault under a policy, unless it is", example: "ensure-policy 3f1c… 77b0…", kind: changes, call: (*cbr.VaultsService).EnsurePolicy},
		{use: "dissociate-policy VAULT POLICY", short: "Take a vault out of a policy", example: "dissociate-policy 3f1c… 77b0…", kind: changes, call: (*cbr.VaultsService).DissociatePolicy},
	}}
	g.verbs = append(g.verbs, cbrVaultResources()...)
	return g
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

// ofSize is a vault of another size.
func ofSize(vaultID string, sizeGB int64) vaultGoal {
	return vaultGoal{Vaults: []string{vaultID}, SizeGB: sizeGB}
}

// orderOf is what waits for a vault that was ordered.
func orderOf(created *cbr.VaultCreated) (orderID string) {
	if len(created.Orders) == 0 {
		return ""
	}
	return created.Orders[0].OrderID.String()
}
