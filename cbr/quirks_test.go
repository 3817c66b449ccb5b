package cbr_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestOtherQuirks: what is read of agents, usage, resources and the migration is
// the same in whatever form it comes. Times are left out, as they pass.
func TestOtherQuirks(t *testing.T) {
	slow := cbrtest.WithDurations(1000*time.Hour, 0, 0) // nothing gets on meanwhile
	want := otherQuirks(t, cbrtest.New(slow))
	for seed := range uint64(20) {
		if diff := cmp.Diff(want, otherQuirks(t, cbrtest.New(slow, cbrtest.WithQuirks(seed)))); diff != "" {
			t.Fatalf("seed %d (-plain +quirks):\n%s", seed, diff)
		}
	}
}

func otherQuirks(t *testing.T, srv *cbrtest.Server) []any {
	t.Helper()
	client := connect(t, srv)
	ctx := t.Context()
	var out []any
	srv.AddBackups(srv.Vaults()[0].ID, 3)
	srv.AddProtectable(cbrtest.ProtectableSpec{ID: "s", Name: "ecs", AgentVersion: "1.2.11"})

	for _, u := range collect(t, client.Metering.All(ctx, cbr.ListStorageUsageInput{Limit: 1})) {
		out = append(out, u.ResourceID, u.BackupCount, u.BackupSize, u.BackupSizeMultiAZ)
	}
	for _, p := range collect(t, client.Protectables.All(ctx, cbr.ProtectableTypeServer, cbr.ListProtectablesInput{Limit: 2})) {
		out = append(out, p.ID, p.SizeGB, p.Protectable.OK, p.Protectable.Code, len(p.Children))
	}
	agents, err := client.Protectables.CheckAgents(ctx, cbr.CheckAgentsInput{Servers: []cbr.AgentCheck{{ResourceID: "s", ResourceType: cbr.ResourceTypeServer}}})
	if err != nil {
		t.Fatal(err)
	}
	out = append(out, agents)

	if _, err := client.Agents.Register(ctx, ledger("a")); err != nil {
		t.Fatal(err)
	}
	for _, a := range collect(t, client.Agents.All(ctx, cbr.ListAgentsInput{})) {
		if a.CreatedAt.Text != "" || a.CreatedAt.IsZero() || a.LastActiveAt.Text != "" || a.LastActiveAt.IsZero() {
			t.Errorf("times: %+v", a)
		}
		out = append(out, a.ID, a.Version, a.Status)
	}
	if _, err := client.Migration.Start(ctx, cbr.StartMigrationInput{}); err != nil {
		t.Fatal(err)
	}
	m, err := client.Migration.Get(ctx, cbr.GetMigrationInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Projects {
		out = append(out, p.ProjectID, p.Progress, p.Status)
	}
	group, err := client.OrganizationPolicies.Create(ctx, groupPolicy(t))
	if err != nil {
		t.Fatal(err)
	}
	out = append(out, group.PolicyEnabled, cbr.RetentionOf(group.Definition))
	for _, p := range collect(t, client.OrganizationPolicies.All(ctx, cbr.ListOrganizationPoliciesInput{OperationType: cbr.PolicyOperationBackup})) {
		out = append(out, p.ID, cbr.RetentionOf(p.Definition))
	}
	for _, d := range collect(t, client.OrganizationPolicies.AllDetails(ctx, group.ID)) {
		out = append(out, d.PolicyID, d.Status)
	}
	for _, p := range collect(t, client.Projects.All(ctx)) {
		out = append(out, p.ID, p.Enabled)
	}
	return out
}
