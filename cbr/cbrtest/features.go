package cbrtest

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/cbrserver"
	"github.com/backup-sdk/backup-go/lenient"
)

// features are what the region can do. The values have the shapes that are seen.
func (s *service) features() cbrapi.FeatureSet {
	return cbrapi.FeatureSet{
		"replication.enable":                  lenient.Raw(`true`),
		"replication.source_region":           lenient.Raw(`"` + s.account.ProjectName + `"`),
		"replication.destination_regions":     lenient.Raw(`["` + replicationRegion + `"]`),
		"replication.destination_dgw_regions": lenient.Raw(`[]`),
		"features.backup_double_az":           lenient.Raw(`"false"`),
	}
}

func featureWindow(limit, offset *int64) (window, error) {
	w, err := newWindow(limit, offset)
	if err == nil && w.offset > maxPage {
		return w, invalid("Parameter check failed: offset must be between 0 and 1000")
	}
	return w, err
}

func (s *service) ListFeatures(_ context.Context, req cbrserver.ListFeaturesRequestObject) (cbrserver.ListFeaturesResponseObject, error) {
	w, err := featureWindow(req.Params.Limit, req.Params.Offset)
	if err != nil {
		return nil, err
	}
	all := s.features()
	out := cbrapi.FeatureSet{}
	for _, key := range cut(slices.Sorted(maps.Keys(all)), w) {
		out[key] = all[key]
	}
	return cbrserver.ListFeatures200JSONResponse(out), nil
}

func (s *service) ShowFeature(_ context.Context, req cbrserver.ShowFeatureRequestObject) (cbrserver.ShowFeatureResponseObject, error) {
	if _, err := featureWindow(req.Params.Limit, req.Params.Offset); err != nil {
		return nil, err
	}
	value, ok := s.features()[req.FeatureKey]
	if !ok {
		return nil, &problem{status: http.StatusBadRequest, shape: shapeText, message: "The feature " + req.FeatureKey + " does not exist."}
	}
	return cbrserver.ShowFeature200JSONResponse{req.FeatureKey: value}, nil
}
