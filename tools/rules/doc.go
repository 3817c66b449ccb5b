// Package rules has nothing but tests: they run the alert rules of backupctl's
// exporter in Prometheus' own engine.
package rules
