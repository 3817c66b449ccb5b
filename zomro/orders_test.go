package zomro_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// ordered is an instance as somebody may order it.
func ordered() zomro.OrderInstanceInput {
	return zomro.OrderInstanceInput{
		TariffID: zomrotest.MediumTariff, DataCenterID: zomrotest.DataCenter, ServerName: "harbor-new", Image: zomrotest.PublicImage,
		Password: backup.NewSecret("Harbor7-new"), Addons: map[string]string{"addon_101": "on"}, AcceptTerms: true, ConfirmCost: true,
	}
}

func TestTariffs(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := clientWith(t, srv, zomro.Config{Credentials: account(), Lang: "ru"})
	list, err := client.Instances.Tariffs(t.Context(), zomro.ListTariffsInput{DataCenterID: zomrotest.OtherDataCenter})
	if err != nil {
		t.Fatal(err)
	}
	if list.DataCenter != zomrotest.OtherDataCenter || list.DataCenters[zomrotest.DataCenter] != "Poland-1" || len(list.Tariffs) != 3 {
		t.Errorf("%+v", list)
	}
	medium := list.Tariffs[1]
	disk, diskKnown := medium.DiskGB()
	ram, ramKnown := medium.RAMGB()
	if medium.ID != zomrotest.MediumTariff || medium.Name != "Cloud S2" || disk != 40 || !diskKnown || ram != 4 || !ramKnown {
		t.Errorf("%+v", medium)
	}
	want := []zomro.PeriodPrice{
		{Period: zomro.PeriodDaily, Cost: zomro.Money{Text: "0.21 EUR", Amount: "0.21", Currency: "EUR"}},
		{Period: zomro.PeriodMonth, Cost: zomro.Money{Text: "6.30 EUR", Amount: "6.30", Currency: "EUR"}},
	}
	if diff := cmp.Diff(want, medium.Prices.Price[:2]); diff != "" {
		t.Errorf("prices, -want +got:\n%s", diff)
	}
	if got := forms(srv, "listTariffs")[0]; got.Get("lang") != "en" || got.Get("datacenter") != "13" {
		t.Errorf("sent %v", got)
	}
	if _, err := client.Instances.Tariffs(t.Context(), zomro.ListTariffsInput{}); err != nil {
		t.Error(err)
	}
}

func TestSizesOfTariffs(t *testing.T) {
	tests := []struct {
		details []zomro.TariffDetail
		disk    int64
		known   bool
	}{
		{[]zomro.TariffDetail{{Name: "Disk space", Value: "12 Gb"}}, 12, true},
		{[]zomro.TariffDetail{{Name: "NVMe disk", Value: "2TB"}}, 2048, true},
		{[]zomro.TariffDetail{{Name: "Disk", Value: "512 Mb."}}, 0, true},
		{[]zomro.TariffDetail{{Name: "Disk", Value: "fast"}, {Name: "Disk space", Value: " 40 GB "}}, 40, true},
		{[]zomro.TariffDetail{{Name: "Disk", Value: "40 apples"}}, 0, false},
		{[]zomro.TariffDetail{{Name: "Disk", Value: "99999999999999 Gb"}}, 0, false},
		{[]zomro.TariffDetail{{Name: "Memory", Value: "4 Gb"}}, 0, false},
		{nil, 0, false},
	}
	for _, test := range tests {
		if disk, known := (zomro.Tariff{Details: test.details}).DiskGB(); disk != test.disk || known != test.known {
			t.Errorf("%+v: %d, %t", test.details, disk, known)
		}
	}
}

func TestOrderAndPay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		client := newClient(t, srv)
		form, err := client.Instances.OrderOptions(t.Context(), zomrotest.MediumTariff, zomrotest.DataCenter)
		if err != nil || form.Labels["addon_101"] == "" || !hasChoice(form, "instances_os", zomrotest.PublicImage, "pub") {
			t.Fatalf("%+v, %v", form, err)
		}
		if got := forms(srv, "showInstanceOrder")[0]; got.Get("period_6812") != "-50" || got.Has("sok") {
			t.Errorf("sent %v", got)
		}
		in := ordered()
		in.Count, in.Period = 2, zomro.PeriodQuarter
		order, err := client.Instances.Order(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if got := srv.Orders(); len(got) != 1 || got[0].ID != order.LineItemID || got[0].Paid || got[0].Count != 2 {
			t.Fatalf("ordered %+v", got)
		}
		if err := client.Instances.ApplyPromoCode(t.Context(), "NOSUCHCODE"); !errors.Is(err, backup.ErrNotFound) {
			t.Errorf("an unknown code: %v", err)
		}
		if err := client.Instances.ApplyPromoCode(t.Context(), zomrotest.PromoCode); err != nil {
			t.Error(err)
		}
		before := srv.Balance()
		if err := client.Instances.ConfirmOrder(t.Context(), order.LineItemID, zomro.ConfirmOrderInput{ConfirmCost: true}); err != nil {
			t.Fatal(err)
		}
		if paid := before - srv.Balance(); paid != 2*90*21*9/10 || !srv.Orders()[0].Paid {
			t.Errorf("paid %d for %+v", paid, srv.Orders())
		}
		all, err := backup.Collect(client.Instances.All(t.Context(), zomro.ListInstancesInput{}), 0)
		if err != nil || len(all) != 4 || all[3].ServerName != "harbor-new" || all[3].IPV6 == "" {
			t.Errorf("%+v, %v", all, err)
		}
		if err := client.Instances.ConfirmOrder(t.Context(), order.LineItemID, zomro.ConfirmOrderInput{ConfirmCost: true}); !errors.Is(err, backup.ErrNotFound) {
			t.Errorf("paying twice: %v", err)
		}
	})
}

