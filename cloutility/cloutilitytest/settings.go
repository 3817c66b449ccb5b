package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// GetNodeNamingRule answers what is set.
func (s *service) GetNodeNamingRule(ctx context.Context, request cloutilityserver.GetNodeNamingRuleRequestObject) (cloutilityserver.GetNodeNamingRuleResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "naming", request.BunitID)
}

// UpdateNodeNamingRule changes what is set.
func (s *service) UpdateNodeNamingRule(ctx context.Context, request cloutilityserver.UpdateNodeNamingRuleRequestObject) (cloutilityserver.UpdateNodeNamingRuleResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.set(ctx, "naming", request.BunitID, request.Body, false)
}

// GetNodePasswordRule answers what is there.
func (s *service) GetNodePasswordRule(ctx context.Context, request cloutilityserver.GetNodePasswordRuleRequestObject) (cloutilityserver.GetNodePasswordRuleResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "password", request.BunitID)
}

// CreateNodePasswordRule changes what is set and says nothing.
func (s *service) CreateNodePasswordRule(ctx context.Context, request cloutilityserver.CreateNodePasswordRuleRequestObject) (cloutilityserver.CreateNodePasswordRuleResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.set(ctx, "password", request.BunitID, request.Body, true)
}

// GetNodeDeletionRule answers what is set.
func (s *service) GetNodeDeletionRule(ctx context.Context, request cloutilityserver.GetNodeDeletionRuleRequestObject) (cloutilityserver.GetNodeDeletionRuleResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "deletion", request.BunitID)
}

// UpdateNodeDeletionRule changes what is set.
func (s *service) UpdateNodeDeletionRule(ctx context.Context, request cloutilityserver.UpdateNodeDeletionRuleRequestObject) (cloutilityserver.UpdateNodeDeletionRuleResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.set(ctx, "deletion", request.BunitID, request.Body, false)
}

// ListActivitySubscriptions answers a list.
func (s *service) ListActivitySubscriptions(ctx context.Context, request cloutilityserver.ListActivitySubscriptionsRequestObject) (cloutilityserver.ListActivitySubscriptionsResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/activityreportsubscriptions", "activitysubs", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}

// GetActivitySubscription answers one.
func (s *service) GetActivitySubscription(ctx context.Context, request cloutilityserver.GetActivitySubscriptionRequestObject) (cloutilityserver.GetActivitySubscriptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfGet(ctx, "activitysubs", request.BunitID, request.SubscriptionID)
}

// CreateActivitySubscription makes one.
func (s *service) CreateActivitySubscription(ctx context.Context, request cloutilityserver.CreateActivitySubscriptionRequestObject) (cloutilityserver.CreateActivitySubscriptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfAdd(ctx, "activitysubs", request.BunitID, request.Body)
}

// UpdateActivitySubscription changes one.
func (s *service) UpdateActivitySubscription(ctx context.Context, request cloutilityserver.UpdateActivitySubscriptionRequestObject) (cloutilityserver.UpdateActivitySubscriptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfPut(ctx, "activitysubs", request.BunitID, request.SubscriptionID, request.Body, true)
}

// GetJobSubscription answers one.
func (s *service) GetJobSubscription(ctx context.Context, request cloutilityserver.GetJobSubscriptionRequestObject) (cloutilityserver.GetJobSubscriptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfGet(ctx, "jobsubs", request.BunitID, request.SubscriptionID)
}

// UpdateJobSubscription changes one.
func (s *service) UpdateJobSubscription(ctx context.Context, request cloutilityserver.UpdateJobSubscriptionRequestObject) (cloutilityserver.UpdateJobSubscriptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfPut(ctx, "jobsubs", request.BunitID, request.SubscriptionID, request.Body, false)
}

// GetJobIncidentConfig answers what is set.
func (s *service) GetJobIncidentConfig(ctx context.Context, request cloutilityserver.GetJobIncidentConfigRequestObject) (cloutilityserver.GetJobIncidentConfigResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "incidents", request.BunitID)
}

// UpdateJobIncidentConfig changes what is set and says nothing.
func (s *service) UpdateJobIncidentConfig(ctx context.Context, request cloutilityserver.UpdateJobIncidentConfigRequestObject) (cloutilityserver.UpdateJobIncidentConfigResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.set(ctx, "incidents", request.BunitID, request.Body, true)
}

// GetStatusDeliveryConfig answers what is set.
func (s *service) GetStatusDeliveryConfig(ctx context.Context, request cloutilityserver.GetStatusDeliveryConfigRequestObject) (cloutilityserver.GetStatusDeliveryConfigResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "statusdelivery", request.BunitID)
}

// CreateStatusDeliveryConfig changes what is set and says nothing.
func (s *service) CreateStatusDeliveryConfig(ctx context.Context, request cloutilityserver.CreateStatusDeliveryConfigRequestObject) (cloutilityserver.CreateStatusDeliveryConfigResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.set(ctx, "statusdelivery", request.BunitID, request.Body, true)
}
