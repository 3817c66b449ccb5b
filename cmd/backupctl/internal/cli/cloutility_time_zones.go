package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityTimeZones() group {
	return group{name: "time-zone", aliases: []string{"time-zones"}, short: "Time zones the installation knows", verbs: []verb{
		{use: "list", short: "List the time zones", example: "list", call: (*cloutility.TimeZonesService).List, all: (*cloutility.TimeZonesService).All},
		{use: "get ID", short: "Show a time zone", example: "get 4", call: (*cloutility.TimeZonesService).Get},
		{use: "offset ID DATE", short: "Show how far a time zone is from UTC on a day", example: "offset 4 2026-07-01", call: (*cloutility.TimeZonesService).Offset},
	}}
}
