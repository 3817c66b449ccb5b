package cloutility_test

import (
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func consumerName(c cloutility.Consumer) string { return c.Name }

func TestConsumerLife(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		day := time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)
		made := must(client.Consumers.Create(ctx, home, cloutility.CreateConsumerInput{Name: "host-1", BillingStartDate: day}))(t)
		twin := must(client.Consumers.Create(ctx, home, cloutility.CreateConsumerInput{Name: "host-1"}))(t)
		if made.ID == twin.ID {
			t.Fatal("one unit was made, not two")
		}
		got := must(client.Consumers.Get(ctx, home, made.ID))(t)
		if !got.BillingStartDate.Time.Equal(day) || got.BusinessUnit.ID != home || got.DataSourceState.Name != "Unregistered" || got.LimitHighStorage != 100 {
			t.Errorf("unit %+v", got)
		}
		page := must(client.Consumers.List(ctx, home, cloutility.ListConsumersInput{Cursor: "1", Limit: 5}))(t)
		if page.Total != 2 || len(page.Items) != 1 || at(page.Items, 0).ID != twin.ID || at(page.Items, 0).BusinessUnit != nil {
			t.Errorf("page %+v", page)
		}

		ref := consumerRef{BusinessUnitID: home, ConsumerID: made.ID}
		limit, quiet := 250.5, true
		changed := must(client.Consumers.Update(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.UpdateConsumerInput{
			Name: "host-2", Note: "Rack 5", ExternalReference: "CMDB-7", LimitHighStorage: &limit, AllowNoActivity: &quiet,
		}))(t)
		got = must(client.Consumers.Get(ctx, home, made.ID))(t)
		same(t, "unit after its change", got, changed)
		if got.Name != "host-2" || got.Note != "Rack 5" || got.ExternalReference != "CMDB-7" || got.LimitHighStorage != 250.5 || !got.AllowNoActivity || !got.BillingStartDate.Time.Equal(day) {
			t.Errorf("changed unit %+v", got)
		}
		_, err := client.Consumers.Update(ctx, home, 4711, cloutility.UpdateConsumerInput{Name: "x"})
		fails(t, err, backup.ErrNotFound)

		works(t, client.Consumers.Delete(ctx, home, made.ID, cloutility.DeleteConsumerInput{Comment: "replaced"}))
		fails(t, client.Consumers.Delete(ctx, home, made.ID, cloutility.DeleteConsumerInput{}), backup.ErrNotFound)
		left := must(backup.Collect(client.Consumers.All(ctx, home, cloutility.ListConsumersInput{}), 0))(t)
		same(t, "units left", []string{"host-1"}, each(left, consumerName))
		same(t, "deletions", []cloutilitytest.Deletion{{ConsumerID: made.ID, Associations: true, Comment: "replaced"}}, srv.Deletions())
	})
}

func TestConsumerList(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ids := srv.AddConsumers(home, 5)
		srv.AddConsumers(88, 1)
		page := must(client.Consumers.List(t.Context(), home, cloutility.ListConsumersInput{Cursor: "3", Limit: 1}))(t)
		if page.Total != 5 || len(page.Items) != 1 || at(page.Items, 0).ID != at(ids, 3) || page.Next == "" {
			t.Errorf("page %+v", page)
		}
		_, err := client.Consumers.List(t.Context(), 31, cloutility.ListConsumersInput{})
		fails(t, err, backup.ErrNotFound)
	})
}

func TestConsumerGet(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ref := node(srv, "host-1")
		got := must(client.Consumers.Get(t.Context(), home, ref.ConsumerID))(t)
		if got.Name != "host-1" || got.DataSourceState.Name != "Unaccessed" || got.DataSourceType.Name != "SP Backup node" || !got.CreatedDate.Time.Equal(noon()) {
			t.Errorf("unit %+v", got)
		}
		if got.BusinessUnit.TypeName == "" || got.BusinessUnit.Users.Expanded() || got.BusinessUnit.Users.Href != srv.URL()+"/v1/bunits/57/users" {
			t.Errorf("business unit %+v", got.BusinessUnit)
		}
		_, err := client.Consumers.Get(t.Context(), 88, ref.ConsumerID)
		fails(t, err, backup.ErrNotFound) // of another business unit
	})
}

