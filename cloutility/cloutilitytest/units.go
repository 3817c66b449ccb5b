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
	const userID = 611
	href := base(ctx) + "/v1/users/" + itoa(userID)
	privileges := []object{s.based(object{"name": "Backup node - Create", "operation": "Create", "resource": "Node"}, 30)}
	if !s.mayNotDelete {
		privileges = append(privileges,
			s.based(object{"name": "Backup node - Delete", "operation": "Delete", "resource": "Node"}, 31),
			s.based(object{"name": "Consumption unit - Delete", "operation": "Delete", "resource": "Consumer"}, 32))
	}
	home := s.units[HomeUnit]
	me := s.based(object{
		"href":    href,
		"actions": []object{{"name": "Change password", "method": "POST", "href": href + "/password"}},
		"name":    DefaultUsername, "displayName": "Nordlicht Operations", "email": DefaultUsername,
		"failedLoginAttempts": s.auth.failed, "usesTotp": false, "locked": s.locked(),
		"dateFormatInitialized": "yyyy-MM-dd", "timeFormatInitialized": "HH:mm", "dateTimeFormat": "yyyy-MM-dd HH:mm",
		"dateAtTimeFormat": "yyyy-MM-dd 'at' HH:mm", "csvDelimiter": ";", "decimalMark": ",",
		"role":                        s.based(object{"inheritable": true, "name": "Administrator", "description": "May do everything", "privileges": privileges}, 5),
		"lastLoginDate":               s.date(s.auth.lastLogin),
		"businessUnit":                s.unitObject(ctx, home, false),
		"businessUnitId":              HomeUnit,
		"receiveCommentNotifications": false, "receiveDeleteRequestNotifications": true,
		"useOwnReportErrorConfig": false, "groupStatusReportByBusinessUnits": false,
		"itemsPerPage": 25, "excludeJobTags": false, "userIdentities": []any{},
	}, userID)
	return ok(me), nil
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
	return object{
		"id": u.id, "parentId": u.parent, "name": u.name, "groupName": "Partner Nord",
		"reportRemotely": false, "businessUnits": children, "tags": []any{}, "invoiceDay": 0,
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
	zone := base(ctx) + "/v1/timezones/6"
	out["timeZone"] = s.based(object{
		"$type": typeName("TimeZone"), "href": zone,
		"actions": []object{{"name": "Calculate UTC offset", "method": "GET", "href": zone + "/offset?date"}},
		"name":    "(GMT+01:00) Berlin", "windowsId": "W. Europe Standard Time", "offset": 0,
	}, 6)
	return out
}

func (s *service) unitFields(u *unit) object {
	return object{
		"domainFilter": []any{}, "clientOptionSetFilter": []any{}, "name": u.name, "supportResponsible": false,
		"registrationNumber": "HRB 40717", "invoiceDay": 0, "billingStorageTypeId": 2, "billingStorageType": 2,
		"useScheduleBindings": false, "consumers": []any{}, "storageLimit": 2048.5, "transferLimit": 0.0, "nodeLimit": 0,
		"passwordExpirationDays": 0, "requiredApproversOfDeleteRequest": 0, "finalDeleteRequestApprover": false,
		"usersCanApproveOwnRequests": false, "reportRemotely": false, "tags": []any{},
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
