package demo

import (
	"context"
	"errors"
	"fmt"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
)

// workCBR makes a checkpoint of one server of a vault and restores its backup.
func workCBR(ctx context.Context, e *emulator.Emulator, s *steps) error {
	cfg := e.CBR.Config()
	cfg.IAMEndpoint = e.URL + emulator.IAMPath
	client, err := cbr.New(cfg, e.Options(emulator.CBRPath)...)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	day := &cbrDay{client: client}
	for _, step := range []struct {
		name string
		work func(context.Context, backup.WaitOption) (string, error)
	}{
		{"sign in at IAM and find a vault", day.findVault},
		{"create a checkpoint", day.createCheckpoint},
		{"list its backups", day.listBackups},
		{"restore a backup", day.restore},
	} {
		if err := s.run(ctx, "cbr", step.name, step.work); err != nil {
			return err
		}
	}
	return nil
}

// cbrDay carries what one step finds to the next.
type cbrDay struct {
	client     *cbr.Client
	vault      cbr.Vault
	checkpoint *cbr.Checkpoint
	backup     cbr.Backup
}

func (d *cbrDay) findVault(ctx context.Context, _ backup.WaitOption) (string, error) {
	var err error
	if d.vault, err = first(d.client.Vaults.All(ctx, cbr.ListVaultsInput{})); err != nil {
		return "", err
	}
	if len(d.vault.Resources) == 0 {
		return "", errors.New("the vault protects nothing")
	}
	return fmt.Sprintf("%s with %d resources", d.vault.Name, len(d.vault.Resources)), nil
}

// createCheckpoint uses the parameters of the vendor's documented example.
func (d *cbrDay) createCheckpoint(ctx context.Context, tell backup.WaitOption) (string, error) {
	var err error
	d.checkpoint, err = d.client.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{VaultID: d.vault.ID, Parameters: cbr.CheckpointParameters{
		Name: "backup_name", Description: "backup_description", AutoTrigger: true, Incremental: new(true),
		Resources: []string{d.vault.Resources[0].ID},
	}}, quickly(tell)...)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, %s", d.checkpoint.ID, d.checkpoint.Status), nil
}

func (d *cbrDay) listBackups(ctx context.Context, _ backup.WaitOption) (string, error) {
	list, err := backup.Collect(d.client.Backups.All(ctx, cbr.ListBackupsInput{CheckpointID: d.checkpoint.ID}), 0)
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", errors.New("the checkpoint has no backup")
	}
	d.backup = list[0]
	return fmt.Sprintf("%d: %s of %s, %s", len(list), d.backup.Name, d.backup.ResourceName, d.backup.Status), nil
}

func (d *cbrDay) restore(ctx context.Context, tell backup.WaitOption) (string, error) {
	target := cbr.RestoreBackupInput{ServerID: d.backup.ResourceID, PowerOn: new(false)}
	for _, disk := range d.backup.Children {
		target.Mappings = append(target.Mappings, cbr.RestoreMapping{BackupID: disk.ID, VolumeID: disk.ResourceID})
	}
	job, err := d.client.Backups.RestoreAndWait(ctx, d.backup.ID, target, quickly(tell)...)
	if err != nil {
		return "", err
	}
	return "job " + job.JobID + " succeeded", nil
}
