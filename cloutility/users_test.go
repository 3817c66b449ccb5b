package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestMe(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		me := must(client.Users.Me(t.Context()))(t)
		if me.ID != 611 || me.Name != srv.Account().Username || me.BusinessUnit.ID != home || me.BusinessUnit.Users.Expanded() || len(me.Actions) != 1 {
			t.Errorf("me %+v", me)
		}
		if me.Role.Name != "Administrator" || len(me.Role.Privileges) == 0 || at(me.Role.Privileges, 0).Operation != "Create" {
			t.Errorf("role %+v", me.Role)
		}
		if !me.LastLoginDate.Time.Equal(noon()) {
			t.Errorf("last sign-in %v", me.LastLoginDate)
		}
	})
}

func TestUsers(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		names := func() []string {
			return each(must(backup.Collect(client.Users.All(ctx, home, cloutility.ListUsersInput{}), 0))(t), func(u cloutility.User) string { return u.DisplayName })
		}
		same(t, "users", []string{"Nordlicht Operations", "Grace", "Karl"}, names())
		page := must(client.Users.List(ctx, home, cloutility.ListUsersInput{Cursor: "1", Limit: 1}))(t)
		if page.Total != 3 || len(page.Items) != 1 || at(page.Items, 0).ID != 614 || at(page.Items, 0).Email != "grace@nordlicht.example" {
			t.Errorf("page %+v", page)
		}

		grace := cloutility.DeleteUserInput{}
		fails(t, client.Users.Delete(ctx, home, 614, grace), backup.ErrConflict) // who gets mail
		grace.DeleteSubscriptions = new(true)
		works(t, client.Users.Delete(ctx, home, 614, grace))
		works(t, client.Users.Delete(ctx, home, 617, cloutility.DeleteUserInput{Anonymize: true}))
		fails(t, client.Users.Delete(ctx, home, 614, grace), backup.ErrNotFound)
		fails(t, client.Users.Delete(ctx, 88, 611, cloutility.DeleteUserInput{}), backup.ErrNotFound)
		same(t, "users left", []string{"Nordlicht Operations"}, names())
		var texts []string
		for entry, err := range client.AuditLogs.AllBusinessUnit(ctx, home, cloutility.ListBusinessUnitAuditLogsInput{}) {
			works(t, err)
			texts = append(texts, auditText(t, entry))
		}
		same(t, "audit log", []string{"User grace@nordlicht.example was deleted", "User was deleted and anonymized"}, texts)
	})
}

func TestORainUsers(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		page := must(client.Users.ListORain(ctx, home, cloutility.ListORainUsersInput{}))(t)
		if page.Total != 1 || at(page.Items, 0).ORainID != "or-71" || at(page.Items, 0).UserName != "s3-nord" {
			t.Errorf("users %+v", page)
		}
		if none := must(backup.Collect(client.Users.AllORain(ctx, 88, cloutility.ListORainUsersInput{}), 0))(t); len(none) != 0 {
			t.Errorf("users of another unit %+v", none)
		}
	})
}
