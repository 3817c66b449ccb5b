package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ListPossibleProxies returns the nodes that can be made proxy agents or
// targets of a node.
func (s *NodesService) ListPossibleProxies(ctx context.Context, businessUnitID, consumerID int64, in ListPossibleProxyNodesInput) (*backup.Page[Node], error) {
	if err := checkPage("ListPossibleProxyNodesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListPossibleProxyNodes(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllPossibleProxies yields all that ListPossibleProxies returns, page after page, beginning at in.Cursor.
func (s *NodesService) AllPossibleProxies(ctx context.Context, businessUnitID, consumerID int64, in ListPossibleProxyNodesInput) iter.Seq2[Node, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Node], error) {
		page := in
		page.Cursor = cursor
		return s.ListPossibleProxies(ctx, businessUnitID, consumerID, page)
	}, func(item Node) string { return keyOf(item.ID) })
}

// AddProxyAgent lets the node of another consumption unit act for this one, for
// backups of a cluster for instance.
func (s *NodesService) AddProxyAgent(ctx context.Context, businessUnitID, consumerID int64, in AddProxyAgentInput) (*Node, error) {
	if err := argument.Positive("AddProxyAgentInput.AgentConsumerID", in.AgentConsumerID); err != nil {
		return nil, err
	}
	return s.client.api.AddProxyAgent(ctx, businessUnitID, consumerID, in)
}

// AddProxyTarget lets this node act for the node of another consumption unit.
func (s *NodesService) AddProxyTarget(ctx context.Context, businessUnitID, consumerID int64, in AddProxyTargetInput) (*Node, error) {
	if err := argument.Positive("AddProxyTargetInput.TargetConsumerID", in.TargetConsumerID); err != nil {
		return nil, err
	}
	return s.client.api.AddProxyTarget(ctx, businessUnitID, consumerID, in)
}

// ProxyRef names two nodes of a business unit by their consumption units.
type ProxyRef struct {
	// BusinessUnitID is the business unit of ConsumerID.
	BusinessUnitID int64
	// ConsumerID is the consumption unit of this node.
	ConsumerID int64
	// OtherConsumerID is that of its agent or target.
	OtherConsumerID int64
}

func (r ProxyRef) check() error {
	return validate.FirstError(
		argument.Positive("ProxyRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("ProxyRef.ConsumerID", r.ConsumerID),
		argument.Positive("ProxyRef.OtherConsumerID", r.OtherConsumerID),
	)
}

// RemoveProxyAgent stops the node of another consumption unit acting for this
// one.
func (s *NodesService) RemoveProxyAgent(ctx context.Context, ref ProxyRef) error {
	if err := ref.check(); err != nil {
		return err
	}
	return s.client.api.RemoveProxyAgent(ctx, ref.BusinessUnitID, ref.ConsumerID, ref.OtherConsumerID)
}

// RemoveProxyTarget stops this node acting for the node of another consumption
// unit.
func (s *NodesService) RemoveProxyTarget(ctx context.Context, ref ProxyRef) error {
	if err := ref.check(); err != nil {
		return err
	}
	return s.client.api.RemoveProxyTarget(ctx, ref.BusinessUnitID, ref.ConsumerID, ref.OtherConsumerID)
}
