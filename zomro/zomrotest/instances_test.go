package zomrotest_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Work of an instance goes through a state of its own, and nothing else can be
// done with it meanwhile.
func TestInstancesWork(t *testing.T) {
	own := zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "before", UUID: "0c9a7f12-63d4-4a0e-8a57-2e1b40c7d9f3"}
	tests := []struct {
		name, from    string
		call          []string
		during, after string
		change        func(*zomrotest.Instance)
	}{
		{"start", "stopped", []string{"service.start"}, "starting", "active", nil},
		{"stop", "active", []string{"service.stop"}, "stopping", "stopped", nil},
		{"reboot", "active", []string{"service.reboot"}, "rebooting", "active", nil},
		{"start, by the tables", "stopped", []string{"instances.start", "sok", "ok"}, "starting", "active", nil},
		{"stop, by the tables", "active", []string{"instances.stop", "sok", "ok"}, "stopping", "stopped", nil},
		{"reboot, by the tables", "active", []string{"instances.reboot", "sok", "ok"}, "rebooting", "active", nil},
		{
			"restore", "stopped", []string{"instances.fleio.rebuild", "zone", "own", "select_rebuild", own.UUID, "enablessh", "off", "password", "Example-Pass-2", "sok", "ok"},
			"rebuilding", "active", func(in *zomrotest.Instance) { in.Image, in.Password = own.UUID, "Example-Pass-2" },
		},
		{
			"rebuild as documented", "active", []string{"instances.fleio.rebuild", "zone", "image", "select_rebuild", zomrotest.PublicImage, "enablessh", "off", "sok", "ok"},
			"rebuilding", "active", func(in *zomrotest.Instance) { in.Image = zomrotest.PublicImage },
		},
		{
			"rescue", "active", []string{"instances.fleio.rescue", "zone", "pub", "select_boot", zomrotest.RescueImage, "sok", "ok"},
			"rescuing", "rescued", func(in *zomrotest.Instance) { in.Booted = zomrotest.RescueImage },
		},
		{
			"boot from ISO", "stopped", []string{"instances.fleio.boot_from_iso", "select_boot_from_iso", zomrotest.ISOImage, "sok", "ok"},
			"booting_from_iso", "booted_from_iso", func(in *zomrotest.Instance) { in.Booted = zomrotest.ISOImage },
		},
		{"leave the rescue", "rescued", []string{"instances.fleio.unrescue"}, "unrescuing", "active", nil},
		{
			"resize", "active", []string{"service.changepricelist.getmoney", "pricelist", id(zomrotest.LargeTariff), "clicked_button", "finish", "snext", "ok", "sok", "ok"},
			"resizing", "resized", func(in *zomrotest.Instance) { in.Tariff, in.DiskGB, in.RAMGB = "Cloud S3", 80, 8 },
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := zomrotest.New(zomrotest.WithWorkTime(time.Minute))
				srv.AddBackup(own)
				srv.SetInstanceStatus(zomrotest.InstanceID, test.from)
				u := signIn(t, srv)
				want := u.instance()
				call := append(test.call[1:], "elid", instance())
				u.ok(test.call[0], call...)
				time.Sleep(time.Minute - 1)
				if got := u.instance().Status; got != test.during {
					t.Errorf("meanwhile it is %s, want %s", got, test.during)
				}
				u.fails("runningoperation", "service.reboot", "elid", instance())
				u.fails("runningoperation", "instances.fleio_bckps.edit", "plid", instance(), "name", "x", "sok", "ok")
				time.Sleep(time.Nanosecond)
				want.Status = test.after
				if test.change != nil {
					test.change(&want)
				}
				if diff := cmp.Diff(want, u.instance()); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
				if h := u.ok("service.history", "elid", instance()); len(rows(h)) != 1 || at(rows(h)[0], "user", "$") != zomrotest.Username {
					t.Errorf("history %v", h)
				}
			})
		})
	}
}

