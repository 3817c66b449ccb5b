package zomrotest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// ListSnapshots implements the generated server.
func (s *service) ListSnapshots(ctx context.Context, in *zomroapi.ListSnapshotsForm) (any, error) {
	doc, err := s.listOf(callOf(ctx), KindSnapshot, in.ElementID, zomroapi.ListForm{PageNumber: in.PageNumber, PageSize: in.PageSize, Sort: in.Sort})
	return doc, err
}

// CreateSnapshot implements the generated server.
func (s *service) CreateSnapshot(ctx context.Context, in *zomroapi.CreateSnapshotForm) (any, error) {
	return s.save(callOf(ctx), KindSnapshot, in.ParentID, in.Name, in.Sok != "")
}
