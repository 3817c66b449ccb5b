package drill

import (
	"context"
	"errors"
	"fmt"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

// CBR drills at Huawei Cloud CBR. The source is a server, a disk or a file system in a
// vault. A target of a server takes its disks in their order, so it needs as many that
// are as large; it need not be in a vault.
type CBR struct {
	// Client is that of the account.
	Client *cbr.Client
	// Wait are options of all waits. How long they take is up to Config.Timeout.
	Wait []backup.WaitOption
}

// Provider implements [Service].
func (c *CBR) Provider() string { return "cbr" }

// Look implements [Service].
func (c *CBR) Look(ctx context.Context, source, target Machine) error {
	_, kind, err := c.vaultOf(ctx, source)
	if err != nil {
		return err
	}
	if protectable, ok := protectableOf(kind); ok {
		if _, err := c.Client.Protectables.Get(ctx, protectable, target.ID); err != nil {
			return fmt.Errorf("target %s: %w", target.ID, err)
		}
	}
	return nil
}

// vaultOf finds the vault that a machine is in.
func (c *CBR) vaultOf(ctx context.Context, m Machine) (vaultID string, kind cbr.ResourceType, err error) {
	for v, err := range c.Client.Vaults.All(ctx, cbr.ListVaultsInput{ResourceIDs: []string{m.ID}}) {
		if err != nil {
			return "", "", err
		}
		if v.Billing != nil && v.Billing.ProtectType == cbr.ProtectTypeReplication {
			continue
		}
		for _, r := range v.Resources {
			if r.ID == m.ID {
				return v.ID, r.Type, nil
			}
		}
	}
	return "", "", fmt.Errorf("source %s is in no vault: %w", m.ID, backup.ErrNotFound)
}

func protectableOf(kind cbr.ResourceType) (cbr.ProtectableType, bool) {
	switch kind {
	case cbr.ResourceTypeServer:
		return cbr.ProtectableTypeServer, true
	case cbr.ResourceTypeVolume:
		return cbr.ProtectableTypeDisk, true
	case cbr.ResourceTypeTurbo:
		return cbr.ProtectableTypeTurbo, true
	}
	return "", false
}

// noLimit leaves the time to the context.
func (c *CBR) noLimit() []backup.WaitOption {
	return append([]backup.WaitOption{backup.WithWaitTimeout(0)}, c.Wait...)
}

// Backup implements [Service].
func (c *CBR) Backup(ctx context.Context, source Machine, key string) (Backup, error) {
	vault, _, err := c.vaultOf(ctx, source)
	if err != nil {
		return Backup{}, err
	}
	out, err := c.Client.Checkpoints.EnsureAndWait(ctx, key, cbr.CreateCheckpointInput{
		VaultID: vault, Parameters: cbr.CheckpointParameters{Resources: []string{source.ID}, Description: "restore drill"},
	}, c.noLimit()...)
	if out == nil || out.Value == nil {
		return Backup{}, err
	}
	made, listErr := backup.Collect(c.Client.Backups.All(ctx, cbr.ListBackupsInput{CheckpointID: out.Value.ID}), 0)
	switch {
	case err == nil && listErr != nil:
		return Backup{}, listErr
	case len(made) == 0 && err == nil:
		return Backup{}, fmt.Errorf("checkpoint %s has no backup", out.Value.ID)
	case len(made) == 0:
		return Backup{}, err
	}
	b := made[0]
	for _, other := range made {
		if other.ResourceID == source.ID {
			b = other
		}
	}
	created := b.ProtectedAt.Time
	if created.IsZero() {
		created = b.CreatedAt.Time
	}
	return Backup{ID: b.ID, Name: b.Name, Source: b.ResourceID, Created: created}, err
}

// Restore implements [Service]. A restore of the backup that is under way, of an
// earlier try, is waited for first.
func (c *CBR) Restore(ctx context.Context, b Backup, target Machine) error {
	have, err := c.Client.Backups.Get(ctx, b.ID)
	if err != nil {
		return err
	}
	if have.Status == cbr.BackupStatusRestoring || have.Status == cbr.BackupStatusWaitingRestore {
		if err := c.Client.Backups.WaitRestored(ctx, b.ID, "", c.noLimit()...); err != nil {
			return err
		}
	}
	in, err := c.mapping(ctx, have, target)
	if err != nil {
		return err
	}
	_, err = c.Client.Backups.RestoreAndWait(ctx, b.ID, in, c.noLimit()...)
	return err
}

// mapping says which disk of the backup goes to which of the target.
func (c *CBR) mapping(ctx context.Context, b *cbr.Backup, target Machine) (cbr.RestoreBackupInput, error) {
	switch b.ResourceType {
	case cbr.ResourceTypeVolume:
		return cbr.RestoreBackupInput{VolumeID: target.ID}, nil
	case cbr.ResourceTypeServer:
	default:
		return cbr.RestoreBackupInput{ResourceID: target.ID}, nil
	}
	in := cbr.RestoreBackupInput{ServerID: target.ID}
	there, err := c.Client.Protectables.Get(ctx, cbr.ProtectableTypeServer, target.ID)
	if err != nil {
		return in, fmt.Errorf("the disks of %s: %w", target.ID, err)
	}
	if len(there.Children) != len(b.Children) {
		return in, fmt.Errorf("target %s has %d disks, and the backup %d", target.ID, len(there.Children), len(b.Children))
	}
	for i, raw := range there.Children {
		var volume struct {
			ID   string `json:"id"`
			Size int64  `json:"size"`
		}
		if err := raw.Decode(&volume); err != nil || volume.ID == "" {
			return in, fmt.Errorf("the service does not tell the disks of %s", target.ID)
		}
		if volume.Size < b.Children[i].ResourceSizeGB.Value {
			return in, fmt.Errorf("disk %d of %s has %d GB, and that of the backup %d GB", i+1, target.ID, volume.Size, b.Children[i].ResourceSizeGB.Value)
		}
		in.Mappings = append(in.Mappings, cbr.RestoreMapping{BackupID: b.Children[i].ID, VolumeID: volume.ID})
	}
	return in, nil
}

// Delete implements [Service].
func (c *CBR) Delete(ctx context.Context, b Backup) error {
	switch err := c.Client.Backups.Delete(ctx, b.ID); {
	case errors.Is(err, backup.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	return c.Client.Backups.WaitDeleted(ctx, b.ID, c.Wait...)
}
