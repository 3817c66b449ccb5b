package cloutility

import (
	"context"
	"iter"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ConsumersService manages consumption units, which the API calls consumers.
type ConsumersService struct{ client *Client }

// List returns consumption units of a business unit, without those of its
// descendants. Entries have fewer fields than what Get returns.
func (s *ConsumersService) List(ctx context.Context, businessUnitID int64, in ListConsumersInput) (*backup.Page[Consumer], error) {
	if err := checkPage("ListConsumersInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListConsumers(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// All yields all that List returns, page after page, beginning at in.Cursor.
func (s *ConsumersService) All(ctx context.Context, businessUnitID int64, in ListConsumersInput) iter.Seq2[Consumer, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Consumer], error) {
		page := in
		page.Cursor = cursor
		return s.List(ctx, businessUnitID, page)
	}, func(item Consumer) string { return keyOf(item.ID) })
}

// Get returns one consumption unit.
func (s *ConsumersService) Get(ctx context.Context, businessUnitID, consumerID int64) (*Consumer, error) {
	return s.client.api.GetConsumer(ctx, businessUnitID, consumerID)
}

// Create makes a consumption unit. The name is needed and need not be unique:
// a second call makes a second unit. It is therefore not sent again once it may
// have arrived; after such a failure look with All whether it did.
//
// With the ID of a consumption unit in another business unit, that one is moved
// here; [ConsumersService.ListDestinations] tells where it may go. Inference: that units
// are moved this way is documented, how they are named is not.
func (s *ConsumersService) Create(ctx context.Context, businessUnitID int64, in CreateConsumerInput) (*Consumer, error) {
	if err := validate.FirstError(required("CreateConsumerInput.Name", in.Name), notNegative("CreateConsumerInput.ID", in.ID)); err != nil {
		return nil, err
	}
	return s.client.api.CreateConsumer(ctx, businessUnitID, in)
}

// Update changes a consumption unit. The name is needed, also when it stays.
// Whether other fields left out keep their values is not documented: read the
// unit first and send all that matters.
func (s *ConsumersService) Update(ctx context.Context, businessUnitID, consumerID int64, in UpdateConsumerInput) (*Consumer, error) {
	if err := required("UpdateConsumerInput.Name", in.Name); err != nil {
		return nil, err
	}
	return s.client.api.UpdateConsumer(ctx, businessUnitID, consumerID, in)
}

// Delete deletes a consumption unit and its node. The node is locked on the
// backup server and its data stays until it expires. A unit that is not there
// matches [backup.ErrNotFound], also when an earlier attempt of the same call
// deleted it; a user without the privilege, who can only ask for a deletion,
// gets [backup.ErrPermission].
func (s *ConsumersService) Delete(ctx context.Context, businessUnitID, consumerID int64, in DeleteConsumerInput) error {
	return s.client.api.DeleteConsumer(ctx, businessUnitID, consumerID, in)
}

// ListDestinations returns the business units a consumption unit may be moved
// to: for one with a node, those with access to its server.
func (s *ConsumersService) ListDestinations(ctx context.Context, businessUnitID, consumerID int64, in ListDestinationsInput) (*backup.Page[BusinessUnit], error) {
	if err := checkPage("ListDestinationsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListDestinations(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllDestinations yields all that ListDestinations returns, page after page, beginning at in.Cursor.
func (s *ConsumersService) AllDestinations(ctx context.Context, businessUnitID, consumerID int64, in ListDestinationsInput) iter.Seq2[BusinessUnit, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[BusinessUnit], error) {
		page := in
		page.Cursor = cursor
		return s.ListDestinations(ctx, businessUnitID, consumerID, page)
	}, func(item BusinessUnit) string { return keyOf(item.ID) })
}

// AddTag puts a tag on a consumption unit: one that exists by id, or a new one
// by text.
func (s *ConsumersService) AddTag(ctx context.Context, businessUnitID, consumerID int64, in AddConsumerTagInput) error {
	if err := notNegative("AddConsumerTagInput.ID", in.ID); err != nil {
		return err
	}
	if in.ID == 0 && strings.TrimSpace(in.Text) == "" {
		return invalidArgument("AddConsumerTagInput.Text", "is empty, and there is no ID")
	}
	return s.client.api.AddConsumerTag(ctx, businessUnitID, consumerID, in)
}

// DeleteRequest returns the request to delete a consumption unit, which users
// without the privilege to delete can make. Without one it is
// [backup.ErrNotFound].
func (s *ConsumersService) DeleteRequest(ctx context.Context, businessUnitID, consumerID int64) (*DeleteRequest, error) {
	return s.client.api.GetDeleteRequest(ctx, businessUnitID, consumerID)
}

// DeleteMicrosoft365Account unassigns the Microsoft 365 account of a consumption
// unit, with its ties to backup policies if told so. Safespring has none.
func (s *ConsumersService) DeleteMicrosoft365Account(ctx context.Context, businessUnitID, consumerID int64, in DeleteMicrosoft365AccountInput) error {
	return s.client.api.DeleteMicrosoft365Account(ctx, businessUnitID, consumerID, in)
}

// PointRepository returns the PoINT repository of a consumption unit. Without
// one, and Safespring has none, it is [backup.ErrNotFound].
func (s *ConsumersService) PointRepository(ctx context.Context, businessUnitID, consumerID int64) (*PointRepository, error) {
	return s.client.api.GetPointRepository(ctx, businessUnitID, consumerID)
}
