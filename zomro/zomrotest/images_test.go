package zomrotest_test

import (
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithTokenLifetime(100*time.Hour), zomrotest.WithTotalLimit(7),
			zomrotest.WithLocation(time.FixedZone("", 5*60*60)))
		u := signIn(t, srv)
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Type: "auto"}) // does not count
		make := func(function string) string {
			return failed(u.call(function, "plid", instance(), "name", "x", "sok", "ok"))
		}
		counted := func(function, today, total string) {
			t.Helper()
			doc := u.ok(function, "elid", instance())
			if at(doc, "manual_created_today", "$") != today || at(doc, "manual_created_total", "$") != total || at(doc, "cost", "stat_cost", "$") != "0.01" {
				t.Errorf("%s counts %v", function, doc)
			}
		}
		const backups, snapshots = "instances.fleio_bckps", "instances.snapshots"
		for range 5 {
			if why := make(backups+".edit") + make(snapshots+".edit"); why != "" {
				t.Error(why)
			}
		}
		if why := make(backups + ".edit"); why != "limit fleio_bckps" {
			t.Errorf("sixth backup of the day: %q", why)
		}
		if why := make(snapshots + ".edit"); why != "limit snapshots" {
			t.Errorf("sixth snapshot of the day: %q", why)
		}
		counted(backups, "5", "5")
		counted(snapshots, "5", "5")
		time.Sleep(19*time.Hour - time.Second) // it is midnight in the service's zone a second later
		if why := make(backups + ".edit"); why != "limit fleio_bckps" {
			t.Errorf("before midnight: %q", why)
		}
		time.Sleep(time.Second)
		counted(backups, "0", "5")
		for _, want := range []string{"", "", "limit fleio_bckps"} {
			if why := make(backups + ".edit"); why != want {
				t.Errorf("the eighth must be too many: %q, want %q", why, want)
			}
		}
		counted(backups, "2", "7")
	})
}

func TestImagesAreChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithSavingTime(time.Minute), zomrotest.WithDeletionTime(time.Minute))
		u := signIn(t, srv)
		u.ok("instances.snapshots.edit", "plid", instance(), "name", "before", "sok", "ok")
		snapshot := id(srv.Snapshots(zomrotest.InstanceID)[0].ID)
		rename := []string{"elid", snapshot, "image_name", " after ", "protected", "on", "min_disk", "1", "sok", "ok"}
		u.fails("fleio_status image", "image.edit", rename...)
		u.fails("fleio_status image", "image.delete", "elid", snapshot, "sok", "ok")
		u.fails("runningoperation", "service.stop", "elid", instance()) // while it is being saved
		time.Sleep(time.Minute)
		u.ok("image.edit", rename...)
		doc := u.ok("image.edit", "elid", snapshot)
		if at(doc, "image_name", "$") != "after" || at(doc, "protected", "$") != "on" || at(doc, "min_disk", "$") != "40" || at(doc, "image_type", "$") != "snapshot" {
			t.Errorf("form %v", doc)
		}
		if at(doc, "created", "$") != "2000-01-01 00:00:00" || at(doc, "updated", "$") != "2000-01-01 00:01:00" {
			t.Errorf("times of %v", doc)
		}
		u.fails("protected image", "image.delete", "elid", snapshot, "sok", "ok")
		u.fails("value protected", "image.edit", "elid", snapshot, "protected", "no", "sok", "ok")
		u.fails("value image_name", "image.edit", "elid", snapshot, "image_name", strings.Repeat("ä", 101), "sok", "ok")
		u.ok("image.edit", "elid", snapshot, "protected", "off", "sok", "ok")
		u.ok("image.delete", "elid", snapshot, "sok", "ok")
		if got := column(u.ok("image"), "fleio_status"); got != "deletion_in_progress" {
			t.Errorf("while it is deleted it is %s", got)
		}
		time.Sleep(time.Minute)
		u.fails("missed image", "image.delete", "elid", snapshot, "sok", "ok")
	})
}

// loaded are the fields of an image that is loaded from an address.
func loaded(more ...string) []string {
	return append([]string{
		"image_type", "image", "skipbasket", "on", "image_name", "golden", "region", "Poland-1", "min_disk", "20", "min_ram", "1",
		"disk_format", "raw", "os_distro", "debian", "os_version", "12", "architecture", "x86_64", "url", "https://images.harbor.example/a.raw",
		"protected", "off", "pricelist", "6854", "order_period", "-50", "sok", "ok",
	}, more...)
}

