package cloutility

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ListPossibleProxies returns the nodes that can be made proxy agents or
// targets of a node.
func (s *NodesService) ListPossibleProxies(ctx context.Context, ref ConsumerRef, in ListInput) (*backup.Page[Node], error) {
	return pageOf[Node](ctx, s.client, cloutilityapi.OpListPossibleProxyNodes, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListPossibleProxyNodesRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.ListPossibleProxyNodesParams{Offset: offset, Limit: limit})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// AllPossibleProxies yields all that ListPossibleProxies returns, page after
// page.
func (s *NodesService) AllPossibleProxies(ctx context.Context, ref ConsumerRef) iter.Seq2[Node, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[Node], error) {
		return s.ListPossibleProxies(ctx, ref, in)
	}, func(item *Node) int64 { return item.ID })
}

// AddProxyAgent lets the node of another consumption unit act for this one, for
// backups of a cluster for instance.
func (s *NodesService) AddProxyAgent(ctx context.Context, ref ConsumerRef, agentConsumerID int64) (*Node, error) {
	if agentConsumerID <= 0 {
		return nil, refuse("agentConsumerID", "must be positive")
	}
	return fetch[Node](ctx, s.client, cloutilityapi.OpAddProxyAgent, "node", func(base string) (*http.Request, error) {
		return cloutilityapi.NewAddProxyAgentRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.AddProxyAgentParams{ProxyAgentID: agentConsumerID})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// AddProxyTarget lets this node act for the node of another consumption unit.
func (s *NodesService) AddProxyTarget(ctx context.Context, ref ConsumerRef, targetConsumerID int64) (*Node, error) {
	if targetConsumerID <= 0 {
		return nil, refuse("targetConsumerID", "must be positive")
	}
	return fetch[Node](ctx, s.client, cloutilityapi.OpAddProxyTarget, "node", func(base string) (*http.Request, error) {
		return cloutilityapi.NewAddProxyTargetRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.AddProxyTargetParams{ProxyTargetID: targetConsumerID})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// RemoveProxyAgent stops the node of another consumption unit acting for this
// one.
func (s *NodesService) RemoveProxyAgent(ctx context.Context, ref ConsumerRef, agentConsumerID int64) error {
	return exec(ctx, s.client, cloutilityapi.OpRemoveProxyAgent, func(base string) (*http.Request, error) {
		return cloutilityapi.NewRemoveProxyAgentRequest(base, ref.BusinessUnitID, ref.ConsumerID, agentConsumerID)
	}, ref.BusinessUnitID, ref.ConsumerID, agentConsumerID)
}

// RemoveProxyTarget stops this node acting for the node of another consumption
// unit.
func (s *NodesService) RemoveProxyTarget(ctx context.Context, ref ConsumerRef, targetConsumerID int64) error {
	return exec(ctx, s.client, cloutilityapi.OpRemoveProxyTarget, func(base string) (*http.Request, error) {
		return cloutilityapi.NewRemoveProxyTargetRequest(base, ref.BusinessUnitID, ref.ConsumerID, targetConsumerID)
	}, ref.BusinessUnitID, ref.ConsumerID, targetConsumerID)
}
