package cloutilitytest

import (
	"context"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ListPossibleProxyNodes returns the other nodes on the server that the user
// sees, if they are activated.
func (s *service) ListPossibleProxyNodes(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListPossibleProxyNodesInput) (any, error) {
	defer s.lock()()
	c, err := s.node(unitID, consumerID)
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
	path := nodePath(unitID, consumerID) + "/possibleproxynodes"
	return s.listOf(ctx, path, len(found), func(i int) object { return s.nodeBrief(ctx, found[i]) }, window{in.Cursor, in.Limit})
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
func (s *service) AddProxyAgent(ctx context.Context, unitID, consumerID int64, in cloutilityapi.AddProxyAgentInput) (any, error) {
	defer s.lock()()
	target, agent, err := s.pair(unitID, consumerID, in.AgentConsumerID)
	if err != nil {
		return nil, err
	}
	if err := s.allow(agent, target); err != nil {
		return nil, err
	}
	return s.created(s.nodeObject(ctx, target))
}

// AddProxyTarget lets this node act for another.
func (s *service) AddProxyTarget(ctx context.Context, unitID, consumerID int64, in cloutilityapi.AddProxyTargetInput) (any, error) {
	defer s.lock()()
	agent, target, err := s.pair(unitID, consumerID, in.TargetConsumerID)
	if err != nil {
		return nil, err
	}
	if err := s.allow(agent, target); err != nil {
		return nil, err
	}
	return s.created(s.nodeObject(ctx, agent))
}

// RemoveProxyAgent stops another node acting for this one.
func (s *service) RemoveProxyAgent(_ context.Context, unitID, consumerID, agentConsumerID int64) (any, error) {
	defer s.lock()()
	target, agent, err := s.pair(unitID, consumerID, agentConsumerID)
	if err != nil {
		return nil, err
	}
	if err := s.forbid(agent, target); err != nil {
		return nil, err
	}
	return s.deleted(nil)
}

// RemoveProxyTarget stops this node acting for another.
func (s *service) RemoveProxyTarget(_ context.Context, unitID, consumerID, targetConsumerID int64) (any, error) {
	defer s.lock()()
	agent, target, err := s.pair(unitID, consumerID, targetConsumerID)
	if err != nil {
		return nil, err
	}
	if err := s.forbid(agent, target); err != nil {
		return nil, err
	}
	return s.deleted(nil)
}
