package cbr

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// AgentsService keeps the clients for the backup of files and the directories
// they back up.
type AgentsService struct{ client *Client }

// Register makes an agent known; agents do that themselves as a rule. Its id and
// name, address and operating system of the host are needed.
//
// The call is sent again only when it provably never left.
func (s *AgentsService) Register(ctx context.Context, in RegisterAgentInput) (*Agent, error) {
	const at = "RegisterAgentInput."
	if err := validate.FirstError(
		checkNeeded(at+"AgentID", in.AgentID), checkNeeded(at+"HostName", in.HostName),
		checkNeeded(at+"HostIP", in.HostIP), checkNeeded(at+"HostOS", in.HostOS),
	); err != nil {
		return nil, err
	}
	if in.AgentVersion != "" && !isAgentVersion(in.AgentVersion) {
		return nil, invalidArgument(at+"AgentVersion", "must be three numbers of one to three digits, such as 1.0.0")
	}
	return s.client.api.RegisterAgent(ctx, s.client.project, in)
}

// List returns one page of agents. Next is the Cursor of the page after it.
func (s *AgentsService) List(ctx context.Context, in ListAgentsInput) (*backup.Page[Agent], error) {
	offset, err := checkWindow("ListAgentsInput", in.Cursor, in.Limit)
	if err := validate.FirstError(err, checkIDs("ListAgentsInput.IDs", in.IDs)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListAgent(ctx, s.client.project, in)
	if err != nil {
		return nil, err
	}
	return newPage(list.Agents, offset, list.Count), nil
}

// All returns all agents that match, page by page. In.Limit is the size of a
// page.
func (s *AgentsService) All(ctx context.Context, in ListAgentsInput) iter.Seq2[Agent, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Agent], error) {
		in := in
		in.Cursor = cursor
		return s.List(ctx, in)
	}, func(a Agent) string { return a.ID })
}

// Get returns one agent with its directories. One that does not exist is
// [backup.ErrNotFound].
func (s *AgentsService) Get(ctx context.Context, agentID string) (*Agent, error) {
	return s.client.api.ShowAgent(ctx, s.client.project, agentID)
}

// Update changes the state of an agent; the service knows
// [AgentStateUninstalled] only.
func (s *AgentsService) Update(ctx context.Context, agentID string, in UpdateAgentInput) (*Agent, error) {
	if err := checkNeeded("UpdateAgentInput.Status", string(in.Status)); err != nil {
		return nil, err
	}
	return s.client.api.UpdateAgent(ctx, s.client.project, agentID, in)
}

// Unregister forgets an agent.
func (s *AgentsService) Unregister(ctx context.Context, agentID string) error {
	return s.client.api.UnregisterAgent(ctx, s.client.project, agentID)
}

// AddPaths adds directories to back up, and tells which of them were there
// already. Too many are [backup.ErrQuota].
func (s *AgentsService) AddPaths(ctx context.Context, agentID string, in AddAgentPathsInput) (*AddedPaths, error) {
	const at = "AddAgentPathsInput."
	if err := checkPaths(at+"Paths", in.Paths); err != nil {
		return nil, err
	}
	for i, e := range in.Exclude {
		if err := checkNeeded(validate.Element(at+"Exclude", i)+".Path", e.Path); err != nil {
			return nil, err
		}
	}
	return s.client.api.AddAgentPath(ctx, s.client.project, agentID, in)
}

// RemovePaths ends the backup of directories, and tells which of them were not
// there.
func (s *AgentsService) RemovePaths(ctx context.Context, agentID string, in RemoveAgentPathsInput) (*RemovedPaths, error) {
	if err := checkPaths("RemoveAgentPathsInput.Paths", in.Paths); err != nil {
		return nil, err
	}
	return s.client.api.RemoveAgentPath(ctx, s.client.project, agentID, in)
}

func checkPaths(field string, paths []string) error {
	if len(paths) == 0 {
		return invalidArgument(field, "names no directory")
	}
	return checkIDs(field, paths)
}
