package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
)

// CataloguesService reads lists that are the same for all business units. Their
// ids differ between installations.
type CataloguesService struct{ client *Client }

// ListOperatingSystems returns the platforms a node can run on, each with the
// node types that go with it.
func (s *CataloguesService) ListOperatingSystems(ctx context.Context, in ListOperatingSystemsInput) (*backup.Page[NodeOperatingSystem], error) {
	if err := checkPage("ListOperatingSystemsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListOperatingSystems(ctx, in)
	return pageOf(in.Cursor, list, err)
}

// AllOperatingSystems yields all that ListOperatingSystems returns, page after page, beginning at in.Cursor.
func (s *CataloguesService) AllOperatingSystems(ctx context.Context, in ListOperatingSystemsInput) iter.Seq2[NodeOperatingSystem, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[NodeOperatingSystem], error) {
		page := in
		page.Cursor = cursor
		return s.ListOperatingSystems(ctx, page)
	}, func(item NodeOperatingSystem) string { return keyOf(item.ID) })
}

// ListNodeTypes returns the kinds of nodes: file server, workstation and so on.
func (s *CataloguesService) ListNodeTypes(ctx context.Context, in ListNodeTypesInput) (*backup.Page[NodeType], error) {
	if err := checkPage("ListNodeTypesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListNodeTypes(ctx, in)
	return pageOf(in.Cursor, list, err)
}

// AllNodeTypes yields all that ListNodeTypes returns, page after page, beginning at in.Cursor.
func (s *CataloguesService) AllNodeTypes(ctx context.Context, in ListNodeTypesInput) iter.Seq2[NodeType, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[NodeType], error) {
		page := in
		page.Cursor = cursor
		return s.ListNodeTypes(ctx, page)
	}, func(item NodeType) string { return keyOf(item.ID) })
}

// OperatingSystem returns one platform with the node types that go with it.
func (s *CataloguesService) OperatingSystem(ctx context.Context, operatingSystemID int64) (*NodeOperatingSystem, error) {
	return s.client.api.GetOperatingSystem(ctx, operatingSystemID)
}

// NodeType returns one kind of node.
func (s *CataloguesService) NodeType(ctx context.Context, nodeTypeID int64) (*NodeType, error) {
	return s.client.api.GetNodeType(ctx, nodeTypeID)
}

// ListActions returns all actions in the system.
func (s *CataloguesService) ListActions(ctx context.Context, in ListActionsInput) (*backup.Page[Action], error) {
	if err := checkPage("ListActionsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListActions(ctx, in)
	return pageOf(in.Cursor, list, err)
}

// AllActions yields all that ListActions returns, page after page, beginning at in.Cursor.
func (s *CataloguesService) AllActions(ctx context.Context, in ListActionsInput) iter.Seq2[Action, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Action], error) {
		page := in
		page.Cursor = cursor
		return s.ListActions(ctx, page)
	}, func(item Action) string { return keyOf(item.ID) })
}

// Action returns one kind of action that the audit log can name.
func (s *CataloguesService) Action(ctx context.Context, actionID int64) (*Action, error) {
	return s.client.api.GetAction(ctx, actionID)
}

// ListWarningTypes returns the kinds of warnings that reports have.
func (s *CataloguesService) ListWarningTypes(ctx context.Context, in ListNodeWarningTypesInput) (*backup.Page[NodeWarningType], error) {
	if err := checkPage("ListNodeWarningTypesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListNodeWarningTypes(ctx, in)
	return pageOf(in.Cursor, list, err)
}

// AllWarningTypes yields all that ListWarningTypes returns, page after page, beginning at in.Cursor.
func (s *CataloguesService) AllWarningTypes(ctx context.Context, in ListNodeWarningTypesInput) iter.Seq2[NodeWarningType, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[NodeWarningType], error) {
		page := in
		page.Cursor = cursor
		return s.ListWarningTypes(ctx, page)
	}, func(item NodeWarningType) string { return keyOf(item.ID) })
}
