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
