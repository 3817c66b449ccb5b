package cbr_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func groupPolicy(t testing.TB) cbr.CreateOrganizationPolicyInput {
	t.Helper()
	return cbr.CreateOrganizationPolicyInput{
		Name: "group nightly", Description: "the rule", OperationType: cbr.PolicyOperationBackup, PolicyName: "nightly by group", PolicyEnabled: true,
		Definition: cbr.PolicyDefinition{RetentionDays: new(int64(60))}, Trigger: daily(t), EffectiveScope: "ou-finance",
	}
}

func TestOrganizationPolicies(t *testing.T) {
	srv := cbrtest.NewServer(t, fast())
	client := connect(t, srv)
	ctx := t.Context()

	created, err := client.OrganizationPolicies.Create(ctx, groupPolicy(t))
	if err != nil {
		t.Fatal(err)
	}
	if created.ID == "" || created.Status != "syncing" || !created.PolicyEnabled.Value || created.DomainName != srv.Account().Domain ||
		created.Definition.RetentionDays.Value != 60 || created.EffectiveScope != "ou-finance" || !cmp.Equal(created.Trigger.Properties.Pattern, daily(t).Properties.Pattern) {
		t.Errorf("created: %+v", created)
	}
	details := collect(t, client.OrganizationPolicies.AllDetails(ctx, created.ID))
	if len(details) != 2 || details[0].PolicyID == details[1].PolicyID || details[0].DomainID != srv.Account().DomainID {
		t.Errorf("details: %+v", details)
	}
	var seen []int
	deployed, err := client.OrganizationPolicies.WaitDeployed(ctx, created.ID, append(quick(), backup.WithProgress(func(p backup.Progress) { seen = append(seen, p.Percent) }))...)
	if err != nil || len(deployed) != 2 || deployed[0].Status != "available" || seen[len(seen)-1] != 100 {
		t.Errorf("deployed %+v, %v, progress %v", deployed, err, seen)
	}
	got, err := client.OrganizationPolicies.Get(ctx, created.ID)
	if err != nil || got.Status != "available" || got.Name != "group nightly" {
		t.Errorf("get: %+v, %v", got, err)
	}

	empty := ""
	updated, err := client.OrganizationPolicies.Update(ctx, created.ID, cbr.UpdateOrganizationPolicyInput{
		Description: &empty, PolicyEnabled: new(false), Definition: &cbr.PolicyDefinition{MaxBackups: new(int64(3))},
	})
	if err != nil {
		t.Fatal(err)
	}
	if updated.Description != "" || updated.PolicyEnabled.Value || updated.Status != "syncing" || updated.PolicyName != created.PolicyName ||
		updated.Definition.MaxBackups.Value != 3 || updated.Definition.RetentionDays.Value != 60 {
		t.Errorf("updated: %+v, %+v", updated, updated.Definition)
	}

	if err := client.OrganizationPolicies.Delete(ctx, created.ID); err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"get":     func() error { _, err := client.OrganizationPolicies.Get(ctx, created.ID); return err },
		"details": func() error { _, err := client.OrganizationPolicies.ListDetails(ctx, created.ID); return err },
		"delete":  func() error { return client.OrganizationPolicies.Delete(ctx, created.ID) },
		"update": func() error {
			_, err := client.OrganizationPolicies.Update(ctx, created.ID, cbr.UpdateOrganizationPolicyInput{Name: "x"})
			return err
		},
	} {
		if err := do(); !errors.Is(err, backup.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOrganizationPolicyPages(t *testing.T) {
	srv := cbrtest.New()
	client := connect(t, srv)
	ctx := t.Context()
	var want []string
	for range 5 {
		p, err := client.OrganizationPolicies.Create(ctx, groupPolicy(t))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, p.ID)
	}
	srv.ResetLog()
	in := cbr.ListOrganizationPoliciesInput{OperationType: cbr.PolicyOperationBackup, Limit: 2}
	var got []string
	for _, p := range collect(t, client.OrganizationPolicies.All(ctx, in)) {
		got = append(got, p.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" || srv.Count("listOrganizationPolicies") != 3 {
		t.Errorf("%d requests (-want +got):\n%s", srv.Count(""), diff)
	}
	if diff := cmp.Diff(values(t, "limit=2&offset=2&operation_type=backup"), values(t, srv.Requests()[1].RawQuery)); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	in.Cursor = "4"
	if page, err := client.OrganizationPolicies.List(ctx, in); err != nil || len(page.Items) != 1 || page.Total != 5 || page.Next != "" {
		t.Errorf("page %+v, %v", page, err)
	}
	if got := collect(t, client.OrganizationPolicies.All(ctx, cbr.ListOrganizationPoliciesInput{OperationType: cbr.PolicyOperationReplication})); len(got) != 0 {
		t.Errorf("another kind: %+v", got)
	}
}

// TestOrganizationPolicyWire: false is sent when it must be, and what a change
// does not set is not.
func TestOrganizationPolicyWire(t *testing.T) {
	srv := cbrtest.New()
	client := connect(t, srv)
	in := groupPolicy(t)
	in.PolicyEnabled, in.Definition, in.Description, in.EffectiveScope = false, cbr.PolicyDefinition{}, "", ""
	p, err := client.OrganizationPolicies.Create(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.OrganizationPolicies.Update(t.Context(), p.ID, cbr.UpdateOrganizationPolicyInput{PolicyEnabled: new(false)}); err != nil {
		t.Fatal(err)
	}
	requests := srv.Requests()
	for i, want := range []string{
		`{"policy":{"name":"group nightly","operation_type":"backup","policy_enabled":false,"policy_name":"nightly by group","policy_operation_definition":{},` +
			`"policy_trigger":{"properties":{"pattern":["FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=30"]}}}}`,
		`{"policy":{"policy_enabled":false}}`,
	} {
		if diff := cmp.Diff(want, strings.TrimSpace(string(requests[len(requests)-2+i].Body))); diff != "" {
			t.Errorf("request %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestOrganizationPolicyArguments(t *testing.T) {
	mock := responding(200, jsonType, `{}`)
	client := at(t, mock)
	ctx := t.Context()
	create := func(change func(*cbr.CreateOrganizationPolicyInput)) error {
		in := groupPolicy(t)
		change(&in)
		_, err := client.OrganizationPolicies.Create(ctx, in)
		return err
	}
	update := func(in cbr.UpdateOrganizationPolicyInput) error {
		_, err := client.OrganizationPolicies.Update(ctx, "p", in)
		return err
	}
	list := func(in cbr.ListOrganizationPoliciesInput) error {
		_, err := client.OrganizationPolicies.List(ctx, in)
		return err
	}
	long, longer := strings.Repeat("名", 65), strings.Repeat("名", 256)
	for i, tt := range []struct {
		field string
		err   error
	}{
		{"CreateOrganizationPolicyInput.Name", create(func(in *cbr.CreateOrganizationPolicyInput) { in.Name = "" })},
		{"CreateOrganizationPolicyInput.Name", create(func(in *cbr.CreateOrganizationPolicyInput) { in.Name = long })},
		{"UpdateOrganizationPolicyInput.Name", update(cbr.UpdateOrganizationPolicyInput{Name: long})},
		{"CreateOrganizationPolicyInput.PolicyName", create(func(in *cbr.CreateOrganizationPolicyInput) { in.PolicyName = "" })},
		{"UpdateOrganizationPolicyInput.PolicyName", update(cbr.UpdateOrganizationPolicyInput{PolicyName: long})},
		{"CreateOrganizationPolicyInput.Description", create(func(in *cbr.CreateOrganizationPolicyInput) { in.Description = longer })},
		{"UpdateOrganizationPolicyInput.Description", update(cbr.UpdateOrganizationPolicyInput{Description: &longer})},
		{"CreateOrganizationPolicyInput.EffectiveScope", create(func(in *cbr.CreateOrganizationPolicyInput) { in.EffectiveScope = longer })},
		{"UpdateOrganizationPolicyInput.EffectiveScope", update(cbr.UpdateOrganizationPolicyInput{EffectiveScope: longer})},
		{"CreateOrganizationPolicyInput.OperationType", create(func(in *cbr.CreateOrganizationPolicyInput) { in.OperationType = "" })},
		{"CreateOrganizationPolicyInput.Definition.DestinationProjectID", create(func(in *cbr.CreateOrganizationPolicyInput) { in.OperationType = cbr.PolicyOperationReplication })},
		{"CreateOrganizationPolicyInput.Definition.DestinationRegion", create(func(in *cbr.CreateOrganizationPolicyInput) {
			in.OperationType, in.Definition.DestinationProjectID = cbr.PolicyOperationReplication, "p"
		})},
		{"CreateOrganizationPolicyInput.Definition.TimeZone", create(func(in *cbr.CreateOrganizationPolicyInput) { in.Definition.DayBackups = new(int64(1)) })},
		{"UpdateOrganizationPolicyInput.Definition.MaxBackups", update(cbr.UpdateOrganizationPolicyInput{Definition: &cbr.PolicyDefinition{MaxBackups: new(int64(-2))}})},
		{"CreateOrganizationPolicyInput.Trigger.Properties.Pattern", create(func(in *cbr.CreateOrganizationPolicyInput) { in.Trigger = cbr.PolicyTrigger{} })},
		{"UpdateOrganizationPolicyInput.Trigger.Properties.Pattern", update(cbr.UpdateOrganizationPolicyInput{Trigger: &cbr.PolicyTrigger{}})},
		{"ListOrganizationPoliciesInput.OperationType", list(cbr.ListOrganizationPoliciesInput{})},
		{"ListOrganizationPoliciesInput.Limit", list(cbr.ListOrganizationPoliciesInput{OperationType: "backup", Limit: 1001})},
	} {
		if field := badField(t, tt.err); field != tt.field {
			t.Errorf("%d: field %s, want %s: %v", i, field, tt.field, tt.err)
		}
	}
	if n := mock.GetTotalCallCount(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestDeploymentFails(t *testing.T) {
	client := at(t, responding(200, jsonType, `{"policies":[{"policy_id":"a","status":"available"},{"policy_id":"b","project_id":"x","status":"error"}],"count":"5"}`))
	list, err := client.OrganizationPolicies.WaitDeployed(t.Context(), "p", quick()...)
	var failed *backup.WaitError
	if !errors.As(err, &failed) || !failed.Failed || failed.State != "error" || failed.Reason != "policy b in project x" || len(list) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	if page, err := client.OrganizationPolicies.ListDetails(t.Context(), "p"); err != nil || page.Total != 5 || page.Next != "" { // there is no way to ask for more
		t.Errorf("page %+v, %v", page, err)
	}
}
