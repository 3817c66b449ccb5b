package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrAgents() group {
	return group{name: "agent", aliases: []string{"agents"}, short: "Clients for the backup of files", verbs: []verb{
		{use: "list", short: "List the clients", example: "list --status active", call: (*cbr.AgentsService).List, all: (*cbr.AgentsService).All, columns: "id host_name status type version host_ip host_os last_active_at"},
		{use: "get AGENT", short: "Show a client", example: "get a-17", call: (*cbr.AgentsService).Get},
		{use: "register", short: "Register a client", example: "register --agent-id a-17 --host-name web --host-ip 192.0.2.7 --host-os linux --agent-version 1.0.0", kind: changes, call: (*cbr.AgentsService).Register},
		{use: "unregister AGENT", short: "Forget a client", example: "unregister a-17 --yes", kind: destroys, call: (*cbr.AgentsService).Unregister},
		{use: "update AGENT", short: "Change a client", example: "update a-17 --status uninstall", kind: changes, call: (*cbr.AgentsService).Update},
		{use: "add-paths AGENT", short: "Back up more directories", example: "add-paths a-17 --paths /srv,/home", kind: changes, call: (*cbr.AgentsService).AddPaths},
		{use: "remove-paths AGENT PATH...", short: "Back up directories no longer", example: "remove-paths a-17 /srv --yes", kind: destroys, call: (*cbr.AgentsService).RemovePaths},
	}}
}
