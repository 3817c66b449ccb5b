package cloutility

import (
	"context"
	"iter"
	"net/http"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ConsumptionService reads and corrects what was used.
type ConsumptionService struct{ client *Client }

// ConsumptionInput chooses what [ConsumptionService.ListConsumer] returns.
type ConsumptionInput struct {
	ListInput
	// Start is the first day. It is needed.
	Start time.Time
	// End is the last day; zero is today.
	End time.Time
	// Detail says how fine; 0 leaves it to the server, which takes
	// ConsumptionDetailByDay.
	Detail ConsumptionDetail
}

// ListConsumer returns what a consumption unit used, by product.
func (s *ConsumptionService) ListConsumer(ctx context.Context, ref ConsumerRef, in ConsumptionInput) (*backup.Page[ConsumptionData], error) {
	if in.Start.IsZero() {
		return nil, refuse("ConsumptionInput.Start", "is zero")
	}
	if in.End.Before(in.Start) && !in.End.IsZero() {
		return nil, refuse("ConsumptionInput.End", "is before Start")
	}
	return pageOf[ConsumptionData](ctx, s.client, cloutilityapi.OpListConsumerConsumption, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListConsumerConsumptionRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.ListConsumerConsumptionParams{Offset: offset, Limit: limit, StartDate: in.Start.UTC(), EndDate: moment(in.End), DetailLevel: number(in.Detail)})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// AllConsumer yields all that ListConsumer returns, page after page.
func (s *ConsumptionService) AllConsumer(ctx context.Context, ref ConsumerRef, in ConsumptionInput) iter.Seq2[ConsumptionData, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[ConsumptionData], error) {
		page := in
		page.ListInput = part
		return s.ListConsumer(ctx, ref, page)
	}, nil)
}

// UpdateConsumer corrects one quantity of a consumption unit.
func (s *ConsumptionService) UpdateConsumer(ctx context.Context, ref ConsumerRef, consumptionID int64, in ConsumptionUpdate) (*Consumption, error) {
	if err := checkRef("ConsumptionUpdate.Product", in.Product); err != nil {
		return nil, err
	}
	return fetch[Consumption](ctx, s.client, cloutilityapi.OpUpdateConsumerConsumption, "consumption", func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateConsumerConsumptionRequest(base, ref.BusinessUnitID, ref.ConsumerID, consumptionID, in)
	}, ref.BusinessUnitID, ref.ConsumerID, consumptionID)
}

// BusinessUnitConsumptionInput chooses what
// [ConsumptionService.ListBusinessUnit] returns.
type BusinessUnitConsumptionInput struct {
	ListInput
	// Start is the first day. It is needed.
	Start time.Time
	// End is the last day; zero is today.
	End time.Time
	// Detail says how fine; 0 leaves it to the server, which takes
	// ConsumptionDetailByDay.
	Detail ConsumptionDetail
	// IncludeConsumptionUnits counts consumption units too; nil is the
	// server's default, true.
	IncludeConsumptionUnits *bool
	// IncludeDescendants counts the units below too; nil is the server's
	// default, true.
	IncludeDescendants *bool
}

// ListBusinessUnit returns what a business unit used, by product.
func (s *ConsumptionService) ListBusinessUnit(ctx context.Context, businessUnitID int64, in BusinessUnitConsumptionInput) (*backup.Page[ConsumptionData], error) {
	if in.Start.IsZero() {
		return nil, refuse("BusinessUnitConsumptionInput.Start", "is zero")
	}
	if in.End.Before(in.Start) && !in.End.IsZero() {
		return nil, refuse("BusinessUnitConsumptionInput.End", "is before Start")
	}
	return pageOf[ConsumptionData](ctx, s.client, cloutilityapi.OpListBusinessUnitConsumption, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListBusinessUnitConsumptionRequest(base, businessUnitID, &cloutilityapi.ListBusinessUnitConsumptionParams{Offset: offset, Limit: limit, StartDate: in.Start.UTC(), EndDate: moment(in.End), DetailLevel: number(in.Detail), IncludeConsumptionUnits: in.IncludeConsumptionUnits, IncludeDescendants: in.IncludeDescendants})
	}, businessUnitID)
}

// AllBusinessUnit yields all that ListBusinessUnit returns, page after page.
func (s *ConsumptionService) AllBusinessUnit(ctx context.Context, businessUnitID int64, in BusinessUnitConsumptionInput) iter.Seq2[ConsumptionData, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[ConsumptionData], error) {
		page := in
		page.ListInput = part
		return s.ListBusinessUnit(ctx, businessUnitID, page)
	}, nil)
}

// UpdateBusinessUnit corrects one quantity of a business unit.
func (s *ConsumptionService) UpdateBusinessUnit(ctx context.Context, businessUnitID, consumptionID int64, in ConsumptionUpdate) (*Consumption, error) {
	if err := checkRef("ConsumptionUpdate.Product", in.Product); err != nil {
		return nil, err
	}
	return fetch[Consumption](ctx, s.client, cloutilityapi.OpUpdateBusinessUnitConsumption, "consumption", func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateBusinessUnitConsumptionRequest(base, businessUnitID, consumptionID, in)
	}, businessUnitID, consumptionID)
}
