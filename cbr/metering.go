package cbr

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
)

// MeteringService tells how much storage the backups of each resource take. The
// vendor gives no unit for the sizes.
type MeteringService struct{ client *Client }

// List returns one page of resources. Next is the Cursor of the page after it.
func (s *MeteringService) List(ctx context.Context, in ListStorageUsageInput) (*backup.Page[StorageUsage], error) {
	offset, err := checkWindow("ListStorageUsageInput", in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	list, err := s.client.api.ShowStorageUsage(ctx, s.client.project, in)
	if err != nil {
		return nil, err
	}
	return newPage(list.Resources, offset, list.ResourceCount), nil
}

// All returns all resources that match, page by page. In.Limit is the size of a
// page.
func (s *MeteringService) All(ctx context.Context, in ListStorageUsageInput) iter.Seq2[StorageUsage, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[StorageUsage], error) {
		in := in
		in.Cursor = cursor
		return s.List(ctx, in)
	}, func(u StorageUsage) string { return u.ResourceID })
}
