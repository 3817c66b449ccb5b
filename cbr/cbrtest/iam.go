package cbrtest

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/gen/iamserver"
	"github.com/backup-sdk/backup-go/internal/hwsign"
	"github.com/backup-sdk/backup-go/internal/serve"
	"github.com/backup-sdk/backup-go/lenient"
)

type project struct{ id, name string }

// token is a sign-in. Project is empty for one scoped to the account.
type token struct {
	project string
	expires time.Time
}

// FailedLogins counts the sign-ins that IAM rejected.
func (s *Server) FailedLogins() int {
	defer s.svc.enter()()
	return s.svc.badLogins
}

// ExpireTokens makes every token issued so far invalid.
func (s *Server) ExpireTokens() {
	defer s.svc.enter()()
	clear(s.svc.tokens)
}

// IssueToken makes a token of the account's project without a sign-in, for
// clients that are given one. It is not counted as a login.
func (s *Server) IssueToken() string {
	defer s.svc.enter()()
	return s.svc.issue(s.svc.account.ProjectID)
}

func (s *service) issue(projectID string) string {
	text := "MIIF" + s.ids.Hex(96)
	s.tokens[text] = token{project: projectID, expires: s.now.Add(s.tokenLifetime)}
	return text
}

// valid finds a token that has not expired.
func (s *service) valid(text string) (token, bool) {
	t, ok := s.tokens[text]
	return t, ok && s.now.Before(t.expires)
}

// iam is the service's identity half.
type iam struct {
	iamserver.Unwritten

	*service
}

// Ids of the user and the account.
const (
	userID    = "c3d1e5f79b0a4c2d8e6f1a3b5c7d9e0f"
	domainID  = "b2f4d6e80a1c4e3f9d7b5a3c1e0f2d4b"
	iamLayout = "2006-01-02T15:04:05.000000Z"
)

// iamTime writes a time as IAM does, in microseconds with Z.
func iamTime(t time.Time) lenient.Time { return lenient.Time{Text: t.UTC().Format(iamLayout)} }

func (s *iam) domain() *iamapi.TokenDomain {
	return &iamapi.TokenDomain{ID: s.account.DomainID, Name: s.account.Domain}
}

// catalog is what a token for a project reaches; one of an account, nothing.
func (s *iam) catalog(ctx context.Context, projectID string) []iamapi.CatalogService {
	if projectID == "" {
		return []iamapi.CatalogService{}
	}
	region := s.account.ProjectName
	return []iamapi.CatalogService{{
		ID: "6a5b4c3d2e1f40918273645546372819", Name: "cbr", Type: "cbr",
		Endpoints: []iamapi.CatalogEndpoint{{
			ID: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", Interface: "public", Region: region, RegionID: region,
			URL: s.cbrAddress(ctx) + "/v3/" + projectID,
		}},
	}}
}

func (s *iam) ListCatalog(ctx context.Context) (any, error) {
	defer s.enter()()
	if p := rejected(ctx); p != nil {
		return nil, p
	}
	r := serve.HTTPRequest(ctx)
	project, p := s.authenticated(r)
	if p != nil {
		return nil, p
	}
	if project == anyProject {
		project = cmp.Or(r.Header.Get(hwsign.HeaderProject), s.account.ProjectID)
	}
	if project == "" {
		return nil, iamError(http.StatusForbidden, "The token is for no project.")
	}
	return iamapi.Catalog{
		Services: s.catalog(ctx, project), Links: &iamapi.ProjectLinks{Self: address(ctx) + "/v3/auth/catalog"},
	}, nil
}

func (s *iam) ListProjects(ctx context.Context, in iamapi.ListProjectsInput) (any, error) {
	defer s.enter()()
	if p := rejected(ctx); p != nil {
		return nil, p
	}
	paged := sent(ctx, "page")
	page, err := strconv.ParseInt(cmp.Or(in.Cursor, "1"), 10, 64)
	if err != nil || paged != sent(ctx, "per_page") || paged && (page < 1 || in.Limit < 1 || in.Limit > 5000) {
		return nil, iamError(http.StatusBadRequest, "page and per_page go together; page is at least 1, per_page 1 to 5000")
	}
	self := address(ctx) + "/v3/projects"
	var found []iamapi.Project
	for _, have := range s.projects {
		if !is(in.DomainID, s.account.DomainID) || !is(in.Name, have.name) || !is(in.ParentID, s.account.DomainID) ||
			in.Enabled != nil && !*in.Enabled || in.IsDomain != nil && *in.IsDomain {
			continue
		}
		found = append(found, iamapi.Project{
			ID: have.id, Name: have.name, DomainID: s.account.DomainID, ParentID: s.account.DomainID,
			Enabled: lenient.NewBool(true), Links: &iamapi.ProjectLinks{Self: self + "/" + have.id},
		})
	}
	if paged {
		found = cut(found, window{limit: in.Limit, offset: (min(page, maxPage) - 1) * in.Limit})
	}
	return iamapi.ProjectList{Projects: found, Links: &iamapi.ProjectLinks{Self: self}}, nil
}
