package exporter

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
	"github.com/backup-sdk/backup-go/protection"
	"github.com/backup-sdk/backup-go/protection/cbrsource"
	"github.com/backup-sdk/backup-go/protection/cloutilitysource"
	"github.com/backup-sdk/backup-go/protection/zomrosource"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// world is the three services and an exporter of them.
type world struct {
	t       *testing.T
	cbr     *cbrtest.Server
	zomro   *zomrotest.Server
	portal  *cloutilitytest.Server
	cloud   *cbr.Client
	shop    *zomro.Client
	sources []protection.Source
	cache   *Cache
}

// inWorld runs a test where time is free.
func inWorld(t *testing.T, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, cbr: cbrtest.New(cbrtest.WithoutVaults()), zomro: zomrotest.New(), portal: cloutilitytest.New(), cache: new(Cache)}
		var err error
		if w.cloud, err = cbr.New(w.cbr.Config(), w.cbr.Options()...); err != nil {
			t.Fatal(err)
		}
		if w.shop, err = zomro.New(w.zomro.Config(), w.zomro.Options()...); err != nil {
			t.Fatal(err)
		}
		portal, err := cloutility.New(w.portal.Config(), w.portal.Options()...)
		if err != nil {
			t.Fatal(err)
		}
		w.sources = []protection.Source{
			cbrsource.New(cbrsource.Config{Client: w.cloud, Account: "cloud"}), zomrosource.New(zomrosource.Config{Client: w.shop, Account: "shop"}),
			cloutilitysource.New(cloutilitysource.Config{Client: portal, Account: "portal"}),
		}
		f(w)
		for _, c := range []interface{ CloseIdleConnections() }{w.cloud, w.shop, portal} {
			c.CloseIdleConnections()
		}
	})
}

// collect asks once.
func (w *world) collect() *status.Snapshot {
	w.t.Helper()
	s := status.Take(w.t.Context(), protection.Collector{}, protection.Policy{}, w.sources)
	w.cache.Put(s)
	return s
}

// scrape is what /metrics would say, as NAME{name} VALUE by machine.
func (w *world) scrape() map[string]float64 {
	w.t.Helper()
	return scrape(w.t, w.cache)
}

func scrape(t *testing.T, cache *Cache) map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(NewMetrics(cache))
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]float64)
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			key := family.GetName() + "{" + label(metric, "name")
			if key == family.GetName()+"{" {
				key += label(metric, "account")
			}
			if result := label(metric, "result"); result != "" {
				key += "," + result
			}
			key += "}"
			if _, twice := out[key]; twice {
				t.Errorf("%s twice", key)
			}
			out[key] = metric.GetGauge().GetValue()
		}
	}
	return out
}

func label(metric *dto.Metric, name string) string {
	for _, pair := range metric.GetLabel() {
		if pair.GetName() == name {
			return pair.GetValue()
		}
	}
	return ""
}

// server makes a vault with one server that is backed up every night.
func (w *world) server(name string) string {
	w.t.Helper()
	ctx := w.t.Context()
	v := w.cbr.AddVault(cbrtest.VaultSpec{Name: "vault-of-" + name, Resources: []cbrtest.ResourceSpec{{Name: name}}})
	trigger, err := cbr.Schedule{cbr.Daily(cbr.At(1, 30))}.Trigger()
	if err != nil {
		w.t.Fatal(err)
	}
	p, err := w.cloud.Policies.Create(ctx, cbr.CreatePolicyInput{Name: "nightly", OperationType: cbr.PolicyOperationBackup, Trigger: trigger})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.cloud.Vaults.AssociatePolicy(ctx, v.ID, cbr.AssociatePolicyInput{PolicyID: p.ID}); err != nil {
		w.t.Fatal(err)
	}
	return v.ID
}

func (w *world) backup(vaultID string) {
	w.t.Helper()
	if _, err := w.cloud.Checkpoints.Create(w.t.Context(), cbr.CreateCheckpointInput{VaultID: vaultID}); err != nil {
		w.t.Fatal(err)
	}
	time.Sleep(time.Minute)
}

