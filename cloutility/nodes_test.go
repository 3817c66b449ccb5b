package cloutility_test

import (
	"fmt"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestNodeLife follows a node from Unregistered over Unaccessed to Active.
func TestNodeLife(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		id := srv.AddConsumers(home, 1)[0]
		_, err := client.Nodes.Get(ctx, home, id)
		fails(t, err, backup.ErrNotFound)
		states := []cloutility.NodeState{must(client.Nodes.Create(ctx, home, id, nodeInput()))(t).DataSourceState.Name}
		name := must(client.Nodes.SPName(ctx, home, id))(t)
		active := must(client.Nodes.Activate(ctx, home, id, cloutility.ActivateNodeInput{}))(t)
		states = append(states, active.DataSourceState.Name)
		if active.TSMName != name || active.TSMPassword.Reveal() != srv.NodePassword(id) || active.SessionSecurity.Name != "Transitional" || !active.ActivatedDate.Time.Equal(noon()) {
			t.Errorf("activated node %+v", active)
		}
		srv.SignInNode(id)
		used := must(client.Nodes.Get(ctx, home, id))(t)
		states = append(states, used.DataSourceState.Name)
		if used.SessionSecurity.Name != "Strict" || !used.LastAccessTime.Time.Equal(noon()) || used.TSMClientVersion.Name == "" || used.TCPName != "host-1" {
			t.Errorf("used node %+v", used)
		}
		same(t, "states", []cloutility.NodeState{cloutility.NodeUnregistered, cloutility.NodeUnaccessed, cloutility.NodeActive}, states)
		for i, want := range [][3]bool{{true, false, false}, {false, false, true}, {true, true, false}} {
			if s := states[i]; [3]bool{s.Final(), s.Good(), s.InProgress()} != want {
				t.Errorf("%s: final %t, good %t, in progress %t", s, s.Final(), s.Good(), s.InProgress())
			}
		}

		works(t, client.Nodes.Delete(ctx, home, id, cloutility.DeleteNodeInput{}))
		_, err = client.Consumers.Get(ctx, home, id)
		fails(t, err, backup.ErrNotFound)
		fails(t, client.Nodes.Delete(ctx, home, id, cloutility.DeleteNodeInput{}), backup.ErrNotFound)
	})
}

func TestNodeGet(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ref := node(srv, "host-1")
		got := must(client.Nodes.Get(t.Context(), ref.BusinessUnitID, ref.ConsumerID))(t)
		if got.Domain.Name != "90DAYS" || got.Domain.Server.NodeNetworkPort != 1600 || got.Domain.Server.Type.Name != "IBM Storage Protect" {
			t.Errorf("domain %+v", got.Domain)
		}
		if got.Consumer.ID != ref.ConsumerID || got.Consumer.BusinessUnit.ID != home || got.Consumer.TypeName == "" || got.Href != got.Consumer.Href+"/node" {
			t.Errorf("consumer %+v", got.Consumer)
		}
		if got.TSMPassword.Reveal() != srv.NodePassword(ref.ConsumerID) || strings.Contains(fmt.Sprintf("%+v", got), srv.NodePassword(ref.ConsumerID)) {
			t.Error("the password is not there, or is printed")
		}
		_, err := client.Nodes.Get(t.Context(), 88, ref.ConsumerID)
		fails(t, err, backup.ErrNotFound) // of another business unit
	})
}

func TestNodeDelete(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ref, yes := node(srv, "host-1"), true
		in := cloutility.DeleteNodeInput{DeleteAssociations: &yes}
		works(t, client.Nodes.Delete(t.Context(), home, ref.ConsumerID, in))
		fails(t, client.Nodes.Delete(t.Context(), home, ref.ConsumerID, in), backup.ErrNotFound)
		same(t, "deletions", []cloutilitytest.Deletion{{ConsumerID: ref.ConsumerID, Node: true, Associations: true}}, srv.Deletions())
		same(t, "units left", 0, srv.ConsumerCount())
	})
}

func TestNodeUpdate(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "host-1")
		cpus := int64(4)
		changed := must(client.Nodes.Update(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.UpdateNodeInput{Contact: "night shift", Domain: &cloutility.ObjectRef{ID: 6}, CPUCount: &cpus}))(t)
		got := must(client.Nodes.Get(ctx, ref.BusinessUnitID, ref.ConsumerID))(t)
		if got.Contact != "night shift" || got.Domain.Name != "30DAYS" || got.CPUCount != 4 || got.OperatingSystem.ID != 3 || got.ClientOptionSet.ID != 2 {
			t.Errorf("node %+v", got)
		}
		if changed.Domain.ID != 6 || changed.TSMName != got.TSMName {
			t.Errorf("response %+v", changed)
		}
		_, err := client.Nodes.Update(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.UpdateNodeInput{Contact: "nobody", Type: &cloutility.ObjectRef{ID: 99}})
		fails(t, err, backup.ErrInvalid)
		if got := must(client.Nodes.Get(ctx, ref.BusinessUnitID, ref.ConsumerID))(t); got.Contact != "night shift" {
			t.Error("a rejected change was carried out in part")
		}
		_, err = client.Nodes.Update(ctx, home, 4711, cloutility.UpdateNodeInput{Contact: "x"})
		fails(t, err, backup.ErrNotFound)
	})
}

