package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilitySystem() group {
	return group{name: "system", short: "The installation", verbs: []verb{
		{use: "version", short: "Show the build of the server", example: "version", call: (*cloutility.SystemService).Version},
	}}
}
