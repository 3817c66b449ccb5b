package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ListUsers returns the PoINT users that a business unit has or inherits.
func (s *PointService) ListUsers(ctx context.Context, businessUnitID int64, in ListPointUsersInput) (*backup.Page[PointUser], error) {
	if err := checkPage("ListPointUsersInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListPointUsers(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllUsers yields all that ListUsers returns, page after page, beginning at in.Cursor.
func (s *PointService) AllUsers(ctx context.Context, businessUnitID int64, in ListPointUsersInput) iter.Seq2[PointUser, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[PointUser], error) {
		page := in
		page.Cursor = cursor
		return s.ListUsers(ctx, businessUnitID, page)
	}, func(item PointUser) string { return keyOf(item.ID) })
}

// CreateUser makes a PoINT user. It is not sent again once it may have arrived.
func (s *PointService) CreateUser(ctx context.Context, businessUnitID int64, in CreatePointUserInput) (*PointUser, error) {
	if err := validate.FirstError(required("CreatePointUserInput.Name", in.Name), checkPointUserRefs("CreatePointUserInput", in.DefaultPartition, in.Server, in.DefaultPreset)); err != nil {
		return nil, err
	}
	return s.client.api.CreatePointUser(ctx, businessUnitID, in)
}

func checkPointUserRefs(input string, partition, server, preset *ObjectRef) error {
	return validate.FirstError(checkRef(input+".DefaultPartition", partition), checkRef(input+".Server", server), checkRef(input+".DefaultPreset", preset))
}

// PointUserRef names a user of a PoINT server in a data centre of a business unit.
type PointUserRef struct {
	// BusinessUnitID is the business unit.
	BusinessUnitID int64
	// DataCenterID is the data centre.
	DataCenterID int64
	// PointServerID is the PoINT server.
	PointServerID int64
	// PointUserID is the user.
	PointUserID int64
}

func (r PointUserRef) check() error {
	return validate.FirstError(
		argument.Positive("PointUserRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("PointUserRef.DataCenterID", r.DataCenterID),
		argument.Positive("PointUserRef.PointServerID", r.PointServerID),
		argument.Positive("PointUserRef.PointUserID", r.PointUserID),
	)
}

// UpdateUser changes a PoINT user. Whether fields left out keep their values is not
// documented; PatchUser overwrites only what is sent.
func (s *PointService) UpdateUser(ctx context.Context, ref PointUserRef, in UpdatePointUserInput) (*PointUser, error) {
	if err := validate.FirstError(ref.check(), checkPointUserRefs("UpdatePointUserInput", in.DefaultPartition, in.Server, in.DefaultPreset)); err != nil {
		return nil, err
	}
	return s.client.api.UpdatePointUser(ctx, ref.BusinessUnitID, ref.DataCenterID, ref.PointServerID, ref.PointUserID, in)
}

// PatchUser overwrites the fields of a PoINT user that are not nil; at least one.
func (s *PointService) PatchUser(ctx context.Context, ref PointUserRef, in PatchPointUserInput) (*PointUser, error) {
	if err := validate.FirstError(
		ref.check(), checkPointUserRefs("PatchPointUserInput", in.DefaultPartition, in.Server, in.DefaultPreset), notEmpty("PatchPointUserInput", in == PatchPointUserInput{}),
	); err != nil {
		return nil, err
	}
	return s.client.api.PatchPointUser(ctx, ref.BusinessUnitID, ref.DataCenterID, ref.PointServerID, ref.PointUserID, in)
}
