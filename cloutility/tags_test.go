package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func tagText(tag cloutility.Tag) string { return tag.Text }

func TestTags(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		id := srv.AddConsumers(93, 1)[0]
		works(t, client.Consumers.AddTag(ctx, 93, id, cloutility.AddConsumerTagInput{Text: "linux"})) // makes it in 93

		// Each list has its own idea of what belongs into it.
		lists := map[string][]string{}
		for name, unit := range map[string]int64{"home": home, "91": 91, "93": 93} {
			lists["put on "+name] = each(must(backup.Collect(client.Tags.All(ctx, unit, cloutility.ListTagsInput{}), 0))(t), tagText)
			lists["made by "+name] = each(must(backup.Collect(client.Tags.AllOwn(ctx, unit, cloutility.ListOwnTagsInput{}), 0))(t), tagText)
			lists["available to "+name] = each(must(backup.Collect(client.Tags.AllAvailable(ctx, unit, cloutility.ListAvailableTagsInput{}), 0))(t), tagText)
			lists["for mail of "+name] = each(must(backup.Collect(client.Tags.AllForSubscriptions(ctx, unit, cloutility.ListTagsForSubscriptionsInput{}), 0))(t), tagText)
		}
		same(t, "tags", map[string][]string{
			"put on home": {"production"}, "put on 91": {"production"}, "put on 93": {},
			"made by home": {"production"}, "made by 91": {}, "made by 93": {"linux"},
			"available to home": {"production"}, "available to 91": {"production"}, "available to 93": {"production"},
			"for mail of home": {"production"}, "for mail of 91": {"production"}, "for mail of 93": {"production", "linux"},
		}, lists)
		page := must(client.Tags.ListForSubscriptions(ctx, 93, cloutility.ListTagsForSubscriptionsInput{Cursor: "1", Limit: 1}))(t)
		if page.Total != 2 || at(page.Items, 0).ConsumerCount != 1 {
			t.Errorf("page %+v", page)
		}

		of := must(backup.Collect(client.Tags.AllOfConsumer(ctx, 93, id, cloutility.ListConsumerTagsInput{}), 0))(t)
		same(t, "tags of the consumption unit", []string{"linux"}, each(of, tagText))
		changed := must(client.Tags.Update(ctx, 93, at(of, 0).ID, cloutility.UpdateTagInput{Text: "unix", Inheritable: new(true)}))(t)
		if changed.Text != "unix" || !changed.Inheritable || changed.ID != at(of, 0).ID {
			t.Errorf("tag %+v", changed)
		}
		same(t, "tags after the change", []string{"unix"}, each(must(client.Tags.ListOfConsumer(ctx, 93, id, cloutility.ListConsumerTagsInput{}))(t).Items, tagText))
		_, err := client.Tags.Update(ctx, 93, 3, cloutility.UpdateTagInput{Text: "x"}) // of another unit
		fails(t, err, backup.ErrNotFound)
		works(t, client.Consumers.AddTag(ctx, 93, id, cloutility.AddConsumerTagInput{Text: "bsd"}))
		_, err = client.Tags.Update(ctx, 93, at(of, 0).ID, cloutility.UpdateTagInput{Text: "BSD"})
		fails(t, err, backup.ErrConflict)
		for _, list := range []func() error{
			func() error { _, err := client.Tags.List(ctx, 31, cloutility.ListTagsInput{}); return err },
			func() error { _, err := client.Tags.ListOwn(ctx, 31, cloutility.ListOwnTagsInput{}); return err },
			func() error {
				_, err := client.Tags.ListAvailable(ctx, 31, cloutility.ListAvailableTagsInput{})
				return err
			},
		} {
			fails(t, list(), backup.ErrNotFound)
		}
	})
}
