package cbrtest

import (
	"context"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

func (s *service) versions(ctx context.Context) cbrapi.VersionList {
	return cbrapi.VersionList{Versions: []cbrapi.Version{{
		ID: "v3", Status: "CURRENT",
		Links: []cbrapi.VersionLink{{Href: address(ctx) + "/v3", Rel: "self"}},
	}}}
}

func (s *service) ListVersions(ctx context.Context) (any, error) {
	return s.versions(ctx), nil
}

func (s *service) ShowVersion(ctx context.Context, version string) (any, error) {
	if !slices.Contains([]string{"v3", "cbr", "csbs", "vbs"}, version) {
		return nil, notPublished()
	}
	return s.versions(ctx), nil
}
