package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestMicrosoft365Tenants(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		name := func(x cloutility.Microsoft365Tenant) string { return x.Name }
		free := must(backup.Collect(client.Microsoft365.AllUnassignedTenants(ctx, home, cloutility.ListUnassignedMicrosoft365TenantsInput{}), 0))(t)
		same(t, "tenants", []string{"nordlicht.example", "suedlicht.example"}, each(free, name))
		fails(t, client.Microsoft365.AssignTenants(ctx, home, cloutility.AssignMicrosoft365TenantsInput{BusinessUnitID: 88, TenantIDs: []int64{101, 4711}}), backup.ErrNotFound)
		if srv.ConsumerCount() != 0 {
			t.Error("half of a bad request was done")
		}
		works(t, client.Microsoft365.AssignTenants(ctx, home, cloutility.AssignMicrosoft365TenantsInput{BusinessUnitID: 88, TenantIDs: []int64{101}}))
		units := must(client.Consumers.List(ctx, 88, cloutility.ListConsumersInput{}))(t)
		unit := at(units.Items, 0)
		if units.Total != 1 || unit.Name != "nordlicht.example" || unit.DataSourceType.Name != "Microsoft 365 tenant" {
			t.Fatalf("consumption units %+v", units)
		}
		tenant := must(client.Microsoft365.Tenant(ctx, 88, unit.ID))(t)
		if tenant.ID != 101 || tenant.SppID != "t-101" || tenant.Consumer.ID != unit.ID {
			t.Errorf("tenant %+v", tenant)
		}
		if changed := must(client.Microsoft365.UpdateTenant(ctx, 88, unit.ID, cloutility.UpdateMicrosoft365TenantInput{Name: "polar.example"}))(t); changed.Name != "polar.example" || changed.SppID != "t-101" {
			t.Errorf("tenant %+v", changed)
		}
		left := must(client.Microsoft365.ListUnassignedTenants(ctx, home, cloutility.ListUnassignedMicrosoft365TenantsInput{}))(t)
		same(t, "tenants that are left", []string{"suedlicht.example"}, each(left.Items, name))
		fails(t, client.Microsoft365.AssignTenants(ctx, home, cloutility.AssignMicrosoft365TenantsInput{BusinessUnitID: 31, TenantIDs: []int64{103}}), backup.ErrInvalid)
		for _, bad := range []cloutility.AssignMicrosoft365TenantsInput{{BusinessUnitID: 88}, {TenantIDs: []int64{103}}, {BusinessUnitID: 88, TenantIDs: []int64{103, 0}}} {
			fails(t, client.Microsoft365.AssignTenants(ctx, home, bad), backup.ErrInvalid)
		}
	})
}

func TestMicrosoft365Accounts(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		made := must(client.Microsoft365.AssignAccount(ctx, home, cloutility.AssignMicrosoft365AccountInput{ID: 102, Tenant: thing(101)}))(t)
		if made.Name != "grace@nordlicht.example" || made.Consumer == nil || made.Tenant.ID != 101 {
			t.Fatalf("account %+v", made)
		}
		unit := made.Consumer.ID
		_, err := client.Microsoft365.AssignAccount(ctx, home, cloutility.AssignMicrosoft365AccountInput{ID: 102})
		fails(t, err, backup.ErrNotFound)

		must(client.Microsoft365.AddBackupPolicy(ctx, home, unit, cloutility.AddBackupPolicyInput{ID: 112}))(t)
		_, err = client.Microsoft365.AddBackupPolicy(ctx, home, unit, cloutility.AddBackupPolicyInput{ID: 112})
		fails(t, err, backup.ErrConflict)
		_, err = client.Microsoft365.AddBackupPolicy(ctx, home, unit, cloutility.AddBackupPolicyInput{ID: 9})
		fails(t, err, backup.ErrInvalid)
		got := must(client.Microsoft365.Account(ctx, home, unit))(t)
		if policy := at(got.BackupPolicies, 0); got.ID != 102 || policy.Name != "Yearly" || policy.RetentionDays != 365 {
			t.Errorf("account %+v", got)
		}
		srv.AddRestorePoint(unit, noon(), 120.5)
		points := must(backup.Collect(client.Microsoft365.AllRestorePoints(ctx, home, unit, cloutility.ListRestorePointsInput{}), 0))(t)
		if p := at(points, 0); len(points) != 1 || p.TransferredMegaBytes != 120.5 || !p.ProtectionTime.Time.Equal(noon()) || p.BackupPolicy.Name != "Daily" {
			t.Errorf("restore points %+v", points)
		}

		// Without the account there is no consumption unit.
		works(t, client.Consumers.DeleteMicrosoft365Account(ctx, home, unit, cloutility.DeleteMicrosoft365AccountInput{DeleteAssociations: new(true)}))
		_, err = client.Consumers.Get(ctx, home, unit)
		fails(t, err, backup.ErrNotFound)
		again := must(client.Microsoft365.AssignAccount(ctx, 91, cloutility.AssignMicrosoft365AccountInput{ID: 102}))(t)
		if len(again.BackupPolicies) != 0 || again.Consumer.ID == unit {
			t.Errorf("account %+v", again)
		}

		plain := srv.AddConsumers(home, 1)[0]
		_, err = client.Microsoft365.Account(ctx, home, plain)
		fails(t, err, backup.ErrNotFound)
		_, err = client.Microsoft365.Tenant(ctx, home, plain)
		fails(t, err, backup.ErrNotFound)
		_, err = client.Microsoft365.ListRestorePoints(ctx, home, plain, cloutility.ListRestorePointsInput{})
		fails(t, err, backup.ErrNotFound)
	})
}
