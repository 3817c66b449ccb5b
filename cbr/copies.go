package cbr

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// Replicate begins to copy a backup into a vault of another region; see
// [BackupsService.WaitReplicated] with the id of the record in the answer. What
// is copied already, or on its way, is [backup.ErrConflict].
//
// The call is sent again only when it provably never left.
func (s *BackupsService) Replicate(ctx context.Context, id string, in BackupReplicate) (*BackupReplication, error) {
	if err := first(
		checkID("backup_id", id), checkName("name", in.Name), checkText("description", in.Description),
		checkDestination(in.DestinationProjectID, in.DestinationRegion, in.DestinationVaultID),
	); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpCopyBackup, "replication", func(e *cbrapi.BackupReplicationEnvelope) *BackupReplication { return e.Replication },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewCopyBackupRequest(base, project, id, cbrapi.ReplicateBackupRequest{Replicate: in})
		}, id)
}

// Replicate begins to copy the backups of a vault into a vault of another
// region; see [CheckpointsService.WaitReplicated]. What is copied already, or on
// its way, is [backup.ErrConflict].
//
// The call is sent again only when it provably never left.
func (s *CheckpointsService) Replicate(ctx context.Context, in CheckpointReplicate) (*CheckpointReplication, error) {
	if err := first(checkNeeded("vault_id", in.VaultID), checkDestination(in.DestinationProjectID, in.DestinationRegion, in.DestinationVaultID)); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpCopyCheckpoint, "replication", func(e *cbrapi.CheckpointReplicationEnvelope) *CheckpointReplication { return e.Replication },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewCopyCheckpointRequest(base, project, cbrapi.ReplicateCheckpointRequest{Replicate: in})
		})
}

// checkDestination validates where copies go to.
func checkDestination(project, region, vault string) error {
	outside := func(r rune) bool { return r != '.' && (notInName(r) || r > 'z') }
	if strings.ContainsFunc(region, outside) {
		return refuse("destination_region", "may hold letters, digits, ., _ and - only")
	}
	return first(
		checkNeeded("destination_project_id", project), checkNeeded("destination_region", region),
		checkLength("destination_region", region, maxDescription), checkNeeded("destination_vault_id", vault),
	)
}

// Sync begins to register backups of a hybrid cloud that lie in object storage,
// 1 to 50 in a call, and returns a task for each; see [TasksService.Wait]. An
// empty ResourceType is that of on-premises servers.
//
// The call is sent again only when it provably never left.
func (s *BackupsService) Sync(ctx context.Context, backups []BackupSync) ([]BackupSyncTask, error) {
	if err := checkCount("sync", len(backups), maxSync); err != nil {
		return nil, err
	}
	sent := make([]BackupSync, len(backups))
	for i, b := range backups {
		if b.ResourceType == "" {
			b.ResourceType = ResourceTypeNativeServer
		}
		if err := checkSync("sync["+strconv.Itoa(i)+"].", b); err != nil {
			return nil, err
		}
		sent[i] = b
	}
	out, err := call[cbrapi.BackupSyncTasks](ctx, s.client, cbrapi.OpImportBackup, func(base, project string) (*http.Request, error) {
		return cbrapi.NewImportBackupRequest(base, project, cbrapi.SyncBackupsRequest{Sync: sent})
	})
	if err != nil {
		return nil, err
	}
	return out.Sync, nil
}

const maxSync = 50

func checkSync(at string, b BackupSync) error {
	if b.CreatedAtUnix <= 0 {
		return refuse(at+"created_at", "must be positive")
	}
	return first(
		checkNeeded(at+"backup_id", b.BackupID), checkNeeded(at+"backup_name", b.BackupName), checkName(at+"backup_name", b.BackupName),
		checkNeeded(at+"bucket_name", b.BucketName), checkNeeded(at+"image_path", b.ImagePath),
		checkNeeded(at+"resource_id", b.ResourceID), checkNeeded(at+"resource_name", b.ResourceName),
	)
}

