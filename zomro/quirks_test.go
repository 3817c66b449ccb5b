package zomro_test

import (
	"strconv"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// day is a day's work; it returns what it saw.
func day(t *testing.T, opts ...zomrotest.Option) []any {
	t.Helper()
	srv := zomrotest.New(append(opts, zomrotest.WithPageSize(2))...)
	for range 3 {
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "nightly", Type: "auto", SizeGB: 4, Protected: true})
	}
	client := newClient(t, srv)
	var saw []any
	note := func(v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		saw = append(saw, v)
	}
	user, err := client.Account.Whoami(t.Context())
	note(user, err)
	instances, err := backup.Collect(client.Instances.All(t.Context(), zomro.ListInstancesInput{}), 0)
	note(instances, err)
	made, err := client.Backups.CreateAndWait(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "before-upgrade"})
	note(made, err)
	page, err := client.Backups.List(t.Context(), zomrotest.InstanceID, zomro.ListBackupsInput{})
	note(page, err)
	all, err := backup.Collect(client.Backups.All(t.Context(), zomrotest.InstanceID, zomro.ListBackupsInput{}), 0)
	note(all, err)
	empty, err := client.Backups.List(t.Context(), zomrotest.OtherInstanceID, zomro.ListBackupsInput{})
	note(empty, err)
	_, err = client.Backups.Get(t.Context(), 1)
	note(err.Error(), nil)
	note(nil, client.Backups.Delete(t.Context(), zomrotest.InstanceID, made.ID))
	return saw
}

// However odd the responses look, they mean the same.
func TestQuirksChangeNothing(t *testing.T) {
	var want []any
	synctest.Test(t, func(t *testing.T) { want = day(t) })
	options := []cmp.Option{
		cmpopts.IgnoreFields(zomro.Backup{}, "Extra", "Texts"), cmpopts.IgnoreFields(zomro.Instance{}, "Extra", "Texts"),
		cmpopts.IgnoreFields(zomro.User{}, "Extra", "Texts"), cmpopts.EquateEmpty(),
	}
	for seed := uint64(1); seed <= 50; seed++ {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if diff := cmp.Diff(want, day(t, zomrotest.WithQuirks(seed)), options...); diff != "" {
					t.Errorf("-plain +odd:\n%s", diff)
				}
			})
		})
	}
}
