package zomro_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func badInstanceCalls() []badCall {
	id := zomrotest.InstanceID
	ordering := func(field string, change func(*zomro.OrderInstanceInput)) badCall {
		return badCall{"ordered instance", "OrderInstanceInput." + field, func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			in := ordered()
			change(&in)
			_, err := c.Instances.Create(t.Context(), in)
			return err
		}}
	}
	rebuilding := func(field string, in zomro.RebuildInstanceInput) badCall {
		return badCall{"rebuild", "RebuildInstanceInput." + field, func(t *testing.T, c *zomro.Client) error { t.Helper(); return c.Instances.Rebuild(t.Context(), id, in) }}
	}
	pruning := func(field string, in zomro.PruneBackupsInput) badCall {
		return badCall{"prune", "PruneBackupsInput." + field, func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Backups.Prune(t.Context(), id, in)
			return err
		}}
	}
	keying := func(key string) badCall {
		return badCall{"key", "UpdateSSHKeyInput.PublicKey", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.SSHKeys.Update(t.Context(), 17, zomro.UpdateSSHKeyInput{Comment: "x", PublicKey: key})
		}}
	}
	return []badCall{
		ordering("Image", func(in *zomro.OrderInstanceInput) { in.Image = "" }),
		ordering("Image", func(in *zomro.OrderInstanceInput) { in.Image = "debian" }),
		ordering("Period", func(in *zomro.OrderInstanceInput) { in.Period = 2 }),
		ordering("Count", func(in *zomro.OrderInstanceInput) { in.Count = -1 }),
		ordering("Count", func(in *zomro.OrderInstanceInput) { in.Count = 2 }),
		ordering("SSHKey", func(in *zomro.OrderInstanceInput) { in.Password, in.SSHKey = backup.Secret{}, -1 }),
		ordering("Password", func(in *zomro.OrderInstanceInput) { in.SSHKey = 17 }),
		ordering("Addons", func(in *zomro.OrderInstanceInput) { in.Addons = map[string]string{"sok": "ok"} }),
		ordering("AcceptTerms", func(in *zomro.OrderInstanceInput) { in.AcceptTerms = false }),
		rebuilding("Zone", zomro.RebuildInstanceInput{Image: zomrotest.PublicImage}),
		rebuilding("Zone", zomro.RebuildInstanceInput{Zone: "mars", Image: zomrotest.PublicImage}),
		rebuilding("Image", zomro.RebuildInstanceInput{Zone: zomro.ZonePublic}),
		rebuilding("SSHKey", zomro.RebuildInstanceInput{Zone: zomro.ZonePublic, Image: zomrotest.PublicImage, SSHKey: "a b"}),
		pruning("KeepLast", zomro.PruneBackupsInput{}),
		pruning("KeepLast", zomro.PruneBackupsInput{KeepLast: -1, KeepDaily: 1}),
		pruning("KeepDaily", zomro.PruneBackupsInput{KeepLast: 1, KeepDaily: -1}),
		pruning("KeepWeekly", zomro.PruneBackupsInput{KeepWeekly: -1}),
		pruning("KeepMonthly", zomro.PruneBackupsInput{KeepMonthly: -7}),
		pruning("Type", zomro.PruneBackupsInput{KeepLast: 1, Type: "weekly"}),
		keying(""), keying("AAAA"), keying("ssh-ed25519 AAAA\nssh-rsa BBBB"), keying("-----BEGIN OPENSSH PRIVATE KEY-----"),
		{"prune without a plan", "plan", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Backups.ExecutePrune(t.Context(), nil, nil)
			return err
		}},
		{"nothing to change", "UpdateInstanceInput", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.Update(t.Context(), id, zomro.UpdateInstanceInput{})
		}},
		{"reverse DNS", "UpdateInstanceInput.RDNSRecord", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.Update(t.Context(), id, zomro.UpdateInstanceInput{RDNSRecord: new("a b")})
		}},
		{"preview", "zone", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Instances.RebuildOptions(t.Context(), id, "mars")
			return err
		}},
		{"rescue", "RescueInstanceInput.Image", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.Rescue(t.Context(), id, zomro.RescueInstanceInput{Zone: zomro.ZonePublic})
		}},
		{"rescue from nowhere", "RescueInstanceInput.Zone", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.Rescue(t.Context(), id, zomro.RescueInstanceInput{Image: zomrotest.RescueImage, Zone: "mars"})
		}},
		{"ISO", "BootISOInput.Image", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.BootISO(t.Context(), id, zomro.BootISOInput{Zone: zomro.ZonePublic})
		}},
		{"ISO from nowhere", "BootISOInput.Zone", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.BootISO(t.Context(), id, zomro.BootISOInput{Image: zomrotest.ISOImage, Zone: "mars"})
		}},
		{"power", "action", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.Power(t.Context(), id, "explode")
		}},
		{"metric", "ListMeasuresInput.Metric", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Instances.Measures(t.Context(), id, zomro.ListMeasuresInput{Metric: "noise", Hours: 1})
			return err
		}},
		{"hours", "ListMeasuresInput.Hours", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Instances.Measures(t.Context(), id, zomro.ListMeasuresInput{Metric: zomro.MetricCPU, Hours: 2})
			return err
		}},
		{"group of nothing", "instanceIDs", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Instances.Group(t.Context(), nil)
			return err
		}},
		{"daily prolonging", "ProlongInstanceInput.Period", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Instances.Prolong(t.Context(), id, zomro.ProlongInstanceInput{Period: zomro.PeriodDaily, ConfirmCost: true})
			return err
		}},
		{"no code", "code", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.ApplyPromoCode(t.Context(), " ")
		}},
		{"addresses", "OrderAddressInput.MaxCount", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Addresses.Order(t.Context(), id, zomro.OrderAddressInput{Type: 7, MaxCount: -1, ConfirmCost: true})
			return err
		}},
	}
}
