package otel_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/otel"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// telemetry is what an observer told.
type telemetry struct {
	spans  *tracetest.SpanRecorder
	tracer trace.TracerProvider
	reader *metric.ManualReader
	meter  *metric.MeterProvider
}

func newTelemetry(t *testing.T) *telemetry {
	t.Helper()
	out := &telemetry{spans: tracetest.NewSpanRecorder(), reader: metric.NewManualReader()}
	out.tracer = sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(out.spans))
	out.meter = metric.NewMeterProvider(metric.WithReader(out.reader))
	return out
}

func (tm *telemetry) observer(t *testing.T, options ...otel.Option) backup.Observer {
	t.Helper()
	o, err := otel.NewObserver(append([]otel.Option{otel.WithTracerProvider(tm.tracer), otel.WithMeterProvider(tm.meter)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// lines are the spans that ended, in their order: name, parent, status, attributes.
func (tm *telemetry) lines() []string {
	names := map[trace.SpanID]string{}
	for _, s := range tm.spans.Ended() {
		names[s.SpanContext().SpanID()] = s.Name()
	}
	var out []string
	for _, s := range tm.spans.Ended() {
		out = append(out, fmt.Sprintf("%s <%s> %s %s", s.Name(), names[s.Parent().SpanID()], s.Status().Code, attributes(s.Attributes()...)))
	}
	return out
}

func attributes(list ...attribute.KeyValue) string {
	var out []string
	for _, kv := range list {
		if kv.Key == "server.port" || kv.Key == "backup.request_id" || kv.Key == "backup.retry_in" {
			out = append(out, string(kv.Key)) // another one in each run
			continue
		}
		out = append(out, string(kv.Key)+"="+kv.Value.String())
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// durations are the histograms: name, attributes, count.
func (tm *telemetry) durations(t *testing.T) []string {
	t.Helper()
	var data metricdata.ResourceMetrics
	if err := tm.reader.Collect(t.Context(), &data); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			histogram, ok := m.Data.(metricdata.Histogram[float64])
			if !ok {
				t.Fatalf("%s is %T", m.Name, m.Data)
			}
			for _, p := range histogram.DataPoints {
				out = append(out, fmt.Sprintf("%s %s %s ×%d", m.Name, m.Unit, attributes(p.Attributes.ToSlice()...), p.Count))
			}
		}
	}
	slices.Sort(out)
	return out
}

// A call that is sent twice is one span with two below it, and so the metrics.
func TestACallAndItsRequests(t *testing.T) {
	t.Parallel()
	tm := newTelemetry(t)
	server := cbrtest.NewServer(t)
	config := server.Config()
	config.Credentials = cbr.AccessKey{Access: server.Account().AccessKey, Secret: backup.NewSecret(server.Account().SecretKey)}
	config.ProjectID = server.Account().ProjectID
	client, err := cbr.New(config, append(server.Options(), backup.WithObserver(tm.observer(t)))...)
	if err != nil {
		t.Fatal(err)
	}
	server.Inject(cbrtest.FaultHTML("listVault", 503).Once())
	if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
		t.Fatal(err)
	}
	const address = " server.address=127.0.0.1 server.port url.scheme=http url.template=/v3/{project_id}/vaults"
	want := []string{
		"GET /v3/{project_id}/vaults <cbr/listVault> Error backup.retry_in error.type=503 http.request.method=GET http.response.status_code=503" + address,
		"GET /v3/{project_id}/vaults <cbr/listVault> Unset backup.request_id http.request.method=GET http.request.resend_count=1 http.response.status_code=200" + address,
		"cbr/listVault <> Unset backup.attempts=2 rpc.method=cbr/listVault rpc.system.name=cbr",
	}
	if diff := cmp.Diff(want, tm.lines()); diff != "" {
		t.Error(diff)
	}
	wantDurations := []string{
		"http.client.request.duration s error.type=503 http.request.method=GET http.response.status_code=503" + address + " ×1",
		"http.client.request.duration s http.request.method=GET http.response.status_code=200" + address + " ×1",
		"rpc.client.call.duration s rpc.method=cbr/listVault rpc.system.name=cbr ×1",
	}
	if diff := cmp.Diff(wantDurations, tm.durations(t)); diff != "" {
		t.Error(diff)
	}
}

// The kinds of failure that an error becomes; nothing else becomes a label.
func TestFailures(t *testing.T) {
	t.Parallel()
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	op := backup.Operation{Provider: "cbr", ID: "showVault", Method: "GET", Route: "/v3/{project_id}/vaults/{vault_id}"}
	for name, err := range map[string]error{
		"not found":        &backup.Error{Kind: backup.KindNotFound, Code: "BackupService.6105"},
		"canceled":         fmt.Errorf("showVault: %w", canceled.Err()),
		"timeout":          &backup.Error{Kind: backup.KindUnavailable, Err: context.DeadlineExceeded},
		"invalid argument": &backup.ArgumentError{Field: "id", Reason: "is empty"},
		"_OTHER":           errors.New("db-17 is on fire"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tm := newTelemetry(t)
			o := tm.observer(t)
			o.OperationEnd(o.OperationStart(t.Context(), op), backup.OperationEvent{Operation: op, Err: err})
			want := []string{"cbr/showVault <> Error backup.attempts=0 error.type=" + name + " rpc.method=cbr/showVault rpc.system.name=cbr"}
			if diff := cmp.Diff(want, tm.lines()); diff != "" {
				t.Error(diff)
			}
			if text := tm.spans.Ended()[0].Status().Description; text != "" {
				t.Errorf("the description %q was not asked for", text)
			}
		})
	}
}

// The text of an error is there when it is asked for, and what may have been done.
func TestErrorText(t *testing.T) {
	t.Parallel()
	tm := newTelemetry(t)
	o := tm.observer(t, otel.WithErrorText())
	op := backup.Operation{Provider: "zomro", ID: "createBackup", Method: "POST", Route: "/#func=backup.edit"}
	failed := &backup.Error{Provider: "zomro", Operation: "createBackup", Kind: backup.KindUnavailable, Message: "gone", MaybeExecuted: true}
	o.OperationEnd(o.OperationStart(t.Context(), op), backup.OperationEvent{Operation: op, Attempts: 1, Err: failed})
	span := tm.spans.Ended()[0]
	if got := span.Status(); got.Code != codes.Error || got.Description != failed.Error() {
		t.Errorf("status %+v", got)
	}
	if got := attributes(span.Attributes()...); !strings.Contains(got, "backup.maybe_executed=true") {
		t.Error(got)
	}
}

// A request's span ends when its response was read, though it is told later, when
// the pause before the next is known.
func TestTimes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tm := newTelemetry(t)
		o := tm.observer(t)
		op := backup.Operation{Provider: "cbr", ID: "listVault", Method: "GET", Route: "/v3/{project_id}/vaults"}
		start := time.Now()
		ctx := o.AttemptStart(t.Context(), op, 1)
		time.Sleep(9 * time.Second)
		o.AttemptEnd(ctx, backup.AttemptEvent{Operation: op, Attempt: 1, Scheme: "https", Host: "cbr.example.com", StatusCode: 200, Duration: 2 * time.Second})
		span := tm.spans.Ended()[0]
		if !span.StartTime().Equal(start) || !span.EndTime().Equal(start.Add(2*time.Second)) {
			t.Errorf("from %v to %v, began at %v", span.StartTime(), span.EndTime(), start)
		}
	})
}

