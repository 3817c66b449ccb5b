package zomro

import (
	"context"
	"iter"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// SnapshotsService are the snapshots of an instance's disk. They work like
// backups, but no schedule makes them; five can be made in a day.
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
	number, err := pageNumber(in.Page)
	if err != nil {
		return nil, err
	}
	if err := checkPageSize(in.PageSize); err != nil {
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
	return backup.Paginate(ctx, func(ctx context.Context, next string) (*backup.Page[Snapshot], error) {
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
	list := listing{what: "snapshot", instanceID: instanceID, all: func(ctx context.Context) iter.Seq2[Snapshot, error] {
		return s.All(ctx, ListSnapshotsInput{InstanceID: instanceID})
	}}
	return list.create(ctx, name, func() error {
		return act(ctx, s.client.rest, zomroapi.OpCreateSnapshot, zomroapi.NewCreateSnapshotRequestWithBody, zomroapi.CreateSnapshotForm{
			ParentID: instanceID, Name: name, Sok: zomroapi.SubmitOK,
		})
	}, opts)
}

// WaitActive waits until a snapshot is saved; see [BackupsService.WaitActive].
func (s *SnapshotsService) WaitActive(ctx context.Context, snapshotID int64, opts ...backup.WaitOption) (*Snapshot, error) {
	if err := checkID("snapshot_id", snapshotID); err != nil {
		return nil, err
	}
	return s.client.Images.waitActive(ctx, ImageTypeSnapshot, snapshotID, opts)
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

// Filter reads the filter of the list of an instance's snapshots.
func (s *SnapshotsService) Filter(ctx context.Context, instanceID int64) (*Form, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	return showForm(ctx, s.client.rest, zomroapi.OpShowSnapshotFilter, zomroapi.NewShowSnapshotFilterRequestWithBody,
		zomroapi.SnapshotFilterForm{ElementID: instanceID}, nil)
}

// SnapshotFilter says which snapshots the list shows; empty fields do not filter.
type SnapshotFilter struct {
	Name      string // a part of it
	ID        string
	Status    BackupStatus
	OSDistro  string
	Protected string // "on" or "off"
}

// SetFilter stores a filter for the list of an instance's snapshots. The
// service keeps it for the user: it hides rows from everybody's lists, in the
// control panel too, until [SnapshotsService.ResetFilter].
func (s *SnapshotsService) SetFilter(ctx context.Context, instanceID int64, in SnapshotFilter) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	return act(ctx, s.client.rest, zomroapi.OpSetSnapshotFilter, zomroapi.NewSetSnapshotFilterRequestWithBody, zomroapi.SetSnapshotFilterForm{
		ElementID: instanceID, Name: in.Name, ID: in.ID, FleioStatus: string(in.Status), OSDistro: in.OSDistro,
		Protected: in.Protected, Sok: zomroapi.SubmitOK,
	})
}

// ResetFilter takes the filter of the list of an instance's snapshots away,
// also one that somebody has set in the control panel.
func (s *SnapshotsService) ResetFilter(ctx context.Context, instanceID int64) error {
	return s.SetFilter(ctx, instanceID, SnapshotFilter{})
}

// pollStart is when a machine is looked at first after a change was requested:
// its state may not have changed at once.
const pollStart = 2 * time.Second
