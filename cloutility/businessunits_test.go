package cloutility_test

import (
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func unitName(u cloutility.BusinessUnit) string { return u.Name }

func TestBusinessUnitLife(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		children := func() []string {
			return each(must(backup.Collect(client.BusinessUnits.AllChildren(ctx, home, cloutility.ListBusinessUnitsInput{}), 0))(t), unitName)
		}
		same(t, "children", []string{"Vertrieb", "Entwicklung"}, children())

		day, limit := int64(15), 512.5
		made := must(client.BusinessUnits.Create(ctx, home, cloutility.CreateBusinessUnitInput{
			Name: "Lager", RegistrationNumber: "HRB 1", TimeZone: &cloutility.ObjectRef{ID: 2}, Note: "Halle 3", InvoiceDay: &day, StorageLimit: &limit,
		}))(t)
		twin := must(client.BusinessUnits.Create(ctx, home, cloutility.CreateBusinessUnitInput{Name: "Lager"}))(t)
		if made.ID == twin.ID {
			t.Fatal("one unit was made, not two")
		}
		same(t, "children", []string{"Vertrieb", "Entwicklung", "Lager", "Lager"}, children())
		got := must(client.BusinessUnits.Get(ctx, made.ID))(t)
		if got.RegistrationNumber != "HRB 1" || got.TimeZone.WindowsID != "UTC" || got.Note != "Halle 3" || got.InvoiceDay != 15 || got.StorageLimit != 512.5 {
			t.Errorf("unit %+v", got)
		}
		if got.ParentBusinessUnit.ID != home || !got.CreatedDate.Time.Equal(noon()) || got.Users.Expanded() || got.BusinessUnits.Expanded() {
			t.Errorf("unit %+v", got)
		}

		zero := int64(0)
		changed := must(client.BusinessUnits.Update(ctx, made.ID, cloutility.UpdateBusinessUnitInput{Name: "Lager Süd", InvoiceDay: &zero}))(t)
		if changed.Name != "Lager Süd" || changed.InvoiceDay != 0 || changed.Note != "Halle 3" {
			t.Errorf("changed unit %+v", changed)
		}
		_, err := client.BusinessUnits.Update(ctx, made.ID, cloutility.UpdateBusinessUnitInput{Name: "x", TimeZone: &cloutility.ObjectRef{ID: 99}})
		fails(t, err, backup.ErrInvalid)

		below := must(client.BusinessUnits.Create(ctx, made.ID, cloutility.CreateBusinessUnitInput{Name: "Rampe"}))(t)
		machines := srv.AddConsumers(below.ID, 2)
		in := cloutility.DeleteBusinessUnitInput{}
		fails(t, client.BusinessUnits.Delete(ctx, made.ID, in), backup.ErrConflict)
		in.DeleteChildren = new(true)
		fails(t, client.BusinessUnits.Delete(ctx, made.ID, in), backup.ErrConflict)
		in.DeleteConsumers = new(true)
		works(t, client.BusinessUnits.Delete(ctx, made.ID, in))
		fails(t, client.BusinessUnits.Delete(ctx, made.ID, in), backup.ErrNotFound)
		_, err = client.Consumers.Get(ctx, below.ID, at(machines, 0))
		fails(t, err, backup.ErrNotFound)
		if srv.ConsumerCount() != 0 {
			t.Errorf("%d consumption units are left", srv.ConsumerCount())
		}
		same(t, "children left", []string{"Vertrieb", "Entwicklung", "Lager"}, children())
		fails(t, client.BusinessUnits.Delete(ctx, 91, cloutility.DeleteBusinessUnitInput{}), backup.ErrConflict) // has a child
		fails(t, client.BusinessUnits.Delete(ctx, home, cloutility.DeleteBusinessUnitInput{DeleteChildren: new(true), DeleteServers: new(true)}), backup.ErrConflict)
	})
}

func TestBusinessUnitTree(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		below := srv.AddBusinessUnit(93, "Kühlraum")
		tree := must(client.BusinessUnits.Tree(t.Context(), 91))(t)
		if tree.ID != 91 || tree.ParentID != 0 || at(tree.Tags, 0).Text != "production" {
			t.Errorf("root %+v", tree)
		}
		if labor := at(tree.BusinessUnits, 0); labor.ID != 93 || labor.ParentID != 91 || at(labor.BusinessUnits, 0).ID != below || at(labor.BusinessUnits, 0).Name != "Kühlraum" {
			t.Errorf("below %+v", labor)
		}
		_, err := client.BusinessUnits.Tree(t.Context(), 12)
		fails(t, err, backup.ErrNotFound)
	})
}

