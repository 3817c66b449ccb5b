package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrOrders() group {
	return group{name: "order", aliases: []string{"orders"}, short: "Orders of vaults that are paid for in advance", verbs: []verb{
		{use: "change RESOURCE", short: "Order another size of a vault", example: "change 3f1c… --size-gb 800 --product-id 00301… --confirm-cost --wait", kind: spends, call: (*cbr.OrdersService).Change, waitCommand: waitFor(waitVaults, func(in cbr.ChangeOrderInput) vaultGoal { return ofSize(in.ResourceID, in.ProductInfo.SizeGB) })},
		{use: "change-charge-mode VAULT...", short: "Order another way of paying for vaults", example: "change-charge-mode 3f1c… --charging-mode pre_paid --period-type month --period-num 1 --confirm-cost --wait", kind: spends, call: (*cbr.OrdersService).ChangeChargeMode, waitCommand: waitFor(waitVaults, func(in cbr.ChangeChargeModeInput) vaultGoal {
			return vaultGoal{Vaults: in.VaultIDs, ChargingMode: in.ChargingMode}
		})},
		{use: "update ORDER", short: "Change an order for a vault", example: "update CS26… --resource-id 3f1c… --size-gb 800 --product-id 00301… --confirm-cost --wait", kind: spends, call: (*cbr.OrdersService).Update, waitCommand: waitFor(waitVaults, func(_ string, in cbr.UpdateOrderInput) vaultGoal { return ofSize(in.ResourceID, in.ProductInfo.SizeGB) })},
	}}
}
