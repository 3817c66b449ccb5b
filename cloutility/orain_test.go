package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestORainBuckets(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		id := srv.AddConsumers(home, 1)[0]
		_, err := client.ORain.Bucket(ctx, home, id)
		fails(t, err, backup.ErrNotFound)
		preset := must(client.ORain.CreatePreset(ctx, home, cloutility.CreateORainBucketPresetInput{Name: "Optical", BurnMode: "Stream", LockBurnMode: new(true), DelayedArchivingDays: 7}))(t)
		must(client.ORain.CreateBucket(ctx, home, id, cloutility.CreateORainBucketInput{Name: "discs", Users: []cloutility.ObjectRef{{ID: 4}}, Preset: thing(preset.ID), MinBurnCapacityGB: 25.5}))(t)
		got := must(client.ORain.Bucket(ctx, home, id))(t)
		if got.BurnMode != "Stream" || got.DelayedArchivingDays != 7 || got.MinBurnCapacityGB != 25.5 || at(got.Users, 0).Name != "s3-nord" || got.RaidType != "5+1" || got.ORainID == "" {
			t.Errorf("bucket %+v", got)
		}
		_, err = client.ORain.UpdatePreset(ctx, home, preset.ID, cloutility.UpdateORainBucketPresetInput{ORainBucketPresetFields: cloutility.ORainBucketPresetFields{Name: "Optical"}})
		fails(t, err, backup.ErrConflict) // a bucket has it
		changed := must(client.ORain.UpdatePreset(ctx, home, preset.ID, cloutility.UpdateORainBucketPresetInput{
			ORainBucketPresetFields: cloutility.ORainBucketPresetFields{Name: "Discs", BurnMode: "UDF", EnableDelayedArchive: new(true)}, UpdateMethod: "true",
		}))(t)
		if changed.Name != "Discs" || !changed.EnableDelayedArchive || changed.DelayedArchivingDays != 7 {
			t.Errorf("preset %+v", changed)
		}
		if got = must(client.ORain.Bucket(ctx, home, id))(t); got.BurnMode != "UDF" || got.EnableDelayedArchive {
			t.Errorf("bucket after its preset %+v", got)
		}
		next := srv.AddConsumers(home, 1)[0]
		_, err = client.ORain.CreateBucket(ctx, home, next, cloutility.CreateORainBucketInput{Name: "x", Users: []cloutility.ObjectRef{{ID: 4711}}})
		fails(t, err, backup.ErrInvalid)
		_, err = client.ORain.CreateBucket(ctx, home, next, cloutility.CreateORainBucketInput{Name: "x", DelayedArchivingDays: -1})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestORainUserLife(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		server := cloutility.ORainServerRef{BusinessUnitID: home, DataCenterID: 2, ORainServerID: 16}
		made := must(client.ORain.CreateServerUser(ctx, server, cloutility.CreateServerORainUserInput{Name: "s3-web", UserName: "web", Email: "a@example.com"}))(t)
		if made.ORainID == "" || made.UserName != "web" || made.Locked != 0 {
			t.Errorf("user %+v", made)
		}
		_, err := client.ORain.CreateServerUser(ctx, server, cloutility.CreateServerORainUserInput{Name: "S3-Web"})
		fails(t, err, backup.ErrConflict)
		must(client.ORain.UpdateUser(ctx, home, made.ID, cloutility.UpdateORainUserInput{Phone: "0431", Locked: new(int64(9))}))(t)
		patched := must(client.ORain.PatchUser(ctx, home, made.ID, cloutility.PatchORainUserInput{Email: new("")}))(t)
		if patched.Locked != 9 || patched.Phone != "0431" || patched.Email != "" || patched.Name != "s3-web" {
			t.Errorf("user %+v", patched)
		}
		ref := cloutility.ORainUserRef{BusinessUnitID: home, DataCenterID: 2, ORainServerID: 16, ORainUserID: made.ID}
		patched = must(client.ORain.PatchServerUser(ctx, ref, cloutility.PatchServerORainUserInput{Locked: new(int64(0))}))(t)
		users := must(backup.Collect(client.Users.AllORain(ctx, home, cloutility.ListORainUsersInput{}), 0))(t)
		if patched.Locked != 0 || len(users) != 2 || at(users, 1).Locked != 0 || at(users, 1).Phone != "0431" {
			t.Errorf("user %+v of %+v", patched, users)
		}
		_, err = client.ORain.PatchUser(ctx, home, made.ID, cloutility.PatchORainUserInput{Locked: new(int64(1))})
		fails(t, err, backup.ErrInvalid)
		_, err = client.ORain.PatchUser(ctx, home, made.ID, cloutility.PatchORainUserInput{})
		fails(t, err, backup.ErrInvalid)
		_, err = client.ORain.PatchServerUser(ctx, ref, cloutility.PatchServerORainUserInput{})
		fails(t, err, backup.ErrInvalid)
		ref.ORainServerID = 15
		_, err = client.ORain.PatchServerUser(ctx, ref, cloutility.PatchServerORainUserInput{Locked: new(int64(0))})
		fails(t, err, backup.ErrNotFound)
	})
}
