package cloutilitytest

import (
	"context"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListConsumers answers the envelope with shortened units.
func (s *service) ListConsumers(ctx context.Context, request cloutilityserver.ListConsumersRequestObject) (cloutilityserver.ListConsumersResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	all := s.units[request.BunitID].consumers
	path := unitPath(request.BunitID) + "/consumers"
	return s.listOf(ctx, path, len(all), func(i int) object { return s.consumerObject(ctx, all[i], false) }, window{request.Params.Offset, request.Params.Limit}), nil
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

// CreateConsumer makes a unit. The name need not be new. With the id of a unit
// in another business unit, that one is moved here.
func (s *service) CreateConsumer(ctx context.Context, request cloutilityserver.CreateConsumerRequestObject) (cloutilityserver.CreateConsumerResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	in := request.Body
	if strings.TrimSpace(in.Name) == "" {
		return nil, invalid("The field Name is required.")
	}
	if in.ID != 0 {
		return s.moveHere(ctx, in.ID, request.BunitID, in.Name)
	}
	c := s.add(request.BunitID, in.Name)
	c.billing = in.BillingStartDate
	s.audit(auditCreate, c.unit, c.id, "Consumption unit was created")
	return s.created(s.consumerObject(ctx, c, true)), nil
}

func (s *service) moveHere(ctx context.Context, id, unitID int64, name string) (answer, error) {
	c := s.consumers[id]
	if c == nil || !s.units[c.unit].visible {
		return answer{}, notFound("Consumer " + itoa(id) + " was not found.")
	}
	s.audit(auditModify, c.unit, c.id, "Consumption unit was moved to business unit "+itoa(unitID))
	if c.unit != unitID {
		s.move(c, s.units[unitID])
	}
	c.name = name
	return ok(s.consumerObject(ctx, c, true)), nil
}

// DeleteConsumer deletes a unit with its node.
func (s *service) DeleteConsumer(_ context.Context, request cloutilityserver.DeleteConsumerRequestObject) (cloutilityserver.DeleteConsumerResponseObject, error) {
	defer s.lock()()
	c, err := s.consumer(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	if c.secondary && !isTrue(request.Params.UnassignSecondaryDataSources) {
		return nil, conflict("Secondary data sources are assigned to the consumer.")
	}
	d := Deletion{ConsumerID: c.id, Associations: request.Params.DeleteAssociations == nil || *request.Params.DeleteAssociations}
	if request.Params.DeletionComment != nil {
		d.Comment = *request.Params.DeletionComment
	}
	s.remove(c, d)
	s.audit(auditDelete, c.unit, c.id, "Consumption unit was deleted. "+d.Comment)
	return s.deleted(nil), nil
}

func isTrue(b *bool) bool { return b != nil && *b }

// consumerObject is a consumption unit; in a list it has fewer fields.
func (s *service) consumerObject(ctx context.Context, c *consumer, full bool) object {
	out := s.based(object{
		"href":           consumerHref(ctx, c),
		"dataSourceType": sourceType(), "dataSourceIsPotentialParent": false,
		"dataSourceState": state(c.node), "name": c.name, "allowNoActivity": c.allowInactive, "tags": s.tagBriefs(c.tags),
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
	out["limitHighStorage"], out["note"], out["externalReference"] = c.highStorage, c.note, c.reference
	out["tags"] = s.tagObjects(c.tags)
	out["comments"], out["jobs"] = []any{}, []any{}
	return out
}

func consumerHref(ctx context.Context, c *consumer) string {
	return base(ctx) + consumerPath(c.unit, c.id)
}

func consumerPath(unitID, id int64) string { return unitPath(unitID) + "/consumers/" + itoa(id) }

func nodePath(unitID, consumerID int64) string { return consumerPath(unitID, consumerID) + "/node" }

// sourceType is the one kind of data source.
func sourceType() object { return object{"id": 1, "name": "SP Backup node"} }

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
