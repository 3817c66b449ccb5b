package zomrotest_test

import (
	"testing"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Asked for twice, or for what is there already, nothing more happens.
func TestPowerIsAskedForTwice(t *testing.T) {
	for _, test := range []struct{ from, function, state string }{
		{"active", "service.start", "active"},
		{"stopped", "service.stop", "stopped"},
		{"active", "instances.fleio.unrescue", "active"},
	} {
		srv := zomrotest.New()
		srv.SetInstanceStatus(zomrotest.InstanceID, test.from)
		u := signIn(t, srv)
		u.ok(test.function, "elid", instance())
		if got := u.instance().Status; got != test.state {
			t.Errorf("%s: %s", test.function, got)
		}
		if h := u.ok("service.history", "elid", instance()); len(rows(h)) != 0 {
			t.Errorf("%s did something: %v", test.function, h)
		}
	}
	for _, test := range []struct{ from, function, state string }{
		{"stopped", "service.start", "starting"},
		{"active", "service.stop", "stopping"},
		{"rescued", "instances.fleio.unrescue", "unrescuing"},
	} {
		srv := zomrotest.New()
		srv.SetInstanceStatus(zomrotest.InstanceID, test.from)
		u := signIn(t, srv)
		for range 2 {
			u.ok(test.function, "elid", instance())
		}
		if got := u.instance().Status; got != test.state {
			t.Errorf("%s twice: %s", test.function, got)
		}
		if h := u.ok("service.history", "elid", instance()); len(rows(h)) != 1 {
			t.Errorf("%s twice: %v", test.function, h)
		}
	}
}

// States that do not allow something.
func TestStateErrors(t *testing.T) {
	resize := []string{"service.changepricelist.getmoney", "pricelist", id(zomrotest.LargeTariff), "clicked_button", "finish", "snext", "ok", "sok", "ok"}
	for state, calls := range map[string][][]string{
		"rescued": {
			{"service.start"},
			{"service.stop"},
			{"instances.fleio.rebuild", "zone", "pub", "select_rebuild", zomrotest.PublicImage, "enablessh", "off", "sok", "ok"},
			{"instances.fleio.boot_from_iso", "select_boot_from_iso", zomrotest.ISOImage, "sok", "ok"},
			resize,
		},
		"image_uploading": {{"instances.fleio_bckps.edit", "name", "x", "sok", "ok"}, {"instances.snapshots.edit", "name", "x", "sok", "ok"}, {"service.reboot"}},
		"error":           {{"instances.fleio_bckps.edit", "name", "x", "sok", "ok"}, {"instances.fleio.rescue", "select_boot", zomrotest.RescueImage, "sok", "ok"}},
		"suspended":       {{"service.start"}, resize},
	} {
		srv := zomrotest.New()
		srv.SetInstanceStatus(zomrotest.InstanceID, state)
		u := signIn(t, srv)
		for _, call := range calls {
			u.fails("instance_status instances", call[0], append(call[1:], "elid", instance(), "plid", instance())...)
		}
		bought(t, srv)
	}
	srv := zomrotest.New()
	if srv.SetInstanceStatus(5, "active") || srv.SetStatus(5, "Active") {
		t.Error("what is not there was set")
	}
	if _, ok := srv.Instance(5); ok {
		t.Error("there is an instance 5")
	}
}
