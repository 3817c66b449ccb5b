package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrMetering() group {
	return group{name: "usage", short: "How much storage the backups of each resource take", verbs: []verb{
		{use: "list", short: "List what the backups of each resource take", example: "list --resource-type OS::Nova::Server --sort -backup_size", call: (*cbr.MeteringService).List, all: (*cbr.MeteringService).All, columns: "resource_id resource_name resource_type backup_count backup_size backup_size_multi_az"},
	}}
}
