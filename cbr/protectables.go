package cbr

import (
	"context"
	"iter"
	"net/http"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// The models of what can be backed up.
type (
	// Protectable is a resource, and whether it can be backed up.
	Protectable = cbrapi.Protectable
	// ProtectableResult is whether a resource can be backed up, and why not.
	ProtectableResult = cbrapi.ProtectableResult
	// AgentCheck is a server to check for an agent.
	AgentCheck = cbrapi.AgentCheck
	// AgentStatus is what is known of the agent on one server.
	AgentStatus = cbrapi.AgentStatus
	// ReplicationRegion is a region, and where its backups can be copied to.
	ReplicationRegion = cbrapi.ReplicationRegion

	// ProtectableType is a kind of resource that can be backed up.
	ProtectableType = cbrapi.ProtectableType
)

// The values of [ProtectableType].
const (
	ProtectableTypeServer      = cbrapi.ProtectableTypeServer
	ProtectableTypeDisk        = cbrapi.ProtectableTypeDisk
	ProtectableTypeTurbo       = cbrapi.ProtectableTypeTurbo
	ProtectableTypeWorkspace   = cbrapi.ProtectableTypeWorkspace
	ProtectableTypeWorkspaceV2 = cbrapi.ProtectableTypeWorkspaceV2
)

// ProtectablesService tells what can be backed up and copied.
type ProtectablesService struct{ client *Client }

// ListProtectablesInput selects resources of one kind; empty fields select all.
type ListProtectablesInput struct {
	// Type is the kind of resource; it is needed.
	Type ProtectableType
	// Limit is the size of a page, 1 to 50; the service's default is 50.
	Limit int64
	// Marker is the id of the resource after which the page begins.
	Marker string
	// Offset is how many resources are left out at the start. For servers the
	// service gives the same page for 0 and 1; prefer Marker.
	Offset int64
	// ID and Name are those of a resource.
	ID, Name string
	// Status is the state of a resource, such as available or error.
	Status string
	// ServerID selects the disks of a server, for users of enterprise projects.
	ServerID string
	// EnterpriseProjectID is the id of an enterprise project, or
	// "all_granted_eps" for all that the user may see.
	EnterpriseProjectID string
}

// maxProtectables is the size of the largest page of resources.
const maxProtectables = 50

func (in ListProtectablesInput) check() error {
	switch {
	case !rest.SafeSegment(string(in.Type)):
		return refuse("protectable_type", "must not be empty, . or ..")
	case in.Limit < 0 || in.Limit > maxProtectables:
		return refuse("limit", "must be between 1 and 50, or 0 for the service's default")
	case in.Offset < 0:
		return refuse("offset", "must not be negative")
	case in.Marker != "" && in.Offset != 0:
		return refuse("marker", "and offset exclude each other")
	}
	return nil
}

// List returns one page of resources. Next is the Marker of the page after it;
// there is one after every page that has entries, as the service does not tell
// how many there are.
func (s *ProtectablesService) List(ctx context.Context, in ListProtectablesInput) (*backup.Page[Protectable], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.ProtectableList](ctx, s.client, cbrapi.OpListProtectable, func(base, project string) (*http.Request, error) {
		return cbrapi.NewListProtectableRequest(base, project, in.Type, &cbrapi.ListProtectableParams{
			Limit: set(in.Limit), Marker: set(in.Marker), Offset: set(in.Offset), ID: set(in.ID), Name: set(in.Name),
			Status: set(in.Status), ServerID: set(in.ServerID), EnterpriseProjectID: set(in.EnterpriseProjectID),
		})
	}, string(in.Type))
	if err != nil {
		return nil, err
	}
	page := &backup.Page[Protectable]{Items: list.Instances, Total: -1}
	if n := len(list.Instances); n > 0 {
		page.Next = list.Instances[n-1].ID
	}
	return page, nil
}

// All returns all resources of a kind that match, page by page by their markers.
// In.Limit is the size of a page. The service is known to repeat pages: entries
// that were on the page before are left out, and the list ends with a page that
// brings nothing new.
func (s *ProtectablesService) All(ctx context.Context, in ListProtectablesInput) iter.Seq2[Protectable, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[Protectable], error) {
		in := in
		if cursor != "" {
			in.Marker, in.Offset = cursor, 0
		}
		return s.List(ctx, in)
	}, func(p Protectable) string { return p.ID })
}

// Get returns one server or disk; the service does not know the other kinds
// here. One that does not exist is [backup.ErrNotFound].
func (s *ProtectablesService) Get(ctx context.Context, kind ProtectableType, id string) (*Protectable, error) {
	return object(ctx, s.client, cbrapi.OpShowProtectable, "instance", func(e *cbrapi.ProtectableEnvelope) *Protectable { return e.Instance },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewShowProtectableRequest(base, project, kind, id)
		}, string(kind), id)
}

// CheckAgents tells for each server whether the agent for application-consistent
// backups is there. It changes nothing.
func (s *ProtectablesService) CheckAgents(ctx context.Context, servers []AgentCheck) ([]AgentStatus, error) {
	if len(servers) == 0 {
		return nil, refuse("agent_status", "names no server")
	}
	for i, r := range servers {
		field := "agent_status[" + strconv.Itoa(i) + "]."
		switch {
		case r.ResourceID == "":
			return nil, refuse(field+"resource_id", "is empty")
		case r.ResourceType == "":
			return nil, refuse(field+"resource_type", "is empty")
		}
	}
	list, err := call[cbrapi.AgentStatusList](ctx, s.client, cbrapi.OpCheckAgent, func(base, project string) (*http.Request, error) {
		return cbrapi.NewCheckAgentRequest(base, project, cbrapi.CheckAgentRequest{AgentStatus: servers})
	})
	if err != nil {
		return nil, err
	}
	return list.AgentStatus, nil
}

// ReplicationCapabilities returns the regions that backups can be copied from,
// each with those they can be copied to.
func (s *ProtectablesService) ReplicationCapabilities(ctx context.Context) ([]ReplicationRegion, error) {
	list, err := call[cbrapi.ReplicationCapabilities](ctx, s.client, cbrapi.OpShowReplicationCapabilities, cbrapi.NewShowReplicationCapabilitiesRequest)
	if err != nil {
		return nil, err
	}
	return list.Regions, nil
}
