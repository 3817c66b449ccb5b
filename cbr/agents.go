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

// The models of agents.
type (
	// Agent is a client for the backup of files.
	Agent = cbrapi.Agent
	// AgentPath is a directory that an agent backs up.
	AgentPath = cbrapi.AgentPath
	// AgentRegister is an agent to register.
	AgentRegister = cbrapi.AgentRegister
	// AgentUpdate is the new state of an agent.
	AgentUpdate = cbrapi.AgentUpdate
	// AgentAddPath are directories to add.
	AgentAddPath = cbrapi.AgentAddPath
	// ExcludePath is what to leave out of one directory.
	ExcludePath = cbrapi.ExcludePath
	// AddedPaths is what became of directories to add.
	AddedPaths = cbrapi.AddedPaths
	// RemovedPaths is what became of directories to remove.
	RemovedPaths = cbrapi.RemovedPaths

	// AgentType is where an agent runs.
	AgentType = cbrapi.AgentType
	// AgentState is the state of an agent.
	AgentState = cbrapi.AgentState
	// AgentPathStatus is the state of a directory of an agent.
	AgentPathStatus = cbrapi.AgentPathStatus
)

// The values of [AgentType].
const (
	AgentTypeCloud  = cbrapi.AgentTypeCloud
	AgentTypeNative = cbrapi.AgentTypeNative
)

// The values of [AgentState] that are known.
const (
	AgentStateNormal      = cbrapi.AgentStateNormal
	AgentStateUninstalled = cbrapi.AgentStateUninstalled
)

// The values of [AgentPathStatus].
const (
	AgentPathStatusAvailable = cbrapi.AgentPathStatusAvailable
	AgentPathStatusRemoved   = cbrapi.AgentPathStatusRemoved
)

// AgentsService keeps the clients for the backup of files and the directories
// they back up.
type AgentsService struct{ client *Client }

// ListAgentsInput selects agents; empty fields select all. All filters must
// match.
type ListAgentsInput struct {
	// Limit is the size of a page, 1 to 1000; the service's default is 1000.
	Limit int64
	// Offset is how many agents are left out at the start.
	Offset int64
	Status AgentState
	// IDs are ids of agents.
	IDs []string
}

func (in ListAgentsInput) check() error {
	if err := checkPage(in.Limit, in.Offset); err != nil {
		return err
	}
	return checkIDs("agent_id", in.IDs)
}

func agentOf(e *cbrapi.AgentEnvelope) *Agent { return e.Agent }

// Register makes an agent known; agents do that themselves as a rule. Its id and
// name, address and operating system of the host are needed.
//
// The call is sent again only when it provably never left.
func (s *AgentsService) Register(ctx context.Context, in AgentRegister) (*Agent, error) {
	for _, f := range []struct{ field, value string }{
		{"agent_id", in.AgentID},
		{"host_name", in.HostName},
		{"host_ip", in.HostIP},
		{"host_os", in.HostOS},
	} {
		if f.value == "" {
			return nil, refuse(f.field, "is empty")
		}
	}
	if in.AgentVersion != "" && !isAgentVersion(in.AgentVersion) {
		return nil, refuse("agent_version", "must be three numbers of one to three digits, such as 1.0.0")
	}
	return object(ctx, s.client, cbrapi.OpRegisterAgent, "agent", agentOf, func(base, project string) (*http.Request, error) {
		return cbrapi.NewRegisterAgentRequest(base, project, cbrapi.RegisterAgentRequest{Agent: in})
	})
}

// List returns one page of agents. Next is the Offset of the page after it.
func (s *AgentsService) List(ctx context.Context, in ListAgentsInput) (*backup.Page[Agent], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.AgentList](ctx, s.client, cbrapi.OpListAgent, func(base, project string) (*http.Request, error) {
		return cbrapi.NewListAgentRequest(base, project, &cbrapi.ListAgentParams{
			Limit: setNumber(in.Limit), Offset: set(in.Offset), Status: set(string(in.Status)), AgentID: setList(in.IDs),
		})
	})
	if err != nil {
		return nil, err
	}
	return newPage(list.Agents, in.Offset, list.Count), nil
}

// All returns all agents that match, page by page. In.Limit is the size of a
// page.
func (s *AgentsService) All(ctx context.Context, in ListAgentsInput) iter.Seq2[Agent, error] {
	start := in.Offset
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[Agent], error) {
		in := in
		in.Offset = offsetOf(cursor, start)
		return s.List(ctx, in)
	}, func(a Agent) string { return a.ID })
}

// Get returns one agent with its directories. One that does not exist is
// [backup.ErrNotFound].
func (s *AgentsService) Get(ctx context.Context, id string) (*Agent, error) {
	return object(ctx, s.client, cbrapi.OpShowAgent, "agent", agentOf, func(base, project string) (*http.Request, error) {
		return cbrapi.NewShowAgentRequest(base, project, id)
	}, id)
}

// Update changes the state of an agent; the service knows
// [AgentStateUninstalled] only.
func (s *AgentsService) Update(ctx context.Context, id string, in AgentUpdate) (*Agent, error) {
	if err := checkID("agent_id", id); err != nil {
		return nil, err
	}
	if in.Status == "" {
		return nil, refuse("status", "is empty")
	}
	return object(ctx, s.client, cbrapi.OpUpdateAgent, "agent", agentOf, func(base, project string) (*http.Request, error) {
		return cbrapi.NewUpdateAgentRequest(base, project, id, cbrapi.UpdateAgentRequest{Agent: in})
	}, id)
}

// Unregister forgets an agent.
func (s *AgentsService) Unregister(ctx context.Context, id string) error {
	req, err := s.client.request(cbrapi.OpUnregisterAgent, func(base, project string) (*http.Request, error) {
		return cbrapi.NewUnregisterAgentRequest(base, project, id)
	}, []string{id})
	if err != nil {
		return err
	}
	return rest.Exec(ctx, s.client.rest, cbrapi.OpUnregisterAgent, req)
}

// AddPaths adds directories to back up, and tells which of them were there
// already. Too many are [backup.ErrQuota].
func (s *AgentsService) AddPaths(ctx context.Context, id string, in AgentAddPath) (*AddedPaths, error) {
	if err := first(checkID("agent_id", id), checkPaths("add_path", in.Paths)); err != nil {
		return nil, err
	}
	for i, e := range in.Exclude {
		if e.Path == "" {
			return nil, refuse("exclude_path["+strconv.Itoa(i)+"].path_name", "is empty")
		}
	}
	return call[AddedPaths](ctx, s.client, cbrapi.OpAddAgentPath, func(base, project string) (*http.Request, error) {
		return cbrapi.NewAddAgentPathRequest(base, project, id, in)
	}, id)
}

// RemovePaths ends the backup of directories, and tells which of them were not
// there.
func (s *AgentsService) RemovePaths(ctx context.Context, id string, paths []string) (*RemovedPaths, error) {
	if err := first(checkID("agent_id", id), checkPaths("remove_path", paths)); err != nil {
		return nil, err
	}
	return call[RemovedPaths](ctx, s.client, cbrapi.OpRemoveAgentPath, func(base, project string) (*http.Request, error) {
		return cbrapi.NewRemoveAgentPathRequest(base, project, id, cbrapi.AgentRemovePath{Paths: paths})
	}, id)
}

func checkPaths(field string, paths []string) error {
	if len(paths) == 0 {
		return refuse(field, "names no directory")
	}
	return checkIDs(field, paths)
}
