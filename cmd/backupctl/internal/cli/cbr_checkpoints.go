package cli

import (
	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func cbrCheckpoints() group {
	return group{name: "checkpoint", aliases: []string{"checkpoints"}, short: "Checkpoints: backups of a vault's resources at one moment", verbs: []verb{
		{use: "create VAULT", short: "Back up resources of a vault", example: "create 3f1c… --name before-release --wait\ncreate 3f1c… --resources 7a20… --incremental=false", kind: changes, call: (*cbr.CheckpointsService).Create, waitCommand: waitFor((*cbr.CheckpointsService).Wait, func(c *cbr.Checkpoint) string { return c.ID }), also: []any{(*cbr.CheckpointsService).CreateAndWait}},
		{use: "ensure --key VAULT", short: "Back up resources of a vault, once for a key", example: "ensure 3f1c… --key nightly-2026-11-30 --wait", long: ensureText("The backups are called after the key."), words: keyText(), kind: changes, call: (*cbr.CheckpointsService).Ensure, waitCommand: waitFor((*cbr.CheckpointsService).Wait, func(e *backup.Ensured[cbr.Checkpoint]) string { return e.Value.ID }), also: []any{(*cbr.CheckpointsService).EnsureAndWait}},
		{use: "get CHECKPOINT", short: "Show a checkpoint", example: "get 8b08…", call: (*cbr.CheckpointsService).Get},
		{use: "wait CHECKPOINT", short: "Wait until a checkpoint is made", example: "wait 8b08… --timeout 2h", kind: waits, call: (*cbr.CheckpointsService).Wait},
		{use: "wait-deleted CHECKPOINT", short: "Wait until a checkpoint is gone", example: "wait-deleted 8b08…", kind: waits, call: (*cbr.CheckpointsService).WaitDeleted, done: "the checkpoint is gone"},
		{
			use: "replicate VAULT", short: "Copy the backups of a vault to another region", example: "replicate 3f1c… --destination-region eu-west-0 --destination-project-id 0b9e… --destination-vault-id 90aa… --wait",
			kind: changes, call: (*cbr.CheckpointsService).Replicate, waitCommand: waitFor((*cbr.CheckpointsService).WaitReplicated, cbr.NewReplicationRef),
		},
		{use: "wait-replicated VAULT RECORD...", short: "Wait until copies have arrived, each named by its record", example: "wait-replicated 3f1c… 55c0…", kind: waits, call: (*cbr.CheckpointsService).WaitReplicated},
		{use: "sync VAULT", short: "Make a hybrid vault know the backups of its site", example: "sync 3f1c… --wait", kind: changes, call: (*cbr.CheckpointsService).Sync, waitCommand: waitFor(waitTasks, func(t *cbr.CheckpointSyncTask) []string { return []string{t.OperationLogID} })},
	}}
}
