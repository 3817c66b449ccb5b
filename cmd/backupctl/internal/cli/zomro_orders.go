package cli

import "github.com/backup-sdk/backup-go/zomro"

func zomroOrders() []verb {
	return []verb{
		{use: "tariffs", short: "List what can be ordered", example: "tariffs --data-center-id 2 -o json", call: (*zomro.InstancesService).Tariffs},
		{use: "order-options TARIFF DATA-CENTER", short: "Show the choices of an order", example: "order-options 3 2", call: (*zomro.InstancesService).OrderOptions},
		{use: "create", short: "Order an instance, pay for it and find it", example: "create --tariff-id 3 --data-center-id 2 --image 0f3c --accept-terms --confirm-cost --wait", kind: spends, call: (*zomro.InstancesService).Create, cost: orderCost, waitCommand: waitFor((*zomro.InstancesService).WaitSteady, orderedInstance)},
		{use: "order", short: "Put an instance into the cart", example: "order --tariff-id 3 --data-center-id 2 --image 0f3c --accept-terms --confirm-cost", kind: spends, call: (*zomro.InstancesService).Order, cost: orderCost},
		{use: "confirm-order LINE-ITEM", short: "Pay for an order", example: "confirm-order 15 --confirm-cost", kind: spends, call: (*zomro.InstancesService).ConfirmOrder},
		{use: "promo-code CODE", short: "Apply a code to the cart", example: "promo-code SPRING", kind: changes, call: (*zomro.InstancesService).ApplyPromoCode},
		{use: "prolong INSTANCE", short: "Pay for more months", example: "prolong 4711 --period 12 --confirm-cost", kind: spends, call: (*zomro.InstancesService).Prolong, cost: prolongCost},
		{use: "resize-options INSTANCE", short: "Show the tariffs an instance can change to", example: "resize-options 4711", call: (*zomro.InstancesService).ResizeOptions},
		{use: "resize INSTANCE", short: "Change the tariff", example: "resize 4711 --tariff-id 5 --confirm-cost --wait", kind: spends, call: (*zomro.InstancesService).Resize, cost: resizeCost, waitCommand: waitFor((*zomro.InstancesService).WaitSteady)},
		{use: "confirm-resize INSTANCE", short: "Keep the new size, or go back", example: "confirm-resize 4711\nconfirm-resize 4711 --rollback", kind: changes, call: (*zomro.InstancesService).ConfirmResize, waitCommand: waitFor((*zomro.InstancesService).WaitSteady)},
	}
}

// orderedInstance is the instance of an order, 0 while it is not listed.
func orderedInstance(created *zomro.CreatedInstance) (id int64) {
	if created.Instance == nil {
		return 0
	}
	return created.Instance.ID
}
