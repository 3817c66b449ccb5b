package reliability

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// target is an operation with the method that users reach it by.
type target struct {
	operation backup.Operation
	method    string
	signIn    bool
	returns   bool // the method returns more than an error
	raw       bool // the method returns JSON as it came
	client    func(...backup.Option) (any, error)
}

func targets(t *testing.T, p provider, s *service, specs []*spec.Spec) []target {
	t.Helper()
	facade, err := spec.ReadFacade(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []target
	n := 0
	for _, specification := range specs {
		for _, o := range specification.Operations {
			operation := s.operations[n]
			n++
			m, reason, err := spec.Reach(specification, o, facade)
			switch {
			case err != nil:
				t.Error(err)
			case reason != "":
				client, ok := p.signIns[o.ID]
				if !ok {
					t.Errorf("%s has no method, and no client of this test signs in by it", operation)
				}
				out = append(out, newTarget(t, operation, p.first, true, client))
			default:
				out = append(out, newTarget(t, operation, m.String(), false, p.client))
			}
		}
	}
	return out
}

func newTarget(t *testing.T, op backup.Operation, name string, signIn bool, client func(...backup.Option) (any, error)) target {
	t.Helper()
	c, err := client()
	if err != nil {
		t.Fatal(err)
	}
	typ := method(t, c, name).method.Type()
	first := typ.Out(0)
	return target{
		operation: op, method: name, signIn: signIn, client: client,
		returns: typ.NumOut() > 1 || first.Kind() == reflect.Func,
		raw:     strings.Contains(first.String(), "lenient.Raw"),
	}
}

// TestMatrix sends every operation through every fault. Each trial has a clock
// and a network of its own, and fails when a goroutine outlives it.
func TestMatrix(t *testing.T) {
	var page report
	for _, p := range providers() {
		t.Run(p.name, func(t *testing.T) {
			s, specs := p.load(t)
			for i, target := range targets(t, p, s, specs) {
				page.add(p, target)
				t.Run(target.operation.Provider+"."+target.operation.ID, func(t *testing.T) {
					var args []reflect.Value
					synctest.Test(t, func(t *testing.T) { args = newTrial(t, p, s, target, fault{strike: succeed}).arguments() })
					for j, f := range faults() {
						if !*whole && (i+j)%thin != 0 {
							continue
						}
						var wrong []string
						synctest.Test(t, func(t *testing.T) { wrong = newTrial(t, p, s, target, f).run(args) })
						for _, text := range wrong { // all of them: a bubble that fails ends its test
							t.Error(text)
						}
					}
				})
			}
		})
	}
	if !t.Failed() {
		page.compare(t)
	}
}

// trial is one operation that meets one fault.
type trial struct {
	*testing.T
	provider provider
	origin   *origin
	target   target
	fault    fault
	want     want
	exits    exits
	wire     *wire // nil in memory, with a clock of its own
	wrong    []string
}

func newTrial(t *testing.T, p provider, s *service, target target, f fault) *trial {
	o := &origin{service: s, provider: p, host: make(map[string]bool), signIns: make(map[string]bool)}
	for _, host := range p.hosts {
		o.host[host] = true
	}
	for id := range p.signIns {
		o.signIns[id] = true
	}
	return &trial{T: t, provider: p, origin: o, target: target, fault: f, want: expected(target, f)}
}

// expected is what a fault does to an operation.
func expected(target target, f fault) want {
	w := f.want
	for _, d := range deviations() {
		if d.fault == f.name && d.fits(target) {
			return d.want
		}
	}
	if !target.operation.Idempotent && !w.repeat {
		w.attempts = min(w.attempts, 1)
	}
	return w
}

// arguments finds out what the target's method takes, without any fault.
func (tr *trial) arguments() []reflect.Value {
	tr.Helper()
	c := method(tr.T, tr.client(), tr.target.method)
	c.operation = tr.target.operation.ID
	tr.origin.aim(tr.target.operation, tr.fault)
	prepare(tr.T, c, func() error { return c.run(tr.Context()) })
	return c.args
}

func (tr *trial) run(args []reflect.Value) (wrong []string) {
	tr.Helper()
	fresh := tr.client()
	c := method(tr.T, fresh, tr.target.method)
	c.args = args
	if tr.target.operation.ID == "logout" { // of a session that is open
		first := method(tr.T, fresh, tr.provider.first)
		prepare(tr.T, first, func() error { return first.run(tr.Context()) })
	}
	f := tr.fault
	if f.once {
		strike := f.strike
		f.strike = func(x *exchange) (*http.Response, error) {
			if x.number == 1 {
				return strike(x)
			}
			return x.succeed(), nil
		}
	}
	ctx, cancel := context.WithCancel(tr.Context())
	defer cancel()
	tr.origin.cancel = cancel
	tr.origin.aim(tr.target.operation, f)
	if f.cancel == beforehand {
		cancel()
	}
	start := time.Now()
	err := c.run(ctx)
	elapsed := time.Since(start)
	if tr.wire == nil {
		time.Sleep(10 * timeout) // a sign-in goes on for others, but not for long
		synctest.Wait()
	}
	tr.compare(err, elapsed)
	tr.search(err)
	return tr.wrong
}

// compare holds what happened against what was promised.
func (tr *trial) compare(err error, elapsed time.Duration) {
	tr.Helper()
	o, want := tr.origin, tr.want
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.open != 0 && tr.wire == nil { // there, the server closes its own
		tr.complainf("%d bodies were left open", o.open)
	}
	if o.foreign != 0 {
		tr.complainf("%d requests went to another host", o.foreign)
	}
	// On a kept connection net/http sends again by itself what does no harm twice.
	if repeated := tr.wire != nil && tr.target.operation.Idempotent && o.sent > want.attempts; o.sent != want.attempts && !repeated {
		tr.complainf("%d requests, want %d (%v)", o.sent, want.attempts, err)
	}
	if o.executed > 1 && !tr.target.operation.Idempotent {
		tr.complainf("executed %d times", o.executed)
	}
	if want.success {
		if err != nil {
			tr.complainf("%v", err)
		}
		return
	}
	if tr.fault.cancel != never && !want.over {
		if !errors.Is(err, context.Canceled) {
			tr.complainf("error %v does not say that the call was cancelled", err)
		}
		if elapsed > time.Second {
			tr.complainf("returned %v after the end of its context", elapsed-time.Second)
		}
	}
	tr.judgeError(err)
}

func (tr *trial) judgeError(err error) {
	tr.Helper()
	var e *backup.Error
	if !errors.As(err, &e) {
		if tr.fault.cancel == beforehand {
			return // nothing was sent: there is nothing to say about it
		}
		tr.complainf("error %v (%T) is no *backup.Error", err, err)
		return
	}
	if e.Kind != tr.want.kind || e.StatusCode != tr.want.status {
		tr.complainf("kind %q, status %d; want %q, %d (%v)", e.Kind, e.StatusCode, tr.want.kind, tr.want.status, err)
	}
	if id := tr.provider.requestID; e.StatusCode != 0 && e.RequestID != id && !tr.fault.ownID {
		tr.complainf("request id %q, want %q", e.RequestID, id)
	}
	if tr.fault.cancel < later && tr.fault.cancel != never {
		return // a method that looks first may be stopped there
	}
	harmless := tr.target.operation.Idempotent && tr.target.operation.Method == http.MethodGet
	if tr.origin.executed > 0 && !e.MaybeExecuted && !tr.target.signIn && !harmless {
		tr.complainf("the service did it, and the error says that it certainly did not: %v", err)
	}
	if !tr.target.signIn && (e.Operation != tr.target.operation.ID || e.Provider != tr.target.operation.Provider) {
		tr.complainf("the error names %s %s", e.Provider, e.Operation)
	}
}

// search looks for secrets in all that comes out of a call.
func (tr *trial) search(err error) {
	tr.Helper()
	secrets := tr.provider.secrets()
	if tr.target.operation.ID == "confirmTotp" {
		secrets = append(secrets, code)
	}
	if found := leak(tr.exits.text(err), secrets); found != "" {
		tr.complainf("%s", found)
	}
}

func (tr *trial) complainf(format string, args ...any) {
	tr.wrong = append(tr.wrong, fmt.Sprintf("%s, %s by %s: %s", tr.fault.name, tr.target.operation, tr.target.method, fmt.Sprintf(format, args...)))
}

func (tr *trial) client() any {
	tr.Helper()
	opts := options(tr.origin, &tr.exits)
	if tr.wire != nil {
		opts = append(opts, backup.WithHTTPClient(&http.Client{Transport: tr.wire.transport}),
			backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return 0 }}))
	}
	client, err := tr.target.client(opts...)
	if err != nil {
		tr.Fatal(err)
	}
	return client
}
