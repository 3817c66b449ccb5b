package zomro_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func instancesRefused() []refusal {
	id := zomrotest.InstanceID
	ordering := func(field string, change func(*zomro.OrderInput)) refusal {
		return refusal{"ordered instance", field, func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			in := ordered()
			change(&in)
			_, err := c.Instances.Create(t.Context(), in)
			return err
		}}
	}
	rebuilding := func(field string, in zomro.RebuildInput) refusal {
		return refusal{"rebuild", field, func(t *testing.T, c *zomro.Client) error { t.Helper(); return c.Instances.Rebuild(t.Context(), id, in) }}
	}
	pruning := func(field string, policy zomro.PrunePolicy) refusal {
		return refusal{"prune", field, func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Backups.Prune(t.Context(), id, policy)
			return err
		}}
	}
	keying := func(key string) refusal {
		return refusal{"key", "PublicKey", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.SSHKeys.Update(t.Context(), 17, zomro.SSHKeyInput{Comment: "x", PublicKey: key})
		}}
	}
	return []refusal{
		ordering("Image", func(in *zomro.OrderInput) { in.Image = "" }),
		ordering("Image", func(in *zomro.OrderInput) { in.Image = "debian" }),
		ordering("Period", func(in *zomro.OrderInput) { in.Period = 2 }),
		ordering("Count", func(in *zomro.OrderInput) { in.Count = -1 }),
		ordering("Count", func(in *zomro.OrderInput) { in.Count = 2 }),
		ordering("SSHKey", func(in *zomro.OrderInput) { in.Password, in.SSHKey = backup.Secret{}, -1 }),
		ordering("Password", func(in *zomro.OrderInput) { in.SSHKey = 17 }),
		ordering("Addons", func(in *zomro.OrderInput) { in.Addons = map[string]string{"sok": "ok"} }),
		ordering("AcceptTerms", func(in *zomro.OrderInput) { in.AcceptTerms = false }),
		rebuilding("Zone", zomro.RebuildInput{Image: zomrotest.PublicImage}),
		rebuilding("Zone", zomro.RebuildInput{Zone: "mars", Image: zomrotest.PublicImage}),
		rebuilding("Image", zomro.RebuildInput{Zone: zomro.ZonePublic}),
		rebuilding("SSHKey", zomro.RebuildInput{Zone: zomro.ZonePublic, Image: zomrotest.PublicImage, SSHKey: "a b"}),
		pruning("KeepNewest", zomro.PrunePolicy{}),
		pruning("KeepNewest", zomro.PrunePolicy{KeepNewest: -1, KeepDaily: 1}),
		pruning("KeepDaily", zomro.PrunePolicy{KeepNewest: 1, KeepDaily: -1}),
		pruning("KeepWeekly", zomro.PrunePolicy{KeepWeekly: -1}),
		pruning("KeepMonthly", zomro.PrunePolicy{KeepMonthly: -7}),
		pruning("Type", zomro.PrunePolicy{KeepNewest: 1, Type: "weekly"}),
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
		{"reverse DNS", "RDNSRecord", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.Update(t.Context(), id, zomro.UpdateInstanceInput{RDNSRecord: ptr("a b")})
		}},
		{"preview", "zone", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Instances.RebuildOptions(t.Context(), id, "mars")
			return err
		}},
		{"rescue", "Image", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.Rescue(t.Context(), id, zomro.BootInput{Zone: zomro.ZonePublic})
		}},
		{"ISO with a password", "Password", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.BootISO(t.Context(), id, zomro.BootInput{Image: zomrotest.ISOImage, Password: backup.NewSecret("Harbor7-new")})
		}},
		{"power", "action", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.Power(t.Context(), id, "explode")
		}},
		{"metric", "metric", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Instances.Measures(t.Context(), id, "noise", 1)
			return err
		}},
		{"hours", "hours", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Instances.Measures(t.Context(), id, zomro.MetricCPU, 2)
			return err
		}},
		{"group of nothing", "instance_ids", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Instances.Group(t.Context(), nil)
			return err
		}},
		{"daily prolonging", "Period", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Instances.Prolong(t.Context(), id, zomro.ProlongInput{Period: zomro.PeriodDaily, ConfirmCost: true})
			return err
		}},
		{"no code", "code", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.ApplyPromoCode(t.Context(), " ")
		}},
		{"addresses", "MaxCount", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Addresses.Order(t.Context(), id, zomro.OrderAddressInput{Type: 7, MaxCount: -1, ConfirmCost: true})
			return err
		}},
	}
}
