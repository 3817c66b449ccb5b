package cloutilitytest

import (
	"context"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

func unitPath(id int64) string { return "/v1/bunits/" + itoa(id) }

func (s *service) addUnit(parent int64, name string) *unit {
	u := &unit{id: s.newID(), parent: parent, name: name, created: s.now(), visible: true, zone: berlin}
	s.units[u.id] = u
	return u
}

// below are the descendants of a unit, parents before children.
func (s *service) below(id int64) []*unit {
	out := s.children(id)
	for i := 0; i < len(out); i++ {
		out = append(out, s.children(out[i].id)...)
	}
	return out
}

// change writes the body of a request over a unit. Only what is in the body is
// changed, so the fake takes a PUT for partial; the service's own way is not
// documented.
func (s *service) change(u *unit, in *cloutilityapi.BusinessUnitInput) error {
	switch {
	case strings.TrimSpace(in.Name) == "":
		return invalid("The field Name is required.")
	case in.TimeZone != nil && find(zones(), in.TimeZone.ID) == nil:
		return invalid("Time zone " + itoa(in.TimeZone.ID) + " was not found.")
	case in.InvoiceDay != nil && (*in.InvoiceDay < 0 || *in.InvoiceDay > 31):
		return invalid("The field InvoiceDay must be between 0 and 31.")
	}
	u.name = in.Name
	if in.TimeZone != nil {
		u.zone = in.TimeZone.ID
	}
	replace(&u.invoiceDay, in.InvoiceDay)
	replace(&u.storageLimit, in.StorageLimit)
	replace(&u.nodeLimit, in.NodeLimit)
	replaceText(&u.registration, in.RegistrationNumber)
	replaceText(&u.note, in.Note)
	return nil
}

func replace[T any](old, with *T) {
	if with != nil {
		*old = *with
	}
}

func replaceText(old *string, with string) {
	if with != "" {
		*old = with
	}
}

// ListBusinessUnits answers the units one level below.
func (s *service) ListBusinessUnits(ctx context.Context, request cloutilityserver.ListBusinessUnitsRequestObject) (cloutilityserver.ListBusinessUnitsResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.unitList(ctx, unitPath(request.BunitID)+"/bunits", s.children(request.BunitID), window{request.Params.Offset, request.Params.Limit}), nil
}

func (s *service) unitList(ctx context.Context, path string, units []*unit, w window) answer {
	return s.listOf(ctx, path, len(units), func(i int) object {
		out := s.unitObject(ctx, units[i], false)
		delete(out, "$type")
		return out
	}, w)
}

// ListAncestors answers the units above, nearest first, as far as the user sees.
func (s *service) ListAncestors(ctx context.Context, request cloutilityserver.ListAncestorsRequestObject) (cloutilityserver.ListAncestorsResponseObject, error) {
	defer s.lock()()
	u, err := s.unit(request.BunitID)
	if err != nil {
		return nil, err
	}
	var above []*unit
	for u = s.units[u.parent]; u != nil && u.visible; u = s.units[u.parent] {
		above = append(above, u)
	}
	return s.unitList(ctx, unitPath(request.BunitID)+"/ancestors", above, window{request.Params.Offset, request.Params.Limit}), nil
}

// GetProvider answers the nearest unit above that has a contract.
func (s *service) GetProvider(_ context.Context, request cloutilityserver.GetProviderRequestObject) (cloutilityserver.GetProviderResponseObject, error) {
	defer s.lock()()
	u, err := s.unit(request.BunitID)
	if err != nil {
		return nil, err
	}
	for u = s.units[u.parent]; u != nil; u = s.units[u.parent] {
		if len(s.shelves[shelf{contracts, u.id}]) > 0 {
			out := s.simpleUnit(u)
			out["hasContract"], out["businessUnits"] = true, []any{}
			return ok(out), nil
		}
	}
	return s.nothing("No business unit above has a contract.")
}

// ListTaggedBusinessUnits answers the units below that carry a tag of the unit.
func (s *service) ListTaggedBusinessUnits(ctx context.Context, request cloutilityserver.ListTaggedBusinessUnitsRequestObject) (cloutilityserver.ListTaggedBusinessUnitsResponseObject, error) {
	defer s.lock()()
	u, err := s.unit(request.BunitID)
	if err != nil {
		return nil, err
	}
	if t := s.tags[request.TagID]; t == nil || t.unit != u.id {
		return nil, notFound("Tag " + itoa(request.TagID) + " was not found in business unit " + itoa(u.id) + ".")
	}
	found := slices.DeleteFunc(append([]*unit{u}, s.below(u.id)...), func(u *unit) bool { return !slices.Contains(u.tags, request.TagID) })
	path := unitPath(u.id) + "/tags/own/" + itoa(request.TagID) + "/businessunits"
	return s.unitList(ctx, path, found, window{request.Params.Offset, request.Params.Limit}), nil
}

// CreateBusinessUnit makes a unit below another. The name need not be new.
func (s *service) CreateBusinessUnit(ctx context.Context, request cloutilityserver.CreateBusinessUnitRequestObject) (cloutilityserver.CreateBusinessUnitResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	var checked unit
	if err := s.change(&checked, request.Body); err != nil {
		return nil, err
	}
	u := s.addUnit(request.BunitID, request.Body.Name)
	if err := s.change(u, request.Body); err != nil {
		return nil, err
	}
	s.audit(auditCreate, u.id, 0, "Business unit was created")
	return s.created(s.unitObject(ctx, u, true)), nil
}

// UpdateBusinessUnit changes a unit.
func (s *service) UpdateBusinessUnit(ctx context.Context, request cloutilityserver.UpdateBusinessUnitRequestObject) (cloutilityserver.UpdateBusinessUnitResponseObject, error) {
	defer s.lock()()
	u, err := s.unit(request.BunitID)
	if err != nil {
		return nil, err
	}
	if err := s.change(u, request.Body); err != nil {
		return nil, err
	}
	s.audit(auditModify, u.id, 0, "Business unit was modified")
	return ok(s.unitObject(ctx, u, true)), nil
}

// DeleteBusinessUnit deletes a unit that has nothing in it, or what is in it
// too when it is told so.
func (s *service) DeleteBusinessUnit(_ context.Context, request cloutilityserver.DeleteBusinessUnitRequestObject) (cloutilityserver.DeleteBusinessUnitResponseObject, error) {
	defer s.lock()()
	u, err := s.unit(request.BunitID)
	if err != nil {
		return nil, err
	}
	all := append([]*unit{u}, s.below(u.id)...)
	switch {
	case u.id == HomeUnit:
		return nil, conflict("The user's own business unit cannot be deleted.")
	case len(all) > 1 && !isTrue(request.Params.DeleteChildren):
		return nil, conflict("The business unit has children.")
	case slices.ContainsFunc(all, func(u *unit) bool { return len(u.consumers) > 0 }) && !isTrue(request.Params.DeleteConsumers):
		return nil, conflict("The business unit has consumption units.")
	}
	for _, gone := range all {
		for _, c := range slices.Clone(gone.consumers) {
			s.remove(c, Deletion{ConsumerID: c.id, Associations: true})
		}
		delete(s.units, gone.id)
		for of := range s.shelves {
			if of.owner == gone.id {
				delete(s.shelves, of)
			}
		}
	}
	s.audit(auditDelete, u.parent, 0, "Business unit "+u.name+" was deleted")
	return s.deleted(nil), nil
}
