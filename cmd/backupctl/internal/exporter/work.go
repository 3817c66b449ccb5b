package exporter

import "github.com/prometheus/client_golang/prometheus"

// WorkStats counts the work of a process that works on a fleet, since its start.
type WorkStats struct {
	// Healthy says that its store is there; Running is how many jobs are under way.
	Healthy bool
	Running int

	Done, Failed, Cancelled                           int64
	Steps, StepRetries, Rescued, Adopted, StoreErrors int64
}

// work is a collector over such counts.
type work struct {
	stats func() WorkStats

	healthy, running, jobs, steps, retries, rescued, adopted, faults *prometheus.Desc
}

// Work makes the collector of a process that works on a fleet.
func Work(stats func() WorkStats) []prometheus.Collector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("backup_fleet_"+name, help, labels, nil)
	}
	return []prometheus.Collector{&work{
		stats:   stats,
		healthy: desc("healthy", "Whether the store is there and this process owns its name."),
		running: desc("jobs_running", "Jobs under way in this process."),
		jobs:    desc("jobs_total", "Jobs that ended in this process.", "result"),
		steps:   desc("steps_total", "Steps that ended well in this process."),
		retries: desc("step_retries_total", "Tries of steps after the first."),
		rescued: desc("jobs_rescued_total", "Jobs put back that faults of the store had left behind."),
		adopted: desc("jobs_adopted_total", "Jobs taken over from processes that were gone."),
		faults:  desc("store_errors_total", "Faults of the store that jobs met."),
	}}
}

// Describe implements [prometheus.Collector].
func (w *work) Describe(out chan<- *prometheus.Desc) { prometheus.DescribeByCollect(w, out) }

// Collect implements [prometheus.Collector].
func (w *work) Collect(out chan<- prometheus.Metric) {
	s := w.stats()
	healthy := 0.0
	if s.Healthy {
		healthy = 1
	}
	gauge := func(d *prometheus.Desc, v float64) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v)
	}
	counter := func(d *prometheus.Desc, n int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	gauge(w.healthy, healthy)
	gauge(w.running, float64(s.Running))
	counter(w.jobs, s.Done, "done")
	counter(w.jobs, s.Failed, "failed")
	counter(w.jobs, s.Cancelled, "cancelled")
	counter(w.steps, s.Steps)
	counter(w.retries, s.StepRetries)
	counter(w.rescued, s.Rescued)
	counter(w.adopted, s.Adopted)
	counter(w.faults, s.StoreErrors)
}
