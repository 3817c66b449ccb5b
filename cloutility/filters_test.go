package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "host-1")
		texts := func() []string {
			return each(must(backup.Collect(client.Nodes.AllFilters(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListActivityLogFiltersInput{}), 0))(t), func(f cloutility.ActivityLogFilter) string { return f.Filter })
		}
		same(t, "filters", []string{}, texts())
		first := must(client.Nodes.CreateFilter(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.CreateActivityLogFilterInput{Filter: "session closed", MessageNumber: "ANR0403I"}))(t)
		second := must(client.Nodes.CreateFilter(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.CreateActivityLogFilterInput{Filter: "was idle"}))(t)
		if first.ID == second.ID || first.MessageNumber != "ANR0403I" {
			t.Errorf("filters %+v and %+v", first, second)
		}
		same(t, "filters", []string{"session closed", "was idle"}, texts())
		if page := must(client.Nodes.ListFilters(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListActivityLogFiltersInput{Cursor: "1"}))(t); page.Total != 2 || at(page.Items, 0).ID != second.ID {
			t.Errorf("page %+v", page)
		}

		works(t, client.Nodes.UpdateFilter(ctx, cloutility.FilterRef{BusinessUnitID: ref.BusinessUnitID, ConsumerID: ref.ConsumerID, FilterID: first.ID}, cloutility.UpdateActivityLogFilterInput{Filter: "session ended"}))
		got := must(client.Nodes.Filter(ctx, cloutility.FilterRef{BusinessUnitID: ref.BusinessUnitID, ConsumerID: ref.ConsumerID, FilterID: first.ID}))(t)
		if got.Filter != "session ended" || got.MessageNumber != "" || got.ID != first.ID {
			t.Errorf("filter %+v", got)
		}
		seen := must(client.Nodes.Get(ctx, home, ref.ConsumerID))(t)
		if len(seen.ActivityLogFilters) != 2 || at(seen.ActivityLogFilters, 0).Filter != "session ended" {
			t.Errorf("filters in the node %+v", seen.ActivityLogFilters)
		}

		works(t, client.Nodes.DeleteFilter(ctx, cloutility.FilterRef{BusinessUnitID: ref.BusinessUnitID, ConsumerID: ref.ConsumerID, FilterID: first.ID}))
		same(t, "filters left", []string{"was idle"}, texts())
		_, err := client.Nodes.Filter(ctx, cloutility.FilterRef{BusinessUnitID: ref.BusinessUnitID, ConsumerID: ref.ConsumerID, FilterID: first.ID})
		fails(t, err, backup.ErrNotFound)
		fails(t, client.Nodes.DeleteFilter(ctx, cloutility.FilterRef{BusinessUnitID: ref.BusinessUnitID, ConsumerID: ref.ConsumerID, FilterID: first.ID}), backup.ErrNotFound)
		fails(t, client.Nodes.UpdateFilter(ctx, cloutility.FilterRef{BusinessUnitID: ref.BusinessUnitID, ConsumerID: ref.ConsumerID, FilterID: first.ID}, cloutility.UpdateActivityLogFilterInput{Filter: "x"}), backup.ErrNotFound)
	})
}
