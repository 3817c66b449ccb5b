package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrVersions() group {
	return group{name: "version", aliases: []string{"versions"}, short: "Versions of the API", verbs: []verb{
		{use: "list", short: "List the versions of the API", example: "list", call: (*cbr.VersionsService).List, all: (*cbr.VersionsService).All, columns: "id status"},
		{use: "get VERSION", short: "Show a version of the API", example: "get v3", call: (*cbr.VersionsService).Get},
	}}
}
