package cbr

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// The models of versions.
type (
	// Version is a version of the API.
	Version = cbrapi.Version
	// VersionLink is where a version is found.
	VersionLink = cbrapi.VersionLink
)

// VersionsService tells which versions of the API there are. The service answers
// with status 300, which is a success here.
type VersionsService struct{ client *Client }

// List returns the versions of the API. There are no pages.
func (s *VersionsService) List(ctx context.Context) (*backup.Page[Version], error) {
	list, err := call[cbrapi.VersionList](ctx, s.client, cbrapi.OpListVersions, func(base, _ string) (*http.Request, error) {
		return cbrapi.NewListVersionsRequest(base)
	})
	if err != nil {
		return nil, err
	}
	return wholeList(list.Versions), nil
}

// All returns the versions of the API.
func (s *VersionsService) All(ctx context.Context) iter.Seq2[Version, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, _ string) (*backup.Page[Version], error) {
		return s.List(ctx)
	}, nil)
}

// Get returns one version of the API. Names of services (cbr, csbs, vbs) are
// accepted beside v3; the version in the answer is v3 then too.
func (s *VersionsService) Get(ctx context.Context, version string) (*Version, error) {
	first := func(list *cbrapi.VersionList) *Version {
		if len(list.Versions) == 0 {
			return nil
		}
		return &list.Versions[0]
	}
	return object(ctx, s.client, cbrapi.OpShowVersion, "version", first, func(base, _ string) (*http.Request, error) {
		return cbrapi.NewShowVersionRequest(base, version)
	}, version)
}
