package cbrtest

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// backupCopy is one backup of one resource, or of one disk of it.
type backupCopy struct {
	id, parentID string
	name         string
	checkpoint   *checkpoint
	vault        *vault // that of the checkpoint, until the resource moves
	resource     ResourceSpec
	status       cbrapi.BackupStatus
	created      time.Time
	updated      time.Time
	protected    time.Time
	children     []*backupCopy
	records      []*record
	members      []*member
}

func (s *service) newBackup(c *checkpoint, r *resource) *backupCopy {
	b := &backupCopy{
		id: s.ids.UUID(), name: c.name, checkpoint: c, vault: c.vault, resource: r.spec, status: cbrapi.BackupStatusWaitingProtect,
		created: c.created, updated: c.created,
	}
	for _, d := range r.spec.Volumes {
		b.children = append(b.children, &backupCopy{
			id: s.ids.UUID(), parentID: b.id, name: c.name, checkpoint: c, vault: c.vault, status: b.status, created: c.created, updated: c.created,
			resource: ResourceSpec{ID: d.ID, Name: d.Name, SizeGB: d.SizeGB, Type: cbrapi.ResourceTypeVolume},
		})
	}
	return b
}

func (b *backupCopy) setStatus(status cbrapi.BackupStatus, now time.Time) {
	if status == cbrapi.BackupStatusAvailable && b.protected.IsZero() {
		b.protected = now
	}
	b.status, b.updated = status, now
	for _, child := range b.children {
		child.setStatus(status, now)
	}
}

func (b *backupCopy) view(s *service) cbrapi.Backup {
	c := b.checkpoint
	out := cbrapi.Backup{
		ID: b.id, ParentID: b.parentID, CheckpointID: c.id, VaultID: b.vault.id, Name: b.name, Description: c.description,
		Status: b.status, ImageType: cbrapi.ImageTypeBackup, ProjectID: s.account.ProjectID, ProviderID: providerServer,
		EnterpriseProjectID: lenient.String(b.vault.spec.EnterpriseProject),
		ResourceAZ:          s.account.ProjectName + "a", ResourceID: b.resource.ID, ResourceName: b.resource.Name,
		ResourceType: b.resource.Type, ResourceSizeGB: lenient.NewInt(b.resource.SizeGB),
		CreatedAt: wireTime(b.created), UpdatedAt: wireTime(b.updated), ProtectedAt: wireTime(b.protected),
		Incremental: lenient.NewBool(c.incremental), Version: lenient.NewInt(3),
		ExtendInfo: &cbrapi.BackupExtendInfo{
			AutoTrigger: lenient.NewBool(c.auto), Bootable: lenient.NewBool(true), ContainSystemDisk: lenient.NewBool(true),
			SupportedRestoreMode: cbrapi.RestoreModeBackup, Architecture: "x86_64",
		},
	}
	if s.contents.Lies(LieOldBackup) {
		const hour = -time.Hour
		out.CreatedAt, out.ProtectedAt = wireTime(b.created.Add(hour)), wireTime(b.protected.Add(hour))
	}
	if s.contents.Lies(LieWrongSource) {
		out.ResourceID = "0" + b.resource.ID[1:]
	}
	for _, child := range b.children {
		out.Children = append(out.Children, child.view(s))
	}
	return out
}

func (s *service) ShowBackup(_ context.Context, _, backupID string) (any, error) {
	defer s.enter()()
	b, ok := s.backup(backupID)
	if !ok {
		return nil, s.backupMissing()
	}
	view := b.view(s)
	return cbrapi.BackupEnvelope{Backup: &view}, nil
}

func (s *service) UpdateBackup(_ context.Context, _, backupID string, in *cbrapi.UpdateBackupInput) (any, error) {
	defer s.enter()()
	b, ok := s.backup(backupID)
	if !ok {
		return nil, s.backupMissing()
	}
	name := in.Name
	if name == "" || len([]rune(name)) > maxName || !nameForm.MatchString(name) {
		return nil, invalid("Parameter check failed: name")
	}
	b.name, b.updated = name, s.now
	view := b.view(s)
	return cbrapi.BackupEnvelope{Backup: &view}, nil
}

func (s *service) DeleteBackup(_ context.Context, _, backupID string) (any, error) {
	defer s.enter()()
	b, ok := s.backup(backupID)
	if !ok {
		return nil, s.backupMissing()
	}
	switch b.status {
	case cbrapi.BackupStatusWaitingDelete, cbrapi.BackupStatusDeleting:
		return nil, nil
	case cbrapi.BackupStatusWaitingProtect, cbrapi.BackupStatusProtecting:
		return nil, serviceError(http.StatusBadRequest, "6203", "The backup is running.")
	case cbrapi.BackupStatusWaitingRestore, cbrapi.BackupStatusRestoring:
		return nil, serviceError(http.StatusBadRequest, "6216", "The backup is in use.")
	}
	switch {
	case b.parentID != "":
		return nil, serviceError(http.StatusBadRequest, "6201", "A backup of a disk is deleted with that of its server.")
	case b.vault.settings.locked && b.checkpoint.auto:
		return nil, serviceError(http.StatusBadRequest, "6220", "An automatic backup in a locked vault cannot be deleted.")
	case b.vault.spec.Status == cbrapi.VaultStatusDeleting:
		return nil, serviceError(http.StatusBadRequest, "6112", "The vault is being deleted.")
	}
	if s.contents.Lies(LieNoDeletion) {
		return nil, nil
	}
	b.setStatus(cbrapi.BackupStatusWaitingDelete, s.now)
	t := s.newTask(cbrapi.OperationTypeDelete, b.vault, b.resource, s.deletion)
	t.checkpointID = b.checkpoint.id
	t.detail = func(info *cbrapi.OperationExtraInfo) {
		info.Delete = &cbrapi.OperationDelete{BackupID: b.id, BackupName: b.name}
	}
	s.after(s.deletion/4, func() { b.setStatus(cbrapi.BackupStatusDeleting, s.now) })
	s.after(s.deletion, func() { s.deleted(b, t) })
	return nil, nil
}

