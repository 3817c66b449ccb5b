package zomrotest_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// functions are all the specification knows, each once.
func functions() []string {
	names := make(map[string]bool)
	for _, op := range zomroapi.Operations() {
		_, name, _ := strings.Cut(op.Route, "#func=")
		name, _, _ = strings.Cut(name, "&")
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// Every function of the specification exists, and wants credentials.
func TestEveryFunctionIsThere(t *testing.T) {
	srv := zomrotest.New()
	u := signIn(t, srv)
	for _, function := range functions() {
		if function == "auth" {
			continue
		}
		stranger := failed(post(t, srv, "func", function))
		if stranger != "auth" && stranger != "access "+function {
			t.Errorf("%s without credentials: %q", function, stranger)
		}
		if why := failed(u.call(function)); why == "missed func" || strings.HasPrefix(why, "system") {
			t.Errorf("%s: %q", function, why)
		}
	}
	if n := len(functions()); n < 55 {
		t.Errorf("%d functions", n)
	}
}

// state is everything a test can see of a server.
func state(srv *zomrotest.Server) string {
	var out strings.Builder
	for _, id := range []int64{zomrotest.InstanceID, zomrotest.OtherInstanceID} {
		in, _ := srv.Instance(id)
		fmt.Fprintln(&out, in, srv.Backups(id), srv.Snapshots(id), srv.Schedules(id), srv.Addresses(id))
	}
	fmt.Fprintln(&out, srv.Images(), srv.SSHKeys(), srv.Orders(), srv.Balance())
	return out.String()
}

// acts are calls that change something once they are submitted.
func acts(srv *zomrotest.Server, u user) map[string][]string {
	image := id(srv.AddBackup(zomrotest.Backup{Kind: zomrotest.KindImage, Name: "golden", Region: "Poland-1"}))
	made := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "kept"})
	uuid := srv.Backups(zomrotest.InstanceID)[0].UUID
	u.ok("instances.fleio_bckps.schedule.edit", "plid", instance(), "name", "nightly", "rotation_days", "1", "rotation_time", "02:30", "sok", "ok")
	schedule := id(srv.Schedules(zomrotest.InstanceID)[0].ID)
	u.ok("sshkeys.edit", "comment", "laptop", "publicKey", publicKey, "sok", "ok")
	key := id(srv.SSHKeys()[0].ID)
	line := at(u.ok("service.prolong", "elid", instance(), "period", "1", "clicked_button", "basket", "sok", "ok"), "lineitem.id", "$")
	address := id(srv.Addresses(zomrotest.InstanceID)[0].ID)
	return map[string][]string{
		"image.edit":                              {"elid", id(made), "image_name", "renamed"},
		"image.delete":                            {"elid", id(made), "plid", instance(), "elname", id(made)},
		"image.copy":                              {"elid", image, "image_name", "copy", "region", "Netherlands-2"},
		"instances.fleio_bckps.edit":              {"plid", instance(), "name", "x"},
		"instances.snapshots.edit":                {"plid", instance(), "name", "x"},
		"instances.fleio_bckps.schedule.edit":     {"plid", instance(), "name", "x", "rotation_days", "0", "rotation_time", "00:00"},
		"instances.fleio_bckps.schedule.edit old": {"plid", instance(), "elid", schedule, "name", "x", "rotation_days", "0", "rotation_time", "00:00"},
		"instances.edit":                          {"elid", instance(), "servername", "x"},
		"instances.start":                         {"elid", id(zomrotest.OtherInstanceID)},
		"instances.stop":                          {"elid", instance()},
		"instances.reboot":                        {"elid", instance()},
		"instances.delete":                        {"elid", instance()},
		"instances.fleio.rebuild":                 {"elid", instance(), "zone", "own", "select_rebuild", uuid, "enablessh", "off"},
		"instances.fleio.rescue":                  {"elid", instance(), "zone", "pub", "select_boot", zomrotest.RescueImage},
		"instances.fleio.boot_from_iso":           {"elid", instance(), "zone", "pub", "select_boot_from_iso", zomrotest.ISOImage},
		"instances.fleio.changepassword":          {"elid", instance(), "password", "Example-Pass-2"},
		"service.changepassword":                  {"elid", instance(), "password", "Example-Pass-2"},
		"service.changepricelist.getmoney":        {"elid", instance(), "pricelist", id(zomrotest.LargeTariff), "clicked_button", "finish", "snext", "ok"},
		"service.prolong":                         {"elid", instance(), "period", "1", "clicked_button", "basket"},
		"cartorder.create.confirm":                {"elid", line, "paymethod_id", "0"},
		"basket":                                  {"promocode", zomrotest.PromoCode},
		"service.ip.edit":                         {"plid", instance(), "type", id(zomrotest.AddressType), "count", "1", "clicked_button", "basket"},
		"service.ip.edit old":                     {"plid", instance(), "elid", address, "domain", "x.harbor.example"},
		"sshkeys.edit":                            {"comment", "desk", "publicKey", publicKey},
		"sshkeys.edit old":                        {"elid", key, "comment", "desk", "publicKey", publicKey},
		"v2.instances.order.param": {
			"pricelist", id(zomrotest.SmallTariff), "order_period", "-50", "order_count", "1", "licence_agreement", "on",
			"force_use_new_cart", "on", "instances_os", zomrotest.PublicImage,
		},
		"v2.image.order.param": {
			"image_type", "image", "skipbasket", "on", "image_name", "golden", "region", "Poland-1", "min_disk", "1", "min_ram", "1",
			"disk_format", "raw", "os_distro", "debian", "architecture", "x86_64", "url", "https://images.harbor.example/a.raw",
			"protected", "off", "pricelist", id(zomrotest.ImageTariff), "order_period", "-50",
		},
	}
}

// A form that is not submitted, or submitted with another word, changes nothing
// and costs nothing; the same form submitted does.
func TestOnlySubmittedFormsAct(t *testing.T) {
	plan := zomrotest.New()
	for name := range acts(plan, signIn(t, plan)) {
		t.Run(name, func(t *testing.T) {
			srv := zomrotest.New()
			u := signIn(t, srv)
			fields := acts(srv, u)[name]
			function, _, _ := strings.Cut(name, " ")
			before := state(srv)
			doc := u.ok(function, fields...)
			if function != "image.edit" && function != "instances.edit" && at(doc, "metadata", "$type") != "form" {
				t.Errorf("without sok: %v, want the form", doc)
			}
			for _, sok := range []string{"OK", "yes", "1"} {
				u.fails("value sok", function, append(fields, "sok", sok)...)
			}
			if diff := cmp.Diff(before, state(srv)); diff != "" {
				t.Errorf("it acted:\n%s", diff)
			}
			u.ok(function, append(fields, "sok", "ok")...)
			if before == state(srv) {
				t.Error("submitted, it did nothing")
			}
		})
	}
}
