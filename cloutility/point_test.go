package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestPointBuckets(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ids := srv.AddConsumers(home, 2)
		preset := must(client.Point.CreatePreset(ctx, home, cloutility.CreatePointBucketPresetInput{
			Name: "Archive", VersioningState: "Enabled", LockVersioningState: new(true), ObjectsSizeQuotaBytes: 4096, ObjectCacheThresholdBytes: 512,
		}))(t)
		if !preset.LockVersioningState || preset.LockWriteProtected || preset.ObjectsSizeQuotaBytes != 4096 {
			t.Errorf("preset %+v", preset)
		}
		made := must(client.Point.CreateBucket(ctx, home, ids[0], cloutility.CreatePointBucketInput{
			Name: "nord-archive", Owner: thing(142), Partition: thing(1), Preset: thing(preset.ID), ObjectsSizeQuotaBytes: 8192,
		}))(t)
		if made.VersioningState != "Enabled" || made.ObjectsSizeQuotaBytes != 8192 || made.ObjectCacheThresholdBytes != 512 || made.Owner.Name != "s3-nord" || made.Preset.ID != preset.ID || made.PointID == "" {
			t.Errorf("bucket %+v", made)
		}
		_, err := client.Point.CreateBucket(ctx, home, ids[0], cloutility.CreatePointBucketInput{Name: "other"})
		fails(t, err, backup.ErrConflict) // it has one
		_, err = client.Point.CreateBucket(ctx, home, ids[1], cloutility.CreatePointBucketInput{Name: "Nord-Archive"})
		fails(t, err, backup.ErrConflict) // the name is taken
		_, err = client.Point.CreateBucket(ctx, home, ids[1], cloutility.CreatePointBucketInput{Name: "x", Preset: thing(preset.ID), VersioningState: "Disabled"})
		fails(t, err, backup.ErrConflict) // locked
		_, err = client.Point.CreateBucket(ctx, home, ids[1], cloutility.CreatePointBucketInput{Name: "x", Owner: thing(4711)})
		fails(t, err, backup.ErrInvalid)

		changed := must(client.Point.UpdateBucket(ctx, home, ids[0], cloutility.UpdatePointBucketInput{WriteProtected: new(true), ObjectsSizeQuotaBytes: new(int64(0))}))(t)
		if !changed.WriteProtected || changed.ObjectsSizeQuotaBytes != 0 || changed.Name != "nord-archive" {
			t.Errorf("bucket %+v", changed)
		}
		_, err = client.Point.UpdateBucket(ctx, home, ids[0], cloutility.UpdatePointBucketInput{VersioningState: "Suspended"})
		fails(t, err, backup.ErrConflict) // locked
		_, err = client.Point.UpdateBucket(ctx, home, ids[1], cloutility.UpdatePointBucketInput{})
		fails(t, err, backup.ErrNotFound)

		// A preset that buckets have changes only when it is said what becomes of them.
		next := cloutility.UpdatePointBucketPresetInput{PointBucketPresetFields: cloutility.PointBucketPresetFields{Name: "Archive", VersioningState: "Suspended", ObjectsSizeQuotaBytes: new(int64(1))}}
		_, err = client.Point.UpdatePreset(ctx, home, preset.ID, next)
		fails(t, err, backup.ErrConflict)
		next.UpdateMethod = "true"
		must(client.Point.UpdatePreset(ctx, home, preset.ID, next))(t)
		changed = must(client.Point.UpdateBucket(ctx, home, ids[0], cloutility.UpdatePointBucketInput{WriteProtected: new(false)}))(t)
		if changed.VersioningState != "Suspended" || changed.ObjectsSizeQuotaBytes != 0 { // what is locked, and nothing else
			t.Errorf("bucket after its preset %+v", changed)
		}
		next.UpdateMethod = "perhaps"
		_, err = client.Point.UpdatePreset(ctx, home, preset.ID, next)
		fails(t, err, backup.ErrInvalid)

		fails(t, client.Point.ReleaseBuckets(ctx, home, []int64{made.ID, 4711}), backup.ErrNotFound)
		works(t, client.Point.ReleaseBuckets(ctx, home, []int64{made.ID}))
		_, err = client.Point.UpdateBucket(ctx, home, ids[0], cloutility.UpdatePointBucketInput{})
		fails(t, err, backup.ErrNotFound)
		fails(t, client.Point.ReleaseBuckets(ctx, home, []int64{made.ID}), backup.ErrNotFound)
		fails(t, client.Point.ReleaseBuckets(ctx, home, nil), backup.ErrInvalid)
		_, err = client.Point.CreatePreset(ctx, home, cloutility.CreatePointBucketPresetInput{Name: "x", ObjectCacheThresholdBytes: 100})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestPointRepositories(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		id := srv.AddConsumers(home, 1)[0]
		must(client.Point.CreateRepository(ctx, home, id, cloutility.CreatePointRepositoryInput{Name: "files", Owner: thing(142), Quota: []byte(`{"bytes":5}`)}))(t)
		got := must(client.Consumers.PointRepository(ctx, home, id))(t)
		if got.Name != "files" || string(got.Quota) != `{"bytes":5}` || got.Owner.IsZero() {
			t.Errorf("repository %+v", got)
		}
		_, err := client.Point.CreateRepository(ctx, home, id, cloutility.CreatePointRepositoryInput{Name: "files"})
		fails(t, err, backup.ErrConflict)
		_, err = client.Point.CreateRepository(ctx, home, id, cloutility.CreatePointRepositoryInput{Name: "files", Quota: []byte(`{`)})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestPointUsers(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		must(client.Point.CreateUser(ctx, home, cloutility.CreatePointUserInput{Name: "s3-web", HasS3Access: new(true), DefaultPartition: thing(1), Server: thing(14)}))(t)
		name := func(u cloutility.PointUser) string { return u.Name }
		all := must(backup.Collect(client.Point.AllUsers(ctx, home, cloutility.ListPointUsersInput{}), 0))(t)
		same(t, "users", []string{"s3-nord", "s3-web"}, each(all, name))
		below := must(client.Point.ListUsers(ctx, 91, cloutility.ListPointUsersInput{}))(t)
		same(t, "users below", []string{"s3-nord"}, each(below.Items, name))
		if !at(below.Items, 0).Inherited || at(all, 0).Inherited {
			t.Errorf("users %+v, below %+v", all, below.Items)
		}
		ref := cloutility.PointUserRef{BusinessUnitID: home, DataCenterID: 2, PointServerID: 14, PointUserID: 142}
		put := must(client.Point.UpdateUser(ctx, ref, cloutility.UpdatePointUserInput{Name: "polar", S3AccessKey: "AK1"}))(t)
		patched := must(client.Point.PatchUser(ctx, ref, cloutility.PatchPointUserInput{AvailableForDescendants: new(false), S3AccessKey: new("")}))(t)
		if put.Name != "polar" || put.S3AccessKey != "AK1" || patched.Name != "polar" || patched.S3AccessKey != "" || patched.AvailableForDescendants || !patched.HasS3Access {
			t.Errorf("user %+v, then %+v", put, patched)
		}
		if below = must(client.Point.ListUsers(ctx, 91, cloutility.ListPointUsersInput{}))(t); below.Total != 0 {
			t.Errorf("users below %+v", below.Items)
		}
		_, err := client.Point.PatchUser(ctx, ref, cloutility.PatchPointUserInput{})
		fails(t, err, backup.ErrInvalid)
		_, err = client.Point.PatchUser(ctx, ref, cloutility.PatchPointUserInput{Name: new("s3-web")})
		fails(t, err, backup.ErrConflict)
		_, err = client.Point.CreateUser(ctx, home, cloutility.CreatePointUserInput{Name: "x", Server: thing(15)})
		fails(t, err, backup.ErrInvalid)
		ref.PointServerID = 15
		_, err = client.Point.UpdateUser(ctx, ref, cloutility.UpdatePointUserInput{})
		fails(t, err, backup.ErrNotFound)
	})
}
