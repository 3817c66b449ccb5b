package otel

import (
	"context"
	"errors"
	"net"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	backup "github.com/backup-sdk/backup-go"
)

// failure is what went wrong, in words of which there are few: they become labels.
type failure struct{ kind string }

// failureOf names an error by its kind. The vendor's codes are not taken: of some
// services there are hundreds.
func failureOf(err error) failure {
	if err == nil {
		return failure{}
	}
	if errors.Is(err, context.Canceled) {
		return failure{"canceled"}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return failure{"timeout"}
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return failure{"timeout"}
	}
	if e, ok := errors.AsType[*backup.Error](err); ok && e.Kind != backup.KindUnknown {
		return failure{e.Kind.String()}
	}
	if _, ok := errors.AsType[*backup.ArgumentError](err); ok {
		return failure{"invalid argument"}
	}
	return failure{semconv.ErrorTypeOther.Value.AsString()}
}

// attributes has error.type, or nothing where nothing went wrong.
func (f failure) attributes() []attribute.KeyValue {
	if f.kind == "" {
		return nil
	}
	return []attribute.KeyValue{semconv.ErrorTypeKey.String(f.kind)}
}
