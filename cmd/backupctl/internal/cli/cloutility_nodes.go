package cli

import (
	"context"

	"github.com/backup-sdk/backup-go/cloutility"
)

func cloutilityNodes() group {
	g := group{name: "node", aliases: []string{"nodes"}, short: "Backup nodes: a machine's account on the backup server", verbs: []verb{
		{use: "get @unit CONSUMER", short: "Show the node of a consumption unit", example: "get 4006\nget 4006 --show-secrets --query tsm_password", call: (*cloutility.NodesService).Get},
		{use: "create @unit CONSUMER", short: "Make the node of a consumption unit", example: "create 4006 --operating-system 3 --type 1 --domain 1", kind: changes, call: (*cloutility.NodesService).Create},
		{use: "ensure @unit CONSUMER", short: "Make the node of a consumption unit, unless it is there", example: "ensure 4006 --operating-system 3 --type 1 --domain 1", kind: changes, call: (*cloutility.NodesService).Ensure},
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
		{use: "add-proxy-agent @unit CONSUMER AGENT", short: "Let another node act for it", example: "add-proxy-agent 4006 4007", kind: changes, call: addProxyAgent, also: []any{(*cloutility.NodesService).AddProxyAgent}},
		{use: "remove-proxy-agent @unit CONSUMER AGENT", short: "No longer let another node act for it", example: "remove-proxy-agent 4006 4007 --yes", kind: destroys, call: removeProxyAgent, also: []any{(*cloutility.NodesService).RemoveProxyAgent}},
		{use: "add-proxy-target @unit CONSUMER TARGET", short: "Let it act for another node", example: "add-proxy-target 4006 4007", kind: changes, call: addProxyTarget, also: []any{(*cloutility.NodesService).AddProxyTarget}},
		{use: "remove-proxy-target @unit CONSUMER TARGET", short: "No longer let it act for another node", example: "remove-proxy-target 4006 4007 --yes", kind: destroys, call: removeProxyTarget, also: []any{(*cloutility.NodesService).RemoveProxyTarget}},
		{use: "filters @unit CONSUMER", short: "List what hides messages of the server", example: "filters 4006", call: (*cloutility.NodesService).ListFilters, all: (*cloutility.NodesService).AllFilters},
		{use: "filter @unit CONSUMER FILTER", short: "Show a filter of messages", example: "filter 4006 12", call: (*cloutility.NodesService).Filter},
		{use: "create-filter @unit CONSUMER", short: "Hide messages of the server", example: "create-filter 4006 --message-number ANE4007E --pattern pagefile", kind: changes, call: (*cloutility.NodesService).CreateFilter},
		{use: "update-filter @unit CONSUMER FILTER", short: "Replace a filter of messages", example: "update-filter 4006 12 --message-number ANE4007E --pattern swap", kind: changes, call: (*cloutility.NodesService).UpdateFilter},
		{use: "delete-filter @unit CONSUMER FILTER", short: "Show the messages again", example: "delete-filter 4006 12 --yes", kind: destroys, call: (*cloutility.NodesService).DeleteFilter},
	}...)
	return g
}

func setNodePassword(ctx context.Context, c *cloutility.Client, unit, consumer int64, in newPassword) (*cloutility.Node, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return c.Nodes.SetPassword(ctx, unit, consumer, in.NewPassword)
}

func addProxyAgent(ctx context.Context, c *cloutility.Client, unit, consumer, agent int64) (*cloutility.Node, error) {
	return c.Nodes.AddProxyAgent(ctx, unit, consumer, cloutility.AddProxyAgentInput{AgentConsumerID: agent})
}

func addProxyTarget(ctx context.Context, c *cloutility.Client, unit, consumer, target int64) (*cloutility.Node, error) {
	return c.Nodes.AddProxyTarget(ctx, unit, consumer, cloutility.AddProxyTargetInput{TargetConsumerID: target})
}

func removeProxyAgent(ctx context.Context, c *cloutility.Client, unit, consumer, agent int64) error {
	return c.Nodes.RemoveProxyAgent(ctx, cloutility.ProxyRef{BusinessUnitID: unit, ConsumerID: consumer, OtherConsumerID: agent})
}

func removeProxyTarget(ctx context.Context, c *cloutility.Client, unit, consumer, target int64) error {
	return c.Nodes.RemoveProxyTarget(ctx, cloutility.ProxyRef{BusinessUnitID: unit, ConsumerID: consumer, OtherConsumerID: target})
}
