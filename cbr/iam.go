package cbr

import (
	"cmp"
	"context"
	"iter"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// Project is the part of an account that belongs to a region.
//
//	Description string // Free text.
//	DomainID string // Account id.
//	Enabled lenient.Bool // The project is switched on.
//	ID string // Project id, 32 hex digits.
//	IsDomain lenient.Bool // The project stands for a whole account.
//	Links *ProjectLinks
//	Name string // Project name; that of a default project is the region's.
//	ParentID string // Project or account above.
type Project = iamapi.Project

// ProjectLinks are links of a response; those without a target are null.
//
//	Next string // The page after.
//	Previous string // The page before.
//	Self string // This resource.
type ProjectLinks = iamapi.ProjectLinks

// ListProjectsInput chooses what ListProjects returns. Zero values are not sent.
//
//	DomainID string // Only projects of this account.
//	Name string // Only the project of this name.
//	ParentID string // Only projects below this one.
//	Enabled *bool // Only projects that are switched on (true) or off (false).
//	IsDomain *bool // Only projects that stand for a whole account (true), or only others (false).
//	Cursor string // Where the page begins: the Next of the page before it. Empty is the first page.
//	Limit int64 // Projects on a page, 1 to 5000. Without it all projects come at once.
type ListProjectsInput = iamapi.ListProjectsInput

// CatalogService is a service and where it is.
//
//	Endpoints []CatalogEndpoint // Addresses of the service.
//	ID string // Service id.
//	Name string // Service name.
//	Type string // Service type, such as cbr.
type CatalogService = iamapi.CatalogService

// CatalogEndpoint is an address of a service.
//
//	ID string // Endpoint id.
//	Interface string // Visibility, such as public.
//	Region string // Region.
//	RegionID string // Region id.
//	URL string // Address.
type CatalogEndpoint = iamapi.CatalogEndpoint

// IAMService reads the projects of the account, and the catalog of services.
type IAMService struct{ client *Client }

const (
	maxPerPage     = 5000
	defaultPerPage = 100

	// iamArgument makes the errors of arguments of IAM.
	iamArgument = validate.Argument(providerIAM)
)

// ListProjects returns projects of the account: all of them, or one page with
// Limit. Next is the Cursor of the page after it. IAM does not tell how many there
// are.
func (s *IAMService) ListProjects(ctx context.Context, in ListProjectsInput) (*backup.Page[Project], error) {
	number, err := checkListProjects(in)
	if err != nil {
		return nil, err
	}
	if s.client.iamAPI == nil {
		return nil, errNoIAM()
	}
	if in.Limit > 0 {
		in.Cursor = strconv.FormatInt(number, 10)
	}
	list, err := s.client.iamAPI.ListProjects(ctx, in)
	if err != nil {
		return nil, err
	}
	page := &backup.Page[Project]{Items: list.Projects, Total: -1}
	switch {
	case in.Limit == 0:
		page.Total = len(list.Projects)
	case int64(len(list.Projects)) >= in.Limit:
		page.Next = strconv.FormatInt(number+1, 10)
	}
	return page, nil
}

func errNoIAM() error { return badConfig("IAMEndpoint", "is needed with backup.WithBaseURL") }

// ListCatalog returns the services that the credentials reach, and their addresses.
// There are no pages. Open Telekom Cloud lists CBR there; others are not known to.
func (s *IAMService) ListCatalog(ctx context.Context) (*backup.Page[CatalogService], error) {
	iamAPI := s.client.catalog
	if iamAPI == nil {
		return nil, errNoIAM()
	}
	list, err := iamAPI.ListCatalog(ctx)
	if err != nil {
		return nil, err
	}
	return wholeList(list.Services), nil
}

// AllCatalog returns the services that the credentials reach.
func (s *IAMService) AllCatalog(ctx context.Context) iter.Seq2[CatalogService, error] {
	return allOf(ctx, s.ListCatalog)
}

// checkListProjects returns the number of the page, from 1.
func checkListProjects(in ListProjectsInput) (int64, error) {
	const at = "ListProjectsInput."
	number, err := iamArgument.Cursor(at+"Cursor", in.Cursor)
	switch {
	case err != nil:
		return 0, err
	case in.Limit < 0 || in.Limit > maxPerPage:
		return 0, iamArgument.Invalid(at+"Limit", "must be between 1 and 5000, or 0 for all at once")
	case in.Cursor != "" && number == 0:
		return 0, iamArgument.Invalid(at+"Cursor", "must be the Next of a page")
	case in.Cursor != "" && in.Limit == 0:
		return 0, iamArgument.Invalid(at+"Cursor", "needs Limit, the size of a page")
	}
	return max(number, 1), nil
}

// AllProjects returns all projects that match, page by page. In.Limit is the size
// of a page, 100 by default.
func (s *IAMService) AllProjects(ctx context.Context, in ListProjectsInput) iter.Seq2[Project, error] {
	in.Limit = cmp.Or(in.Limit, defaultPerPage)
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Project], error) {
		in := in
		in.Cursor = cursor
		return s.ListProjects(ctx, in)
	}, func(p Project) string { return p.ID })
}
