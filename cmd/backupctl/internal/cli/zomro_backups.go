package cli

import (
	"context"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

const backupColumns = "id name status type size_gb created|create_date protected region"

func zomroBackups() group {
	return group{name: "backup", aliases: []string{"backups"}, short: "Backups of an instance's disk", verbs: []verb{
		{
			use: "list @instance", short: "List the backups of an instance", example: "list -o json\nlist --instance 4711 --filter status=Active --sort -create_date",
			call: (*zomro.BackupsService).List, all: (*zomro.BackupsService).All, columns: backupColumns, fill: fillBackupTimes,
		},
		{
			use: "get BACKUP", short: "Show a backup", example: "get 9001",
			call: (*zomro.BackupsService).Get,
		},
		{
			use: "create @instance [NAME]", short: "Back up an instance", example: "create --wait\ncreate before-upgrade --instance 4711 --wait --timeout 1h",
			long: "Back up an instance's disk. Without a name it is called after the moment.\nAt most five backups of an instance can be made by hand in a day.",
			kind: changes, call: createZomroBackup, waitCommand: waitFor((*zomro.BackupsService).WaitActive, func(b *zomro.Backup) int64 { return b.ID }),
			also: []any{(*zomro.BackupsService).Create, (*zomro.BackupsService).CreateAndWait},
		},
		{
			use: "ensure @instance --key", short: "Back up an instance, once for a key", example: "ensure --key nightly-2026-11-30 --wait",
			long: ensureText("The backup is called after the key."), words: keyText(), kind: changes, call: (*zomro.BackupsService).Ensure,
			waitCommand: waitFor((*zomro.BackupsService).WaitActive, func(e *backup.Ensured[zomro.Backup]) int64 { return e.Value.ID }),
			also:        []any{(*zomro.BackupsService).EnsureAndWait},
		},
		{
			use: "wait BACKUP", short: "Wait until a backup is saved", example: "wait 9001 --timeout 1h",
			kind: waits, call: (*zomro.BackupsService).WaitActive,
		},
		{
			use: "delete @instance BACKUP", short: "Delete a backup for good", example: "delete 9001 --instance 4711 --yes",
			kind: destroys, call: (*zomro.BackupsService).Delete,
		},
		{
			use: "rename BACKUP NAME", short: "Give a backup another name", example: "rename 9001 before-upgrade",
			kind: changes, call: (*zomro.BackupsService).Rename,
		},
		{
			use: "protect BACKUP", short: "Protect a backup from deletion", example: "protect 9001\nprotect 9001 --off",
			kind: changes, call: protectZomroBackup, also: []any{(*zomro.BackupsService).Protect, (*zomro.BackupsService).Unprotect},
		},
		{
			use: "restore @instance BACKUP", short: "Overwrite the whole disk of an instance with a backup", example: "restore 9001 --instance 4711 --wait --yes",
			long: "Overwrite the whole disk of an instance with a backup, a snapshot or an image.\nIt looks first and refuses what does not fit.",
			kind: destroys, one: true, call: (*zomro.BackupsService).Restore, waitCommand: waitFor((*zomro.InstancesService).WaitSteady),
		},
		{
			use: "restore-new BACKUP", short: "Order an instance that starts from a backup", example: "restore-new 9001 --tariff-id 3 --data-center-id 2 --accept-terms --confirm-cost",
			kind: spends, call: (*zomro.BackupsService).RestoreToNew, cost: restoreNewCost, waitCommand: waitFor((*zomro.InstancesService).WaitSteady, orderedInstance),
		},
		{
			use: "prune @instance", short: "Delete the backups that no rule keeps", example: "prune --keep-last 3 --dry-run\nprune --instance 4711 --keep-daily 7 --keep-weekly 4 --yes",
			long: "Delete the backups of an instance that no rule keeps. --dry-run shows what\nwould go and why. Protected backups and those being saved always stay.",
			kind: destroys, call: pruneZomro,
			also: []any{(*zomro.BackupsService).Prune, (*zomro.BackupsService).PlanPrune, (*zomro.BackupsService).ExecutePrune},
		},
		{
			use: "limits @instance", short: "Show how many backups were made by hand, and their price", example: "limits --instance 4711",
			call: zomroLimits,
		},
	}}
}

// createZomroBackup makes up a name when there is none.
func createZomroBackup(ctx context.Context, c *zomro.Client, instanceID int64, name string, opts ...backup.WaitOption) (*zomro.Backup, error) {
	if name == "" {
		name = madeUpName(time.Now())
	}
	return c.Backups.Create(ctx, instanceID, zomro.CreateBackupInput{Name: name}, opts...)
}

func madeUpName(now time.Time) string { return "backupctl-" + now.Format("20060102-150405") }

// offInput turns a protection off.
type offInput struct {
	Off bool `help:"allow the deletion again"`
}

func protectZomroBackup(ctx context.Context, c *zomro.Client, id int64, in offInput) error {
	if in.Off {
		return c.Backups.Unprotect(ctx, id)
	}
	return c.Backups.Protect(ctx, id)
}

// zomroUse is what a page of backups tells besides them.
type zomroUse struct {
	ManualCreatedToday, ManualCreatedTotal int64
	PricePerGBAndDay                       zomro.Money
}

func zomroLimits(ctx context.Context, c *zomro.Client, instanceID int64) (*zomroUse, error) {
	page, err := c.Backups.List(ctx, instanceID, zomro.ListBackupsInput{})
	if err != nil {
		return nil, err
	}
	return &zomroUse{page.ManualCreatedToday, page.ManualCreatedTotal, page.StatCost}, nil
}
