package exporter

import (
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/backup-sdk/backup-go/protection"
)

// Metrics is a collector over the values of a cache. All of it is gauges of the
// moment: nothing is counted here, so a restart loses nothing.
type Metrics struct {
	cache *Cache
	descs []*prometheus.Desc
	names []string

	lastSuccess, lastAttempt, attemptResult, interval, nextRun *prometheus.Desc
	protected, exists, copies, offSite, count, oldest, size    *prometheus.Desc
	locked, limit                                              *prometheus.Desc
	vaultUsed, vaultCapacity                                   *prometheus.Desc
	up, took, asked, gaps                                      *prometheus.Desc
}

var _ prometheus.Collector = (*Metrics)(nil)

// NewMetrics makes the collector.
func NewMetrics(cache *Cache) *Metrics {
	machine := []string{"provider", "account", "kind", "id", "name"}
	account := []string{"provider", "account"}
	m := &Metrics{cache: cache}
	desc := func(name, help string, labels []string, more ...string) *prometheus.Desc {
		name = "backup_" + name
		d := prometheus.NewDesc(name, help, append(slices.Clip(labels), more...), nil)
		m.descs, m.names = append(m.descs, d), append(m.names, name)
		return d
	}
	m.lastSuccess = desc("last_success_timestamp_seconds", "When the newest good backup was made.", machine)
	m.lastAttempt = desc("last_attempt_timestamp_seconds", "When the newest attempt to make a backup was made.", machine)
	m.attemptResult = desc("last_attempt_result", "How the newest attempt ended: 1 for the result it had, 0 for the others.", machine, "result")
	m.interval = desc("expected_interval_seconds", "Longest time between two backups by the policy or schedule.", machine)
	m.limit = desc("max_age_seconds", "Age from which the newest backup is too old: twice the expected interval, or what the exporter was told.", machine)
	m.nextRun = desc("next_run_timestamp_seconds", "When the next backup is due.", machine)
	m.protected = desc("protected", "Whether backups of it are made.", machine)
	m.exists = desc("exists", "Whether there is a good backup; absent when that could not be asked.", machine)
	m.copies = desc("copies", "Copies in different places, the machine itself included.", machine)
	m.offSite = desc("off_site_copies", "Copies in another place than the machine.", machine)
	m.count = desc("backups", "Good backups.", machine) // not backup_count: that is the name of a part of a histogram
	m.oldest = desc("oldest_timestamp_seconds", "When the oldest good backup was made.", machine)
	m.size = desc("size_bytes", "What all backups take up.", machine)
	m.locked = desc("locked", "Whether backups cannot be deleted before their time.", machine)
	m.vaultUsed = desc("vault_used_bytes", "What is used of a vault.", machine)
	m.vaultCapacity = desc("vault_capacity_bytes", "What a vault may hold.", machine)
	m.up = desc("provider_up", "Whether everything of the account could be asked.", account)
	m.took = desc("collect_duration_seconds", "How long the last collection over all accounts took.", account)
	m.asked = desc("collect_timestamp_seconds", "When everything of the account was last asked.", account)
	m.gaps = desc("collect_gaps", "Parts of the account that could not be asked.", account)
	return m
}

// Names are those of all metrics: every one is a gauge.
func (m *Metrics) Names() []string { return m.names }

// Describe implements [prometheus.Collector].
func (m *Metrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range m.descs {
		out <- d
	}
}

// Collect implements [prometheus.Collector].
func (m *Metrics) Collect(out chan<- prometheus.Metric) {
	values := m.cache.Values()
	if values == nil {
		return
	}
	s := &sender{out: out, sent: make(map[string]bool)}
	for _, a := range values.Accounts {
		labels := []string{a.Provider, a.Name}
		s.flag(m.up, a.Up, labels...)
		s.gauge(m.took, a.Took.Seconds(), labels...)
		s.gauge(m.gaps, float64(a.Gaps), labels...)
		s.moment(m.asked, a.Asked, labels...)
	}
	for _, item := range values.Items {
		labels := []string{item.Provider, item.Account.Name, item.Kind, item.ID, item.Name}
		if !s.first("machine", item.Account, item.Kind, item.ID) {
			continue // two series of the same labels would spoil the whole scrape
		}
		m.machine(s, item.Row, item.Limit, labels)
		for _, store := range item.Stores {
			if store.ID != "" && s.first("vault", item.Account, "", store.ID) {
				of := []string{item.Provider, item.Account.Name, "vault", store.ID, store.Name}
				s.optional(m.vaultUsed, store.UsedBytes, of...)
				s.optional(m.vaultCapacity, store.CapacityBytes, of...)
			}
		}
	}
}

func (m *Metrics) machine(s *sender, row protection.Row, limit time.Duration, labels []string) {
	s.flag(m.protected, row.Protected, labels...)
	if row.Newest != nil {
		s.moment(m.lastSuccess, row.Newest.At, labels...)
		s.flag(m.exists, true, labels...)
	} else if !row.Lacks(protection.PartBackups) {
		s.flag(m.exists, false, labels...)
	}
	if a := row.Attempt; a != nil {
		s.moment(m.lastAttempt, a.At, labels...)
		for _, result := range protection.Results() {
			s.flag(m.attemptResult, a.Result == result, append(slices.Clip(labels), string(result))...)
		}
	}
	if row.Interval > 0 {
		s.gauge(m.interval, row.Interval.Seconds(), labels...)
	}
	s.gauge(m.limit, limit.Seconds(), labels...)
	s.moment(m.nextRun, row.NextRun, labels...)
	s.moment(m.oldest, row.Oldest, labels...)
	copies, _, offSite := row.ThreeTwoOne()
	s.gauge(m.copies, float64(copies), labels...)
	s.gauge(m.offSite, float64(offSite), labels...)
	s.optional(m.count, row.Count, labels...)
	s.optional(m.size, row.Bytes, labels...)
	if row.Locked != nil {
		s.flag(m.locked, *row.Locked, labels...)
	}
}

// sender sends metrics, each series once.
type sender struct {
	out  chan<- prometheus.Metric
	sent map[string]bool
}

func (s *sender) first(what string, account protection.Account, kind, id string) bool {
	key := strings.Join([]string{what, account.Provider, account.Name, kind, id}, "\x00")
	if s.sent[key] {
		return false
	}
	s.sent[key] = true
	return true
}

func (s *sender) gauge(d *prometheus.Desc, value float64, labels ...string) {
	valid := make([]string, len(labels))
	for i, label := range labels {
		valid[i] = strings.ToValidUTF8(label, "\uFFFD")
	}
	metric, err := prometheus.NewConstMetric(d, prometheus.GaugeValue, value, valid...)
	if err != nil {
		metric = prometheus.NewInvalidMetric(d, err)
	}
	s.out <- metric
}

func (s *sender) flag(d *prometheus.Desc, on bool, labels ...string) {
	value := 0.0
	if on {
		value = 1
	}
	s.gauge(d, value, labels...)
}

func (s *sender) moment(d *prometheus.Desc, at time.Time, labels ...string) {
	if !at.IsZero() {
		s.gauge(d, float64(at.UnixMilli())/1000, labels...) //nolint:mnd // milliseconds of a second
	}
}

func (s *sender) optional(d *prometheus.Desc, n *int64, labels ...string) {
	if n != nil {
		s.gauge(d, float64(*n), labels...)
	}
}
