package cloutilitytest

import (
	"context"
	"maps"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// cosSettings are what COS buckets and their presets have both.
func cosSettings() object {
	return object{"versioningState": "Disabled", "hardQuotaBytes": int64(0), "retentionPolicy": "None", "retentionDays": int64(0)}
}

func blankCOSPreset(unitID int64) object {
	o := locked(cosSettings())
	o["lockQualityGroup"], o["businessUnitId"] = false, unitID
	return o
}

// cosRefs writes what a bucket refers to.
func (s *service) cosRefs(o object, unitID int64, owner, vault *cloutilityapi.ObjectRef) error {
	if err := refer(o, "owner", owner, s.inUnit(cosAccounts, unitID)); err != nil {
		return err
	}
	return refer(o, "vault", vault, inCatalogue(places()))
}

// GetCOSBucket returns the bucket of a consumption unit.
func (s *service) GetCOSBucket(ctx context.Context, unitID, consumerID int64) (any, error) {
	defer s.lock()()
	return s.getSource(ctx, cosBuckets, unitID, consumerID)
}

// CreateCOSBucket gives a consumption unit a bucket.
func (s *service) CreateCOSBucket(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.CreateCOSBucketInput) (any, error) {
	defer s.lock()()
	o := cosSettings()
	maps.Copy(o, object{
		"cosId": "c-" + s.ids.Hex(4), "objectCount": 0, "objectsSizeBytes": 0, "staticWebsiteEnabled": false, "hasReplicationPolicy": false, //nolint:mnd // digits
		"hasActiveInventoryPolicy": false, "isBackupVault": false,
	})
	if err := s.cosRefs(o, unitID, in.Owner, in.Vault); err != nil {
		return nil, err
	}
	return s.createBucket(ctx, cosBuckets, cosPresets, unitID, consumerID, cosBucketSource, o, in.Preset, in, "owner", "vault")
}

// UpdateCOSBucket changes the bucket of a consumption unit.
func (s *service) UpdateCOSBucket(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.UpdateCOSBucketInput) (any, error) {
	defer s.lock()()
	return s.updateBucket(ctx, cosBuckets, cosPresets, unitID, consumerID, in, func(o object) error {
		if err := refer(o, "preset", in.Preset, s.inUnit(cosPresets, unitID)); err != nil {
			return err
		}
		return s.cosRefs(o, unitID, in.Owner, in.Vault)
	}, "owner", "vault")
}

// ListDeletedCOSBuckets returns the buckets that consumption units left behind.
func (s *service) ListDeletedCOSBuckets(ctx context.Context, unitID int64, in cloutilityapi.ListDeletedCOSBucketsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.listItems(ctx, unitPath(unitID)+"/deletedcosbuckets", deletedCOSBuckets, unitID, window{in.Cursor, in.Limit})
}

// leaveBehind keeps the COS bucket of a consumption unit that goes.
func (s *service) leaveBehind(c *consumer) {
	if o := s.newest(cosBuckets, c.id); o != nil {
		s.insert(deletedCOSBuckets, c.unit, o)
	}
}

// CreateCOSBucketPreset makes a preset.
func (s *service) CreateCOSBucketPreset(ctx context.Context, unitID int64, in *cloutilityapi.CreateCOSBucketPresetInput) (any, error) {
	defer s.lock()()
	o := blankCOSPreset(unitID)
	if err := refer(o, "qualityGroup", in.QualityGroup, inCatalogue(places())); err != nil {
		return nil, err
	}
	return s.createPreset(ctx, cosPresets, unitID, o, in, "qualityGroup")
}

// GetCOSBucketPreset returns a preset of a unit, or one it inherits.
func (s *service) GetCOSBucketPreset(ctx context.Context, unitID, presetID int64) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	o, owner := s.found(cosPresets, unitID, presetID)
	if o == nil {
		return nil, notFound("The " + string(cosPresets) + " " + itoa(presetID) + " was not found.")
	}
	out := s.renderObject(ctx, o)
	out["inherited"] = owner != unitID
	return out, nil
}

// UpdateCOSBucketPreset changes a preset.
func (s *service) UpdateCOSBucketPreset(ctx context.Context, unitID, presetID int64, in cloutilityapi.UpdateCOSBucketPresetParams, body *cloutilityapi.COSBucketPresetFields) (any, error) {
	defer s.lock()()
	group := object{}
	if err := refer(group, "qualityGroup", body.QualityGroup, inCatalogue(places())); err != nil {
		return nil, err
	}
	out, err := s.updatePreset(ctx, cosPresets, cosBuckets, unitID, presetID, in.UpdateMethod, body, "qualityGroup")
	if o, lookErr := s.item(cosPresets, unitID, presetID); err == nil && lookErr == nil && len(group) > 0 {
		maps.Copy(o, group)
		return s.renderObject(ctx, o), nil
	}
	return out, err
}
