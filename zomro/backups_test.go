package zomro_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestListDecodesARow(t *testing.T) {
	srv := zomrotest.NewServer(t)
	id := srv.AddBackup(zomrotest.Backup{
		InstanceID: zomrotest.InstanceID, Name: "before-upgrade", SizeGB: 7, Protected: true,
		Created: time.Date(2026, 8, 17, 6, 42, 10, 0, time.UTC),
	})
	client := newClient(t, srv)
	page, err := client.Backups.List(t.Context(), zomrotest.InstanceID, zomro.ListBackupsInput{})
	if err != nil {
		t.Fatal(err)
	}
	want := &zomro.BackupPage{
		Page: backup.Page[zomro.Backup]{Total: 1, Items: []zomro.Backup{{
			ID: id, Name: "before-upgrade", Status: zomro.BackupActive, ItemRealStatus: zomro.ServiceActive,
			Type: zomro.BackupManual, CreateDate: time.Date(2026, 8, 17, 0, 0, 0, 0, time.UTC),
			SizeGB: 7, MinDiskGB: 40, DiskFormat: "qcow2", Architecture: "x86_64", HypervisorType: "any_hypervisor",
			OSDistro: "Debian", OSVersion: "12 x64", Protected: true, Region: "Poland-1", Visibility: "private",
			Cost: zomro.Money{Text: "0.07 EUR / Day", Amount: "0.07", Currency: "EUR", Period: "Day"},
		}}},
		ManualCreatedTotal: 1,
		StatCost:           zomro.Money{Text: "0.01", Amount: "0.01"},
	}
	if diff := cmp.Diff(want, page, cmpopts.IgnoreFields(zomro.Backup{}, "FleioID")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}

	got, err := client.Backups.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	row := page.Items[0]
	row.Cost = zomro.Money{}
	row.InstanceID, row.ImageType = zomrotest.InstanceID, zomro.ImageTypeBackup
	row.Created = time.Date(2026, 8, 17, 6, 42, 10, 0, time.UTC)
	row.Updated = row.Created
	if diff := cmp.Diff(&row, got); diff != "" {
		t.Errorf("Get, -want +got:\n%s", diff)
	}
	if got := forms(srv, "showImage")[0]; got.Has("sok") {
		t.Error("a read sends sok")
	}
}

func TestDatesAreInTheConfiguredZone(t *testing.T) {
	zone := time.FixedZone("UTC+3", 3*60*60)
	srv := zomrotest.NewServer(t)
	id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "x", Created: time.Date(2026, 8, 17, 6, 42, 10, 0, time.UTC)})
	client := clientWith(t, srv, zomro.Config{Credentials: account(), Location: zone})
	got, err := client.Backups.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 8, 17, 6, 42, 10, 0, zone); !got.Created.Equal(want) {
		t.Errorf("created %s, want %s", got.Created, want)
	}
}

func TestAllReadsEveryPage(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 3, 4, 7} {
		t.Run(strconv.Itoa(rows), func(t *testing.T) {
			srv := zomrotest.NewServer(t, zomrotest.WithPageSize(2))
			var want, instances []int64
			for range rows {
				want = append(want, srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "same", Type: "auto"}))
				instances = append(instances, srv.AddInstance(zomrotest.Instance{ServerName: "more"}))
			}
			client := newClient(t, srv)
			var got []int64
			for b, err := range client.Backups.All(t.Context(), zomrotest.InstanceID, zomro.ListBackupsInput{}) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, b.ID)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("backups, -want +got:\n%s", diff)
			}
			if n, most := srv.Count("listBackups"), max(1, (rows+1)/2); n != most {
				t.Errorf("%d requests, want %d", n, most)
			}
			got = nil
			for i, err := range client.Instances.All(t.Context(), zomro.ListInstancesInput{}) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, i.ID)
			}
			instances = append([]int64{zomrotest.InstanceID, zomrotest.OtherInstanceID}, instances...)
			if diff := cmp.Diff(instances, got); diff != "" {
				t.Errorf("instances, -want +got:\n%s", diff)
			}
		})
	}
}

