package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// blankPointUser is a user with nothing in it.
func blankPointUser() object {
	return object{
		"name": "", "pointId": "", "hasS3Access": false, "s3AccessKey": "", "server": object{"id": pointServer, "name": "point-nord-1"},
		"availableForDescendants": false, "inherited": false, "autoAssignBuckets": false,
	}
}

// pointUserRefs writes what a user refers to.
func (s *service) pointUserRefs(o object, unitID int64, partition, server, preset *cloutilityapi.ObjectRef) error {
	if err := refer(o, "defaultPartition", partition, inCatalogue(places())); err != nil {
		return err
	}
	if err := refer(o, "server", server, inCatalogue(otherServers(), pointServer)); err != nil {
		return err
	}
	return refer(o, "defaultPreset", preset, s.inUnit(pointPresets, unitID))
}

// ListPointUsers returns the users of a unit, and those it inherits.
func (s *service) ListPointUsers(ctx context.Context, unitID int64, in cloutilityapi.ListPointUsersInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	all := s.shared(pointUsers, unitID)
	path := unitPath(unitID) + "/pointusers"
	return s.listOf(ctx, path, len(all), func(i int) object { return s.renderObject(ctx, all[i]) }, window{in.Cursor, in.Limit})
}

// CreatePointUser makes a user.
func (s *service) CreatePointUser(ctx context.Context, unitID int64, in *cloutilityapi.CreatePointUserInput) (any, error) {
	defer s.lock()()
	o := blankPointUser()
	o["pointId"] = "u-" + s.ids.Hex(4) //nolint:mnd // digits
	if err := s.pointUserRefs(o, unitID, in.DefaultPartition, in.Server, in.DefaultPreset); err != nil {
		return nil, err
	}
	return s.createShared(ctx, pointUsers, unitID, o, in, "defaultPartition", "server", "defaultPreset")
}

// UpdatePointUser changes a user.
func (s *service) UpdatePointUser(ctx context.Context, unitID, dataCenterID, serverID, userID int64, in *cloutilityapi.UpdatePointUserInput) (any, error) {
	defer s.lock()()
	if err := s.atServer(unitID, dataCenterID, serverID, pointServer); err != nil {
		return nil, err
	}
	return s.updateShared(ctx, pointUsers, unitID, userID, in, func(o object) error {
		return s.pointUserRefs(o, unitID, in.DefaultPartition, in.Server, in.DefaultPreset)
	}, "defaultPartition", "server", "defaultPreset")
}

// PatchPointUser changes what the body has.
func (s *service) PatchPointUser(ctx context.Context, unitID, dataCenterID, serverID, userID int64, in *cloutilityapi.PatchPointUserInput) (any, error) {
	defer s.lock()()
	if err := s.atServer(unitID, dataCenterID, serverID, pointServer); err != nil {
		return nil, err
	}
	return s.updateShared(ctx, pointUsers, unitID, userID, in, func(o object) error {
		return s.pointUserRefs(o, unitID, in.DefaultPartition, in.Server, in.DefaultPreset)
	}, "defaultPartition", "server", "defaultPreset")
}
