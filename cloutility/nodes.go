package cloutility

import (
	"context"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// NodesService manages backup nodes. A node is found by its consumption unit.
type NodesService struct{ client *Client }

// Get returns the node of a consumption unit. Once it is activated it has a
// name and a first password, which is true until the backup client changes it
// at its first sign-in.
func (s *NodesService) Get(ctx context.Context, businessUnitID, consumerID int64) (*Node, error) {
	op := cloutilityapi.OpGetNode
	node, err := call[Node](ctx, s.client, op, func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetNodeRequest(base, businessUnitID, consumerID)
	}, businessUnitID, consumerID)
	return existing(op, node, err)
}

// CreateNodeInput describes a node to make. Ids come from [CataloguesService]
// and [ServersService]; 0 leaves a thing out.
type CreateNodeInput struct {
	BusinessUnitID int64
	ConsumerID     int64

	// OperatingSystemID is the platform.
	OperatingSystemID int64
	// TypeID is the kind of node: file server, workstation.
	TypeID int64
	// DomainID is the policy domain: how long inactive versions are kept.
	DomainID int64
	// ClientOptionSetID is a set of options the server enforces; 0 is none.
	ClientOptionSetID int64
	// ServerID is the backup server; 0 is the business unit's default.
	ServerID int64
	// Contact says whom to ask about the machine.
	Contact string
	// CPUCount is without effect; 0 is 1.
	CPUCount int64
}

// Create makes the node of a consumption unit that has none; a second one is a
// [backup.ErrConflict]. The node is Unregistered, without name and password,
// until Activate. The call is not sent again once it may have arrived; Get
// tells whether it did.
func (s *NodesService) Create(ctx context.Context, in CreateNodeInput) (*Node, error) {
	body, err := in.body()
	if err != nil {
		return nil, err
	}
	op := cloutilityapi.OpCreateNode
	node, err := call[Node](ctx, s.client, op, func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateNodeRequest(base, in.BusinessUnitID, in.ConsumerID, body)
	}, in.BusinessUnitID, in.ConsumerID)
	return existing(op, node, err)
}

func (in *CreateNodeInput) body() (cloutilityapi.NewNode, error) {
	body := cloutilityapi.NewNode{Contact: in.Contact, CPUCount: &in.CPUCount}
	for _, f := range []struct {
		name string
		id   int64
		to   **cloutilityapi.ObjectRef
	}{
		{"OperatingSystemID", in.OperatingSystemID, &body.OperatingSystem},
		{"TypeID", in.TypeID, &body.Type},
		{"DomainID", in.DomainID, &body.Domain},
		{"ClientOptionSetID", in.ClientOptionSetID, &body.ClientOptionSet},
		{"ServerID", in.ServerID, &body.Server},
	} {
		switch {
		case f.id < 0:
			return body, refuse("CreateNodeInput."+f.name, "must not be negative")
		case f.id > 0:
			*f.to = &cloutilityapi.ObjectRef{ID: f.id}
		}
	}
	switch one := int64(1); {
	case in.CPUCount < 0:
		return body, refuse("CreateNodeInput.CPUCount", "must not be negative")
	case in.CPUCount == 0:
		body.CPUCount = &one // what the vendor's portal sends
	}
	return body, nil
}

// existing refuses an answer without a node.
func existing(op backup.Operation, node *Node, err error) (*Node, error) {
	if err != nil {
		return nil, err
	}
	if node.ID <= 0 {
		return nil, incomplete(op, "response has no node")
	}
	return node, nil
}

// DeleteNodeInput says what to delete and how.
type DeleteNodeInput struct {
	BusinessUnitID int64
	ConsumerID     int64
	// DeleteAssociations also deletes the node's schedule associations on the
	// backup server. Nil leaves it to the server.
	DeleteAssociations *bool
}

// Delete deletes a node and, with it, its whole consumption unit. The node is
// locked on the backup server and its data stays until it expires.
func (s *NodesService) Delete(ctx context.Context, in DeleteNodeInput) error {
	return exec(ctx, s.client, cloutilityapi.OpDeleteNode, func(base string) (*http.Request, error) {
		return cloutilityapi.NewDeleteNodeRequest(base, in.BusinessUnitID, in.ConsumerID, &cloutilityapi.DeleteNodeParams{
			DeleteAssociations: in.DeleteAssociations,
		})
	}, in.BusinessUnitID, in.ConsumerID)
}

// SPName returns the name that the business unit's naming rule suggests for a
// node on the backup server, such as "5D20E8A4F61B".
func (s *NodesService) SPName(ctx context.Context, businessUnitID, consumerID int64) (string, error) {
	op := cloutilityapi.OpGetNodeSPName
	name, err := call[bareText](ctx, s.client, op, func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetNodeSPNameRequest(base, businessUnitID, consumerID)
	}, businessUnitID, consumerID)
	if err != nil {
		return "", err
	}
	if *name == "" {
		return "", incomplete(op, "response has no name")
	}
	return string(*name), nil
}
