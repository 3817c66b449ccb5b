package cbr

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// BackupsService reads, deletes and restores backups.
type BackupsService struct{ client *Client }

// List returns one page of backups. Next is the Cursor of the page after it; a
// page that begins at a Marker has none, the next marker is its last id.
func (s *BackupsService) List(ctx context.Context, in ListBackupsInput) (*backup.Page[Backup], error) {
	offset, err := checkListBackups(in)
	if err != nil {
		return nil, err
	}
	in.StartTime, in.EndTime = toSecond(in.StartTime), toSecond(in.EndTime)
	list, err := s.client.api.ListBackups(ctx, s.client.project, in)
	if err != nil {
		return nil, err
	}
	for i := range list.Backups {
		settle(&list.Backups[i])
	}
	return byMarker(newPage(list.Backups, offset, list.Count), in.Marker), nil
}

func checkListBackups(in ListBackupsInput) (offset int64, err error) {
	const at = "ListBackupsInput"
	offset, err = checkWindow(at, in.Cursor, in.Limit)
	switch {
	case in.UsedPercent < 0 || in.UsedPercent > maxPercent:
		return 0, invalidArgument(at+".UsedPercent", "must be between 1 and 100")
	case in.Marker != "" && in.Cursor != "":
		return 0, invalidArgument(at+".Marker", "and Cursor exclude each other")
	}
	return offset, validate.FirstError(checkLength(at+".Sort", in.Sort, maxSort), checkPeriod(at, in.StartTime, in.EndTime), err)
}

// All returns all backups that match, page by page. In.Limit is the size of a
// page. Backups that are deleted while the list is read can make it leave others
// out: collect first, then delete.
func (s *BackupsService) All(ctx context.Context, in ListBackupsInput) iter.Seq2[Backup, error] {
	id := func(b Backup) string { return b.ID }
	if in.Marker != "" {
		return backup.Paginate(ctx, in.Marker, func(ctx context.Context, marker string) (*backup.Page[Backup], error) {
			in := in
			in.Marker = marker
			page, err := s.List(ctx, in)
			if err == nil {
				page.Next = lastID(page.Items, id)
			}
			return page, err
		}, id)
	}
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Backup], error) {
		in := in
		in.Cursor = cursor
		return s.List(ctx, in)
	}, id)
}

// Get returns one backup, that of a server with those of its disks. One that
// does not exist is [backup.ErrNotFound].
func (s *BackupsService) Get(ctx context.Context, backupID string) (*Backup, error) {
	return settled(s.client.api.ShowBackup(ctx, s.client.project, backupID))
}

// Rename gives a backup another name, and returns it. Names have 1 to 64
// letters, digits, Chinese characters, _ and -.
func (s *BackupsService) Rename(ctx context.Context, backupID, name string) (*Backup, error) {
	if err := validate.FirstError(checkNeeded("name", name), checkName("name", name)); err != nil {
		return nil, err
	}
	return settled(s.client.api.UpdateBackup(ctx, s.client.project, backupID, cbrapi.UpdateBackupInput{Name: name}))
}

// Metadata returns what a server was when it was backed up: itself, its disks
// and its network, as other services described them. Decode of each part looks
// into the document.
func (s *BackupsService) Metadata(ctx context.Context, backupID string) (*BackupMetadata, error) {
	return s.client.api.ShowMetadata(ctx, s.client.project, backupID)
}

// settled is a backup that was read, with its fields in place.
func settled(b *Backup, err error) (*Backup, error) {
	if err != nil {
		return nil, err
	}
	settle(b)
	return b, nil
}

// settle puts fields that older responses have elsewhere to where they belong.
func settle(b *Backup) {
	if b.Incremental.IsZero() && b.ExtendInfo != nil {
		b.Incremental = b.ExtendInfo.Incremental
	}
	for _, r := range b.ReplicationRecords {
		if info := r.ExtraInfo; info != nil && info.DestinationVaultID == "" {
			info.DestinationVaultID = info.DestinationVaultIDMisspelt
		}
	}
	for i := range b.Children {
		settle(&b.Children[i])
	}
}

// Delete begins the deletion of a backup; see [BackupsService.WaitDeleted]. The
// service deletes asynchronously and responds at once. A backup that does not
// exist any more is [backup.ErrNotFound].
func (s *BackupsService) Delete(ctx context.Context, backupID string) error {
	return s.client.api.DeleteBackup(ctx, s.client.project, backupID)
}

// WaitDeleted waits until a backup is gone. It looks first after 20 seconds,
// then every 15 seconds and more slowly later, for 20 minutes; options change
// that.
func (s *BackupsService) WaitDeleted(ctx context.Context, backupID string, opts ...backup.WaitOption) error {
	if err := argument.Segment("backupID", backupID); err != nil {
		return err
	}
	_, err := backup.Wait(ctx, "deletion of backup "+backupID, func(ctx context.Context) (backup.Status[*Backup], error) {
		b, err := s.Get(ctx, backupID)
		switch {
		case isGone(err):
			return backup.Status[*Backup]{State: "deleted", Phase: backup.Done, Percent: allPercent}, nil
		case err != nil:
			return backup.Status[*Backup]{}, err
		}
		st := backup.Status[*Backup]{Value: b, State: string(b.Status), Percent: -1}
		if b.Status == BackupStatusError {
			st.Phase = backup.Failed
		}
		return st, nil
	}, deleteWait(opts))
	return err
}