// The service remembers page sizes, so a client must not set one unasked.
func TestListsDoNotTouchThePanel(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	if _, err := client.Instances.List(t.Context(), zomro.ListInstancesInput{}); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"p_cnt", "p_col", "sok", "filter", "clicked_button"} {
		if forms(srv, "listInstances")[0].Has(field) {
			t.Errorf("%s is sent", field)
		}
	}
	page, err := client.Instances.List(t.Context(), zomro.ListInstancesInput{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 1 || page.Next != "2" || page.Total != 2 {
		t.Errorf("%d rows, next %q, total %d", len(page.Items), page.Next, page.Total)
	}
	page, err = client.Instances.List(t.Context(), zomro.ListInstancesInput{Limit: 1, Cursor: page.Next})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 1 || page.Next != "" || page.Items[0].ID != zomrotest.OtherInstanceID {
		t.Errorf("second page %+v", page)
	}
}

func TestListsWithoutNumbers(t *testing.T) {
	rows := func(ids ...string) string {
		return `"elem":[{"id":{"$":"` + strings.Join(ids, `"}},{"id":{"$":"`) + `"}}]`
	}
	tests := []struct {
		name      string
		responses []string
		want      []int64
		err       error
	}{
		{"not paged", []string{`{"doc":{` + rows("1", "2") + `}}`}, []int64{1, 2}, nil},
		{"no rows", []string{`{"doc":{"p_cnt":{"$":"0"}}}`}, nil, nil},
		{"one row, no array", []string{`{"doc":{"elem":{"id":{"$":"9"}},"p_elems":{"$":"1"}}}`}, []int64{9}, nil},
		{
			"no total",
			[]string{`{"doc":{"p_cnt":{"$":"2"},` + rows("1", "2") + `}}`, `{"doc":{"p_cnt":{"$":"2"},` + rows("3") + `}}`},
			[]int64{1, 2, 3}, nil,
		},
		{
			"no page size",
			[]string{`{"doc":{"p_elems":{"$":"3"},` + rows("1", "2") + `}}`, `{"doc":{"p_elems":{"$":"3"},` + rows("3") + `}}`, `{"doc":{"p_elems":{"$":"3"}}}`},
			[]int64{1, 2, 3}, nil,
		},
		{
			"the same page for ever",
			[]string{`{"doc":{"p_cnt":{"$":"2"},"p_elems":{"$":"900"},` + rows("1", "2") + `}}`},
			[]int64{1, 2}, backup.ErrIncomplete,
		},
		{
			"fewer rows than promised",
			[]string{`{"doc":{"p_cnt":{"$":"2"},"p_elems":{"$":"900"},` + rows("1", "2") + `}}`, `{"doc":{"p_elems":{"$":"900"}}}`},
			[]int64{1, 2}, backup.ErrIncomplete,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := responding(t, jsonResponses(test.responses)...)
			got, err := backup.Collect(client.Instances.All(t.Context(), zomro.ListInstancesInput{}), 50)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			var ids []int64
			for _, i := range got {
				ids = append(ids, i.ID)
			}
			if diff := cmp.Diff(test.want, ids); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestOddValuesDoNotFailAPage(t *testing.T) {
	client := responding(t, jsonResponse(`{"doc":{"elem":[
		{"id":{"$":"17"},"name":"plain","createdate":[{"$":"2026-03-04"},{"$":"2026-03-04"}],"image_size":{},
		 "protected":{"$orig":"on","$":"Yes"},"fleio_status":{"$":"Ready","$orig":"Active","$color":"green"},
		 "min_disk":{"$":"a lot"},"min_ram":null,"cost":{"$":"ask us"},"shelf":{"$":"B4"},"item_real_status":{"$":"7"}}]}}`))
	page, err := client.Backups.List(t.Context(), 1, zomro.ListBackupsInput{})
	if err != nil {
		t.Fatal(err)
	}
	want := []zomro.Backup{{
		ID: 17, Name: "plain", CreateDate: time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), Protected: true,
		Status: zomro.BackupActive, ItemRealStatus: 7, Cost: zomro.Money{Text: "ask us"},
		Texts:    map[string]string{"protected": "Yes", "fleio_status": "Ready"},
		Unparsed: map[string]string{"min_disk": "a lot"}, Extra: map[string]string{"shelf": "B4"},
	}}
	if diff := cmp.Diff(want, page.Items); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestDeleteSendsAllDocumentedFields(t *testing.T) {
	srv := zomrotest.NewServer(t)
	id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "old"})
	client := newClient(t, srv)
	if err := client.Backups.Delete(t.Context(), zomrotest.InstanceID, id); err != nil {
		t.Fatal(err)
	}
	if left := srv.Backups(zomrotest.InstanceID); len(left) != 0 {
		t.Errorf("left %v", left)
	}
	form := forms(srv, "deleteImage")[0]
	text := strconv.FormatInt(id, 10)
	for field, want := range map[string]string{
		"elid": text, "elname": text, "plid": strconv.FormatInt(zomrotest.InstanceID, 10), "sok": "ok",
	} {
		if got := form.Get(field); got != want {
			t.Errorf("%s = %q, want %q", field, got, want)
		}
	}
	if err := client.Backups.Delete(t.Context(), zomrotest.InstanceID, id); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("deleting it again: %v, want %v", err, backup.ErrNotFound)
	}
}

func TestDeleteLooksFirst(t *testing.T) {
	tests := []struct {
		name string
		have zomrotest.Backup
		want error
		code string
	}{
		{"protected", zomrotest.Backup{InstanceID: zomrotest.InstanceID, Protected: true}, backup.ErrConflict, "protected"},
		{"a snapshot", zomrotest.Backup{InstanceID: zomrotest.InstanceID, Kind: "snapshot"}, backup.ErrInvalid, ""},
		{"of another instance", zomrotest.Backup{InstanceID: zomrotest.OtherInstanceID}, backup.ErrInvalid, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			srv := zomrotest.NewServer(t)
			id := srv.AddBackup(test.have)
			client := newClient(t, srv)
			err := client.Backups.Delete(t.Context(), zomrotest.InstanceID, id)
			var e *backup.Error
			if !errors.Is(err, test.want) || !errors.As(err, &e) || e.Code != test.code {
				t.Errorf("error %v, want %v with code %q", err, test.want, test.code)
			}
			if n := srv.Count("deleteImage"); n != 0 {
				t.Errorf("%d requests to delete were sent", n)
			}
		})
	}
}