// What other exporters and checks got wrong, each once.

// 1: the last success vanishes when the exporter restarts.
func TestDefect01RestartLosesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.backup(w.server("db"))
		w.collect()
		before := w.scrape()
		w.cache = new(Cache) // another process
		if len(w.scrape()) != 0 {
			t.Error("values of nothing")
		}
		w.collect()
		after := w.scrape()
		const last = "backup_last_success_timestamp_seconds{db}"
		if before[last] == 0 || before[last] != after[last] || len(before) != len(after) {
			t.Errorf("%v and %v, %d and %d series", before[last], after[last], len(before), len(after))
		}
	})
}

// 2: the status flips back to good without a new backup.
func TestDefect02ResultAndTimeAreOfOneBackup(t *testing.T) {
	inWorld(t, func(w *world) {
		vault := w.server("db")
		w.backup(vault)
		w.collect()
		first := w.scrape()
		time.Sleep(time.Hour)
		w.cbr.FailNextCheckpoint(cbrtest.Failure{Status: "error", Code: "BackupService.3001", Message: "broke"})
		w.backup(vault)
		for range 3 { // and stays so
			w.collect()
			now := w.scrape()
			if now["backup_last_attempt_result{db,failed}"] != 1 || now["backup_last_attempt_result{db,good}"] != 0 {
				t.Errorf("result: %v", now)
			}
			if now["backup_last_success_timestamp_seconds{db}"] != first["backup_last_success_timestamp_seconds{db}"] {
				t.Error("a failed attempt moves the last success")
			}
			if got := now["backup_last_attempt_timestamp_seconds{db}"] - first["backup_last_attempt_timestamp_seconds{db}"]; got < 3600 {
				t.Errorf("the attempt is %v s later", got)
			}
			time.Sleep(10 * time.Minute)
		}
		w.backup(vault)
		w.collect()
		if now := w.scrape(); now["backup_last_attempt_result{db,good}"] != 1 || now["backup_last_attempt_timestamp_seconds{db}"] != now["backup_last_success_timestamp_seconds{db}"] {
			t.Errorf("after a good one: %v", now)
		}
	})
}

// 3: series outlive what was deleted. An account that cannot be asked is another
// thing: what it had stays, for a day.
func TestDefect03WhatIsGoneHasNoSeries(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.zomro.AddInstance(zomrotest.Instance{ServerName: "gone"})
		w.collect()
		if _, ok := w.scrape()["backup_protected{gone}"]; !ok {
			t.Fatal("not there at first")
		}
		w.zomro.Inject(zomrotest.FaultHTML("listInstances", 502))
		time.Sleep(time.Hour)
		w.collect()
		now := w.scrape()
		if _, ok := now["backup_protected{gone}"]; !ok || now["backup_provider_up{shop}"] != 0 || now["backup_provider_up{cloud}"] != 1 || now["backup_collect_gaps{shop}"] != 1 {
			t.Errorf("an outage: %v", now)
		}
		if now["backup_collect_timestamp_seconds{shop}"] >= now["backup_collect_timestamp_seconds{cloud}"]-3000 {
			t.Error("the age of what is shown does not show")
		}
		time.Sleep(25 * time.Hour)
		w.collect()
		if _, ok := w.scrape()["backup_protected{gone}"]; ok {
			t.Error("it is there for ever")
		}
		w.zomro.ClearFaults()
		w.collect()
		if err := w.shop.Instances.Delete(w.t.Context(), id); err != nil {
			t.Fatal(err)
		}
		w.collect()
		for series := range w.scrape() {
			if strings.Contains(series, "{gone") {
				t.Errorf("%s is left", series)
			}
		}
	})
}

