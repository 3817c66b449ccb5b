// Package otel tells OpenTelemetry what a client does: a span for each call and each
// attempt, and metrics of both.
package otel
