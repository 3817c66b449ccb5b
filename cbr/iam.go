package cbr

import (
	"context"
	"iter"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// IAMService reads the projects of the account.
type IAMService struct{ client *Client }

// ListProjectsInput selects projects; empty fields select all. All filters must
// match.
type ListProjectsInput struct {
	// Page is the number of the page, from 1, and PerPage its size, 1 to 5000.
	// Without them all projects come at once.
	Page, PerPage int64
	// Name is a project's name; that of a default project is its region's.
	Name string
	// DomainID is the id of the account, ParentID that of the project above.
	DomainID, ParentID string
	Enabled, IsDomain  *bool
}

const (
	maxPerPage     = 5000
	defaultPerPage = 100
)

func (in ListProjectsInput) check() error {
	refuse := func(field, reason string) error {
		return &backup.ArgumentError{Provider: providerIAM, Field: field, Reason: reason}
	}
	switch {
	case in.Page < 0:
		return refuse("page", "must not be negative")
	case in.PerPage < 0 || in.PerPage > maxPerPage:
		return refuse("per_page", "must be between 1 and 5000")
	case (in.Page == 0) != (in.PerPage == 0):
		return refuse("page", "and per_page go together")
	}
	return nil
}

// ListProjects returns projects of the account: all of them, or one page. Next
// is the Page after it. IAM does not tell how many there are.
func (s *IAMService) ListProjects(ctx context.Context, in ListProjectsInput) (*backup.Page[Project], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	if s.client.iam == nil {
		return nil, badConfig("IAMEndpoint", "is needed with backup.WithBaseURL")
	}
	req, err := iamapi.NewListProjectsRequest(rest.NoHost, &iamapi.ListProjectsParams{
		DomainID: set(in.DomainID), Name: set(in.Name), ParentID: set(in.ParentID),
		Enabled: in.Enabled, IsDomain: in.IsDomain, Page: set(in.Page), PerPage: set(in.PerPage),
	})
	if err != nil {
		return nil, &backup.ArgumentError{Provider: providerIAM, Field: iamapi.OpListProjects.ID, Reason: "cannot be built: " + err.Error()}
	}
	list, err := rest.Do[iamapi.ProjectList](ctx, s.client.iam, iamapi.OpListProjects, req)
	if err != nil {
		return nil, err
	}
	page := &backup.Page[Project]{Items: list.Projects, Total: -1}
	switch {
	case in.Page == 0:
		page.Total = len(list.Projects)
	case int64(len(list.Projects)) >= in.PerPage:
		page.Next = strconv.FormatInt(in.Page+1, 10)
	}
	return page, nil
}

// AllProjects returns all projects that match, page by page. In.PerPage is the
// size of a page, 100 by default.
func (s *IAMService) AllProjects(ctx context.Context, in ListProjectsInput) iter.Seq2[Project, error] {
	in.Page = max(in.Page, 1)
	if in.PerPage == 0 {
		in.PerPage = defaultPerPage
	}
	first := in.Page
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[Project], error) {
		in := in
		in.Page = offsetOf(cursor, first)
		return s.ListProjects(ctx, in)
	}, func(p Project) string { return p.ID })
}
