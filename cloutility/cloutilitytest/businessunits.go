package cloutilitytest

import (
	"context"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// GetBusinessUnitTree returns one object with its descendants.
func (s *service) GetBusinessUnitTree(_ context.Context, in cloutilityapi.GetBusinessUnitTreeInput) (any, error) {
	defer s.lock()()
	id := HomeUnit
	if in.BusinessUnitID != 0 {
		id = in.BusinessUnitID
	}
	root, err := s.unit(id)
	if err != nil {
		return nil, err
	}
	tree := s.tree(root)
	delete(tree, "parentId")
	return tree, nil
}

func (s *service) tree(u *unit) object {
	children := []object{}
	for _, child := range s.children(u.id) {
		children = append(children, s.tree(child))
	}
	out := s.simpleUnit(u)
	out["businessUnits"] = children
	return out
}

// simpleUnit is a business unit in the tree, without its children.
func (s *service) simpleUnit(u *unit) object {
	return object{
		"id": u.id, "parentId": u.parent, "name": u.name, "groupName": "Partner Nord",
		"reportRemotely": false, "tags": s.tagObjects(u.tags), "invoiceDay": u.invoiceDay,
	}
}

func (s *service) children(parent int64) []*unit {
	var out []*unit
	for _, u := range s.units {
		if u.parent == parent {
			out = append(out, u)
		}
	}
	slices.SortFunc(out, func(a, b *unit) int { return int(a.id - b.id) })
	return out
}

// GetBusinessUnit returns one unit with its parent and time zone.
func (s *service) GetBusinessUnit(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	out := s.unitObject(ctx, u, true)
	delete(out, "$type")
	return out, nil
}

// unitObject is a business unit. Inside other objects it has fewer fields.
func (s *service) unitObject(ctx context.Context, u *unit, full bool) object {
	href := base(ctx) + "/v1/bunits/" + itoa(u.id)
	out := s.unitFields(u)
	out["$type"] = typeName("BusinessUnit")
	out["href"] = href
	out["users"] = embedded(href+"/users", "User")
	out["addresses"] = embedded(href+"/addresses", "Address")
	out["businessUnits"] = embedded(href+"/bunits", "BusinessUnit")
	if !full {
		return out
	}
	if parent := s.units[u.parent]; parent != nil {
		out["parentBusinessUnit"] = s.unitFields(parent)
	}
	out["timeZone"] = s.zoneObject(ctx, *find(zones(), u.zone))
	out["ancestors"] = embedded(href+"/ancestors", "BusinessUnit")
	return out
}

func (s *service) unitFields(u *unit) object {
	return object{
		"domainFilter": []any{}, "clientOptionSetFilter": []any{}, "name": u.name, "supportResponsible": false,
		"registrationNumber": u.registration, "invoiceDay": u.invoiceDay, "billingStorageTypeId": 2, "billingStorageType": 2,
		"useScheduleBindings": false, "consumers": []any{}, "storageLimit": u.storageLimit, "transferLimit": 0.0, "nodeLimit": u.nodeLimit,
		"passwordExpirationDays": 0, "requiredApproversOfDeleteRequest": 0, "finalDeleteRequestApprover": false,
		"usersCanApproveOwnRequests": false, "reportRemotely": false, "tags": s.tagObjects(u.tags), "note": u.note,
		"id": u.id, "createdDate": s.date(u.created),
	}
}

// ListAddresses returns the addresses of a unit.
func (s *service) ListAddresses(ctx context.Context, unitID int64, in cloutilityapi.ListAddressesInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.listItems(ctx, unitPath(unitID)+"/addresses", addresses, unitID, window{in.Cursor, in.Limit})
}

func (s *service) newUnit(parent int64, name string) *unit {
	return &unit{parent: parent, name: name, created: s.now(), visible: true, zone: berlin}
}

func (s *service) addUnit(u *unit) int64 {
	u.id = s.newID()
	s.units[u.id] = u
	return u.id
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
func (s *service) change(u *unit, in *cloutilityapi.UpdateBusinessUnitInput) error {
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

// ListBusinessUnits returns the units one level below.
func (s *service) ListBusinessUnits(ctx context.Context, unitID int64, in cloutilityapi.ListBusinessUnitsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.unitList(ctx, unitPath(unitID)+"/bunits", s.children(unitID), window{in.Cursor, in.Limit})
}

func (s *service) unitList(ctx context.Context, path string, units []*unit, w window) (any, error) {
	return s.listOf(ctx, path, len(units), func(i int) object {
		out := s.unitObject(ctx, units[i], false)
		delete(out, "$type")
		return out
	}, w)
}

// ListAncestors returns the units above, nearest first, as far as the user sees.
func (s *service) ListAncestors(ctx context.Context, unitID int64, in cloutilityapi.ListAncestorsInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	var above []*unit
	for u = s.units[u.parent]; u != nil && u.visible; u = s.units[u.parent] {
		above = append(above, u)
	}
	return s.unitList(ctx, unitPath(unitID)+"/ancestors", above, window{in.Cursor, in.Limit})
}

// GetProvider returns the nearest unit above that has a contract.
func (s *service) GetProvider(_ context.Context, unitID int64) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	for u = s.units[u.parent]; u != nil; u = s.units[u.parent] {
		if len(s.collections[collection{contracts, u.id}]) > 0 {
			out := s.simpleUnit(u)
			out["hasContract"], out["businessUnits"] = true, []any{}
			return out, nil
		}
	}
	return s.absent("No business unit above has a contract.")
}

// ListTaggedBusinessUnits returns the units below that carry a tag of the unit.
func (s *service) ListTaggedBusinessUnits(ctx context.Context, unitID, tagID int64, in cloutilityapi.ListTaggedBusinessUnitsInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	if t := s.tags[tagID]; t == nil || t.unit != u.id {
		return nil, notFound("Tag " + itoa(tagID) + " was not found in business unit " + itoa(u.id) + ".")
	}
	found := slices.DeleteFunc(append([]*unit{u}, s.below(u.id)...), func(u *unit) bool { return !slices.Contains(u.tags, tagID) })
	path := unitPath(u.id) + "/tags/own/" + itoa(tagID) + "/businessunits"
	return s.unitList(ctx, path, found, window{in.Cursor, in.Limit})
}

// CreateBusinessUnit makes a unit below another. The name need not be new.
func (s *service) CreateBusinessUnit(ctx context.Context, unitID int64, in *cloutilityapi.CreateBusinessUnitInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	u := s.newUnit(unitID, in.Name)
	if err := s.change(u, (*cloutilityapi.UpdateBusinessUnitInput)(in)); err != nil {
		return nil, err
	}
	s.addUnit(u)
	s.audit(auditCreate, u.id, 0, "Business unit was created")
	return s.created(s.unitObject(ctx, u, true))
}

// UpdateBusinessUnit changes a unit.
func (s *service) UpdateBusinessUnit(ctx context.Context, unitID int64, in *cloutilityapi.UpdateBusinessUnitInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	if err := s.change(u, in); err != nil {
		return nil, err
	}
	s.audit(auditModify, u.id, 0, "Business unit was modified")
	return s.unitObject(ctx, u, true), nil
}

// DeleteBusinessUnit deletes a unit that has nothing in it, or what is in it
// too when it is told so.
func (s *service) DeleteBusinessUnit(_ context.Context, unitID int64, in cloutilityapi.DeleteBusinessUnitInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	all := append([]*unit{u}, s.below(u.id)...)
	switch {
	case u.id == HomeUnit:
		return nil, conflict("The user's own business unit cannot be deleted.")
	case len(all) > 1 && !isTrue(in.DeleteChildren):
		return nil, conflict("The business unit has children.")
	case slices.ContainsFunc(all, func(u *unit) bool { return len(u.consumers) > 0 }) && !isTrue(in.DeleteConsumers):
		return nil, conflict("The business unit has consumption units.")
	}
	for _, gone := range all {
		for _, c := range slices.Clone(gone.consumers) {
			s.remove(c, Deletion{ConsumerID: c.id, Associations: true})
		}
		delete(s.units, gone.id)
		s.dropCollections(gone.id)
	}
	s.audit(auditDelete, u.parent, 0, "Business unit "+u.name+" was deleted")
	return s.deleted(nil)
}
