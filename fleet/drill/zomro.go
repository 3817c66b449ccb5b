package drill

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

// Zomro drills at Zomro. Source and target are instances of one region, and the target
// is large enough. A backup counts among the five that can be made of an instance in a
// day, and costs until it is deleted.
type Zomro struct {
	// Client is that of the account.
	Client *zomro.Client
	// Wait are options of all waits. How long they take is up to Config.Timeout.
	Wait []backup.WaitOption
}

// Provider implements [Service].
func (z *Zomro) Provider() string { return "zomro" }

// Look implements [Service].
func (z *Zomro) Look(ctx context.Context, source, target Machine) error {
	for role, m := range map[string]Machine{"source": source, "target": target} {
		id, err := number(m.ID)
		if err != nil {
			return err
		}
		if _, err := z.Client.Instances.Find(ctx, id); err != nil {
			return fmt.Errorf("%s %s: %w", role, m.ID, err)
		}
	}
	return nil
}

// number reads an id.
func number(id string) (int64, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return 0, &ArgumentError{"Machine.ID", "must be the number of an instance"}
	}
	return n, nil
}

// Backup implements [Service].
func (z *Zomro) Backup(ctx context.Context, source Machine, key string) (Backup, error) {
	id, err := number(source.ID)
	if err != nil {
		return Backup{}, err
	}
	out, err := z.Client.Backups.EnsureAndWait(ctx, id, key, zomro.CreateBackupInput{}, z.Wait...)
	if out == nil || out.Value == nil {
		return Backup{}, err
	}
	made := Backup{ID: strconv.FormatInt(out.Value.ID, 10), Name: out.Value.Name}
	if err != nil {
		return made, err
	}
	b, err := z.Client.Backups.Get(ctx, out.Value.ID) // lists tell neither the instance nor the time
	if err != nil {
		return made, err
	}
	made.Created = b.Created
	if b.InstanceID != 0 {
		made.Source = strconv.FormatInt(b.InstanceID, 10)
	}
	return made, nil
}

// Restore implements [Service]. Work on the target that is under way, of an earlier
// try, is waited for first.
func (z *Zomro) Restore(ctx context.Context, b Backup, target Machine) error {
	id, err := number(target.ID)
	if err != nil {
		return err
	}
	backupID, err := number(b.ID)
	if err != nil {
		return err
	}
	there, err := z.Client.Instances.Find(ctx, id)
	if err != nil {
		return err
	}
	if there.Status.InProgress() {
		if _, err := z.Client.Instances.WaitSteady(ctx, id, z.Wait...); err != nil {
			return err
		}
	}
	if err := z.Client.Backups.Restore(ctx, id, backupID, zomro.RestoreBackupInput{}); err != nil {
		return err
	}
	_, err = z.Client.Instances.WaitSteady(ctx, id, z.Wait...)
	return err
}

// goneTimeout is how long a backup that was deleted may still be there.
const goneTimeout = 10 * time.Minute

// Delete implements [Service].
func (z *Zomro) Delete(ctx context.Context, b Backup) error {
	id, err := number(b.ID)
	if err != nil {
		return err
	}
	have, err := z.Client.Backups.Get(ctx, id)
	switch {
	case errors.Is(err, backup.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	if err := z.Client.Backups.Delete(ctx, have.InstanceID, id); err != nil && !errors.Is(err, backup.ErrNotFound) {
		return err
	}
	settings := backup.NewWaitSettings(backup.WaitSettings{Interval: time.Second, MaxInterval: time.Minute, Timeout: goneTimeout}, z.Wait...)
	_, err = backup.Wait(ctx, "deletion of backup "+b.ID, func(ctx context.Context) (backup.Status[struct{}], error) {
		there, err := z.Client.Backups.Get(ctx, id)
		switch {
		case errors.Is(err, backup.ErrNotFound):
			return backup.Status[struct{}]{State: "deleted", Phase: backup.Done, Percent: -1}, nil
		case err != nil:
			return backup.Status[struct{}]{}, err
		}
		return backup.Status[struct{}]{State: string(there.Status), Percent: -1}, nil
	}, settings)
	return err
}
