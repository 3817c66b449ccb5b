package zomro_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestRestore(t *testing.T) {
	for kind, backupOf := range map[string]zomrotest.Backup{
		"its own backup":      {InstanceID: zomrotest.InstanceID},
		"another one's":       {InstanceID: zomrotest.OtherInstanceID, MinRAMGB: 4},
		"a snapshot":          {InstanceID: zomrotest.InstanceID, Kind: zomrotest.KindSnapshot},
		"an image":            {Kind: zomrotest.KindImage, Region: "Poland-1", MinDiskGB: 40, MinRAMGB: 2},
		"one without a limit": {Kind: zomrotest.KindImage, Region: "Poland-1"},
	} {
		t.Run(kind, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := zomrotest.New()
				id := srv.AddBackup(backupOf)
				client := newClient(t, srv)
				b, err := client.Backups.Get(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				err = client.Backups.Restore(t.Context(), zomrotest.InstanceID, id, zomro.RestoreBackupInput{Password: backup.NewSecret("Harbor7-new")})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := client.Instances.WaitSteady(t.Context(), zomrotest.InstanceID); err != nil {
					t.Fatal(err)
				}
				if i, _ := srv.Instance(zomrotest.InstanceID); i.Image != b.FleioID || i.Password != "Harbor7-new" {
					t.Errorf("%+v, want image %s", i, b.FleioID)
				}
				form := forms(srv, "rebuildInstance")[0]
				for field, want := range map[string]string{
					"elid": "7310442", "zone": "own", "select_rebuild": b.FleioID, "enablessh": "off", "sok": "ok", "password": "Harbor7-new",
				} {
					if form.Get(field) != want {
						t.Errorf("%s = %q, want %q", field, form.Get(field), want)
					}
				}
			})
		})
	}
}

func TestRestoreLooksFirst(t *testing.T) {
	tests := []struct {
		name      string
		have      zomrotest.Backup
		tariff    string
		unchecked bool
		want      error
		text      string
	}{
		{"still being saved", zomrotest.Backup{InstanceID: zomrotest.InstanceID, Status: "Saving"}, "", false, backup.ErrConflict, "not active but Saving"},
		{"suspended", zomrotest.Backup{InstanceID: zomrotest.InstanceID, Status: "suspended"}, "", true, backup.ErrConflict, "suspended"},
		{"elsewhere", zomrotest.Backup{InstanceID: zomrotest.InstanceID, Region: "Netherlands-2"}, "", true, backup.ErrInvalid, "lies in Netherlands-2, the instance in Poland-1"},
		{"too large a disk", zomrotest.Backup{InstanceID: zomrotest.InstanceID, MinDiskGB: 41}, "", true, backup.ErrInvalid, "needs 41 GB of disk, the tariff has 40"},
		{"too much memory", zomrotest.Backup{InstanceID: zomrotest.InstanceID, MinRAMGB: 8}, "", true, backup.ErrInvalid, "needs 8 GB of memory, the tariff has 4"},
		{"a tariff that is not sold any more", zomrotest.Backup{Kind: zomrotest.KindImage, Region: "Poland-1", MinDiskGB: 10}, "Cloud 2019", false, backup.ErrInvalid, "Unchecked"},
		{"the same, unchecked", zomrotest.Backup{Kind: zomrotest.KindImage, Region: "Poland-1", MinDiskGB: 10}, "Cloud 2019", true, nil, ""},
		{"the same, its own backup", zomrotest.Backup{MinDiskGB: 10}, "Cloud 2019", false, nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			srv := zomrotest.NewServer(t)
			instance := zomrotest.InstanceID
			if test.tariff != "" {
				instance = srv.AddInstance(zomrotest.Instance{ServerName: "old", Tariff: test.tariff, DataCenter: "Poland-1", DiskGB: 30, RAMGB: 2})
			}
			if test.have.InstanceID == 0 && test.have.Kind == "" {
				test.have.InstanceID = instance
			}
			id := srv.AddBackup(test.have)
			err := newClient(t, srv).Backups.Restore(t.Context(), instance, id, zomro.RestoreBackupInput{Unchecked: test.unchecked})
			if !errors.Is(err, test.want) || err != nil && !strings.Contains(err.Error(), test.text) {
				t.Errorf("error %v, want %v with %q", err, test.want, test.text)
			}
			if n := srv.Count("rebuildInstance"); n != map[bool]int{true: 1, false: 0}[test.want == nil] {
				t.Errorf("%d rebuilds", n)
			}
		})
	}
	t.Run("hidden by a filter", func(t *testing.T) {
		srv := zomrotest.NewServer(t)
		id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID})
		srv.SetFilter("instances", url.Values{"name": {"Cloud S1"}})
		err := newClient(t, srv).Backups.Restore(t.Context(), zomrotest.InstanceID, id, zomro.RestoreBackupInput{})
		if !errors.Is(err, backup.ErrNotFound) || !strings.Contains(err.Error(), "filter") {
			t.Errorf("error %v", err)
		}
	})
}

