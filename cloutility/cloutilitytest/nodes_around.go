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
	return s.shelfList(ctx, nodePath(request.BunitID, request.ConsumerID)+"/activitylogfilters", filters, request.ConsumerID, window{request.Params.Offset, request.Params.Limit}), nil
}

// GetActivityLogFilter answers one.
func (s *service) GetActivityLogFilter(ctx context.Context, request cloutilityserver.GetActivityLogFilterRequestObject) (cloutilityserver.GetActivityLogFilterResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfGet(ctx, filters, request.ConsumerID, request.FilterID)
}

// CreateActivityLogFilter makes one.
func (s *service) CreateActivityLogFilter(ctx context.Context, request cloutilityserver.CreateActivityLogFilterRequestObject) (cloutilityserver.CreateActivityLogFilterResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	if request.Body.Filter == "" && request.Body.MessageNumber == "" {
		return nil, invalid("The filter needs a text or a number.")
	}
	return s.shelfAdd(ctx, filters, request.ConsumerID, request.Body)
}

// UpdateActivityLogFilter changes one.
func (s *service) UpdateActivityLogFilter(ctx context.Context, request cloutilityserver.UpdateActivityLogFilterRequestObject) (cloutilityserver.UpdateActivityLogFilterResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfChange(ctx, filters, request.ConsumerID, request.FilterID, request.Body, true)
}

// DeleteActivityLogFilter deletes one.
func (s *service) DeleteActivityLogFilter(_ context.Context, request cloutilityserver.DeleteActivityLogFilterRequestObject) (cloutilityserver.DeleteActivityLogFilterResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfDelete(filters, request.ConsumerID, request.FilterID)
}

// ListRetentionRules answers a list.
func (s *service) ListRetentionRules(ctx context.Context, request cloutilityserver.ListRetentionRulesRequestObject) (cloutilityserver.ListRetentionRulesResponseObject, error) {
	defer s.lock()()
	if _, err := s.node(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, nodePath(request.BunitID, request.ConsumerID)+"/retentionRules", retentionRules, request.ConsumerID, window{request.Params.Offset, request.Params.Limit}), nil
}

// CreateNodeGroup makes a group on the node's server, with the node in it.
func (s *service) CreateNodeGroup(ctx context.Context, request cloutilityserver.CreateNodeGroupRequestObject) (cloutilityserver.CreateNodeGroupResponseObject, error) {
	defer s.lock()()
	c, err := s.node(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	group, err := s.newGroup(request.Body.Name)
	if err != nil {
		return nil, err
	}
	c.node.groups = append(c.node.groups, group)
	s.audit(auditModify, c.unit, c.id, "Node group "+request.Body.Name+" was created")
	return s.created(s.shownObject(ctx, group)), nil
}

// ListFilespaces answers what the node has backed up. The portal's copy is as
// old as the last look at the server, unless it is told to look now.
func (s *service) ListFilespaces(ctx context.Context, request cloutilityserver.ListFilespacesRequestObject) (cloutilityserver.ListFilespacesResponseObject, error) {
	defer s.lock()()
	c, err := s.node(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	if isTrue(request.Params.TSMSync) {
		c.synced = true
	}
	path := nodePath(request.BunitID, request.ConsumerID) + "/filespaces"
	if !c.synced {
		return s.list(ctx, path, nil, window{request.Params.Offset, request.Params.Limit}), nil
	}
	return s.shelfList(ctx, path, filespaces, c.id, window{request.Params.Offset, request.Params.Limit}), nil
}
