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
	offset, limit, err := in.query()
	if err != nil {
		return nil, err
	}
	list, err := call[cloutilityapi.NodeOperatingSystemList](ctx, s.client, cloutilityapi.OpListOperatingSystems, func(base string) (*http.Request, error) {
		return cloutilityapi.NewListOperatingSystemsRequest(base, &cloutilityapi.ListOperatingSystemsParams{Offset: offset, Limit: limit})
	})
	if err != nil {
		return nil, err
	}
	return page(in, list.Total, list.Items), nil
}

// AllOperatingSystems yields all platforms; see ListOperatingSystems.
func (s *CataloguesService) AllOperatingSystems(ctx context.Context) iter.Seq2[NodeOperatingSystem, error] {
	return all(ctx, s.ListOperatingSystems, func(o *NodeOperatingSystem) int64 { return o.ID })
}

// ListNodeTypes returns the kinds of nodes: file server, workstation and so on.
func (s *CataloguesService) ListNodeTypes(ctx context.Context, in ListInput) (*backup.Page[NodeType], error) {
	offset, limit, err := in.query()
	if err != nil {
		return nil, err
	}
	list, err := call[cloutilityapi.NodeTypeList](ctx, s.client, cloutilityapi.OpListNodeTypes, func(base string) (*http.Request, error) {
		return cloutilityapi.NewListNodeTypesRequest(base, &cloutilityapi.ListNodeTypesParams{Offset: offset, Limit: limit})
	})
	if err != nil {
		return nil, err
	}
	return page(in, list.Total, list.Items), nil
}

// AllNodeTypes yields all kinds of nodes; see ListNodeTypes.
func (s *CataloguesService) AllNodeTypes(ctx context.Context) iter.Seq2[NodeType, error] {
	return all(ctx, s.ListNodeTypes, func(t *NodeType) int64 { return t.ID })
}
