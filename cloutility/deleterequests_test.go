package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestDeleteRequestSettings(t *testing.T) {
	t.Parallel()
	srv := inMemory(t)
	client := connect(t, srv)
	ctx := t.Context()
	strict := cloutility.DeleteRequestSettingsFields{
		OffsetDays: new(int64(14)), DeletionDays: []int64{1, 15}, OnlyAllowDeletionDays: new(true), GigaBytesWarningLimit: new(2.0), WarningLimitEmails: []string{"a@example.com"},
	}
	made := must(client.DeleteRequests.CreateSettings(ctx, home, cloutility.CreateDeleteRequestSettingsInput{DeleteRequestSettingsFields: strict}))(t)
	same(t, "days", []int64{1, 15}, made.DeletionDays)
	if made.ID == 0 || made.OffsetDays != 14 || !made.OnlyAllowDeletionDays || made.MegaBytesWarningLimit != 2048 || made.Inherited {
		t.Errorf("settings %+v", made)
	}
	_, err := client.DeleteRequests.CreateSettings(ctx, home, cloutility.CreateDeleteRequestSettingsInput{})
	fails(t, err, backup.ErrConflict)

	// Less strict than above (seven days) only when it is said, and with a privilege.
	loose := cloutility.UpdateDeleteRequestSettingsInput{DeleteRequestSettingsFields: cloutility.DeleteRequestSettingsFields{OffsetDays: new(int64(0))}}
	_, err = client.DeleteRequests.UpdateSettings(ctx, home, made.ID, loose)
	fails(t, err, backup.ErrInvalid)
	loose.AllowLessRestrictive = true
	changed := must(client.DeleteRequests.UpdateSettings(ctx, home, made.ID, loose))(t)
	if changed.OffsetDays != 0 || !changed.OnlyAllowDeletionDays || changed.ID != made.ID {
		t.Errorf("settings %+v", changed)
	}
	_, err = client.DeleteRequests.UpdateSettings(ctx, 91, made.ID, loose)
	fails(t, err, backup.ErrNotFound)
	_, err = client.DeleteRequests.CreateSettings(ctx, 91, cloutility.CreateDeleteRequestSettingsInput{DeleteRequestSettingsFields: cloutility.DeleteRequestSettingsFields{DeletionDays: []int64{32}}})
	fails(t, err, backup.ErrInvalid)

	poor := connect(t, inMemory(t, cloutilitytest.WithoutPrivileges("Deletion request settings - Restrict less")))
	_, err = poor.DeleteRequests.CreateSettings(ctx, home, cloutility.CreateDeleteRequestSettingsInput{AllowLessRestrictive: true})
	fails(t, err, backup.ErrPermission)

	// A server that has nothing to say has done it all the same.
	silent := connect(t, inMemory(t, cloutilitytest.WithEmptyResponses()))
	if got := must(silent.DeleteRequests.CreateSettings(ctx, home, cloutility.CreateDeleteRequestSettingsInput{DeleteRequestSettingsFields: strict}))(t); got == nil || got.ID != 0 {
		t.Errorf("settings %+v", got)
	}
}

func TestDeleteRequestApprovers(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		name := func(u cloutility.User) string { return u.DisplayName }
		users := must(backup.Collect(client.DeleteRequests.AllApprovers(ctx, 91, cloutility.ListDeleteRequestApproversInput{}), 0))(t)
		same(t, "approvers", []string{"Nordlicht Operations"}, each(users, name))
		must(client.Roles.Update(ctx, home, 9, cloutility.UpdateRoleInput{Name: "Operator", Privileges: []cloutility.ObjectRef{{ID: 30}, {ID: 48}}}))(t)
		page := must(client.DeleteRequests.ListApprovers(ctx, 91, cloutility.ListDeleteRequestApproversInput{Cursor: "1"}))(t)
		if page.Total != 3 || at(page.Items, 0).DisplayName != "Grace" {
			t.Errorf("page %+v", page)
		}
	})
}
