package cloutility_test

import (
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		same(t, "version", "1.0.5120.0", must(client.System.Version(t.Context()))(t))
		same(t, "sign-ins", 1, srv.Logins())
	})
}

func TestPlatforms(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		systems := must(backup.Collect(client.Catalogues.AllOperatingSystems(ctx, cloutility.ListOperatingSystemsInput{}), 0))(t)
		same(t, "platforms", []string{"Microsoft Windows", "Linux", "Apple macOS"}, each(systems, func(o cloutility.NodeOperatingSystem) string { return o.Name }))
		same(t, "platform", at(systems, 1), *must(client.Catalogues.OperatingSystem(ctx, 3))(t))
		if got := at(systems, 1); got.Href != srv.URL()+"/v1/nodeoperatingsystems/3" || len(got.SupportedNodeTypes) != 2 {
			t.Errorf("platform %+v", got)
		}
		_, err := client.Catalogues.OperatingSystem(ctx, 4)
		fails(t, err, backup.ErrNotFound)

		types := must(backup.Collect(client.Catalogues.AllNodeTypes(ctx, cloutility.ListNodeTypesInput{}), 0))(t)
		same(t, "types", []string{"File server", "Workstation"}, each(types, func(n cloutility.NodeType) string { return n.Name }))
		same(t, "type", at(types, 1), *must(client.Catalogues.NodeType(ctx, 2))(t))
		_, err = client.Catalogues.NodeType(ctx, 3)
		fails(t, err, backup.ErrNotFound)
	})
}

func TestPlatformPages(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		page := must(client.Catalogues.ListOperatingSystems(t.Context(), cloutility.ListOperatingSystemsInput{Cursor: "1", Limit: 1}))(t)
		if page.Total != 3 || at(page.Items, 0).ID != 3 || page.Next != "2" {
			t.Errorf("page %+v", page)
		}
	})
}

func TestNodeTypePages(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		page := must(client.Catalogues.ListNodeTypes(t.Context(), cloutility.ListNodeTypesInput{Limit: 1}))(t)
		if page.Total != 2 || len(page.Items) != 1 || at(page.Items, 0).ShortName != "FS" || page.Next != "1" {
			t.Errorf("page %+v", page)
		}
	})
}

func TestActions(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		actions := must(backup.Collect(client.Catalogues.AllActions(ctx, cloutility.ListActionsInput{}), 0))(t)
		same(t, "actions", []string{"Incremental", "Selective", "Command"}, each(actions, func(a cloutility.Action) string { return a.Name }))
		same(t, "action", at(actions, 0), *must(client.Catalogues.Action(ctx, 2))(t))
		if page := must(client.Catalogues.ListActions(ctx, cloutility.ListActionsInput{Cursor: "2"}))(t); page.Total != 3 || at(page.Items, 0).ID != 4 {
			t.Errorf("page %+v", page)
		}
		_, err := client.Catalogues.Action(ctx, 1)
		fails(t, err, backup.ErrNotFound)
	})
}

func TestWarningTypes(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		kinds := must(backup.Collect(client.Catalogues.AllWarningTypes(ctx, cloutility.ListNodeWarningTypesInput{}), 0))(t)
		same(t, "limits", []bool{true, false}, each(kinds, func(w cloutility.NodeWarningType) bool { return w.UsesLimit }))
		if page := must(client.Catalogues.ListWarningTypes(ctx, cloutility.ListNodeWarningTypesInput{Cursor: "1"}))(t); page.Total != 2 || at(page.Items, 0).Name != "No activity" {
			t.Errorf("page %+v", page)
		}
	})
}

func TestTimeZones(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		zones := must(backup.Collect(client.TimeZones.All(ctx, cloutility.ListTimeZonesInput{}), 0))(t)
		same(t, "zones", []string{"UTC", "W. Europe Standard Time"}, each(zones, func(z cloutility.TimeZone) string { return z.WindowsID }))
		if page := must(client.TimeZones.List(ctx, cloutility.ListTimeZonesInput{Limit: 1}))(t); page.Total != 2 || len(page.Items) != 1 {
			t.Errorf("page %+v", page)
		}
		berlin := must(client.TimeZones.Get(ctx, 6))(t)
		same(t, "zone", at(zones, 1), *berlin)
		same(t, "actions", []cloutility.APIEndpoint{{Name: "Calculate UTC offset", Method: "GET", Href: srv.URL() + "/v1/timezones/6/offset?date"}}, berlin.Actions)
		_, err := client.TimeZones.Get(ctx, 7)
		fails(t, err, backup.ErrNotFound)

		local := time.FixedZone("", 2*60*60)
		for want, date := range map[string]time.Time{
			"01:00:00": time.Date(2026, time.March, 29, 2, 59, 59, 0, local),
			"02:00:00": time.Date(2026, time.March, 29, 3, 0, 0, 0, local), // the minute clocks change
		} {
			same(t, "offset", want, must(client.TimeZones.Offset(ctx, 6, cloutility.GetTimeZoneOffsetInput{Date: date}))(t))
		}
		same(t, "offset of UTC", "00:00:00", must(client.TimeZones.Offset(ctx, 2, cloutility.GetTimeZoneOffsetInput{Date: noon()}))(t))
		_, err = client.TimeZones.Offset(ctx, 7, cloutility.GetTimeZoneOffsetInput{Date: noon()})
		fails(t, err, backup.ErrNotFound)
	})
}
