package cloutilitytest

import (
	"context"
	"maps"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// blankAgreement is an agreement with nothing in it.
func blankAgreement() object {
	out := object{"goal": 0.0, "inherited": false, "excludeTags": false, "tags": []object{}}
	for _, name := range []string{
		"includeSupportActive", "includeSupportResolved", "includeSupportIgnored", "includeActive", "includeUnaccessed",
		"includeDecommissioned", "includeNotFound", "includeScheduled", "includeUnscheduled",
	} {
		out[name] = false
	}
	return out
}

// writeAgreement writes the body of a request over an agreement. Its tags must exist.
func (s *service) writeAgreement(o object, goal float64, tags []cloutilityapi.ObjectRef, body any) error {
	change, err := fields(body)
	if err != nil {
		return err
	}
	if goal < 0 || goal > 100 {
		return invalid("The field Goal must be from 0 to 100.")
	}
	ids, err := s.tagIDs(tags)
	if err != nil {
		return err
	}
	delete(change, "tags")
	maps.Copy(o, change)
	if tags != nil {
		o["tags"] = s.tagBriefs(ids)
	}
	return nil
}

// tagIDs are the ids of tags that exist.
func (s *service) tagIDs(tags []cloutilityapi.ObjectRef) ([]int64, error) {
	ids := make([]int64, len(tags))
	for i, ref := range tags {
		if ids[i] = ref.ID; s.tags[ref.ID] == nil {
			return nil, invalid("Tag " + itoa(ref.ID) + " was not found.")
		}
	}
	return ids, nil
}

// CreateServiceLevelAgreement gives a unit an agreement of its own.
func (s *service) CreateServiceLevelAgreement(ctx context.Context, unitID int64, in *cloutilityapi.CreateServiceLevelAgreementInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if len(s.collections[collection{agreements, unitID}]) > 0 {
		return nil, conflict("The business unit has a service level agreement.")
	}
	o := blankAgreement()
	if err := s.writeAgreement(o, in.Goal, in.Tags, in); err != nil {
		return nil, err
	}
	s.insert(agreements, unitID, o)
	s.audit(auditCreate, unitID, 0, "The service level agreement was created")
	return s.perhaps(s.renderObject(ctx, o), true)
}

// UpdateServiceLevelAgreement changes the agreement of a unit. What it inherits
// stays with the unit above.
func (s *service) UpdateServiceLevelAgreement(ctx context.Context, unitID int64, in *cloutilityapi.UpdateServiceLevelAgreementInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	own := s.collections[collection{agreements, unitID}]
	if len(own) == 0 {
		return nil, notFound("The business unit has no service level agreement of its own.")
	}
	if err := s.writeAgreement(own[0], in.Goal, in.Tags, in); err != nil {
		return nil, err
	}
	s.audit(auditModify, unitID, 0, "The service level agreement was changed")
	return s.renderObject(ctx, own[0]), nil
}
