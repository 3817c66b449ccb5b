package cloutilitytest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// usage is how much of a product was used on a day. Without a consumption unit
// it is the business unit's own.
type usage struct {
	id, unit, consumer, product int64
	date                        time.Time
	quantity                    float64
	text                        string
}

// The products there are, with their prices in euro.
const (
	storage int64 = 3
	support int64 = 4
)

func products() []entry {
	return []entry{
		{storage, object{"name": "Storage", "inherited": true, "inheritable": true}},
		{support, object{"name": "Service", "inherited": true, "inheritable": true}},
	}
}

func price(product int64) float64 {
	const storagePrice, supportPrice = 0.04, 12.5
	if product == storage {
		return storagePrice
	}
	return supportPrice
}

func (s *service) usageObject(ctx context.Context, u usage) object {
	out := s.based(object{
		"quantity": u.quantity, "product": s.entryObject(products(), u.product), "description": u.text, "consumptionDate": s.date(u.date),
	}, u.id)
	if owner := s.units[u.unit]; owner != nil {
		out["businessUnit"] = s.unitObject(ctx, owner, false)
	}
	if c := s.consumers[u.consumer]; c != nil {
		out["consumer"] = s.consumerObject(ctx, c, false)
	}
	return out
}

// listUsages groups usages by product, as fine as is asked for.
func (s *service) listUsages(ctx context.Context, path string, in cloutilityapi.ListConsumerConsumptionInput, keep func(*usage) bool) (any, error) {
	level := cmp.Or(in.Detail, cloutilityapi.ConsumptionDetailByDay)
	if level < cloutilityapi.ConsumptionDetailByDay || level > cloutilityapi.ConsumptionDetailSummary {
		return nil, invalid("The level of detail is unknown.")
	}
	if !in.End.IsZero() && in.End.Before(in.Start) {
		return nil, invalid("The period ends before it begins.")
	}
	items := []object{}
	for _, product := range products() {
		var found []usage
		for _, u := range s.usages {
			if u.product == product.id && keep(u) && !outside(u.date, in.Start, in.End) {
				found = sum(found, *u, level)
			}
		}
		if len(found) == 0 {
			continue
		}
		slices.SortStableFunc(found, func(a, b usage) int { return a.date.Compare(b.date) })
		consumptions := make([]object, len(found))
		for i, u := range found {
			consumptions[i] = s.usageObject(ctx, u)
		}
		items = append(items, object{"product": s.entryObject(products(), product.id), "consumptions": consumptions})
	}
	return s.list(ctx, path, items, window{in.Cursor, in.Limit})
}

// sum adds a usage to those found: by itself, to that of the day, or to the one
// there is. What is summed up has no id that could be corrected.
func sum(found []usage, u usage, level cloutilityapi.ConsumptionDetail) []usage {
	i := -1
	if level != cloutilityapi.ConsumptionDetailAll {
		i = slices.IndexFunc(found, func(other usage) bool {
			return level == cloutilityapi.ConsumptionDetailSummary || other.date.Equal(u.date)
		})
	}
	if i < 0 {
		return append(found, u)
	}
	found[i].quantity += u.quantity
	found[i].id = 0
	if found[i].consumer != u.consumer {
		found[i].consumer = 0
	}
	if found[i].unit != u.unit {
		found[i].unit = 0
	}
	return found
}

// ListConsumerConsumption returns what a consumption unit used.
func (s *service) ListConsumerConsumption(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListConsumerConsumptionInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	path := consumerPath(unitID, consumerID) + "/consumption"
	return s.listUsages(ctx, path, in, func(u *usage) bool { return u.consumer == c.id })
}

// ListBusinessUnitConsumption returns what a business unit used.
func (s *service) ListBusinessUnitConsumption(ctx context.Context, unitID int64, in cloutilityapi.ListBusinessUnitConsumptionInput) (any, error) {
	defer s.lock()()
	owner, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	unless := func(b *bool) bool { return b == nil || *b }
	return s.listUsages(ctx, unitPath(owner.id)+"/consumption", cloutilityapi.ListConsumerConsumptionInput{
		Cursor: in.Cursor, Limit: in.Limit, Start: in.Start, End: in.End, Detail: in.Detail,
	}, func(u *usage) bool {
		return (u.consumer == 0 || unless(in.IncludeConsumptionUnits)) &&
			(u.unit == owner.id || unless(in.IncludeDescendants) && s.isBelow(u.unit, owner.id))
	})
}

func (s *service) correct(ctx context.Context, id int64, in *cloutilityapi.UpdateConsumptionInput, keep func(*usage) bool) (any, error) {
	i := slices.IndexFunc(s.usages, func(u *usage) bool { return u.id == id && keep(u) })
	switch {
	case i < 0:
		return nil, notFound("Consumption " + itoa(id) + " was not found.")
	case in.Quantity < 0:
		return nil, invalid("The field Quantity must not be negative.")
	case in.Product != nil && find(products(), in.Product.ID) == nil:
		return nil, invalid("Product " + itoa(in.Product.ID) + " was not found.")
	}
	u := s.usages[i]
	u.quantity = in.Quantity
	replaceText(&u.text, in.Description)
	if !in.ConsumptionDate.IsZero() {
		u.date = dateOf(in.ConsumptionDate)
	}
	if in.Product != nil {
		u.product = in.Product.ID
	}
	s.audit(auditModify, u.unit, u.consumer, "Consumption was modified")
	return s.usageObject(ctx, *u), nil
}

// UpdateConsumerConsumption corrects a quantity of a consumption unit.
func (s *service) UpdateConsumerConsumption(ctx context.Context, unitID, consumerID, consumptionID int64, in *cloutilityapi.UpdateConsumptionInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	return s.correct(ctx, consumptionID, in, func(u *usage) bool { return u.consumer == c.id })
}

// UpdateBusinessUnitConsumption corrects a quantity of the unit's own.
func (s *service) UpdateBusinessUnitConsumption(ctx context.Context, unitID, consumptionID int64, in *cloutilityapi.UpdateConsumptionInput) (any, error) {
	defer s.lock()()
	owner, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	return s.correct(ctx, consumptionID, in, func(u *usage) bool { return u.unit == owner.id && u.consumer == 0 })
}
