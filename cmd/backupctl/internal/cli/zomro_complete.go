package cli

import (
	"context"
	"errors"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

// ofInstance is the instance that is being completed for.
func ofInstance(ctx context.Context, s *session) (int64, error) {
	text := typedArg(ctx, "INSTANCE")
	if text == "" {
		var err error
		if text, err = findInstance(ctx, s); err != nil {
			return 0, err
		}
	}
	return strconv.ParseInt(text, 10, 64)
}

func zomroCompletions() map[string]func(context.Context, *session, any) ([][2]string, error) {
	type list = func(context.Context, *session, *zomro.Client) ([][2]string, error)
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	typed := func(f list) func(context.Context, *session, any) ([][2]string, error) {
		return func(ctx context.Context, s *session, client any) ([][2]string, error) {
			c, ok := client.(*zomro.Client)
			if !ok {
				return nil, errors.New("this is no client of Zomro")
			}
			return f(ctx, s, c)
		}
	}
	return map[string]func(context.Context, *session, any) ([][2]string, error){
		"INSTANCE": typed(func(ctx context.Context, _ *session, c *zomro.Client) ([][2]string, error) {
			all, err := backup.Collect(c.Instances.All(ctx, zomro.ListInstancesInput{}), completionLimit)
			return pairsOf(all, err, func(i zomro.Instance) string { return number(i.ID) }, func(i zomro.Instance) string { return i.ServerName + " " + i.IP })
		}),
		"BACKUP": typed(func(ctx context.Context, s *session, c *zomro.Client) ([][2]string, error) {
			id, err := ofInstance(ctx, s)
			if err != nil {
				return nil, err
			}
			all, err := backup.Collect(c.Backups.All(ctx, id, zomro.ListBackupsInput{}), completionLimit)
			return pairsOf(all, err, func(b zomro.Backup) string { return number(b.ID) }, func(b zomro.Backup) string { return b.Name + " " + string(b.Status) })
		}),
		"SNAPSHOT": typed(func(ctx context.Context, s *session, c *zomro.Client) ([][2]string, error) {
			id, err := ofInstance(ctx, s)
			if err != nil {
				return nil, err
			}
			all, err := backup.Collect(c.Snapshots.All(ctx, id, zomro.ListSnapshotsInput{}), completionLimit)
			return pairsOf(all, err, func(b zomro.Snapshot) string { return number(b.ID) }, func(b zomro.Snapshot) string { return b.Name + " " + string(b.Status) })
		}),
		"SCHEDULE": typed(func(ctx context.Context, s *session, c *zomro.Client) ([][2]string, error) {
			id, err := ofInstance(ctx, s)
			if err != nil {
				return nil, err
			}
			all, err := backup.Collect(c.Schedules.All(ctx, id, zomro.ListSchedulesInput{}), completionLimit)
			return pairsOf(all, err, func(x zomro.Schedule) string { return number(x.ID) }, func(x zomro.Schedule) string { return x.Name })
		}),
		"IMAGE": typed(func(ctx context.Context, _ *session, c *zomro.Client) ([][2]string, error) {
			all, err := backup.Collect(c.Images.All(ctx, zomro.ListImagesInput{}), completionLimit)
			return pairsOf(all, err, func(i zomro.Image) string { return number(i.ID) }, func(i zomro.Image) string { return i.Name })
		}),
		"KEY": typed(func(ctx context.Context, _ *session, c *zomro.Client) ([][2]string, error) {
			all, err := backup.Collect(c.SSHKeys.All(ctx, zomro.ListSSHKeysInput{}), completionLimit)
			return pairsOf(all, err, func(k zomro.SSHKey) string { return number(k.ID) }, func(k zomro.SSHKey) string { return k.Comment })
		}),
	}
}
