package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// NodesService manages backup nodes. A node is found by its consumption unit.
type NodesService struct{ client *Client }

// Get returns the node of a consumption unit. Once it is activated it has a
// name and a first password, which is true until the backup client changes it
// at its first sign-in.
func (s *NodesService) Get(ctx context.Context, businessUnitID, consumerID int64) (*Node, error) {
	return s.client.api.GetNode(ctx, businessUnitID, consumerID)
}

// Create makes the node of a consumption unit that has none; a second one is a
// [backup.ErrConflict]. Ids come from [CataloguesService] and [ServersService];
// without a server it is the business unit's default. The node is Unregistered,
// without name and password, until Activate. The call is not sent again once it
// may have arrived; Get tells whether it did.
func (s *NodesService) Create(ctx context.Context, businessUnitID, consumerID int64, in CreateNodeInput) (*Node, error) {
	if err := checkNode("CreateNodeInput", &in); err != nil {
		return nil, err
	}
	if in.CPUCount == nil {
		in.CPUCount = new(int64(1)) // what the vendor's portal sends
	}
	return s.client.api.CreateNode(ctx, businessUnitID, consumerID, in)
}

// Update changes a node. Whether fields left out keep their values is not
// documented: read the node first and send all that matters.
func (s *NodesService) Update(ctx context.Context, businessUnitID, consumerID int64, in UpdateNodeInput) (*Node, error) {
	if err := checkNode("UpdateNodeInput", (*CreateNodeInput)(&in)); err != nil {
		return nil, err
	}
	return s.client.api.UpdateNode(ctx, businessUnitID, consumerID, in)
}

func checkNode(input string, in *CreateNodeInput) error {
	if in.CPUCount != nil && *in.CPUCount <= 0 {
		return invalidArgument(input+".CPUCount", "must be positive")
	}
	return validate.FirstError(
		checkRef(input+".OperatingSystem", in.OperatingSystem),
		checkRef(input+".Type", in.Type),
		checkRef(input+".Domain", in.Domain),
		checkRef(input+".ClientOptionSet", in.ClientOptionSet),
		checkRef(input+".Server", in.Server),
	)
}

// Delete deletes a node and, with it, its whole consumption unit. The node is
// locked on the backup server and its data stays until it expires.
func (s *NodesService) Delete(ctx context.Context, businessUnitID, consumerID int64, in DeleteNodeInput) error {
	return s.client.api.DeleteNode(ctx, businessUnitID, consumerID, in)
}

// SPName returns the name that the business unit's naming rule suggests for a
// node on the backup server, such as "5D20E8A4F61B".
func (s *NodesService) SPName(ctx context.Context, businessUnitID, consumerID int64) (string, error) {
	return text(s.client.api.GetNodeSPName(ctx, businessUnitID, consumerID))
}

// SetPassword gives a node a new password on the backup server, for a client
// that has lost its own. It holds until the client makes its own.
func (s *NodesService) SetPassword(ctx context.Context, businessUnitID, consumerID int64, password backup.Secret) (*Node, error) {
	if password.IsZero() {
		return nil, invalidArgument("password", "is empty")
	}
	return s.client.api.SetNodePassword(ctx, businessUnitID, consumerID, cloutilityapi.SetNodePasswordInput{TSMPassword: password.Reveal()})
}

// ListFilespaces returns the disks and mount points a node has backed up. Without
// Sync the response is as old as the portal's last look.
func (s *NodesService) ListFilespaces(ctx context.Context, businessUnitID, consumerID int64, in ListFilespacesInput) (*backup.Page[Filespace], error) {
	if err := checkPage("ListFilespacesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListFilespaces(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllFilespaces yields all that ListFilespaces returns, page after page, beginning at in.Cursor.
func (s *NodesService) AllFilespaces(ctx context.Context, businessUnitID, consumerID int64, in ListFilespacesInput) iter.Seq2[Filespace, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Filespace], error) {
		page := in
		page.Cursor = cursor
		return s.ListFilespaces(ctx, businessUnitID, consumerID, page)
	}, func(item Filespace) string { return keyOf(item.ID) })
}

// ListRetentionRules returns the rules that make retention sets with the node
// in them.
func (s *NodesService) ListRetentionRules(ctx context.Context, businessUnitID, consumerID int64, in ListRetentionRulesInput) (*backup.Page[RetentionRule], error) {
	if err := checkPage("ListRetentionRulesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListRetentionRules(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllRetentionRules yields all that ListRetentionRules returns, page after page, beginning at in.Cursor.
func (s *NodesService) AllRetentionRules(ctx context.Context, businessUnitID, consumerID int64, in ListRetentionRulesInput) iter.Seq2[RetentionRule, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[RetentionRule], error) {
		page := in
		page.Cursor = cursor
		return s.ListRetentionRules(ctx, businessUnitID, consumerID, page)
	}, func(item RetentionRule) string { return keyOf(item.ID) })
}

// CreateGroup makes a group with the node in it. It is not sent again once it
// may have arrived.
func (s *NodesService) CreateGroup(ctx context.Context, businessUnitID, consumerID int64, in CreateNodeGroupInput) (*NodeGroup, error) {
	if err := required("CreateNodeGroupInput.Name", in.Name); err != nil {
		return nil, err
	}
	return s.client.api.CreateNodeGroup(ctx, businessUnitID, consumerID, in)
}