func TestNodePassword(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "host-1")
		const fresh = `Fresh "Start" & 9021`
		changed := must(client.Nodes.SetPassword(ctx, ref.BusinessUnitID, ref.ConsumerID, backup.NewSecret(fresh)))(t)
		if srv.NodePassword(ref.ConsumerID) != fresh || changed.TSMPassword.Reveal() != fresh {
			t.Errorf("password %q", srv.NodePassword(ref.ConsumerID))
		}
		_, err := client.Nodes.SetPassword(ctx, ref.BusinessUnitID, ref.ConsumerID, backup.NewSecret("short")) // the rule wants 15 characters
		fails(t, err, backup.ErrInvalid)
		idle := srv.AddConsumers(home, 1)[0]
		must(client.Nodes.Create(ctx, home, idle, nodeInput()))(t)
		_, err = client.Nodes.SetPassword(ctx, home, idle, backup.NewSecret(fresh))
		fails(t, err, backup.ErrConflict) // not activated
	})
}

func TestFilespaces(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "host-1")
		srv.RunBackup(cloutilitytest.Backup{ConsumerID: ref.ConsumerID, MegaBytes: 983.045})
		if stale := must(client.Nodes.ListFilespaces(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListFilespacesInput{}))(t); stale.Total != 0 {
			t.Errorf("the portal's copy is up to date: %+v", stale)
		}
		disks := must(backup.Collect(client.Nodes.AllFilespaces(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListFilespacesInput{Sync: new(true)}), 0))(t)
		if len(disks) != 1 || at(disks, 0).Name != "/" || at(disks, 0).Type != "EXT4" || at(disks, 0).FrontEndCapacityMegaBytes != 983.045 || at(disks, 0).PercentageUtilized != 1 {
			t.Errorf("file spaces %+v", disks)
		}
		if !at(disks, 0).LastBackupEnd.Time.Equal(noon()) {
			t.Errorf("last backup %v", at(disks, 0).LastBackupEnd)
		}
	})
}

func TestRetentionRules(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "host-1")
		srv.AddRetentionRule(ref.ConsumerID, "YEARLY", 365)
		srv.AddRetentionRule(ref.ConsumerID, "MONTHLY", 31)
		rules := must(backup.Collect(client.Nodes.AllRetentionRules(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListRetentionRulesInput{}), 0))(t)
		if len(rules) != 2 || at(rules, 1).Name != "MONTHLY" || at(rules, 1).RetentionDays != 31 || at(rules, 0).ScheduleStyle != "CLASSIC" || !at(rules, 0).IsActive {
			t.Errorf("rules %+v", rules)
		}
		_, err := client.Nodes.ListRetentionRules(ctx, home, 4711, cloutility.ListRetentionRulesInput{})
		fails(t, err, backup.ErrNotFound)
	})
}

func TestNodeGroups(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "host-1")
		group := must(client.Nodes.CreateGroup(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.CreateNodeGroupInput{Name: "cluster-1"}))(t)
		if group.ID == 0 || group.Name != "cluster-1" || !group.CreatedDate.Time.Equal(noon()) {
			t.Errorf("group %+v", group)
		}
		got := must(client.Nodes.Get(ctx, ref.BusinessUnitID, ref.ConsumerID))(t)
		same(t, "groups of the node", []cloutility.NodeGroup{*group}, got.NodeGroups)

		// Names are new on the server, whoever gives them.
		_, err := client.Servers.CreateNodeGroup(ctx, cloutility.SPServerRef{BusinessUnitID: home, DataCenterID: 2, SPServerID: 4}, cloutility.CreateNodeGroupInput{Name: "CLUSTER-1"})
		fails(t, err, backup.ErrConflict)
		if free := must(client.Servers.CreateNodeGroup(ctx, cloutility.SPServerRef{BusinessUnitID: home, DataCenterID: 2, SPServerID: 4}, cloutility.CreateNodeGroupInput{Name: "cluster-2"}))(t); free.ID == group.ID || free.Name != "cluster-2" {
			t.Errorf("group %+v", free)
		}
		_, err = client.Servers.CreateNodeGroup(ctx, cloutility.SPServerRef{BusinessUnitID: home, DataCenterID: 2, SPServerID: 5}, cloutility.CreateNodeGroupInput{Name: "cluster-3"})
		fails(t, err, backup.ErrNotFound)
		_, err = client.Nodes.CreateGroup(ctx, home, 4711, cloutility.CreateNodeGroupInput{Name: "cluster-4"})
		fails(t, err, backup.ErrNotFound)
	})
}
