package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityServers() group {
	return group{name: "server", aliases: []string{"servers"}, short: "Backup servers with their domains and option sets", verbs: []verb{
		{use: "default @unit", short: "Show the server new nodes are made on", example: "default", call: (*cloutility.ServersService).Default},
		{use: "default-rubrik @unit", short: "Show the Rubrik server", example: "default-rubrik", call: (*cloutility.ServersService).DefaultRubrik},
		{use: "default-sp-plus @unit", short: "Show the Storage Protect Plus server", example: "default-sp-plus", call: (*cloutility.ServersService).DefaultSPPlus},
		{use: "fallback-sp-plus @unit", short: "Show the Storage Protect Plus server that would be used", example: "fallback-sp-plus", call: (*cloutility.ServersService).FallbackSPPlus},
		{use: "domains @unit", short: "List the policy domains: how long versions are kept", example: "domains", call: (*cloutility.ServersService).ListDomains, all: (*cloutility.ServersService).AllDomains, columns: "id name description backup_retention archive_retention"},
		{use: "option-sets @unit", short: "List the client option sets", example: "option-sets", call: (*cloutility.ServersService).ListClientOptionSets, all: (*cloutility.ServersService).AllClientOptionSets},
		{use: "create-group @unit DATA-CENTER SP-SERVER", short: "Make a group of nodes on a server", example: "create-group 1 2 --name web", kind: changes, call: (*cloutility.ServersService).CreateNodeGroup},
		{use: "update-sla-domain @unit DATA-CENTER RUBRIK-SERVER SLA-DOMAIN", short: "Change what is kept about a Rubrik SLA domain", example: "update-sla-domain 2 13 131 --ignore-no-activity", kind: changes, call: (*cloutility.ServersService).UpdateSLADomain},
	}}
}
