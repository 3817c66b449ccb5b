package zomro_test

import (
	"errors"
	"testing"

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
