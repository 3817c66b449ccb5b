package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrProtectables() group {
	return group{name: "protectable", aliases: []string{"protectables"}, short: "What can be backed up", verbs: []verb{
		{use: "list --type", short: "List what can be backed up", example: "list --type server", call: (*cbr.ProtectablesService).List, all: (*cbr.ProtectablesService).All, columns: "id name type size_gb status", words: map[string]string{"type": "kind of resource; needed"}},
		{use: "get TYPE RESOURCE", short: "Show a resource that can be backed up", example: "get server 7a20…", call: (*cbr.ProtectablesService).Get},
		{use: "check-agents", short: "Show whether servers have the agent", example: "check-agents --input servers.json", call: (*cbr.ProtectablesService).CheckAgents},
		{use: "replication-capabilities", short: "List the regions backups can be copied to", example: "replication-capabilities", call: (*cbr.ProtectablesService).ReplicationCapabilities},
	}}
}
