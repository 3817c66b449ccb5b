package zomro

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// SnapshotsService are the snapshots of an instance's disk. They work like
// backups, but no schedule makes them; five can be made in a day. To go back to
// one, give its id to [BackupsService.Restore].
type SnapshotsService struct {
	client   *Client
	creating *keyLock // by instance, see BackupsService.Create
}

// Snapshot is a snapshot of an instance's disk, with the fields of a [Backup].
type Snapshot = Backup

// ListSnapshotsInput says which page of an instance's snapshots to list.
type ListSnapshotsInput struct {
	// Cursor is the Next of the page before; empty is the first page.
	Cursor string
	// Limit is the number of rows per page; 0 leaves it to the service, which
	// remembers it for the user, in the control panel too.
	Limit int64
}

// List returns one page of an instance's snapshots.
func (s *SnapshotsService) List(ctx context.Context, instanceID int64, in ListSnapshotsInput) (*BackupPage, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	number, err := pageNumber("ListSnapshotsInput", in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	var doc backupList
	if err := s.client.api.ListSnapshots(ctx, zomroapi.ListSnapshotsForm{ElementID: instanceID, PageNumber: number, PageSize: in.Limit}, &doc); err != nil {
		return nil, err
	}
	return doc.page(number), nil
}

// All yields the snapshots of an instance from in.Cursor on, one page after the
// other.
func (s *SnapshotsService) All(ctx context.Context, instanceID int64, in ListSnapshotsInput) iter.Seq2[Snapshot, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Snapshot], error) {
		next := in
		next.Cursor = cursor
		page, err := s.List(ctx, instanceID, next)
		if err != nil {
			return nil, err
		}
		return &page.Page, nil
	}, func(i Snapshot) string { return rowKey(i.ID) })
}

// Get returns one snapshot; see [BackupsService.Get].
func (s *SnapshotsService) Get(ctx context.Context, snapshotID int64) (*Snapshot, error) {
	if err := arg.Positive("snapshotID", snapshotID); err != nil {
		return nil, err
	}
	return s.client.Images.Get(ctx, snapshotID)
}

// CreateSnapshotInput is a snapshot to make.
type CreateSnapshotInput struct {
	// Name has 1 to 100 characters; blanks around it do not count. It need not
	// be unique.
	Name string
}

// Create starts a snapshot of an instance and returns it as the list shows it,
// usually still [BackupSaving]. The new id is found as by [BackupsService.Create].
func (s *SnapshotsService) Create(ctx context.Context, instanceID int64, in CreateSnapshotInput, opts ...backup.WaitOption) (*Snapshot, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	name, err := checkName("CreateSnapshotInput.Name", in.Name)
	if err != nil {
		return nil, err
	}
	unlock, err := s.creating.lock(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	defer unlock()
	finder := findCreatedImage("new snapshot of instance "+text(instanceID), func(ctx context.Context) iter.Seq2[Snapshot, error] {
		return s.All(ctx, instanceID, ListSnapshotsInput{})
	})
	return finder.create(ctx, name, func() error {
		return s.client.api.CreateSnapshot(ctx, zomroapi.CreateSnapshotForm{ParentID: instanceID, Name: name, Sok: zomroapi.SubmitOK})
	}, opts)
}

// CreateAndWait is [SnapshotsService.Create] followed by
// [SnapshotsService.WaitActive]; see [BackupsService.CreateAndWait].
func (s *SnapshotsService) CreateAndWait(ctx context.Context, instanceID int64, in CreateSnapshotInput, opts ...backup.WaitOption) (*Snapshot, error) {
	created, err := s.Create(ctx, instanceID, in, opts...)
	if err != nil {
		return nil, err
	}
	return s.client.Images.waitCreated(ctx, ImageTypeSnapshot, created, opts)
}

// WaitActive waits until a snapshot is saved; see [BackupsService.WaitActive].
func (s *SnapshotsService) WaitActive(ctx context.Context, snapshotID int64, opts ...backup.WaitOption) (*Snapshot, error) {
	return s.client.Images.waitActive(ctx, ImageTypeSnapshot, "snapshotID", snapshotID, opts)
}

// Rename gives a snapshot another name of 1 to 100 characters; blanks around it
// do not count.
func (s *SnapshotsService) Rename(ctx context.Context, snapshotID int64, name string) error {
	if err := arg.Positive("snapshotID", snapshotID); err != nil {
		return err
	}
	return s.client.Images.rename(ctx, snapshotID, name)
}

// Protect protects a snapshot from deletion, [SnapshotsService.Unprotect] allows
// it again.
func (s *SnapshotsService) Protect(ctx context.Context, snapshotID int64) error {
	if err := arg.Positive("snapshotID", snapshotID); err != nil {
		return err
	}
	return s.client.Images.Update(ctx, snapshotID, UpdateImageInput{Protected: new(true)})
}

// Unprotect allows the deletion of a snapshot again.
func (s *SnapshotsService) Unprotect(ctx context.Context, snapshotID int64) error {
	if err := arg.Positive("snapshotID", snapshotID); err != nil {
		return err
	}
	return s.client.Images.Update(ctx, snapshotID, UpdateImageInput{Protected: new(false)})
}

// Delete deletes a snapshot for good, with the checks of [BackupsService.Delete].
func (s *SnapshotsService) Delete(ctx context.Context, instanceID, snapshotID int64) error {
	if err := validate.FirstError(arg.Positive("instanceID", instanceID), arg.Positive("snapshotID", snapshotID)); err != nil {
		return err
	}
	return s.client.Images.deleteOf(ctx, ImageTypeSnapshot, instanceID, snapshotID)
}
