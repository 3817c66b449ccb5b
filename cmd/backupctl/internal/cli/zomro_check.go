package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

// Schedules, keys and addresses have no read by id: their lists tell whether there is
// one. A list that may not be read says nothing, and the service has the last word.

func checkKey(ctx context.Context, c *zomro.Client, id int64) error {
	return listed(ctx, "SSH key", id, c.SSHKeys.All(ctx, zomro.ListSSHKeysInput{}), func(k zomro.SSHKey) int64 { return k.ID })
}

func checkAddress(ctx context.Context, c *zomro.Client, server, id int64) error {
	return listed(ctx, "address", id, c.Addresses.All(ctx, server, zomro.ListAddressesInput{}), func(a zomro.Address) int64 { return a.ID })
}

func checkSchedule(ctx context.Context, c *zomro.Client, instance, id int64) error {
	return listed(ctx, "schedule", id, c.Schedules.All(ctx, instance, zomro.ListSchedulesInput{}), func(s zomro.Schedule) int64 { return s.ID })
}

// instancesLookedAt bounds the lists that are read to find one schedule.
const instancesLookedAt = 100

// checkScheduleAnywhere is for a call that does not say of which instance.
func checkScheduleAnywhere(ctx context.Context, c *zomro.Client, id int64) error {
	instances, err := backup.Collect(c.Instances.All(ctx, zomro.ListInstancesInput{}), instancesLookedAt+1)
	if err != nil || len(instances) > instancesLookedAt {
		return ctx.Err()
	}
	for _, i := range instances {
		err := checkSchedule(ctx, c, i.ID, id)
		if err == nil || !errors.Is(err, backup.ErrNotFound) {
			return err
		}
	}
	return missing("schedule", id)
}

// listed says whether a list has an id.
func listed[T any](ctx context.Context, what string, id int64, all iter.Seq2[T, error], idOf func(T) int64) error {
	for item, err := range all {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, backup.ErrNotFound):
			return err
		case err != nil, idOf(item) == id:
			return nil
		}
	}
	return missing(what, id)
}

func missing(what string, id int64) error {
	return fmt.Errorf("%s %d: %w", what, id, backup.ErrNotFound)
}