func TestBusinessUnitsAround(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		page := must(client.BusinessUnits.ListChildren(ctx, home, cloutility.ListBusinessUnitsInput{Limit: 1}))(t)
		if page.Total != 2 || len(page.Items) != 1 || at(page.Items, 0).ID != 88 || page.Next == "" {
			t.Errorf("children %+v", page)
		}
		above := must(backup.Collect(client.BusinessUnits.AllAncestors(ctx, 93, cloutility.ListAncestorsInput{}), 0))(t)
		same(t, "ancestors", []string{"Entwicklung", "Nordlicht GmbH"}, each(above, unitName))
		if top := must(client.BusinessUnits.ListAncestors(ctx, home, cloutility.ListAncestorsInput{}))(t); top.Total != 0 {
			t.Errorf("ancestors the user does not see: %+v", top)
		}
		places := must(backup.Collect(client.BusinessUnits.AllAddresses(ctx, home, cloutility.ListAddressesInput{}), 0))(t)
		if len(places) != 1 || at(places, 0).City != "Kiel" || at(places, 0).Country.Code != "DE" || at(places, 0).Type.Name != "Billing" {
			t.Errorf("addresses %+v", places)
		}
		if none := must(client.BusinessUnits.ListAddresses(ctx, 88, cloutility.ListAddressesInput{}))(t); none.Total != 0 {
			t.Errorf("addresses %+v", none)
		}
		for unit, provider := range map[int64]string{home: "Partner Nord", 93: "Nordlicht GmbH"} {
			got := must(client.BusinessUnits.Provider(ctx, unit))(t)
			if got.Name != provider || !got.HasContract {
				t.Errorf("%d is invoiced by %+v, want %s", unit, got, provider)
			}
		}
		agreed := must(client.BusinessUnits.ServiceLevelAgreement(ctx, 91))(t)
		if agreed.Goal != 98.5 || !agreed.Inherited || !agreed.IncludeActive {
			t.Errorf("agreement %+v", agreed)
		}
		_, err := client.BusinessUnits.ServiceLevelAgreement(ctx, 31)
		fails(t, err, backup.ErrNotFound) // somebody else's unit
	})
}

func TestBusinessUnitTags(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		unit := must(client.BusinessUnits.Get(ctx, home))(t)
		if len(unit.Tags) != 1 || at(unit.Tags, 0).Text != "production" || at(unit.Tags, 0).BusinessUnitCount != 2 {
			t.Fatalf("tags %+v", unit.Tags)
		}
		tagged := must(backup.Collect(client.BusinessUnits.AllTagged(ctx, home, at(unit.Tags, 0).ID, cloutility.ListTaggedBusinessUnitsInput{}), 0))(t)
		same(t, "tagged", []string{"Nordlicht GmbH", "Entwicklung"}, each(tagged, unitName))
		_, err := client.BusinessUnits.ListTagged(ctx, 91, at(unit.Tags, 0).ID, cloutility.ListTaggedBusinessUnitsInput{})
		fails(t, err, backup.ErrNotFound) // not that unit's own tag
	})
}

func TestBusinessUnitSummaries(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := nodeIn(srv, 93, "labor-1")
		yesterday := noon().AddDate(0, 0, -1)
		srv.RunBackup(cloutilitytest.Backup{ConsumerID: ref.ConsumerID, Start: yesterday, MegaBytes: 1000})
		srv.RunBackup(cloutilitytest.Backup{ConsumerID: ref.ConsumerID, MegaBytes: 250.5})
		got := must(backup.Collect(client.BusinessUnits.AllSummaries(ctx, home, cloutility.ListBusinessUnitSummariesInput{Previous: yesterday}), 0))(t)
		same(t, "summaries", []cloutility.BusinessUnitSummary{
			{ID: 88, Name: "Vertrieb"},
			{
				ID: 91, Name: "Entwicklung", TotalMegaBytes: 1250.5, LocalMegaBytes: 1250.5, PreviousTotalMegaBytes: 1000, PreviousLocalMegaBytes: 1000,
				TotalMegaBytesDelta: 250.5, TotalMegaBytesDeltaPercentage: 25.05,
			},
		}, got)
		plain := must(client.BusinessUnits.ListSummaries(ctx, 91, cloutility.ListBusinessUnitSummariesInput{}))(t)
		same(t, "without a date", cloutility.BusinessUnitSummary{ID: 93, Name: "Labor", TotalMegaBytes: 1250.5, LocalMegaBytes: 1250.5}, at(plain.Items, 0))
		if _, err := client.BusinessUnits.ListSummaries(ctx, home, cloutility.ListBusinessUnitSummariesInput{Previous: time.Time{}, Cursor: "-1"}); err == nil {
			t.Error("a negative offset was sent")
		}
	})
}
