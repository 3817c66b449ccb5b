package cloutilitytest

import (
	"context"
	"maps"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// pointSettings are what PoINT buckets and their presets have both.
func pointSettings() object {
	return object{
		"clientAccessEnabled": false, "writeProtected": false, "readPriority": "Normal", "writePriority": "Normal", "versioningState": "Disabled",
		"metadataCached": false, "objectCacheThresholdBytes": int64(0), "sosApiEnabled": false, "autoReplicationEnabled": false, "objectsSizeQuotaBytes": int64(0),
	}
}

// threshold says whether the gateway can cache objects up to a size.
func threshold(bytes *int64) error {
	if bytes != nil && !slices.Contains([]int64{0, 512, 1024, 2048, 3072, 4096}, *bytes) {
		return invalid("The field ObjectCacheThresholdBytes is none of 0, 512, 1024, 2048, 3072 and 4096.")
	}
	return nil
}

// pointRefs writes what a bucket refers to.
func (s *service) pointRefs(o object, unitID int64, owner, partition *cloutilityapi.ObjectRef) error {
	if err := refer(o, "owner", owner, s.inUnit(pointUsers, unitID)); err != nil {
		return err
	}
	return refer(o, "partition", partition, inCatalogue(places()))
}

// CreatePointBucket gives a consumption unit a bucket.
func (s *service) CreatePointBucket(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.CreatePointBucketInput) (any, error) {
	defer s.lock()()
	o := pointSettings()
	if err := threshold(&in.ObjectCacheThresholdBytes); err != nil {
		return nil, err
	}
	maps.Copy(o, object{
		"pointId": "p-" + s.ids.Hex(4), "objectCount": 0, "objectsSizeBytes": 0, "retentionPolicy": "None", "retentionDays": 0, "autoDestruction": false, //nolint:mnd // digits
	})
	if err := s.pointRefs(o, unitID, in.Owner, in.Partition); err != nil {
		return nil, err
	}
	return s.createBucket(ctx, pointBuckets, pointPresets, unitID, consumerID, pointBucketSource, o, in.Preset, in, "owner", "partition")
}

// UpdatePointBucket changes the bucket of a consumption unit.
func (s *service) UpdatePointBucket(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.UpdatePointBucketInput) (any, error) {
	defer s.lock()()
	if err := threshold(in.ObjectCacheThresholdBytes); err != nil {
		return nil, err
	}
	return s.updateBucket(ctx, pointBuckets, pointPresets, unitID, consumerID, in, func(o object) error {
		if err := refer(o, "preset", in.Preset, s.inUnit(pointPresets, unitID)); err != nil {
			return err
		}
		return s.pointRefs(o, unitID, in.Owner, in.Partition)
	}, "owner", "partition")
}

// CreatePointRepository gives a consumption unit a repository.
func (s *service) CreatePointRepository(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.CreatePointRepositoryInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	if s.newest(repositories, consumerID) != nil {
		return nil, conflict("The consumer has a PoINT repository.")
	}
	o := object{"pointId": "p-" + s.ids.Hex(4)} //nolint:mnd // digits
	if err := s.pointRefs(o, unitID, in.Owner, in.Partition); err != nil {
		return nil, err
	}
	change, err := fields(in, "name")
	if err != nil {
		return nil, err
	}
	delete(change, "owner")
	delete(change, "partition")
	maps.Copy(o, change)
	c.source = repositorySource
	s.insert(repositories, consumerID, o)
	s.audit(auditCreate, unitID, consumerID, "PoINT repository "+in.Name+" was created")
	return s.created(s.sourced(ctx, c, o))
}

// ReleasePointBuckets takes buckets from consumption units of a unit and those below:
// all of them or none.
func (s *service) ReleasePointBuckets(_ context.Context, unitID int64, ids *cloutilityapi.BucketIDs) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	owners := make([]*consumer, len(*ids))
	for i, id := range *ids {
		for _, c := range s.consumers {
			if o := s.newest(pointBuckets, c.id); o != nil && idOf(o) == id && (c.unit == unitID || s.isBelow(c.unit, unitID)) {
				owners[i] = c
			}
		}
		if owners[i] == nil || slices.Contains((*ids)[:i], id) {
			return nil, notFound("PoINT bucket " + itoa(id) + " was not found.")
		}
	}
	for i, id := range *ids {
		o := s.take(pointBuckets, owners[i].id, id)
		owners[i].source = 0
		s.insert(freePointBuckets, unitID, o)
		s.audit(auditModify, owners[i].unit, owners[i].id, "A bucket was released")
	}
	return s.done()
}

// CreatePointBucketPreset makes a preset.
func (s *service) CreatePointBucketPreset(ctx context.Context, unitID int64, in *cloutilityapi.CreatePointBucketPresetInput) (any, error) {
	defer s.lock()()
	if err := threshold(&in.ObjectCacheThresholdBytes); err != nil {
		return nil, err
	}
	return s.createPreset(ctx, pointPresets, unitID, locked(pointSettings()), in)
}

// UpdatePointBucketPreset changes a preset.
func (s *service) UpdatePointBucketPreset(ctx context.Context, unitID, presetID int64, in cloutilityapi.UpdatePointBucketPresetParams, body *cloutilityapi.PointBucketPresetFields) (any, error) {
	defer s.lock()()
	if err := threshold(body.ObjectCacheThresholdBytes); err != nil {
		return nil, err
	}
	return s.updatePreset(ctx, pointPresets, pointBuckets, unitID, presetID, in.UpdateMethod, body)
}
