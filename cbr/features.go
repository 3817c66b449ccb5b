package cbr

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/lenient"
)

// The keys of features that are known.
const (
	FeatureReplicationEnable                   = "replication.enable"
	FeatureReplicationSourceRegion             = "replication.source_region"
	FeatureReplicationDestinationRegions       = "replication.destination_regions"
	FeatureReplicationDestinationDedicatedGate = "replication.destination_dgw_regions"
	FeatureBackupDoubleAZ                      = "features.backup_double_az"
)

// Feature is one feature of the region.
type Feature struct {
	Key string
	// Value has any shape; its Decode reads it.
	Value lenient.Raw
}

// FeaturesService tells what CBR can do in the region.
type FeaturesService struct{ client *Client }

// List returns one page of features, by key. Next is the Cursor of the page
// after it; there is one after every page that has entries, as the service does
// not tell how many there are.
func (s *FeaturesService) List(ctx context.Context, in ListFeaturesInput) (*backup.Page[Feature], error) {
	offset, err := checkFeatures("ListFeaturesInput", in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	features, err := s.client.api.ListFeatures(ctx, s.client.project, in)
	if err != nil {
		return nil, err
	}
	page := &backup.Page[Feature]{Total: -1}
	for _, key := range slices.Sorted(maps.Keys(*features)) {
		page.Items = append(page.Items, Feature{Key: key, Value: (*features)[key]})
	}
	if next := offset + int64(len(page.Items)); len(page.Items) > 0 && next <= maxLimit {
		page.Next = strconv.FormatInt(next, 10)
	}
	return page, nil
}

func checkFeatures(input, cursor string, limit int64) (int64, error) {
	offset, err := checkWindow(input, cursor, limit)
	if err == nil && offset > maxLimit {
		return 0, invalidArgument(input+".Cursor", "must not exceed 1000")
	}
	return offset, err
}

// All returns all features, by key within a page. In.Limit is the size of a
// page.
func (s *FeaturesService) All(ctx context.Context, in ListFeaturesInput) iter.Seq2[Feature, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Feature], error) {
		in := in
		in.Cursor = cursor
		return s.List(ctx, in)
	}, func(f Feature) string { return f.Key })
}

// Get returns what the service says of one feature, such as
// [FeatureReplicationEnable]. The reference shows a response with another key
// than the one asked for: look for the key. The window is one the service knows
// here too; leave it empty.
func (s *FeaturesService) Get(ctx context.Context, key string, in GetFeatureInput) (FeatureSet, error) {
	if _, err := checkFeatures("GetFeatureInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	features, err := s.client.api.ShowFeature(ctx, s.client.project, key, in)
	if err != nil {
		return nil, err
	}
	return *features, nil
}
