package cbr

import (
	"context"
	"slices"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// Sync begins to register backups of a hybrid cloud that lie in object storage,
// 1 to 50 in a call, and returns a task for each; see [TasksService.Wait]. An
// empty ResourceType is that of on-premises servers.
//
// The call is sent again only when it provably never left.
func (s *BackupsService) Sync(ctx context.Context, in SyncBackupsInput) ([]BackupSyncTask, error) {
	const field = "SyncBackupsInput.Backups"
	if err := checkCount(field, len(in.Backups), maxSync); err != nil {
		return nil, err
	}
	in.Backups = slices.Clone(in.Backups)
	for i := range in.Backups {
		b := &in.Backups[i]
		if b.ResourceType == "" {
			b.ResourceType = ResourceTypeNativeServer
		}
		if err := checkSync(validate.Element(field, i)+".", *b); err != nil {
			return nil, err
		}
	}
	return s.client.api.ImportBackup(ctx, s.client.project, in)
}

const maxSync = 50

func checkSync(at string, b BackupSync) error {
	if b.CreatedAtUnix <= 0 {
		return invalidArgument(at+"CreatedAtUnix", "must be positive")
	}
	return validate.FirstError(
		checkNeeded(at+"BackupID", b.BackupID), checkNeeded(at+"BackupName", b.BackupName), checkName(at+"BackupName", b.BackupName),
		checkNeeded(at+"BucketName", b.BucketName), checkNeeded(at+"ImagePath", b.ImagePath),
		checkNeeded(at+"ResourceID", b.ResourceID), checkNeeded(at+"ResourceName", b.ResourceName),
	)
}

// Sync begins to bring the list of backups of a hybrid vault in line with its
// storage, and returns the task; see [TasksService.Wait].
//
// The call is sent again only when it provably never left. While the vault is
// synced already the call fails with [backup.ErrBusy].
func (s *CheckpointsService) Sync(ctx context.Context, in SyncCheckpointInput) (*CheckpointSyncTask, error) {
	if err := checkNeeded("SyncCheckpointInput.VaultID", in.VaultID); err != nil {
		return nil, err
	}
	return s.client.api.ImportCheckpoint(ctx, s.client.project, in)
}
