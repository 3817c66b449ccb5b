package cbrtest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/cbrserver"
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
	fail, failed := takeFailure(&s.failCopy)
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

func (s *service) CopyBackup(_ context.Context, req cbrserver.CopyBackupRequestObject) (cbrserver.CopyBackupResponseObject, error) {
	defer s.enter()()
	b, ok := s.backup(req.BackupID)
	if !ok {
		return nil, malformedURL()
	}
	in := req.Body.Replicate
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
	return cbrserver.CopyBackup200JSONResponse{Replication: &cbrapi.BackupReplication{
		BackupID: b.id, ReplicationRecordID: r.id, ProjectID: s.account.ProjectID, ProviderID: providerServer, SourceRegion: s.account.ProjectName,
		DestinationProjectID: r.project, DestinationRegion: r.region, DestinationVaultID: r.vaultID,
	}}, nil
}

func (s *service) CopyCheckpoint(_ context.Context, req cbrserver.CopyCheckpointRequestObject) (cbrserver.CopyCheckpointResponseObject, error) {
	defer s.enter()()
	in := req.Body.Replicate
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
	return cbrserver.CopyCheckpoint200JSONResponse{Replication: out}, nil
}

func (s *service) UpdateBackup(_ context.Context, req cbrserver.UpdateBackupRequestObject) (cbrserver.UpdateBackupResponseObject, error) {
	defer s.enter()()
	b, ok := s.backup(req.BackupID)
	if !ok {
		return nil, malformedURL()
	}
	name := req.Body.Backup.Name
	if name == "" || len([]rune(name)) > maxName || !nameForm.MatchString(name) {
		return nil, invalid("Parameter check failed: name")
	}
	b.name, b.updated = name, s.now
	view := b.view(s)
	return cbrserver.UpdateBackup200JSONResponse{Backup: &view}, nil
}

func (s *service) ShowMetadata(_ context.Context, req cbrserver.ShowMetadataRequestObject) (cbrserver.ShowMetadataResponseObject, error) {
	defer s.enter()()
	b, ok := s.backup(req.BackupID)
	switch {
	case !ok:
		return nil, malformedURL()
	case b.resource.Type != cbrapi.ResourceTypeServer || b.status != cbrapi.BackupStatusAvailable:
		return nil, serviceError(http.StatusBadRequest, "6206", "The metadata cannot be read in this state.")
	}
	out := cbrserver.ShowMetadata200JSONResponse{
		BackupID:  b.id,
		Server:    packed(map[string]any{"id": b.resource.ID, "name": b.resource.Name}),
		Flavor:    packed(map[string]any{"id": "s3.large.2", "vcpus": 2, "ram": 4096}),
		Interface: packed([]any{map[string]any{"port_state": "ACTIVE"}}),
		Ports:     lenient.List[lenient.Raw]{packed(map[string]any{"mac_address": "fa:16:3e:0a:0b:0c"})},
	}
	var children []any
	for _, child := range b.children {
		children = append(children, map[string]any{"id": child.id})
		out.Volumes = append(out.Volumes, packed(map[string]any{"id": child.resource.ID, "name": child.resource.Name, "size": child.resource.SizeGB}))
	}
	out.Backups = packed(children)
	return out, nil
}

// packed is a JSON document inside a text.
func packed(v any) lenient.Raw {
	inner, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	text, err := json.Marshal(string(inner))
	if err != nil {
		return nil
	}
	return text
}
