package zomro_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// spending are all calls that spend money at once. They get whether it was
// confirmed, an order in the cart, and an image to copy.
var spending = []struct {
	operation string
	call      func(t *testing.T, c *zomro.Client, confirmed bool, order, image int64) error
}{
	{"orderInstance", func(t *testing.T, c *zomro.Client, confirmed bool, _, _ int64) error {
		t.Helper()
		in := ordered()
		in.ConfirmCost = confirmed
		_, err := c.Instances.Order(t.Context(), in)
		return err
	}},
	{"orderInstance", func(t *testing.T, c *zomro.Client, confirmed bool, _, _ int64) error {
		t.Helper()
		in := ordered()
		in.ConfirmCost = confirmed
		_, err := c.Instances.Create(t.Context(), in)
		return err
	}},
	{"confirmOrder", func(t *testing.T, c *zomro.Client, confirmed bool, order, _ int64) error {
		t.Helper()
		return c.Instances.ConfirmOrder(t.Context(), order, zomro.ConfirmOrderInput{ConfirmCost: confirmed})
	}},
	{"prolongInstance", func(t *testing.T, c *zomro.Client, confirmed bool, _, _ int64) error {
		t.Helper()
		_, err := c.Instances.Prolong(t.Context(), zomrotest.InstanceID, zomro.ProlongInstanceInput{Period: zomro.PeriodYear, ConfirmCost: confirmed})
		return err
	}},
	{"resizeInstance", func(t *testing.T, c *zomro.Client, confirmed bool, _, _ int64) error {
		t.Helper()
		return c.Instances.Resize(t.Context(), zomrotest.InstanceID, zomro.ResizeInstanceInput{TariffID: zomrotest.LargeTariff, ConfirmCost: confirmed})
	}},
	{"orderImage", func(t *testing.T, c *zomro.Client, confirmed bool, _, _ int64) error {
		t.Helper()
		in := orderedImage()
		in.ConfirmCost = confirmed
		_, err := c.Images.Order(t.Context(), in)
		return err
	}},
	{"copyImage", func(t *testing.T, c *zomro.Client, confirmed bool, _, image int64) error {
		t.Helper()
		_, err := c.Images.Copy(t.Context(), image, zomro.CopyImageInput{Name: "copy", Region: "Netherlands-2", ConfirmCost: confirmed})
		return err
	}},
	{"orderAddress", func(t *testing.T, c *zomro.Client, confirmed bool, _, _ int64) error {
		t.Helper()
		_, err := c.Addresses.Order(t.Context(), zomrotest.InstanceID, zomro.OrderAddressInput{Type: zomrotest.AddressType, ConfirmCost: confirmed})
		return err
	}},
	{"orderInstance", func(t *testing.T, c *zomro.Client, confirmed bool, _, image int64) error {
		t.Helper()
		in := zomro.RestoreToNewInput{Order: ordered()}
		in.Order.ConfirmCost = confirmed
		_, err := c.Backups.RestoreToNew(t.Context(), image, in)
		return err
	}},
}

// shop is a service with an order in the cart and an image.
func shop(t *testing.T) (srv *zomrotest.Server, order, image int64) {
	t.Helper()
	srv = zomrotest.New()
	in := ordered()
	in.ServerName = "in the cart"
	placed, err := newClient(t, srv).Instances.Order(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	image = srv.AddBackup(zomrotest.Backup{Kind: zomrotest.KindImage, Name: "golden", Region: "Poland-1", SizeGB: 3})
	srv.ResetLog()
	return srv, placed.LineItemID, image
}

func TestSpendingMustBeConfirmed(t *testing.T) {
	for _, test := range spending {
		srv, order, image := shop(t)
		err := test.call(t, newClient(t, srv), false, order, image)
		var arg *backup.ArgumentError
		if !errors.As(err, &arg) || !strings.HasSuffix(arg.Field, ".ConfirmCost") {
			t.Errorf("%s: error %v", test.operation, err)
		}
		if n := srv.Count(""); n != 0 || len(srv.Orders()) != 1 {
			t.Errorf("%s: %d requests, orders %+v", test.operation, n, srv.Orders())
		}
	}
}

// Whatever goes wrong, a call that spends money is sent once: also where other
// calls are sent again because they provably did nothing.
func TestSpendingIsSentOnce(t *testing.T) {
	faults := map[string]func(string) zomrotest.Fault{
		"lost before the work":     zomrotest.FaultReset,
		"lost after the work":      func(op string) zomrotest.Fault { return zomrotest.FaultReset(op).AfterWork() },
		"away, come back later":    func(op string) zomrotest.Fault { return zomrotest.FaultTooMany(op, time.Second) },
		"too many":                 func(op string) zomrotest.Fault { return zomrotest.FaultTooMany(op, 0) },
		"gateway error":            func(op string) zomrotest.Fault { return zomrotest.FaultHTML(op, 502) },
		"gateway error after work": func(op string) zomrotest.Fault { return zomrotest.FaultHTML(op, 504).AfterWork() },
		"truncated response":       func(op string) zomrotest.Fault { return zomrotest.FaultTruncate(op, 9) },
		"no response":              func(op string) zomrotest.Fault { return zomrotest.FaultDelay(op, time.Hour) },
	}
	for name, fault := range faults {
		for _, test := range spending {
			t.Run(test.operation+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					srv, order, image := shop(t)
					srv.Inject(fault(test.operation))
					if err := test.call(t, newClient(t, srv), true, order, image); err == nil {
						t.Error("no error")
					}
					if n := srv.Count(test.operation); n != 1 {
						t.Errorf("sent %d times", n)
					}
					if n := len(srv.Orders()); n > 2 {
						t.Errorf("%d orders", n)
					}
					srv.ClearFaults()
					time.Sleep(2 * time.Hour)
				})
			})
		}
	}
}

// An ended session is no failure of the call: the service did not look at it,
// and it goes once more with a new one.
func TestSpendingWithAnEndedSession(t *testing.T) {
	for _, test := range spending {
		synctest.Test(t, func(t *testing.T) {
			srv, order, image := shop(t)
			client := newClient(t, srv)
			if err := client.Account.Keepalive(t.Context()); err != nil {
				t.Fatal(err)
			}
			srv.ExpireTokens()
			if err := test.call(t, client, true, order, image); err != nil {
				t.Errorf("%s: %v", test.operation, err)
			}
			if n := len(srv.Orders()); n > 2 {
				t.Errorf("%s: %d orders", test.operation, n)
			}
		})
	}
}
