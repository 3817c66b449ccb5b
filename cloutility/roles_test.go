package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func roleName(r cloutility.Role) string { return r.Name }

func TestRoles(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		roles := must(backup.Collect(client.Roles.All(ctx, home, cloutility.ListRolesInput{}), 0))(t)
		same(t, "roles", []string{"Administrator", "Operator"}, each(roles, roleName))
		if len(at(roles, 1).Privileges) != 2 || at(at(roles, 1).Privileges, 0).Name != "Backup node - Create" || at(at(roles, 1).Privileges, 0).Resource != "Node" {
			t.Errorf("privileges %+v", at(roles, 1).Privileges)
		}
		grace := must(client.Roles.List(ctx, home, cloutility.ListRolesInput{ForUserID: 614}))(t)
		same(t, "role of Grace", []string{"Operator"}, each(grace.Items, roleName))
		_, err := client.Roles.List(ctx, home, cloutility.ListRolesInput{ForUserID: 4711})
		fails(t, err, backup.ErrNotFound)

		made := must(client.Roles.Create(ctx, 91, cloutility.CreateRoleInput{
			Name: "Watch", Description: "Looks on", Inheritable: new(true), Privileges: []cloutility.ObjectRef{{ID: 39}, {ID: 43}},
		}))(t)
		got := must(client.Roles.Get(ctx, 93, made.ID, cloutility.GetRoleInput{}))(t) // inherited
		if got.Name != "Watch" || got.Description != "Looks on" || !got.Inheritable || len(got.Privileges) != 2 || at(got.Privileges, 1).Name != "Audit log - View" {
			t.Errorf("role %+v", got)
		}
		_, err = client.Roles.Get(ctx, 88, made.ID, cloutility.GetRoleInput{})
		fails(t, err, backup.ErrNotFound)
		_, err = client.Roles.Get(ctx, 93, made.ID, cloutility.GetRoleInput{ForUserID: 614}) // not the role of Grace
		fails(t, err, backup.ErrNotFound)
		changed := must(client.Roles.Update(ctx, 91, made.ID, cloutility.UpdateRoleInput{Name: "Guard", Privileges: []cloutility.ObjectRef{{ID: 43}}}))(t)
		if changed.Name != "Guard" || changed.Description != "Looks on" || len(changed.Privileges) != 1 || must(client.Roles.Get(ctx, 93, made.ID, cloutility.GetRoleInput{}))(t).Name != "Guard" {
			t.Errorf("role %+v", changed)
		}
		_, err = client.Roles.Update(ctx, 93, made.ID, cloutility.UpdateRoleInput{Name: "x"}) // it is inherited
		fails(t, err, backup.ErrNotFound)
		_, err = client.Roles.Update(ctx, 91, made.ID, cloutility.UpdateRoleInput{Name: "x", Privileges: []cloutility.ObjectRef{{ID: 4711}}})
		fails(t, err, backup.ErrInvalid)
		_, err = client.Roles.Create(ctx, 91, cloutility.CreateRoleInput{Name: "Bad", Privileges: []cloutility.ObjectRef{{ID: 4711}}})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestSimpleRoles(t *testing.T) {
	srv := cloutilitytest.NewServer(t, cloutilitytest.WithoutPrivileges("Role - View", "Backup node - Delete"), cloutilitytest.WithPageSize(1))
	client := connect(t, srv)
	ctx := t.Context()
	_, err := client.Roles.List(ctx, home, cloutility.ListRolesInput{})
	fails(t, err, backup.ErrPermission)
	_, err = client.Roles.Get(ctx, home, 9, cloutility.GetRoleInput{})
	fails(t, err, backup.ErrPermission)

	roles := must(backup.Collect(client.Roles.AllSimple(ctx, home, cloutility.ListSimpleRolesInput{}), 0))(t)
	same(t, "roles", []cloutility.Role{{ID: 5, Name: "Administrator"}, {ID: 9, Name: "Operator"}}, roles)
	one := must(client.Roles.ListSimple(ctx, home, cloutility.ListSimpleRolesInput{ForUserID: 617}))(t)
	same(t, "role of Karl", []cloutility.Role{{ID: 9, Name: "Operator"}}, one.Items)

	// Nobody gives away more than they have.
	may := must(backup.Collect(client.Roles.AllAssignable(ctx, home, cloutility.ListAssignableRolesInput{}), 0))(t)
	same(t, "assignable", []string{"Operator"}, each(may, roleName))
	page := must(client.Roles.ListAssignable(ctx, home, cloutility.ListAssignableRolesInput{Cursor: "1"}))(t)
	if page.Total != 1 || len(page.Items) != 0 {
		t.Errorf("page %+v", page)
	}
}
