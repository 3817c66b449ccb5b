package cbr

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"time"
	"unicode/utf8"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// BackupsService reads, deletes and restores backups.
type BackupsService struct{ client *Client }

// ListBackupsInput selects backups; empty fields select all. All filters must
// match.
type ListBackupsInput struct {
	// Limit is the size of a page, 1 to 1000; the service's default is 1000.
	Limit int64
	// Offset is how many backups are left out at the start.
	Offset int64
	// Marker is the id of the backup after which the page begins. Use it or
	// Offset.
	Marker string
	// Name is a backup's name.
	Name         string
	CheckpointID string
	VaultID      string
	// ParentID selects the disk backups of a server backup.
	ParentID string
	// Statuses select backups in one of these states.
	Statuses []BackupStatus
	// ImageType selects backups made here or copied from another region.
	ImageType ImageType
	// ResourceID, ResourceName, ResourceType and ResourceAZ select by what was
	// backed up.
	ResourceID, ResourceName string
	ResourceType             ResourceType
	ResourceAZ               string
	// StartTime and EndTime bound the time of creation, to the second.
	StartTime, EndTime time.Time
	// EnterpriseProjectID is the id of an enterprise project, or
	// "all_granted_eps" for all that the user may see.
	EnterpriseProjectID string
	// OwnType selects own or shared backups; own ones by default.
	OwnType OwnType
	// MemberStatus selects shared backups by the state of sharing.
	MemberStatus MemberStatus
	// UsedPercent selects backups in vaults that are at least so full, 1 to 100.
	UsedPercent int64
	// Incremental selects incremental or full backups; nil leaves it to the
	// service.
	Incremental *bool
	// ShowReplication fills ReplicationRecords.
	ShowReplication bool
	// DedicatedCloud is a filter for dedicated clouds, without effect elsewhere.
	DedicatedCloud *bool
	// Sort is the order: "key:dir" pairs joined by commas, dir asc or desc (the
	// default), 255 characters at most. Keys are created_at, updated_at, name,
	// status, protected_at and id.
	Sort string
}

func (in ListBackupsInput) check() error {
	switch {
	case in.UsedPercent < 0 || in.UsedPercent > maxPercent:
		return refuse("used_percent", "must be between 1 and 100")
	case utf8.RuneCountInString(in.Sort) > maxSort:
		return refuse("sort", "has more than 255 characters")
	case in.Marker != "" && in.Offset != 0:
		return refuse("marker", "and offset exclude each other")
	}
	if err := checkPeriod(in.StartTime, in.EndTime); err != nil {
		return err
	}
	return checkPage(in.Limit, in.Offset)
}

func (in ListBackupsInput) params() *cbrapi.ListBackupsParams {
	return &cbrapi.ListBackupsParams{
		Limit: set(in.Limit), Offset: set(in.Offset), Marker: set(in.Marker), Sort: set(in.Sort),
		Name: set(in.Name), CheckpointID: set(in.CheckpointID), VaultID: set(in.VaultID), ParentID: set(in.ParentID),
		Status: setList(in.Statuses), ImageType: set(in.ImageType),
		ResourceID: set(in.ResourceID), ResourceName: set(in.ResourceName), ResourceType: set(in.ResourceType), ResourceAZ: set(in.ResourceAZ),
		StartTime: setTime(in.StartTime), EndTime: setTime(in.EndTime), EnterpriseProjectID: set(in.EnterpriseProjectID),
		OwnType: set(in.OwnType), MemberStatus: set(in.MemberStatus), UsedPercent: setNumber(in.UsedPercent),
		Incremental: in.Incremental, ShowReplication: set(in.ShowReplication), Dec: in.DedicatedCloud,
	}
}

// List returns one page of backups. Next is the Offset of the page after it; a
// page that begins at a Marker has none, the next marker is its last id.
func (s *BackupsService) List(ctx context.Context, in ListBackupsInput) (*backup.Page[Backup], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.BackupList](ctx, s.client, cbrapi.OpListBackups, func(base, project string) (*http.Request, error) {
		return cbrapi.NewListBackupsRequest(base, project, in.params())
	})
	if err != nil {
		return nil, err
	}
	for i := range list.Backups {
		settle(&list.Backups[i])
	}
	page := newPage(list.Backups, in.Offset, list.Count)
	if in.Marker != "" {
		page.Next = ""
	}
	return page, nil
}

