package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

// price is what something costs, as the service says it before it is ordered.
type price struct {
	Tariff string
	Price  zomro.Money
	Count  int64
}

// priceOf finds the price of a tariff, for a period if it has several.
func priceOf(tariffs []zomro.Tariff, err error, id int64, period zomro.Period, count int64) (*price, error) {
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(tariffs, func(t zomro.Tariff) bool { return t.ID == id })
	if at < 0 {
		return nil, fmt.Errorf("tariff %d: %w", id, backup.ErrNotFound)
	}
	out := &price{Tariff: tariffs[at].Name, Count: cmp.Or(count, 1)}
	for _, p := range tariffs[at].Prices.Price {
		if p.Period == cmp.Or(period, zomro.PeriodDaily) {
			out.Price = p.Cost
			return out, nil
		}
	}
	if period != 0 {
		return nil, usagef("--period: the tariff %d is not sold for that", id)
	}
	return out, nil
}

func orderCost(ctx context.Context, c *zomro.Client, in zomro.OrderInstanceInput) (*price, error) {
	tariffs, err := c.Instances.Tariffs(ctx, zomro.ListTariffsInput{DataCenterID: in.DataCenterID})
	if err != nil {
		return nil, err
	}
	return priceOf(tariffs.Tariffs, nil, in.TariffID, in.Period, in.Count)
}

func restoreNewCost(ctx context.Context, c *zomro.Client, _ int64, in zomro.RestoreToNewInput) (*price, error) {
	return orderCost(ctx, c, in.Order)
}

func resizeCost(ctx context.Context, c *zomro.Client, _ int64, in zomro.ResizeInstanceInput) (*price, error) {
	return orderCost(ctx, c, zomro.OrderInstanceInput{TariffID: in.TariffID})
}

// prolongCost is what the instance costs now.
func prolongCost(ctx context.Context, c *zomro.Client, id int64, in zomro.ProlongInstanceInput) (*price, error) {
	i, err := c.Instances.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	return &price{Tariff: i.PriceList, Price: i.Cost, Count: int64(in.Period)}, nil
}

func imageCost(ctx context.Context, c *zomro.Client, in zomro.OrderImageInput) (*price, error) {
	tariffs, err := c.Images.Tariffs(ctx)
	return priceOf(tariffs, err, in.TariffID, 0, 1)
}
