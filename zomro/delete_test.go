package zomro_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// When the response to a deletion is lost, the next attempt finds nothing. That is
// success.
func TestDeleteWithALostResponse(t *testing.T) {
	type client = *zomro.Client
	tests := map[string]func(t *testing.T, srv *zomrotest.Server, c client) error{
		"deleteImage": func(t *testing.T, srv *zomrotest.Server, c client) error {
			t.Helper()
			return c.Backups.Delete(t.Context(), zomrotest.InstanceID, srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID}))
		},
		"deleteInstance": func(t *testing.T, _ *zomrotest.Server, c client) error {
			t.Helper()
			return c.Instances.Delete(t.Context(), zomrotest.InstanceID)
		},
		"deleteSchedule": func(t *testing.T, _ *zomrotest.Server, c client) error {
			t.Helper()
			made, err := c.Schedules.Create(t.Context(), zomrotest.InstanceID, workdays())
			if err != nil {
				t.Fatal(err)
			}
			return c.Schedules.Delete(t.Context(), made.ID)
		},
		"deleteSshKey": func(t *testing.T, _ *zomrotest.Server, c client) error {
			t.Helper()
			made, err := c.SSHKeys.Create(t.Context(), zomro.CreateSSHKeyInput{Comment: "x", PublicKey: publicKey})
			if err != nil {
				t.Fatal(err)
			}
			return c.SSHKeys.Delete(t.Context(), made.ID)
		},
		"deleteAddress": func(t *testing.T, srv *zomrotest.Server, c client) error {
			t.Helper()
			order, err := c.Addresses.Order(t.Context(), zomrotest.InstanceID, zomro.OrderAddressInput{Type: zomrotest.AddressType, ConfirmCost: true})
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Instances.ConfirmOrder(t.Context(), order.LineItemID, zomro.ConfirmOrderInput{ConfirmCost: true}); err != nil {
				t.Fatal(err)
			}
			return c.Addresses.Delete(t.Context(), zomrotest.InstanceID, srv.Addresses(zomrotest.InstanceID)[1].ID)
		},
	}
	for operation, remove := range tests {
		t.Run(operation, func(t *testing.T) {
			srv := zomrotest.NewServer(t)
			srv.Inject(zomrotest.FaultReset(operation).AfterWork().Once())
			client := newClient(t, srv, backup.WithRetry(backup.RetryPolicy{BaseDelay: 1, MaxDelay: 1}))
			if err := remove(t, srv, client); err != nil {
				t.Error(err)
			}
			if n := srv.Count(operation); n != 2 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// Without a lost response it is somebody else who has deleted it.
func TestDeleteOfSomethingThatIsGone(t *testing.T) {
	client := newClient(t, zomrotest.NewServer(t))
	for i, err := range []error{
		client.Images.Delete(t.Context(), 999), client.Instances.Delete(t.Context(), 999), client.Schedules.Delete(t.Context(), 999),
		client.SSHKeys.Delete(t.Context(), 999), client.Addresses.Delete(t.Context(), zomrotest.InstanceID, 999),
	} {
		if !errors.Is(err, backup.ErrNotFound) {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// Nor is it success when the attempt before was refused, for its session or for the
// rate of requests: only one that may have been executed counts.
func TestDeleteOfSomethingThatIsGoneOnASecondAttempt(t *testing.T) {
	deletions := map[string]func(ctx context.Context, c *zomro.Client, backupID int64) error{
		"deleteImage":    func(ctx context.Context, c *zomro.Client, id int64) error { return c.Images.Delete(ctx, id) },
		"deleteInstance": func(ctx context.Context, c *zomro.Client, _ int64) error { return c.Instances.Delete(ctx, 999) },
		"deleteSchedule": func(ctx context.Context, c *zomro.Client, _ int64) error { return c.Schedules.Delete(ctx, 999) },
		"deleteSshKey":   func(ctx context.Context, c *zomro.Client, _ int64) error { return c.SSHKeys.Delete(ctx, 999) },
		"deleteAddress": func(ctx context.Context, c *zomro.Client, _ int64) error {
			return c.Addresses.Delete(ctx, zomrotest.InstanceID, 999)
		},
	}
	for operation, remove := range deletions {
		for name, first := range map[string]zomrotest.Fault{
			"session ended":                 zomrotest.FaultError(operation, "auth", "", "Sign in"),
			"session ended, told as access": zomrotest.FaultError(operation, "access", "", "Insufficient privileges"),
			"too many requests":             zomrotest.FaultTooMany(operation, time.Second),
			"not now":                       {Operation: operation, Status: 503, RetryAfter: time.Second},
		} {
			t.Run(operation+", "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					srv := zomrotest.New(zomrotest.WithExpiredAsAccess())
					client := newClient(t, srv)
					id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID})
					if name == "session ended, told as access" {
						if _, err := client.Account.Whoami(t.Context()); err != nil {
							t.Fatal(err)
						}
						srv.Inject(zomrotest.FaultError("keepalive", "access", "", "Insufficient privileges").Once())
					}
					srv.Inject(first.Once(), zomrotest.FaultError(operation, "missed", "elem", "Gone"))
					err := remove(t.Context(), client, id)
					var e *backup.Error
					if !errors.Is(err, backup.ErrNotFound) || !errors.As(err, &e) || e.MaybeExecuted {
						t.Errorf("error %v", err)
					}
					if n := srv.Count(operation); n != 2 {
						t.Errorf("%d requests", n)
					}
				})
			})
		}
	}
}
