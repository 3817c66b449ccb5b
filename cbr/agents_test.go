package cbr_test

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func ledger(id string) cbr.RegisterAgentInput {
	return cbr.RegisterAgentInput{
		AgentID: id, HostName: "ledger-01", HostIP: "192.0.2.31", HostOS: "Debian 12", HostNickname: "the old ledger",
		AgentVersion: "2.10.3", AgentType: cbr.AgentTypeNative,
	}
}

func TestAgents(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()

	made, err := client.Agents.Register(ctx, ledger("a-1"))
	if err != nil {
		t.Fatal(err)
	}
	if made.ID != "a-1" || made.HostOS != "Debian 12" || made.Type != cbr.AgentTypeNative || made.Version != "2.10.3" || made.Status != cbr.AgentStateNormal || made.CreatedAt.IsZero() {
		t.Errorf("registered: %+v", made)
	}
	added, err := client.Agents.AddPaths(ctx, "a-1", cbr.AddAgentPathsInput{
		Paths: []string{"/srv/ledger", "/etc"}, Exclude: []cbr.ExcludePath{{Path: "/srv/ledger", Exclude: []string{"/srv/ledger/tmp", "/srv/ledger/cache"}}},
	})
	if diff := cmp.Diff(&cbr.AddedPaths{Added: []string{"/srv/ledger", "/etc"}, Existed: []string{}}, added); err != nil || diff != "" {
		t.Errorf("added, %v (-want +got):\n%s", err, diff)
	}
	added, err = client.Agents.AddPaths(ctx, "a-1", cbr.AddAgentPathsInput{Paths: []string{"/etc", "/opt"}})
	if diff := cmp.Diff(&cbr.AddedPaths{Added: []string{"/opt"}, Existed: []string{"/etc"}}, added); err != nil || diff != "" {
		t.Errorf("added again, %v (-want +got):\n%s", err, diff)
	}
	removed, err := client.Agents.RemovePaths(ctx, "a-1", cbr.RemoveAgentPathsInput{Paths: []string{"/etc", "/var"}})
	if diff := cmp.Diff(&cbr.RemovedPaths{Removed: []string{"/etc"}, NotExisted: []string{"/var"}}, removed); err != nil || diff != "" {
		t.Errorf("removed, %v (-want +got):\n%s", err, diff)
	}
	got, err := client.Agents.Get(ctx, "a-1")
	if err != nil || len(got.Paths) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if p := got.Paths[0]; p.Directory != "/srv/ledger" || p.ExcludePaths != "/srv/ledger/tmp,/srv/ledger/cache" || p.Status != cbr.AgentPathStatusAvailable || p.AgentID != "a-1" || p.ID == "" {
		t.Errorf("path: %+v", p)
	}
	many := make([]string, 9)
	for i := range many {
		many[i] = "/d" + strconv.Itoa(i)
	}
	if _, err := client.Agents.AddPaths(ctx, "a-1", cbr.AddAgentPathsInput{Paths: many}); !errors.Is(err, backup.ErrQuota) {
		t.Errorf("too many: %v", err)
	}

	gone, err := client.Agents.Update(ctx, "a-1", cbr.UpdateAgentInput{Status: cbr.AgentStateUninstalled})
	if err != nil || gone.Status != cbr.AgentStateUninstalled {
		t.Errorf("updated: %+v, %v", gone, err)
	}
	if _, err := client.Agents.Update(ctx, "a-1", cbr.UpdateAgentInput{Status: cbr.AgentStateNormal}); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("back to normal: %v", err)
	}
	if err := client.Agents.Unregister(ctx, "a-1"); err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"get":        func() error { _, err := client.Agents.Get(ctx, "a-1"); return err },
		"unregister": func() error { return client.Agents.Unregister(ctx, "a-1") },
		"add": func() error {
			_, err := client.Agents.AddPaths(ctx, "a-1", cbr.AddAgentPathsInput{Paths: []string{"/x"}})
			return err
		},
		"remove": func() error {
			_, err := client.Agents.RemovePaths(ctx, "a-1", cbr.RemoveAgentPathsInput{Paths: []string{"/x"}})
			return err
		},
	} {
		if err := do(); !errors.Is(err, backup.ErrNotFound) || details(t, err).Code != "BackupService.7410" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAgentPages(t *testing.T) {
	srv := cbrtest.New()
	client := connect(t, srv)
	ctx := t.Context()
	var want []string
	for i := range 5 {
		want = append(want, "a-"+strconv.Itoa(i))
		if _, err := client.Agents.Register(ctx, ledger(want[i])); err != nil {
			t.Fatal(err)
		}
	}
	ids := func(in cbr.ListAgentsInput) (got []string) {
		for _, a := range collect(t, client.Agents.All(ctx, in)) {
			got = append(got, a.ID)
		}
		return got
	}
	srv.ResetLog()
	if diff := cmp.Diff(want, ids(cbr.ListAgentsInput{Limit: 2})); diff != "" || srv.Count("listAgent") != 3 {
		t.Errorf("%d requests (-want +got):\n%s", srv.Count(""), diff)
	}
	if _, err := client.Agents.Update(ctx, want[3], cbr.UpdateAgentInput{Status: cbr.AgentStateUninstalled}); err != nil {
		t.Fatal(err)
	}
	srv.ResetLog()
	in := cbr.ListAgentsInput{Status: cbr.AgentStateUninstalled, IDs: []string{want[3], want[1]}, Limit: 1000}
	if diff := cmp.Diff(want[3:4], ids(in)); diff != "" {
		t.Errorf("filtered (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(url.Values{"agent_id": {"a-3", "a-1"}, "limit": {"1000"}, "status": {"uninstall"}}, values(t, srv.Requests()[0].RawQuery)); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	if page, err := client.Agents.List(ctx, cbr.ListAgentsInput{Cursor: "4", Limit: 1}); err != nil || page.Total != 5 || page.Next != "" || page.Items[0].ID != want[4] {
		t.Errorf("page %+v, %v", page, err)
	}
}

func TestAgentArguments(t *testing.T) {
	mock := responding(200, jsonType, `{"agent":{"agent_id":"a"}}`)
	client := at(t, mock)
	ctx := t.Context()
	register := func(change func(*cbr.RegisterAgentInput)) error {
		in := ledger("a")
		change(&in)
		_, err := client.Agents.Register(ctx, in)
		return err
	}
	add := func(in cbr.AddAgentPathsInput) error { _, err := client.Agents.AddPaths(ctx, "a", in); return err }
	remove := func(in ...string) error {
		_, err := client.Agents.RemovePaths(ctx, "a", cbr.RemoveAgentPathsInput{Paths: in})
		return err
	}
	list := func(in cbr.ListAgentsInput) error { _, err := client.Agents.List(ctx, in); return err }
	for i, tt := range []struct {
		field string
		err   error
	}{
		{"RegisterAgentInput.AgentID", register(func(in *cbr.RegisterAgentInput) { in.AgentID = "" })},
		{"RegisterAgentInput.HostName", register(func(in *cbr.RegisterAgentInput) { in.HostName = "" })},
		{"RegisterAgentInput.HostIP", register(func(in *cbr.RegisterAgentInput) { in.HostIP = "" })},
		{"RegisterAgentInput.HostOS", register(func(in *cbr.RegisterAgentInput) { in.HostOS = "" })},
		{"RegisterAgentInput.AgentVersion", register(func(in *cbr.RegisterAgentInput) { in.AgentVersion = "2.10" })},
		{"RegisterAgentInput.AgentVersion", register(func(in *cbr.RegisterAgentInput) { in.AgentVersion = "2.10.3-rc" })},
		{"RegisterAgentInput.AgentVersion", register(func(in *cbr.RegisterAgentInput) { in.AgentVersion = "1.2345.6" })},
		{"UpdateAgentInput.Status", func() error { _, err := client.Agents.Update(ctx, "a", cbr.UpdateAgentInput{}); return err }()},
		{"AddAgentPathsInput.Paths", add(cbr.AddAgentPathsInput{})},
		{"AddAgentPathsInput.Paths[1]", add(cbr.AddAgentPathsInput{Paths: []string{"/a", ""}})},
		{"AddAgentPathsInput.Exclude[0].Path", add(cbr.AddAgentPathsInput{Paths: []string{"/a"}, Exclude: []cbr.ExcludePath{{}}})},
		{"RemoveAgentPathsInput.Paths", remove()},
		{"RemoveAgentPathsInput.Paths[0]", remove("")},
		{"ListAgentsInput.Limit", list(cbr.ListAgentsInput{Limit: 1001})},
		{"ListAgentsInput.Cursor", list(cbr.ListAgentsInput{Cursor: "-1"})},
		{"ListAgentsInput.IDs[0]", list(cbr.ListAgentsInput{IDs: []string{""}})},
	} {
		if field := badField(t, tt.err); field != tt.field {
			t.Errorf("%d: field %s, want %s: %v", i, field, tt.field, tt.err)
		}
	}
	if n := mock.GetTotalCallCount(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	// What is documented as optional may be left out.
	if err := register(func(in *cbr.RegisterAgentInput) { in.AgentVersion, in.AgentType, in.HostNickname = "", "", "" }); err != nil {
		t.Error(err)
	}
	if err := register(func(in *cbr.RegisterAgentInput) { in.AgentVersion = "v1.0.0" }); err != nil {
		t.Error(err)
	}
	srv := cbrtest.New()
	if _, err := connect(t, srv).Agents.Register(ctx, cbr.RegisterAgentInput{AgentID: "a", HostName: "n", HostIP: "i", HostOS: "o"}); err != nil {
		t.Error(err)
	}
	if body := strings.TrimSpace(string(srv.Requests()[1].Body)); body != `{"agent":{"agent_id":"a","host_ip":"i","host_name":"n","host_os":"o"}}` {
		t.Errorf("body %s", body)
	}
}
