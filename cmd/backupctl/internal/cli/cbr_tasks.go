package cli

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

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