// Two observers of one client each have their own spans, and all of them end.
func TestTwoObservers(t *testing.T) {
	t.Parallel()
	first, second := newTelemetry(t), newTelemetry(t)
	server := zomrotest.NewServer(t)
	client, err := zomro.New(server.Config(), append(server.Options(), backup.WithObserver(first.observer(t)), backup.WithObserver(second.observer(t)))...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Instances.List(t.Context(), zomro.ListInstancesInput{}); err != nil {
		t.Fatal(err)
	}
	for _, tm := range []*telemetry{first, second} {
		if started, ended := len(tm.spans.Started()), len(tm.spans.Ended()); started != ended || ended != 4 {
			t.Errorf("%d started, %d ended; signing in and listing are four", started, ended)
		}
	}
	if first, second := first.lines(), second.lines(); len(first) != len(second) {
		t.Errorf("%v and %v", first, second)
	}
}

// No identifier, name, password or token reaches a span or a metric.
func TestNothingOfTheAccount(t *testing.T) {
	t.Parallel()
	tm := newTelemetry(t)
	server := zomrotest.NewServer(t)
	client, err := zomro.New(server.Config(), append(server.Options(), backup.WithObserver(tm.observer(t)))...)
	if err != nil {
		t.Fatal(err)
	}
	const canary = 731104429
	if _, err := client.Instances.Get(t.Context(), canary); err == nil {
		t.Fatal("an instance that is not there was found")
	}
	all := strings.Join(append(tm.lines(), tm.durations(t)...), "\n")
	account := server.Account()
	for _, secret := range []string{strconv.Itoa(canary), account.Username, account.Password} {
		if secret == "" || strings.Contains(all, secret) {
			t.Errorf("%q in\n%s", secret, all)
		}
	}
}

// Providers that do nothing cost nothing.
func TestUnused(t *testing.T) {
	o, err := otel.NewObserver(otel.WithTracerProvider(tracenoop.NewTracerProvider()), otel.WithMeterProvider(metricnoop.NewMeterProvider()))
	if err != nil {
		t.Fatal(err)
	}
	op := backup.Operation{Provider: "cbr", ID: "listVault", Method: "GET", Route: "/v3/{project_id}/vaults"}
	ctx := t.Context()
	call := func() {
		o.AttemptEnd(ctx, backup.AttemptEvent{Operation: op, Attempt: 1, Host: "cbr.example.com", Scheme: "https", StatusCode: 200})
		o.OperationEnd(ctx, backup.OperationEvent{Operation: op, Attempts: 1})
	}
	if o.OperationStart != nil || o.AttemptStart != nil {
		t.Error("spans are begun for nobody")
	}
	if got := testing.AllocsPerRun(100, call); got > 0 {
		t.Errorf("%v allocations", got)
	}
}

func BenchmarkCall(b *testing.B) {
	op := backup.Operation{Provider: "cbr", ID: "listVault", Method: "GET", Route: "/v3/{project_id}/vaults"}
	for name, options := range map[string][]otel.Option{
		"unused": {otel.WithTracerProvider(tracenoop.NewTracerProvider()), otel.WithMeterProvider(metricnoop.NewMeterProvider())},
		"used":   {otel.WithTracerProvider(sdktrace.NewTracerProvider()), otel.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(metric.NewManualReader())))},
	} {
		b.Run(name, func(b *testing.B) {
			o, err := otel.NewObserver(options...)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				inner, request := b.Context(), b.Context()
				if o.OperationStart != nil {
					inner = o.OperationStart(inner, op)
					request = o.AttemptStart(inner, op, 1)
				}
				o.AttemptEnd(request, backup.AttemptEvent{Operation: op, Attempt: 1, Host: "cbr.example.com", Scheme: "https", StatusCode: 200})
				o.OperationEnd(inner, backup.OperationEvent{Operation: op, Attempts: 1})
			}
		})
	}
}
