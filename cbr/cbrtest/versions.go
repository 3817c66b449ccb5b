package cbrtest

import (
	"context"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

func (s *service) versions() cbrapi.VersionList {
	return cbrapi.VersionList{Versions: []cbrapi.Version{{
		ID: "v3", Status: "CURRENT",
		Links: []cbrapi.VersionLink{{Href: "https://cbr." + s.account.ProjectName + ".myhuaweicloud.com/v3", Rel: "self"}},
	}}}
}

func (s *service) ListVersions(context.Context) (any, error) {
	return s.versions(), nil
}

func (s *service) ShowVersion(_ context.Context, version string) (any, error) {
	if !slices.Contains([]string{"v3", "cbr", "csbs", "vbs"}, version) {
		return nil, gatewayError(http.StatusNotFound, "APIGW.0101", "The API does not exist or has not been published in the environment")
	}
	return s.versions(), nil
}
