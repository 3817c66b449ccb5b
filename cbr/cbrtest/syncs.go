package cbrtest

import (
	"context"
	"net/http"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

const maxSync = 50

// syncing reports whether backups of a vault are being taken over.
func (s *service) syncing(v *vault) bool {
	_, ok := find(s.tasks, func(t *task) bool { return t.vault == v && t.kind == cbrapi.OperationTypeSync && t.ended.IsZero() })
	return ok
}

// sync plans a task that takes over backups; done happens at its good end.
func (s *service) sync(v *vault, r ResourceSpec, n int, done func()) *task {
	fail, failed := take(&s.failSync)
	t := s.newTask(cbrapi.OperationTypeSync, v, r, s.restore)
	t.detail = func(info *cbrapi.OperationExtraInfo) {
		info.Sync = &cbrapi.OperationSync{SyncedBackups: lenient.NewInt(int64(n))}
		if failed {
			info.Sync = &cbrapi.OperationSync{FailedBackups: lenient.NewInt(int64(n))}
		}
	}
	s.after(s.restore, func() {
		if failed {
			status := cbrapi.OperationStatus(fail.Status)
			orElse(&status, cbrapi.OperationStatusFailed)
			t.end(s.now, status, fail.Code, fail.Message)
			return
		}
		done()
		t.end(s.now, cbrapi.OperationStatusSuccess, "", "")
	})
	return t
}

func (s *service) ImportCheckpoint(_ context.Context, _ string, in *cbrapi.SyncCheckpointInput) (any, error) {
	defer s.enter()()
	v, ok := s.vault(in.VaultID)
	switch {
	case !ok:
		return nil, vaultMissing()
	case v.spec.CloudType != cbrapi.CloudTypeHybrid:
		return nil, serviceError(http.StatusBadRequest, "7300", "The vault cannot be synced.")
	case s.syncing(v):
		return nil, serviceError(http.StatusBadRequest, "7302", "A sync is running.")
	}
	n := 0
	for _, b := range s.backups {
		if b.vault == v {
			n++
		}
	}
	t := s.sync(v, ResourceSpec{}, n, func() { v.updated = s.now })
	return cbrapi.CheckpointSyncEnvelope{Sync: &cbrapi.CheckpointSyncTask{VaultID: v.id, OperationLogID: t.id}}, nil
}

func (s *service) ImportBackup(_ context.Context, _ string, in *cbrapi.SyncBackupsInput) (any, error) {
	defer s.enter()()
	list := in.Backups
	if len(list) == 0 || len(list) > maxSync {
		return nil, invalid("Parameter check failed: sync")
	}
	v, ok := find(s.vaults, func(v *vault) bool { return v.spec.CloudType == cbrapi.CloudTypeHybrid })
	if !ok {
		return nil, serviceError(http.StatusBadRequest, "7300", "No vault can take the backups over.")
	}
	for _, b := range list {
		if b.BackupID == "" || b.BackupName == "" || !nameForm.MatchString(b.BackupName) || b.BucketName == "" || b.ImagePath == "" ||
			b.ResourceID == "" || b.ResourceName == "" || b.ResourceType == "" || b.CreatedAtUnix <= 0 {
			return nil, invalid("Parameter check failed: a backup to take over")
		}
	}
	out := make([]cbrapi.BackupSyncTask, len(list))
	for i, b := range list {
		t := s.sync(v, ResourceSpec{ID: b.ResourceID, Name: b.ResourceName, Type: b.ResourceType}, 1, func() { s.takeOver(v, b) })
		out[i] = cbrapi.BackupSyncTask{BackupID: b.BackupID, OperationLogID: t.id}
	}
	return cbrapi.BackupSyncTasks{Sync: out}, nil
}

// takeOver registers a backup that lies in object storage.
func (s *service) takeOver(v *vault, in cbrapi.BackupSync) {
	if _, there := s.backup(in.BackupID); there {
		return
	}
	at := time.Unix(in.CreatedAtUnix, 0)
	c := &checkpoint{id: s.ids.UUID(), name: in.BackupName, vault: v, status: cbrapi.CheckpointStatusAvailable, created: at}
	s.checkpoints = append(s.checkpoints, c)
	s.backups = append(s.backups, &backupCopy{
		id: in.BackupID, name: in.BackupName, checkpoint: c, vault: v, status: cbrapi.BackupStatusAvailable,
		resource: ResourceSpec{ID: in.ResourceID, Name: in.ResourceName, Type: in.ResourceType, SizeGB: defaultResourceGB},
		created:  at, updated: s.now, protected: at,
	})
}
