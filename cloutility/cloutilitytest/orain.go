package cloutilitytest

import (
	"context"
	"maps"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// oRainSettings are what oRain buckets and their presets have both.
func oRainSettings() object {
	return object{
		"burnMode": "UDF", "burnType": "finishedBurn", "cleanType": "burnedClean", "raidType": "5+1", "discType": "BD-R 100GB", "burnCron": "", "cleanCron": "",
		"minBurnCapacityGB": 0.0, "allowLogicalDiscAdjustment": false, "retainDiscAfterMigration": false, "delayedArchivingDays": int64(0),
		"enableDelayedArchive": false, "versioningState": "Disabled",
	}
}

// GetORainBucket returns the bucket of a consumption unit.
func (s *service) GetORainBucket(ctx context.Context, unitID, consumerID int64) (any, error) {
	defer s.lock()()
	return s.getSource(ctx, oRainBuckets, unitID, consumerID)
}

// CreateORainBucket gives a consumption unit a bucket.
func (s *service) CreateORainBucket(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.CreateORainBucketInput) (any, error) {
	defer s.lock()()
	o := oRainSettings()
	users := []object{}
	for _, ref := range in.Users {
		user := s.inUnit(oRainUsers, unitID)(ref.ID)
		if user == nil {
			return nil, invalid("The oRain user " + itoa(ref.ID) + " was not found.")
		}
		users = append(users, brief(user))
	}
	maps.Copy(o, object{
		"oRainId": "b-" + s.ids.Hex(4), "magazines": []any{}, "objectCount": 0, "objectsSizeBytes": 0, "users": users, //nolint:mnd // digits
		"server": object{"id": oRainServer, "name": "orain-nord-1"},
	})
	if err := refer(o, "server", in.Server, inCatalogue(otherServers(), oRainServer)); err != nil {
		return nil, err
	}
	return s.createBucket(ctx, oRainBuckets, oRainPresets, unitID, consumerID, oRainBucketSource, o, in.Preset, in, "users", "server")
}

// CreateORainBucketPreset makes a preset.
func (s *service) CreateORainBucketPreset(ctx context.Context, unitID int64, in *cloutilityapi.CreateORainBucketPresetInput) (any, error) {
	defer s.lock()()
	return s.createPreset(ctx, oRainPresets, unitID, locked(oRainSettings()), in)
}

// UpdateORainBucketPreset changes a preset.
func (s *service) UpdateORainBucketPreset(ctx context.Context, unitID, presetID int64, in cloutilityapi.UpdateORainBucketPresetParams, body *cloutilityapi.ORainBucketPresetFields) (any, error) {
	defer s.lock()()
	return s.updatePreset(ctx, oRainPresets, oRainBuckets, unitID, presetID, in.UpdateMethod, body)
}

func noReferences(object) error { return nil }

// UpdateORainUser changes a user.
func (s *service) UpdateORainUser(ctx context.Context, unitID, userID int64, in *cloutilityapi.UpdateORainUserInput) (any, error) {
	defer s.lock()()
	return s.updateORainUser(ctx, unitID, userID, in.Locked, in)
}

// PatchORainUser changes what the body has.
func (s *service) PatchORainUser(ctx context.Context, unitID, userID int64, in *cloutilityapi.PatchORainUserInput) (any, error) {
	defer s.lock()()
	return s.updateORainUser(ctx, unitID, userID, in.Locked, in)
}

// PatchServerORainUser changes what the body has, of a user of a server.
func (s *service) PatchServerORainUser(ctx context.Context, unitID, dataCenterID, serverID, userID int64, in *cloutilityapi.PatchServerORainUserInput) (any, error) {
	defer s.lock()()
	if err := s.atServer(unitID, dataCenterID, serverID, oRainServer); err != nil {
		return nil, err
	}
	return s.updateORainUser(ctx, unitID, userID, in.Locked, in)
}

func (s *service) updateORainUser(ctx context.Context, unitID, userID int64, lock *int64, body any) (any, error) {
	const open, shut = 0, 9
	if lock != nil && *lock != open && *lock != shut {
		return nil, invalid("The field Locked is neither 0 nor 9.")
	}
	return s.updateShared(ctx, oRainUsers, unitID, userID, body, noReferences)
}

// CreateServerORainUser makes a user on a server.
func (s *service) CreateServerORainUser(ctx context.Context, unitID, dataCenterID, serverID int64, in *cloutilityapi.CreateServerORainUserInput) (any, error) {
	defer s.lock()()
	if err := s.atServer(unitID, dataCenterID, serverID, oRainServer); err != nil {
		return nil, err
	}
	o := object{
		"name": "", "userName": "", "oRainId": "or-" + s.ids.Hex(4), "locked": 0, "phone": "", "email": "", "availableForDescendants": false, //nolint:mnd // digits
		"inherited": false, "autoAssignBuckets": false, "server": object{"id": oRainServer, "name": "orain-nord-1"},
	}
	return s.createShared(ctx, oRainUsers, unitID, o, in)
}
