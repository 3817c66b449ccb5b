package cloutilitytest

import (
	"context"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// The roles there are at the start.
const (
	administrator int64 = 5
	operator      int64 = 9
)

// role is a set of privileges.
type role struct {
	id, unit    int64
	name, text  string
	inheritable bool
	privileges  []int64
}

func (s *service) roleObject(r role) object {
	return s.based(object{
		"name": r.name, "description": r.text, "inheritable": r.inheritable,
		"privileges": s.privilegeObjects(func(p privilege) bool { return slices.Contains(r.privileges, p.id) }),
	}, r.id)
}

// rolesOf are the roles that users of a unit can have: its own and those it
// inherits. With a user they are those of that user.
func (s *service) rolesOf(unitID int64, user *int64) ([]role, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	of := int64(0)
	if user != nil {
		i := slices.IndexFunc(s.accounts, func(a account) bool { return a.id == *user })
		if i < 0 {
			return nil, notFound("User " + itoa(*user) + " was not found.")
		}
		of = s.accounts[i].role
	}
	var out []role
	for _, r := range s.roles {
		if (r.unit == unitID || r.inheritable && s.isBelow(unitID, r.unit)) && (of == 0 || r.id == of) {
			out = append(out, r)
		}
	}
	return out, nil
}

// isBelow says whether a unit is a descendant of another.
func (s *service) isBelow(id, of int64) bool {
	for u := s.units[id]; u != nil; u = s.units[u.parent] {
		if u.parent == of {
			return true
		}
	}
	return false
}

func (s *service) roleList(ctx context.Context, path string, found []role, w window) answer {
	return s.listOf(ctx, path, len(found), func(i int) object { return s.roleObject(found[i]) }, w)
}

// ListRoles answers roles with their privileges.
func (s *service) ListRoles(ctx context.Context, request cloutilityserver.ListRolesRequestObject) (cloutilityserver.ListRolesResponseObject, error) {
	defer s.lock()()
	found, err := s.rolesOf(request.BunitID, request.Params.FilterForUserID)
	if err != nil {
		return nil, err
	}
	return s.roleList(ctx, unitPath(request.BunitID)+"/roles", found, window{request.Params.Offset, request.Params.Limit}), nil
}

// ListSimpleRoles answers ids and names of roles.
func (s *service) ListSimpleRoles(ctx context.Context, request cloutilityserver.ListSimpleRolesRequestObject) (cloutilityserver.ListSimpleRolesResponseObject, error) {
	defer s.lock()()
	found, err := s.rolesOf(request.BunitID, request.Params.FilterForUserID)
	if err != nil {
		return nil, err
	}
	path := unitPath(request.BunitID) + "/roles/simple"
	return s.listOf(ctx, path, len(found), func(i int) object {
		return object{"id": found[i].id, "name": found[i].name}
	}, window{request.Params.Offset, request.Params.Limit}), nil
}

// ListAssignableRoles answers roles whose privileges the user has too.
func (s *service) ListAssignableRoles(ctx context.Context, request cloutilityserver.ListAssignableRolesRequestObject) (cloutilityserver.ListAssignableRolesResponseObject, error) {
	defer s.lock()()
	found, err := s.rolesOf(request.BunitID, nil)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(r role) bool {
		return slices.ContainsFunc(allPrivileges(), func(p privilege) bool { return slices.Contains(r.privileges, p.id) && !s.has(p.name) })
	})
	return s.roleList(ctx, unitPath(request.BunitID)+"/rolesassignable", found, window{request.Params.Offset, request.Params.Limit}), nil
}

// GetRole answers one role.
func (s *service) GetRole(_ context.Context, request cloutilityserver.GetRoleRequestObject) (cloutilityserver.GetRoleResponseObject, error) {
	defer s.lock()()
	found, err := s.rolesOf(request.BunitID, request.Params.FilterForUserID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(found, func(r role) bool { return r.id == request.RoleID })
	if i < 0 {
		return nil, notFound("Role " + itoa(request.RoleID) + " was not found.")
	}
	return ok(s.roleObject(found[i])), nil
}

// CreateRole makes a role of privileges that exist.
func (s *service) CreateRole(_ context.Context, request cloutilityserver.CreateRoleRequestObject) (cloutilityserver.CreateRoleResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	in := request.Body
	if strings.TrimSpace(in.Name) == "" {
		return nil, invalid("The field Name is required.")
	}
	r := role{unit: request.BunitID, name: in.Name, text: in.Description, inheritable: in.Inheritable}
	for _, ref := range in.Privileges {
		if !slices.ContainsFunc(allPrivileges(), func(p privilege) bool { return p.id == ref.ID }) {
			return nil, invalid("Privilege " + itoa(ref.ID) + " was not found.")
		}
		r.privileges = append(r.privileges, ref.ID)
	}
	r.id = s.newID()
	s.roles = append(s.roles, r)
	s.audit(auditCreate, r.unit, 0, "Role "+r.name+" was created")
	return s.created(s.roleObject(r)), nil
}
