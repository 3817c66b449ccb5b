package cli

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/zomro"
)

func zomroImages() group {
	return group{name: "image", aliases: []string{"images"}, short: "Images, backups and snapshots in storage", verbs: []verb{
		{use: "list", short: "List the images of the account, backups and snapshots included", example: "list", call: (*zomro.ImagesService).List, all: (*zomro.ImagesService).All, columns: "id name status image_type size_gb region protected"},
		{use: "get IMAGE", short: "Show an image", example: "get 9201", call: (*zomro.ImagesService).Get},
		{use: "wait IMAGE", short: "Wait until an image is saved", example: "wait 9201 --timeout 1h", kind: waits, call: (*zomro.ImagesService).WaitActive},
		{use: "update IMAGE", short: "Change an image", example: "update 9201 --name golden --protected", kind: changes, call: (*zomro.ImagesService).Update},
		{use: "delete IMAGE", short: "Delete an image for good", example: "delete 9201 --yes", kind: destroys, call: (*zomro.ImagesService).Delete},
		{use: "copy-options IMAGE", short: "Show the regions an image can be copied to", example: "copy-options 9201", call: (*zomro.ImagesService).CopyOptions},
		{use: "copy IMAGE", short: "Copy an image to another region", example: "copy 9201 --name golden-2 --to-region Netherlands-2 --confirm-cost", kind: spends, call: (*zomro.ImagesService).Copy, then: "image wait {id}"},
		{use: "tariffs", short: "List the tariffs of images", example: "tariffs", call: (*zomro.ImagesService).Tariffs, columns: "id name"},
		{use: "order-options TARIFF", short: "Show the choices of an order", example: "order-options 7", call: (*zomro.ImagesService).OrderOptions},
		{use: "order", short: "Load an image from an address", example: "order --tariff-id 7 --name golden --from-url https://example.com/golden.qcow2 --to-region Netherlands-2 --disk-format qcow2 --os-distro debian --confirm-cost", kind: spends, call: (*zomro.ImagesService).Order, then: "image wait {id}"},
		{use: "filter", short: "Show the filter the service keeps for the list", example: "filter", call: (*zomro.ImagesService).Filter},
		{use: "set-filter", short: "Store a filter for the list, in the control panel too", example: "set-filter --name golden", kind: changes, call: (*zomro.ImagesService).SetFilter},
		{use: "reset-filter", short: "Take the filter of the list away", example: "reset-filter", kind: changes, call: (*zomro.ImagesService).ResetFilter},
	}}
}

func zomroSSHKeys() group {
	return group{name: "ssh-key", aliases: []string{"ssh-keys"}, short: "Public keys of the account", verbs: []verb{
		{use: "list", short: "List the keys", example: "list", call: (*zomro.SSHKeysService).List, all: (*zomro.SSHKeysService).All, columns: "id comment fingerprint key_uuid create_date"},
		{use: "create", short: "Add a key", example: `create --comment laptop --public-key "$(cat ~/.ssh/id_ed25519.pub)"`, kind: changes, call: (*zomro.SSHKeysService).Create},
		{use: "update KEY", short: "Replace name and text of a key", example: `update 31 --comment laptop --public-key "$(cat ~/.ssh/id_ed25519.pub)"`, kind: changes, call: (*zomro.SSHKeysService).Update},
		{use: "delete KEY", short: "Delete a key; instances that have it keep it", example: "delete 31 --yes", kind: destroys, call: (*zomro.SSHKeysService).Delete},
		{use: "generate", short: "Have the service make a pair of keys", example: "generate --show-secrets -o json", kind: changes, call: (*zomro.SSHKeysService).Generate},
	}}
}

func zomroAddresses() group {
	return group{name: "address", aliases: []string{"addresses"}, short: "IP addresses of virtual and dedicated servers", verbs: []verb{
		{use: "list SERVER", short: "List the addresses of a server", example: "list 5001", call: (*zomro.AddressesService).List, all: (*zomro.AddressesService).All, columns: "id address type domain no_delete"},
		{use: "update SERVER ADDRESS", short: "Change the reverse DNS name or the network", example: "update 5001 61 --domain web.example.com", kind: changes, call: (*zomro.AddressesService).Update},
		{use: "delete SERVER ADDRESS", short: "Give an address back, for good", example: "delete 5001 61 --yes", kind: destroys, call: (*zomro.AddressesService).Delete},
		{use: "order SERVER", short: "Put more addresses into the cart", example: "order 5001 --type 2 --count 1 --confirm-cost", kind: spends, call: (*zomro.AddressesService).Order},
	}}
}

func zomroAccount() group {
	return group{name: "account", short: "The signed-in user and the session", verbs: []verb{
		{use: "whoami", short: "Show whom the credentials belong to", example: "whoami", call: (*zomro.AccountService).Whoami},
		{use: "balance", short: "Show what is left on the account", example: "balance", call: (*zomro.AccountService).Balance},
		{use: "logins", short: "List the sign-ins", example: "logins --page-size 20", call: (*zomro.AccountService).Logins, columns: "id time ip user"},
		{use: "keepalive", short: "Start the hour of a session anew", example: "keepalive --auth session --password env:ZOMRO_SESSION", kind: changes, call: (*zomro.AccountService).Keepalive, done: "the session is open"},
		{use: "logout", short: "End a session that was opened elsewhere", example: "logout --auth session --password env:ZOMRO_SESSION", kind: changes, call: (*zomro.AccountService).Logout, done: "signed out"},
	}}
}

func zomroExtra() []verb {
	return []verb{{
		use: "raw FUNCTION [PARAMETER...]", short: "Call any function of the service",
		long:    "Call a function of the service and show its answer as it is. Parameters are\nNAME=VALUE. A function that acts needs sok=ok among them, and --yes.",
		example: "raw whoami\nraw instances.fleio_bckps elid=4711",
		acts: func(args []string, _ func(string) bool) kind {
			if slices.Contains(args[1:], "sok=ok") {
				return destroys
			}
			return reads
		},
		call: zomroRaw, also: []any{(*zomro.Client).Call},
	}}
}

// rawAnswer is an answer as it was sent.
type rawAnswer struct{ json.RawMessage }

func zomroRaw(ctx context.Context, c *zomro.Client, function string, parameters []string) (*rawAnswer, error) {
	params := make(url.Values)
	for _, p := range parameters {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" {
			return nil, refuse("parameter %q is not of the form NAME=VALUE", p)
		}
		params.Add(name, value)
	}
	var answer rawAnswer
	if err := c.Call(ctx, function, params, &answer.RawMessage); err != nil {
		return nil, err
	}
	return &answer, nil
}
