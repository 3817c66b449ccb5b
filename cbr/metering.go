package cbr

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// StorageUsage is the storage that the backups of one resource take. The vendor
// gives no unit for its sizes.
type StorageUsage = cbrapi.StorageUsage

// MeteringService tells how much storage the backups of each resource take.
type MeteringService struct{ client *Client }

// ListStorageUsageInput selects resources; empty fields select all.
type ListStorageUsageInput struct {
	// Limit is the size of a page, 1 to 1000.
	Limit int64
	// Offset is how many resources are left out at the start.
	Offset     int64
	ResourceID string
	// ResourceType is that of servers or of bare-metal servers.
	ResourceType ResourceType
}

// List returns one page of resources. Next is the Offset of the page after it.
func (s *MeteringService) List(ctx context.Context, in ListStorageUsageInput) (*backup.Page[StorageUsage], error) {
	if err := checkPage(in.Limit, in.Offset); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.StorageUsageList](ctx, s.client, cbrapi.OpShowStorageUsage, func(base, project string) (*http.Request, error) {
		return cbrapi.NewShowStorageUsageRequest(base, project, &cbrapi.ShowStorageUsageParams{
			Limit: set(in.Limit), Offset: set(in.Offset), ResourceID: set(in.ResourceID), ResourceType: set(in.ResourceType),
		})
	})
	if err != nil {
		return nil, err
	}
	return newPage(list.Resources, in.Offset, list.ResourceCount), nil
}

// All returns all resources that match, page by page. In.Limit is the size of a
// page.
func (s *MeteringService) All(ctx context.Context, in ListStorageUsageInput) iter.Seq2[StorageUsage, error] {
	start := in.Offset
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[StorageUsage], error) {
		in := in
		in.Offset = offsetOf(cursor, start)
		return s.List(ctx, in)
	}, func(u StorageUsage) string { return u.ResourceID })
}
