// Package otel tells OpenTelemetry what the clients of this library do: a span and a
// duration for each call, and for each request on the wire that a call needed.
//
//	observer, err := otel.NewObserver()
//	if err != nil {
//		return err
//	}
//	client, err := cbr.New(config, backup.WithObserver(observer))
//
// Names are those of OpenTelemetry's semantic conventions, version 1.43. A call is a
// span of an RPC client, named cbr/showVault, with the metric
// rpc.client.call.duration. A request is a span of an HTTP client below it, named
// GET /v3/{project_id}/vaults/{vault_id}, with the metric
// http.client.request.duration. Both are in seconds.
//
// Nothing here holds an identifier, a query, a header or a body, so url.full, which
// the conventions ask for, is not set: url.template is. Texts of errors are left out
// too, unless [WithErrorText] asks for them, since services write names into them.
// No traceparent header is sent: the services are other companies'.
package otel

import (
	"context"
	"errors"
	"net"
	"strconv"
	"time"

	api "go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"
	"go.opentelemetry.io/otel/semconv/v1.43.0/rpcconv"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	backup "github.com/backup-sdk/backup-go"
)

// scope names this instrumentation in what it tells.
const scope = "github.com/backup-sdk/backup-go/otel"

// Attributes beside those of the conventions.
const (
	// AttemptsKey is the number of requests that a call sent, 0 when it ended before.
	AttemptsKey = attribute.Key("backup.attempts")
	// RequestIDKey is the vendor's id of a request, which its support asks for.
	RequestIDKey = attribute.Key("backup.request_id")
	// RetryInKey is the pause before the next request of the call, in seconds.
	RetryInKey = attribute.Key("backup.retry_in")
	// MaybeExecutedKey says of a failed call that the service may have done it.
	MaybeExecutedKey = attribute.Key("backup.maybe_executed")
)

// NewObserver returns an observer for [backup.WithObserver]. It can serve any number
// of clients. It fails when the meter provider refuses an instrument.
func NewObserver(options ...Option) (backup.Observer, error) {
	s := settings{tracers: api.GetTracerProvider(), meters: api.GetMeterProvider()}
	for _, o := range options {
		o(&s)
	}
	o := &observer{
		errorText: s.errorText,
		tracer:    s.tracers.Tracer(scope, trace.WithInstrumentationVersion(backup.Version), trace.WithSchemaURL(semconv.SchemaURL)),
	}
	meter := s.meters.Meter(scope, metric.WithInstrumentationVersion(backup.Version), metric.WithSchemaURL(semconv.SchemaURL))
	var failed [2]error
	o.calls, failed[0] = rpcconv.NewClientCallDuration(meter)
	o.requests, failed[1] = httpconv.NewClientRequestDuration(meter)
	if err := errors.Join(failed[:]...); err != nil {
		return backup.Observer{}, err
	}
	out := backup.Observer{OperationEnd: o.callEnd, AttemptEnd: o.requestEnd}
	if _, silent := s.tracers.(noop.TracerProvider); !silent {
		out.OperationStart, out.AttemptStart = o.callStart, o.requestStart
	}
	return out, nil
}

// observer is one set of instruments. Its address is the key of its spans in a
// context, so that of several observers each ends its own.
type observer struct {
	tracer    trace.Tracer
	calls     rpcconv.ClientCallDuration
	requests  httpconv.ClientRequestDuration
	errorText bool
}

type (
	callKey    struct{ *observer }
	requestKey struct{ *observer }
)

// begun is a span and its beginning: its end is that and the duration which the
// event tells, since an event comes when the next request is decided on.
type begun struct {
	trace.Span
	at time.Time
}

func (o *observer) callStart(ctx context.Context, op backup.Operation) context.Context {
	now := time.Now()
	ctx, span := o.tracer.Start(ctx, method(op), trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(now),
		trace.WithAttributes(semconv.RPCSystemNameKey.String(op.Provider), semconv.RPCMethod(method(op))))
	return context.WithValue(ctx, callKey{o}, begun{span, now})
}

