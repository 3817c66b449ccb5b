package cloutility

import (
	"context"
	"iter"
	"net/http"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// Update changes a consumption unit. The name is needed, also when it stays.
// Whether other fields left out keep their values is not documented: read the
// unit first and send all that matters.
func (s *ConsumersService) Update(ctx context.Context, ref ConsumerRef, in ConsumerUpdate) (*Consumer, error) {
	if strings.TrimSpace(in.Name) == "" {
		return nil, refuse("ConsumerUpdate.Name", "is empty")
	}
	return fetch[Consumer](ctx, s.client, cloutilityapi.OpUpdateConsumer, "consumption unit", func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateConsumerRequest(base, ref.BusinessUnitID, ref.ConsumerID, in)
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// ListDestinations returns the business units a consumption unit may be moved
// to: for one with a node, those with access to its server.
func (s *ConsumersService) ListDestinations(ctx context.Context, ref ConsumerRef, in ListInput) (*backup.Page[BusinessUnit], error) {
	return pageOf[BusinessUnit](ctx, s.client, cloutilityapi.OpListDestinations, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListDestinationsRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.ListDestinationsParams{Offset: offset, Limit: limit})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// AllDestinations yields all that ListDestinations returns, page after page.
func (s *ConsumersService) AllDestinations(ctx context.Context, ref ConsumerRef) iter.Seq2[BusinessUnit, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[BusinessUnit], error) {
		return s.ListDestinations(ctx, ref, in)
	}, func(item *BusinessUnit) int64 { return item.ID })
}

// AddTag puts a tag on a consumption unit: one that exists by id, or a new one
// by text.
func (s *ConsumersService) AddTag(ctx context.Context, ref ConsumerRef, in TagInput) error {
	switch {
	case in.ID < 0:
		return refuse("TagInput.ID", "must not be negative")
	case in.ID == 0 && strings.TrimSpace(in.Text) == "":
		return refuse("TagInput.Text", "is empty, and there is no ID")
	}
	return exec(ctx, s.client, cloutilityapi.OpAddConsumerTag, func(base string) (*http.Request, error) {
		return cloutilityapi.NewAddConsumerTagRequest(base, ref.BusinessUnitID, ref.ConsumerID, in)
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// DeleteRequest returns the request to delete a consumption unit, which users
// without the privilege to delete can make. Without one it is
// [backup.ErrNotFound].
func (s *ConsumersService) DeleteRequest(ctx context.Context, ref ConsumerRef) (*DeleteRequest, error) {
	return fetchIfAny[DeleteRequest](ctx, s.client, cloutilityapi.OpGetDeleteRequest, "deletion request", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetDeleteRequestRequest(base, ref.BusinessUnitID, ref.ConsumerID)
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// DeleteMicrosoft365Account deletes the Microsoft 365 account of a consumption
// unit, with what is associated with it if told so. Safespring has none.
func (s *ConsumersService) DeleteMicrosoft365Account(ctx context.Context, ref ConsumerRef, deleteAssociations bool) error {
	return exec(ctx, s.client, cloutilityapi.OpDeleteMicrosoft365Account, func(base string) (*http.Request, error) {
		return cloutilityapi.NewDeleteMicrosoft365AccountRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.DeleteMicrosoft365AccountParams{DeleteAssociations: &deleteAssociations})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// PointRepository returns the PoINT repository of a consumption unit. Without
// one, and Safespring has none, it is [backup.ErrNotFound].
func (s *ConsumersService) PointRepository(ctx context.Context, ref ConsumerRef) (*PointRepository, error) {
	return fetchIfAny[PointRepository](ctx, s.client, cloutilityapi.OpGetPointRepository, "repository", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetPointRepositoryRequest(base, ref.BusinessUnitID, ref.ConsumerID)
	}, ref.BusinessUnitID, ref.ConsumerID)
}
