package cbrtest

import (
	"context"
	"net/http"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

func (s *service) ListProjects(ctx context.Context) (any, error) {
	defer s.enter()()
	self := address(ctx) + "/v3/projects"
	out := make([]cbrapi.RegionProject, len(s.projects))
	for i, p := range s.projects {
		out[i] = cbrapi.RegionProject{
			ID: p.id, Name: p.name, DomainID: s.account.DomainID, ParentID: s.account.DomainID, Enabled: lenient.NewBool(true),
			Links: &cbrapi.SelfLink{Self: self + "/" + p.id},
		}
	}
	return cbrapi.RegionProjectList{Projects: out, Links: &cbrapi.SelfLink{Self: self}}, nil
}

func (s *service) ListDomainProjects(_ context.Context, domainName string) (any, error) {
	defer s.enter()()
	if domainName != s.account.Domain {
		return nil, serviceError(http.StatusBadRequest, "6704", "The domain does not exist.")
	}
	out := make([]cbrapi.DomainProject, len(s.projects))
	for i, p := range s.projects {
		out[i] = cbrapi.DomainProject{ID: p.id, Name: p.name}
	}
	return cbrapi.DomainProjectList{Projects: out}, nil
}

func (s *service) ShowDomain(_ context.Context, projectID string) (any, error) {
	defer s.enter()()
	p, ok := s.project(projectID)
	if !ok {
		return nil, serviceError(http.StatusBadRequest, "6704", "The project does not exist.")
	}
	return cbrapi.ProjectDomain{
		ProjectID: p.id, ProjectName: p.name, DomainID: s.account.DomainID, DomainName: s.account.Domain,
	}, nil
}

func (s *service) project(id string) (project, bool) {
	for _, p := range s.projects {
		if p.id == id {
			return p, true
		}
	}
	return project{}, false
}

// region is the one a project belongs to: the name of a project begins with it.
func (p project) region() string {
	region, _, _ := strings.Cut(p.name, "_")
	return region
}
