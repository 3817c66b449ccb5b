package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrProtectables() group {
	return group{name: "protectable", aliases: []string{"protectables"}, short: "What can be backed up", verbs: []verb{
		{use: "list", short: "List what can be backed up", example: "list --type server", call: (*cbr.ProtectablesService).List, all: (*cbr.ProtectablesService).All, columns: "id name type size_gb status"},
		{use: "get TYPE RESOURCE", short: "Show a resource that can be backed up", example: "get server 7a20…", call: (*cbr.ProtectablesService).Get},
		{use: "check-agents", short: "Show whether servers have the agent", example: "check-agents --input servers.json", call: (*cbr.ProtectablesService).CheckAgents},
		{use: "replication-capabilities", short: "List the regions backups can be copied to", example: "replication-capabilities", call: (*cbr.ProtectablesService).ReplicationCapabilities},
	}}
}

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

func cbrProjects() group {
	return group{name: "project", aliases: []string{"projects"}, short: "Projects: of the account, from IAM, and as CBR sees them", verbs: []verb{
		{use: "list", short: "List the projects of the account", example: "list --name eu-west-101", call: (*cbr.IAMService).ListProjects, all: (*cbr.IAMService).AllProjects, columns: "id name enabled is_domain description"},
		{use: "list-region", short: "List the projects of the region", example: "list-region", call: (*cbr.ProjectsService).List, all: (*cbr.ProjectsService).All, columns: "id name enabled description"},
		{use: "list-domain DOMAIN", short: "List the projects of another account", example: "list-domain acme", call: (*cbr.ProjectsService).ListOfDomain, all: (*cbr.ProjectsService).AllOfDomain},
		{use: "domain PROJECT", short: "Show which account a project belongs to", example: "domain 0b9e…", call: (*cbr.ProjectsService).Domain},
	}}
}

func cbrMigration() group {
	return group{name: "migration", short: "Moving from the older services CSBS and VBS", verbs: []verb{
		{use: "get", short: "Show how far the migration is", example: "get --all-regions", call: (*cbr.MigrationService).Get},
		{use: "start", short: "Move all resources of the account", example: "start --all-regions --reservation 20 --yes --wait", kind: destroys, call: (*cbr.MigrationService).Start, then: "migration wait --all-regions={all-regions}"},
		{use: "wait", short: "Wait until the migration has ended", example: "wait --all-regions", kind: waits, call: (*cbr.MigrationService).Wait},
	}}
}

func cbrMetering() group {
	return group{name: "usage", short: "How much storage the backups of each resource take", verbs: []verb{
		{use: "list", short: "List what the backups of each resource take", example: "list --resource-type OS::Nova::Server --sort -backup_size", call: (*cbr.MeteringService).List, all: (*cbr.MeteringService).All, columns: "resource_id resource_name resource_type backup_count backup_size backup_size_multi_az"},
	}}
}

func cbrFeatures() group {
	return group{name: "feature", aliases: []string{"features"}, short: "What CBR can do in the region", verbs: []verb{
		{use: "list", short: "List the features of the region", example: "list", call: (*cbr.FeaturesService).List, all: (*cbr.FeaturesService).All},
		{use: "get KEY", short: "Show a feature of the region", example: "get replication.enable -o json", call: (*cbr.FeaturesService).Get},
	}}
}

func cbrVersions() group {
	return group{name: "version", aliases: []string{"versions"}, short: "Versions of the API", verbs: []verb{
		{use: "list", short: "List the versions of the API", example: "list", call: (*cbr.VersionsService).List, all: (*cbr.VersionsService).All, columns: "id status"},
		{use: "get VERSION", short: "Show a version of the API", example: "get v3", call: (*cbr.VersionsService).Get},
	}}
}
