package cbr

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
)

// VersionsService tells which versions of the API there are. Their responses have
// status 300, which is a success here.
type VersionsService struct{ client *Client }

// List returns the versions of the API. There are no pages.
func (s *VersionsService) List(ctx context.Context) (*backup.Page[Version], error) {
	list, err := s.client.api.ListVersions(ctx)
	if err != nil {
		return nil, err
	}
	return wholeList(list.Versions), nil
}

// All returns the versions of the API.
func (s *VersionsService) All(ctx context.Context) iter.Seq2[Version, error] {
	return allOf(ctx, s.List)
}

// Get returns one version of the API. Names of services (cbr, csbs, vbs) are
// accepted beside v3; the version in the response is v3 then too.
func (s *VersionsService) Get(ctx context.Context, version string) (*Version, error) {
	list, err := s.client.api.ShowVersion(ctx, version)
	if err != nil {
		return nil, err
	}
	return &list.Versions[0], nil
}
