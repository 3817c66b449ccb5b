package cbr

import (
	"context"
	"strings"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// OrdersService orders changes of vaults that are paid for in advance. CBR
// places the orders; the billing system shows them, which is a service of its
// own. An order that fails is an error, though its status is 200. Each
// call is sent again only when it provably never left: a second one is a second
// order.
type OrdersService struct{ client *Client }

// Change orders another size or kind for a vault that was paid for in advance.
// Sizes are 10 to 10485760 GB. See [VaultsService.WaitUntil].
func (s *OrdersService) Change(ctx context.Context, in ChangeOrderInput) (*OrderResult, error) {
	const at = "ChangeOrderInput."
	p := in.ProductInfo
	if err := validate.FirstError(
		checkNeeded(at+"ResourceID", in.ResourceID),
		checkProduct(at+"ProductInfo.", p.ProductID, p.SizeGB, p.ResourceSpecCode), checkLength(at+"ConsoleURL", in.ConsoleURL, maxOrderURL),
	); err != nil {
		return nil, err
	}
	return s.client.api.ChangeOrder(ctx, s.client.project, in)
}

// ChangeChargeMode orders that vaults which are paid for by use, 1 to 60 of
// them, are paid for in advance, for 1 to 9 months or years. See
// [VaultsService.WaitUntil].
func (s *OrdersService) ChangeChargeMode(ctx context.Context, in ChangeChargeModeInput) (*OrderResult, error) {
	const at = "ChangeChargeModeInput."
	if err := validate.FirstError(
		checkCount(at+"VaultIDs", len(in.VaultIDs), maxChargeVaults), checkIDs(at+"VaultIDs", in.VaultIDs),
		checkNeeded(at+"PeriodType", string(in.PeriodType)), checkRange(at+"PeriodNum", in.PeriodNum, 1, maxPeriods),
		checkLength(at+"ConsoleURL", in.ConsoleURL, maxConsoleURL),
	); err != nil {
		return nil, err
	}
	return s.client.api.ChangeVaultChargeMode(ctx, s.client.project, in)
}

// Update is the older form of [OrdersService.Change], which the vendor calls
// deprecated. OrderID is that of the order that made the vault.
func (s *OrdersService) Update(ctx context.Context, orderID string, in UpdateOrderInput) (*OrderResult, error) {
	const at = "UpdateOrderInput."
	p := in.ProductInfo
	if err := validate.FirstError(
		checkNeeded(at+"ResourceID", in.ResourceID),
		checkProduct(at+"ProductInfo.", p.ProductID, p.SizeGB, p.ResourceSpecCode), checkLength(at+"ConsoleURL", in.ConsoleURL, maxOrderURL),
	); err != nil {
		return nil, err
	}
	return s.client.api.UpdateOrder(ctx, s.client.project, orderID, in)
}

// The limits of orders.
const (
	minOrderGB      = 10
	maxOrderGB      = 10485760
	maxOrderURL     = 512
	maxProduct      = 64
	maxPeriods      = 9
	maxChargeVaults = 60
)

// checkProduct validates a product. Its id has letters, digits, _ and -.
func checkProduct(at, id string, size int64, spec VaultSpecCode) error {
	outside := func(r rune) bool { return notInName(r) || r > 'z' }
	if strings.ContainsFunc(id, outside) {
		return invalidArgument(at+"ProductID", "may hold letters, digits, _ and - only")
	}
	return validate.FirstError(
		checkNeeded(at+"ProductID", id), checkLength(at+"ProductID", id, maxProduct),
		checkRange(at+"SizeGB", size, minOrderGB, maxOrderGB), checkNeeded(at+"ResourceSpecCode", string(spec)),
	)
}
