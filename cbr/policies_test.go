package cbr_test

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/lenient"
)

// daily is a trigger for tests that are about something else.
func daily(t testing.TB) cbr.PolicyTrigger {
	t.Helper()
	trigger, err := cbr.Schedule{cbr.Daily(cbr.At(1, 30))}.Trigger()
	if err != nil {
		t.Fatal(err)
	}
	return trigger
}

func TestPolicies(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()

	schedule := cbr.Schedule{cbr.Daily(cbr.At(1, 30)), cbr.Weekly([]time.Weekday{time.Tuesday}, cbr.At(13, 0), cbr.At(15, 0))}
	trigger, err := schedule.Trigger()
	if err != nil {
		t.Fatal(err)
	}
	days, months, none := int64(45), int64(6), int64(0)
	retention := cbr.Retention{Days: &days, WeekBackups: &none, MonthBackups: &months, TimeZone: "UTC+01:00"}
	created, err := client.Policies.Create(ctx, cbr.CreatePolicyInput{
		Name: "每日-nightly", Enabled: new(false), OperationType: cbr.PolicyOperationBackup, Definition: retention.Definition(), Trigger: trigger,
	})
	if err != nil {
		t.Fatal(err)
	}
	if created.ID == "" || created.Name != "每日-nightly" || created.Enabled.Value || created.PolicyType != cbr.PolicyTypeCustom || len(created.AssociatedVaults) != 0 {
		t.Errorf("created: %+v", created)
	}
	if created.Trigger.Type != cbr.TriggerTypeTime || created.Trigger.ID == "" || time.Since(created.Trigger.Properties.StartTime.Time) > time.Minute {
		t.Errorf("trigger: %+v", created.Trigger)
	}
	again, err := cbr.ParseSchedule(created.Trigger.Properties.Pattern)
	if diff := cmp.Diff(schedule, again); err != nil || diff != "" {
		t.Errorf("schedule, %v (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff(retention, cbr.RetentionOf(created.Definition)); diff != "" {
		t.Errorf("retention (-want +got):\n%s", diff)
	}

	copies, err := client.Policies.Create(ctx, cbr.CreatePolicyInput{
		Name: "copy", OperationType: cbr.PolicyOperationReplication, Trigger: daily(t),
		Definition: cbr.PolicyDefinition{MaxBackups: new(int64(14)), DestinationProjectID: projectID, DestinationRegion: "eu-west-0"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !copies.Enabled.Value || copies.Definition.EnableAcceleration != nil || copies.Definition.RetentionDays != nil {
		t.Errorf("copies: %+v, %+v", copies, copies.Definition)
	}
	list := collect(t, client.Policies.All(ctx, cbr.ListPoliciesInput{OperationType: cbr.PolicyOperationReplication}))
	if diff := cmp.Diff([]cbr.Policy{*copies}, list); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if page, err := client.Policies.List(ctx, cbr.ListPoliciesInput{}); err != nil || page.Total != 2 || page.Next != "" {
		t.Errorf("page %+v, %v", page, err)
	}
	if page, err := client.Policies.List(ctx, cbr.ListPoliciesInput{VaultID: srv.Vaults()[0].ID}); err != nil || len(page.Items) != 0 {
		t.Errorf("policies of an unbound vault: %+v, %v", page, err)
	}

	later := daily(t)
	updated, err := client.Policies.Update(ctx, created.ID, cbr.UpdatePolicyInput{
		Enabled: new(true), Trigger: &later, Definition: &cbr.PolicyDefinition{RetentionDays: new(int64(cbr.Unlimited)), MonthBackups: new(int64(0))},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !updated.Enabled.Value || updated.Name != created.Name || !cmp.Equal(updated.Trigger.Properties.Pattern, later.Properties.Pattern) {
		t.Errorf("updated: %+v", updated)
	}
	if r := cbr.RetentionOf(updated.Definition); !r.Forever() || *r.MonthBackups != 0 || *r.WeekBackups != 0 || r.DayBackups != nil || r.TimeZone != "UTC+01:00" {
		t.Errorf("retention: %+v", r)
	}
	got, err := client.Policies.Get(ctx, created.ID)
	if diff := cmp.Diff(updated, got); err != nil || diff != "" {
		t.Errorf("get, %v (-update +get):\n%s", err, diff)
	}
	if renamed, err := client.Policies.Update(ctx, created.ID, cbr.UpdatePolicyInput{Name: "nightly"}); err != nil || renamed.Name != "nightly" || !renamed.Enabled.Value {
		t.Errorf("renamed %+v, %v", renamed, err)
	}

	if err := client.Policies.Delete(ctx, created.ID); err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"get":    func() error { _, err := client.Policies.Get(ctx, created.ID); return err },
		"update": func() error { _, err := client.Policies.Update(ctx, created.ID, cbr.UpdatePolicyInput{}); return err },
		"delete": func() error { return client.Policies.Delete(ctx, created.ID) },
	} {
		if err := do(); !errors.Is(err, backup.ErrNotFound) || details(t, err).Code != "BackupService.6000" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPolicyBindings: what vaults are bound to is read back from policies.
func TestPolicyBindings(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	vault := srv.Vaults()[0]
	policies := make(map[cbr.PolicyOperation]*cbr.Policy)
	for kind, definition := range map[cbr.PolicyOperation]cbr.PolicyDefinition{
		cbr.PolicyOperationBackup:      {MaxBackups: new(int64(3))},
		cbr.PolicyOperationReplication: {DestinationProjectID: projectID, DestinationRegion: "eu-west-0"},
	} {
		p, err := client.Policies.Create(ctx, cbr.CreatePolicyInput{Name: "p", OperationType: kind, Definition: definition, Trigger: daily(t)})
		if err != nil {
			t.Fatal(err)
		}
		policies[kind] = p
	}
	nightly, copies := policies[cbr.PolicyOperationBackup], policies[cbr.PolicyOperationReplication]
	if _, err := client.Vaults.AssociatePolicy(ctx, vault.ID, cbr.AssociatePolicyInput{PolicyID: nightly.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Vaults.AssociatePolicy(ctx, vault.ID, cbr.AssociatePolicyInput{PolicyID: copies.ID, DestinationVaultID: "far"}); err != nil {
		t.Fatal(err)
	}
	bound := collect(t, client.Policies.All(ctx, cbr.ListPoliciesInput{VaultID: vault.ID}))
	if len(bound) != 2 {
		t.Fatalf("bound: %+v", bound)
	}
	got, err := client.Policies.Get(ctx, copies.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]cbr.PolicyVault{{VaultID: vault.ID, DestinationVaultID: "far"}}, got.AssociatedVaults); diff != "" {
		t.Errorf("vaults (-want +got):\n%s", diff)
	}
	_, err = client.Policies.Update(ctx, copies.ID, cbr.UpdatePolicyInput{Definition: &cbr.PolicyDefinition{DestinationRegion: "tr-west-1"}})
	if e := details(t, err); e.Code != "BackupService.6003" || e.StatusCode != http.StatusBadRequest {
		t.Errorf("another region: %v", err)
	}
	if _, err := client.Vaults.DissociatePolicy(ctx, vault.ID, copies.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Policies.Update(ctx, copies.ID, cbr.UpdatePolicyInput{Definition: &cbr.PolicyDefinition{DestinationRegion: "tr-west-1"}}); err != nil {
		t.Errorf("unbound: %v", err)
	}
	if err := client.Policies.Delete(ctx, nightly.ID); err != nil {
		t.Fatal(err)
	}
	if left := collect(t, client.Policies.All(ctx, cbr.ListPoliciesInput{VaultID: vault.ID})); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
	if _, err := client.Vaults.DissociatePolicy(ctx, vault.ID, nightly.ID); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("a binding that went with its policy: %v", err)
	}
}

// TestPolicyWire looks at what is sent: what is not set stays out, a false and
// a 0 that are set do not.
func TestPolicyWire(t *testing.T) {
	srv := cbrtest.New()
	client := connect(t, srv)
	ctx := t.Context()
	id := ""
	for _, tt := range []struct {
		name, method, body string
		do                 func() error
	}{
		{
			name: "everything", method: http.MethodPost,
			do: func() error {
				p, err := client.Policies.Create(ctx, cbr.CreatePolicyInput{
					Name: "n", Enabled: new(false), OperationType: cbr.PolicyOperationReplication, Trigger: daily(t),
					Definition: cbr.PolicyDefinition{
						MaxBackups: new(int64(-1)), RetentionDays: new(int64(99999)), DayBackups: new(int64(0)), WeekBackups: new(int64(100)), MonthBackups: new(int64(1)),
						YearBackups: new(int64(2)), FullBackupInterval: new(int64(0)), TimeZone: "UTC-03:30", DestinationProjectID: "p", DestinationRegion: "r",
						EnableAcceleration: new(false), CrossAccountURN: "urn",
					},
				})
				if err == nil {
					id = p.ID
				}
				return err
			},
			body: `{"policy":{"enabled":false,"name":"n","operation_definition":{"cross_account_urn":"urn","day_backups":0,"destination_project_id":"p",` +
				`"destination_region":"r","enable_acceleration":false,"full_backup_interval":0,"max_backups":-1,"month_backups":1,"retention_duration_days":99999,` +
				`"timezone":"UTC-03:30","week_backups":100,"year_backups":2},"operation_type":"replication",` +
				`"trigger":{"properties":{"pattern":["FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=30"]}}}}`,
		},
		{
			name: "the least", method: http.MethodPost,
			do: func() error {
				_, err := client.Policies.Create(ctx, cbr.CreatePolicyInput{Name: "n", OperationType: cbr.PolicyOperationBackup, Trigger: daily(t)})
				return err
			},
			body: `{"policy":{"name":"n","operation_definition":{},"operation_type":"backup","trigger":{"properties":{"pattern":["FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=30"]}}}}`,
		},
		{
			name: "one change", method: http.MethodPut,
			do: func() error {
				_, err := client.Policies.Update(ctx, id, cbr.UpdatePolicyInput{Enabled: new(false)})
				return err
			},
			body: `{"policy":{"enabled":false}}`,
		},
		{
			name: "a limit lifted", method: http.MethodPut,
			do: func() error {
				_, err := client.Policies.Update(ctx, id, cbr.UpdatePolicyInput{Definition: &cbr.PolicyDefinition{RetentionDays: new(int64(cbr.Unlimited))}})
				return err
			},
			body: `{"policy":{"operation_definition":{"retention_duration_days":-1}}}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv.ResetLog()
			if err := tt.do(); err != nil {
				t.Fatal(err)
			}
			last := srv.Requests()[len(srv.Requests())-1]
			if diff := cmp.Diff(tt.body, strings.TrimSpace(string(last.Body))); last.Method != tt.method || diff != "" {
				t.Errorf("%s (-want +got):\n%s", last.Method, diff)
			}
		})
	}
	srv.ResetLog()
	if _, err := client.Policies.List(ctx, cbr.ListPoliciesInput{OperationType: cbr.PolicyOperationBackup, VaultID: "a b"}); err != nil {
		t.Fatal(err)
	}
	if got := srv.Requests()[0].RawQuery; got != "operation_type=backup&vault_id=a+b" && got != "operation_type=backup&vault_id=a%20b" {
		t.Errorf("query %s", got)
	}
}

func TestPolicyQuota(t *testing.T) {
	srv := cbrtest.New()
	client := connect(t, srv)
	in := cbr.CreatePolicyInput{Name: "p", OperationType: cbr.PolicyOperationBackup, Trigger: daily(t)}
	for range 32 {
		if _, err := client.Policies.Create(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.Policies.Create(t.Context(), in); !errors.Is(err, backup.ErrQuota) {
		t.Errorf("the 33rd: %v", err)
	}
	in.OperationType, in.Definition = cbr.PolicyOperationReplication, cbr.PolicyDefinition{DestinationProjectID: "p", DestinationRegion: "r"}
	if _, err := client.Policies.Create(t.Context(), in); err != nil {
		t.Errorf("another kind: %v", err)
	}
	in.Definition.DestinationRegion = srv.Account().ProjectName
	if _, err := client.Policies.Create(t.Context(), in); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("its own region: %v", err)
	}
}

// TestPolicyForms reads policies as other clouds and older versions send them.
func TestPolicyForms(t *testing.T) {
	client := at(t, responding(200, jsonType, `{"policy":{"id":"p","enabled":"true","operation_type":"rehearsal","policy_type":"x","new":{"a":1},
		"operation_definition":{"max_backups":"-1","retention_duration_days":30,"day_backups":null,"week_backups":0,"year_backups":"two"},
		"trigger":{"properties":{"pattern":["FREQ=DAILY;BYHOUR=6;BYMINUTE=00"],"start_time":"2026-05-08T06:57:05.000+00:00"}},"associated_vaults":null}}`))
	p, err := client.Policies.Get(t.Context(), "p")
	if err != nil {
		t.Fatal(err)
	}
	if !p.Enabled.Value || p.OperationType != "rehearsal" || p.Definition.DayBackups != nil || p.Definition.YearBackups.Text != "two" ||
		!p.Trigger.Properties.StartTime.Equal(lenient.NewTime(time.Date(2026, 5, 8, 6, 57, 5, 0, time.UTC))) {
		t.Errorf("%+v, %+v, %+v", p, p.Definition, p.Trigger.Properties)
	}
	days, none := int64(30), int64(0)
	if diff := cmp.Diff(cbr.Retention{Days: &days, WeekBackups: &none}, cbr.RetentionOf(p.Definition)); diff != "" || cbr.RetentionOf(p.Definition).Forever() {
		t.Errorf("retention (-want +got):\n%s", diff)
	}
	if r := cbr.RetentionOf(nil); !r.Forever() {
		t.Errorf("no definition: %+v", r)
	}
	if r := cbr.RetentionOf(&cbr.PolicyDefinitionInfo{MaxBackups: new(lenient.NewInt(0)), RetentionDays: new(lenient.NewInt(-1))}); !r.Forever() {
		t.Errorf("unset: %+v", r)
	}
	client = at(t, responding(200, jsonType, `{}`))
	if p, err := client.Policies.Get(t.Context(), "p"); err == nil || p != nil {
		t.Errorf("a response without a policy: %+v, %v", p, err)
	}
}

func TestPolicyArguments(t *testing.T) {
	mock := responding(200, jsonType, `{}`)
	client := at(t, mock)
	good := cbr.CreatePolicyInput{Name: "n", OperationType: cbr.PolicyOperationBackup, Trigger: daily(t)}
	create := func(change func(*cbr.CreatePolicyInput)) error {
		in := good
		change(&in)
		_, err := client.Policies.Create(t.Context(), in)
		return err
	}
	update := func(in cbr.UpdatePolicyInput) error {
		_, err := client.Policies.Update(t.Context(), "p", in)
		return err
	}
	definition := func(d cbr.PolicyDefinition) error {
		return create(func(in *cbr.CreatePolicyInput) { in.Definition = d })
	}
	for i, tt := range []struct {
		field string
		err   error
	}{
		{"CreatePolicyInput.Name", create(func(in *cbr.CreatePolicyInput) { in.Name = "" })},
		{"CreatePolicyInput.Name", create(func(in *cbr.CreatePolicyInput) { in.Name = strings.Repeat("n", 65) })},
		{"CreatePolicyInput.Name", create(func(in *cbr.CreatePolicyInput) { in.Name = "a b" })},
		{"UpdatePolicyInput.Name", update(cbr.UpdatePolicyInput{Name: "a/b"})},
		{"CreatePolicyInput.OperationType", create(func(in *cbr.CreatePolicyInput) { in.OperationType = "" })},
		{"CreatePolicyInput.Definition.DestinationProjectID", create(func(in *cbr.CreatePolicyInput) {
			in.OperationType, in.Definition = cbr.PolicyOperationReplication, cbr.PolicyDefinition{DestinationRegion: "r"}
		})},
		{"CreatePolicyInput.Definition.DestinationRegion", create(func(in *cbr.CreatePolicyInput) {
			in.OperationType, in.Definition = cbr.PolicyOperationReplication, cbr.PolicyDefinition{DestinationProjectID: "p"}
		})},
		{"CreatePolicyInput.Definition.DestinationRegion", definition(cbr.PolicyDefinition{DestinationRegion: "eu west"})},
		{"CreatePolicyInput.Definition.MaxBackups", definition(cbr.PolicyDefinition{MaxBackups: new(int64(-2))})},
		{"CreatePolicyInput.Definition.MaxBackups", definition(cbr.PolicyDefinition{MaxBackups: new(int64(math.MinInt64))})},
		{"CreatePolicyInput.Definition.RetentionDays", definition(cbr.PolicyDefinition{RetentionDays: new(int64(-2))})},
		{"CreatePolicyInput.Definition.DayBackups", definition(cbr.PolicyDefinition{DayBackups: new(int64(101)), TimeZone: "z"})},
		{"CreatePolicyInput.Definition.DayBackups", definition(cbr.PolicyDefinition{DayBackups: new(int64(-1)), TimeZone: "z"})},
		{"CreatePolicyInput.Definition.WeekBackups", definition(cbr.PolicyDefinition{WeekBackups: new(int64(101)), TimeZone: "z"})},
		{"CreatePolicyInput.Definition.MonthBackups", definition(cbr.PolicyDefinition{MonthBackups: new(int64(101)), TimeZone: "z"})},
		{"CreatePolicyInput.Definition.YearBackups", definition(cbr.PolicyDefinition{YearBackups: new(int64(101)), TimeZone: "z"})},
		{"CreatePolicyInput.Definition.FullBackupInterval", definition(cbr.PolicyDefinition{FullBackupInterval: new(int64(101))})},
		{"CreatePolicyInput.Definition.FullBackupInterval", definition(cbr.PolicyDefinition{FullBackupInterval: new(int64(-2))})},
		{"CreatePolicyInput.Definition.TimeZone", definition(cbr.PolicyDefinition{YearBackups: new(int64(1))})},
		{"UpdatePolicyInput.Definition.TimeZone", update(cbr.UpdatePolicyInput{Definition: &cbr.PolicyDefinition{WeekBackups: new(int64(1))}})},
		{"CreatePolicyInput.Trigger.Properties.Pattern", create(func(in *cbr.CreatePolicyInput) { in.Trigger = cbr.PolicyTrigger{} })},
		{"UpdatePolicyInput.Trigger.Properties.Pattern", update(cbr.UpdatePolicyInput{Trigger: &cbr.PolicyTrigger{}})},
		{"UpdatePolicyInput.Trigger.Properties.Pattern[1]", update(cbr.UpdatePolicyInput{Trigger: &cbr.PolicyTrigger{Properties: cbr.PolicyTriggerProperties{
			Pattern: []string{daily(t).Properties.Pattern[0], "FREQ=YEARLY;BYHOUR=1;BYMINUTE=0"},
		}}})},
	} {
		if field := badField(t, tt.err); field != tt.field {
			t.Errorf("%d: field %s, want %s: %v", i, field, tt.field, tt.err)
		}
	}
	if n := mock.GetTotalCallCount(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	// What is just allowed is sent.
	sent := at(t, responding(200, jsonType, `{"policy":{"id":"p"}}`))
	for i, d := range []cbr.PolicyDefinition{
		{}, {MaxBackups: new(int64(0)), RetentionDays: new(int64(1 << 40))},
		{DayBackups: new(int64(100)), WeekBackups: new(int64(100)), MonthBackups: new(int64(100)), YearBackups: new(int64(100)), FullBackupInterval: new(int64(100)), TimeZone: "whatever"},
		{DayBackups: new(int64(0)), FullBackupInterval: new(int64(-1)), DestinationRegion: "RegionOne_a.b-c"},
	} {
		in := good
		in.Definition = d
		if _, err := sent.Policies.Create(t.Context(), in); err != nil {
			t.Errorf("definition %s: %v", strconv.Itoa(i), err)
		}
	}
}

// TestPolicyQuirks: whatever form responses have, the policy is the same.
func TestPolicyQuirks(t *testing.T) {
	for seed := range uint64(20) {
		srv := cbrtest.New(cbrtest.WithQuirks(seed))
		client := connect(t, srv)
		days, weeks := int64(45), int64(4)
		want := cbr.Retention{Days: &days, WeekBackups: &weeks, TimeZone: "UTC+01:00"}
		made, err := client.Policies.Create(t.Context(), cbr.CreatePolicyInput{
			Name: "q", OperationType: cbr.PolicyOperationBackup, Definition: want.Definition(), Trigger: daily(t),
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range append(collect(t, client.Policies.All(t.Context(), cbr.ListPoliciesInput{})), *made) {
			if diff := cmp.Diff(want, cbr.RetentionOf(p.Definition)); diff != "" || !p.Enabled.Value || p.ID != made.ID {
				t.Errorf("seed %d: %+v (-want +got):\n%s", seed, p, diff)
			}
		}
	}
}
