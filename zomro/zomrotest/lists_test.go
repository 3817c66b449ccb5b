package zomrotest_test

import (
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Lists sort by their columns, in both directions.
func TestListsSort(t *testing.T) {
	srv := zomrotest.New(zomrotest.WithWorkTime(0))
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for i, name := range []string{"b", "c", "a"} {
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: name, Created: day.AddDate(0, 0, -i), SizeGB: int64(10 - i)})
	}
	srv.AddInstance(zomrotest.Instance{ServerName: "alpha", Tariff: "Cloud S0", Created: day})
	u := signIn(t, srv)
	for _, comment := range []string{"b", "a"} {
		u.ok("sshkeys.edit", "comment", comment, "publicKey", publicKey, "sok", "ok")
		u.ok("instances.fleio_bckps.schedule.edit", "plid", instance(), "name", comment, "rotation_days", "1", "rotation_time", "00:00", "sok", "ok")
		u.ok("service.reboot", "elid", instance())
	}
	for _, test := range []struct{ function, sort, show, want string }{
		{"instances.fleio_bckps", "+name", "name", "a,b,c"},
		{"instances.fleio_bckps", "-name", "name", "c,b,a"},
		{"instances.fleio_bckps", "+createdate", "name", "a,c,b"},
		{"instances.fleio_bckps", "-id", "name", "a,c,b"},
		{"image", "+image_name", "image_name", "a,b,c"},
		{"image", "-image_size", "image_name", "b,c,a"},
		{"instances", "-id", "servername", "alpha,harbor-web,harbor-db"},
		{"instances", "+servername", "servername", "alpha,harbor-db,harbor-web"},
		{"instances", "name", "servername", "alpha,harbor-web,harbor-db"},
		{"instances", "-createdate", "servername", "alpha,harbor-db,harbor-web"},
		{"instances", "+unknown", "servername", "harbor-db,harbor-web,alpha"},
		{"sshkeys", "+comment", "comment", "a,b"},
		{"sshkeys", "-elid", "comment", "a,b"},
		{"sshkeys", "+cdate", "comment", "b,a"},
		{"instances.fleio_bckps.schedule", "+name", "name", "a,b"},
		{"instances.fleio_bckps.schedule", "-id", "name", "a,b"},
		{"service.ip", "+name", "name", "192.0.2.61"},
		{"service.ip", "-id", "name", "192.0.2.61"},
		{"service.history", "-id", "id", "90001,90000"},
		{"service.history", "+changedate", "id", "90000,90001"},
	} {
		if got := column(u.ok(test.function, "elid", instance(), "p_col", test.sort), test.show); got != test.want {
			t.Errorf("%s by %s: %s, want %s", test.function, test.sort, got, test.want)
		}
	}
	for _, function := range []string{
		"instances.fleio_bckps", "instances.snapshots", "instances.snapshots.filter", "instances.fleio_bckps.schedule", "service.ip", "service.history",
		"service.changepricelist", "instances.fleio.trafficdata", "service.instruction.html", "instances.fleio.rescue",
	} {
		u.fails("missed instances", function, "elid", "5")
		u.fails("value elid", function, "elid", "mine")
	}
}

// Whatever page is asked for, there is a response.
func TestPagesFarAway(t *testing.T) {
	u := signIn(t, zomrotest.New())
	for _, num := range []string{"2", "1000000", "9223372036854775807"} {
		if doc := u.ok("instances", "p_num", num); len(rows(doc)) != 0 || at(doc, "p_elems", "$") != "2" {
			t.Errorf("page %s: %v", num, doc)
		}
	}
	if doc := u.ok("instances", "p_num", "1", "p_cnt", "9223372036854775807"); len(rows(doc)) != 2 {
		t.Errorf("a large page: %v", doc)
	}
}