func TestImagesAreLoadedAndCopied(t *testing.T) {
	srv := zomrotest.New(zomrotest.WithSavingTime(0))
	u := signIn(t, srv)
	const order = "v2.image.order.param"
	u.ok(order, loaded("skipbasket", "off")...) // is said to create nothing
	bought(t, srv)
	for why, field := range map[string][]string{
		"value region": {"region", "Mars-1"}, "value url": {"url", "ftp://x/y"}, "value disk_format": {"disk_format", "zip"},
		"value architecture": {"architecture", "arm"}, "value min_disk": {"min_disk", "10001"}, "value min_ram": {"min_ram", "1001"},
		"value order_period": {"order_period", "1"}, "value pricelist": {"pricelist", "6811"}, "value os_distro": {"os_distro", ""},
		"value image_type": {"image_type", "backup"}, "value protected": {"protected", "maybe"},
	} {
		u.fails(why, order, loaded(field...)...)
	}
	u.ok(order, loaded()...)
	image := id(srv.Images()[0].ID)
	u.ok("image.edit", "elid", image, "min_disk", "30", "disk_format", "qcow2", "os_distro", "Ubuntu", "sok", "ok")
	u.fails("value disk_format", "image.edit", "elid", image, "disk_format", "zip", "sok", "ok")
	u.fails("value min_ram", "image.edit", "elid", image, "min_ram", "-1", "sok", "ok")
	if got := choice(u.ok("image.copy", "elid", image), "region"); got != "Poland-1,Netherlands-2,Netherlands-1" {
		t.Errorf("regions %s", got)
	}
	u.fails("value region", "image.copy", "elid", image, "image_name", "copy", "region", "Poland-1", "sok", "ok")
	u.ok("image.copy", "elid", image, "image_name", "copy", "region", "Netherlands-2", "sok", "ok")
	list := u.ok("image")
	if column(list, "image_name") != "golden,copy" || column(list, "region") != "Poland-1,Netherlands-2" || column(list, "min_disk") != "30,30" {
		t.Errorf("images %v", list)
	}
	if o := srv.Orders(); len(o) != 2 || o[0].Kind != zomrotest.OrderImage || o[1].Kind != zomrotest.OrderCopy || !o[1].Paid {
		t.Errorf("orders %+v", o)
	}
	backup := id(srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID}))
	u.fails("value elid", "image.copy", "elid", backup)
	srv.SetStatus(srv.Images()[0].ID, "queued")
	u.fails("fleio_status image", "image.copy", "elid", image)
}

// A filter sticks to its list: for all later calls, also of others.
func TestFiltersStick(t *testing.T) {
	srv := zomrotest.New()
	for i, name := range []string{"alpha", "beta", "gamma"} {
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: name, Kind: zomrotest.KindSnapshot, Protected: i == 1})
	}
	srv.AddBackup(zomrotest.Backup{Kind: zomrotest.KindImage, Name: "golden", Region: "Netherlands-2"})
	u := signIn(t, srv)
	u.ok("instances.snapshots", "elid", instance(), "p_cnt", "2", "p_num", "2")
	u.ok("instances.snapshots.filter", "elid", instance(), "name", "A", "protected", "off", "sok", "ok")
	other := signIn(t, srv)
	list := other.ok("instances.snapshots", "elid", instance()) // from the first page again
	if column(list, "name") != "alpha,gamma" || at(list, "p_elems", "$") != "2" || at(list, "manual_created_total", "$") != "3" {
		t.Errorf("filtered %v", list)
	}
	form := other.ok("instances.snapshots.filter", "elid", instance())
	if at(form, "name", "$") != "A" || at(form, "id", "$") != "" || choice(form, "protected") != "on,off" {
		t.Errorf("filter %v", form)
	}
	if got := column(other.ok("image"), "image_name"); got != "alpha,beta,gamma,golden" {
		t.Errorf("another list: %s", got)
	}
	u.ok("instances.snapshots.filter", "elid", instance(), "name", "", "protected", "", "sok", "ok")
	if got := column(other.ok("instances.snapshots", "elid", instance(), "p_cnt", "5"), "name"); got != "alpha,beta,gamma" {
		t.Errorf("reset: %s", got)
	}

	u.ok("image.filter", "image_type", "image", "region", "Netherlands-2", "sok", "ok")
	if got := column(other.ok("image"), "image_name"); got != "golden" {
		t.Errorf("images: %s", got)
	}
	srv.SetFilter("image", url.Values{"id": {"5"}})
	if list := other.ok("image"); len(rows(list)) != 0 || at(list, "p_elems", "$") != "0" || at(other.ok("image.filter"), "id", "$") != "5" {
		t.Errorf("images: %v", list)
	}
	srv.SetFilter("image", nil)
	if got := len(rows(other.ok("image"))); got != 4 {
		t.Errorf("%d images", got)
	}

	srv.SetInstanceStatus(zomrotest.OtherInstanceID, "resized")
	for want, fields := range map[string][]string{
		"7310443":         {"instance_status", "verify_resize"},
		"7310442":         {"ip", ".61"},
		"7310442,7310443": {"datacenter", "12", "orderdatefrom", "2026-02-11", "orderdateto", "2026-02-11", "period", "-50"},
		"":                {"domain", "harbor", "cost_to", "0.05"},
	} {
		u.ok("instances.filter", append(fields, "sok", "ok")...)
		if got := column(other.ok("instances"), "id"); got != want {
			t.Errorf("instances with %v: %s, want %s", fields, got, want)
		}
		reset := []string{"sok", "ok"}
		for i := 0; i < len(fields); i += 2 {
			reset = append(reset, fields[i], "")
		}
		u.ok("instances.filter", reset...)
	}
	if got := column(other.ok("instances"), "id"); got != "7310442,7310443" {
		t.Errorf("instances: %s", got)
	}
}
