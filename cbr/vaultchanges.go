package cbr

import (
	"context"
	"errors"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// Create makes a vault. One that is paid for by use, which is the default, is in
// the answer and ready at once. For one that is paid for in advance the answer
// holds orders instead of a vault, and the vault appears when its order is
// complete; see [VaultsService.WaitOrdered].
//
// Name, capacity, kind of resource, kind of protection and consistency are
// needed. A name has 1 to 64 letters, digits, Chinese characters, _ and -; a
// vault holds at most 256 resources. Tags have keys of up to 36 and values of up
// to 43 characters.
//
// The call is sent again only when it provably never left, and the service takes
// the same name twice: if the answer is lost, look for the vault by its name.
// More vaults than the account may have are [backup.ErrQuota].
func (s *VaultsService) Create(ctx context.Context, in VaultCreate) (*VaultCreated, error) {
	if err := checkVaultCreate(in); err != nil {
		return nil, err
	}
	in.Resources = orEmpty(in.Resources)
	return object(ctx, s.client, cbrapi.OpCreateVault, "vault and no order", made, func(base, project string) (*http.Request, error) {
		return cbrapi.NewCreateVaultRequest(base, project, cbrapi.CreateVaultRequest{Vault: in})
	})
}

// Order places the order for a vault that is paid for in advance; the vendor
// calls it CreatePostPaidVault. The vault appears when the order is complete;
// see [VaultsService.WaitOrdered]. Limits are those of [VaultsService.Create],
// but the name may hold any characters and may be empty.
//
// The call is sent again only when it provably never left: a second one is a
// second order.
func (s *VaultsService) Order(ctx context.Context, in VaultOrder) (*VaultCreated, error) {
	if err := checkVaultOrder(in); err != nil {
		return nil, err
	}
	in.Resources = orEmpty(in.Resources)
	return object(ctx, s.client, cbrapi.OpCreatePostPaidVault, "vault and no order", made, func(base, project string) (*http.Request, error) {
		return cbrapi.NewCreatePostPaidVaultRequest(base, project, cbrapi.OrderVaultRequest{Vault: in})
	})
}

// made refuses a success that is neither a vault nor an order.
func made(out *VaultCreated) *VaultCreated {
	if out.Vault == nil && len(out.Orders) == 0 {
		return nil
	}
	return out
}

// Update changes what is set in in, and returns the vault as it is then. A
// vault that was paid for in advance keeps its size, AutoExpand and AutoBind;
// see [OrdersService.Change]. A vault that is locked stays so for good.
func (s *VaultsService) Update(ctx context.Context, id string, in VaultUpdate) (*Vault, error) {
	if err := first(checkID("vault_id", id), checkVaultUpdate(in)); err != nil {
		return nil, err
	}
	if in.Billing != nil && *in.Billing == (BillingUpdate{}) {
		in.Billing = nil // the service refuses an empty one
	}
	return object(ctx, s.client, cbrapi.OpUpdateVault, "vault", func(e *cbrapi.VaultEnvelope) *Vault { return e.Vault },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewUpdateVaultRequest(base, project, id, cbrapi.UpdateVaultRequest{Vault: in})
		}, id)
}

// UpdateAll changes the alarm of vaults and returns the ids of those it changed.
// The request names no vault (the vendor calls it BatchUpdateVault), so it seems
// to mean all vaults of the project.
func (s *VaultsService) UpdateAll(ctx context.Context, in VaultAlarm) ([]string, error) {
	if err := checkThreshold(in.ThresholdPercent); err != nil {
		return nil, err
	}
	if in.SMNNotify == nil && in.ThresholdPercent == nil {
		return nil, refuse("threshold", "or smn_notify is needed: nothing would change")
	}
	out, err := call[cbrapi.UpdatedVaults](ctx, s.client, cbrapi.OpBatchUpdateVault, func(base, project string) (*http.Request, error) {
		return cbrapi.NewBatchUpdateVaultRequest(base, project, cbrapi.UpdateVaultsRequest{Vault: in})
	})
	if err != nil {
		return nil, err
	}
	return out.IDs, nil
}

