package cli

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

func cloutilityGroups() []group {
	return []group{
		cloutilityConsumers(), cloutilityNodes(), cloutilityUnits(), cloutilityCatalogue(), cloutilityServers(), cloutilityNodeRules(),
		cloutilityJobs(), cloutilityReports(), cloutilityConsumption(), cloutilityAuditLogs(), cloutilityBilling(),
		cloutilitySubscriptions(), cloutilityUsers(), cloutilityRoles(), cloutilityApplications(), cloutilityTimeZones(), cloutilitySystem(),
	}
}

func cloutilityConsumers() group {
	return group{name: "consumer", aliases: []string{"consumers"}, short: "Consumption units: what is backed up", verbs: []verb{
		{use: "list @unit", short: "List the consumption units of a business unit", example: "list --limit 20\nlist --unit 17 --filter name~web", call: (*cloutility.ConsumersService).List, all: (*cloutility.ConsumersService).All, columns: "id name created_date data_source_state.name"},
		{use: "get @unit CONSUMER", short: "Show a consumption unit", example: "get 4006", call: (*cloutility.ConsumersService).Get},
		{use: "create @unit", short: "Make a consumption unit", example: "create --name web-1", kind: changes, call: (*cloutility.ConsumersService).Create},
		{use: "update @unit CONSUMER", short: "Change a consumption unit", example: "update 4006 --name web-1 --note production", kind: changes, call: (*cloutility.ConsumersService).Update},
		{use: "delete @unit CONSUMER", short: "Delete a consumption unit and its node", example: "delete 4006 --yes", kind: destroys, call: (*cloutility.ConsumersService).Delete},
		{use: "add-tag @unit CONSUMER", short: "Put a tag on a consumption unit", example: "add-tag 4006 --text production", kind: changes, call: (*cloutility.ConsumersService).AddTag},
		{use: "destinations @unit CONSUMER", short: "List the business units it can move to", example: "destinations 4006", call: (*cloutility.ConsumersService).ListDestinations, all: (*cloutility.ConsumersService).AllDestinations},
		{use: "delete-request @unit CONSUMER", short: "Show who asked for its deletion", example: "delete-request 4006", call: (*cloutility.ConsumersService).DeleteRequest},
		{use: "point-repository @unit CONSUMER", short: "Show its PoINT repository", example: "point-repository 4006", call: (*cloutility.ConsumersService).PointRepository},
		{use: "delete-m365-account @unit CONSUMER --delete-associations", short: "Take the Microsoft 365 account away", example: "delete-m365-account 4006 --yes", kind: destroys, call: (*cloutility.ConsumersService).DeleteMicrosoft365Account},
	}}
}

func cloutilityNodes() group {
	g := group{name: "node", aliases: []string{"nodes"}, short: "Backup nodes: a machine's account on the backup server", verbs: []verb{
		{use: "get @unit CONSUMER", short: "Show the node of a consumption unit", example: "get 4006\nget 4006 --show-secrets --query tsm_password", call: (*cloutility.NodesService).Get},
		{use: "create @unit CONSUMER", short: "Make the node of a consumption unit", example: "create 4006 --operating-system-id 3 --type-id 1 --domain-id 1", kind: changes, call: (*cloutility.NodesService).Create},
		{use: "activate @unit CONSUMER", short: "Register the node on the backup server", example: "activate 4006 --show-secrets", long: "Register the node on the backup server under the suggested name, or one given.\nThe result has the first password; --show-secrets shows it.", kind: changes, call: (*cloutility.NodesService).Activate},
		{use: "sp-name @unit CONSUMER", short: "Show the name that is suggested for activation", example: "sp-name 4006", call: (*cloutility.NodesService).SPName},
		{use: "update @unit CONSUMER", short: "Change a node", example: "update 4006 --contact ops@example.com", kind: changes, call: (*cloutility.NodesService).Update},
		{use: "set-password @unit CONSUMER", short: "Give a node a new password", example: "set-password 4006 --new-password prompt", kind: changes, call: setNodePassword, also: []any{(*cloutility.NodesService).SetPassword}},
		{use: "delete @unit CONSUMER", short: "Delete the node of a consumption unit", example: "delete 4006 --yes", kind: destroys, call: (*cloutility.NodesService).Delete},
		{use: "filespaces @unit CONSUMER", short: "List what is stored of a node", example: "filespaces 4006", call: (*cloutility.NodesService).ListFilespaces, all: (*cloutility.NodesService).AllFilespaces, columns: "id name type capacity_mega_bytes percentage_utilized last_backup_end"},
		{use: "retention-rules @unit CONSUMER", short: "List the rules that keep sets of versions", example: "retention-rules 4006", call: (*cloutility.NodesService).ListRetentionRules, all: (*cloutility.NodesService).AllRetentionRules},
		{use: "create-group @unit CONSUMER", short: "Make a group for the node", example: "create-group 4006 --name web", kind: changes, call: (*cloutility.NodesService).CreateGroup},
	}}
	g.verbs = append(g.verbs, []verb{
		{use: "possible-proxies @unit CONSUMER", short: "List the nodes that may act for it", example: "possible-proxies 4006", call: (*cloutility.NodesService).ListPossibleProxies, all: (*cloutility.NodesService).AllPossibleProxies, columns: "id name tsm_name contact"},
		{use: "add-proxy-agent @unit CONSUMER AGENT", short: "Let another node act for it", example: "add-proxy-agent 4006 4007", kind: changes, call: (*cloutility.NodesService).AddProxyAgent},
		{use: "remove-proxy-agent @unit CONSUMER AGENT", short: "No longer let another node act for it", example: "remove-proxy-agent 4006 4007 --yes", kind: destroys, call: (*cloutility.NodesService).RemoveProxyAgent},
		{use: "add-proxy-target @unit CONSUMER TARGET", short: "Let it act for another node", example: "add-proxy-target 4006 4007", kind: changes, call: (*cloutility.NodesService).AddProxyTarget},
		{use: "remove-proxy-target @unit CONSUMER TARGET", short: "No longer let it act for another node", example: "remove-proxy-target 4006 4007 --yes", kind: destroys, call: (*cloutility.NodesService).RemoveProxyTarget},
		{use: "filters @unit CONSUMER", short: "List what hides messages of the server", example: "filters 4006", call: (*cloutility.NodesService).ListFilters, all: (*cloutility.NodesService).AllFilters},
		{use: "filter @unit CONSUMER FILTER", short: "Show a filter of messages", example: "filter 4006 12", call: (*cloutility.NodesService).Filter},
		{use: "create-filter @unit CONSUMER", short: "Hide messages of the server", example: "create-filter 4006 --message-number ANE4007E --pattern pagefile", kind: changes, call: (*cloutility.NodesService).CreateFilter},
		{use: "update-filter @unit CONSUMER FILTER", short: "Replace a filter of messages", example: "update-filter 4006 12 --message-number ANE4007E --pattern swap", kind: changes, call: (*cloutility.NodesService).UpdateFilter},
		{use: "delete-filter @unit CONSUMER FILTER", short: "Show the messages again", example: "delete-filter 4006 12 --yes", kind: destroys, call: (*cloutility.NodesService).DeleteFilter},
	}...)
	return g
}

