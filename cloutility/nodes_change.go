package cloutility

import (
	"context"
	"iter"
	"net/http"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// Update changes a node. Whether fields left out keep their values is not
// documented: read the node first and send all that matters.
func (s *NodesService) Update(ctx context.Context, ref ConsumerRef, in NodeUpdate) (*Node, error) {
	for _, ref := range []struct {
		field string
		to    *ObjectRef
	}{
		{"OperatingSystem", in.OperatingSystem},
		{"Type", in.Type},
		{"Domain", in.Domain},
		{"ClientOptionSet", in.ClientOptionSet},
		{"Server", in.Server},
	} {
		if err := checkRef("NodeUpdate."+ref.field, ref.to); err != nil {
			return nil, err
		}
	}
	if in.CPUCount != nil && *in.CPUCount <= 0 {
		return nil, refuse("NodeUpdate.CPUCount", "must be positive")
	}
	return fetch[Node](ctx, s.client, cloutilityapi.OpUpdateNode, "node", func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateNodeRequest(base, ref.BusinessUnitID, ref.ConsumerID, in)
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// SetPassword gives a node a new password on the backup server, for a client
// that has lost its own. It holds until the client makes its own.
func (s *NodesService) SetPassword(ctx context.Context, ref ConsumerRef, password backup.Secret) (*Node, error) {
	if password.IsZero() {
		return nil, refuse("password", "is empty")
	}
	return fetch[Node](ctx, s.client, cloutilityapi.OpSetNodePassword, "node", func(base string) (*http.Request, error) {
		return cloutilityapi.NewSetNodePasswordRequest(base, ref.BusinessUnitID, ref.ConsumerID, cloutilityapi.NodePassword{TSMPassword: password.Reveal()})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// FilespacesInput chooses what [NodesService.ListFilespaces] returns.
type FilespacesInput struct {
	ListInput
	// Sync asks the backup server first, which takes longer. Without it the
	// answer is as old as the portal's last look.
	Sync bool
}

// ListFilespaces returns the disks and mount points a node has backed up.
func (s *NodesService) ListFilespaces(ctx context.Context, ref ConsumerRef, in FilespacesInput) (*backup.Page[Filespace], error) {
	return pageOf[Filespace](ctx, s.client, cloutilityapi.OpListFilespaces, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListFilespacesRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.ListFilespacesParams{Offset: offset, Limit: limit, TSMSync: flag(in.Sync)})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// AllFilespaces yields all that ListFilespaces returns, page after page.
func (s *NodesService) AllFilespaces(ctx context.Context, ref ConsumerRef, in FilespacesInput) iter.Seq2[Filespace, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[Filespace], error) {
		page := in
		page.ListInput = part
		return s.ListFilespaces(ctx, ref, page)
	}, func(item *Filespace) int64 { return item.ID })
}

// ListRetentionRules returns the rules that make retention sets with the node
// in them.
func (s *NodesService) ListRetentionRules(ctx context.Context, ref ConsumerRef, in ListInput) (*backup.Page[RetentionRule], error) {
	return pageOf[RetentionRule](ctx, s.client, cloutilityapi.OpListRetentionRules, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListRetentionRulesRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.ListRetentionRulesParams{Offset: offset, Limit: limit})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// AllRetentionRules yields all that ListRetentionRules returns, page after
// page.
func (s *NodesService) AllRetentionRules(ctx context.Context, ref ConsumerRef) iter.Seq2[RetentionRule, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[RetentionRule], error) {
		return s.ListRetentionRules(ctx, ref, in)
	}, func(item *RetentionRule) int64 { return item.ID })
}

// CreateGroup makes a group with the node in it. It is not sent again once it
// may have arrived.
func (s *NodesService) CreateGroup(ctx context.Context, ref ConsumerRef, in NodeGroupInput) (*NodeGroup, error) {
	if strings.TrimSpace(in.Name) == "" {
		return nil, refuse("NodeGroupInput.Name", "is empty")
	}
	return fetch[NodeGroup](ctx, s.client, cloutilityapi.OpCreateNodeGroup, "group", func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateNodeGroupRequest(base, ref.BusinessUnitID, ref.ConsumerID, in)
	}, ref.BusinessUnitID, ref.ConsumerID)
}
