package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityCatalogue() group {
	return group{name: "catalogue", aliases: []string{"catalog"}, short: "What is the same for all business units", verbs: []verb{
		{use: "operating-systems", short: "List the platforms of nodes", example: "operating-systems", call: (*cloutility.CataloguesService).ListOperatingSystems, all: (*cloutility.CataloguesService).AllOperatingSystems, columns: "id name short_name supported_node_types"},
		{use: "operating-system ID", short: "Show a platform", example: "operating-system 3", call: (*cloutility.CataloguesService).OperatingSystem},
		{use: "node-types", short: "List the kinds of nodes", example: "node-types", call: (*cloutility.CataloguesService).ListNodeTypes, all: (*cloutility.CataloguesService).AllNodeTypes},
		{use: "node-type ID", short: "Show a kind of node", example: "node-type 1", call: (*cloutility.CataloguesService).NodeType},
		{use: "warning-types", short: "List the kinds of warnings", example: "warning-types", call: (*cloutility.CataloguesService).ListWarningTypes, all: (*cloutility.CataloguesService).AllWarningTypes},
		{use: "actions", short: "List what schedules can do", example: "actions", call: (*cloutility.CataloguesService).ListActions, all: (*cloutility.CataloguesService).AllActions},
		{use: "action ID", short: "Show what a schedule can do", example: "action 1", call: (*cloutility.CataloguesService).Action},
	}}
}

func cloutilityServers() group {
	return group{name: "server", aliases: []string{"servers"}, short: "Backup servers with their domains and option sets", verbs: []verb{
		{use: "default @unit", short: "Show the server new nodes are made on", example: "default", call: (*cloutility.ServersService).Default},
		{use: "default-rubrik @unit", short: "Show the Rubrik server", example: "default-rubrik", call: (*cloutility.ServersService).DefaultRubrik},
		{use: "default-sp-plus @unit", short: "Show the Storage Protect Plus server", example: "default-sp-plus", call: (*cloutility.ServersService).DefaultSPPlus},
		{use: "fallback-sp-plus @unit", short: "Show the Storage Protect Plus server that would be used", example: "fallback-sp-plus", call: (*cloutility.ServersService).FallbackSPPlus},
		{use: "domains @unit", short: "List the policy domains: how long versions are kept", example: "domains", call: (*cloutility.ServersService).ListDomains, all: (*cloutility.ServersService).AllDomains, columns: "id name description backup_retention archive_retention"},
		{use: "option-sets @unit", short: "List the client option sets", example: "option-sets", call: (*cloutility.ServersService).ListClientOptionSets, all: (*cloutility.ServersService).AllClientOptionSets},
		{use: "create-group @unit DATA-CENTER SERVER", short: "Make a group of nodes on a server", example: "create-group 1 2 --name web", kind: changes, call: (*cloutility.ServersService).CreateNodeGroup},
	}}
}

func cloutilityNodeRules() group {
	return group{name: "node-rule", aliases: []string{"node-rules"}, short: "Rules for nodes: names, passwords, deletion", verbs: []verb{
		{use: "naming @unit", short: "Show how nodes are called", example: "naming", call: (*cloutility.NodeRulesService).Naming},
		{use: "set-naming @unit", short: "Say how nodes are called; all fields are sent", example: "set-naming --rule 'NODE-%n' --number-of-digits 4", kind: changes, call: (*cloutility.NodeRulesService).SetNaming},
		{use: "password @unit", short: "Show how first passwords are made", example: "password", call: (*cloutility.NodeRulesService).Password},
		{use: "set-password @unit", short: "Say how first passwords are made; all fields are sent", example: "set-password --type 3 --minimum-length 20", kind: changes, call: (*cloutility.NodeRulesService).SetPassword},
		{use: "deletion @unit", short: "Show what happens to deleted nodes", example: "deletion", call: (*cloutility.NodeRulesService).Deletion},
		{use: "set-deletion @unit", short: "Say what happens to deleted nodes; all fields are sent", example: "set-deletion --retention-days 30 --use-decommission --yes", kind: destroys, call: (*cloutility.NodeRulesService).SetDeletion},
	}}
}

func cloutilityUsers() group {
	return group{name: "user", aliases: []string{"users"}, short: "Users of the portal", verbs: []verb{
		{use: "me", short: "Show the user signed in", example: "me", call: (*cloutility.UsersService).Me},
		{use: "list @unit", short: "List the users of a business unit", example: "list", call: (*cloutility.UsersService).List, all: (*cloutility.UsersService).All, columns: "id name display_name email role.name last_login_date locked"},
		{use: "list-orain @unit", short: "List the PoINT oRain users", example: "list-orain", call: (*cloutility.UsersService).ListORain, all: (*cloutility.UsersService).AllORain},
		{use: "delete @unit USER", short: "Delete a user", example: "delete 12 --yes", kind: destroys, call: (*cloutility.UsersService).Delete},
	}}
}

func cloutilityRoles() group {
	return group{name: "role", aliases: []string{"roles"}, short: "Sets of privileges", verbs: []verb{
		{use: "list @unit", short: "List the roles with their privileges", example: "list", call: (*cloutility.RolesService).List, all: (*cloutility.RolesService).All, columns: "id name description inheritable"},
		{use: "list-simple @unit", short: "List ids and names of roles", example: "list-simple", call: (*cloutility.RolesService).ListSimple, all: (*cloutility.RolesService).AllSimple},
		{use: "list-assignable @unit", short: "List the roles you may give to others", example: "list-assignable", call: (*cloutility.RolesService).ListAssignable, all: (*cloutility.RolesService).AllAssignable},
		{use: "get @unit ROLE --for-user", short: "Show a role with its privileges", example: "get 5", call: (*cloutility.RolesService).Get},
		{use: "create @unit", short: "Make a role", example: "create --name operator --privileges 1,2", kind: changes, call: (*cloutility.RolesService).Create},
	}}
}

func cloutilityApplications() group {
	return group{name: "application", aliases: []string{"applications"}, short: "Programs that may use the API", verbs: []verb{
		{use: "create @unit", short: "Make an application, for a client id and origin", example: "create --name enrolment --host https://enrol.example.com", kind: changes, call: (*cloutility.ApplicationsService).Create},
	}}
}

func cloutilityTimeZones() group {
	return group{name: "time-zone", aliases: []string{"time-zones"}, short: "Time zones the installation knows", verbs: []verb{
		{use: "list", short: "List the time zones", example: "list", call: (*cloutility.TimeZonesService).List, all: (*cloutility.TimeZonesService).All},
		{use: "get ID", short: "Show a time zone", example: "get 4", call: (*cloutility.TimeZonesService).Get},
		{use: "offset ID DATE", short: "Show how far a time zone is from UTC on a day", example: "offset 4 2026-07-01", call: (*cloutility.TimeZonesService).Offset},
	}}
}

func cloutilitySystem() group {
	return group{name: "system", short: "The installation", verbs: []verb{
		{use: "version", short: "Show the build of the server", example: "version", call: (*cloutility.SystemService).Version},
	}}
}
