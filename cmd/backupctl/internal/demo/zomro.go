package demo

import (
	"context"
	"fmt"
	"slices"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// workZomro makes a backup of an instance, watches it, and deletes it.
func workZomro(ctx context.Context, e *emulator.Emulator, s *steps) error {
	client, err := zomro.New(zomro.Config{
		Credentials: zomro.Password{Username: zomrotest.Username, Password: backup.NewSecret(zomrotest.Password)},
	}, e.Options(emulator.ZomroPath)...)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	const service = "zomro"
	var instance zomro.Instance
	var made *zomro.Backup
	if err := s.run(ctx, service, "sign in and find an instance", silently(func(ctx context.Context) (string, error) {
		var err error
		if instance, err = first(client.Instances.All(ctx, zomro.ListInstancesInput{})); err != nil {
			return "", err
		}
		return fmt.Sprintf("instance %d, %s", instance.ID, instance.Status), nil
	})); err != nil {
		return err
	}
	if err := s.run(ctx, service, "create backup MyBackup", func(ctx context.Context, tell backup.WaitOption) (string, error) {
		var err error
		if made, err = client.Backups.CreateAndWait(ctx, instance.ID, zomro.CreateBackupInput{Name: "MyBackup"}, quickly(tell)...); err != nil {
			return "", err
		}
		return fmt.Sprintf("backup %d, %s", made.ID, made.Status), nil
	}); err != nil {
		return err
	}
	if err := s.run(ctx, service, "list the backups", silently(func(ctx context.Context) (string, error) {
		list, err := backup.Collect(client.Backups.All(ctx, instance.ID, zomro.ListBackupsInput{}), 0)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(list, func(b zomro.Backup) bool { return b.ID == made.ID })
		if i < 0 {
			return "", fmt.Errorf("backup %d is not listed", made.ID)
		}
		return fmt.Sprintf("%d listed; %s has %d GB", len(list), list[i].Name, list[i].SizeGB), nil
	})); err != nil {
		return err
	}
	return s.run(ctx, service, "delete the backup", silently(func(ctx context.Context) (string, error) {
		if err := client.Backups.Delete(ctx, instance.ID, made.ID); err != nil {
			return "", err
		}
		return fmt.Sprintf("backup %d deleted", made.ID), nil
	}))
}
