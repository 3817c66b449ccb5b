package cloutilitytest

import (
	"context"
	"encoding/base32"
	"maps"
	"net/url"
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
	totp                bool // has a secret for one-time passwords
	resets              int  // mails to choose a new password by
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
		"usesTotp": u.totp, "locked": false, "businessUnitId": u.unit, "createdDate": s.date(u.created),
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

// userIn finds a user of a unit.
func (s *service) userIn(unitID, userID int64) (*user, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(s.users, func(u user) bool { return u.id == userID && u.unit == unitID })
	if i < 0 {
		return nil, notFound("User " + itoa(userID) + " was not found in business unit " + itoa(unitID) + ".")
	}
	return &s.users[i], nil
}

// ResetUserPassword sends a mail with the page to choose a password at.
func (s *service) ResetUserPassword(_ context.Context, unitID, userID int64, in cloutilityapi.ResetUserPasswordInput) (any, error) {
	defer s.lock()()
	u, err := s.userIn(unitID, userID)
	if err != nil {
		return nil, err
	}
	for _, address := range []string{in.AppURL, in.ResetURL} {
		if page, err := url.Parse(address); err != nil || page.Host == "" {
			return nil, invalid("AppUrl and ResetUrl have to be addresses.")
		}
	}
	u.resets++
	s.audit(auditModify, unitID, 0, "User "+u.name+" was sent a mail to reset the password")
	return s.done()
}

// PasswordResets counts the mails that a user was sent to choose a password by.
func (s *Server) PasswordResets(userID int64) int {
	defer s.svc.lock()()
	for _, u := range s.svc.users {
		if u.id == userID {
			return u.resets
		}
	}
	return 0
}

// CreateTOTPSecret makes a secret for a user who has none, and shows it this once.
func (s *service) CreateTOTPSecret(_ context.Context, unitID, userID int64) (any, error) {
	defer s.lock()()
	u, err := s.userIn(unitID, userID)
	if err != nil {
		return nil, err
	}
	if u.totp {
		return nil, conflict("The user has a secret already.")
	}
	u.totp = true
	s.audit(auditModify, unitID, 0, "User "+u.name+" got a secret for one-time passwords")
	const digits = 20
	return s.name(base32.StdEncoding.EncodeToString([]byte(s.ids.Hex(digits))))
}
