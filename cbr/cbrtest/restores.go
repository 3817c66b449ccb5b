package cbrtest

import (
	"context"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

const maxPath = 255

func (s *service) RestoreBackup(_ context.Context, _, backupID string, in *cbrapi.RestoreBackupInput) (any, error) {
	defer s.enter()()
	b, ok := s.backup(backupID)
	if !ok {
		return nil, s.backupMissing()
	}
	target, err := checkRestore(b, in)
	if err != nil {
		return nil, err
	}
	v := b.vault
	switch b.status {
	case cbrapi.BackupStatusAvailable:
	case cbrapi.BackupStatusWaitingRestore, cbrapi.BackupStatusRestoring:
		return nil, serviceError(http.StatusBadRequest, "2010", "The resource is being restored.")
	default:
		return nil, serviceError(http.StatusBadRequest, "2005", "The state of the backup does not allow a restore.")
	}
	if v.spec.Status != cbrapi.VaultStatusAvailable && v.spec.Status != cbrapi.VaultStatusLocked {
		return nil, serviceError(http.StatusBadRequest, "6202", "The vault is not available.")
	}
	if r, inVault := s.resource(target); inVault {
		switch r.status {
		case cbrapi.ProtectStatusProtecting:
			return nil, serviceError(http.StatusBadRequest, "2002", "The resource is being backed up.")
		case cbrapi.ProtectStatusRestoring:
			return nil, serviceError(http.StatusBadRequest, "2010", "The resource is being restored.")
		}
		r.status = cbrapi.ProtectStatusRestoring
	}
	job := s.restoreInto(b, target)
	if s.noJobID {
		job = ""
	}
	return cbrapi.RestoreJob{JobID: job}, nil
}

// checkRestore validates a restore and returns its target.
func checkRestore(b *backupCopy, in *cbrapi.RestoreBackupInput) (string, error) {
	var targets []string
	for _, id := range []string{in.ServerID, in.VolumeID, in.ResourceID} {
		if id != "" {
			targets = append(targets, id)
		}
	}
	switch {
	case len(targets) != 1:
		return "", invalid("Parameter check failed: exactly one of server_id, volume_id and resource_id is needed")
	case in.ServerID != "" && b.resource.Type != cbrapi.ResourceTypeServer, in.VolumeID != "" && b.resource.Type != cbrapi.ResourceTypeVolume:
		return "", serviceError(http.StatusBadRequest, "6300", "The target does not fit the kind of the backup.")
	case in.ServerID != "" && len(b.children) > 0 && len(in.Mappings) == 0:
		return "", invalid("Parameter check failed: mappings are needed to restore a server")
	case in.Details != nil && (in.Details.DestinationPath == "" || len(in.Details.DestinationPath) > maxPath):
		return "", invalid("Parameter check failed: destination_path")
	}
	for _, m := range in.Mappings {
		if m.VolumeID == "" || !slices.ContainsFunc(b.children, func(c *backupCopy) bool { return c.id == m.BackupID }) {
			return "", invalid("Parameter check failed: mappings name a backup that is not part of this one")
		}
	}
	return targets[0], nil
}

// resource finds a resource of any vault, also by one of its disks.
func (s *service) resource(id string) (*resource, bool) {
	for _, v := range s.vaults {
		for _, r := range v.resources {
			if r.spec.ID == id || slices.ContainsFunc(r.spec.Volumes, func(d VolumeSpec) bool { return d.ID == id }) {
				return r, true
			}
		}
	}
	return nil, false
}

// restoreInto plans a restore and returns the id of its task.
func (s *service) restoreInto(b *backupCopy, target string) string {
	fail, failed := take(&s.failRestore)
	r, inVault := s.resource(target)
	name := target
	if inVault {
		name = r.spec.Name
	}
	b.setStatus(cbrapi.BackupStatusWaitingRestore, s.now)
	t := s.newTask(cbrapi.OperationTypeRestore, b.vault, b.resource, s.restore)
	t.checkpointID = b.checkpoint.id
	t.detail = func(info *cbrapi.OperationExtraInfo) {
		info.Restore = &cbrapi.OperationRestore{
			BackupID: b.id, BackupName: b.name, TargetResourceID: target, TargetResourceName: name,
		}
	}
	s.after(s.restore/waitShare, func() { b.setStatus(cbrapi.BackupStatusRestoring, s.now) })
	if s.contents.Lies(LieNeverEnds) {
		return t.id
	}
	s.after(s.restore, func() {
		if inVault {
			r.status = cbrapi.ProtectStatusAvailable
		}
		if !failed {
			s.contents.Restore(b.id, target)
			b.setStatus(cbrapi.BackupStatusAvailable, s.now)
			t.end(s.now, cbrapi.OperationStatusSuccess, "", "")
			return
		}
		b.setStatus(cbrapi.BackupStatusError, s.now)
		status := cbrapi.OperationStatus(fail.Status)
		orElse(&status, cbrapi.OperationStatusFailed)
		t.end(s.now, status, fail.Code, fail.Message)
	})
	return t.id
}
