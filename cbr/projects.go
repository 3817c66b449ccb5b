package cbr

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// The models of projects.
type (
	// RegionProject is a project of the region.
	RegionProject = cbrapi.RegionProject
	// DomainProject is a project of an account.
	DomainProject = cbrapi.DomainProject
	// ProjectDomain is a project and the account it belongs to.
	ProjectDomain = cbrapi.ProjectDomain
	// SelfLink is where an object is found.
	SelfLink = cbrapi.SelfLink
)

// ProjectsService shows projects as CBR sees them: to share backups with them, or
// to copy backups there. [IAMService] has the projects of the own account with
// filters and pages.
type ProjectsService struct{ client *Client }

// List returns the projects of the own account in the region. There are no
// pages.
func (s *ProjectsService) List(ctx context.Context) (*backup.Page[RegionProject], error) {
	list, err := call[cbrapi.RegionProjectList](ctx, s.client, cbrapi.OpListProjects, func(base, _ string) (*http.Request, error) {
		return cbrapi.NewListProjectsRequest(base)
	})
	if err != nil {
		return nil, err
	}
	return wholeList(list.Projects), nil
}

// All returns the projects of the own account in the region.
func (s *ProjectsService) All(ctx context.Context) iter.Seq2[RegionProject, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, _ string) (*backup.Page[RegionProject], error) {
		return s.List(ctx)
	}, nil)
}

// ListOfDomain returns the projects of an account, given by its name. There are
// no pages.
func (s *ProjectsService) ListOfDomain(ctx context.Context, domainName string) (*backup.Page[DomainProject], error) {
	list, err := call[cbrapi.DomainProjectList](ctx, s.client, cbrapi.OpListDomainProjects, func(base, _ string) (*http.Request, error) {
		return cbrapi.NewListDomainProjectsRequest(base, domainName)
	}, domainName)
	if err != nil {
		return nil, err
	}
	return wholeList(list.Projects), nil
}

// AllOfDomain returns the projects of an account, given by its name.
func (s *ProjectsService) AllOfDomain(ctx context.Context, domainName string) iter.Seq2[DomainProject, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, _ string) (*backup.Page[DomainProject], error) {
		return s.ListOfDomain(ctx, domainName)
	}, nil)
}

// Domain returns the account that a project belongs to.
func (s *ProjectsService) Domain(ctx context.Context, projectID string) (*ProjectDomain, error) {
	return call[ProjectDomain](ctx, s.client, cbrapi.OpShowDomain, func(base, _ string) (*http.Request, error) {
		return cbrapi.NewShowDomainRequest(base, projectID)
	}, projectID)
}
