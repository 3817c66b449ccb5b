package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ConsumptionService reads and corrects what was used.
type ConsumptionService struct{ client *Client }

// ListConsumer returns what a consumption unit used, by product. Start is needed.
func (s *ConsumptionService) ListConsumer(ctx context.Context, businessUnitID, consumerID int64, in ListConsumerConsumptionInput) (*backup.Page[ConsumptionData], error) {
	if err := validate.FirstError(checkPage("ListConsumerConsumptionInput", in.Cursor, in.Limit), startedPeriod("ListConsumerConsumptionInput", &in.Start, &in.End)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListConsumerConsumption(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllConsumer yields all that ListConsumer returns, page after page, beginning at in.Cursor.
func (s *ConsumptionService) AllConsumer(ctx context.Context, businessUnitID, consumerID int64, in ListConsumerConsumptionInput) iter.Seq2[ConsumptionData, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[ConsumptionData], error) {
		page := in
		page.Cursor = cursor
		return s.ListConsumer(ctx, businessUnitID, consumerID, page)
	}, nil)
}

// ListBusinessUnit returns what a business unit used, by product. Start is needed.
func (s *ConsumptionService) ListBusinessUnit(ctx context.Context, businessUnitID int64, in ListBusinessUnitConsumptionInput) (*backup.Page[ConsumptionData], error) {
	if err := validate.FirstError(checkPage("ListBusinessUnitConsumptionInput", in.Cursor, in.Limit), startedPeriod("ListBusinessUnitConsumptionInput", &in.Start, &in.End)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListBusinessUnitConsumption(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllBusinessUnit yields all that ListBusinessUnit returns, page after page, beginning at in.Cursor.
func (s *ConsumptionService) AllBusinessUnit(ctx context.Context, businessUnitID int64, in ListBusinessUnitConsumptionInput) iter.Seq2[ConsumptionData, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[ConsumptionData], error) {
		page := in
		page.Cursor = cursor
		return s.ListBusinessUnit(ctx, businessUnitID, page)
	}, nil)
}

// ConsumptionRef names a quantity that a consumption unit used.
type ConsumptionRef struct {
	// BusinessUnitID is the business unit of the consumption unit.
	BusinessUnitID int64
	// ConsumerID is the consumption unit.
	ConsumerID int64
	// ConsumptionID is the quantity, of a list's Consumptions.
	ConsumptionID int64
}

func (r ConsumptionRef) check() error {
	return validate.FirstError(
		argument.Positive("ConsumptionRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("ConsumptionRef.ConsumerID", r.ConsumerID),
		argument.Positive("ConsumptionRef.ConsumptionID", r.ConsumptionID),
	)
}

// UpdateConsumer corrects one quantity of a consumption unit.
func (s *ConsumptionService) UpdateConsumer(ctx context.Context, ref ConsumptionRef, in UpdateConsumptionInput) (*Consumption, error) {
	if err := validate.FirstError(ref.check(), checkRef("UpdateConsumptionInput.Product", in.Product)); err != nil {
		return nil, err
	}
	return s.client.api.UpdateConsumerConsumption(ctx, ref.BusinessUnitID, ref.ConsumerID, ref.ConsumptionID, in)
}

// UpdateBusinessUnit corrects one quantity of a business unit.
func (s *ConsumptionService) UpdateBusinessUnit(ctx context.Context, businessUnitID, consumptionID int64, in UpdateConsumptionInput) (*Consumption, error) {
	if err := checkRef("UpdateConsumptionInput.Product", in.Product); err != nil {
		return nil, err
	}
	return s.client.api.UpdateBusinessUnitConsumption(ctx, businessUnitID, consumptionID, in)
}
