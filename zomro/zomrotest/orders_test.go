package zomrotest_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// order are the fields of an order of small instances.
func order(more ...string) []string {
	return append([]string{
		"pricelist", id(zomrotest.SmallTariff), "order_period", "-50", "order_count", "1", "licence_agreement", "on",
		"force_use_new_cart", "on", "datacenter", id(zomrotest.DataCenter), "instances_os", zomrotest.PublicImage, "sok", "ok",
	}, more...)
}

const orderFunc = "v2.instances.order.param"

// bought compares the orders of a server, but for their time.
func bought(t *testing.T, srv *zomrotest.Server, want ...zomrotest.Order) {
	t.Helper()
	if diff := cmp.Diff(want, srv.Orders(), cmpopts.IgnoreFields(zomrotest.Order{}, "Placed"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("orders -want +got:\n%s", diff)
	}
}

func TestAnOrderIsPaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithListingDelay(2*time.Second), zomrotest.WithWorkTime(time.Minute))
		u := signIn(t, srv)
		u.ok("sshkeys.edit", "comment", "laptop", "publicKey", publicKey, "sok", "ok")
		key := srv.SSHKeys()[0]
		line := at(u.ok(orderFunc, order("order_period", "1", "order_count", "2", "servername", "web", "use_ssh_key", "on",
			"instances_ssh_keys", id(key.ID), "addon_101", "on")...), "lineitem.id", "$")
		want := zomrotest.Order{ID: 8801, Kind: zomrotest.OrderInstance, Tariff: "Cloud S1", Count: 2, Price: 720}
		bought(t, srv, want)
		if srv.Balance() != 100_00 {
			t.Errorf("balance %d before it is paid", srv.Balance())
		}
		u.fails("value paymethod_id", "cartorder.create.confirm", "elid", line, "paymethod_id", "4", "sok", "ok")
		u.ok("cartorder.create.confirm", "elid", line, "paymethod_id", "0", "sok", "ok")
		u.fails("missed lineitem", "cartorder.create.confirm", "elid", line, "paymethod_id", "0", "sok", "ok")
		want.Paid = true
		bought(t, srv, want)
		if srv.Balance() != 100_00-720 || at(rows(u.ok("dashboard.info"))[0], "realbalance", "$") != "92.80 EUR" {
			t.Errorf("balance %d", srv.Balance())
		}
		if got := column(u.ok("instances"), "id"); got != "7310442,7310443" {
			t.Errorf("at once it lists %s", got)
		}
		time.Sleep(2 * time.Second)
		list := u.ok("instances")
		if got := column(list, "instance_status"); got != "active,stopped,creating,creating" {
			t.Errorf("states %s", got)
		}
		if row := rows(list)[2]; at(row, "item_status", "$orig") != "5" || at(row, "ip_v6", "$") == "" || at(row, "expiredate", "$") != "2000-02-01" {
			t.Errorf("row %v", row)
		}
		time.Sleep(time.Minute)
		made, _ := srv.Instance(zomrotest.OtherInstanceID + 2) // a key lies between
		if made.ServerName != "web" || made.Status != "active" || made.SSHKey != key.UUID || made.DiskGB != 20 {
			t.Errorf("made %+v", made)
		}
	})
}

func TestOrderErrors(t *testing.T) {
	srv := zomrotest.New()
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, UUID: "a1"}) // needs 40 GB
	u := signIn(t, srv)
	for why, fields := range map[string][]string{
		"value pricelist":          {"pricelist", "1"},
		"value order_period":       {"order_period", "2"},
		"value order_count":        {"order_count", "0"},
		"value licence_agreement":  {"licence_agreement", "off"},
		"value force_use_new_cart": {"force_use_new_cart", ""},
		"value datacenter":         {"datacenter", "99"},
		"value instances_os":       {"instances_os", "a1"},
		"value instances_ssh_keys": {"use_ssh_key", "on", "instances_ssh_keys", "1"},
		"value password":           {"password", "short"},
	} {
		u.fails(why, orderFunc, order(fields...)...)
	}
	u.fails("value pricelist", orderFunc, "pricelist", "1")
	u.fails("value datacenter", "v2.instances.order.pricelist", "datacenter", "99")
	u.fails("value period", "service.prolong", "elid", instance(), "period", "-50", "clicked_button", "basket", "sok", "ok")
	u.fails("value count", "service.ip.edit", "plid", instance(), "type", "7", "count", "11", "clicked_button", "basket", "sok", "ok")
	u.fails("value type", "service.ip.edit", "plid", instance(), "type", "6", "count", "1", "clicked_button", "basket", "sok", "ok")
	bought(t, srv)
}

