package cbr_test

import (
	"errors"
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
	created, err := client.Policies.Create(ctx, cbr.PolicyCreate{
		Name: "每日-nightly", Enabled: cbr.Bool(false), OperationType: cbr.PolicyOperationBackup, Definition: retention.Definition(), Trigger: trigger,
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

	copies, err := client.Policies.Create(ctx, cbr.PolicyCreate{
		Name: "copy", OperationType: cbr.PolicyOperationReplication, Trigger: daily(t),
		Definition: cbr.PolicyDefinition{MaxBackups: cbr.Int(14), DestinationProjectID: projectID, DestinationRegion: "eu-west-0"},
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
	updated, err := client.Policies.Update(ctx, created.ID, cbr.PolicyUpdate{
		Enabled: cbr.Bool(true), Trigger: &later, Definition: &cbr.PolicyDefinition{RetentionDays: cbr.Int(cbr.Unlimited), MonthBackups: cbr.Int(0)},
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
	if renamed, err := client.Policies.Update(ctx, created.ID, cbr.PolicyUpdate{Name: "nightly"}); err != nil || renamed.Name != "nightly" || !renamed.Enabled.Value {
		t.Errorf("renamed %+v, %v", renamed, err)
	}

	if err := client.Policies.Delete(ctx, created.ID); err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"get":    func() error { _, err := client.Policies.Get(ctx, created.ID); return err },
		"update": func() error { _, err := client.Policies.Update(ctx, created.ID, cbr.PolicyUpdate{}); return err },
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
		cbr.PolicyOperationBackup:      {MaxBackups: cbr.Int(3)},
		cbr.PolicyOperationReplication: {DestinationProjectID: projectID, DestinationRegion: "eu-west-0"},
	} {
		p, err := client.Policies.Create(ctx, cbr.PolicyCreate{Name: "p", OperationType: kind, Definition: definition, Trigger: daily(t)})
		if err != nil {
			t.Fatal(err)
		}
		policies[kind] = p
	}
	nightly, copies := policies[cbr.PolicyOperationBackup], policies[cbr.PolicyOperationReplication]
	if _, err := client.Vaults.AssociatePolicy(ctx, vault.ID, cbr.PolicyAssociation{PolicyID: nightly.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Vaults.AssociatePolicy(ctx, vault.ID, cbr.PolicyAssociation{PolicyID: copies.ID, DestinationVaultID: "far"}); err != nil {
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
	_, err = client.Policies.Update(ctx, copies.ID, cbr.PolicyUpdate{Definition: &cbr.PolicyDefinition{DestinationRegion: "tr-west-1"}})
	if e := details(t, err); e.Code != "BackupService.6003" || e.StatusCode != http.StatusBadRequest {
		t.Errorf("another region: %v", err)
	}
	if _, err := client.Vaults.DissociatePolicy(ctx, vault.ID, copies.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Policies.Update(ctx, copies.ID, cbr.PolicyUpdate{Definition: &cbr.PolicyDefinition{DestinationRegion: "tr-west-1"}}); err != nil {
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
				p, err := client.Policies.Create(ctx, cbr.PolicyCreate{
					Name: "n", Enabled: cbr.Bool(false), OperationType: cbr.PolicyOperationReplication, Trigger: daily(t),
					Definition: cbr.PolicyDefinition{
						MaxBackups: cbr.Int(-1), RetentionDays: cbr.Int(99999), DayBackups: cbr.Int(0), WeekBackups: cbr.Int(100), MonthBackups: cbr.Int(1),
						YearBackups: cbr.Int(2), FullBackupInterval: cbr.Int(0), TimeZone: "UTC-03:30", DestinationProjectID: "p", DestinationRegion: "r",
						EnableAcceleration: cbr.Flag(false), CrossAccountURN: "urn",
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
				_, err := client.Policies.Create(ctx, cbr.PolicyCreate{Name: "n", OperationType: cbr.PolicyOperationBackup, Trigger: daily(t)})
				return err
			},
			body: `{"policy":{"name":"n","operation_definition":{},"operation_type":"backup","trigger":{"properties":{"pattern":["FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=30"]}}}}`,
		},
		{
			name: "one change", method: http.MethodPut,
			do: func() error {
				_, err := client.Policies.Update(ctx, id, cbr.PolicyUpdate{Enabled: cbr.Bool(false)})
				return err
			},
			body: `{"policy":{"enabled":false}}`,
		},
		{
			name: "a limit lifted", method: http.MethodPut,
			do: func() error {
				_, err := client.Policies.Update(ctx, id, cbr.PolicyUpdate{Definition: &cbr.PolicyDefinition{RetentionDays: cbr.Int(cbr.Unlimited)}})
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
	in := cbr.PolicyCreate{Name: "p", OperationType: cbr.PolicyOperationBackup, Trigger: daily(t)}
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
	client := at(t, answering(200, jsonType, `{"policy":{"id":"p","enabled":"true","operation_type":"rehearsal","policy_type":"x","new":{"a":1},
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
	if r := cbr.RetentionOf(&cbr.PolicyDefinition{MaxBackups: cbr.Int(0), RetentionDays: cbr.Int(-1)}); !r.Forever() {
		t.Errorf("unset: %+v", r)
	}
	client = at(t, answering(200, jsonType, `{}`))
	if p, err := client.Policies.Get(t.Context(), "p"); err == nil || p != nil {
		t.Errorf("an answer without a policy: %+v, %v", p, err)
	}
}

func TestPolicyArguments(t *testing.T) {
	mock := answering(200, jsonType, `{}`)
	client := at(t, mock)
	good := cbr.PolicyCreate{Name: "n", OperationType: cbr.PolicyOperationBackup, Trigger: daily(t)}
	create := func(change func(*cbr.PolicyCreate)) error {
		in := good
		change(&in)
		_, err := client.Policies.Create(t.Context(), in)
		return err
	}
	update := func(in cbr.PolicyUpdate) error {
		_, err := client.Policies.Update(t.Context(), "p", in)
		return err
	}
	definition := func(d cbr.PolicyDefinition) error {
		return create(func(in *cbr.PolicyCreate) { in.Definition = d })
	}
	for i, tt := range []struct {
		field string
		err   error
	}{
		{"name", create(func(in *cbr.PolicyCreate) { in.Name = "" })},
		{"name", create(func(in *cbr.PolicyCreate) { in.Name = strings.Repeat("n", 65) })},
		{"name", create(func(in *cbr.PolicyCreate) { in.Name = "a b" })},
		{"name", update(cbr.PolicyUpdate{Name: "a/b"})},
		{"operation_type", create(func(in *cbr.PolicyCreate) { in.OperationType = "" })},
		{"operation_definition.destination_project_id", create(func(in *cbr.PolicyCreate) {
			in.OperationType, in.Definition = cbr.PolicyOperationReplication, cbr.PolicyDefinition{DestinationRegion: "r"}
		})},
		{"operation_definition.destination_region", create(func(in *cbr.PolicyCreate) {
			in.OperationType, in.Definition = cbr.PolicyOperationReplication, cbr.PolicyDefinition{DestinationProjectID: "p"}
		})},
		{"operation_definition.destination_region", definition(cbr.PolicyDefinition{DestinationRegion: "eu west"})},
		{"operation_definition.max_backups", definition(cbr.PolicyDefinition{MaxBackups: cbr.Int(-2)})},
		{"operation_definition.max_backups", definition(cbr.PolicyDefinition{MaxBackups: &lenient.Int{Text: "many"}})},
		{"operation_definition.retention_duration_days", definition(cbr.PolicyDefinition{RetentionDays: cbr.Int(-2)})},
		{"operation_definition.day_backups", definition(cbr.PolicyDefinition{DayBackups: cbr.Int(101), TimeZone: "z"})},
		{"operation_definition.day_backups", definition(cbr.PolicyDefinition{DayBackups: cbr.Int(-1), TimeZone: "z"})},
		{"operation_definition.week_backups", definition(cbr.PolicyDefinition{WeekBackups: cbr.Int(101), TimeZone: "z"})},
		{"operation_definition.month_backups", definition(cbr.PolicyDefinition{MonthBackups: cbr.Int(101), TimeZone: "z"})},
		{"operation_definition.year_backups", definition(cbr.PolicyDefinition{YearBackups: cbr.Int(101), TimeZone: "z"})},
		{"operation_definition.full_backup_interval", definition(cbr.PolicyDefinition{FullBackupInterval: cbr.Int(101)})},
		{"operation_definition.full_backup_interval", definition(cbr.PolicyDefinition{FullBackupInterval: cbr.Int(-2)})},
		{"operation_definition.timezone", definition(cbr.PolicyDefinition{YearBackups: cbr.Int(1)})},
		{"operation_definition.timezone", update(cbr.PolicyUpdate{Definition: &cbr.PolicyDefinition{WeekBackups: cbr.Int(1)}})},
		{"trigger.properties.pattern", create(func(in *cbr.PolicyCreate) { in.Trigger = cbr.PolicyTrigger{} })},
		{"trigger.properties.pattern", update(cbr.PolicyUpdate{Trigger: &cbr.PolicyTrigger{}})},
		{"trigger.properties.pattern[1]", update(cbr.PolicyUpdate{Trigger: &cbr.PolicyTrigger{Properties: cbr.PolicyTriggerProperties{
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
	sent := at(t, answering(200, jsonType, `{"policy":{"id":"p"}}`))
	for i, d := range []cbr.PolicyDefinition{
		{}, {MaxBackups: cbr.Int(0), RetentionDays: cbr.Int(1 << 40)},
		{DayBackups: cbr.Int(100), WeekBackups: cbr.Int(100), MonthBackups: cbr.Int(100), YearBackups: cbr.Int(100), FullBackupInterval: cbr.Int(100), TimeZone: "whatever"},
		{DayBackups: cbr.Int(0), FullBackupInterval: cbr.Int(-1), DestinationRegion: "RegionOne_a.b-c"},
	} {
		in := good
		in.Definition = d
		if _, err := sent.Policies.Create(t.Context(), in); err != nil {
			t.Errorf("definition %s: %v", strconv.Itoa(i), err)
		}
	}
}

// TestPolicyQuirks: whatever form answers have, the policy is the same.
func TestPolicyQuirks(t *testing.T) {
	for seed := range uint64(20) {
		srv := cbrtest.New(cbrtest.WithQuirks(seed))
		client := connect(t, srv)
		days, weeks := int64(45), int64(4)
		want := cbr.Retention{Days: &days, WeekBackups: &weeks, TimeZone: "UTC+01:00"}
		made, err := client.Policies.Create(t.Context(), cbr.PolicyCreate{
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
