package zomro_test

import (
	"errors"
	"net/url"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestAddressLifecycle(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithPageSize(1))
	client := newClient(t, srv)
	order, err := client.Addresses.Order(t.Context(), zomrotest.InstanceID, zomro.OrderAddressInput{
		Type: zomrotest.AddressType, Count: 2, MaxCount: 4, Domain: "mail.harbor.example", ConfirmCost: true,
	})
	if err != nil || order.LineItemID == 0 || srv.Orders()[0].Paid {
		t.Fatalf("%+v, %v", order, err)
	}
	if err := client.Instances.ConfirmOrder(t.Context(), order.LineItemID, zomro.ConfirmOrderInput{ConfirmCost: true}); err != nil {
		t.Fatal(err)
	}
	page, err := client.Addresses.List(t.Context(), zomrotest.InstanceID, zomro.ListAddressesInput{})
	if err != nil || page.Total != 3 || page.Next != "2" {
		t.Fatalf("%+v, %v", page, err)
	}
	all, err := backup.Collect(client.Addresses.All(t.Context(), zomrotest.InstanceID, zomro.ListAddressesInput{}), 0)
	if err != nil || len(all) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	first, second := all[0], all[1]
	if first.Address != "192.0.2.61" || !first.NoDelete || first.Type != "Public IPv4" || second.Domain != "mail.harbor.example" || second.NoDelete {
		t.Errorf("%+v", all)
	}
	err = client.Addresses.Update(t.Context(), zomrotest.InstanceID, second.ID, zomro.UpdateAddressInput{Domain: "mx.harbor.example"})
	if err != nil {
		t.Fatal(err)
	}
	if form := forms(srv, "updateAddress")[0]; form.Get("plid") != "7310442" || form.Get("sok") != "ok" || form.Has("mask") {
		t.Errorf("sent %v", form)
	}
	if err := client.Addresses.Delete(t.Context(), zomrotest.InstanceID, all[2].ID); err != nil {
		t.Fatal(err)
	}
	if left := srv.Addresses(zomrotest.InstanceID); len(left) != 2 || left[1].Domain != "mx.harbor.example" {
		t.Errorf("left %+v", left)
	}
	if err := client.Addresses.Delete(t.Context(), zomrotest.InstanceID, first.ID); err == nil {
		t.Error("the first address was given back")
	}
	if err := client.Addresses.Delete(t.Context(), zomrotest.InstanceID, all[2].ID); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("giving it back again: %v", err)
	}
}

// The kinds of address are in a form that has no method of its own.
func TestKindsOfAddress(t *testing.T) {
	srv := zomrotest.NewServer(t)
	var doc zomro.Node
	err := newClient(t, srv).Do(t.Context(), backup.Request{Path: "service.ip.edit", Form: url.Values{"plid": {"7310442"}}}, &doc)
	if err != nil || doc.Child("slist").Child("val").Attr("key") != "7" {
		t.Errorf("%+v, %v", doc, err)
	}
}