func TestConsumerMoves(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "nomad")
		places := must(backup.Collect(client.Consumers.AllDestinations(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListDestinationsInput{}), 0))(t)
		same(t, "destinations", []int64{88, 91, 93}, each(places, func(u cloutility.BusinessUnit) int64 { return u.ID }))
		if page := must(client.Consumers.ListDestinations(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListDestinationsInput{Cursor: "2"}))(t); page.Total != 3 || at(page.Items, 0).Name != "Labor" {
			t.Errorf("page %+v", page)
		}

		moved := must(client.Consumers.Create(ctx, 93, cloutility.CreateConsumerInput{Name: "nomad", ID: ref.ConsumerID}))(t)
		if moved.ID != ref.ConsumerID || moved.BusinessUnit.ID != 93 || srv.ConsumerCount() != 1 {
			t.Errorf("moved unit %+v", moved)
		}
		_, err := client.Consumers.Get(ctx, home, ref.ConsumerID)
		fails(t, err, backup.ErrNotFound)
		if got := must(client.Nodes.Get(ctx, 93, ref.ConsumerID))(t); got.DataSourceState.Name != "Unaccessed" || got.Consumer.BusinessUnit.ID != 93 {
			t.Errorf("node %+v", got)
		}
		_, err = client.Consumers.Create(ctx, 93, cloutility.CreateConsumerInput{Name: "x", ID: 4711})
		fails(t, err, backup.ErrNotFound)
		if !srv.MoveConsumer(ref.ConsumerID, 88) || srv.MoveConsumer(ref.ConsumerID, 31) || srv.MoveConsumer(4711, 88) {
			t.Error("MoveConsumer does not tell what can be moved")
		}
		must(client.Consumers.Get(ctx, 88, ref.ConsumerID))(t)
	})
}

func TestConsumerTags(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		first := must(client.Consumers.Create(ctx, 93, cloutility.CreateConsumerInput{Name: "a"}))(t)
		ref := consumerRef{BusinessUnitID: 93, ConsumerID: first.ID}
		works(t, client.Consumers.AddTag(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.AddConsumerTagInput{Text: "linux", Inheritable: new(true)}))
		works(t, client.Consumers.AddTag(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.AddConsumerTagInput{Text: "Linux"})) // the same
		works(t, client.Consumers.AddTag(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.AddConsumerTagInput{ID: 3}))         // inherited
		got := must(client.Consumers.Get(ctx, 93, first.ID))(t)
		same(t, "tags", []string{"linux", "production"}, each(got.Tags, func(t cloutility.Tag) string { return t.Text }))
		if tag := at(got.Tags, 0); tag.BusinessUnitID != 93 || tag.ConsumerCount != 1 || !tag.Inheritable {
			t.Errorf("tag %+v", tag)
		}
		fails(t, client.Consumers.AddTag(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.AddConsumerTagInput{ID: 4711}), backup.ErrNotFound)
		elsewhere := must(client.Consumers.Create(ctx, 88, cloutility.CreateConsumerInput{Name: "b"}))(t)
		other := consumerRef{BusinessUnitID: 88, ConsumerID: elsewhere.ID}
		fails(t, client.Consumers.AddTag(ctx, other.BusinessUnitID, other.ConsumerID, cloutility.AddConsumerTagInput{ID: at(got.Tags, 0).ID}), backup.ErrNotFound) // of another unit
	})
}

// TestConsumersAround is about what other products hang on consumption units.
func TestConsumersAround(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		id := srv.AddConsumers(home, 1)[0]
		ref := consumerRef{BusinessUnitID: home, ConsumerID: id}

		_, err := client.Consumers.DeleteRequest(ctx, ref.BusinessUnitID, ref.ConsumerID)
		fails(t, err, backup.ErrNotFound)
		srv.AddDeleteRequest(id, "worn out")
		request := must(client.Consumers.DeleteRequest(ctx, ref.BusinessUnitID, ref.ConsumerID))(t)
		if request.Comment != "worn out" || request.Requester.ID != 617 || request.Status.IsZero() || !request.CreatedDate.Time.Equal(noon()) {
			t.Errorf("request %+v", request)
		}

		_, err = client.Consumers.PointRepository(ctx, ref.BusinessUnitID, ref.ConsumerID)
		fails(t, err, backup.ErrNotFound)
		srv.AddPointRepository(id, "repo-1")
		if got := must(client.Consumers.PointRepository(ctx, ref.BusinessUnitID, ref.ConsumerID))(t); got.Name != "repo-1" || got.PointID != "p-5" || string(got.Quota) != "500.5" {
			t.Errorf("repository %+v", got)
		}

		fails(t, client.Consumers.DeleteMicrosoft365Account(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.DeleteMicrosoft365AccountInput{DeleteAssociations: new(false)}), backup.ErrNotFound)
		srv.AddMicrosoft365Account(id)
		works(t, client.Consumers.DeleteMicrosoft365Account(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.DeleteMicrosoft365AccountInput{DeleteAssociations: new(true)}))
		fails(t, client.Consumers.DeleteMicrosoft365Account(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.DeleteMicrosoft365AccountInput{DeleteAssociations: new(true)}), backup.ErrNotFound)
		if srv.AddMicrosoft365Account(4711) != 0 {
			t.Error("an account of no unit")
		}
	})
}
