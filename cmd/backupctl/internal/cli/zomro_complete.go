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
		inv, ok := ctx.Value(invocationKey{}).(*invocation)
		if !ok {
			inv = &invocation{session: s}
		}
		var err error
		if text, err = inv.implicitID(ctx, "instance"); err != nil {
			return 0, err
		}
	}
	return strconv.ParseInt(text, 10, 64)
}

func zomroCompletions() map[string]lister {
	type list = func(context.Context, *session, *zomro.Client) ([]thing, error)
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	typed := func(f list) lister {
		return func(ctx context.Context, s *session, client any) ([]thing, error) {
			c, ok := client.(*zomro.Client)
			if !ok {
				return nil, errors.New("this is no client of Zomro")
			}
			return f(ctx, s, c)
		}
	}
	return map[string]lister{
		"INSTANCE": typed(func(ctx context.Context, s *session, c *zomro.Client) ([]thing, error) {
			all, err := backup.Collect(c.Instances.All(ctx, zomro.ListInstancesInput{}), s.most())
			return things(all, err, func(i zomro.Instance) string { return number(i.ID) }, func(i zomro.Instance) string { return i.ServerName }, func(i zomro.Instance) string { return i.IP })
		}),
		"BACKUP": typed(func(ctx context.Context, s *session, c *zomro.Client) ([]thing, error) {
			id, err := ofInstance(ctx, s)
			if err != nil {
				return nil, err
			}
			all, err := backup.Collect(c.Backups.All(ctx, id, zomro.ListBackupsInput{}), s.most())
			return things(all, err, func(b zomro.Backup) string { return number(b.ID) }, func(b zomro.Backup) string { return b.Name }, func(b zomro.Backup) string { return string(b.Status) })
		}),
		"SNAPSHOT": typed(func(ctx context.Context, s *session, c *zomro.Client) ([]thing, error) {
			id, err := ofInstance(ctx, s)
			if err != nil {
				return nil, err
			}
			all, err := backup.Collect(c.Snapshots.All(ctx, id, zomro.ListSnapshotsInput{}), s.most())
			return things(all, err, func(b zomro.Snapshot) string { return number(b.ID) }, func(b zomro.Snapshot) string { return b.Name }, func(b zomro.Snapshot) string { return string(b.Status) })
		}),
		"SCHEDULE": typed(func(ctx context.Context, s *session, c *zomro.Client) ([]thing, error) {
			id, err := ofInstance(ctx, s)
			if err != nil {
				return nil, err
			}
			all, err := backup.Collect(c.Schedules.All(ctx, id, zomro.ListSchedulesInput{}), s.most())
			return things(all, err, func(x zomro.Schedule) string { return number(x.ID) }, func(x zomro.Schedule) string { return x.Name }, noText)
		}),
		"IMAGE": typed(func(ctx context.Context, s *session, c *zomro.Client) ([]thing, error) {
			all, err := backup.Collect(c.Images.All(ctx, zomro.ListImagesInput{}), s.most())
			return things(all, err, func(i zomro.Image) string { return number(i.ID) }, func(i zomro.Image) string { return i.Name }, noText)
		}),
		"KEY": typed(func(ctx context.Context, s *session, c *zomro.Client) ([]thing, error) {
			all, err := backup.Collect(c.SSHKeys.All(ctx, zomro.ListSSHKeysInput{}), s.most())
			return things(all, err, func(k zomro.SSHKey) string { return number(k.ID) }, func(k zomro.SSHKey) string { return k.Comment }, noText)
		}),
	}
}
