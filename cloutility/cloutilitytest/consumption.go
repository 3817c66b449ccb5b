package cloutilitytest

import (
	"context"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
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

// usageAnswer groups usages by product, as fine as is asked for.
func (s *service) usageAnswer(ctx context.Context, path string, p cloutilityapi.ListConsumerConsumptionParams, keep func(*usage) bool) (answer, error) {
	level := cloutilityapi.ConsumptionDetailByDay
	replace(&level, p.DetailLevel)
	if level < cloutilityapi.ConsumptionDetailByDay || level > cloutilityapi.ConsumptionDetailSummary {
		return answer{}, invalid("The level of detail is unknown.")
	}
	if p.EndDate != nil && p.EndDate.Before(p.StartDate) {
		return answer{}, invalid("The period ends before it begins.")
	}
	items := []object{}
	for _, product := range products() {
		var found []usage
		for _, u := range s.usages {
			if u.product == product.id && keep(u) && !outside(u.date, &p.StartDate, p.EndDate) {
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
	return s.list(ctx, path, items, window{p.Offset, p.Limit}), nil
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

// ListConsumerConsumption answers what a consumption unit used.
func (s *service) ListConsumerConsumption(ctx context.Context, request cloutilityserver.ListConsumerConsumptionRequestObject) (cloutilityserver.ListConsumerConsumptionResponseObject, error) {
	defer s.lock()()
	c, err := s.consumer(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	path := consumerPath(request.BunitID, request.ConsumerID) + "/consumption"
	return s.usageAnswer(ctx, path, request.Params, func(u *usage) bool { return u.consumer == c.id })
}

// ListBusinessUnitConsumption answers what a business unit used.
func (s *service) ListBusinessUnitConsumption(ctx context.Context, request cloutilityserver.ListBusinessUnitConsumptionRequestObject) (cloutilityserver.ListBusinessUnitConsumptionResponseObject, error) {
	defer s.lock()()
	owner, err := s.unit(request.BunitID)
	if err != nil {
		return nil, err
	}
	p := request.Params
	unless := func(b *bool) bool { return b == nil || *b }
	return s.usageAnswer(ctx, unitPath(owner.id)+"/consumption", cloutilityapi.ListConsumerConsumptionParams{
		Offset: p.Offset, Limit: p.Limit, StartDate: p.StartDate, EndDate: p.EndDate, DetailLevel: p.DetailLevel,
	}, func(u *usage) bool {
		return (u.consumer == 0 || unless(p.IncludeConsumptionUnits)) &&
			(u.unit == owner.id || unless(p.IncludeDescendants) && s.isBelow(u.unit, owner.id))
	})
}

func (s *service) correct(ctx context.Context, id int64, in *cloutilityapi.ConsumptionUpdate, keep func(*usage) bool) (answer, error) {
	i := slices.IndexFunc(s.usages, func(u *usage) bool { return u.id == id && keep(u) })
	switch {
	case i < 0:
		return answer{}, notFound("Consumption " + itoa(id) + " was not found.")
	case in.Quantity < 0:
		return answer{}, invalid("The field Quantity must not be negative.")
	case in.Product != nil && find(products(), in.Product.ID) == nil:
		return answer{}, invalid("Product " + itoa(in.Product.ID) + " was not found.")
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
	return ok(s.usageObject(ctx, *u)), nil
}

// UpdateConsumerConsumption corrects one.
func (s *service) UpdateConsumerConsumption(ctx context.Context, request cloutilityserver.UpdateConsumerConsumptionRequestObject) (cloutilityserver.UpdateConsumerConsumptionResponseObject, error) {
	defer s.lock()()
	c, err := s.consumer(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	return s.correct(ctx, request.ConsumptionID, request.Body, func(u *usage) bool { return u.consumer == c.id })
}

// UpdateBusinessUnitConsumption corrects one of the unit's own.
func (s *service) UpdateBusinessUnitConsumption(ctx context.Context, request cloutilityserver.UpdateBusinessUnitConsumptionRequestObject) (cloutilityserver.UpdateBusinessUnitConsumptionResponseObject, error) {
	defer s.lock()()
	owner, err := s.unit(request.BunitID)
	if err != nil {
		return nil, err
	}
	return s.correct(ctx, request.ConsumptionID, request.Body, func(u *usage) bool { return u.unit == owner.id && u.consumer == 0 })
}