func TestGetOfAResponseAboutAnotherBackup(t *testing.T) {
	client := responding(t, jsonResponse(`{"doc":{"id":{"$":"18"},"image_name":{"$":"x"}}}`))
	if b, err := client.Backups.Get(t.Context(), 17); err == nil {
		t.Errorf("got %+v for 17", b)
	}
	// Forms need not repeat the id.
	client = responding(t, jsonResponse(`{"doc":{"image_name":{"$":"x"}}}`))
	if b, err := client.Backups.Get(t.Context(), 17); err != nil || b.ID != 17 || b.Name != "x" {
		t.Errorf("got %+v, %v", b, err)
	}
}

func TestUnknownThingsAreNotFound(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	_, getErr := client.Backups.Get(t.Context(), 999)
	_, listErr := client.Backups.List(t.Context(), 999, zomro.ListBackupsInput{})
	_, createErr := client.Backups.Create(t.Context(), 999, zomro.CreateBackupInput{Name: "x"})
	_, waitErr := client.Backups.WaitActive(t.Context(), 999)
	for i, err := range []error{getErr, listErr, createErr, waitErr} {
		if !errors.Is(err, backup.ErrNotFound) {
			t.Errorf("%d: %v, want %v", i, err, backup.ErrNotFound)
		}
	}
	if !strings.Contains(getErr.Error(), "'999'") {
		t.Errorf("error %q does not name the id", getErr)
	}
}
