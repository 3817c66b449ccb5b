package cloutilitytest

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

func quantityOptions() []entry {
	out := make([]entry, 0, 6) //nolint:mnd // as many as there are
	for i, name := range []string{"Ultimo", "Primo", "Sum", "Average", "Minimum", "Maximum"} {
		out = append(out, entry{int64(i + 1), object{"name": name}})
	}
	return out
}

// blankComponent is a product of a price subscription with nothing in it.
func blankComponent() object {
	return object{"quantity": 0.0, "price": 0.0, "isCapacity": false, "includedBundles": 0}
}

// writeComponent writes the body of a request over a product of a price subscription.
func (s *service) writeComponent(unitID int64, o object, product, option *cloutilityapi.ObjectRef, body any) error {
	if product != nil {
		known, err := s.product(unitID, product.ID)
		if err != nil {
			return invalid("Product " + itoa(product.ID) + " was not found.")
		}
		o["product"] = brief(known)
	}
	if option != nil {
		known := find(quantityOptions(), option.ID)
		if known == nil {
			return invalid("The option " + itoa(option.ID) + " was not found.")
		}
		o["quantityCalculationOption"] = object{"id": known.id, "name": known.fields["name"]}
	}
	return write(o, body, "product", "quantityCalculationOption")
}

// usable finds a price subscription that a unit made or was assigned.
func (s *service) usable(unitID, id int64) (object, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if o, err := s.item(priceSubscriptions, unitID, id); err == nil {
		return o, nil
	}
	if _, err := s.item(assignedSubscriptions, unitID, id); err == nil {
		if o, _ := s.found(priceSubscriptions, unitID, id); o != nil {
			return o, nil
		}
	}
	return nil, notFound("Price subscription " + itoa(id) + " was not found.")
}

// assignable are the price subscriptions that the units above could hand down: those
// up to the first with a contract, or the user's own.
func (s *service) assignable(u *unit) []object {
	var out []object
	for at := s.units[u.parent]; at != nil; at = s.units[at.parent] {
		out = append(out, s.collections[collection{priceSubscriptions, at.id}]...)
		for _, o := range s.collections[collection{assignedSubscriptions, at.id}] {
			if made, _ := s.found(priceSubscriptions, at.id, idOf(o)); made != nil {
				out = append(out, made)
			}
		}
		if at.id == HomeUnit || len(s.collections[collection{contracts, at.id}]) > 0 {
			break
		}
	}
	return slices.DeleteFunc(out, func(o object) bool {
		_, err := s.usable(u.id, idOf(o))
		return err == nil
	})
}

// CreatePriceSubscription makes a price subscription of products the unit can use.
func (s *service) CreatePriceSubscription(ctx context.Context, unitID int64, in *cloutilityapi.CreatePriceSubscriptionInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	euro := s.euro()
	switch {
	case strings.TrimSpace(in.Name) == "":
		return nil, invalid("The field Name is required.")
	case in.Currency != nil && int(in.Currency.ID) != euro["id"]:
		return nil, invalid("The currency was not found.")
	}
	components := []object{}
	for i := range in.Components {
		part := &in.Components[i]
		o := blankComponent()
		if err := s.writeComponent(unitID, o, &part.Product, part.QuantityCalculationOption, part); err != nil {
			return nil, err
		}
		components = append(components, o)
	}
	o := object{"name": in.Name, "description": in.Description, "currency": euro, "contractCount": 0, "exceptionCount": 0, "components": components}
	s.insert(priceSubscriptions, unitID, o)
	for _, component := range components {
		component["id"], component["createdDate"] = s.newID(), s.now()
	}
	s.audit(auditCreate, unitID, 0, "Price subscription "+in.Name+" was created")
	return s.created(s.renderObject(ctx, o))
}

// GetPriceSubscription returns one that the unit made or was assigned.
func (s *service) GetPriceSubscription(ctx context.Context, unitID, subscriptionID int64) (any, error) {
	defer s.lock()()
	o, err := s.usable(unitID, subscriptionID)
	if err != nil {
		return nil, err
	}
	return s.renderObject(ctx, o), nil
}

// ListPriceSubscriptionComponents returns the products with their prices.
func (s *service) ListPriceSubscriptionComponents(ctx context.Context, unitID, subscriptionID int64, in cloutilityapi.ListPriceSubscriptionComponentsInput) (any, error) {
	defer s.lock()()
	o, err := s.usable(unitID, subscriptionID)
	if err != nil {
		return nil, err
	}
	all, _ := o["components"].([]object)
	path := unitPath(unitID) + "/subscriptions/" + itoa(subscriptionID) + "/components"
	return s.listOf(ctx, path, len(all), func(i int) object { return s.renderObject(ctx, all[i]) }, window{in.Cursor, in.Limit})
}

// UpdatePriceSubscriptionComponent changes a product of one that the unit made.
func (s *service) UpdatePriceSubscriptionComponent(ctx context.Context, unitID, subscriptionID, componentID int64, in *cloutilityapi.UpdatePriceSubscriptionComponentInput) (any, error) {
	defer s.lock()()
	if _, err := s.usable(unitID, subscriptionID); err != nil {
		return nil, err
	}
	own, err := s.item(priceSubscriptions, unitID, subscriptionID)
	if err != nil {
		return nil, conflict("The price subscription belongs to a business unit above.")
	}
	all, _ := own["components"].([]object)
	i := slices.IndexFunc(all, func(o object) bool { return idOf(o) == componentID })
	if i < 0 {
		return nil, notFound("Component " + itoa(componentID) + " was not found.")
	}
	changed := maps.Clone(all[i])
	if err := s.writeComponent(unitID, changed, in.Product, in.QuantityCalculationOption, in); err != nil {
		return nil, err
	}
	all[i] = changed
	s.audit(auditModify, unitID, 0, "A price was changed")
	return s.renderObject(ctx, changed), nil
}

// AssignPriceSubscription lets a unit use one of those above.
func (s *service) AssignPriceSubscription(_ context.Context, unitID int64, in *cloutilityapi.AssignPriceSubscriptionInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	if _, err := s.usable(unitID, in.ID); err == nil {
		return nil, conflict("The business unit has the price subscription.")
	}
	if !slices.ContainsFunc(s.assignable(u), func(o object) bool { return idOf(o) == in.ID }) {
		return nil, notFound("Price subscription " + itoa(in.ID) + " was not found.")
	}
	s.insert(assignedSubscriptions, unitID, object{"id": in.ID})
	s.audit(auditModify, unitID, 0, "Price subscription "+in.Name+" was assigned")
	return s.done()
}

// ListUnassignedPriceSubscriptions returns what could still be assigned.
func (s *service) ListUnassignedPriceSubscriptions(ctx context.Context, unitID int64, in cloutilityapi.ListUnassignedPriceSubscriptionsInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	all := s.assignable(u)
	path := unitPath(unitID) + "/unassignedsubscriptions"
	return s.listOf(ctx, path, len(all), func(i int) object { return s.renderObject(ctx, all[i]) }, window{in.Cursor, in.Limit})
}
