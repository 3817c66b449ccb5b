package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityPriceSubscriptions() group {
	return group{name: "price-subscription", aliases: []string{"price-subscriptions"}, short: "Products with their prices, as contracts use them", verbs: []verb{
		{use: "get @unit SUBSCRIPTION", short: "Show a price subscription", example: "get 25 -o json", call: (*cloutility.PriceSubscriptionsService).Get},
		{use: "create @unit", short: "Make a price subscription", example: "create --name Backup --input prices.json", kind: changes, call: (*cloutility.PriceSubscriptionsService).Create},
		{use: "components @unit SUBSCRIPTION", short: "List the products of a price subscription", example: "components 25", call: (*cloutility.PriceSubscriptionsService).ListComponents, all: (*cloutility.PriceSubscriptionsService).AllComponents, columns: "id product.name quantity price"},
		{use: "update-component @unit SUBSCRIPTION COMPONENT", short: "Change a product of a price subscription", example: "update-component 25 61 --price 0.05", kind: changes, call: (*cloutility.PriceSubscriptionsService).UpdateComponent},
		{use: "assign @unit", short: "Let a business unit use a price subscription", example: "assign --id 26 --name Service", kind: changes, call: (*cloutility.PriceSubscriptionsService).Assign, done: "the price subscription was assigned"},
		{use: "unassigned @unit", short: "List the price subscriptions that could be assigned", example: "unassigned", call: (*cloutility.PriceSubscriptionsService).ListUnassigned, all: (*cloutility.PriceSubscriptionsService).AllUnassigned, columns: "id name description contract_count"},
	}}
}
