package otel

import (
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// Option is one of the With… functions, for [NewObserver].
type Option func(*settings)

type settings struct {
	tracers   trace.TracerProvider
	meters    metric.MeterProvider
	errorText bool
}

// WithTracerProvider sends spans there. Without it the global provider gets them.
func WithTracerProvider(provider trace.TracerProvider) Option {
	return func(s *settings) { s.tracers = provider }
}

// WithMeterProvider counts and measures there. Without it the global provider does.
func WithMeterProvider(provider metric.MeterProvider) Option {
	return func(s *settings) { s.meters = provider }
}

// WithErrorText writes the text of an error as the description of its span's status.
// It holds no secret, but it can hold what the service wrote, names of machines
// among it.
func WithErrorText() Option { return func(s *settings) { s.errorText = true } }
