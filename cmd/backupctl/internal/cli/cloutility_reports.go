package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityJobs() group {
	return group{name: "job", aliases: []string{"jobs"}, short: "Jobs and scheduled runs of consumption units", verbs: []verb{
		{use: "list @unit CONSUMER", short: "List jobs, those of the last day by default", example: "list 4006 --start -7d", call: (*cloutility.JobsService).List, all: (*cloutility.JobsService).All, columns: "id name status.name scheduled_start completed duration transferred_mega_bytes failed_files"},
		{use: "first @unit CONSUMER", short: "Show the first job", example: "first 4006", call: (*cloutility.JobsService).First},
		{use: "events @unit CONSUMER", short: "List scheduled runs", example: "events 4006", call: (*cloutility.JobsService).ListEvents, all: (*cloutility.JobsService).AllEvents, columns: "id schedule.name scheduled_start actual_start completed status.name result"},
	}}
}

func cloutilityReports() group {
	return group{name: "report", aliases: []string{"reports"}, short: "Reports on business units and consumption units", verbs: []verb{
		{use: "node @unit CONSUMER", short: "List the daily reports on a consumption unit", example: "node 4006 --start -30d", call: (*cloutility.ReportsService).ListNode, all: (*cloutility.ReportsService).AllNode},
		{use: "latest-node @unit CONSUMER --for-user", short: "Show the latest report on a consumption unit", example: "latest-node 4006", call: (*cloutility.ReportsService).LatestNode},
		{use: "status @unit", short: "List the status reports of a business unit", example: "status", call: (*cloutility.ReportsService).ListStatus, all: (*cloutility.ReportsService).AllStatus},
		{use: "latest-status @unit --for-user", short: "Show the latest status report", example: "latest-status", call: (*cloutility.ReportsService).LatestStatus},
		{use: "analytics @unit", short: "List storage and transfer of data sources", example: "analytics --date 2026-01-31", call: (*cloutility.ReportsService).ListAnalytics, all: (*cloutility.ReportsService).AllAnalytics},
		{use: "activities @unit", short: "List what happened, day by day", example: "activities --start -7d", call: (*cloutility.ReportsService).ListActivity, all: (*cloutility.ReportsService).AllActivity},
		{use: "activity @unit DATE --start", short: "Show what happened until a day", example: "activity 2026-01-31 --start 2026-01-01", call: (*cloutility.ReportsService).Activity},
	}}
}

func cloutilityConsumption() group {
	return group{name: "consumption", short: "What was used, and corrections of it", verbs: []verb{
		{use: "unit @unit", short: "List what a business unit used", example: "unit --start 2026-01-01 --end 2026-01-31", call: (*cloutility.ConsumptionService).ListBusinessUnit, all: (*cloutility.ConsumptionService).AllBusinessUnit},
		{use: "consumer @unit CONSUMER", short: "List what a consumption unit used", example: "consumer 4006 --start 2026-01-01", call: (*cloutility.ConsumptionService).ListConsumer, all: (*cloutility.ConsumptionService).AllConsumer},
		{use: "update-unit @unit CONSUMPTION", short: "Correct what a business unit used", example: "update-unit 81 --quantity 12.5", kind: changes, call: (*cloutility.ConsumptionService).UpdateBusinessUnit},
		{use: "update-consumer @unit CONSUMER CONSUMPTION", short: "Correct what a consumption unit used", example: "update-consumer 4006 81 --quantity 12.5", kind: changes, call: (*cloutility.ConsumptionService).UpdateConsumer},
	}}
}

func cloutilityAuditLogs() group {
	return group{name: "audit-log", aliases: []string{"audit-logs"}, short: "Who did what", verbs: []verb{
		{use: "unit @unit", short: "List the audit log of a business unit", example: "unit --newest-first --limit 50", call: (*cloutility.AuditLogsService).ListBusinessUnit, all: (*cloutility.AuditLogsService).AllBusinessUnit},
		{use: "consumer @unit CONSUMER", short: "List the audit log of a consumption unit", example: "consumer 4006", call: (*cloutility.AuditLogsService).ListConsumer, all: (*cloutility.AuditLogsService).AllConsumer},
	}}
}