// Without money, a resize is an error that says how much is missing; an order is
// sent to an address to pay at, which is no success.
func TestWithoutMoney(t *testing.T) {
	srv := zomrotest.New(zomrotest.WithBalance(5))
	u := signIn(t, srv)
	doc := u.fails("money balance", "service.changepricelist.getmoney", "elid", instance(), "pricelist", id(zomrotest.LargeTariff),
		"clicked_button", "finish", "snext", "ok", "sok", "ok")
	params, _ := doc["error"].(map[string]any)["param"].([]any)
	if len(params) != 1 || at(params[0], "$name") != "amount" || at(params[0], "$") != "0.37" {
		t.Errorf("error %v", doc["error"])
	}
	bought(t, srv)
	line := at(u.ok(orderFunc, order()...), "lineitem.id", "$")
	doc = u.ok("cartorder.create.confirm", "elid", line, "paymethod_id", "0", "sok", "ok")
	if at(doc, "billorder", "$") != "BO-"+line || at(doc, "ok", "$") == "" {
		t.Errorf("response %v", doc)
	}
	if srv.Balance() != 5 || srv.Orders()[0].Paid || len(rows(u.ok("instances"))) != 2 {
		t.Errorf("it was paid: %+v", srv.Orders())
	}
}

func TestPromoCodes(t *testing.T) {
	srv := zomrotest.New()
	u := signIn(t, srv)
	u.fails("promocode_not_use promocode", "basket", "promocode", zomrotest.PromoCode, "sok", "ok") // nothing is in the cart
	u.ok(orderFunc, order("order_period", "1")...)
	u.fails("missed promocode", "basket", "promocode", "NOTHING", "sok", "ok")
	u.ok("basket", "promocode", zomrotest.PromoCode, "sok", "ok")
	u.fails("promocode_not_use promocode", "basket", "promocode", zomrotest.PromoCode, "sok", "ok")
	bought(t, srv, zomrotest.Order{ID: 8801, Kind: zomrotest.OrderInstance, Tariff: "Cloud S1", Count: 1, Price: 324})
}

func TestProlongingAndAddresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		u := signIn(t, srv)
		pay := func(doc map[string]any) {
			u.ok("cartorder.create.confirm", "elid", at(doc, "lineitem.id", "$"), "paymethod_id", "0", "sok", "ok")
		}
		pay(u.ok("service.prolong", "elid", instance(), "period", "3", "clicked_button", "basket", "sok", "ok"))
		if until := u.instance().PaidUntil; !until.Equal(time.Now().AddDate(0, 3, 0)) {
			t.Errorf("paid until %v", until)
		}
		pay(u.ok("service.ip.edit", "plid", instance(), "type", "7", "count", "2", "domain", "x.harbor.example", "clicked_button", "basket", "sok", "ok"))
		bought(t, srv,
			zomrotest.Order{ID: 8801, Kind: zomrotest.OrderProlong, InstanceID: zomrotest.InstanceID, Tariff: "Cloud S2", Count: 1, Price: 1890, Paid: true},
			zomrotest.Order{ID: 8802, Kind: zomrotest.OrderAddress, InstanceID: zomrotest.InstanceID, Count: 2, Price: 400, Paid: true})
		list := u.ok("service.ip", "elid", instance())
		if got := column(list, "no_delete"); got != "on,off,off" {
			t.Errorf("addresses %v", list)
		}
		second := at(rows(list)[1], "id", "$")
		u.ok("service.ip.edit", "plid", instance(), "elid", second, "domain", "y.harbor.example", "mask", "255.255.255.0", "sok", "ok")
		u.fails("missed ip", "service.ip.edit", "plid", id(zomrotest.OtherInstanceID), "elid", second, "domain", "z", "sok", "ok")
		u.ok("service.ip.delete", "plid", instance(), "elid", at(rows(list)[2], "id", "$"))
		u.fails("no_delete ip", "service.ip.delete", "plid", instance(), "elid", at(rows(list)[0], "id", "$"))
		if got := column(u.ok("service.ip", "elid", instance()), "domain"); got != ",y.harbor.example" {
			t.Errorf("domains %s", got)
		}
	})
}

func TestTariffs(t *testing.T) {
	u := signIn(t, zomrotest.New())
	doc := u.ok("v2.instances.order.pricelist", "datacenter", id(zomrotest.OtherDataCenter))
	lists, _ := doc["list"].([]any)
	list, _ := lists[0].(map[string]any)
	if at(list, "$name") != "pricelist" || column(list, "id") != "6811,6812,6813" || at(doc, "datacenter", "$") != "13" {
		t.Errorf("tariffs %v", doc)
	}
	if got := choice(doc, "datacenter"); got != "12,13,14" {
		t.Errorf("data centres %s", got)
	}
	form := u.ok(orderFunc, "pricelist", id(zomrotest.SmallTariff), "datacenter", "12", "period_6811", "-50")
	if choice(form, "instances_os") != "null,"+zomrotest.PublicImage || choice(form, "instances_ssh_keys") != "none" ||
		at(form, "messages", "msg", "addon_101") != "IPv6 address" {
		t.Errorf("form %v", form)
	}
	images := u.ok("v2.image.order.pricelist", "plid", "")["list"].([]any)[0].(map[string]any)
	if column(images, "id") != id(zomrotest.ImageTariff) {
		t.Errorf("tariffs %v", images)
	}
	if got := choice(u.ok("v2.image.order.param", "pricelist", id(zomrotest.ImageTariff)), "order_period"); got != "-50" {
		t.Errorf("periods %s", got)
	}
}
