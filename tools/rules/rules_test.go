package rules_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/rules"
)

// shipped is the file that users take.
const shipped = "../../cmd/backupctl/monitoring/backup.rules.yaml"

// one are the labels of a machine.
const one = `{provider="cbr",account="prod",kind="server",id="1",name="db"}`

// The rules fire when they should, and not before: two days of minutes each.
func TestRules(t *testing.T) {
	const good = `
		backup_provider_up{provider="cbr",account="prod"} 1x3000
		backup_collect_timestamp_seconds{provider="cbr",account="prod"} 0+60x3000
		backup_protected` + one + ` 1x3000
		backup_exists` + one + ` 1x3000
		backup_max_age_seconds` + one + ` 172800x3000`
	tests := []struct {
		name  string
		data  string
		alert string        // "" when nothing fires
		at    time.Duration // when it fires first
	}{
		{"all is good", good + `
		backup_last_success_timestamp_seconds` + one + ` 0+60x3000`, "", 0},
		{"too old", good + `
		backup_last_success_timestamp_seconds` + one + ` 0x3000`, "BackupTooOld", 48*time.Hour + 16*time.Minute},
		{"never", `
		backup_provider_up{provider="cbr",account="prod"} 1x3000
		backup_protected` + one + ` 1x3000
		backup_exists` + one + ` 0x3000`, "BackupNever", time.Hour},
		{"unprotected", `
		backup_provider_up{provider="cbr",account="prod"} 1x3000
		backup_protected` + one + ` 0x3000
		backup_exists` + one + ` 0x3000`, "BackupUnprotected", time.Hour},
		{"failed", good + `
		backup_last_success_timestamp_seconds` + one + ` 0+60x3000
		backup_last_attempt_result{result="failed",provider="cbr",account="prod",kind="server",id="1",name="db"} 0x59 1x3000
		backup_last_attempt_result{result="good",provider="cbr",account="prod",kind="server",id="1",name="db"} 1x59 0x3000`, "BackupFailed", 75 * time.Minute},
		{"cannot ask", `
		backup_provider_up{provider="cbr",account="prod"} 0x3000
		backup_collect_timestamp_seconds{provider="cbr",account="prod"} 0+60x3000`, "BackupCannotAsk", 30 * time.Minute},
		{"not asked for a day", `
		backup_provider_up{provider="cbr",account="prod"} 1x3000
		backup_collect_timestamp_seconds{provider="cbr",account="prod"} 0x3000`, "BackupNotAsked", 24*time.Hour + 6*time.Minute},
		{"a vault that is nearly full", `
		backup_provider_up{provider="cbr",account="prod"} 1x3000
		backup_vault_used_bytes{provider="cbr",account="prod",kind="vault",id="v",name="v"} 95x3000
		backup_vault_capacity_bytes{provider="cbr",account="prod",kind="vault",id="v",name="v"} 100x3000`, "BackupVaultNearlyFull", time.Hour},
		{"the exporter is gone", `
		backup_provider_up{provider="cbr",account="prod"} 1x59 _x3000`, "BackupExporterGone", 80 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fired := firing(t, tt.data)
			at, ok := fired[tt.alert]
			var names []string
			for name := range fired {
				names = append(names, name)
			}
			slices.Sort(names)
			switch {
			case tt.alert == "" && len(fired) > 0, tt.alert != "" && (len(fired) != 1 || !ok):
				t.Errorf("fired: %v", names)
			case ok && (at < tt.at-time.Minute || at > tt.at+6*time.Minute):
				t.Errorf("fired after %v, want %v", at, tt.at)
			}
		})
	}
}

// firing is which alerts fire within 50 hours, and when first.
func firing(t *testing.T, data string) map[string]time.Duration {
	t.Helper()
	logger := slog.New(slog.DiscardHandler)
	groups, errs := rulefmt.ParseFile(shipped, false, model.UTF8Validation, parser.NewParser(parser.Options{}), logger)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	storage := promqltest.LoadedStorage(t, "load 1m\n"+strings.TrimPrefix(data, "\n"))
	query := rules.EngineQueryFunc(promqltest.NewTestEngine(t, false, 0, promqltest.DefaultMaxSamplesPerQuery), storage)
	fired := make(map[string]time.Duration)
	for _, group := range groups.Groups {
		for _, r := range group.Rules {
			expr, err := parser.NewParser(parser.Options{}).ParseExpr(r.Expr)
			if err != nil {
				t.Fatal(err)
			}
			rule := rules.NewAlertingRule(r.Alert, expr, time.Duration(r.For), time.Duration(r.KeepFiringFor),
				labels.FromMap(r.Labels), labels.FromMap(r.Annotations), labels.EmptyLabels(), "", true, logger)
			for at := time.Duration(0); at <= 50*time.Hour; at += time.Minute {
				if _, err := rule.Eval(context.Background(), 0, time.Unix(0, 0).Add(at), query, nil, 0); err != nil {
					t.Fatal(err)
				}
				if slices.ContainsFunc(rule.ActiveAlerts(), func(a *rules.Alert) bool { return a.State == rules.StateFiring }) {
					fired[r.Alert] = at
					break
				}
			}
		}
	}
	return fired
}