func cloutilityBilling() group {
	return group{name: "billing", short: "Contracts, invoices and billing data", verbs: []verb{
		{use: "list @unit", short: "List billing data by invoice date", example: "list", call: (*cloutility.BillingService).List, all: (*cloutility.BillingService).All, columns: "id invoice_date_str invoice_date created_date"},
		{use: "get @unit DATE", short: "Show the billing data of an invoice date", example: "get 2026-01-31 -o json", call: (*cloutility.BillingService).Get},
		{use: "contract @unit", short: "Show the contract", example: "contract", call: (*cloutility.BillingService).Contract},
		{use: "invoices @unit", short: "List the invoices", example: "invoices", call: (*cloutility.BillingService).ListInvoices, all: (*cloutility.BillingService).AllInvoices},
		{use: "invoice @unit DATE", short: "Show the invoice of a day", example: "invoice 2026-01-31 -o json", call: (*cloutility.BillingService).Invoice},
		{use: "invoice-files @unit", short: "List the files uploaded as invoices", example: "invoice-files", call: (*cloutility.BillingService).ListInvoiceFiles, all: (*cloutility.BillingService).AllInvoiceFiles},
		{use: "upload-invoice @unit", short: "Upload a file as an invoice", example: "upload-invoice --name january.pdf --content january.pdf", kind: changes, call: (*cloutility.BillingService).UploadInvoiceFile, done: "the file was uploaded"},
	}}
}

func cloutilitySubscriptions() group {
	return group{name: "subscription", aliases: []string{"subscriptions"}, short: "Mail that is sent regularly", verbs: []verb{
		{use: "activities @unit", short: "List the subscriptions to activity reports", example: "activities", call: (*cloutility.SubscriptionsService).ListActivity, all: (*cloutility.SubscriptionsService).AllActivity},
		{use: "activity @unit SUBSCRIPTION", short: "Show a subscription to activity reports", example: "activity 3 -o json", call: (*cloutility.SubscriptionsService).Activity},
		{use: "create-activity @unit", short: "Subscribe to activity reports", example: "create-activity --input subscription.json", kind: changes, call: (*cloutility.SubscriptionsService).CreateActivity},
		{use: "update-activity @unit SUBSCRIPTION", short: "Change a subscription to activity reports", example: "update-activity 3 --input subscription.json", kind: changes, call: (*cloutility.SubscriptionsService).UpdateActivity},
		{use: "job @unit SUBSCRIPTION", short: "Show a subscription to mail about jobs", example: "job 4", call: (*cloutility.SubscriptionsService).Job},
		{use: "update-job @unit SUBSCRIPTION", short: "Change a subscription to mail about jobs", example: "update-job 4 --name nightly --emails ops@example.com --enabled", kind: changes, call: (*cloutility.SubscriptionsService).UpdateJob},
		{use: "job-incidents @unit", short: "Show when jobs become incidents", example: "job-incidents", call: (*cloutility.SubscriptionsService).JobIncidents},
		{use: "set-job-incidents @unit", short: "Say when jobs become incidents; all fields are sent", example: "set-job-incidents --include-status-error --status-error-limit 2 --subject Incident --message 'See the portal'", kind: changes, call: (*cloutility.SubscriptionsService).SetJobIncidents},
		{use: "status-delivery @unit", short: "Show what status mail says", example: "status-delivery", call: (*cloutility.SubscriptionsService).StatusDelivery},
		{use: "set-status-delivery @unit", short: "Say what status mail says; all fields are sent", example: "set-status-delivery --include-status-error --subject Status --message 'See the portal'", kind: changes, call: (*cloutility.SubscriptionsService).SetStatusDelivery},
	}}
}