func TestInstanceErrors(t *testing.T) {
	srv := zomrotest.New()
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, UUID: "a1", MinDiskGB: 41})
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, UUID: "a2", Region: "Netherlands-2"})
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, UUID: "a3", Status: "suspended"})
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, UUID: "a4", MinRAMGB: 5})
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, UUID: "a5"})
	u := signIn(t, srv)
	off := id(zomrotest.OtherInstanceID)
	rebuild := func(zone, image string, more ...string) []string {
		return append([]string{"instances.fleio.rebuild", "elid", instance(), "zone", zone, "select_rebuild", image, "enablessh", "off", "sok", "ok"}, more...)
	}
	tests := []struct {
		why  string
		call []string
	}{
		{"missed instances", []string{"service.stop", "elid", "5"}},
		{"missed instances", []string{"instances.start", "elid", "5"}},
		{"missed instances", []string{"instances.edit", "elid", "5"}},
		{"missed instances", []string{"groupedit", "elid", instance() + ", 5"}},
		{"instance_status instances", []string{"service.reboot", "elid", off}},
		{"instance_status instances", []string{"instances.fleio.vnc", "elid", off}},
		{"instance_status instances", []string{"instances.fleio.changepassword", "elid", off, "password", "Example-Pass-2", "sok", "ok"}},
		{"instance_status instances", []string{"instances.confirm.resize", "elid", instance(), "select_resize", "confirm", "sok", "ok"}},
		{"value select_resize", []string{"instances.confirm.resize", "elid", instance(), "select_resize", "maybe", "sok", "ok"}},
		{"value select_rebuild", rebuild("own", "a1")},
		{"value select_rebuild", rebuild("own", "a2")},
		{"value select_rebuild", rebuild("own", "a3")},
		{"value select_rebuild", rebuild("own", "a4")},
		{"value select_rebuild", rebuild("pub", "a5")},
		{"value select_rebuild", rebuild("own", zomrotest.PublicImage)},
		{"value zone", rebuild("all", "a5")},
		{"value password", rebuild("own", "a5", "password", "lower-case-1")},
		{"value enablessh", rebuild("own", "a5", "enablessh", "yes")},
		{"value ssh_keys", rebuild("own", "a5", "enablessh", "on", "ssh_keys", "490")},
		{"value select_boot", []string{"instances.fleio.rescue", "elid", instance(), "select_boot", zomrotest.ISOImage, "sok", "ok"}},
		{"value servername", []string{"instances.edit", "elid", instance(), "servername", strings.Repeat("x", 101), "sok", "ok"}},
		{"value backup_rotation", []string{"instances.edit", "elid", instance(), "backup_rotation", "11", "sok", "ok"}},
		{"value backup_rotation", []string{"instances.edit", "elid", instance(), "backup_rotation", "few", "sok", "ok"}},
		{"value password", []string{"service.changepassword", "elid", instance(), "password", "Short-1", "sok", "ok"}},
		{"value hours", []string{"instances.fleio.measures", "elid", instance(), "hours", "2", "metric", "cpu_util"}},
		{"value metric", []string{"instances.fleio.measures", "elid", instance(), "hours", "1", "metric", "heat"}},
		{"value pricelist", []string{"service.changepricelist.getmoney", "elid", instance(), "pricelist", "1", "clicked_button", "finish", "snext", "ok", "sok", "ok"}},
		{"value sok", []string{"groupedit", "elid", instance(), "sok", "ok"}},
	}
	before := state(srv)
	for _, test := range tests {
		doc := u.fails(test.why, test.call[0], test.call[1:]...)
		if at(doc, "error", "msg", "$") == "" {
			t.Errorf("%v: no text", test.call)
		}
	}
	if diff := cmp.Diff(before, state(srv)); diff != "" {
		t.Errorf("what failed was done:\n%s", diff)
	}
}