// deleted removes a backup, and its checkpoint with the last one.
func (s *service) deleted(b *backupCopy, t *task) {
	s.drop(b)
	if r, ok := b.vault.resource(b.resource.ID); ok {
		r.backups = max(0, r.backups-1)
		r.usedGB = max(0, r.usedGB-1)
	}
	b.vault.usedMB = max(0, b.vault.usedMB-mbPerGB)
	t.end(s.now, cbrapi.OperationStatusSuccess, "", "")
}

func (s *service) drop(b *backupCopy) {
	s.backups = slices.DeleteFunc(s.backups, func(have *backupCopy) bool { return have == b })
	s.contents.Forget(b.id)
	c := b.checkpoint
	if !slices.ContainsFunc(s.backups, func(have *backupCopy) bool { return have.checkpoint == c }) {
		s.checkpoints = slices.DeleteFunc(s.checkpoints, func(have *checkpoint) bool { return have == c })
	}
}

func (s *service) ListBackups(ctx context.Context, _ string, in cbrapi.ListBackupsInput) (any, error) {
	defer s.enter()()
	window, err := s.newWindow(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	if err := checkBackupFilters(ctx, in); err != nil {
		return nil, err
	}
	list := s.backups
	if in.ParentID != "" {
		list = nil
		if parent, ok := s.backup(in.ParentID); ok {
			list = parent.children
		}
	}
	var found []*backupCopy
	for _, b := range list {
		if b.matches(in) {
			found = append(found, b)
		}
	}
	sortBy(found, cmp.Or(in.Sort, "created_at"), backupKey) // the newest first
	total := len(found)
	if in.Marker != "" {
		i := slices.IndexFunc(found, func(b *backupCopy) bool { return b.id == in.Marker })
		if i < 0 {
			return nil, invalid("Parameter check failed: marker")
		}
		found = found[i+1:]
	}
	page := cut(found, window)
	views := make([]cbrapi.Backup, len(page))
	for i, b := range page {
		views[i] = b.view(s)
		if in.ShowReplication {
			views[i].ReplicationRecords = b.recordViews(s)
		}
	}
	return cbrapi.BackupList{
		Backups: views, Count: lenient.NewInt(int64(total)),
		Limit: lenient.NewInt(window.limit), Offset: lenient.NewInt(window.offset),
	}, nil
}

func checkBackupFilters(ctx context.Context, in cbrapi.ListBackupsInput) error {
	ok := known(in.ImageType, cbrapi.ImageTypeBackup, cbrapi.ImageTypeReplication) &&
		known(in.OwnType, cbrapi.OwnTypeAllGranted, cbrapi.OwnTypePrivate, cbrapi.OwnTypeShared) &&
		known(in.MemberStatus, cbrapi.MemberStatusPending, cbrapi.MemberStatusAccepted, cbrapi.MemberStatusRejected)
	for _, status := range in.Statuses {
		ok = ok && among(status, cbrapi.BackupStatusAvailable, cbrapi.BackupStatusProtecting, cbrapi.BackupStatusDeleting,
			cbrapi.BackupStatusRestoring, cbrapi.BackupStatusError, cbrapi.BackupStatusWaitingProtect,
			cbrapi.BackupStatusWaitingDelete, cbrapi.BackupStatusWaitingRestore)
	}
	if sent(ctx, "used_percent") {
		ok = ok && in.UsedPercent >= 1 && in.UsedPercent <= full
	}
	if !ok || !sortable(in.Sort, backupKey) {
		return invalid("Parameter check failed: a filter has a value that does not exist")
	}
	return nil
}

func (b *backupCopy) matches(in cbrapi.ListBackupsInput) bool {
	c, v := b.checkpoint, b.vault
	if v.usedMB*full < in.UsedPercent*v.spec.SizeGB*mbPerGB {
		return false
	}
	// Copies are in another region, so all backups here are originals.
	if !is(in.ImageType, cbrapi.ImageTypeBackup) || !b.sharedAs(in.MemberStatus) || in.OwnType == cbrapi.OwnTypeShared && len(b.members) == 0 {
		return false
	}
	return is(in.CheckpointID, c.id) && within(b.created, in.StartTime, in.EndTime) && is(in.Name, b.name) &&
		(in.ResourceAZ == "" || strings.HasSuffix(in.ResourceAZ, "a")) &&
		is(in.ResourceID, b.resource.ID) && is(in.ResourceName, b.resource.Name) && is(in.ResourceType, b.resource.Type) &&
		oneOf(in.Statuses, b.status) && is(in.VaultID, v.id) && inProject(in.EnterpriseProjectID, v) && maybe(in.Incremental, c.incremental)
}

// backupKey gives the comparison for a key of the sort parameter.
func backupKey(name string) func(a, b *backupCopy) int {
	switch name {
	case "created_at":
		return func(a, b *backupCopy) int { return a.created.Compare(b.created) }
	case "updated_at":
		return func(a, b *backupCopy) int { return a.updated.Compare(b.updated) }
	case "protected_at":
		return func(a, b *backupCopy) int { return a.protected.Compare(b.protected) }
	case "name":
		return func(a, b *backupCopy) int { return cmp.Compare(a.name, b.name) }
	case "status":
		return func(a, b *backupCopy) int { return cmp.Compare(a.status, b.status) }
	case "id":
		return func(a, b *backupCopy) int { return cmp.Compare(a.id, b.id) }
	default:
		return nil
	}
}
