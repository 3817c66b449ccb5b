package cli

import (
	"context"
	"errors"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func cbrCompletions() map[string]func(context.Context, *session, any) ([][2]string, error) {
	typed := func(f func(context.Context, *cbr.Client) ([][2]string, error)) func(context.Context, *session, any) ([][2]string, error) {
		return func(ctx context.Context, _ *session, client any) ([][2]string, error) {
			c, ok := client.(*cbr.Client)
			if !ok {
				return nil, errors.New("this is no client of CBR")
			}
			return f(ctx, c)
		}
	}
	backups := typed(func(ctx context.Context, c *cbr.Client) ([][2]string, error) {
		all, err := backup.Collect(c.Backups.All(ctx, cbr.ListBackupsInput{Limit: completionLimit}), completionLimit)
		return pairsOf(all, err, func(b cbr.Backup) string { return b.ID }, func(b cbr.Backup) string {
			return strings.TrimSpace(b.Name + " " + string(b.Status))
		})
	})
	tasks := typed(func(ctx context.Context, c *cbr.Client) ([][2]string, error) {
		all, err := backup.Collect(c.Tasks.All(ctx, cbr.ListTasksInput{Limit: completionLimit}), completionLimit)
		return pairsOf(all, err, func(t cbr.OperationLog) string { return t.ID }, func(t cbr.OperationLog) string {
			return string(t.OperationType) + " " + string(t.Status)
		})
	})
	return map[string]func(context.Context, *session, any) ([][2]string, error){
		"VAULT": typed(func(ctx context.Context, c *cbr.Client) ([][2]string, error) {
			all, err := backup.Collect(c.Vaults.All(ctx, cbr.ListVaultsInput{Limit: completionLimit}), completionLimit)
			return pairsOf(all, err, func(v cbr.Vault) string { return v.ID }, func(v cbr.Vault) string { return v.Name })
		}),
		"BACKUP": backups, "TASK": tasks, "JOB": tasks,
	}
}
