package cloutilitytest

import (
	"context"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// version is what the fake says it is.
const version = "1.0.5120.0"

// GetFullVersion answers a JSON string.
func (s *service) GetFullVersion(context.Context, cloutilityserver.GetFullVersionRequestObject) (cloutilityserver.GetFullVersionResponseObject, error) {
	return ok(version), nil
}

// GetMe answers the one user, with role and home unit.
func (s *service) GetMe(ctx context.Context, _ cloutilityserver.GetMeRequestObject) (cloutilityserver.GetMeResponseObject, error) {
	defer s.lock()()
	return ok(s.me(ctx)), nil
}

// GetBusinessUnitTree answers one object with its descendants.
func (s *service) GetBusinessUnitTree(_ context.Context, request cloutilityserver.GetBusinessUnitTreeRequestObject) (cloutilityserver.GetBusinessUnitTreeResponseObject, error) {
	defer s.lock()()
	id := HomeUnit
	if request.Params.BusinessUnitID != nil {
		id = *request.Params.BusinessUnitID
	}
	root, err := s.unit(id)
	if err != nil {
		return nil, err
	}
	tree := s.tree(root)
	delete(tree, "parentId")
	return ok(tree), nil
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

// GetBusinessUnit answers one unit with its parent and time zone.
func (s *service) GetBusinessUnit(ctx context.Context, request cloutilityserver.GetBusinessUnitRequestObject) (cloutilityserver.GetBusinessUnitResponseObject, error) {
	defer s.lock()()
	u, err := s.unit(request.BunitID)
	if err != nil {
		return nil, err
	}
	out := s.unitObject(ctx, u, true)
	delete(out, "$type")
	return ok(out), nil
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

// based adds the fields nearly all resources have.
func (s *service) based(o object, id int64) object {
	o["id"] = id
	if _, ok := o["createdDate"]; !ok {
		o["createdDate"] = s.date(s.started)
	}
	return o
}

// ListAddresses answers the addresses of a unit.
func (s *service) ListAddresses(ctx context.Context, request cloutilityserver.ListAddressesRequestObject) (cloutilityserver.ListAddressesResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, unitPath(request.BunitID)+"/addresses", addresses, request.BunitID, window{request.Params.Offset, request.Params.Limit}), nil
}
