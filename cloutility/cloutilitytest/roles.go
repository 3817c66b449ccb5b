package cloutilitytest

import (
	"context"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
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
func (s *service) rolesOf(unitID, forUser int64) ([]role, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	of := int64(0)
	if forUser != 0 {
		i := slices.IndexFunc(s.users, func(u user) bool { return u.id == forUser })
		if i < 0 {
			return nil, notFound("User " + itoa(forUser) + " was not found.")
		}
		of = s.users[i].role
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

func (s *service) roleList(ctx context.Context, path string, found []role, w window) (any, error) {
	return s.listOf(ctx, path, len(found), func(i int) object { return s.roleObject(found[i]) }, w)
}

// ListRoles returns roles with their privileges.
func (s *service) ListRoles(ctx context.Context, unitID int64, in cloutilityapi.ListRolesInput) (any, error) {
	defer s.lock()()
	found, err := s.rolesOf(unitID, in.ForUserID)
	if err != nil {
		return nil, err
	}
	return s.roleList(ctx, unitPath(unitID)+"/roles", found, window{in.Cursor, in.Limit})
}

// ListSimpleRoles returns ids and names of roles.
func (s *service) ListSimpleRoles(ctx context.Context, unitID int64, in cloutilityapi.ListSimpleRolesInput) (any, error) {
	defer s.lock()()
	found, err := s.rolesOf(unitID, in.ForUserID)
	if err != nil {
		return nil, err
	}
	path := unitPath(unitID) + "/roles/simple"
	return s.listOf(ctx, path, len(found), func(i int) object {
		return object{"id": found[i].id, "name": found[i].name}
	}, window{in.Cursor, in.Limit})
}

// ListAssignableRoles returns roles whose privileges the user has too.
func (s *service) ListAssignableRoles(ctx context.Context, unitID int64, in cloutilityapi.ListAssignableRolesInput) (any, error) {
	defer s.lock()()
	found, err := s.rolesOf(unitID, 0)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(r role) bool {
		return slices.ContainsFunc(allPrivileges(), func(p privilege) bool { return slices.Contains(r.privileges, p.id) && !s.has(p.name) })
	})
	return s.roleList(ctx, unitPath(unitID)+"/rolesassignable", found, window{in.Cursor, in.Limit})
}

// GetRole returns one role.
func (s *service) GetRole(_ context.Context, unitID, roleID int64, in cloutilityapi.GetRoleInput) (any, error) {
	defer s.lock()()
	found, err := s.rolesOf(unitID, in.ForUserID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(found, func(r role) bool { return r.id == roleID })
	if i < 0 {
		return nil, notFound("Role " + itoa(roleID) + " was not found.")
	}
	return s.roleObject(found[i]), nil
}

// CreateRole makes a role of privileges that exist.
func (s *service) CreateRole(_ context.Context, unitID int64, in *cloutilityapi.CreateRoleInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Name) == "" {
		return nil, invalid("The field Name is required.")
	}
	ids, err := knownPrivileges(in.Privileges)
	if err != nil {
		return nil, err
	}
	r := role{id: s.newID(), unit: unitID, name: in.Name, text: in.Description, inheritable: isTrue(in.Inheritable), privileges: ids}
	s.roles = append(s.roles, r)
	s.audit(auditCreate, r.unit, 0, "Role "+r.name+" was created")
	return s.created(s.roleObject(r))
}

// UpdateRole changes a role that belongs to the unit. Those who have it notice at
// once.
func (s *service) UpdateRole(_ context.Context, unitID, roleID int64, in *cloutilityapi.UpdateRoleInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(s.roles, func(r role) bool { return r.id == roleID && r.unit == unitID })
	switch {
	case i < 0:
		return nil, notFound("Role " + itoa(roleID) + " was not found in business unit " + itoa(unitID) + ".")
	case strings.TrimSpace(in.Name) == "":
		return nil, invalid("The field Name is required.")
	}
	r := s.roles[i]
	r.name = in.Name
	replaceText(&r.text, in.Description)
	replace(&r.inheritable, in.Inheritable)
	if in.Privileges != nil {
		ids, err := knownPrivileges(in.Privileges)
		if err != nil {
			return nil, err
		}
		r.privileges = ids
	}
	s.roles[i] = r
	s.audit(auditModify, unitID, 0, "Role "+r.name+" was modified")
	return s.roleObject(r), nil
}

// knownPrivileges are the ids of privileges that exist.
func knownPrivileges(refs []cloutilityapi.ObjectRef) ([]int64, error) {
	var ids []int64
	for _, ref := range refs {
		if !slices.ContainsFunc(allPrivileges(), func(p privilege) bool { return p.id == ref.ID }) {
			return nil, invalid("Privilege " + itoa(ref.ID) + " was not found.")
		}
		ids = append(ids, ref.ID)
	}
	return ids, nil
}
