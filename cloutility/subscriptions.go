package cloutility

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
	"github.com/backup-sdk/backup-go/lenient"
)

// SubscriptionsService manages mail that is sent regularly.
type SubscriptionsService struct{ client *Client }

// ListActivity returns the subscriptions to activity reports of a business
// unit. What they look like is not documented, so they come as they were sent;
// see [lenient.Raw].
func (s *SubscriptionsService) ListActivity(ctx context.Context, businessUnitID int64, in ListActivitySubscriptionsInput) (*backup.Page[lenient.Raw], error) {
	if err := checkPage("ListActivitySubscriptionsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListActivitySubscriptions(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllActivity yields all that ListActivity returns, page after page, beginning at in.Cursor.
func (s *SubscriptionsService) AllActivity(ctx context.Context, businessUnitID int64, in ListActivitySubscriptionsInput) iter.Seq2[lenient.Raw, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[lenient.Raw], error) {
		page := in
		page.Cursor = cursor
		return s.ListActivity(ctx, businessUnitID, page)
	}, nil)
}

// Activity returns one subscription to activity reports.
func (s *SubscriptionsService) Activity(ctx context.Context, businessUnitID, subscriptionID int64) (lenient.Raw, error) {
	return value(s.client.api.GetActivitySubscription(ctx, businessUnitID, subscriptionID))
}

// CreateActivity subscribes to activity reports. Its fields are not documented:
// begin with those of a subscription that is there. It is not sent again once
// it may have arrived.
func (s *SubscriptionsService) CreateActivity(ctx context.Context, businessUnitID int64, in json.RawMessage) (lenient.Raw, error) {
	if err := checkJSON(in); err != nil {
		return nil, err
	}
	return value(s.client.api.CreateActivitySubscription(ctx, businessUnitID, in))
}

// UpdateActivity changes a subscription to activity reports: send what Activity
// returned, changed.
func (s *SubscriptionsService) UpdateActivity(ctx context.Context, businessUnitID, subscriptionID int64, in json.RawMessage) error {
	if err := checkJSON(in); err != nil {
		return err
	}
	return s.client.api.UpdateActivitySubscription(ctx, businessUnitID, subscriptionID, in)
}

// checkJSON wants a JSON value other than null.
func checkJSON(in json.RawMessage) error {
	switch text := bytes.TrimSpace(in); {
	case len(text) == 0 || string(text) == "null":
		return invalidArgument("in", "is empty")
	case !json.Valid(text):
		return invalidArgument("in", "is not JSON")
	}
	return nil
}

// Job returns one subscription to mail about jobs.
func (s *SubscriptionsService) Job(ctx context.Context, businessUnitID, subscriptionID int64) (*JobSubscription, error) {
	return s.client.api.GetJobSubscription(ctx, businessUnitID, subscriptionID)
}

// UpdateJob changes a subscription to mail about jobs. All fields are sent,
// zeros too, except SeverityConfig and DeliveryConfig: take those from Job, to
// be sure that they stay.
func (s *SubscriptionsService) UpdateJob(ctx context.Context, businessUnitID, subscriptionID int64, in UpdateJobSubscriptionInput) (*JobSubscription, error) {
	if err := checkRefs("UpdateJobSubscriptionInput.Tags", in.Tags); err != nil {
		return nil, err
	}
	in.Emails, in.IncidentEmails, in.Tags = validate.NonNil(in.Emails), validate.NonNil(in.IncidentEmails), validate.NonNil(in.Tags)
	return s.client.api.UpdateJobSubscription(ctx, businessUnitID, subscriptionID, in)
}

// JobIncidents returns when jobs of a business unit become incidents: its own
// settings or inherited ones. Without any it is [backup.ErrNotFound].
func (s *SubscriptionsService) JobIncidents(ctx context.Context, businessUnitID int64) (*JobIncidentConfig, error) {
	return s.client.api.GetJobIncidentConfig(ctx, businessUnitID)
}

// SetJobIncidents changes when jobs of a business unit become incidents. All
// fields are sent, zeros too.
func (s *SubscriptionsService) SetJobIncidents(ctx context.Context, businessUnitID int64, in UpdateJobIncidentConfigInput) error {
	return s.client.api.UpdateJobIncidentConfig(ctx, businessUnitID, in)
}

// Status returns one subscription to status reports.
func (s *SubscriptionsService) Status(ctx context.Context, businessUnitID, subscriptionID int64) (*StatusReportSubscription, error) {
	return s.client.api.GetStatusReportSubscription(ctx, businessUnitID, subscriptionID)
}

// StatusDelivery returns what status mail about consumption units says and
// includes: own settings or inherited ones. Without any it is
// [backup.ErrNotFound].
func (s *SubscriptionsService) StatusDelivery(ctx context.Context, businessUnitID int64) (*StatusDeliveryConfig, error) {
	return s.client.api.GetStatusDeliveryConfig(ctx, businessUnitID)
}

// SetStatusDelivery sets what status mail about consumption units says and
// includes. All fields are sent, zeros too. It is not sent again once it may
// have arrived.
func (s *SubscriptionsService) SetStatusDelivery(ctx context.Context, businessUnitID int64, in CreateStatusDeliveryConfigInput) error {
	return s.client.api.CreateStatusDeliveryConfig(ctx, businessUnitID, in)
}
