package cloutility

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// SubscriptionsService manages mail that is sent regularly.
type SubscriptionsService struct{ client *Client }

// ListActivity returns the subscriptions to activity reports of a business
// unit. What they look like is not documented, so they come as they were sent;
// see [lenient.Raw].
func (s *SubscriptionsService) ListActivity(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[lenient.Raw], error) {
	return pageOf[lenient.Raw](ctx, s.client, cloutilityapi.OpListActivitySubscriptions, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListActivitySubscriptionsRequest(base, businessUnitID, &cloutilityapi.ListActivitySubscriptionsParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// AllActivity yields all that ListActivity returns, page after page.
func (s *SubscriptionsService) AllActivity(ctx context.Context, businessUnitID int64) iter.Seq2[lenient.Raw, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[lenient.Raw], error) {
		return s.ListActivity(ctx, businessUnitID, in)
	}, nil)
}

// Activity returns one subscription to activity reports.
func (s *SubscriptionsService) Activity(ctx context.Context, businessUnitID, subscriptionID int64) (lenient.Raw, error) {
	return asSent(ctx, s.client, cloutilityapi.OpGetActivitySubscription, "subscription", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetActivitySubscriptionRequest(base, businessUnitID, subscriptionID)
	}, businessUnitID, subscriptionID)
}

// CreateActivity subscribes to activity reports. Its fields are not documented:
// begin with those of a subscription that is there. It is not sent again once
// it may have arrived.
func (s *SubscriptionsService) CreateActivity(ctx context.Context, businessUnitID int64, in lenient.Raw) (lenient.Raw, error) {
	if in.IsZero() {
		return nil, refuse("in", "is empty")
	}
	return asSent(ctx, s.client, cloutilityapi.OpCreateActivitySubscription, "subscription", func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateActivitySubscriptionRequest(base, businessUnitID, in)
	}, businessUnitID)
}

// UpdateActivity changes a subscription to activity reports: send what Activity
// returned, changed.
func (s *SubscriptionsService) UpdateActivity(ctx context.Context, businessUnitID, subscriptionID int64, in lenient.Raw) error {
	if in.IsZero() {
		return refuse("in", "is empty")
	}
	return exec(ctx, s.client, cloutilityapi.OpUpdateActivitySubscription, func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateActivitySubscriptionRequest(base, businessUnitID, subscriptionID, in)
	}, businessUnitID, subscriptionID)
}

// Job returns one subscription to mail about jobs.
func (s *SubscriptionsService) Job(ctx context.Context, businessUnitID, subscriptionID int64) (*JobSubscription, error) {
	return fetch[JobSubscription](ctx, s.client, cloutilityapi.OpGetJobSubscription, "subscription", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetJobSubscriptionRequest(base, businessUnitID, subscriptionID)
	}, businessUnitID, subscriptionID)
}

// UpdateJob changes a subscription to mail about jobs. All fields are sent,
// zeros too, except SeverityConfig and DeliveryConfig: take those from Job, to
// be sure that they stay.
func (s *SubscriptionsService) UpdateJob(ctx context.Context, businessUnitID, subscriptionID int64, in JobSubscriptionInput) (*JobSubscription, error) {
	if err := checkRefs("JobSubscriptionInput.Tags", in.Tags); err != nil {
		return nil, err
	}
	in.Emails, in.IncidentEmails, in.Tags = notNull(in.Emails), notNull(in.IncidentEmails), notNull(in.Tags)
	return fetch[JobSubscription](ctx, s.client, cloutilityapi.OpUpdateJobSubscription, "subscription", func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateJobSubscriptionRequest(base, businessUnitID, subscriptionID, in)
	}, businessUnitID, subscriptionID)
}

// JobIncidents returns when jobs of a business unit become incidents: its own
// settings or inherited ones.
func (s *SubscriptionsService) JobIncidents(ctx context.Context, businessUnitID int64) (*JobIncidentConfig, error) {
	return fetchIfAny[JobIncidentConfig](ctx, s.client, cloutilityapi.OpGetJobIncidentConfig, "settings", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetJobIncidentConfigRequest(base, businessUnitID)
	}, businessUnitID)
}

// SetJobIncidents changes when jobs of a business unit become incidents. All
// fields are sent, zeros too.
func (s *SubscriptionsService) SetJobIncidents(ctx context.Context, businessUnitID int64, in JobIncidentConfigInput) error {
	return exec(ctx, s.client, cloutilityapi.OpUpdateJobIncidentConfig, func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateJobIncidentConfigRequest(base, businessUnitID, in)
	}, businessUnitID)
}

// StatusDelivery returns what status mail about consumption units says and
// includes: own settings or inherited ones.
func (s *SubscriptionsService) StatusDelivery(ctx context.Context, businessUnitID int64) (*StatusDeliveryConfig, error) {
	return fetchIfAny[StatusDeliveryConfig](ctx, s.client, cloutilityapi.OpGetStatusDeliveryConfig, "settings", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetStatusDeliveryConfigRequest(base, businessUnitID)
	}, businessUnitID)
}

// SetStatusDelivery sets what status mail about consumption units says and
// includes. All fields are sent, zeros too. It is not sent again once it may
// have arrived.
func (s *SubscriptionsService) SetStatusDelivery(ctx context.Context, businessUnitID int64, in StatusDeliveryConfigInput) error {
	return exec(ctx, s.client, cloutilityapi.OpCreateStatusDeliveryConfig, func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateStatusDeliveryConfigRequest(base, businessUnitID, in)
	}, businessUnitID)
}
