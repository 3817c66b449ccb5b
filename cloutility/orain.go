package cloutility

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ORainService manages buckets and users of the optical archive PoINT oRain;
// [UsersService.ListORain] lists the users. Safespring has none, and only the
// vendor's help pages show these calls.
type ORainService struct{ client *Client }

// Bucket returns the bucket of a consumption unit. Without one it is
// [backup.ErrNotFound].
func (s *ORainService) Bucket(ctx context.Context, businessUnitID, consumerID int64) (*ORainBucket, error) {
	return s.client.api.GetORainBucket(ctx, businessUnitID, consumerID)
}

// CreateBucket makes the bucket of a consumption unit. It is not sent again once it
// may have arrived. Inference: the vendor's page is cut before its response.
func (s *ORainService) CreateBucket(ctx context.Context, businessUnitID, consumerID int64, in CreateORainBucketInput) (*ORainBucket, error) {
	const input = "CreateORainBucketInput"
	if err := validate.FirstError(
		required(input+".Name", in.Name), optional(input+".MinBurnCapacityGB", &in.MinBurnCapacityGB), notNegative(input+".DelayedArchivingDays", in.DelayedArchivingDays),
		checkRef(input+".Preset", in.Preset), checkRef(input+".Server", in.Server), checkRefs(input+".Users", in.Users),
	); err != nil {
		return nil, err
	}
	return s.client.api.CreateORainBucket(ctx, businessUnitID, consumerID, in)
}

// CreatePreset makes settings that new buckets begin with. It is not sent again once
// it may have arrived. Inference: the vendor's page is cut before its response.
func (s *ORainService) CreatePreset(ctx context.Context, businessUnitID int64, in CreateORainBucketPresetInput) (*ORainBucketPreset, error) {
	const input = "CreateORainBucketPresetInput"
	if err := validate.FirstError(
		required(input+".Name", in.Name), optional(input+".MinBurnCapacityGB", &in.MinBurnCapacityGB), notNegative(input+".DelayedArchivingDays", in.DelayedArchivingDays),
	); err != nil {
		return nil, err
	}
	return s.client.api.CreateORainBucketPreset(ctx, businessUnitID, in)
}

// UpdateORainBucketPresetInput is a preset for oRain buckets as it is to be.
type UpdateORainBucketPresetInput struct {
	ORainBucketPresetFields

	// UpdateMethod says what becomes of buckets that have the preset. The server's
	// default, NotSet, is an error when there are some; its other values are not
	// documented.
	UpdateMethod string
}

// UpdatePreset changes settings that new buckets begin with. The name is needed, also
// when it stays. Inference: the vendor's page is cut before its response.
func (s *ORainService) UpdatePreset(ctx context.Context, businessUnitID, presetID int64, in UpdateORainBucketPresetInput) (*ORainBucketPreset, error) {
	const input = "UpdateORainBucketPresetInput"
	if err := validate.FirstError(
		required(input+".Name", in.Name), optional(input+".MinBurnCapacityGB", in.MinBurnCapacityGB), optional(input+".DelayedArchivingDays", in.DelayedArchivingDays),
	); err != nil {
		return nil, err
	}
	params := cloutilityapi.UpdateORainBucketPresetParams{UpdateMethod: in.UpdateMethod}
	return s.client.api.UpdateORainBucketPreset(ctx, businessUnitID, presetID, params, in.ORainBucketPresetFields)
}