func setNodePassword(ctx context.Context, c *cloutility.Client, ref cloutility.ConsumerRef, in newPassword) (*cloutility.Node, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return c.Nodes.SetPassword(ctx, ref, in.NewPassword)
}

func cloutilityUnits() group {
	return group{name: "unit", aliases: []string{"units", "business-unit"}, short: "Business units: customers, departments, resellers", verbs: []verb{
		{use: "list --root", short: "List a business unit and all below it", example: "list", call: listUnits, also: []any{(*cloutility.BusinessUnitsService).All, (*cloutility.BusinessUnitsService).Walk}, columns: "id name path group_name invoice_day"},
		{use: "tree --root", short: "Show the tree of business units", example: "tree -o yaml", call: (*cloutility.BusinessUnitsService).Tree},
		{use: "get UNIT", short: "Show a business unit", example: "get 17", call: (*cloutility.BusinessUnitsService).Get},
		{use: "children @unit", short: "List the business units right below", example: "children --unit 17", call: (*cloutility.BusinessUnitsService).ListChildren, all: (*cloutility.BusinessUnitsService).AllChildren},
		{use: "ancestors @unit", short: "List the business units above", example: "ancestors --unit 17", call: (*cloutility.BusinessUnitsService).ListAncestors, all: (*cloutility.BusinessUnitsService).AllAncestors},
		{use: "addresses @unit", short: "List the postal addresses", example: "addresses", call: (*cloutility.BusinessUnitsService).ListAddresses, all: (*cloutility.BusinessUnitsService).AllAddresses},
		{use: "summaries @unit", short: "List what the units below store", example: "summaries --previous -30d", call: (*cloutility.BusinessUnitsService).ListSummaries, all: (*cloutility.BusinessUnitsService).AllSummaries},
		{use: "tagged @unit TAG", short: "List the business units with a tag", example: "tagged 5", call: (*cloutility.BusinessUnitsService).ListTagged, all: (*cloutility.BusinessUnitsService).AllTagged},
		{use: "provider @unit", short: "Show who provides the service", example: "provider", call: (*cloutility.BusinessUnitsService).Provider},
		{use: "sla @unit", short: "Show how much has to be in order", example: "sla", call: (*cloutility.BusinessUnitsService).ServiceLevelAgreement},
		{use: "create @unit", short: "Make a business unit below another", example: "create --name Research", kind: changes, call: (*cloutility.BusinessUnitsService).Create},
		{use: "update UNIT", short: "Change a business unit", example: "update 17 --name Research", kind: changes, call: (*cloutility.BusinessUnitsService).Update},
		{use: "delete UNIT", short: "Delete a business unit", example: "delete 17 --yes", kind: destroys, call: (*cloutility.BusinessUnitsService).Delete},
	}}
}

// unitRow is a business unit and where it stands.
type unitRow struct {
	ID         int64
	Name       string
	Path       string
	GroupName  string
	InvoiceDay int64
}

func listUnits(ctx context.Context, c *cloutility.Client, root int64) ([]unitRow, error) {
	all, err := backup.Collect(c.BusinessUnits.Walk(ctx, root), 0)
	rows := make([]unitRow, 0, len(all))
	for _, u := range all {
		rows = append(rows, unitRow{ID: u.ID, Name: u.Name, Path: u.String(), GroupName: u.GroupName, InvoiceDay: u.InvoiceDay})
	}
	return rows, err
}