func TestInstancesAreChangedAndShown(t *testing.T) {
	srv := zomrotest.New()
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "mine", UUID: "a5"})
	u := signIn(t, srv)
	u.ok("instances.edit", "elid", instance(), "servername", " db 2 ", "rdns_record", "db2.harbor.example", "backup_rotation", "9", "sok", "ok")
	doc := u.ok("instances.edit", "elid", instance())
	got := []string{at(doc, "servername", "$"), at(doc, "rdns_record", "$"), at(doc, "backup_rotation", "$"), at(doc, "status", "$")}
	if diff := cmp.Diff([]string{"db 2", "db2.harbor.example", "9", "2"}, got); diff != "" {
		t.Error(diff)
	}
	if list := u.ok("service.ip", "elid", instance()); column(list, "domain") != "db2.harbor.example" || column(list, "no_delete") != "on" {
		t.Errorf("addresses %v", list)
	}
	for _, test := range []struct{ function, zone, field, want string }{
		{"instances.fleio.rebuild", "own", "select_rebuild", "null,a5"},
		{"instances.fleio.rebuild", "pub", "select_rebuild", "null," + zomrotest.PublicImage},
		{"instances.fleio.rebuild", "", "zone", "pub,own,shr"},
		{"instances.fleio.rescue", "", "select_boot", "null," + zomrotest.RescueImage + ",a5"},
		{"instances.fleio.boot_from_iso", "shr", "select_boot_from_iso", "null"},
		{"service.changepricelist", "", "pricelist", id(zomrotest.SmallTariff) + "," + id(zomrotest.LargeTariff)},
		{"groupedit", "", "autoprolong", "-50,1,3,6,12"},
	} {
		if got := choice(u.ok(test.function, "elid", instance(), "zone", test.zone), test.field); got != test.want {
			t.Errorf("%s has %s=%s, want %s", test.function, test.field, got, test.want)
		}
	}
	u.ok("service.changepassword", "elid", instance(), "password", "Example-Pass-2", "sok", "ok")
	if page := at(u.ok("service.instruction.html", "elid", instance()), "ok", "$"); !strings.Contains(page, "Example-Pass-2") || !strings.Contains(page, "192.0.2.61") {
		t.Errorf("instructions %s", page)
	}
	console := u.ok("instances.fleio.vnc", "elid", instance())
	if !strings.HasPrefix(at(console, "ok", "$"), "https://") || console["cookies"] == nil {
		t.Errorf("console %v", console)
	}
	if m := u.ok("instances.fleio.measures", "elid", instance(), "hours", "24", "metric", "interface_traffic"); len(m["measures"].([]any)) != 24 {
		t.Errorf("measures %v", m)
	}
	if traffic := u.ok("instances.fleio.trafficdata", "elid", instance()); len(traffic["month_traffic"].([]any)) != 2 {
		t.Errorf("traffic %v", traffic)
	}
}

func TestResizesAreConfirmedOrRolledBack(t *testing.T) {
	for _, choice := range []string{"confirm", "rollback"} {
		srv := zomrotest.New(zomrotest.WithWorkTime(0))
		u := signIn(t, srv)
		want := u.instance()
		u.ok("service.changepricelist.getmoney", "elid", instance(), "pricelist", id(zomrotest.LargeTariff), "clicked_button", "finish", "snext", "ok", "sok", "ok")
		u.ok("instances.confirm.resize", "elid", instance(), "select_resize", choice, "clicked_button", "ok", "sok", "ok")
		if choice == "confirm" {
			want.Tariff, want.DiskGB, want.RAMGB = "Cloud S3", 80, 8
		}
		if diff := cmp.Diff(want, u.instance()); diff != "" {
			t.Errorf("%s: -want +got:\n%s", choice, diff)
		}
		if o := srv.Orders(); len(o) != 1 || o[0].Kind != zomrotest.OrderResize || !o[0].Paid {
			t.Errorf("orders %+v", o)
		}
	}
}

func TestDeletedInstancesAreListedForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithDeletionTime(time.Minute))
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "stays"})
		u := signIn(t, srv)
		u.ok("instances.delete", "elid", instance(), "sok", "ok")
		if got := column(u.ok("instances"), "instance_status"); got != "deletion_in_progress,stopped" {
			t.Errorf("at once: %s", got)
		}
		time.Sleep(time.Minute)
		if got := column(u.ok("instances"), "instance_status"); got != "stopped" {
			t.Errorf("later: %s", got)
		}
		u.fails("missed instances", "instances.delete", "elid", instance(), "sok", "ok")
		if got := column(u.ok("image"), "image_name"); got != "stays" {
			t.Errorf("images %s", got)
		}
	})
}
