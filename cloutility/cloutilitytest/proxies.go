package cloutilitytest

import (
	"context"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListPossibleProxyNodes answers the other nodes on the server that the user
// sees, if they are activated.
func (s *service) ListPossibleProxyNodes(ctx context.Context, request cloutilityserver.ListPossibleProxyNodesRequestObject) (cloutilityserver.ListPossibleProxyNodesResponseObject, error) {
	defer s.lock()()
	c, err := s.node(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	var found []*consumer
	for _, other := range s.tsmNames {
		if other != c && s.units[other.unit].visible {
			found = append(found, other)
		}
	}
	slices.SortFunc(found, func(a, b *consumer) int { return int(a.id - b.id) })
	path := nodePath(request.BunitID, request.ConsumerID) + "/possibleproxynodes"
	return s.listOf(ctx, path, len(found), func(i int) object { return s.nodeBrief(ctx, found[i]) }, window{request.Params.Offset, request.Params.Limit}), nil
}

// pair finds two nodes, of which the second is named by its consumption unit
// alone.
func (s *service) pair(unitID, consumerID, otherID int64) (c, other *consumer, err error) {
	if c, err = s.node(unitID, consumerID); err != nil {
		return nil, nil, err
	}
	other = s.consumers[otherID]
	switch {
	case other == nil || other.node == nil || !s.units[other.unit].visible:
		return nil, nil, notFound("Consumer " + itoa(otherID) + " has no node.")
	case other == c:
		return nil, nil, invalid("A node cannot be its own proxy.")
	case c.node.activated.IsZero() || other.node.activated.IsZero():
		return nil, nil, conflict("Both nodes have to be activated.")
	}
	return c, other, nil
}

// allow lets one node act for another.
func (s *service) allow(agent, target *consumer) error {
	if slices.Contains(target.node.agents, agent.id) {
		return conflict("The node is a proxy already.")
	}
	target.node.agents = append(target.node.agents, agent.id)
	agent.node.targets = append(agent.node.targets, target.id)
	s.audit(auditModify, target.unit, target.id, "Proxy node was added")
	return nil
}

func (s *service) forbid(agent, target *consumer) error {
	i := slices.Index(target.node.agents, agent.id)
	if i < 0 {
		return notFound("The node is not a proxy.")
	}
	target.node.agents = slices.Delete(target.node.agents, i, i+1)
	agent.node.targets = slices.DeleteFunc(agent.node.targets, func(id int64) bool { return id == target.id })
	s.audit(auditModify, target.unit, target.id, "Proxy node was removed")
	return nil
}

// AddProxyAgent lets another node act for this one.
func (s *service) AddProxyAgent(ctx context.Context, request cloutilityserver.AddProxyAgentRequestObject) (cloutilityserver.AddProxyAgentResponseObject, error) {
	defer s.lock()()
	target, agent, err := s.pair(request.BunitID, request.ConsumerID, request.Params.ProxyAgentID)
	if err != nil {
		return nil, err
	}
	if err := s.allow(agent, target); err != nil {
		return nil, err
	}
	return s.created(s.nodeObject(ctx, target)), nil
}

// AddProxyTarget lets this node act for another.
func (s *service) AddProxyTarget(ctx context.Context, request cloutilityserver.AddProxyTargetRequestObject) (cloutilityserver.AddProxyTargetResponseObject, error) {
	defer s.lock()()
	agent, target, err := s.pair(request.BunitID, request.ConsumerID, request.Params.ProxyTargetID)
	if err != nil {
		return nil, err
	}
	if err := s.allow(agent, target); err != nil {
		return nil, err
	}
	return s.created(s.nodeObject(ctx, agent)), nil
}

// RemoveProxyAgent stops another node acting for this one.
func (s *service) RemoveProxyAgent(_ context.Context, request cloutilityserver.RemoveProxyAgentRequestObject) (cloutilityserver.RemoveProxyAgentResponseObject, error) {
	defer s.lock()()
	target, agent, err := s.pair(request.BunitID, request.ConsumerID, request.AgentConsumerID)
	if err != nil {
		return nil, err
	}
	if err := s.forbid(agent, target); err != nil {
		return nil, err
	}
	return s.deleted(nil), nil
}

// RemoveProxyTarget stops this node acting for another.
func (s *service) RemoveProxyTarget(_ context.Context, request cloutilityserver.RemoveProxyTargetRequestObject) (cloutilityserver.RemoveProxyTargetResponseObject, error) {
	defer s.lock()()
	agent, target, err := s.pair(request.BunitID, request.ConsumerID, request.TargetConsumerID)
	if err != nil {
		return nil, err
	}
	if err := s.forbid(agent, target); err != nil {
		return nil, err
	}
	return s.deleted(nil), nil
}
