package cli

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func cbrVaultResources() []verb {
	return []verb{
		{use: "add-resources VAULT RESOURCE...", short: "Put resources into a vault", example: "add-resources 3f1c… 7a20… --type OS::Nova::Server --wait", kind: changes, call: addVaultResources, also: []any{(*cbr.VaultsService).AddResources}, waitCommand: waitFor(waitResourcesAdded)},
		{use: "remove-resources VAULT RESOURCE...", short: "Take resources and their backups out of a vault", example: "remove-resources 3f1c… 7a20… --yes --wait", kind: destroys, call: (*cbr.VaultsService).RemoveResources, waitCommand: waitFor((*cbr.VaultsService).WaitResourcesRemoved)},
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

func (in resourcesInput) added() cbr.AddResourcesInput {
	kind := in.Type
	if kind == "" {
		kind = cbr.ResourceTypeServer
	}
	var out cbr.AddResourcesInput
	for _, id := range in.Resources {
		out.Resources = append(out.Resources, cbr.Resource{ID: id, Type: kind})
	}
	return out
}

func addVaultResources(ctx context.Context, c *cbr.Client, vaultID string, in resourcesInput) ([]string, error) {
	return c.Vaults.AddResources(ctx, vaultID, in.added())
}

func waitResourcesAdded(ctx context.Context, c *cbr.Client, vaultID string, in resourcesInput, opts ...backup.WaitOption) (*cbr.Vault, error) {
	return c.Vaults.WaitResourcesAdded(ctx, vaultID, in.added(), opts...)
}

// settingInput says what to do with resources.
type settingInput struct {
	Resources []string
	Action    cbr.ResourceAction `help:"suspend stops the automatic backup, unsuspend starts it again"`
}

func setVaultResources(ctx context.Context, c *cbr.Client, vaultID string, in settingInput) ([]string, error) {
	return c.Vaults.SetResources(ctx, vaultID, cbr.SetResourcesInput{Action: in.Action, ResourceIDs: in.Resources})
}
