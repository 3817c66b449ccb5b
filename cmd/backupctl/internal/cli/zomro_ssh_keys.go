package cli

import "github.com/backup-sdk/backup-go/zomro"

func zomroSSHKeys() group {
	return group{name: "ssh-key", aliases: []string{"ssh-keys"}, short: "Public keys of the account", verbs: []verb{
		{use: "list", short: "List the keys", example: "list", call: (*zomro.SSHKeysService).List, all: (*zomro.SSHKeysService).All, columns: "id comment fingerprint key_uuid create_date"},
		{use: "create", short: "Add a key", example: `create --comment laptop --public-key "$(cat ~/.ssh/id_ed25519.pub)"`, kind: changes, call: (*zomro.SSHKeysService).Create},
		{use: "update KEY", short: "Replace name and text of a key", example: `update 31 --comment laptop --public-key "$(cat ~/.ssh/id_ed25519.pub)"`, kind: changes, call: (*zomro.SSHKeysService).Update, check: checkKey},
		{use: "delete KEY", short: "Delete a key; instances that have it keep it", example: "delete 31 --yes", kind: destroys, call: (*zomro.SSHKeysService).Delete, check: checkKey},
		{use: "generate", short: "Have the service make a pair of keys", example: "generate --show-secrets -o json", kind: changes, call: (*zomro.SSHKeysService).Generate},
	}}
}
