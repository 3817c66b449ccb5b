package cbrtest

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// record is one copy of a backup to another region.
type record struct {
	id                                   string
	project, region, vaultID             string
	destinationBackup, destinationParent string
	status                               cbrapi.ReplicationStatus
	created                              time.Time
	length                               time.Duration
	auto                                 bool
	failure                              Failure
}

func (r *record) view(s *service, b *backupCopy) cbrapi.ReplicationRecord {
	info := &cbrapi.ReplicationExtraInfo{
		AutoTrigger: lenient.NewBool(r.auto), DestinationVaultID: r.vaultID,
		FailCode: lenient.String(r.failure.Code), FailReason: r.failure.Message,
	}
	switch r.status {
	case cbrapi.ReplicationStatusSuccess:
		info.Progress = lenient.NewInt(full)
	case cbrapi.ReplicationStatusReplicating:
		info.Progress = lenient.NewInt(min(full-1, int64(s.now.Sub(r.created))*full/max(1, int64(r.length))))
	}
	return cbrapi.ReplicationRecord{
		ID: r.id, Status: r.status, CreatedAt: wireTime(r.created), VaultID: b.vault.id, ExtraInfo: info,
		SourceBackupID: b.id, SourceCheckpointID: b.checkpoint.id, SourceProjectID: s.account.ProjectID, SourceRegion: s.account.ProjectName,
		DestinationBackupID: r.destinationBackup, DestinationCheckpointID: r.destinationParent,
		DestinationProjectID: r.project, DestinationRegion: r.region, DestinationVaultID: r.vaultID,
	}
}

func (b *backupCopy) recordViews(s *service) []cbrapi.ReplicationRecord {
	var out []cbrapi.ReplicationRecord
	for _, r := range b.records {
		out = append(out, r.view(s, b))
	}
	return out
}

// copied reports whether a backup is in a region, or on its way.
func (b *backupCopy) copied(region string) bool {
	return slices.ContainsFunc(b.records, func(r *record) bool {
		return r.region == region && r.status != cbrapi.ReplicationStatusFail && r.status != cbrapi.ReplicationStatusSkip
	})
}

// copyTo plans a copy.
func (s *service) copyTo(b *backupCopy, r record) *record {
	r.id, r.status, r.created, r.length = s.ids.UUID(), cbrapi.ReplicationStatusWaiting, s.now, s.restore
	fail, failed := take(&s.failCopy)
	b.records = append(b.records, &r)
	t := s.newTask(cbrapi.OperationTypeReplication, b.vault, b.resource, s.restore)
	t.checkpointID = b.checkpoint.id
	t.detail = func(info *cbrapi.OperationExtraInfo) {
		info.Replication = &cbrapi.OperationReplication{
			SourceBackupID: b.id, SourceBackupName: b.name, SourceCheckpointID: b.checkpoint.id, SourceProjectID: s.account.ProjectID,
			SourceRegion: s.account.ProjectName, DestinationProjectID: r.project, DestinationRegion: r.region,
			DestinationBackupID: r.destinationBackup,
		}
	}
	s.after(s.restore/waitShare, func() { r.status = cbrapi.ReplicationStatusReplicating })
	s.after(s.restore, func() {
		if failed {
			r.status, r.failure = cbrapi.ReplicationStatus(fail.Status), fail
			orElse(&r.status, cbrapi.ReplicationStatusFail)
			t.end(s.now, cbrapi.OperationStatusFailed, fail.Code, fail.Message)
			return
		}
		r.status, r.destinationBackup, r.destinationParent = cbrapi.ReplicationStatusSuccess, s.ids.UUID(), s.ids.UUID()
		t.end(s.now, cbrapi.OperationStatusSuccess, "", "")
	})
	return &r
}

func (s *service) CopyBackup(_ context.Context, _, backupID string, in *cbrapi.ReplicateBackupInput) (any, error) {
	defer s.enter()()
	b, ok := s.backup(backupID)
	if !ok {
		return nil, s.backupMissing()
	}
	if err := s.checkDestination(in.DestinationProjectID, in.DestinationRegion, in.DestinationVaultID); err != nil {
		return nil, err
	}
	switch {
	case b.resource.Type != cbrapi.ResourceTypeServer:
		return nil, serviceError(http.StatusInternalServerError, "1003", "Only backups of servers can be copied.")
	case b.status != cbrapi.BackupStatusAvailable:
		return nil, serviceError(http.StatusInternalServerError, "1001", "The backup is not available.")
	case b.copied(in.DestinationRegion):
		return nil, serviceError(http.StatusInternalServerError, "1009", "The backup is in the region already, or on its way.")
	}
	r := s.copyTo(b, record{project: in.DestinationProjectID, region: in.DestinationRegion, vaultID: in.DestinationVaultID})
	return cbrapi.BackupReplicationEnvelope{Replication: &cbrapi.BackupReplication{
		BackupID: b.id, ReplicationRecordID: r.id, ProjectID: s.account.ProjectID, ProviderID: providerServer, SourceRegion: s.account.ProjectName,
		DestinationProjectID: r.project, DestinationRegion: r.region, DestinationVaultID: r.vaultID,
	}}, nil
}

func (s *service) CopyCheckpoint(_ context.Context, _ string, in *cbrapi.ReplicateCheckpointInput) (any, error) {
	defer s.enter()()
	if in.VaultID == "" {
		return nil, invalid("Parameter check failed: replicate and its vault_id are required")
	}
	v, ok := s.vault(in.VaultID)
	if !ok {
		return nil, vaultMissing()
	}
	if err := s.checkDestination(in.DestinationProjectID, in.DestinationRegion, in.DestinationVaultID); err != nil {
		return nil, err
	}
	out := &cbrapi.CheckpointReplication{
		VaultID: v.id, ProjectID: s.account.ProjectID, ProviderID: providerServer, SourceRegion: s.account.ProjectName,
		DestinationProjectID: in.DestinationProjectID, DestinationRegion: in.DestinationRegion, DestinationVaultID: in.DestinationVaultID,
	}
	available := 0
	for _, b := range s.backups {
		if b.vault != v || b.status != cbrapi.BackupStatusAvailable || b.resource.Type != cbrapi.ResourceTypeServer {
			continue
		}
		available++
		if !b.copied(in.DestinationRegion) {
			r := s.copyTo(b, record{project: in.DestinationProjectID, region: in.DestinationRegion, vaultID: in.DestinationVaultID, auto: in.AutoTrigger})
			out.Backups = append(out.Backups, cbrapi.ReplicatedBackup{BackupID: b.id, ReplicationRecordID: r.id})
		}
	}
	switch {
	case available == 0:
		return nil, serviceError(http.StatusBadRequest, "0001", "The vault has no backups to copy.")
	case len(out.Backups) == 0:
		return nil, serviceError(http.StatusInternalServerError, "1009", "All backups are in the region already, or on their way.")
	}
	return cbrapi.CheckpointReplicationEnvelope{Replication: out}, nil
}
