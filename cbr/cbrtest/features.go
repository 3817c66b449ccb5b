package cbrtest

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
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

func (s *service) featureWindow(ctx context.Context, limit int64, cursor string) (window, error) {
	w, err := s.newWindow(ctx, limit, cursor)
	if err == nil && w.offset > maxPage {
		return w, invalid("Parameter check failed: offset must be between 0 and 1000")
	}
	return w, err
}

func (s *service) ListFeatures(ctx context.Context, _ string, in cbrapi.ListFeaturesInput) (any, error) {
	w, err := s.featureWindow(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	all := s.features()
	out := cbrapi.FeatureSet{}
	for _, key := range cut(slices.Sorted(maps.Keys(all)), w) {
		out[key] = all[key]
	}
	return out, nil
}

func (s *service) ShowFeature(ctx context.Context, _, key string, in cbrapi.GetFeatureInput) (any, error) {
	if _, err := s.featureWindow(ctx, in.Limit, in.Cursor); err != nil {
		return nil, err
	}
	value, ok := s.features()[key]
	if !ok {
		return nil, &problem{status: http.StatusBadRequest, shape: shapeText, message: "The feature " + key + " does not exist."}
	}
	return cbrapi.FeatureSet{key: value}, nil
}
