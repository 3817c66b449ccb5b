package cli

import (
	"context"
	"strings"

	"github.com/backup-sdk/backup-go/cbr"
)

func cbrGroups() []group {
	return []group{cbrVaults(), cbrCheckpoints(), cbrBackups(), cbrTasks(), cbrProjects()}
}

func cbrVaults() group {
	return group{name: "vault", aliases: []string{"vaults"}, short: "Vaults: capacity for backups of resources", verbs: []verb{
		{use: "list", short: "List the vaults", example: "list\nlist --object-type server --sort -billing.used_mb", call: (*cbr.VaultsService).List, all: (*cbr.VaultsService).All, columns: "id name billing.status billing.object_type billing.size_gb billing.used_mb resources created_at"},
		{use: "get VAULT", short: "Show a vault with its resources", example: "get 3f1c…", call: (*cbr.VaultsService).Get},
	}}
}

func cbrCheckpoints() group {
	return group{name: "checkpoint", aliases: []string{"checkpoints"}, short: "Checkpoints: backups of a vault's resources at one moment", verbs: []verb{
		{use: "create VAULT", short: "Back up resources of a vault", example: "create 3f1c… --name before-release --wait\ncreate 3f1c… --resources 7a20… --incremental=false", kind: changes, call: (*cbr.CheckpointsService).Create, then: "checkpoint wait {id}", also: []any{(*cbr.CheckpointsService).CreateAndWait}},
		{use: "get CHECKPOINT", short: "Show a checkpoint", example: "get 8b08…", call: (*cbr.CheckpointsService).Get},
		{use: "wait CHECKPOINT", short: "Wait until a checkpoint is made", example: "wait 8b08… --timeout 2h", kind: waits, call: (*cbr.CheckpointsService).Wait},
	}}
}

func cbrBackups() group {
	return group{name: "backup", aliases: []string{"backups"}, short: "Backups, one of each resource of a checkpoint", verbs: []verb{
		{use: "list", short: "List the backups", example: "list --vault-id 3f1c…\nlist --statuses available --start-time -7d", call: (*cbr.BackupsService).List, all: (*cbr.BackupsService).All, columns: "id name status resource_name resource_type resource_size_gb created_at"},
		{use: "get BACKUP", short: "Show a backup with those of its disks", example: "get 91d2…", call: (*cbr.BackupsService).Get},
		{use: "delete BACKUP", short: "Delete a backup for good", example: "delete 91d2… --yes --wait", kind: destroys, call: (*cbr.BackupsService).Delete, then: "backup wait-deleted {BACKUP}"},
		{use: "restore BACKUP", short: "Write a backup back, over what is there", example: "restore 91d2… --volume-id 55e1… --yes --wait\nrestore 91d2… --input mappings.yaml --yes", kind: destroys, call: (*cbr.BackupsService).Restore, then: "backup wait-restored {BACKUP} {job_id?}", also: []any{(*cbr.BackupsService).RestoreAndWait}},
		{use: "wait-deleted BACKUP", short: "Wait until a backup is gone", example: "wait-deleted 91d2…", kind: waits, call: (*cbr.BackupsService).WaitDeleted, done: "the backup is gone"},
		{use: "wait-restored BACKUP [JOB]", short: "Wait until a restore has ended well", example: "wait-restored 91d2… 60aa…", kind: waits, call: (*cbr.BackupsService).WaitRestored, done: "the restore has ended well"},
	}}
}

func cbrTasks() group {
	return group{name: "task", aliases: []string{"tasks"}, short: "Tasks: the record of asynchronous work", verbs: []verb{
		{use: "list", short: "List the tasks", example: "list --status failed --start-time -24h", call: (*cbr.TasksService).List, all: (*cbr.TasksService).All, columns: "id operation_type status vault_name created_at ended_at"},
		{use: "get TASK", short: "Show a task", example: "get 60aa… -o yaml", call: (*cbr.TasksService).Get},
		{use: "wait TASK", short: "Wait until a task has succeeded", example: "wait 60aa…", kind: waits, call: (*cbr.TasksService).Wait},
	}}
}

func cbrProjects() group {
	return group{name: "project", aliases: []string{"projects"}, short: "Projects of the account, from IAM", verbs: []verb{
		{use: "list", short: "List the projects", example: "list --name eu-west-101", call: (*cbr.IAMService).ListProjects, all: (*cbr.IAMService).AllProjects, columns: "id name enabled is_domain description"},
	}}
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
