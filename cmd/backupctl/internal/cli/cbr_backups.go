package cli

import (
	"context"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func cbrCheckpoints() group {
	return group{name: "checkpoint", aliases: []string{"checkpoints"}, short: "Checkpoints: backups of a vault's resources at one moment", verbs: []verb{
		{use: "create VAULT", short: "Back up resources of a vault", example: "create 3f1c… --name before-release --wait\ncreate 3f1c… --resources 7a20… --incremental=false", kind: changes, call: (*cbr.CheckpointsService).Create, then: "checkpoint wait {id}", also: []any{(*cbr.CheckpointsService).CreateAndWait}},
		{use: "get CHECKPOINT", short: "Show a checkpoint", example: "get 8b08…", call: (*cbr.CheckpointsService).Get},
		{use: "wait CHECKPOINT", short: "Wait until a checkpoint is made", example: "wait 8b08… --timeout 2h", kind: waits, call: (*cbr.CheckpointsService).Wait},
		{use: "wait-deleted CHECKPOINT", short: "Wait until a checkpoint is gone", example: "wait-deleted 8b08…", kind: waits, call: (*cbr.CheckpointsService).WaitDeleted, done: "the checkpoint is gone"},
		{
			use: "replicate VAULT", short: "Copy the backups of a vault to another region", example: "replicate 3f1c… --destination-region eu-west-0 --destination-project-id 0b9e… --destination-vault-id 90aa… --wait",
			kind: changes, call: (*cbr.CheckpointsService).Replicate, then: "checkpoint wait-replicated {VAULT} {backups[].join(':',[backup_id,replication_record_id])}",
		},
		{use: "wait-replicated VAULT COPY...", short: "Wait until copies, each BACKUP:RECORD, have arrived", example: "wait-replicated 3f1c… 91d2…:55c0…", kind: waits, call: waitReplicated, also: []any{(*cbr.CheckpointsService).WaitReplicated}},
		{use: "sync VAULT", short: "Make a hybrid vault know the backups of its site", example: "sync 3f1c… --wait", kind: changes, call: (*cbr.CheckpointsService).Sync, then: "task wait {operation_log_id}"},
	}}
}

func waitReplicated(ctx context.Context, c *cbr.Client, vaultID string, copies []string, opts ...backup.WaitOption) ([]cbr.ReplicationRecord, error) {
	r := cbr.CheckpointReplication{VaultID: vaultID}
	for _, text := range copies {
		id, record, ok := strings.Cut(text, ":")
		if !ok {
			return nil, refuse("copy %q is not of the form BACKUP:RECORD", text)
		}
		r.Backups = append(r.Backups, cbr.ReplicatedBackup{BackupID: id, ReplicationRecordID: record})
	}
	return c.Checkpoints.WaitReplicated(ctx, r, opts...)
}

func cbrBackups() group {
	return group{name: "backup", aliases: []string{"backups"}, short: "Backups, one of each resource of a checkpoint", verbs: []verb{
		{use: "list", short: "List the backups", example: "list --vault-id 3f1c…\nlist --statuses available --start-time -7d", call: (*cbr.BackupsService).List, all: (*cbr.BackupsService).All, columns: "id name status resource_name resource_type resource_size_gb created_at"},
		{use: "get BACKUP", short: "Show a backup with those of its disks", example: "get 91d2…", call: (*cbr.BackupsService).Get},
		{use: "metadata BACKUP", short: "Show what a backup knows about its resource", example: "metadata 91d2… -o json", call: (*cbr.BackupsService).Metadata},
		{use: "rename BACKUP NAME", short: "Give a backup another name", example: "rename 91d2… before-release", kind: changes, call: (*cbr.BackupsService).Rename},
		{use: "delete BACKUP", short: "Delete a backup for good", example: "delete 91d2… --yes --wait", kind: destroys, call: (*cbr.BackupsService).Delete, then: "backup wait-deleted {BACKUP}"},
		{use: "restore BACKUP", short: "Write a backup back, over what is there", example: "restore 91d2… --volume-id 55e1… --yes --wait\nrestore 91d2… --input mappings.yaml --yes", kind: destroys, call: (*cbr.BackupsService).Restore, then: "backup wait-restored {BACKUP} {job_id?}", also: []any{(*cbr.BackupsService).RestoreAndWait}},
		{use: "replicate BACKUP", short: "Copy a backup to another region", example: "replicate 91d2… --destination-region eu-west-0 --destination-project-id 0b9e… --destination-vault-id 90aa… --wait", kind: changes, call: (*cbr.BackupsService).Replicate, then: "backup wait-replicated {BACKUP} {replication_record_id}"},
		{use: "sync", short: "Make the service know backups of a site", example: "sync --input backups.json --wait", kind: changes, call: (*cbr.BackupsService).Sync, then: "task wait {[].operation_log_id}"},
		{use: "wait-deleted BACKUP", short: "Wait until a backup is gone", example: "wait-deleted 91d2…", kind: waits, call: (*cbr.BackupsService).WaitDeleted, done: "the backup is gone"},
		{use: "wait-restored BACKUP [JOB]", short: "Wait until a restore has ended well", example: "wait-restored 91d2… 60aa…", kind: waits, call: (*cbr.BackupsService).WaitRestored, done: "the restore has ended well"},
		{use: "wait-replicated BACKUP RECORD", short: "Wait until a copy has arrived", example: "wait-replicated 91d2… 55c0…", kind: waits, call: (*cbr.BackupsService).WaitReplicated},
	}}
}

func cbrTasks() group {
	return group{name: "task", aliases: []string{"tasks"}, short: "Tasks: the record of asynchronous work", verbs: []verb{
		{use: "list", short: "List the tasks", example: "list --status failed --start-time -24h", call: (*cbr.TasksService).List, all: (*cbr.TasksService).All, columns: "id operation_type status vault_name created_at ended_at"},
		{use: "get TASK", short: "Show a task", example: "get 60aa… -o yaml", call: (*cbr.TasksService).Get},
		{use: "wait TASK...", short: "Wait until tasks have succeeded", example: "wait 60aa…", kind: waits, call: waitTasks, also: []any{(*cbr.TasksService).Wait}, columns: "id operation_type status vault_name created_at ended_at"},
	}}
}

func waitTasks(ctx context.Context, c *cbr.Client, ids []string, opts ...backup.WaitOption) ([]cbr.OperationLog, error) {
	var out []cbr.OperationLog
	for _, id := range ids {
		t, err := c.Tasks.Wait(ctx, id, opts...)
		if err != nil {
			return out, err
		}
		out = append(out, *t)
	}
	return out, nil
}

func cbrMembers() group {
	return group{name: "member", aliases: []string{"members"}, short: "Projects with which a backup is shared", verbs: []verb{
		{use: "list BACKUP", short: "List with whom a backup is shared", example: "list 91d2…", call: (*cbr.MembersService).List, all: (*cbr.MembersService).All, columns: "id status dest_project_id vault_id created_at"},
		{use: "get BACKUP MEMBER", short: "Show one with whom a backup is shared", example: "get 91d2… 0b9e…", call: (*cbr.MembersService).Get},
		{use: "add BACKUP", short: "Share a backup", example: "add 91d2… --members 0b9e…", kind: changes, call: (*cbr.MembersService).Add, columns: "id status dest_project_id vault_id created_at"},
		{use: "update BACKUP MEMBER", short: "Accept or reject a shared backup", example: "update 91d2… 0b9e… --status accepted --vault-id 3f1c…", kind: changes, call: (*cbr.MembersService).Update},
		{use: "delete BACKUP MEMBER", short: "Share a backup no longer", example: "delete 91d2… 0b9e… --yes", kind: destroys, call: (*cbr.MembersService).Delete},
	}}
}

func cbrTags() group {
	return group{name: "tag", aliases: []string{"tags"}, short: "Tags of vaults", verbs: []verb{
		{use: "list VAULT", short: "Show the tags of a vault", example: "list 3f1c… -o json", call: (*cbr.TagsService).List},
		{use: "list-project", short: "List all tags of the project's vaults", example: "list-project", call: (*cbr.TagsService).ListProject},
		{use: "find-vaults", short: "List the vaults that have tags", example: "find-vaults --untagged\nfind-vaults --input filter.yaml", call: (*cbr.TagsService).FindVaults, all: (*cbr.TagsService).AllVaults, columns: "resource_id resource_name tags"},
		{use: "add VAULT KEY VALUE", short: "Put a tag on a vault", example: "add 3f1c… env prod", kind: changes, call: (*cbr.TagsService).Add},
		{use: "change VAULT TAG...", short: "Put tags, each KEY=VALUE, on a vault or take them off", example: "change 3f1c… env=prod team=web\nchange 3f1c… env --remove", kind: changes, call: changeTags, also: []any{(*cbr.TagsService).Change}},
		{use: "delete VAULT KEY", short: "Take a tag off a vault", example: "delete 3f1c… env --yes", kind: destroys, call: (*cbr.TagsService).Delete},
	}}
}

// tagsInput are tags to put on or take off.
type tagsInput struct {
	Tags   []string
	Remove bool `help:"take the tags off"`
}

func changeTags(ctx context.Context, c *cbr.Client, vaultID string, in tagsInput) error {
	change := cbr.TagChange{Action: cbr.TagActionCreate}
	if in.Remove {
		change.Action = cbr.TagActionDelete
	}
	for _, text := range in.Tags {
		key, value, _ := strings.Cut(text, "=")
		change.Tags = append(change.Tags, cbr.Tag{Key: key, Value: value})
	}
	return c.Tags.Change(ctx, vaultID, change)
}

func cbrExtra() []verb {
	return []verb{{
		use: "raw METHOD PATH", short: "Call any operation of the API", call: cbrRaw, also: []any{(*cbr.Client).Do}, acts: actsByMethod,
		long:    "Call an operation and show its answer as it is; {project_id} in the path stands\nfor the project. DELETE asks first.",
		example: "raw GET '/v3/{project_id}/vaults?limit=1'",
	}}
}

func cbrRaw(ctx context.Context, c *cbr.Client, method, path string, in rawInput) (*rawAnswer, error) {
	body, err := in.json()
	if err != nil {
		return nil, err
	}
	var answer rawAnswer
	err = c.Do(ctx, strings.ToUpper(method), path, body, &answer.RawMessage)
	if err != nil || len(answer.RawMessage) == 0 {
		return nil, err
	}
	return &answer, nil
}
