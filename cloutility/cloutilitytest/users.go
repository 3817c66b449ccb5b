package cloutilitytest

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// meID is the id of the user who signs in.
const meID int64 = 611

// user is a user of the portal. Only the one of the account signs in.
type user struct {
	id, unit            int64
	name, display, mail string
	created             time.Time
	subscriptions       bool // gets mail regularly
	role                int64
}

// me is the user signed in, with role and home unit.
func (s *service) me(ctx context.Context) object {
	out := s.userObject(ctx, user{id: meID, unit: HomeUnit, name: s.account.Username, display: "Nordlicht Operations", mail: s.account.Username, created: s.started})
	maps.Copy(out, object{
		"actions":             []object{{"name": "Change password", "method": "POST", "href": base(ctx) + "/v1/users/" + itoa(meID) + "/password"}},
		"failedLoginAttempts": s.auth.failed, "locked": s.locked(),
		"dateFormatInitialized": "yyyy-MM-dd", "timeFormatInitialized": "HH:mm", "dateTimeFormat": "yyyy-MM-dd HH:mm",
		"dateAtTimeFormat": "yyyy-MM-dd 'at' HH:mm", "csvDelimiter": ";", "decimalMark": ",",
		"role": s.based(object{
			"inheritable": true, "name": "Administrator", "description": "May do everything",
			"privileges": s.privilegeObjects(func(p privilege) bool { return s.has(p.name) }),
		}, administrator),
		"lastLoginDate":               s.date(s.auth.lastLogin),
		"businessUnit":                s.unitObject(ctx, s.units[HomeUnit], false),
		"receiveCommentNotifications": false, "receiveDeleteRequestNotifications": true,
		"useOwnReportErrorConfig": false, "groupStatusReportByBusinessUnits": false,
		"itemsPerPage": 25, "excludeJobTags": false, "userIdentities": []any{},
	})
	return out
}

// GetMe returns the one user, with role and home unit.
func (s *service) GetMe(ctx context.Context) (any, error) {
	defer s.lock()()
	return s.me(ctx), nil
}

// userObject is a user as lists have it, with few fields.
func (s *service) userObject(ctx context.Context, u user) object {
	return s.based(object{
		"href": base(ctx) + "/v1/users/" + itoa(u.id), "name": u.name, "displayName": u.display, "email": u.mail,
		"usesTotp": false, "locked": false, "businessUnitId": u.unit, "createdDate": s.date(u.created),
	}, u.id)
}

// ListUsers returns the users of one unit.
func (s *service) ListUsers(ctx context.Context, unitID int64, in cloutilityapi.ListUsersInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(slices.Clone(s.users), func(u user) bool { return u.unit != unitID })
	path := unitPath(unitID) + "/users"
	return s.listOf(ctx, path, len(found), func(i int) object { return s.userObject(ctx, found[i]) }, window{in.Cursor, in.Limit})
}

// DeleteUser deletes another user. One who gets mail regularly is kept unless
// the request says what becomes of that.
func (s *service) DeleteUser(_ context.Context, unitID, userID int64, in cloutilityapi.DeleteUserInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(s.users, func(u user) bool { return u.id == userID && u.unit == unitID })
	switch {
	case i < 0:
		return nil, notFound("User " + itoa(userID) + " was not found in business unit " + itoa(unitID) + ".")
	case userID == meID:
		return nil, conflict("Users cannot delete themselves.")
	case s.users[i].subscriptions && in.DeleteSubscriptions == nil:
		return nil, conflict("The user has subscriptions.")
	}
	text := "User " + s.users[i].name + " was deleted"
	if in.Anonymize {
		text = "User was deleted and anonymized"
	}
	s.users = slices.Delete(s.users, i, i+1)
	s.audit(auditDelete, unitID, 0, text)
	return s.deleted(nil)
}

// ListORainUsers returns the users of PoINT storage.
func (s *service) ListORainUsers(ctx context.Context, unitID int64, in cloutilityapi.ListORainUsersInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.listItems(ctx, unitPath(unitID)+"/orainusers", oRainUsers, unitID, window{in.Cursor, in.Limit})
}
