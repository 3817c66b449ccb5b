package cli

import (
	"context"
	"fmt"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

const backupColumns = "id name status type size_gb created create_date protected region"

func zomroBackups() group {
	return group{name: "backup", aliases: []string{"backups"}, short: "Backups of an instance's disk", verbs: []verb{
		{
			use: "list @instance", short: "List the backups of an instance", example: "list -o json\nlist --instance 4711 --filter status=Active --sort -create_date",
			call: (*zomro.BackupsService).List, all: (*zomro.BackupsService).All, columns: backupColumns,
		},
		{
			use: "get BACKUP", short: "Show a backup", example: "get 9001",
			call: (*zomro.BackupsService).Get,
		},
		{
			use: "create @instance [NAME]", short: "Back up an instance", example: "create --wait\ncreate before-upgrade --instance 4711 --wait --timeout 1h",
			long: "Back up an instance's disk. Without a name it is called after the moment.\nAt most five backups of an instance can be made by hand in a day.",
			kind: changes, call: createZomroBackup, then: "backup wait {id}",
			also: []any{(*zomro.BackupsService).Create, (*zomro.BackupsService).CreateAndWait},
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
			kind: changes, call: protectZomroBackup, also: []any{(*zomro.BackupsService).Protect},
		},
		{
			use: "restore @instance BACKUP", short: "Overwrite the whole disk of an instance with a backup", example: "restore 9001 --instance 4711 --wait --yes",
			long: "Overwrite the whole disk of an instance with a backup, a snapshot or an image.\nIt looks first and refuses what does not fit.",
			kind: destroys, call: (*zomro.BackupsService).Restore, then: "instance wait {INSTANCE}",
		},
		{
			use: "restore-new BACKUP", short: "Order an instance that starts from a backup", example: "restore-new 9001 --tariff-id 3 --data-center-id 2 --accept-terms --confirm-cost",
			kind: spends, call: (*zomro.BackupsService).RestoreToNew, then: "instance wait {instance.id}",
		},
		{
			use: "prune @instance", short: "Delete the backups that no rule keeps", example: "prune --keep-newest 3 --dry-run\nprune --instance 4711 --keep-daily 7 --keep-weekly 4 --yes",
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
	return c.Backups.Create(ctx, instanceID, name, opts...)
}

func madeUpName(now time.Time) string { return "backupctl-" + now.Format("20060102-150405") }

// offInput turns a protection off.
type offInput struct {
	Off bool `help:"allow the deletion again"`
}

func protectZomroBackup(ctx context.Context, c *zomro.Client, id int64, in offInput) error {
	return c.Backups.Protect(ctx, id, !in.Off)
}

func protectZomroSnapshot(ctx context.Context, c *zomro.Client, id int64, in offInput) error {
	return c.Snapshots.Protect(ctx, id, !in.Off)
}

// pruneInput is a policy and whether to carry it out.
type pruneInput struct {
	zomro.PrunePolicy
	DryRun bool `help:"show what would be deleted, and delete nothing"`
}

// pruneRow is what became of one backup.
type pruneRow struct {
	ID      int64
	Name    string
	Created time.Time
	Type    zomro.BackupType
	Action  string
	Reason  string
}

func pruneZomro(ctx context.Context, c *zomro.Client, instanceID int64, in pruneInput) ([]pruneRow, error) {
	plan, err := c.Backups.PlanPrune(ctx, instanceID, in.PrunePolicy)
	if err != nil {
		return nil, err
	}
	action := "delete"
	done := make(map[int64]string)
	if !in.DryRun {
		result, pruneErr := c.Backups.ExecutePrune(ctx, plan, func(p zomro.PruneProgress) {
			note(ctx, fmt.Sprintf("%d of %d", p.Done, p.Total))
		})
		err, action = pruneErr, "left"
		if result != nil {
			for _, b := range result.Deleted {
				done[b.ID] = "deleted"
			}
			for _, b := range result.Skipped {
				done[b.ID] = "skipped"
			}
		}
	}
	rows := make([]pruneRow, 0, len(plan.Steps))
	for _, s := range plan.Steps {
		row := pruneRow{ID: s.Backup.ID, Name: s.Backup.Name, Created: s.Backup.CreateDate, Type: s.Backup.Type, Action: "keep", Reason: s.Reason}
		if s.Delete {
			row.Action = action
			if what := done[row.ID]; what != "" {
				row.Action = what
			}
		}
		rows = append(rows, row)
	}
	return rows, err
}

// zomroUse is what a page of backups tells besides them.
type zomroUse struct {
	ManualCreatedToday, ManualCreatedTotal int64
	PricePerGBAndDay                       zomro.Money
}

func zomroLimits(ctx context.Context, c *zomro.Client, instanceID int64) (*zomroUse, error) {
	page, err := c.Backups.List(ctx, zomro.ListBackupsInput{InstanceID: instanceID})
	if err != nil {
		return nil, err
	}
	return &zomroUse{page.ManualCreatedToday, page.ManualCreatedTotal, page.StatCost}, nil
}

func zomroSnapshots() group {
	return group{name: "snapshot", aliases: []string{"snapshots"}, short: "Snapshots of an instance's disk", verbs: []verb{
		{
			use: "list @instance", short: "List the snapshots of an instance", example: "list --instance 4711",
			call: (*zomro.SnapshotsService).List, all: (*zomro.SnapshotsService).All, columns: backupColumns,
		},
		{use: "get SNAPSHOT", short: "Show a snapshot", example: "get 9101", call: (*zomro.SnapshotsService).Get},
		{
			use: "create @instance NAME", short: "Take a snapshot of an instance", example: "create before-upgrade --wait",
			kind: changes, call: (*zomro.SnapshotsService).Create, then: "snapshot wait {id}", also: []any{(*zomro.SnapshotsService).CreateAndWait},
		},
		{
			use: "rename SNAPSHOT NAME", short: "Give a snapshot another name", example: "rename 9101 before-upgrade",
			kind: changes, call: (*zomro.SnapshotsService).Rename,
		},
		{
			use: "protect SNAPSHOT", short: "Protect a snapshot from deletion", example: "protect 9101\nprotect 9101 --off",
			kind: changes, call: protectZomroSnapshot, also: []any{(*zomro.SnapshotsService).Protect},
		},
		{
			use: "wait SNAPSHOT", short: "Wait until a snapshot is saved", example: "wait 9101",
			kind: waits, call: (*zomro.SnapshotsService).WaitActive,
		},
		{
			use: "delete @instance SNAPSHOT", short: "Delete a snapshot for good", example: "delete 9101 --yes",
			kind: destroys, call: (*zomro.SnapshotsService).Delete,
		},
		{use: "filter @instance", short: "Show the filter the service keeps for the list", example: "filter", call: (*zomro.SnapshotsService).Filter},
		{
			use: "set-filter @instance", short: "Store a filter for the list, in the control panel too", example: "set-filter --name before",
			kind: changes, call: (*zomro.SnapshotsService).SetFilter,
		},
		{
			use: "reset-filter @instance", short: "Take the filter of the list away", example: "reset-filter",
			kind: changes, call: (*zomro.SnapshotsService).ResetFilter,
		},
	}}
}

func zomroSchedules() group {
	return group{name: "schedule", aliases: []string{"schedules"}, short: "Backups that are made by themselves", verbs: []verb{
		{
			use: "list @instance", short: "List the schedules of an instance", example: "list --instance 4711",
			call: (*zomro.SchedulesService).List, all: (*zomro.SchedulesService).All, columns: "id name days time create_date",
		},
		{
			use: "create @instance", short: "Make a schedule", example: "create --name nightly --days monday,thursday --time 02:30",
			kind: changes, call: (*zomro.SchedulesService).Create,
		},
		{
			use: "update @instance SCHEDULE", short: "Replace name, days and time of a schedule", example: "update 71 --name nightly --days sunday --time 03:00",
			kind: changes, call: (*zomro.SchedulesService).Update,
		},
		{
			use: "delete SCHEDULE", short: "Delete a schedule; its backups stay", example: "delete 71 --yes",
			kind: destroys, call: (*zomro.SchedulesService).Delete,
		},
		{use: "rotation @instance", short: "Show how many scheduled backups are kept", example: "rotation", call: zomroRotation},
		{
			use: "set-rotation @instance KEEP", short: "Say how many scheduled backups are kept, 1 to 10", example: "set-rotation 5",
			kind: changes, call: (*zomro.SchedulesService).SetRotation,
		},
	}}
}

// rotation is how many scheduled backups are kept.
type rotation struct{ Keep int64 }

func zomroRotation(ctx context.Context, c *zomro.Client, instanceID int64) (*rotation, error) {
	page, err := c.Schedules.List(ctx, zomro.ListSchedulesInput{InstanceID: instanceID})
	if err != nil {
		return nil, err
	}
	return &rotation{Keep: page.Rotation}, nil
}
