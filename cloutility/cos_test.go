package cloutility_test

import (
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestCOSBuckets(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		id := srv.AddConsumers(home, 1)[0]
		_, err := client.COS.Bucket(ctx, home, id)
		fails(t, err, backup.ErrNotFound)
		made := must(client.COS.CreateBucket(ctx, home, id, cloutility.CreateCOSBucketInput{Name: "vault", Owner: thing(162), Vault: thing(1), HardQuotaBytes: 4096, VersioningState: "Enabled"}))(t)
		must(client.COS.UpdateBucket(ctx, home, id, cloutility.UpdateCOSBucketInput{HardQuotaBytes: new(int64(0)), RetentionDays: new(int64(7))}))(t)
		got := must(client.COS.Bucket(ctx, home, id))(t)
		if got.ID != made.ID || got.CosID == "" || got.HardQuotaBytes != 0 || got.RetentionDays != 7 || got.Owner.Name != "nord" || got.DataSourceType.Name != "COS bucket" || got.VersioningState != "Enabled" {
			t.Errorf("bucket %+v", got)
		}
		_, err = client.COS.UpdateBucket(ctx, home, id, cloutility.UpdateCOSBucketInput{VersioningState: "Disabled"})
		fails(t, err, backup.ErrConflict)
		works(t, client.Consumers.Delete(ctx, home, id, cloutility.DeleteConsumerInput{}))
		gone := must(backup.Collect(client.COS.AllDeletedBuckets(ctx, home, cloutility.ListDeletedCOSBucketsInput{}), 0))(t)
		if len(gone) != 1 || at(gone, 0).ID != made.ID || at(gone, 0).Name != "vault" {
			t.Errorf("buckets that are left %+v", gone)
		}
		if page := must(client.COS.ListDeletedBuckets(ctx, 91, cloutility.ListDeletedCOSBucketsInput{}))(t); page.Total != 0 {
			t.Errorf("buckets of another unit %+v", page)
		}
	})
}

func TestCOSPresets(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		preset := must(client.COS.CreatePreset(ctx, home, cloutility.CreateCOSBucketPresetInput{Name: "Vault", QualityGroup: thing(1), HardQuotaBytes: 4096, LockHardQuotaBytes: new(true)}))(t)
		below := must(client.COS.Preset(ctx, 91, preset.ID))(t)
		if below.HardQuotaBytes != 4096 || !below.LockHardQuotaBytes || !below.Inherited || below.BusinessUnitID != home || below.QualityGroup.IsZero() {
			t.Errorf("preset %+v", below)
		}
		changed := must(client.COS.UpdatePreset(ctx, home, preset.ID, cloutility.UpdateCOSBucketPresetInput{
			COSBucketPresetFields: cloutility.COSBucketPresetFields{Name: "Vaults", RetentionDays: new(int64(30))},
		}))(t)
		if changed.Name != "Vaults" || changed.RetentionDays != 30 || changed.HardQuotaBytes != 4096 {
			t.Errorf("preset %+v", changed)
		}
		id := srv.AddConsumers(home, 1)[0]
		made := must(client.COS.CreateBucket(ctx, home, id, cloutility.CreateCOSBucketInput{Name: "b", Preset: thing(preset.ID)}))(t)
		if made.HardQuotaBytes != 4096 || made.RetentionDays != 30 {
			t.Errorf("bucket %+v", made)
		}
		alone := cloutility.UpdateCOSBucketPresetInput{COSBucketPresetFields: cloutility.COSBucketPresetFields{Name: "Vaults", HardQuotaBytes: new(int64(1))}, UpdateMethod: "false"}
		must(client.COS.UpdatePreset(ctx, home, preset.ID, alone))(t)
		if got := must(client.COS.Bucket(ctx, home, id))(t); got.HardQuotaBytes != 4096 {
			t.Errorf("bucket that was to be left alone %+v", got)
		}
		_, err := client.COS.UpdatePreset(ctx, 91, preset.ID, alone) // it is inherited
		fails(t, err, backup.ErrNotFound)
		_, err = client.COS.CreatePreset(ctx, home, cloutility.CreateCOSBucketPresetInput{Name: "x", QualityGroup: thing(4711)})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestCOSAccounts(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		made := must(client.COS.CreateAccount(ctx, home, cloutility.CreateCOSAccountInput{Name: "web", DefaultVault: thing(1)}))(t)
		server := cloutility.COSServerRef{BusinessUnitID: home, DataCenterID: 2, COSServerID: 15}
		other := must(client.COS.CreateServerAccount(ctx, server, cloutility.CreateServerCOSAccountInput{Name: "mail", AutoAssignBuckets: new(true)}))(t)
		if made.CosID == "" || made.ID == other.ID || !other.AutoAssignBuckets || made.AutoAssignBuckets {
			t.Errorf("accounts %+v, %+v", made, other)
		}
		_, err := client.COS.CreateServerAccount(ctx, server, cloutility.CreateServerCOSAccountInput{Name: "Web"})
		fails(t, err, backup.ErrConflict)

		keys := must(client.COS.CreateCredentials(ctx, home, made.ID, cloutility.CreateCOSCredentialsInput{}))(t)
		own := must(client.COS.CreateCredentials(ctx, home, made.ID, cloutility.CreateCOSCredentialsInput{AccessKey: "AK1", SecretKey: backup.NewSecret("Polar-Secret-1")}))(t)
		if keys.S3AccessKey == "" || keys.SecretKey.IsZero() || own.S3AccessKey != "AK1" || own.SecretKey.Reveal() != "Polar-Secret-1" || own.Account.ID != made.ID {
			t.Errorf("keys %+v, %+v", keys, own)
		}
		if text := own.SecretKey.String(); strings.Contains(text, "Polar") {
			t.Errorf("the secret prints as %s", text)
		}
		_, err = client.COS.CreateCredentials(ctx, home, made.ID, cloutility.CreateCOSCredentialsInput{AccessKey: "AK2"})
		fails(t, err, backup.ErrInvalid)
		_, err = client.COS.CreateCredentials(ctx, home, made.ID, cloutility.CreateCOSCredentialsInput{SecretKey: backup.NewSecret("x")})
		fails(t, err, backup.ErrInvalid)

		ref := cloutility.COSAccountRef{BusinessUnitID: home, DataCenterID: 2, COSServerID: 15, COSAccountID: made.ID}
		patched := must(client.COS.PatchAccount(ctx, ref, cloutility.PatchCOSAccountInput{AvailableForDescendants: new(true)}))(t)
		if !patched.AvailableForDescendants || patched.Name != "web" || len(patched.Credentials) != 2 || !at(patched.Credentials, 0).SecretKey.IsZero() {
			t.Errorf("account %+v", patched)
		}
		_, err = client.COS.PatchAccount(ctx, ref, cloutility.PatchCOSAccountInput{})
		fails(t, err, backup.ErrInvalid)
		ref.DataCenterID = 3
		_, err = client.COS.PatchAccount(ctx, ref, cloutility.PatchCOSAccountInput{Name: new("x")})
		fails(t, err, backup.ErrNotFound)
	})
}

// A secret that is lost on its way is not made again.
func TestLostKeys(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	srv.Inject(cloutilitytest.Fault{Operation: "createCOSAccountCredentials", Reset: true, After: true})
	if _, err := client.COS.CreateCredentials(t.Context(), home, 162, cloutility.CreateCOSCredentialsInput{}); err == nil || srv.Count("createCOSAccountCredentials") != 1 {
		t.Errorf("error %v, %d requests", err, srv.Count("createCOSAccountCredentials"))
	}
}
