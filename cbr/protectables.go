package cbr

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ProtectablesService tells what can be backed up and copied.
type ProtectablesService struct{ client *Client }

// List returns one page of the resources of a kind, at most 50. Next is the
// Cursor of the page after it, a resource's id; there is one after every page
// that has entries, as the service does not tell how many there are.
func (s *ProtectablesService) List(ctx context.Context, protectableType ProtectableType, in ListProtectablesInput) (*backup.Page[Protectable], error) {
	if err := checkListProtectables(in); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListProtectable(ctx, s.client.project, protectableType, in)
	if err != nil {
		return nil, err
	}
	return &backup.Page[Protectable]{Items: list.Instances, Total: -1, Next: lastID(list.Instances, protectableID)}, nil
}

func protectableID(p Protectable) string { return p.ID }

// maxProtectables is the size of the largest page of resources.
const maxProtectables = 50

func checkListProtectables(in ListProtectablesInput) error {
	const at = "ListProtectablesInput"
	switch {
	case in.Limit < 0 || in.Limit > maxProtectables:
		return invalidArgument(at+".Limit", "must be between 1 and 50, or 0 for the service's default")
	case in.Offset < 0:
		return invalidArgument(at+".Offset", "must not be negative")
	case in.Cursor != "" && in.Offset != 0:
		return invalidArgument(at+".Cursor", "and Offset exclude each other")
	}
	return nil
}

// All returns all resources of a kind that match, page by page. In.Limit is the
// size of a page. The service is known to repeat pages: entries that were there
// before are left out, and the list ends with a page that brings nothing new.
func (s *ProtectablesService) All(ctx context.Context, protectableType ProtectableType, in ListProtectablesInput) iter.Seq2[Protectable, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Protectable], error) {
		in := in
		if in.Cursor = cursor; cursor != "" {
			in.Offset = 0
		}
		return s.List(ctx, protectableType, in)
	}, protectableID)
}

// Get returns one server or disk; the service does not know the other kinds
// here. One that does not exist is [backup.ErrNotFound].
func (s *ProtectablesService) Get(ctx context.Context, protectableType ProtectableType, instanceID string) (*Protectable, error) {
	return s.client.api.ShowProtectable(ctx, s.client.project, protectableType, instanceID)
}

// CheckAgents tells for each server whether the agent for application-consistent
// backups is there. It changes nothing.
func (s *ProtectablesService) CheckAgents(ctx context.Context, in CheckAgentsInput) ([]AgentStatus, error) {
	const field = "CheckAgentsInput.Servers"
	if len(in.Servers) == 0 {
		return nil, invalidArgument(field, "names no server")
	}
	for i, r := range in.Servers {
		at := validate.Element(field, i)
		if err := validate.FirstError(checkNeeded(at+".ResourceID", r.ResourceID), checkNeeded(at+".ResourceType", string(r.ResourceType))); err != nil {
			return nil, err
		}
	}
	return s.client.api.CheckAgent(ctx, s.client.project, in)
}

// ReplicationCapabilities returns the regions that backups can be copied from,
// each with those they can be copied to.
func (s *ProtectablesService) ReplicationCapabilities(ctx context.Context) ([]ReplicationRegion, error) {
	return s.client.api.ShowReplicationCapabilities(ctx, s.client.project)
}
