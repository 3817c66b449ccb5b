package cloutility

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// CataloguesService reads lists that are the same for all business units. Their
// ids differ between installations.
type CataloguesService struct{ client *Client }

// ListOperatingSystems returns the platforms a node can run on, each with the
// node types that go with it.
func (s *CataloguesService) ListOperatingSystems(ctx context.Context, in ListInput) (*backup.Page[NodeOperatingSystem], error) {
	return pageOf[NodeOperatingSystem](ctx, s.client, cloutilityapi.OpListOperatingSystems, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListOperatingSystemsRequest(base, &cloutilityapi.ListOperatingSystemsParams{Offset: offset, Limit: limit})
	})
}

// AllOperatingSystems yields all platforms; see ListOperatingSystems.
func (s *CataloguesService) AllOperatingSystems(ctx context.Context) iter.Seq2[NodeOperatingSystem, error] {
	return all(ctx, s.ListOperatingSystems, func(o *NodeOperatingSystem) int64 { return o.ID })
}

// ListNodeTypes returns the kinds of nodes: file server, workstation and so on.
func (s *CataloguesService) ListNodeTypes(ctx context.Context, in ListInput) (*backup.Page[NodeType], error) {
	return pageOf[NodeType](ctx, s.client, cloutilityapi.OpListNodeTypes, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListNodeTypesRequest(base, &cloutilityapi.ListNodeTypesParams{Offset: offset, Limit: limit})
	})
}

// AllNodeTypes yields all kinds of nodes; see ListNodeTypes.
func (s *CataloguesService) AllNodeTypes(ctx context.Context) iter.Seq2[NodeType, error] {
	return all(ctx, s.ListNodeTypes, func(t *NodeType) int64 { return t.ID })
}

// OperatingSystem returns one platform with the node types that go with it.
func (s *CataloguesService) OperatingSystem(ctx context.Context, operatingSystemID int64) (*NodeOperatingSystem, error) {
	return fetch[NodeOperatingSystem](ctx, s.client, cloutilityapi.OpGetOperatingSystem, "platform", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetOperatingSystemRequest(base, operatingSystemID)
	}, operatingSystemID)
}

// NodeType returns one kind of node.
func (s *CataloguesService) NodeType(ctx context.Context, nodeTypeID int64) (*NodeType, error) {
	return fetch[NodeType](ctx, s.client, cloutilityapi.OpGetNodeType, "node type", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetNodeTypeRequest(base, nodeTypeID)
	}, nodeTypeID)
}

// ListActions returns all actions in the system.
func (s *CataloguesService) ListActions(ctx context.Context, in ListInput) (*backup.Page[Action], error) {
	return pageOf[Action](ctx, s.client, cloutilityapi.OpListActions, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListActionsRequest(base, &cloutilityapi.ListActionsParams{Offset: offset, Limit: limit})
	})
}

// AllActions yields all that ListActions returns, page after page.
func (s *CataloguesService) AllActions(ctx context.Context) iter.Seq2[Action, error] {
	return all(ctx, s.ListActions, func(item *Action) int64 { return item.ID })
}

// Action returns one action.
func (s *CataloguesService) Action(ctx context.Context, actionID int64) (*Action, error) {
	return fetch[Action](ctx, s.client, cloutilityapi.OpGetAction, "action", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetActionRequest(base, actionID)
	}, actionID)
}

// ListWarningTypes returns the kinds of warnings that reports have.
func (s *CataloguesService) ListWarningTypes(ctx context.Context, in ListInput) (*backup.Page[NodeWarningType], error) {
	return pageOf[NodeWarningType](ctx, s.client, cloutilityapi.OpListNodeWarningTypes, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListNodeWarningTypesRequest(base, &cloutilityapi.ListNodeWarningTypesParams{Offset: offset, Limit: limit})
	})
}

// AllWarningTypes yields all that ListWarningTypes returns, page after page.
func (s *CataloguesService) AllWarningTypes(ctx context.Context) iter.Seq2[NodeWarningType, error] {
	return all(ctx, s.ListWarningTypes, func(item *NodeWarningType) int64 { return item.ID })
}
