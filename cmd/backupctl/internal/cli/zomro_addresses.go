package cli

import "github.com/backup-sdk/backup-go/zomro"

func zomroAddresses() group {
	return group{name: "address", aliases: []string{"addresses"}, short: "IP addresses of virtual and dedicated servers", verbs: []verb{
		{use: "list SERVER", short: "List the addresses of a server", example: "list 5001", call: (*zomro.AddressesService).List, all: (*zomro.AddressesService).All, columns: "id address type domain no_delete"},
		{use: "update SERVER ADDRESS", short: "Change the reverse DNS name or the network", example: "update 5001 61 --domain web.example.com", kind: changes, call: (*zomro.AddressesService).Update, check: checkAddress},
		{use: "delete SERVER ADDRESS", short: "Give an address back, for good", example: "delete 5001 61 --yes", kind: destroys, call: (*zomro.AddressesService).Delete, check: checkAddress},
		{use: "order SERVER", short: "Put more addresses into the cart", example: "order 5001 --type 2 --count 1 --confirm-cost", kind: spends, call: (*zomro.AddressesService).Order},
	}}
}
