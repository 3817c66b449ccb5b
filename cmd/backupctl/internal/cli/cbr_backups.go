package cli

import (
	"context"
	"slices"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func cbrBackups() group {
	return group{name: "backup", aliases: []string{"backups"}, short: "Backups, one of each resource of a checkpoint", verbs: []verb{
		{use: "list", short: "List the backups", example: "list --vault-id 3f1c…\nlist --statuses available --start-time -7d", call: (*cbr.BackupsService).List, all: (*cbr.BackupsService).All, columns: "id name status created_at resource_name resource_size_gb resource_type"},
		{use: "get BACKUP", short: "Show a backup with those of its disks", example: "get 91d2…", call: (*cbr.BackupsService).Get},
		{use: "metadata BACKUP", short: "Show what a backup knows about its resource", example: "metadata 91d2… -o json", call: (*cbr.BackupsService).Metadata},
		{use: "rename BACKUP NAME", short: "Give a backup another name", example: "rename 91d2… before-release", kind: changes, call: (*cbr.BackupsService).Rename},
		{use: "delete BACKUP", short: "Delete a backup for good", example: "delete 91d2… --yes --wait", kind: destroys, call: (*cbr.BackupsService).Delete, waitCommand: waitFor((*cbr.BackupsService).WaitDeleted)},
		{
			use: "prune RESOURCE...", short: "Delete the backups of resources that no rule keeps", example: "prune web-1 --keep-last 3 --dry-run\nprune 7a20… 81bc… --keep-daily 7 --keep-weekly 4 --keep-within 2d --yes",
			long: "Delete the backups of resources, such as servers, that no rule keeps; of each\nresource by itself. --dry-run shows what would go and why. Automatic backups in a\nlocked vault, those an image is made of and those that are not whole always stay.",
			kind: destroys, call: pruneCBR,
			also: []any{(*cbr.BackupsService).Prune, (*cbr.BackupsService).PlanPrune, (*cbr.BackupsService).ExecutePrune},
		},
		{use: "restore BACKUP", short: "Write a backup back, over what is there", example: "restore 91d2… --volume-id 55e1… --yes --wait\nrestore 91d2… --input mappings.yaml --yes", kind: destroys, one: true, call: (*cbr.BackupsService).Restore, check: checkMappings, waitCommand: waitFor((*cbr.BackupsService).WaitRestored, restoreOf), also: []any{(*cbr.BackupsService).RestoreAndWait}},
		{use: "replicate BACKUP", short: "Copy a backup to another region", example: "replicate 91d2… --destination-region eu-west-0 --destination-project-id 0b9e… --destination-vault-id 90aa… --wait", kind: changes, call: (*cbr.BackupsService).Replicate, waitCommand: waitFor((*cbr.BackupsService).WaitReplicated, copyOf)},
		{use: "sync", short: "Make the service know backups of a site", example: "sync --input backups.json --wait", kind: changes, call: (*cbr.BackupsService).Sync, waitCommand: waitFor(waitTasks, syncTasks)},
		{use: "wait-deleted BACKUP", short: "Wait until a backup is gone", example: "wait-deleted 91d2…", kind: waits, call: (*cbr.BackupsService).WaitDeleted, done: "the backup is gone"},
		{use: "wait-restored BACKUP [JOB]", short: "Wait until a restore has ended well", example: "wait-restored 91d2… 60aa…", kind: waits, call: (*cbr.BackupsService).WaitRestored, done: "the restore has ended well"},
		{use: "wait-replicated BACKUP RECORD", short: "Wait until a copy has arrived", example: "wait-replicated 91d2… 55c0…", kind: waits, call: (*cbr.BackupsService).WaitReplicated},
	}}
}

// checkMappings finds a restore of a whole server that leaves disks out.
func checkMappings(ctx context.Context, c *cbr.Client, backupID string, in cbr.RestoreBackupInput) error {
	if in.ServerID == "" || in.Details != nil {
		return nil
	}
	b, err := c.Backups.Get(ctx, backupID)
	if err != nil {
		return err
	}
	for _, disk := range b.Children {
		if !slices.ContainsFunc(in.Mappings, func(m cbr.RestoreMapping) bool { return m.BackupID == disk.ID }) {
			return &backup.ArgumentError{Provider: "cbr", Field: "RestoreBackupInput.Mappings", Reason: "has none for " + disk.ID + ", the backup of a disk"}
		}
	}
	return nil
}

// restoreOf is what waits for a restore: its backup and its job, which the
// service does not always name.
func restoreOf(backupID string, job *cbr.RestoreJob) (id, jobID string) {
	return backupID, job.JobID
}

// copyOf is what waits for a copy: the backup and the record of the copy.
func copyOf(backupID string, r *cbr.BackupReplication) (id, recordID string) {
	return backupID, r.ReplicationRecordID
}

// syncTasks are the tasks by which the service gets to know backups.
func syncTasks(tasks []cbr.BackupSyncTask) []string {
	ids := make([]string, 0, len(tasks))
	for _, t := range tasks {
		ids = append(ids, t.OperationLogID)
	}
	return ids
}
