package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// COSService manages buckets and accounts of IBM Cloud Object Storage. Safespring has
// none, and only the vendor's help pages show these calls.
type COSService struct{ client *Client }

// Bucket returns the bucket of a consumption unit. Without one it is
// [backup.ErrNotFound].
func (s *COSService) Bucket(ctx context.Context, businessUnitID, consumerID int64) (*COSBucket, error) {
	return s.client.api.GetCOSBucket(ctx, businessUnitID, consumerID)
}

// CreateBucket makes the bucket of a consumption unit. It is not sent again once it
// may have arrived.
func (s *COSService) CreateBucket(ctx context.Context, businessUnitID, consumerID int64, in CreateCOSBucketInput) (*COSBucket, error) {
	const input = "CreateCOSBucketInput"
	if err := validate.FirstError(
		required(input+".Name", in.Name), notNegative(input+".HardQuotaBytes", in.HardQuotaBytes), notNegative(input+".RetentionDays", in.RetentionDays),
		checkCOSBucketRefs(input, in.Owner, in.Vault, in.Preset),
	); err != nil {
		return nil, err
	}
	return s.client.api.CreateCOSBucket(ctx, businessUnitID, consumerID, in)
}

// UpdateBucket changes the bucket of a consumption unit. Whether fields left out keep
// their values is not documented.
func (s *COSService) UpdateBucket(ctx context.Context, businessUnitID, consumerID int64, in UpdateCOSBucketInput) (*COSBucket, error) {
	const input = "UpdateCOSBucketInput"
	if err := validate.FirstError(
		optional(input+".HardQuotaBytes", in.HardQuotaBytes), optional(input+".RetentionDays", in.RetentionDays), checkCOSBucketRefs(input, in.Owner, in.Vault, in.Preset),
	); err != nil {
		return nil, err
	}
	return s.client.api.UpdateCOSBucket(ctx, businessUnitID, consumerID, in)
}

func checkCOSBucketRefs(input string, owner, vault, preset *ObjectRef) error {
	return validate.FirstError(checkRef(input+".Owner", owner), checkRef(input+".Vault", vault), checkRef(input+".Preset", preset))
}

// ListDeletedBuckets returns the buckets that are still on the COS servers though
// their consumption units were deleted.
func (s *COSService) ListDeletedBuckets(ctx context.Context, businessUnitID int64, in ListDeletedCOSBucketsInput) (*backup.Page[COSBucket], error) {
	if err := checkPage("ListDeletedCOSBucketsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListDeletedCOSBuckets(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllDeletedBuckets yields all that ListDeletedBuckets returns, page after page, beginning at in.Cursor.
func (s *COSService) AllDeletedBuckets(ctx context.Context, businessUnitID int64, in ListDeletedCOSBucketsInput) iter.Seq2[COSBucket, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[COSBucket], error) {
		page := in
		page.Cursor = cursor
		return s.ListDeletedBuckets(ctx, businessUnitID, page)
	}, func(item COSBucket) string { return keyOf(item.ID) })
}

// CreatePreset makes settings that new buckets begin with. It is not sent again once
// it may have arrived.
func (s *COSService) CreatePreset(ctx context.Context, businessUnitID int64, in CreateCOSBucketPresetInput) (*COSBucketPreset, error) {
	const input = "CreateCOSBucketPresetInput"
	if err := validate.FirstError(
		required(input+".Name", in.Name), notNegative(input+".HardQuotaBytes", in.HardQuotaBytes), notNegative(input+".RetentionDays", in.RetentionDays),
		checkRef(input+".QualityGroup", in.QualityGroup),
	); err != nil {
		return nil, err
	}
	return s.client.api.CreateCOSBucketPreset(ctx, businessUnitID, in)
}

// Preset returns one preset for buckets.
func (s *COSService) Preset(ctx context.Context, businessUnitID, presetID int64) (*COSBucketPreset, error) {
	return s.client.api.GetCOSBucketPreset(ctx, businessUnitID, presetID)
}

// UpdateCOSBucketPresetInput is a preset for COS buckets as it is to be.
type UpdateCOSBucketPresetInput struct {
	COSBucketPresetFields

	// UpdateMethod says what becomes of buckets that have the preset. The server's
	// default, NotSet, is an error when there are some; its other values are not
	// documented.
	UpdateMethod string
}

// UpdatePreset changes settings that new buckets begin with. The name is needed, also
// when it stays.
func (s *COSService) UpdatePreset(ctx context.Context, businessUnitID, presetID int64, in UpdateCOSBucketPresetInput) (*COSBucketPreset, error) {
	const input = "UpdateCOSBucketPresetInput"
	if err := validate.FirstError(
		required(input+".Name", in.Name), optional(input+".HardQuotaBytes", in.HardQuotaBytes), optional(input+".RetentionDays", in.RetentionDays),
		checkRef(input+".QualityGroup", in.QualityGroup),
	); err != nil {
		return nil, err
	}
	params := cloutilityapi.UpdateCOSBucketPresetParams{UpdateMethod: in.UpdateMethod}
	return s.client.api.UpdateCOSBucketPreset(ctx, businessUnitID, presetID, params, in.COSBucketPresetFields)
}