func (o *observer) callEnd(ctx context.Context, event backup.OperationEvent) {
	failure := failureOf(event.Err)
	if o.calls.Enabled(ctx) {
		attributes := append(failure.attributes(), semconv.RPCMethod(method(event.Operation)))
		o.calls.Record(ctx, event.Duration.Seconds(), rpcconv.SystemNameAttr(event.Operation.Provider), attributes...)
	}
	span, ok := ctx.Value(callKey{o}).(begun)
	if !ok || !span.IsRecording() {
		return
	}
	span.SetAttributes(AttemptsKey.Int(event.Attempts))
	if e, ok := errors.AsType[*backup.Error](event.Err); ok && e.MaybeExecuted {
		span.SetAttributes(MaybeExecutedKey.Bool(true))
	}
	o.end(span, failure, event.Err, event.Duration)
}

func (o *observer) requestStart(ctx context.Context, op backup.Operation, attempt int) context.Context {
	now := time.Now()
	attributes := []attribute.KeyValue{semconv.HTTPRequestMethodKey.String(op.Method), semconv.URLTemplate(op.Route)}
	if attempt > 1 {
		attributes = append(attributes, semconv.HTTPRequestResendCount(attempt-1))
	}
	ctx, span := o.tracer.Start(ctx, op.Method+" "+op.Route, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithTimestamp(now), trace.WithAttributes(attributes...))
	return context.WithValue(ctx, requestKey{o}, begun{span, now})
}

func (o *observer) requestEnd(ctx context.Context, event backup.AttemptEvent) {
	span, ok := ctx.Value(requestKey{o}).(begun)
	traced, measured := ok && span.IsRecording(), o.requests.Enabled(ctx)
	if !traced && !measured {
		return
	}
	host, port := server(event.Host, event.Scheme)
	failure := failureOf(event.Err)
	if event.StatusCode >= 400 { // the status says more to who looks at requests
		failure.kind = strconv.Itoa(event.StatusCode)
	}
	if measured {
		attributes := append(failure.attributes(), semconv.URLTemplate(event.Operation.Route), semconv.URLScheme(event.Scheme))
		if event.StatusCode != 0 {
			attributes = append(attributes, semconv.HTTPResponseStatusCode(event.StatusCode))
		}
		o.requests.Record(ctx, event.Duration.Seconds(), httpconv.RequestMethodAttr(event.Operation.Method), host, port, attributes...)
	}
	if !traced {
		return
	}
	span.SetAttributes(semconv.ServerAddress(host), semconv.ServerPort(port), semconv.URLScheme(event.Scheme))
	if event.StatusCode != 0 {
		span.SetAttributes(semconv.HTTPResponseStatusCode(event.StatusCode))
	}
	if event.RequestID != "" {
		span.SetAttributes(RequestIDKey.String(event.RequestID))
	}
	if event.RetryIn > 0 {
		span.SetAttributes(RetryInKey.Float64(event.RetryIn.Seconds()))
	}
	o.end(span, failure, event.Err, event.Duration)
}

// end closes a span, with what went wrong.
func (o *observer) end(span begun, failure failure, err error, duration time.Duration) {
	if err != nil {
		text := ""
		if o.errorText {
			text = err.Error()
		}
		span.SetStatus(codes.Error, text)
		span.SetAttributes(failure.attributes()...)
	}
	span.End(trace.WithTimestamp(span.at.Add(duration)))
}

// method is the operation's name over all services.
func method(op backup.Operation) string { return op.Provider + "/" + op.ID }

// server splits an address, and knows the ports that are not written.
func server(address, scheme string) (host string, port int) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		host = address
		if scheme == "http" {
			return host, 80
		}
		return host, 443
	}
	port, _ = strconv.Atoi(text)
	return host, port
}
