package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityProducts() group {
	return group{name: "product", aliases: []string{"products"}, short: "What is invoiced, and its codes", verbs: []verb{
		{use: "list @unit", short: "List the products that a business unit can use", example: "list", call: (*cloutility.ProductsService).List, all: (*cloutility.ProductsService).All, columns: "id name unit_name inherited"},
		{use: "get @unit PRODUCT", short: "Show a product", example: "get 3 -o json", call: (*cloutility.ProductsService).Get},
		{use: "update @unit PRODUCT", short: "Change a product", example: "update 6 --name Consulting --unit-name hours", kind: changes, call: (*cloutility.ProductsService).Update},
		{use: "set-codes @unit", short: "Set the codes of products in the accounting system", example: "set-codes --input codes.json", kind: changes, call: (*cloutility.ProductsService).SetCodes, done: "the codes were set"},
	}}
}
