package cbr

import (
	"context"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// FeatureSet are features by key. Values have any shape.
type FeatureSet = cbrapi.FeatureSet

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

// ListFeaturesInput is the window of a list of features.
type ListFeaturesInput struct {
	// Limit is the size of a page, 1 to 1000.
	Limit int64
	// Offset is how many features are left out at the start, 0 to 1000.
	Offset int64
}

func (in ListFeaturesInput) check() error {
	if in.Offset > maxLimit {
		return refuse("offset", "must not exceed 1000")
	}
	return checkPage(in.Limit, in.Offset)
}

// List returns one page of features, by key. Next is the Offset of the page
// after it; there is one after every page that has entries, as the service does
// not tell how many there are.
func (s *FeaturesService) List(ctx context.Context, in ListFeaturesInput) (*backup.Page[Feature], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	features, err := call[FeatureSet](ctx, s.client, cbrapi.OpListFeatures, func(base, project string) (*http.Request, error) {
		return cbrapi.NewListFeaturesRequest(base, project, &cbrapi.ListFeaturesParams{Limit: set(in.Limit), Offset: set(in.Offset)})
	})
	if err != nil {
		return nil, err
	}
	page := &backup.Page[Feature]{Total: -1}
	for _, key := range slices.Sorted(maps.Keys(*features)) {
		page.Items = append(page.Items, Feature{Key: key, Value: (*features)[key]})
	}
	if next := in.Offset + int64(len(page.Items)); len(page.Items) > 0 && next <= maxLimit {
		page.Next = strconv.FormatInt(next, 10)
	}
	return page, nil
}

// All returns all features, by key within a page. In.Limit is the size of a
// page.
func (s *FeaturesService) All(ctx context.Context, in ListFeaturesInput) iter.Seq2[Feature, error] {
	start := in.Offset
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[Feature], error) {
		in := in
		in.Offset = offsetOf(cursor, start)
		return s.List(ctx, in)
	}, func(f Feature) string { return f.Key })
}

// Get returns what the service says of one feature, such as
// [FeatureReplicationEnable]. The reference shows an answer with another key
// than the one asked for: look for the key. The window is one the service knows
// here too; leave it empty.
func (s *FeaturesService) Get(ctx context.Context, key string, in ListFeaturesInput) (FeatureSet, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	features, err := call[FeatureSet](ctx, s.client, cbrapi.OpShowFeature, func(base, project string) (*http.Request, error) {
		return cbrapi.NewShowFeatureRequest(base, project, key, &cbrapi.ShowFeatureParams{Limit: set(in.Limit), Offset: set(in.Offset)})
	}, key)
	if err != nil {
		return nil, err
	}
	return *features, nil
}
