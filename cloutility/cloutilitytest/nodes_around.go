package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListActivityLogFilters answers a list.
func (s *service) ListActivityLogFilters(ctx context.Context, request cloutilityserver.ListActivityLogFiltersRequestObject) (cloutilityserver.ListActivityLogFiltersResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/consumers/"+itoa(request.ConsumerID)+"/node/activitylogfilters", "filters", request.ConsumerID, request.Params.Offset, request.Params.Limit), nil
}

// GetActivityLogFilter answers one.
func (s *service) GetActivityLogFilter(ctx context.Context, request cloutilityserver.GetActivityLogFilterRequestObject) (cloutilityserver.GetActivityLogFilterResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfGet(ctx, "filters", request.ConsumerID, request.FilterID)
}

// CreateActivityLogFilter makes one.
func (s *service) CreateActivityLogFilter(ctx context.Context, request cloutilityserver.CreateActivityLogFilterRequestObject) (cloutilityserver.CreateActivityLogFilterResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfAdd(ctx, "filters", request.ConsumerID, request.Body)
}

// UpdateActivityLogFilter changes one.
func (s *service) UpdateActivityLogFilter(ctx context.Context, request cloutilityserver.UpdateActivityLogFilterRequestObject) (cloutilityserver.UpdateActivityLogFilterResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfPut(ctx, "filters", request.ConsumerID, request.FilterID, request.Body, true)
}

// DeleteActivityLogFilter deletes one.
func (s *service) DeleteActivityLogFilter(_ context.Context, request cloutilityserver.DeleteActivityLogFilterRequestObject) (cloutilityserver.DeleteActivityLogFilterResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	if err := s.mayDelete(); err != nil {
		return nil, err
	}
	return s.shelfDelete("filters", request.ConsumerID, request.FilterID)
}

// ListRetentionRules answers a list.
func (s *service) ListRetentionRules(ctx context.Context, request cloutilityserver.ListRetentionRulesRequestObject) (cloutilityserver.ListRetentionRulesResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/consumers/"+itoa(request.ConsumerID)+"/node/retentionRules", "retention", request.ConsumerID, request.Params.Offset, request.Params.Limit), nil
}

// CreateNodeGroup makes one.
func (s *service) CreateNodeGroup(ctx context.Context, request cloutilityserver.CreateNodeGroupRequestObject) (cloutilityserver.CreateNodeGroupResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfAdd(ctx, "groups", request.ConsumerID, request.Body, "name")
}

// CreateServerNodeGroup makes one.
func (s *service) CreateServerNodeGroup(ctx context.Context, request cloutilityserver.CreateServerNodeGroupRequestObject) (cloutilityserver.CreateServerNodeGroupResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfAdd(ctx, "groups", request.BunitID, request.Body, "name")
}
