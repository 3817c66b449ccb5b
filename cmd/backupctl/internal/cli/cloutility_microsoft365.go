package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityMicrosoft365() group {
	return group{name: "m365", short: "Microsoft 365 by Storage Protect Plus", verbs: []verb{
		{use: "tenant @unit CONSUMER", short: "Show the tenant of a consumption unit", example: "tenant 4006", call: (*cloutility.Microsoft365Service).Tenant},
		{use: "update-tenant @unit CONSUMER", short: "Change what is kept about the tenant", example: "update-tenant 4006 --name example.com", kind: changes, call: (*cloutility.Microsoft365Service).UpdateTenant},
		{use: "account @unit CONSUMER", short: "Show the account of a consumption unit", example: "account 4006", call: (*cloutility.Microsoft365Service).Account},
		{use: "restore-points @unit CONSUMER", short: "List what the account can be restored to", example: "restore-points 4006", call: (*cloutility.Microsoft365Service).ListRestorePoints, all: (*cloutility.Microsoft365Service).AllRestorePoints, columns: "id protection_time transferred_mega_bytes backup_policy.name"},
		{use: "add-policy @unit CONSUMER", short: "Back the account up by one more policy", example: "add-policy 4006 --id 111", kind: changes, call: (*cloutility.Microsoft365Service).AddBackupPolicy},
		{use: "assign-account @unit", short: "Assign an account to a business unit", example: "assign-account --id 102", kind: changes, call: (*cloutility.Microsoft365Service).AssignAccount},
		{use: "unassigned-tenants @unit", short: "List the tenants that no business unit has", example: "unassigned-tenants", call: (*cloutility.Microsoft365Service).ListUnassignedTenants, all: (*cloutility.Microsoft365Service).AllUnassignedTenants, columns: "id name spp_id"},
		{use: "assign-tenants @unit", short: "Assign tenants to a business unit", example: "assign-tenants --business-unit-id 88 --tenant-ids 101,103", kind: changes, call: (*cloutility.Microsoft365Service).AssignTenants, done: "the tenants were assigned"},
	}}
}
