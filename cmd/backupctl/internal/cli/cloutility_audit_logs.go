package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityAuditLogs() group {
	return group{name: "audit-log", aliases: []string{"audit-logs"}, short: "Who did what", verbs: []verb{
		{use: "unit @unit", short: "List the audit log of a business unit", example: "unit --newest-first --limit 50", call: (*cloutility.AuditLogsService).ListBusinessUnit, all: (*cloutility.AuditLogsService).AllBusinessUnit},
		{use: "consumer @unit CONSUMER", short: "List the audit log of a consumption unit", example: "consumer 4006", call: (*cloutility.AuditLogsService).ListConsumer, all: (*cloutility.AuditLogsService).AllConsumer},
	}}
}
