package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityDeleteRequests() group {
	return group{name: "delete-request", aliases: []string{"delete-requests"}, short: "Deletions that users ask for", verbs: []verb{
		{use: "approvers @unit", short: "List the users who may approve deletions", example: "approvers", call: (*cloutility.DeleteRequestsService).ListApprovers, all: (*cloutility.DeleteRequestsService).AllApprovers, columns: "id name display_name email"},
		{use: "create-settings @unit", short: "Say when approved deletions are carried out", example: "create-settings --offset-days 14 --deletion-days 1,15", kind: changes, call: (*cloutility.DeleteRequestsService).CreateSettings},
		{use: "update-settings @unit SETTINGS", short: "Change when approved deletions are carried out", example: "update-settings 4 --offset-days 14", kind: changes, call: (*cloutility.DeleteRequestsService).UpdateSettings},
	}}
}