// All returns all backups that match, page by page. In.Limit is the size of a
// page. Backups that are deleted while the list is read can make it leave others
// out: collect first, then delete.
func (s *BackupsService) All(ctx context.Context, in ListBackupsInput) iter.Seq2[Backup, error] {
	start := in
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[Backup], error) {
		in := start
		switch {
		case in.Marker == "":
			in.Offset = offsetOf(cursor, start.Offset)
		case cursor != "":
			in.Marker = cursor
		}
		page, err := s.List(ctx, in)
		if err == nil && in.Marker != "" && len(page.Items) > 0 {
			page.Next = page.Items[len(page.Items)-1].ID
		}
		return page, err
	}, func(b Backup) string { return b.ID })
}

// Get returns one backup, that of a server with those of its disks. One that
// does not exist is [backup.ErrNotFound].
func (s *BackupsService) Get(ctx context.Context, id string) (*Backup, error) {
	return object(ctx, s.client, cbrapi.OpShowBackup, "backup", settled,
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewShowBackupRequest(base, project, id)
		}, id)
}

// settled is the backup of an answer.
func settled(e *cbrapi.BackupEnvelope) *Backup {
	if e.Backup != nil {
		settle(e.Backup)
	}
	return e.Backup
}

// settle puts fields that older answers have elsewhere to where they belong.
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
// service deletes asynchronously and answers at once. A backup that does not
// exist any more is [backup.ErrNotFound].
func (s *BackupsService) Delete(ctx context.Context, id string) error {
	req, err := s.client.request(cbrapi.OpDeleteBackup, func(base, project string) (*http.Request, error) {
		return cbrapi.NewDeleteBackupRequest(base, project, id)
	}, []string{id})
	if err != nil {
		return err
	}
	return rest.Exec(ctx, s.client.rest, cbrapi.OpDeleteBackup, req)
}

// WaitDeleted waits until a backup is gone. It looks first after 20 seconds,
// then every 15 seconds and more slowly later, for 20 minutes; options change
// that.
func (s *BackupsService) WaitDeleted(ctx context.Context, id string, opts ...backup.WaitOption) error {
	if err := checkID("backup_id", id); err != nil {
		return err
	}
	_, err := backup.Wait(ctx, "deletion of backup "+id, func(ctx context.Context) (backup.Status[*Backup], error) {
		b, err := s.Get(ctx, id)
		switch {
		case errors.Is(err, backup.ErrNotFound):
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

// Restore begins to write a backup back, over what is there; see
// [BackupsService.WaitRestored]. Exactly one of ServerID, VolumeID and
// ResourceID names the target. A whole server also needs a mapping for each of
// the backup's Children. Nil for PowerOn lets the service switch the server on
// afterwards.
//
// The job's id may be empty: the service sends it without documenting it. The
// call is sent again only when it provably never left.
func (s *BackupsService) Restore(ctx context.Context, id string, in BackupRestore) (*RestoreJob, error) {
	if err := checkRestore(in); err != nil {
		return nil, err
	}
	req, err := s.client.request(cbrapi.OpRestoreBackup, func(base, project string) (*http.Request, error) {
		return cbrapi.NewRestoreBackupRequest(base, project, id, cbrapi.RestoreBackupRequest{Restore: in})
	}, []string{id})
	if err != nil {
		return nil, err
	}
	job := new(RestoreJob)
	if _, err := rest.DoInto(ctx, s.client.rest, cbrapi.OpRestoreBackup, req, job); err != nil {
		return nil, err
	}
	return job, nil
}

// WaitRestored waits until a restore has ended well. With the id of its job it
// follows the task; with an empty one it waits until the backup is available
// again, which cannot tell a restore that has ended from one that has not begun.
//
// It looks first after 10 seconds, then every 10 seconds and more slowly later,
// for half an hour; options change that. A restore that ends badly is a
// [*backup.WaitError] with the cause.
func (s *BackupsService) WaitRestored(ctx context.Context, id, jobID string, opts ...backup.WaitOption) error {
	if err := checkID("backup_id", id); err != nil {
		return err
	}
	if jobID != "" {
		_, err := s.client.Tasks.Wait(ctx, jobID, opts...)
		return err
	}
	_, err := backup.Wait(ctx, "restore of backup "+id, func(ctx context.Context) (backup.Status[*Backup], error) {
		b, err := s.Get(ctx, id)
		if err != nil {
			return backup.Status[*Backup]{}, err
		}
		return restoreStatus(b), nil
	}, taskWait(opts))
	return err
}

// RestoreAndWait is Restore and then WaitRestored. When the wait is cut short
// the job is returned with the error, and WaitRestored with its id goes on.
func (s *BackupsService) RestoreAndWait(ctx context.Context, id string, in BackupRestore, opts ...backup.WaitOption) (*RestoreJob, error) {
	job, err := s.Restore(ctx, id, in)
	if err != nil {
		return nil, err
	}
	return job, s.WaitRestored(ctx, id, job.JobID, opts...)
}
