package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilitySubscriptions() group {
	return group{name: "subscription", aliases: []string{"subscriptions"}, short: "Mail that is sent regularly", verbs: []verb{
		{use: "activities @unit", short: "List the subscriptions to activity reports", example: "activities", call: (*cloutility.SubscriptionsService).ListActivity, all: (*cloutility.SubscriptionsService).AllActivity},
		{use: "activity @unit SUBSCRIPTION", short: "Show a subscription to activity reports", example: "activity 3 -o json", call: (*cloutility.SubscriptionsService).Activity},
		{use: "create-activity @unit", short: "Subscribe to activity reports", example: "create-activity --input subscription.json", kind: changes, call: (*cloutility.SubscriptionsService).CreateActivity},
		{use: "update-activity @unit SUBSCRIPTION", short: "Change a subscription to activity reports", example: "update-activity 3 --input subscription.json", kind: changes, call: (*cloutility.SubscriptionsService).UpdateActivity},
		{use: "job @unit SUBSCRIPTION", short: "Show a subscription to mail about jobs", example: "job 4", call: (*cloutility.SubscriptionsService).Job},
		{use: "update-job @unit SUBSCRIPTION", short: "Change a subscription to mail about jobs", example: "update-job 4 --name nightly --emails ops@example.com --enabled", kind: changes, call: (*cloutility.SubscriptionsService).UpdateJob},
		{use: "status @unit SUBSCRIPTION", short: "Show a subscription to status reports", example: "status 16", call: (*cloutility.SubscriptionsService).Status},
		{use: "job-incidents @unit", short: "Show when jobs become incidents", example: "job-incidents", call: (*cloutility.SubscriptionsService).JobIncidents},
		{use: "set-job-incidents @unit", short: "Say when jobs become incidents; all fields are sent", example: "set-job-incidents --include-status-error --status-error-limit 2 --subject Incident --message 'See the portal'", kind: changes, call: (*cloutility.SubscriptionsService).SetJobIncidents},
		{use: "status-delivery @unit", short: "Show what status mail says", example: "status-delivery", call: (*cloutility.SubscriptionsService).StatusDelivery},
		{use: "set-status-delivery @unit", short: "Say what status mail says; all fields are sent", example: "set-status-delivery --include-status-error --subject Status --message 'See the portal'", kind: changes, call: (*cloutility.SubscriptionsService).SetStatusDelivery},
	}}
}