// Delete begins the deletion of a vault with all of its backups; see
// [VaultsService.WaitDeleted]. A vault that was paid for in advance cannot be
// deleted: its subscription is ended elsewhere, and the call fails with
// [backup.ErrConflict]. One that does not exist any more is
// [backup.ErrNotFound].
func (s *VaultsService) Delete(ctx context.Context, id string) error {
	req, err := s.client.request(cbrapi.OpDeleteVault, func(base, project string) (*http.Request, error) {
		return cbrapi.NewDeleteVaultRequest(base, project, id)
	}, []string{id})
	if err != nil {
		return err
	}
	return rest.Exec(ctx, s.client.rest, cbrapi.OpDeleteVault, req)
}

// WaitDeleted waits until a vault is gone. It fails with a [*backup.WaitError]
// when the vault comes into a state other than available and deleting. It looks
// first after 5 seconds, then every 20 seconds and more slowly later, for 5
// minutes; options change that.
func (s *VaultsService) WaitDeleted(ctx context.Context, id string, opts ...backup.WaitOption) error {
	if err := checkID("vault_id", id); err != nil {
		return err
	}
	_, err := backup.Wait(ctx, "deletion of vault "+id, func(ctx context.Context) (backup.Status[*Vault], error) {
		v, err := s.Get(ctx, id)
		switch {
		case errors.Is(err, backup.ErrNotFound):
			return backup.Status[*Vault]{State: "deleted", Phase: backup.Done, Percent: allPercent}, nil
		case err != nil:
			return backup.Status[*Vault]{}, err
		}
		st := vaultStatus(v)
		switch VaultStatus(st.State) {
		case "", VaultStatusAvailable, VaultStatusDeleting:
		case VaultStatusLocked, VaultStatusFrozen, VaultStatusError:
			st.Phase = backup.Failed
		}
		return st, nil
	}, vaultDeleteWait(opts))
	return err
}

// WaitOrdered waits until a vault of an order is there and available, and
// returns it. CBR does not show orders, so a failed one is not noticed, and the
// wait ends with its time. It looks first after 10 seconds, then every 10
// seconds and more slowly later, for 10 minutes; options change that.
func (s *VaultsService) WaitOrdered(ctx context.Context, orderID string, opts ...backup.WaitOption) (*Vault, error) {
	if err := checkID("order_id", orderID); err != nil {
		return nil, err
	}
	return backup.Wait(ctx, "vault of order "+orderID, func(ctx context.Context) (backup.Status[*Vault], error) {
		for v, err := range s.All(ctx, ListVaultsInput{}) {
			switch {
			case err != nil:
				return backup.Status[*Vault]{}, err
			case v.Billing != nil && v.Billing.OrderID == orderID:
				st := vaultStatus(&v)
				if v.Billing.Status == VaultStatusAvailable {
					st.Phase = backup.Done
				}
				return st, nil
			}
		}
		return backup.Status[*Vault]{Percent: -1}, nil
	}, orderWait(opts))
}

// WaitUntil waits until a vault is as done wants it, and returns it: that it has
// grown after [OrdersService.Change], say, or is paid for in advance after
// [OrdersService.ChangeChargeMode]. CBR does not show orders, so a failed one is
// not noticed, and the wait ends with its time. Times are those of
// [VaultsService.WaitOrdered].
func (s *VaultsService) WaitUntil(ctx context.Context, id string, done func(*Vault) bool, opts ...backup.WaitOption) (*Vault, error) {
	if err := checkID("vault_id", id); err != nil {
		return nil, err
	}
	if done == nil {
		return nil, refuse("done", "is nil")
	}
	return backup.Wait(ctx, "vault "+id, func(ctx context.Context) (backup.Status[*Vault], error) {
		v, err := s.Get(ctx, id)
		if err != nil {
			return backup.Status[*Vault]{}, err
		}
		st := vaultStatus(v)
		if done(v) {
			st.Phase = backup.Done
		}
		return st, nil
	}, orderWait(opts))
}
