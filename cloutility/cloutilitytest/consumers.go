package cloutilitytest

import (
	"context"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ListConsumers returns the envelope with shortened units.
func (s *service) ListConsumers(ctx context.Context, unitID int64, in cloutilityapi.ListConsumersInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	all := s.units[unitID].consumers
	path := unitPath(unitID) + "/consumers"
	return s.listOf(ctx, path, len(all), func(i int) object { return s.consumerObject(ctx, all[i], false) }, window{in.Cursor, in.Limit})
}

// GetConsumer returns a unit with all its fields.
func (s *service) GetConsumer(ctx context.Context, unitID, consumerID int64) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	return s.consumerObject(ctx, c, true), nil
}

// CreateConsumer makes a unit. The name need not be new. With the id of a unit
// in another business unit, that one is moved here.
func (s *service) CreateConsumer(ctx context.Context, unitID int64, in *cloutilityapi.CreateConsumerInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Name) == "" {
		return nil, invalid("The field Name is required.")
	}
	if in.ID != 0 {
		return s.moveHere(ctx, in.ID, unitID, in.Name)
	}
	c := s.add(unitID, in.Name)
	c.billing = in.BillingStartDate
	s.audit(auditCreate, c.unit, c.id, "Consumption unit was created")
	return s.created(s.consumerObject(ctx, c, true))
}

func (s *service) moveHere(ctx context.Context, id, unitID int64, name string) (any, error) {
	c := s.consumers[id]
	if c == nil || !s.units[c.unit].visible {
		return nil, notFound("Consumer " + itoa(id) + " was not found.")
	}
	s.audit(auditModify, c.unit, c.id, "Consumption unit was moved to business unit "+itoa(unitID))
	if c.unit != unitID {
		s.move(c, s.units[unitID])
	}
	c.name = name
	return s.consumerObject(ctx, c, true), nil
}

// DeleteConsumer deletes a unit with its node.
func (s *service) DeleteConsumer(_ context.Context, unitID, consumerID int64, in cloutilityapi.DeleteConsumerInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	if c.secondary && !in.UnassignSecondaryDataSources {
		return nil, conflict("Secondary data sources are assigned to the consumer.")
	}
	d := Deletion{ConsumerID: c.id, Associations: in.DeleteAssociations == nil || *in.DeleteAssociations, Comment: in.Comment}
	s.remove(c, d)
	s.audit(auditDelete, c.unit, c.id, "Consumption unit was deleted. "+d.Comment)
	return s.deleted(nil)
}

// consumerObject is a consumption unit; in a list it has fewer fields.
func (s *service) consumerObject(ctx context.Context, c *consumer, full bool) object {
	out := s.based(object{
		"href":           consumerHref(ctx, c),
		"dataSourceType": c.sourceType(), "dataSourceIsPotentialParent": false,
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

// Kinds of data sources.
const (
	nodeSource    int64 = 1
	tenantSource  int64 = 5
	accountSource int64 = 6

	repositorySource  int64 = 7
	pointBucketSource int64 = 8
	cosBucketSource   int64 = 9
	oRainBucketSource int64 = 10
)

// sourceTypes are all kinds of data sources.
func sourceTypes() []entry {
	return []entry{
		{nodeSource, object{"name": "SP Backup node"}}, {tenantSource, object{"name": "Microsoft 365 tenant"}}, {accountSource, object{"name": "Microsoft 365 account"}},
		{repositorySource, object{"name": "PoINT repository"}}, {pointBucketSource, object{"name": "PoINT bucket"}},
		{cosBucketSource, object{"name": "COS bucket"}}, {oRainBucketSource, object{"name": "oRain bucket"}},
	}
}

// sourceType is the kind of data source of the nodes.
func sourceType() object { return object{"id": nodeSource, "name": "SP Backup node"} }

// sourceType is the kind of data source of a consumption unit.
func (c *consumer) sourceType() object {
	if kind := find(sourceTypes(), c.source); kind != nil {
		return object{"id": kind.id, "name": kind.fields["name"]}
	}
	return sourceType()
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

// GetDeleteRequest returns the newest request to delete a consumption unit.
func (s *service) GetDeleteRequest(ctx context.Context, unitID, consumerID int64) (any, error) {
	defer s.lock()()
	if _, err := s.consumer(unitID, consumerID); err != nil {
		return nil, err
	}
	return s.newestItem(ctx, deleteRequests, consumerID)
}

// GetPointRepository returns the repository of a consumption unit.
func (s *service) GetPointRepository(ctx context.Context, unitID, consumerID int64) (any, error) {
	defer s.lock()()
	if _, err := s.consumer(unitID, consumerID); err != nil {
		return nil, err
	}
	return s.newestItem(ctx, repositories, consumerID)
}

// ListDestinations returns the other business units that the user sees: all have
// access to the one server.
func (s *service) ListDestinations(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListDestinationsInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	all := append([]*unit{s.units[HomeUnit]}, s.below(HomeUnit)...)
	all = slices.DeleteFunc(all, func(u *unit) bool { return u.id == c.unit })
	path := consumerPath(unitID, consumerID) + "/destinations"
	return s.unitList(ctx, path, all, window{in.Cursor, in.Limit})
}

// UpdateConsumer changes what the body has; the rest stays.
func (s *service) UpdateConsumer(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.UpdateConsumerInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Name) == "" {
		return nil, invalid("The field Name is required.")
	}
	c.name = in.Name
	replaceText(&c.note, in.Note)
	replaceText(&c.reference, in.ExternalReference)
	replace(&c.highStorage, in.LimitHighStorage)
	replace(&c.allowInactive, in.AllowNoActivity)
	if !in.BillingStartDate.IsZero() {
		c.billing = in.BillingStartDate
	}
	s.audit(auditModify, c.unit, c.id, "Consumption unit was modified")
	return s.consumerObject(ctx, c, true), nil
}

// ConsumerCount counts the consumption units of all business units.
func (s *Server) ConsumerCount() int {
	defer s.svc.lock()()
	return len(s.svc.consumers)
}

// Deletions lists what was deleted, oldest first.
func (s *Server) Deletions() []Deletion {
	defer s.svc.lock()()
	return append([]Deletion(nil), s.svc.deletions...)
}

// MoveConsumer moves a consumption unit to another business unit that the user
// can see, as somebody else would. It reports whether there are such units.
func (s *Server) MoveConsumer(consumerID, unitID int64) bool {
	defer s.svc.lock()()
	c := s.svc.consumers[consumerID]
	to, err := s.svc.unit(unitID)
	if c == nil || err != nil {
		return false
	}
	s.svc.move(c, to)
	return true
}

// Deletion is a consumption unit that was deleted.
type Deletion struct {
	ConsumerID int64
	// Node says that the node was deleted, and the unit with it.
	Node bool
	// Associations says whether schedule associations were deleted too.
	Associations bool
	// Comment is the deletionComment.
	Comment string
}
