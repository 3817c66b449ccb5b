package zomro

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
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

// ListSnapshotsInput says which snapshots to list.
type ListSnapshotsInput struct {
	// InstanceID is the instance, required.
	InstanceID int64
	// Page is the Next of the page before; empty is the first page.
	Page string
	// PageSize is the number of rows per page; 0 leaves it to the service,
	// which remembers it for the user, in the control panel too.
	PageSize int64
}

// List returns one page of an instance's snapshots.
func (s *SnapshotsService) List(ctx context.Context, in ListSnapshotsInput) (*BackupPage, error) {
	if err := checkID("InstanceID", in.InstanceID); err != nil {
		return nil, err
	}
	number, err := checkPaging(in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	doc, err := call[backupList](ctx, s.client.rest, zomroapi.OpListSnapshots, zomroapi.NewListSnapshotsRequestWithBody, zomroapi.ListSnapshotsForm{
		ElementID: in.InstanceID, PageNumber: number, PageSize: in.PageSize,
	})
	if err != nil {
		return nil, err
	}
	return doc.page(number), nil
}

// All yields all snapshots of an instance, one page after the other. It begins
// with the first page; in.Page is not used.
func (s *SnapshotsService) All(ctx context.Context, in ListSnapshotsInput) iter.Seq2[Snapshot, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, next string) (*backup.Page[Snapshot], error) {
		in.Page = next
		p, err := s.List(ctx, in)
		if err != nil {
			return nil, err
		}
		return &p.Page, nil
	}, func(b Snapshot) string { return text(b.ID) })
}

// Get returns one snapshot; see [BackupsService.Get].
func (s *SnapshotsService) Get(ctx context.Context, snapshotID int64) (*Snapshot, error) {
	if err := checkID("snapshot_id", snapshotID); err != nil {
		return nil, err
	}
	return s.client.Images.Get(ctx, snapshotID)
}

// Create starts a snapshot of an instance and returns it as the list shows it,
// usually still [BackupSaving]. The new id is found as by [BackupsService.Create].
func (s *SnapshotsService) Create(ctx context.Context, instanceID int64, name string, opts ...backup.WaitOption) (*Snapshot, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	name, err := checkName("name", name)
	if err != nil {
		return nil, err
	}
	unlock, err := s.creating.lock(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	defer unlock()
	list := imagesListed("new snapshot of instance "+text(instanceID), func(ctx context.Context) iter.Seq2[Snapshot, error] {
		return s.All(ctx, ListSnapshotsInput{InstanceID: instanceID})
	})
	return list.create(ctx, name, func() error {
		return act(ctx, s.client.rest, zomroapi.OpCreateSnapshot, zomroapi.NewCreateSnapshotRequestWithBody, zomroapi.CreateSnapshotForm{
			ParentID: instanceID, Name: name, Sok: zomroapi.SubmitOK,
		})
	}, opts)
}

// CreateAndWait is [SnapshotsService.Create] followed by
// [SnapshotsService.WaitActive]; see [BackupsService.CreateAndWait].
func (s *SnapshotsService) CreateAndWait(ctx context.Context, instanceID int64, name string, opts ...backup.WaitOption) (*Snapshot, error) {
	created, err := s.Create(ctx, instanceID, name, opts...)
	if err != nil {
		return nil, err
	}
	active, err := s.WaitActive(ctx, created.ID, opts...)
	if active == nil {
		active = created
	}
	return active, err
}

// WaitActive waits until a snapshot is saved; see [BackupsService.WaitActive].
func (s *SnapshotsService) WaitActive(ctx context.Context, snapshotID int64, opts ...backup.WaitOption) (*Snapshot, error) {
	if err := checkID("snapshot_id", snapshotID); err != nil {
		return nil, err
	}
	return s.client.Images.waitActive(ctx, ImageTypeSnapshot, snapshotID, opts)
}

// Rename gives a snapshot another name of 1 to 100 characters.
func (s *SnapshotsService) Rename(ctx context.Context, snapshotID int64, name string) error {
	if err := checkID("snapshot_id", snapshotID); err != nil {
		return err
	}
	return s.client.Images.Update(ctx, snapshotID, UpdateImageInput{Name: &name})
}

// Protect protects a snapshot from deletion, or allows it again.
func (s *SnapshotsService) Protect(ctx context.Context, snapshotID int64, protected bool) error {
	if err := checkID("snapshot_id", snapshotID); err != nil {
		return err
	}
	return s.client.Images.Update(ctx, snapshotID, UpdateImageInput{Protected: &protected})
}

// Delete deletes a snapshot for good, with the checks of [BackupsService.Delete].
func (s *SnapshotsService) Delete(ctx context.Context, instanceID, snapshotID int64) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	if err := checkID("snapshot_id", snapshotID); err != nil {
		return err
	}
	return s.client.Images.deleteOf(ctx, ImageTypeSnapshot, instanceID, snapshotID)
}