// 4: nobody knows how often there should be a backup.
func TestDefect04IntervalIsRead(t *testing.T) {
	inWorld(t, func(w *world) {
		w.server("db")
		if _, err := w.shop.Schedules.Create(w.t.Context(), zomrotest.InstanceID, zomro.CreateScheduleInput{
			Name: "weekly", Days: []time.Weekday{time.Sunday}, Time: zomro.TimeOfDay{Hour: 3},
		}); err != nil {
			t.Fatal(err)
		}
		node := w.portal.AddNode(cloutilitytest.HomeUnit, "node")
		for day := range 3 {
			w.portal.RunBackup(cloutilitytest.Backup{ConsumerID: node, Scheduled: true, MegaBytes: 1, Start: time.Now().Add(time.Duration(day)*24*time.Hour + 20*time.Hour)})
		}
		time.Sleep(3 * 24 * time.Hour)
		w.collect()
		now := w.scrape()
		for name, want := range map[string]float64{"db": 86400, "harbor-db": 7 * 86400, "node": 86400} {
			if got := now["backup_expected_interval_seconds{"+name+"}"]; got < want*0.8 || got > want*1.2 {
				t.Errorf("%s: every %v s, want %v", name, got, want)
			}
			if got := now["backup_max_age_seconds{"+name+"}"]; got < want*1.6 || got > want*2.4 {
				t.Errorf("%s: too old from %v s", name, got)
			}
			if got := now["backup_next_run_timestamp_seconds{"+name+"}"]; got <= float64(time.Now().Unix()) {
				t.Errorf("%s: the next run is at %v", name, got)
			}
		}
	})
}

// 5: one series for each backup.
func TestDefect05OneSeriesForEachThing(t *testing.T) {
	inWorld(t, func(w *world) {
		ids := w.cbr.AddBackups(w.server("db"), 40)
		w.collect()
		registry := prometheus.NewPedanticRegistry()
		registry.MustRegister(NewMetrics(w.cache))
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		all := fmt.Sprint(families)
		for _, id := range ids {
			if strings.Contains(all, id) {
				t.Fatal("the id of a backup is a label")
			}
		}
		if n := strings.Count(all, `value:"db"`); n > 20 {
			t.Errorf("%d series of one server", n)
		}
	})
}

// 6: a machine that was never backed up does not alert.
func TestDefect06NeverHasASeries(t *testing.T) {
	inWorld(t, func(w *world) {
		w.server("new")
		w.collect()
		now := w.scrape()
		if exists, ok := now["backup_exists{new}"]; !ok || exists != 0 || now["backup_protected{new}"] != 1 {
			t.Errorf("%v", now)
		}
		// Not known is not never.
		w.cbr.Inject(cbrtest.FaultHTML("listBackups", 502))
		w.collect()
		if _, ok := w.scrape()["backup_exists{new}"]; ok {
			t.Error("backups that could not be asked are called none")
		}
	})
}

// 7: names without units, negative senses. That no command takes a password as an
// argument is tested where the commands are.
func TestDefect07Names(t *testing.T) {
	inWorld(t, func(w *world) {
		w.backup(w.server("db"))
		w.collect()
		problems, err := testutil.CollectAndLint(NewMetrics(w.cache))
		if err != nil || len(problems) > 0 {
			t.Errorf("%v, %v", problems, err)
		}
		for series := range w.scrape() {
			name, _, _ := strings.Cut(series, "{")
			if strings.Contains(name, "not_") || strings.Contains(name, "un") && !strings.Contains(name, "count") && !strings.Contains(name, "run") {
				t.Errorf("%s has to be read backwards", name)
			}
			if regexp.MustCompile(`(time|age|interval|duration|oldest)(_|$)`).MatchString(name) && !strings.HasSuffix(name, "_seconds") {
				t.Errorf("%s has no unit", name)
			}
		}
	})
}

// 8: no first backup, no size, no age.
func TestDefect08OldestCountAndSize(t *testing.T) {
	inWorld(t, func(w *world) {
		vault := w.server("db")
		begin := float64(time.Now().Unix())
		w.backup(vault)
		time.Sleep(time.Hour)
		w.backup(vault)
		w.collect()
		now := w.scrape()
		if now["backup_backups{db}"] != 2 || now["backup_size_bytes{db}"] != 2<<30 || now["backup_vault_used_bytes{vault-of-db}"] != 2<<30 || now["backup_vault_capacity_bytes{vault-of-db}"] == 0 {
			t.Errorf("%v", now)
		}
		oldest, newest := now["backup_oldest_timestamp_seconds{db}"], now["backup_last_success_timestamp_seconds{db}"]
		if oldest < begin || oldest > begin+60 || newest-oldest < 3600 {
			t.Errorf("oldest %v, newest %v, begin %v", oldest, newest, begin)
		}
	})
}

