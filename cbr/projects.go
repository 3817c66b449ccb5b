package cbr

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
)

// ProjectsService shows projects as CBR sees them: to share backups with them, or
// to copy backups there. [IAMService] has the projects of the own account with
// filters and pages.
type ProjectsService struct{ client *Client }

// List returns the projects of the own account in the region. There are no
// pages.
func (s *ProjectsService) List(ctx context.Context) (*backup.Page[RegionProject], error) {
	list, err := s.client.api.ListProjects(ctx)
	if err != nil {
		return nil, err
	}
	return wholeList(list.Projects), nil
}

// All returns the projects of the own account in the region.
func (s *ProjectsService) All(ctx context.Context) iter.Seq2[RegionProject, error] {
	return allOf(ctx, s.List)
}

// ListOfDomain returns the projects of an account, given by its name. There are
// no pages.
func (s *ProjectsService) ListOfDomain(ctx context.Context, domainName string) (*backup.Page[DomainProject], error) {
	list, err := s.client.api.ListDomainProjects(ctx, domainName)
	if err != nil {
		return nil, err
	}
	return wholeList(list), nil
}

// AllOfDomain returns the projects of an account, given by its name.
func (s *ProjectsService) AllOfDomain(ctx context.Context, domainName string) iter.Seq2[DomainProject, error] {
	return allOf(ctx, func(ctx context.Context) (*backup.Page[DomainProject], error) { return s.ListOfDomain(ctx, domainName) })
}

// Domain returns the account that a project belongs to.
func (s *ProjectsService) Domain(ctx context.Context, projectID string) (*ProjectDomain, error) {
	return s.client.api.ShowDomain(ctx, projectID)
}
