package cbr

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// Order places the order for a vault that is paid for in advance; the vendor
// calls it CreatePostPaidVault. The vault appears when the order is complete;
// see [VaultsService.WaitOrdered]. Limits are those of [VaultsService.Create],
// but the name may hold any characters and may be empty.
//
// The call is sent again only when it provably never left: a second one is a
// second order.
func (s *VaultsService) Order(ctx context.Context, in OrderVaultInput) (*VaultCreated, error) {
	if err := checkOrderVault(in); err != nil {
		return nil, err
	}
	in.Resources = validate.NonNil(in.Resources)
	return s.client.api.CreatePostPaidVault(ctx, s.client.project, in)
}

// WaitOrdered waits until a vault of an order is there and available, and
// returns it. CBR does not show orders, so a failed one is not noticed, and the
// wait ends with its time. It looks first after 10 seconds, then every 10
// seconds and more slowly later, for 10 minutes; options change that.
func (s *VaultsService) WaitOrdered(ctx context.Context, orderID string, opts ...backup.WaitOption) (*Vault, error) {
	if err := argument.Segment("orderID", orderID); err != nil {
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

// maxCombined is the most servers and orders of a combined order.
const maxCombined = 1000

func checkOrderVault(in OrderVaultInput) error {
	const at = "OrderVaultInput"
	if err := validate.FirstError(
		checkLength(at+".Name", in.Name, maxName), checkLength(at+".Description", in.Description, maxDescription), checkBilling(at, in.Billing),
		checkResources(at+".Resources", in.Resources), checkTags(at+".Tags", in.Tags), checkRules(at, in.BindRules), checkThreshold(at, in.ThresholdPercent),
	); err != nil {
		return err
	}
	if p := in.Parameters; p != nil && p.CombinedOrder != nil {
		return validate.FirstError(
			checkRange(at+".Parameters.CombinedOrder.Servers", p.CombinedOrder.Servers, 0, maxCombined),
			checkRange(at+".Parameters.CombinedOrder.Orders", p.CombinedOrder.Orders, 0, maxCombined),
		)
	}
	return nil
}
