package cbrtest

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// maxAgentPaths is how many directories an agent takes. The vendor gives no
// number.
const maxAgentPaths = 8

// agentVersion is the vendor's pattern, which leaves the start free.
var agentVersion = regexp.MustCompile(`((\d){1,3}\.){2}(\d){1,3}$`)

type agent struct {
	in               cbrapi.RegisterAgentInput
	status           cbrapi.AgentState
	created, updated time.Time
	paths            []cbrapi.AgentPath
}

func (s *service) agent(id string) (*agent, error) {
	a, ok := find(s.agents, func(a *agent) bool { return a.in.AgentID == id })
	if !ok {
		return nil, serviceError(http.StatusNotFound, "7410", "The agent does not exist.")
	}
	return a, nil
}

func (a *agent) view() *cbrapi.Agent {
	return &cbrapi.Agent{
		ID: a.in.AgentID, Type: a.in.AgentType, Version: lenient.String(a.in.AgentVersion),
		HostName: a.in.HostName, HostNickname: a.in.HostNickname, HostIP: a.in.HostIP, HostOS: a.in.HostOS, Status: a.status,
		CreatedAt: wireTime(a.created), UpdatedAt: wireTime(a.updated), LastActiveAt: wireTime(a.updated), Paths: slices.Clone(a.paths),
	}
}

func (s *service) RegisterAgent(_ context.Context, _ string, in *cbrapi.RegisterAgentInput) (any, error) {
	defer s.enter()()
	for _, f := range []struct{ name, value string }{
		{"agent_id", in.AgentID}, {"host_name", in.HostName}, {"host_ip", in.HostIP}, {"host_os", in.HostOS},
	} {
		if f.value == "" {
			return nil, serviceError(http.StatusBadRequest, "7403", "The agent is invalid: "+f.name+" is required.")
		}
	}
	if in.AgentVersion != "" && !agentVersion.MatchString(in.AgentVersion) {
		return nil, serviceError(http.StatusBadRequest, "7403", "The agent is invalid: agent_version.")
	}
	a, err := s.agent(in.AgentID)
	if err != nil { // a new one
		a = &agent{created: s.now}
		s.agents = append(s.agents, a)
	}
	a.in, a.status, a.updated = *in, cbrapi.AgentStateNormal, s.now
	return cbrapi.AgentEnvelope{Agent: a.view()}, nil
}

func (s *service) ListAgent(ctx context.Context, _ string, in cbrapi.ListAgentsInput) (any, error) {
	defer s.enter()()
	window, err := s.newWindow(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	var found []cbrapi.Agent
	for _, a := range s.agents {
		if is(in.Status, a.status) && oneOf(in.IDs, a.in.AgentID) {
			found = append(found, *a.view())
		}
	}
	return cbrapi.AgentList{
		Agents: cut(found, window), Count: lenient.NewInt(int64(len(found))),
		Limit: lenient.NewInt(window.limit), Offset: lenient.NewInt(window.offset),
	}, nil
}

func (s *service) ShowAgent(_ context.Context, _, agentID string) (any, error) {
	defer s.enter()()
	a, err := s.agent(agentID)
	if err != nil {
		return nil, err
	}
	return cbrapi.AgentEnvelope{Agent: a.view()}, nil
}

func (s *service) UpdateAgent(_ context.Context, _, agentID string, in *cbrapi.UpdateAgentInput) (any, error) {
	defer s.enter()()
	a, err := s.agent(agentID)
	if err != nil {
		return nil, err
	}
	if in.Status != cbrapi.AgentStateUninstalled {
		return nil, invalid("Parameter check failed: status must be uninstall")
	}
	a.status, a.updated = cbrapi.AgentStateUninstalled, s.now
	return cbrapi.AgentEnvelope{Agent: a.view()}, nil
}

func (s *service) UnregisterAgent(_ context.Context, _, agentID string) (any, error) {
	defer s.enter()()
	a, err := s.agent(agentID)
	if err != nil {
		return nil, err
	}
	s.agents = slices.DeleteFunc(s.agents, func(have *agent) bool { return have == a })
	return nil, nil
}

func (s *service) AddAgentPath(_ context.Context, _, agentID string, in *cbrapi.AddAgentPathsInput) (any, error) {
	defer s.enter()()
	a, err := s.agent(agentID)
	if err != nil {
		return nil, err
	}
	excluded := make(map[string]string)
	for _, e := range in.Exclude {
		if !slices.Contains(in.Paths, e.Path) {
			return nil, invalid("Parameter check failed: exclude_path names a directory that is not added")
		}
		excluded[e.Path] = strings.Join(e.Exclude, ",")
	}
	out := cbrapi.AddedPaths{Added: []string{}, Existed: []string{}}
	paths := slices.Clone(a.paths)
	for _, dir := range in.Paths {
		switch {
		case dir == "":
			return nil, invalid("Parameter check failed: add_path")
		case slices.ContainsFunc(paths, func(p cbrapi.AgentPath) bool { return p.Directory == dir }):
			out.Existed = append(out.Existed, dir)
		default:
			out.Added = append(out.Added, dir)
			paths = append(paths, cbrapi.AgentPath{
				ID: s.ids.UUID(), AgentID: a.in.AgentID, Directory: dir, ExcludePaths: excluded[dir], Status: cbrapi.AgentPathStatusAvailable,
			})
		}
	}
	if len(paths) > maxAgentPaths {
		return nil, serviceError(http.StatusBadRequest, "7407", "The number of paths has reached the upper limit.")
	}
	a.paths, a.updated = paths, s.now
	return out, nil
}

func (s *service) RemoveAgentPath(_ context.Context, _, agentID string, in *cbrapi.RemoveAgentPathsInput) (any, error) {
	defer s.enter()()
	a, err := s.agent(agentID)
	if err != nil {
		return nil, err
	}
	out := cbrapi.RemovedPaths{Removed: []string{}, NotExisted: []string{}}
	for _, dir := range in.Paths {
		i := slices.IndexFunc(a.paths, func(p cbrapi.AgentPath) bool { return p.Directory == dir })
		if i < 0 {
			out.NotExisted = append(out.NotExisted, dir)
			continue
		}
		a.paths = slices.Delete(slices.Clone(a.paths), i, i+1)
		out.Removed = append(out.Removed, dir)
	}
	a.updated = s.now
	return out, nil
}
