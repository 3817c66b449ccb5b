package cloutility

import (
	"context"
	"encoding/json"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// PointService manages buckets and users of PoINT Archival Gateways, and
// [ConsumersService.PointRepository] reads repositories. Safespring has none, and
// only the vendor's help pages show these calls.
type PointService struct{ client *Client }

// CreateBucket makes the bucket of a consumption unit. It is not sent again once it
// may have arrived. Inference: the vendor's page is cut before its response.
func (s *PointService) CreateBucket(ctx context.Context, businessUnitID, consumerID int64, in CreatePointBucketInput) (*PointBucket, error) {
	const input = "CreatePointBucketInput"
	if err := validate.FirstError(
		required(input+".Name", in.Name), checkThreshold(input, &in.ObjectCacheThresholdBytes), notNegative(input+".ObjectsSizeQuotaBytes", in.ObjectsSizeQuotaBytes),
		notNegative(input+".RetentionDays", in.RetentionDays), checkPointRefs(input, in.Owner, in.Partition, in.Preset),
	); err != nil {
		return nil, err
	}
	return s.client.api.CreatePointBucket(ctx, businessUnitID, consumerID, in)
}

// UpdateBucket changes the bucket of a consumption unit. Whether fields left out keep
// their values is not documented. Inference: the vendor's page is cut before its
// response.
func (s *PointService) UpdateBucket(ctx context.Context, businessUnitID, consumerID int64, in UpdatePointBucketInput) (*PointBucket, error) {
	const input = "UpdatePointBucketInput"
	if err := validate.FirstError(
		checkThreshold(input, in.ObjectCacheThresholdBytes), optional(input+".ObjectsSizeQuotaBytes", in.ObjectsSizeQuotaBytes),
		optional(input+".RetentionDays", in.RetentionDays), checkPointRefs(input, in.Owner, in.Partition, in.Preset),
	); err != nil {
		return nil, err
	}
	return s.client.api.UpdatePointBucket(ctx, businessUnitID, consumerID, in)
}

func checkPointRefs(input string, owner, partition, preset *ObjectRef) error {
	return validate.FirstError(checkRef(input+".Owner", owner), checkRef(input+".Partition", partition), checkRef(input+".Preset", preset))
}

// checkThreshold wants a size of objects that the gateway can cache up to.
func checkThreshold(input string, bytes *int64) error {
	if bytes == nil {
		return nil
	}
	switch *bytes {
	case 0, 512, 1024, 2048, 3072, 4096:
		return nil
	}
	return invalidArgument(input+".ObjectCacheThresholdBytes", "must be 0, 512, 1024, 2048, 3072 or 4096")
}

// CreateRepository makes the repository of a consumption unit. It is not sent again
// once it may have arrived.
func (s *PointService) CreateRepository(ctx context.Context, businessUnitID, consumerID int64, in CreatePointRepositoryInput) (*PointRepository, error) {
	if err := validate.FirstError(
		required("CreatePointRepositoryInput.Name", in.Name), checkRef("CreatePointRepositoryInput.Owner", in.Owner),
		checkRef("CreatePointRepositoryInput.Partition", in.Partition), checkQuota(in.Quota),
	); err != nil {
		return nil, err
	}
	return s.client.api.CreatePointRepository(ctx, businessUnitID, consumerID, in)
}

// checkQuota wants JSON, or nothing.
func checkQuota(quota json.RawMessage) error {
	if len(quota) > 0 && !json.Valid(quota) {
		return invalidArgument("CreatePointRepositoryInput.Quota", "is not JSON")
	}
	return nil
}

// ReleaseBuckets takes buckets from their consumption units. They stay at the PoINT
// server, which the business unit owns. It is not sent again once it may have
// arrived.
func (s *PointService) ReleaseBuckets(ctx context.Context, businessUnitID int64, bucketIDs []int64) error {
	if err := checkIDs("bucketIDs", bucketIDs); err != nil {
		return err
	}
	return s.client.api.ReleasePointBuckets(ctx, businessUnitID, bucketIDs)
}

// CreatePreset makes settings that new buckets begin with. It is not sent again once
// it may have arrived. Inference: the vendor's page is cut before its response.
func (s *PointService) CreatePreset(ctx context.Context, businessUnitID int64, in CreatePointBucketPresetInput) (*PointBucketPreset, error) {
	const input = "CreatePointBucketPresetInput"
	if err := validate.FirstError(
		required(input+".Name", in.Name), checkThreshold(input, &in.ObjectCacheThresholdBytes), notNegative(input+".ObjectsSizeQuotaBytes", in.ObjectsSizeQuotaBytes),
	); err != nil {
		return nil, err
	}
	return s.client.api.CreatePointBucketPreset(ctx, businessUnitID, in)
}

// UpdatePointBucketPresetInput is a preset for PoINT buckets as it is to be.
type UpdatePointBucketPresetInput struct {
	PointBucketPresetFields

	// UpdateMethod says what becomes of buckets that have the preset. The server's
	// default, NotSet, is an error when there are some; its other values are not
	// documented.
	UpdateMethod string
}

// UpdatePreset changes settings that new buckets begin with. The name is needed, also
// when it stays. Inference: the vendor's page is cut before its response.
func (s *PointService) UpdatePreset(ctx context.Context, businessUnitID, presetID int64, in UpdatePointBucketPresetInput) (*PointBucketPreset, error) {
	const input = "UpdatePointBucketPresetInput"
	if err := validate.FirstError(
		required(input+".Name", in.Name), checkThreshold(input, in.ObjectCacheThresholdBytes), optional(input+".ObjectsSizeQuotaBytes", in.ObjectsSizeQuotaBytes),
	); err != nil {
		return nil, err
	}
	params := cloutilityapi.UpdatePointBucketPresetParams{UpdateMethod: in.UpdateMethod}
	return s.client.api.UpdatePointBucketPreset(ctx, businessUnitID, presetID, params, in.PointBucketPresetFields)
}
