package cloutilitytest

import (
	"context"
	"encoding/base64"
	"maps"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// writeBrand writes the body of a request over a brand.
func writeBrand(o object, in *cloutilityapi.CreateBrandInput) error {
	change, err := fields(in)
	if err != nil {
		return err
	}
	if _, err := base64.StdEncoding.DecodeString(in.Logo); err != nil {
		return invalid("The field Logo is not base64.")
	}
	maps.Copy(o, change)
	return nil
}

// CreateBrand gives a unit a brand.
func (s *service) CreateBrand(ctx context.Context, unitID int64, in *cloutilityapi.CreateBrandInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if len(s.collections[collection{brands, unitID}]) > 0 {
		return nil, conflict("The business unit has a brand.")
	}
	o := object{"$type": typeName("BrandConfig"), "href": link(unitPath(unitID) + "/brand"), "logo": "", "favicon": "", "styles": []any{}}
	if err := writeBrand(o, in); err != nil {
		return nil, err
	}
	s.insert(brands, unitID, o)
	s.audit(auditCreate, unitID, 0, "The brand was created")
	return s.perhaps(s.renderObject(ctx, o), true)
}

// UpdateBrand changes the brand of a unit.
func (s *service) UpdateBrand(ctx context.Context, unitID int64, in *cloutilityapi.UpdateBrandInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	own := s.collections[collection{brands, unitID}]
	if len(own) == 0 {
		return nil, notFound("The business unit has no brand.")
	}
	if err := writeBrand(own[0], (*cloutilityapi.CreateBrandInput)(in)); err != nil {
		return nil, err
	}
	s.audit(auditModify, unitID, 0, "The brand was changed")
	return s.perhaps(s.renderObject(ctx, own[0]), false)
}
