package cloutilitytest

import (
	"context"
	"net/http"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// ListConsumers answers the envelope with shortened units.
func (s *service) ListConsumers(ctx context.Context, request cloutilityserver.ListConsumersRequestObject) (cloutilityserver.ListConsumersResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	all := s.of(request.BunitID)
	items := make([]object, len(all))
	for i, c := range all {
		items[i] = s.consumerObject(ctx, c, false)
	}
	path := "/v1/bunits/" + itoa(request.BunitID) + "/consumers"
	return s.list(ctx, path, items, request.Params.Offset, request.Params.Limit), nil
}

// GetConsumer answers a unit with all its fields.
func (s *service) GetConsumer(ctx context.Context, request cloutilityserver.GetConsumerRequestObject) (cloutilityserver.GetConsumerResponseObject, error) {
	defer s.lock()()
	c, err := s.consumer(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	return ok(s.consumerObject(ctx, c, true)), nil
}

// CreateConsumer makes a unit. The name need not be new.
func (s *service) CreateConsumer(ctx context.Context, request cloutilityserver.CreateConsumerRequestObject) (cloutilityserver.CreateConsumerResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	if request.Body == nil || strings.TrimSpace(request.Body.Name) == "" {
		return nil, invalid("The field Name is required.")
	}
	c := s.add(request.BunitID, request.Body.Name)
	c.billing = request.Body.BillingStartDate
	return s.created(s.consumerObject(ctx, c, true)), nil
}

// DeleteConsumer deletes a unit with its node.
func (s *service) DeleteConsumer(_ context.Context, request cloutilityserver.DeleteConsumerRequestObject) (cloutilityserver.DeleteConsumerResponseObject, error) {
	defer s.lock()()
	c, err := s.consumer(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	if err := s.mayDelete(); err != nil {
		return nil, err
	}
	if c.secondary && !isTrue(request.Params.UnassignSecondaryDataSources) {
		return nil, conflict("Secondary data sources are assigned to the consumer.")
	}
	d := Deletion{ConsumerID: c.id, Associations: request.Params.DeleteAssociations == nil || *request.Params.DeleteAssociations}
	if request.Params.DeletionComment != nil {
		d.Comment = *request.Params.DeletionComment
	}
	s.remove(d)
	return s.deleted(nil), nil
}

func (s *service) mayDelete() error {
	if s.mayNotDelete {
		return &fake.Problem{Status: http.StatusForbidden, Code: "Forbidden", Message: "The role has no privilege to delete. Make a deletion request."}
	}
	return nil
}

func isTrue(b *bool) bool { return b != nil && *b }

// consumerObject is a consumption unit; in a list it has fewer fields.
func (s *service) consumerObject(ctx context.Context, c *consumer, full bool) object {
	out := s.based(object{
		"href":           consumerHref(ctx, c),
		"dataSourceType": object{"id": 1, "name": "SP Backup node"}, "dataSourceIsPotentialParent": false,
		"dataSourceState": state(c.node), "name": c.name, "allowNoActivity": false, "tags": []any{},
		"createdDate": s.date(c.created),
	}, c.id)
	if !full {
		return out
	}
	billing := c.billing
	if billing.IsZero() {
		const day = 24 * 60 * 60 * 1e9
		billing = c.created.UTC().Truncate(day)
	}
	out["businessUnit"] = s.unitObject(ctx, s.units[c.unit], false)
	out["billingStartDate"] = s.date(billing)
	out["limitHighStorage"] = 100.0
	out["comments"], out["jobs"] = []any{}, []any{}
	return out
}

func consumerHref(ctx context.Context, c *consumer) string {
	return base(ctx) + "/v1/bunits/" + itoa(c.unit) + "/consumers/" + itoa(c.id)
}

// state is where a data source stands in its life.
func state(n *node) object {
	switch {
	case n == nil || n.activated.IsZero():
		return object{"id": 1, "name": "Unregistered"}
	case n.lastSeen.IsZero():
		return object{"id": 2, "name": "Unaccessed"}
	default:
		return object{"id": 3, "name": "Active"}
	}
}