// A size that cannot be read is not taken for none.
func TestRestoreWithAnUnreadableSize(t *testing.T) {
	const image = `{"doc":{"id":{"$":"9"},"fleio_id":{"$":"4f3f0f4c-2f0a-4b55-9a0e-7a1f5d1f9b21"},"fleio_status":{"$":"Active"},"min_disk":{"$":"plenty"}}}`
	const list = `{"doc":{"elem":[{"id":{"$":"7"},"pricelist":{"$":"6811"}}],"p_elems":{"$":"1"}}}`
	const tariffs = `{"doc":{"list":[{"$name":"pricelist","elem":[{"id":{"$":"6811"},"detail":[{"name":{"$":"Disk space"},"value":{"$":"900 Gb"}}]}]}]}}`
	for _, unchecked := range []bool{false, true} {
		client := responding(t, jsonResponses([]string{image, list, tariffs, `{"doc":{"ok":{}}}`})...)
		err := client.Backups.Restore(t.Context(), 7, 9, zomro.RestoreBackupInput{Unchecked: unchecked})
		if (err == nil) != unchecked || err != nil && !errors.Is(err, backup.ErrInvalid) {
			t.Errorf("unchecked %t: %v", unchecked, err)
		}
	}
}

// A rebuild that is repeated would throw away what was done since the first.
func TestRestoreIsSentOnce(t *testing.T) {
	srv := zomrotest.NewServer(t)
	id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID})
	srv.Inject(zomrotest.FaultReset("rebuildInstance").AfterWork())
	err := newClient(t, srv).Backups.Restore(t.Context(), zomrotest.InstanceID, id, zomro.RestoreBackupInput{})
	if !errors.Is(err, backup.ErrUnavailable) || srv.Count("rebuildInstance") != 1 {
		t.Errorf("error %v after %d requests", err, srv.Count("rebuildInstance"))
	}
}

func TestRestoreToNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, MinRAMGB: 4})
		client := newClient(t, srv)
		in := ordered()
		in.Image, in.Count = "", 5 // its own
		made, err := client.Backups.RestoreToNew(t.Context(), id, zomro.RestoreToNewInput{Order: in})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Instances.WaitSteady(t.Context(), made.Instance.ID); err != nil {
			t.Fatal(err)
		}
		have, _ := srv.Instance(made.Instance.ID)
		if b := srv.Backups(zomrotest.InstanceID)[0]; have.Image != b.UUID || have.ServerName != "harbor-new" {
			t.Errorf("%+v, want image %s", have, b.UUID)
		}
		if o := srv.Orders(); len(o) != 1 || !o[0].Paid || o[0].Count != 1 {
			t.Errorf("orders %+v", o)
		}
	})
}

func TestRestoreToNewLooksFirst(t *testing.T) {
	tests := []struct {
		name   string
		have   zomrotest.Backup
		change func(*zomro.OrderInstanceInput)
		want   error
	}{
		{"not active", zomrotest.Backup{InstanceID: zomrotest.InstanceID, Status: "Saving"}, func(*zomro.OrderInstanceInput) {}, backup.ErrConflict},
		{"elsewhere", zomrotest.Backup{InstanceID: zomrotest.InstanceID}, func(o *zomro.OrderInstanceInput) { o.DataCenterID = zomrotest.OtherDataCenter }, backup.ErrInvalid},
		{"too small", zomrotest.Backup{InstanceID: zomrotest.InstanceID}, func(o *zomro.OrderInstanceInput) { o.TariffID = zomrotest.SmallTariff }, backup.ErrInvalid},
		{"not for sale", zomrotest.Backup{InstanceID: zomrotest.InstanceID}, func(o *zomro.OrderInstanceInput) { o.TariffID = 4711 }, backup.ErrNotFound},
		{"terms", zomrotest.Backup{InstanceID: zomrotest.InstanceID}, func(o *zomro.OrderInstanceInput) { o.AcceptTerms = false }, backup.ErrInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			srv := zomrotest.NewServer(t)
			id := srv.AddBackup(test.have)
			in := zomro.RestoreToNewInput{Order: ordered()}
			test.change(&in.Order)
			if made, err := newClient(t, srv).Backups.RestoreToNew(t.Context(), id, in); !errors.Is(err, test.want) || made != nil {
				t.Errorf("%+v, %v; want %v", made, err, test.want)
			}
			if len(srv.Orders()) != 0 {
				t.Errorf("orders %+v", srv.Orders())
			}
		})
	}
}
