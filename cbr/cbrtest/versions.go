package cbrtest

import (
	"context"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/cbrserver"
)

func (s *service) versions() cbrapi.VersionList {
	return cbrapi.VersionList{Versions: []cbrapi.Version{{
		ID: "v3", Status: "CURRENT",
		Links: []cbrapi.VersionLink{{Href: "https://cbr." + s.account.ProjectName + ".myhuaweicloud.com/v3", Rel: "self"}},
	}}}
}

func (s *service) ListVersions(context.Context, cbrserver.ListVersionsRequestObject) (cbrserver.ListVersionsResponseObject, error) {
	return cbrserver.ListVersions300JSONResponse(s.versions()), nil
}

func (s *service) ShowVersion(_ context.Context, req cbrserver.ShowVersionRequestObject) (cbrserver.ShowVersionResponseObject, error) {
	if !slices.Contains([]string{"v3", "cbr", "csbs", "vbs"}, req.APIVersion) {
		return nil, gatewayError(http.StatusNotFound, "APIGW.0101", "The API does not exist or has not been published in the environment")
	}
	return cbrserver.ShowVersion300JSONResponse(s.versions()), nil
}
