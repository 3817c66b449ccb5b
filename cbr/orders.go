package cbr

import (
	"context"
	"net/http"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// OrdersService orders changes of vaults that are paid for in advance. CBR
// places the orders; the billing system shows them, which is a service of its
// own. An order that fails is an error, though the service answers 200. Each
// call is sent again only when it provably never left: a second one is a second
// order.
type OrdersService struct{ client *Client }

// Change orders another size or kind for a vault that was paid for in advance.
// Sizes are 10 to 10485760 GB. See [VaultsService.WaitUntil].
func (s *OrdersService) Change(ctx context.Context, in OrderChange) (*OrderResult, error) {
	p := in.ProductInfo
	if err := first(
		checkNeeded("resource_id", in.ResourceID), checkProduct("product_info.product_id", p.ProductID),
		checkRange("product_info.resource_size", p.SizeGB, minOrderGB, maxOrderGB),
		checkNeeded("product_info.resource_spec_code", string(p.ResourceSpecCode)),
		checkLength("cloud_service_console_url", in.ConsoleURL, maxOrderURL),
	); err != nil {
		return nil, err
	}
	return call[OrderResult](ctx, s.client, cbrapi.OpChangeOrder, func(base, project string) (*http.Request, error) {
		return cbrapi.NewChangeOrderRequest(base, project, in)
	})
}

// ChangeChargeMode orders that vaults which are paid for by use, 1 to 60 of
// them, are paid for in advance, for 1 to 9 months or years. See
// [VaultsService.WaitUntil].
func (s *OrdersService) ChangeChargeMode(ctx context.Context, in ChargeModeChange) (*OrderResult, error) {
	if err := first(
		checkCount("vault_ids", len(in.VaultIDs), maxChargeVaults), checkIDs("vault_ids", in.VaultIDs),
		checkNeeded("period_type", string(in.PeriodType)), checkRange("period_num", in.PeriodNum, 1, maxPeriods),
		checkLength("console_url", in.ConsoleURL, maxConsoleURL),
	); err != nil {
		return nil, err
	}
	return call[OrderResult](ctx, s.client, cbrapi.OpChangeVaultChargeMode, func(base, project string) (*http.Request, error) {
		return cbrapi.NewChangeVaultChargeModeRequest(base, project, in)
	})
}

// Update is the older form of [OrdersService.Change], which the vendor calls
// deprecated. OrderID is that of the order that made the vault.
func (s *OrdersService) Update(ctx context.Context, orderID string, in OrderUpdate) (*OrderResult, error) {
	p := in.ProductInfo
	if err := first(
		checkID("order_id", orderID), checkNeeded("resourceId", in.ResourceID), checkProduct("productInfo.productId", p.ProductID),
		checkRange("productInfo.resourceSize", p.SizeGB, minOrderGB, maxOrderGB),
		checkNeeded("productInfo.resourceSpecCode", string(p.ResourceSpecCode)),
		checkLength("cloudServiceConsoleURL", in.ConsoleURL, maxOrderURL),
	); err != nil {
		return nil, err
	}
	return call[OrderResult](ctx, s.client, cbrapi.OpUpdateOrder, func(base, project string) (*http.Request, error) {
		return cbrapi.NewUpdateOrderRequest(base, project, orderID, in)
	}, orderID)
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

// checkProduct validates the id of a product: letters, digits, _ and -.
func checkProduct(field, id string) error {
	outside := func(r rune) bool { return notInName(r) || r > 'z' }
	if strings.ContainsFunc(id, outside) {
		return refuse(field, "may hold letters, digits, _ and - only")
	}
	return first(checkNeeded(field, id), checkLength(field, id, maxProduct))
}
