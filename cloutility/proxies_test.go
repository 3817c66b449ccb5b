package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestProxies(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		target, agent, other := node(srv, "cluster"), node(srv, "left"), nodeIn(srv, 93, "right")
		name := func(ref consumerRef) string {
			return must(client.Nodes.Get(ctx, ref.BusinessUnitID, ref.ConsumerID))(t).TSMName
		}
		names := func(nodes []cloutility.Node) []string {
			return each(nodes, func(n cloutility.Node) string { return n.TSMName })
		}
		possible := must(backup.Collect(client.Nodes.AllPossibleProxies(ctx, target.BusinessUnitID, target.ConsumerID, cloutility.ListPossibleProxyNodesInput{}), 0))(t)
		same(t, "possible proxies", []string{name(agent), name(other)}, names(possible))
		if page := must(client.Nodes.ListPossibleProxies(ctx, target.BusinessUnitID, target.ConsumerID, cloutility.ListPossibleProxyNodesInput{Limit: 1}))(t); page.Total != 2 || len(page.Items) != 1 {
			t.Errorf("page %+v", page)
		}

		got := must(client.Nodes.AddProxyAgent(ctx, target.BusinessUnitID, target.ConsumerID, cloutility.AddProxyAgentInput{AgentConsumerID: agent.ConsumerID}))(t)
		same(t, "agents in the response", []string{name(agent)}, names(got.ProxyAgents))
		got = must(client.Nodes.AddProxyTarget(ctx, other.BusinessUnitID, other.ConsumerID, cloutility.AddProxyTargetInput{TargetConsumerID: target.ConsumerID}))(t)
		same(t, "targets in the response", []string{name(target)}, names(got.ProxyTargets))
		seen := must(client.Nodes.Get(ctx, home, target.ConsumerID))(t)
		same(t, "agents", []string{name(agent), name(other)}, names(seen.ProxyAgents))

		_, err := client.Nodes.AddProxyTarget(ctx, agent.BusinessUnitID, agent.ConsumerID, cloutility.AddProxyTargetInput{TargetConsumerID: target.ConsumerID})
		fails(t, err, backup.ErrConflict) // is one
		_, err = client.Nodes.AddProxyAgent(ctx, target.BusinessUnitID, target.ConsumerID, cloutility.AddProxyAgentInput{AgentConsumerID: target.ConsumerID})
		fails(t, err, backup.ErrInvalid) // itself
		_, err = client.Nodes.AddProxyAgent(ctx, target.BusinessUnitID, target.ConsumerID, cloutility.AddProxyAgentInput{AgentConsumerID: 4711})
		fails(t, err, backup.ErrNotFound)

		works(t, client.Nodes.RemoveProxyAgent(ctx, cloutility.ProxyRef{BusinessUnitID: target.BusinessUnitID, ConsumerID: target.ConsumerID, OtherConsumerID: agent.ConsumerID}))
		fails(t, client.Nodes.RemoveProxyAgent(ctx, cloutility.ProxyRef{BusinessUnitID: target.BusinessUnitID, ConsumerID: target.ConsumerID, OtherConsumerID: agent.ConsumerID}), backup.ErrNotFound)
		works(t, client.Nodes.RemoveProxyTarget(ctx, cloutility.ProxyRef{BusinessUnitID: other.BusinessUnitID, ConsumerID: other.ConsumerID, OtherConsumerID: target.ConsumerID}))
		fails(t, client.Nodes.RemoveProxyTarget(ctx, cloutility.ProxyRef{BusinessUnitID: other.BusinessUnitID, ConsumerID: other.ConsumerID, OtherConsumerID: target.ConsumerID}), backup.ErrNotFound)
		seen = must(client.Nodes.Get(ctx, home, target.ConsumerID))(t)
		same(t, "agents left", []string{}, names(seen.ProxyAgents))

		// A node that is gone acts for nobody.
		must(client.Nodes.AddProxyAgent(ctx, target.BusinessUnitID, target.ConsumerID, cloutility.AddProxyAgentInput{AgentConsumerID: agent.ConsumerID}))(t)
		works(t, client.Nodes.Delete(ctx, home, agent.ConsumerID, cloutility.DeleteNodeInput{}))
		seen = must(client.Nodes.Get(ctx, home, target.ConsumerID))(t)
		same(t, "agents after a deletion", []string{}, names(seen.ProxyAgents))
		if srv.Count("addProxyAgent") != 4 {
			t.Errorf("%d requests to add an agent", srv.Count("addProxyAgent"))
		}
	})
}
