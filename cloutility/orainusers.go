package cloutility

import (
	"context"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// UpdateUser changes an oRain user. Whether fields left out keep their values is not
// documented; PatchUser overwrites only what is sent.
func (s *ORainService) UpdateUser(ctx context.Context, businessUnitID, userID int64, in UpdateORainUserInput) (*ORainUser, error) {
	if err := optional("UpdateORainUserInput.Locked", in.Locked); err != nil {
		return nil, err
	}
	return s.client.api.UpdateORainUser(ctx, businessUnitID, userID, in)
}

// PatchUser overwrites the fields of an oRain user that are not nil; at least one.
func (s *ORainService) PatchUser(ctx context.Context, businessUnitID, userID int64, in PatchORainUserInput) (*ORainUser, error) {
	if err := validate.FirstError(notEmpty("PatchORainUserInput", in == PatchORainUserInput{}), optional("PatchORainUserInput.Locked", in.Locked)); err != nil {
		return nil, err
	}
	return s.client.api.PatchORainUser(ctx, businessUnitID, userID, in)
}

// ORainServerRef names an oRain server in a data centre of a business unit.
type ORainServerRef struct {
	// BusinessUnitID is the business unit.
	BusinessUnitID int64
	// DataCenterID is the data centre.
	DataCenterID int64
	// ORainServerID is the oRain server.
	ORainServerID int64
}

func (r ORainServerRef) check() error {
	return validate.FirstError(
		argument.Positive("ORainServerRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("ORainServerRef.DataCenterID", r.DataCenterID),
		argument.Positive("ORainServerRef.ORainServerID", r.ORainServerID),
	)
}

// CreateServerUser makes a user on an oRain server. It is not sent again once it may
// have arrived.
func (s *ORainService) CreateServerUser(ctx context.Context, ref ORainServerRef, in CreateServerORainUserInput) (*ORainUser, error) {
	if err := validate.FirstError(ref.check(), required("CreateServerORainUserInput.Name", in.Name), notNegative("CreateServerORainUserInput.Locked", in.Locked)); err != nil {
		return nil, err
	}
	return s.client.api.CreateServerORainUser(ctx, ref.BusinessUnitID, ref.DataCenterID, ref.ORainServerID, in)
}

// ORainUserRef names a user of an oRain server in a data centre of a business unit.
type ORainUserRef struct {
	// BusinessUnitID is the business unit.
	BusinessUnitID int64
	// DataCenterID is the data centre.
	DataCenterID int64
	// ORainServerID is the oRain server.
	ORainServerID int64
	// ORainUserID is the user.
	ORainUserID int64
}

func (r ORainUserRef) check() error {
	return validate.FirstError(
		argument.Positive("ORainUserRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("ORainUserRef.DataCenterID", r.DataCenterID),
		argument.Positive("ORainUserRef.ORainServerID", r.ORainServerID),
		argument.Positive("ORainUserRef.ORainUserID", r.ORainUserID),
	)
}

// PatchServerUser overwrites the fields of a user of an oRain server that are not nil;
// at least one.
func (s *ORainService) PatchServerUser(ctx context.Context, ref ORainUserRef, in PatchServerORainUserInput) (*ORainUser, error) {
	if err := validate.FirstError(
		ref.check(), notEmpty("PatchServerORainUserInput", in == PatchServerORainUserInput{}), optional("PatchServerORainUserInput.Locked", in.Locked),
	); err != nil {
		return nil, err
	}
	return s.client.api.PatchServerORainUser(ctx, ref.BusinessUnitID, ref.DataCenterID, ref.ORainServerID, ref.ORainUserID, in)
}
