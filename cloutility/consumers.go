package cloutility

import (
	"context"
	"iter"
	"net/http"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ConsumersService manages consumption units, which the API calls consumers.
type ConsumersService struct{ client *Client }

// List returns consumption units of a business unit, without those of its
// descendants. Entries have fewer fields than what Get returns.
func (s *ConsumersService) List(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[Consumer], error) {
	return pageOf[Consumer](ctx, s.client, cloutilityapi.OpListConsumers, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListConsumersRequest(base, businessUnitID, &cloutilityapi.ListConsumersParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// All yields all consumption units of a business unit, without those of its
// descendants; see List.
func (s *ConsumersService) All(ctx context.Context, businessUnitID int64) iter.Seq2[Consumer, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[Consumer], error) {
		return s.List(ctx, businessUnitID, in)
	}, func(c *Consumer) int64 { return c.ID })
}

// Get returns one consumption unit.
func (s *ConsumersService) Get(ctx context.Context, businessUnitID, consumerID int64) (*Consumer, error) {
	op := cloutilityapi.OpGetConsumer
	unit, err := call[Consumer](ctx, s.client, op, func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetConsumerRequest(base, businessUnitID, consumerID)
	}, businessUnitID, consumerID)
	return identified(op, unit, err)
}

// Create makes a consumption unit. The name is needed and need not be unique:
// a second call makes a second unit. It is therefore not sent again once it may
// have arrived; after such a failure look with All whether it did.
//
// With the ID of a consumption unit in another business unit, that one is moved
// here; [ConsumersService.ListDestinations] tells where it may go. Inference: that units
// are moved this way is documented, how they are named is not.
func (s *ConsumersService) Create(ctx context.Context, businessUnitID int64, in NewConsumer) (*Consumer, error) {
	if strings.TrimSpace(in.Name) == "" {
		return nil, refuse("NewConsumer.Name", "is empty")
	}
	if in.ID < 0 {
		return nil, refuse("NewConsumer.ID", "must not be negative")
	}
	op := cloutilityapi.OpCreateConsumer
	unit, err := call[Consumer](ctx, s.client, op, func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateConsumerRequest(base, businessUnitID, in)
	}, businessUnitID)
	return identified(op, unit, err)
}

// identified refuses a consumption unit without an id: nothing could be done
// with it.
func identified(op backup.Operation, unit *Consumer, err error) (*Consumer, error) {
	if err != nil {
		return nil, err
	}
	if unit.ID <= 0 {
		return nil, incomplete(op, "response has no consumption unit")
	}
	return unit, nil
}

// DeleteConsumerInput says what to delete and how.
type DeleteConsumerInput struct {
	BusinessUnitID int64
	ConsumerID     int64
	// DeleteAssociations also deletes the node's schedule associations on the
	// backup server. Nil is the server's default, true.
	DeleteAssociations *bool
	// UnassignSecondaryDataSources unassigns secondary data sources first.
	// Without it the server refuses when there are any.
	UnassignSecondaryDataSources bool
	// Comment is kept in the audit log.
	Comment string
}

// Delete deletes a consumption unit and its node. The node is locked on the
// backup server and its data stays until it expires. A unit that is not there
// matches [backup.ErrNotFound], also when an earlier attempt of the same call
// deleted it; a user without the privilege, who can only ask for a deletion,
// gets [backup.ErrPermission].
func (s *ConsumersService) Delete(ctx context.Context, in DeleteConsumerInput) error {
	return exec(ctx, s.client, cloutilityapi.OpDeleteConsumer, func(base string) (*http.Request, error) {
		params := cloutilityapi.DeleteConsumerParams{DeleteAssociations: in.DeleteAssociations}
		if in.UnassignSecondaryDataSources {
			params.UnassignSecondaryDataSources = &in.UnassignSecondaryDataSources
		}
		if in.Comment != "" {
			params.DeletionComment = &in.Comment
		}
		return cloutilityapi.NewDeleteConsumerRequest(base, in.BusinessUnitID, in.ConsumerID, &params)
	}, in.BusinessUnitID, in.ConsumerID)
}
