package zomro_test

import (
	"net/url"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// A filter that somebody has set in the panel hides rows here too, until it is
// taken away. The client sets none by itself.
func TestFiltersOfThePanel(t *testing.T) {
	srv := zomrotest.NewServer(t)
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "one", Kind: zomrotest.KindSnapshot})
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "two", Kind: zomrotest.KindSnapshot, Protected: true})
	client := newClient(t, srv)
	count := map[string]func() (int, error){
		"instances": func() (int, error) {
			all, err := backup.Collect(client.Instances.All(t.Context(), zomro.ListInstancesInput{}), 0)
			return len(all), err
		},
		"instances.snapshots": func() (int, error) {
			all, err := backup.Collect(client.Snapshots.All(t.Context(), zomrotest.InstanceID, zomro.ListSnapshotsInput{}), 0)
			return len(all), err
		},
		"image": func() (int, error) {
			all, err := backup.Collect(client.Images.All(t.Context(), zomro.ListImagesInput{}), 0)
			return len(all), err
		},
	}
	show := map[string]func() (*zomro.Form, error){
		"instances":           func() (*zomro.Form, error) { return client.Instances.Filter(t.Context()) },
		"instances.snapshots": func() (*zomro.Form, error) { return client.Snapshots.Filter(t.Context(), zomrotest.InstanceID) },
		"image":               func() (*zomro.Form, error) { return client.Images.Filter(t.Context()) },
	}
	reset := map[string]func() error{
		"instances":           func() error { return client.Instances.ResetFilter(t.Context()) },
		"instances.snapshots": func() error { return client.Snapshots.ResetFilter(t.Context(), zomrotest.InstanceID) },
		"image":               func() error { return client.Images.ResetFilter(t.Context()) },
	}
	expect := func(list string, want int, name string) {
		t.Helper()
		if n, err := count[list](); err != nil || n != want {
			t.Errorf("%s: %d rows, %v; want %d", list, n, err, want)
		}
		if form, err := show[list](); err != nil || form.Values["name"] != name {
			t.Errorf("%s: filter %+v, %v; want %q", list, form, err, name)
		}
	}
	for list, name := range map[string]string{"instances": "Cloud S1", "instances.snapshots": "tw", "image": "on"} {
		expect(list, 2, "")
		srv.SetFilter(list, url.Values{"name": {name}})
		expect(list, 1, name)
		if err := reset[list](); err != nil {
			t.Fatal(err)
		}
		expect(list, 2, "")
	}
	for _, r := range srv.Requests() {
		form := url.Values(zomrotest.Form(r))
		if form.Has("p_cnt") || form.Get("sok") == "ok" && form.Get("name") != "" {
			t.Errorf("%s changes what the service remembers: %v", r.Operation, form)
		}
	}
}

func TestSetFilters(t *testing.T) {
	srv := zomrotest.NewServer(t)
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "one", Kind: zomrotest.KindSnapshot, Protected: true})
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "two", Kind: zomrotest.KindSnapshot})
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "three"})
	client := newClient(t, srv)
	if err := client.Instances.SetFilter(t.Context(), zomro.SetInstanceFilterInput{Status: zomro.InstanceStopped}); err != nil {
		t.Fatal(err)
	}
	instances, err := client.Instances.List(t.Context(), zomro.ListInstancesInput{})
	if err != nil || len(instances.Items) != 1 || instances.Items[0].ID != zomrotest.OtherInstanceID || instances.Total != 1 {
		t.Errorf("%+v, %v", instances, err)
	}
	if err := client.Snapshots.SetFilter(t.Context(), zomrotest.InstanceID, zomro.SetSnapshotFilterInput{Protected: "on"}); err != nil {
		t.Fatal(err)
	}
	snapshots, err := client.Snapshots.List(t.Context(), zomrotest.InstanceID, zomro.ListSnapshotsInput{})
	if err != nil || len(snapshots.Items) != 1 || snapshots.Items[0].Name != "one" {
		t.Errorf("%+v, %v", snapshots, err)
	}
	if err := client.Images.SetFilter(t.Context(), zomro.SetImageFilterInput{ImageType: zomro.ImageTypeBackup}); err != nil {
		t.Fatal(err)
	}
	images, err := client.Images.List(t.Context(), zomro.ListImagesInput{})
	if err != nil || len(images.Items) != 1 || images.Items[0].Name != "three" {
		t.Errorf("%+v, %v", images, err)
	}
	// All fields are sent, also the empty ones: they clear what was there.
	for operation, fields := range map[string][]string{
		"setInstanceFilter": {
			"id", "ip", "name", "pricelist", "instance_status", "datacenter", "period", "autoprolong", "domain", "opendate", "expiredate",
			"orderdatefrom", "orderdateto", "cost_from", "cost_to",
		},
		"setSnapshotFilter": {"name", "id", "fleio_status", "os_distro", "protected"},
		"setImageFilter":    {"name", "id", "fleio_status", "os_distro", "image_type", "region", "disk_format"},
	} {
		for _, field := range fields {
			if !forms(srv, operation)[0].Has(field) {
				t.Errorf("%s does not send %s", operation, field)
			}
		}
	}
}