func TestCreateAnInstance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithListingDelay(40*time.Second), zomrotest.WithPageSize(1))
		client := newClient(t, srv)
		made, err := client.Instances.Create(t.Context(), ordered())
		if err != nil || made.Instance.ServerName != "harbor-new" || made.Order.LineItemID != srv.Orders()[0].ID {
			t.Fatalf("%+v, %v", made, err)
		}
		ready, err := client.Instances.WaitSteady(t.Context(), made.Instance.ID)
		if err != nil || !ready.Status.Is(zomro.InstanceActive) || ready.Cost.Amount != "0.21" || !ready.ChangePriceList {
			t.Errorf("%+v, %v", ready, err)
		}
		if have, _ := srv.Instance(made.Instance.ID); have.Password != "Harbor7-new" || have.Image != zomrotest.PublicImage || have.DiskGB != 40 {
			t.Errorf("%+v", have)
		}
	})
}

func TestCreateAnInstanceThatCannotBePaid(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithBalance(20))
	made, err := newClient(t, srv).Instances.Create(t.Context(), ordered())
	var e *backup.Error
	if !errors.As(err, &e) || e.Code != "payment_required" || made == nil || made.Instance != nil || made.Order.LineItemID != srv.Orders()[0].ID {
		t.Errorf("%+v, %v", made, err)
	}
	if srv.Balance() != 20 || srv.Count("orderInstance") != 1 || srv.Count("confirmOrder") != 1 {
		t.Errorf("balance %d", srv.Balance())
	}
}

func TestPaidButNeverListed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithListingDelay(time.Hour))
		made, err := newClient(t, srv).Instances.Create(t.Context(), ordered())
		var wait *backup.WaitError
		if !errors.As(err, &wait) || !errors.Is(err, context.DeadlineExceeded) || made == nil || !srv.Orders()[0].Paid || len(srv.Orders()) != 1 {
			t.Errorf("%+v, %v", made, err)
		}
	})
}

func TestOrderWithoutAResponse(t *testing.T) {
	for _, body := range []string{`{"doc":{}}`, `{"doc":{"ok":{"$":"func=basket"}}}`, `{"doc":{"lineitem.id":{"$":"0"}}}`} {
		if order, err := responding(t, jsonResponse(body)).Instances.Order(t.Context(), ordered()); err == nil {
			t.Errorf("%s is %+v", body, order)
		}
	}
}

func TestProlong(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	order, err := client.Instances.Prolong(t.Context(), zomrotest.InstanceID, zomro.ProlongInstanceInput{Period: zomro.PeriodMonth, ConfirmCost: true})
	if err != nil || srv.Orders()[0].Kind != zomrotest.OrderProlong || srv.Orders()[0].Paid {
		t.Fatalf("%+v, %v", order, err)
	}
	if err := client.Instances.ConfirmOrder(t.Context(), order.LineItemID, zomro.ConfirmOrderInput{ConfirmCost: true}); err != nil {
		t.Fatal(err)
	}
	if i, _ := srv.Instance(zomrotest.InstanceID); i.PaidUntil.IsZero() {
		t.Errorf("%+v", i)
	}
	listed, err := client.Instances.Find(t.Context(), zomrotest.InstanceID)
	if err != nil || listed.RealExpireDate.IsZero() {
		t.Errorf("%+v, %v", listed, err)
	}
}

func TestResize(t *testing.T) {
	for _, keep := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			srv := zomrotest.New()
			client := newClient(t, srv)
			form, err := client.Instances.ResizeOptions(t.Context(), zomrotest.InstanceID)
			if err != nil || !hasChoice(form, "pricelist", "6813", "") || hasChoice(form, "pricelist", "6812", "") {
				t.Fatalf("%+v, %v", form, err)
			}
			if err := client.Instances.Resize(t.Context(), zomrotest.InstanceID, zomro.ResizeInstanceInput{TariffID: zomrotest.LargeTariff, ConfirmCost: true}); err != nil {
				t.Fatal(err)
			}
			i, err := client.Instances.WaitSteady(t.Context(), zomrotest.InstanceID)
			if err != nil || !i.Status.Is(zomro.InstanceResized) {
				t.Fatalf("%+v, %v", i, err)
			}
			if err := client.Instances.ConfirmResize(t.Context(), zomrotest.InstanceID, zomro.ConfirmResizeInput{Rollback: !keep}); err != nil {
				t.Fatal(err)
			}
			if _, err := client.Instances.WaitSteady(t.Context(), zomrotest.InstanceID); err != nil {
				t.Fatal(err)
			}
			have, _ := srv.Instance(zomrotest.InstanceID)
			if want := map[bool]int64{true: 80, false: 40}[keep]; have.DiskGB != want || have.Status != "active" {
				t.Errorf("keep %t: %+v", keep, have)
			}
		})
	}
	t.Run("without money", func(t *testing.T) {
		srv := zomrotest.NewServer(t, zomrotest.WithBalance(1))
		err := newClient(t, srv).Instances.Resize(t.Context(), zomrotest.InstanceID, zomro.ResizeInstanceInput{TariffID: zomrotest.LargeTariff, ConfirmCost: true})
		if !errors.Is(err, backup.ErrQuota) || srv.Balance() != 1 {
			t.Errorf("error %v, balance %d", err, srv.Balance())
		}
	})
}
