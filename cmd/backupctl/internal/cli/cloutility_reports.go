package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityReports() group {
	return group{name: "report", aliases: []string{"reports"}, short: "Reports on business units and consumption units", verbs: []verb{
		{use: "node @unit CONSUMER", short: "List the daily reports on a consumption unit", example: "node 4006 --start -30d", call: (*cloutility.ReportsService).ListNode, all: (*cloutility.ReportsService).AllNode},
		{use: "latest-node @unit CONSUMER", short: "Show the latest report on a consumption unit", example: "latest-node 4006", call: (*cloutility.ReportsService).LatestNode},
		{use: "status @unit", short: "List the status reports of a business unit", example: "status", call: (*cloutility.ReportsService).ListStatus, all: (*cloutility.ReportsService).AllStatus},
		{use: "latest-status @unit", short: "Show the latest status report", example: "latest-status", call: (*cloutility.ReportsService).LatestStatus},
		{use: "compliance @unit MONTH", short: "Show how many jobs of a month were in order", example: "compliance 2026-01-01", kind: changes, call: (*cloutility.ReportsService).Compliance},
		{use: "analytics @unit", short: "List storage and transfer of data sources", example: "analytics --date 2026-01-31", call: (*cloutility.ReportsService).ListAnalytics, all: (*cloutility.ReportsService).AllAnalytics},
		{use: "activities @unit", short: "List what happened, day by day", example: "activities --start -7d", call: (*cloutility.ReportsService).ListActivity, all: (*cloutility.ReportsService).AllActivity},
		{use: "activity @unit DATE", short: "Show what happened until a day", example: "activity 2026-01-31 --start 2026-01-01", call: (*cloutility.ReportsService).Activity},
	}}
}
