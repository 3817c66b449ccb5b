package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// quantities are those of all products, in gigabytes or pieces.
func quantities(data []cloutility.ConsumptionData) (out [][]float64) {
	for _, product := range data {
		out = append(out, each(product.Consumptions, func(c cloutility.Consumption) float64 { return c.Quantity }))
	}
	return out
}

func TestConsumerConsumption(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "host-1")
		backUp(t, srv, ref)
		since := noon().AddDate(0, 0, -30)
		all := must(backup.Collect(client.Consumption.AllConsumer(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListConsumerConsumptionInput{Start: since}), 0))(t)
		same(t, "by day", [][]float64{{2, 2.5, 2620. / 1024}}, quantities(all))
		if got := at(all, 0); got.Product.Name != "Storage" || at(got.Consumptions, 1).Consumer.ID != ref.ConsumerID || at(got.Consumptions, 1).BusinessUnit.ID != home {
			t.Errorf("consumption %+v", got)
		}
		sum := must(client.Consumption.ListConsumer(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListConsumerConsumptionInput{
			Start: since, End: noon().AddDate(0, 0, -1), Detail: cloutility.ConsumptionDetailSummary,
		}))(t)
		same(t, "sum until yesterday", [][]float64{{4.5}}, quantities(sum.Items))

		fixed := must(client.Consumption.UpdateConsumer(ctx, cloutility.ConsumptionRef{BusinessUnitID: ref.BusinessUnitID, ConsumerID: ref.ConsumerID, ConsumptionID: at(at(all, 0).Consumptions, 0).ID}, cloutility.UpdateConsumptionInput{Quantity: 1.5, Description: "agreed"}))(t)
		if fixed.Quantity != 1.5 || fixed.Description != "agreed" || fixed.ID != at(at(all, 0).Consumptions, 0).ID {
			t.Errorf("corrected %+v", fixed)
		}
		after := must(client.Consumption.ListConsumer(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListConsumerConsumptionInput{Start: since, End: noon().AddDate(0, 0, -2)}))(t)
		same(t, "after it was corrected", [][]float64{{1.5}}, quantities(after.Items))
		_, err := client.Consumption.UpdateConsumer(ctx, cloutility.ConsumptionRef{BusinessUnitID: ref.BusinessUnitID, ConsumerID: ref.ConsumerID, ConsumptionID: 4711}, cloutility.UpdateConsumptionInput{Quantity: 1})
		fails(t, err, backup.ErrNotFound)
		_, err = client.Consumption.UpdateConsumer(ctx, cloutility.ConsumptionRef{BusinessUnitID: ref.BusinessUnitID, ConsumerID: ref.ConsumerID, ConsumptionID: fixed.ID}, cloutility.UpdateConsumptionInput{Product: &cloutility.ObjectRef{ID: 99}})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestBusinessUnitConsumption(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		for _, ref := range []consumerRef{node(srv, "host-1"), node(srv, "host-2"), nodeIn(srv, 93, "labor-1")} {
			srv.RunBackup(cloutilitytest.Backup{ConsumerID: ref.ConsumerID, MegaBytes: 1024})
		}
		service := srv.AddConsumption(home, noon(), 3)
		srv.AddConsumption(93, noon(), 5)
		no := false
		for name, tt := range map[string]struct {
			in   cloutility.ListBusinessUnitConsumptionInput
			want [][]float64
		}{
			"by day":              {cloutility.ListBusinessUnitConsumptionInput{}, [][]float64{{3}, {8}}},
			"all details":         {cloutility.ListBusinessUnitConsumptionInput{Detail: cloutility.ConsumptionDetailAll}, [][]float64{{1, 1, 1}, {3, 5}}},
			"without machines":    {cloutility.ListBusinessUnitConsumptionInput{IncludeConsumptionUnits: &no}, [][]float64{{8}}},
			"without descendants": {cloutility.ListBusinessUnitConsumptionInput{IncludeDescendants: &no}, [][]float64{{2}, {3}}},
			"neither":             {cloutility.ListBusinessUnitConsumptionInput{IncludeDescendants: &no, IncludeConsumptionUnits: &no}, [][]float64{{3}}},
		} {
			tt.in.Start = noon()
			got := must(backup.Collect(client.Consumption.AllBusinessUnit(ctx, home, tt.in), 0))(t)
			same(t, name, tt.want, quantities(got))
		}

		day := noon().AddDate(0, 0, -3)
		moved := must(client.Consumption.UpdateBusinessUnit(ctx, home, service, cloutility.UpdateConsumptionInput{Quantity: 2.5, ConsumptionDate: day}))(t)
		if moved.Quantity != 2.5 || moved.ConsumptionDate.Time.After(day) || moved.Product.Name != "Service" {
			t.Errorf("corrected %+v", moved)
		}
		before := must(client.Consumption.ListBusinessUnit(ctx, home, cloutility.ListBusinessUnitConsumptionInput{Start: day, End: day}))(t)
		same(t, "three days ago", [][]float64{{2.5}}, quantities(before.Items))
		_, err := client.Consumption.UpdateBusinessUnit(ctx, 93, service, cloutility.UpdateConsumptionInput{Quantity: 1})
		fails(t, err, backup.ErrNotFound) // of another unit
	})
}