// 9: what no job covers is invisible.
func TestDefect09UnprotectedIsSeen(t *testing.T) {
	inWorld(t, func(w *world) {
		w.cbr.AddProtectable(cbrtest.ProtectableSpec{Name: "forgotten-server"})
		w.cbr.AddProtectable(cbrtest.ProtectableSpec{Name: "forgotten-disk", Type: cbr.ResourceTypeVolume})
		w.zomro.AddInstance(zomrotest.Instance{ServerName: "forgotten-instance"})
		w.portal.AddNode(cloutilitytest.HomeUnit, "never-accessed")
		w.portal.AddConsumers(cloutilitytest.HomeUnit, 1)
		s := w.collect()
		now := w.scrape()
		for _, name := range []string{"forgotten-server", "forgotten-disk", "forgotten-instance", "never-accessed"} {
			if value, ok := now["backup_protected{"+name+"}"]; !ok || value != 0 {
				t.Errorf("%s: %v, %v", name, value, ok)
			}
		}
		without := 0
		for _, item := range s.Items {
			if item.WhyNot == "no node that is activated" && item.State == protection.StateUnprotected {
				without++
			}
		}
		if without != 1 {
			t.Errorf("%d units without a node", without)
		}
	})
}

// 10: failed in silence for a month. What fires when is tested with Prometheus'
// own engine in tools/rules.
func TestDefect10RulesForEverySilence(t *testing.T) {
	known := make(map[string]bool)
	for _, name := range NewMetrics(new(Cache)).Names() {
		known[name] = true
	}
	have := make(map[string]bool)
	for _, r := range rules() {
		have[r.Alert] = true
		for _, word := range metricsIn(r.Expr) {
			if strings.HasPrefix(word, "backup_") && !known[word] {
				t.Errorf("%s is about %s, which nobody exports", r.Alert, word)
			}
		}
	}
	for _, want := range []string{"BackupTooOld", "BackupNever", "BackupFailed", "BackupCannotAsk", "BackupUnprotected", "BackupExporterGone", "BackupNotAsked", "BackupVaultNearlyFull"} {
		if !have[want] {
			t.Errorf("no rule %s", want)
		}
	}
}

// 11: a client of the backup server has to be on the machine. Nothing but the
// portal's API is needed: the only way out of this test is the fake of it.
func TestDefect11OnlyThePortal(t *testing.T) {
	inWorld(t, func(w *world) {
		w.portal.RunBackup(cloutilitytest.Backup{ConsumerID: w.portal.AddNode(cloutilitytest.HomeUnit, "node"), Duration: time.Minute, MegaBytes: 5})
		w.collect()
		now := w.scrape()
		if got := float64(time.Now().Unix()) - now["backup_last_success_timestamp_seconds{node}"]; got < 0 || got > 60 || now["backup_size_bytes{node}"] != 5<<20 {
			t.Errorf("%v", now)
		}
	})
}

// 12: a check of a backup's age with the codes and data of plug-ins.
func TestDefect12Check(t *testing.T) {
	inWorld(t, func(w *world) {
		w.backup(w.server("db"))
		w.sources = w.sources[:1]
		code, line := w.collect().Check()
		if code != status.CheckOK || !regexp.MustCompile(`^BACKUP OK - .* \| .* max_age=\d+s;;;0 size=1073741824B;;;0 `).MatchString(line) {
			t.Errorf("%d: %s", code, line)
		}
		time.Sleep(49 * time.Hour)
		if code, line = w.collect().Check(); code != status.CheckCritical || !strings.Contains(line, "db: newest good backup is 2d 1h old, there should be one every 24h") {
			t.Errorf("%d: %s", code, line)
		}
	})
}
