package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// PriceSubscriptionsService manages products with their prices, as contracts use
// them; the API calls them subscriptions. Only the vendor's help pages show these
// calls.
type PriceSubscriptionsService struct{ client *Client }

// Create makes a price subscription. It is not sent again once it may have arrived.
func (s *PriceSubscriptionsService) Create(ctx context.Context, businessUnitID int64, in CreatePriceSubscriptionInput) (*Subscription, error) {
	err := validate.FirstError(required("CreatePriceSubscriptionInput.Name", in.Name), checkRef("CreatePriceSubscriptionInput.Currency", in.Currency))
	for i := range in.Components {
		component := &in.Components[i]
		field := validate.Element("CreatePriceSubscriptionInput.Components", i)
		err = validate.FirstError(err, checkRef(field+".Product", &component.Product),
			checkRef(field+".QuantityCalculationOption", component.QuantityCalculationOption),
			optional(field+".Quantity", &component.Quantity), notNegative(field+".IncludedBundles", component.IncludedBundles))
	}
	if err != nil {
		return nil, err
	}
	return s.client.api.CreatePriceSubscription(ctx, businessUnitID, in)
}

// Get returns one price subscription.
func (s *PriceSubscriptionsService) Get(ctx context.Context, businessUnitID, subscriptionID int64) (*Subscription, error) {
	return s.client.api.GetPriceSubscription(ctx, businessUnitID, subscriptionID)
}

// ListComponents returns the products of a price subscription with their prices.
func (s *PriceSubscriptionsService) ListComponents(ctx context.Context, businessUnitID, subscriptionID int64, in ListPriceSubscriptionComponentsInput) (*backup.Page[SubscriptionComponent], error) {
	if err := checkPage("ListPriceSubscriptionComponentsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListPriceSubscriptionComponents(ctx, businessUnitID, subscriptionID, in)
	return pageOf(in.Cursor, list, err)
}

// AllComponents yields all that ListComponents returns, page after page, beginning at in.Cursor.
func (s *PriceSubscriptionsService) AllComponents(ctx context.Context, businessUnitID, subscriptionID int64, in ListPriceSubscriptionComponentsInput) iter.Seq2[SubscriptionComponent, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[SubscriptionComponent], error) {
		page := in
		page.Cursor = cursor
		return s.ListComponents(ctx, businessUnitID, subscriptionID, page)
	}, func(item SubscriptionComponent) string { return keyOf(item.ID) })
}

// PriceComponentRef names a product of a price subscription.
type PriceComponentRef struct {
	// BusinessUnitID is the business unit.
	BusinessUnitID int64
	// SubscriptionID is the price subscription.
	SubscriptionID int64
	// ComponentID is the component: the product in it.
	ComponentID int64
}

func (r PriceComponentRef) check() error {
	return validate.FirstError(
		argument.Positive("PriceComponentRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("PriceComponentRef.SubscriptionID", r.SubscriptionID),
		argument.Positive("PriceComponentRef.ComponentID", r.ComponentID),
	)
}

// UpdateComponent changes a product of a price subscription. Whether fields left out
// keep their values is not documented.
func (s *PriceSubscriptionsService) UpdateComponent(ctx context.Context, ref PriceComponentRef, in UpdatePriceSubscriptionComponentInput) (*SubscriptionComponent, error) {
	const input = "UpdatePriceSubscriptionComponentInput"
	if err := validate.FirstError(
		ref.check(), checkRef(input+".Product", in.Product), checkRef(input+".QuantityCalculationOption", in.QuantityCalculationOption),
		optional(input+".Quantity", in.Quantity), optional(input+".IncludedBundles", in.IncludedBundles),
	); err != nil {
		return nil, err
	}
	return s.client.api.UpdatePriceSubscriptionComponent(ctx, ref.BusinessUnitID, ref.SubscriptionID, ref.ComponentID, in)
}

// Assign lets a business unit use a price subscription in contracts of its own. It
// is not sent again once it may have arrived.
func (s *PriceSubscriptionsService) Assign(ctx context.Context, businessUnitID int64, in AssignPriceSubscriptionInput) error {
	if err := validate.FirstError(argument.Positive("AssignPriceSubscriptionInput.ID", in.ID), required("AssignPriceSubscriptionInput.Name", in.Name)); err != nil {
		return err
	}
	return s.client.api.AssignPriceSubscription(ctx, businessUnitID, in)
}

// ListUnassigned returns the price subscriptions that could still be assigned to a
// business unit: made by or assigned to the units above, up to the first with a
// contract or the unit of the user signed in.
func (s *PriceSubscriptionsService) ListUnassigned(ctx context.Context, businessUnitID int64, in ListUnassignedPriceSubscriptionsInput) (*backup.Page[Subscription], error) {
	if err := checkPage("ListUnassignedPriceSubscriptionsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListUnassignedPriceSubscriptions(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllUnassigned yields all that ListUnassigned returns, page after page, beginning at in.Cursor.
func (s *PriceSubscriptionsService) AllUnassigned(ctx context.Context, businessUnitID int64, in ListUnassignedPriceSubscriptionsInput) iter.Seq2[Subscription, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Subscription], error) {
		page := in
		page.Cursor = cursor
		return s.ListUnassigned(ctx, businessUnitID, page)
	}, func(item Subscription) string { return keyOf(item.ID) })
}