// Sync begins to bring the list of backups of a hybrid vault in line with its
// storage, and returns the task; see [TasksService.Wait].
//
// The call is sent again only when it provably never left. While the vault is
// synced already the call fails with [backup.ErrBusy].
func (s *CheckpointsService) Sync(ctx context.Context, in CheckpointSync) (*CheckpointSyncTask, error) {
	if err := checkNeeded("vault_id", in.VaultID); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpImportCheckpoint, "sync", func(e *cbrapi.CheckpointSyncEnvelope) *CheckpointSyncTask { return e.Sync },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewImportCheckpointRequest(base, project, cbrapi.SyncCheckpointRequest{Sync: in})
		})
}

// Rename gives a backup another name, and returns it. Names have 1 to 64
// letters, digits, Chinese characters, _ and -.
func (s *BackupsService) Rename(ctx context.Context, id, name string) (*Backup, error) {
	if err := first(checkID("backup_id", id), checkNeeded("name", name), checkName("name", name)); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpUpdateBackup, "backup", settled,
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewUpdateBackupRequest(base, project, id, cbrapi.UpdateBackupRequest{Backup: cbrapi.BackupUpdate{Name: name}})
		}, id)
}

// Metadata returns what a server was when it was backed up: itself, its disks
// and its network, as other services described them. Decode of each part looks
// into the document.
func (s *BackupsService) Metadata(ctx context.Context, id string) (*BackupMetadata, error) {
	return call[BackupMetadata](ctx, s.client, cbrapi.OpShowMetadata, func(base, project string) (*http.Request, error) {
		return cbrapi.NewShowMetadataRequest(base, project, id)
	}, id)
}

// WaitReplicated waits until a copy of a backup has ended well, and returns its
// record. A copy that fails or is skipped is a [*backup.WaitError] with the
// cause.
//
// It looks first after 10 seconds, then every 10 seconds and more slowly later,
// for half an hour; options change that.
func (s *BackupsService) WaitReplicated(ctx context.Context, id, recordID string, opts ...backup.WaitOption) (*ReplicationRecord, error) {
	if err := first(checkID("backup_id", id), checkID("replication_record_id", recordID)); err != nil {
		return nil, err
	}
	var in ListBackupsInput
	records, err := s.waitReplicated(ctx, "copy of backup "+id, []string{recordID}, func(ctx context.Context) (ListBackupsInput, error) {
		if in.CheckpointID != "" {
			return in, nil
		}
		// Only the list shows records, and it cannot be asked for one backup.
		b, err := s.Get(ctx, id)
		if err == nil {
			in.CheckpointID, in.VaultID = b.CheckpointID, b.VaultID
		}
		return in, err
	}, opts)
	if len(records) == 0 {
		return nil, err
	}
	return &records[0], err
}

// WaitReplicated waits until all copies that [CheckpointsService.Replicate] has
// begun have ended well, and returns their records. VaultID and Backups of the
// answer are all that is needed, so another process may go on with them. Times
// and failures are those of [BackupsService.WaitReplicated].
func (s *CheckpointsService) WaitReplicated(ctx context.Context, r CheckpointReplication, opts ...backup.WaitOption) ([]ReplicationRecord, error) {
	ids := make([]string, len(r.Backups))
	for i, b := range r.Backups {
		ids[i] = b.ReplicationRecordID
	}
	if err := first(checkID("vault_id", r.VaultID), checkSome("replication_record_id", ids)); err != nil {
		return nil, err
	}
	return s.client.Backups.waitReplicated(ctx, "copies of vault "+r.VaultID, ids, func(context.Context) (ListBackupsInput, error) {
		return ListBackupsInput{VaultID: r.VaultID}, nil
	}, opts)
}

// waitReplicated follows records of copies through the list of backups that
// where selects.
func (s *BackupsService) waitReplicated(ctx context.Context, subject string, ids []string, where func(context.Context) (ListBackupsInput, error), opts []backup.WaitOption) ([]ReplicationRecord, error) {
	return backup.Wait(ctx, subject, func(ctx context.Context) (backup.Status[[]ReplicationRecord], error) {
		in, err := where(ctx)
		if err != nil {
			return backup.Status[[]ReplicationRecord]{}, err
		}
		in.ShowReplication = true
		found := make(map[string]ReplicationRecord, len(ids))
		for b, err := range s.All(ctx, in) {
			if err != nil {
				return backup.Status[[]ReplicationRecord]{}, err
			}
			collectRecords(b, ids, found)
			if len(found) == len(ids) {
				break
			}
		}
		return replicationStatus(ids, found), nil
	}, taskWait(opts))
}
