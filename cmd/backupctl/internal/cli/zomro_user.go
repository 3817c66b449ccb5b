package cli

import "github.com/backup-sdk/backup-go/zomro"

func zomroAccount() group {
	return group{name: "account", short: "The signed-in user and the session", verbs: []verb{
		{use: "whoami", short: "Show whom the credentials belong to", example: "whoami", call: (*zomro.AccountService).Whoami},
		{use: "balance", short: "Show what is left on the account", example: "balance", call: (*zomro.AccountService).Balance},
		{use: "logins", short: "List the sign-ins", example: "logins --page-size 20", call: (*zomro.AccountService).ListLogins, all: (*zomro.AccountService).AllLogins, columns: "id time ip user"},
		{use: "create-key USERNAME", short: "Make a key that signs in once in place of the password", example: "create-key ops@example.com --show-secrets", kind: changes, call: (*zomro.AccountService).CreateKey},
		{use: "keepalive", short: "Start the hour of a session anew", example: "keepalive --auth session --password env:ZOMRO_SESSION", kind: changes, call: (*zomro.AccountService).Keepalive, done: "the session is open"},
		{use: "logout", short: "End a session that was opened elsewhere", example: "logout --auth session --password env:ZOMRO_SESSION", kind: changes, call: (*zomro.AccountService).Logout, done: "signed out"},
	}}
}
