package reliability

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// errHangUp has the server close a connection without a response.
var errHangUp = errors.New("hang up")

// hangUps are what only a real connection can do: close, in place of a response,
// while net/http has ideas of its own about what may be sent again.
func hangUps() []fault {
	unavailable := want{kind: backup.KindUnavailable, attempts: most}
	return []fault{
		{name: "closed after the work is done", want: unavailable, strike: func(x *exchange) (*http.Response, error) {
			x.executed = true
			return nil, errHangUp
		}},
		{name: "closed before the work is done", want: unavailable, strike: fail(errHangUp)},
		{name: "closed once after the work is done", once: true, want: want{success: true, attempts: 2}, strike: func(x *exchange) (*http.Response, error) {
			x.executed = true
			return nil, errHangUp
		}},
	}
}

// onWire are the faults of the matrix that need no clock and no dialer: all that a
// server can do to an established connection.
func onWire() []fault {
	never := []string{
		"connection refused", "no such host", "unknown certificate", "no headers in time", "no body in time", "oversized body",
		"429, Retry-After in seconds", "429, Retry-After as a date", "503, Retry-After in seconds",
	}
	all := slices.DeleteFunc(faults(), func(f fault) bool { return f.cancel != 0 || slices.Contains(never, f.name) })
	return append(all, hangUps()...)
}

// wire is a server on a real connection, with the answers of an origin.
type wire struct {
	*httptest.Server
	transport *http.Transport
	origin    atomic.Pointer[origin]
	dialed    atomic.Int64
}

func newWire(t *testing.T) *wire {
	t.Helper()
	w := new(wire)
	w.Server = httptest.NewServer(w)
	w.transport = &http.Transport{
		// All hosts are here, and TLS is taken for granted.
		DialTLSContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			w.dialed.Add(1)
			return new(net.Dialer).DialContext(ctx, network, w.Listener.Addr().String())
		},
	}
	t.Cleanup(func() {
		w.transport.CloseIdleConnections()
		w.Close()
	})
	return w
}

// ServeHTTP implements [http.Handler].
func (w *wire) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away
	}
	seen := req.Clone(req.Context())
	seen.URL = &url.URL{Scheme: "https", Host: req.Host, Path: req.URL.Path, RawPath: req.URL.RawPath, RawQuery: req.URL.RawQuery}
	seen.Body = io.NopCloser(bytes.NewReader(body))
	resp, err := w.origin.Load().RoundTrip(seen)
	if err != nil {
		hangUp(rw, errors.Is(err, syscall.ECONNRESET))
		return
	}
	defer func() { _ = resp.Body.Close() }()
	maps.Copy(rw.Header(), resp.Header)
	if resp.ContentLength >= 0 {
		rw.Header().Set("Content-Length", strconv.FormatInt(resp.ContentLength, 10))
	}
	rw.WriteHeader(resp.StatusCode)
	if _, err := io.Copy(rw, resp.Body); err != nil {
		_ = http.NewResponseController(rw).Flush() // the beginning arrives
		panic(http.ErrAbortHandler)
	}
}

// hangUp closes a connection, with a reset where that is asked for.
func hangUp(rw http.ResponseWriter, hard bool) {
	conn, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok && hard {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// TestMatrixOnTCP sends every operation through the faults of an established
// connection that is used again and again, and counts what the server carries out.
func TestMatrixOnTCP(t *testing.T) {
	for _, p := range providers() {
		t.Run(p.name, func(t *testing.T) {
			s, specs := p.load(t)
			w := newWire(t)
			for i, target := range targets(t, p, s, specs) {
				var args []reflect.Value
				synctest.Test(t, func(t *testing.T) { args = newTrial(t, p, s, target, fault{strike: succeed}).arguments() })
				all := onWire()
				for j, f := range all {
					if _, looks := changed[target.operation.ID]; looks && f.want.success {
						continue // it looks for what is new every second, and there is no other clock here
					}
					if always := *whole || j == 0 || j >= len(all)-len(hangUps()); !always && (i+j)%(thinOnTCP*thin) != 0 {
						continue
					}
					for range 2 {
						before := w.dialed.Load()
						for _, text := range w.trial(t, p, s, target, f).run(args) {
							t.Error(text)
						}
						if f.name != "no fault" {
							break
						}
						if n := w.dialed.Load() - before; i > 0 && n > int64(len(p.hosts)) {
							t.Errorf("%s: %d connections for one call", target.operation, n)
						}
					}
				}
			}
		})
	}
}

// thinOnTCP is how many trials share the work of one, but with -whole.
const thinOnTCP = 3

// trial makes one over the wire.
func (w *wire) trial(t *testing.T, p provider, s *service, target target, f fault) *trial {
	t.Helper()
	tr := newTrial(t, p, s, target, f)
	tr.wire = w
	w.origin.Store(tr.origin)
	return tr
}

// TestEveryFieldOfAnEventIsSet: no field of an event is one that nobody fills in.
func TestEveryFieldOfAnEventIsSet(t *testing.T) {
	p := cbrProvider()
	s, specs := p.load(t)
	set := make(map[string]bool)
	note := func(event any) {
		v := reflect.ValueOf(event)
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				set[v.Type().Name()+"."+v.Type().Field(i).Name] = true
			}
		}
	}
	for _, target := range targets(t, p, s, specs) {
		if target.operation.ID != "showVault" {
			continue
		}
		var args []reflect.Value
		synctest.Test(t, func(t *testing.T) { args = newTrial(t, p, s, target, fault{strike: succeed}).arguments() })
		for _, f := range faults() {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, p, s, target, f)
				tr.run(args)
				for _, event := range tr.exits.events {
					note(event)
				}
			})
		}
	}
	synctest.Test(t, func(t *testing.T) {
		polls := 0
		poll := func(context.Context) (backup.Status[string], error) {
			polls++
			if polls == 2 {
				return backup.Status[string]{}, backup.ErrBusy
			}
			status := backup.Status[string]{State: "working", Percent: 50}
			if polls == 3 {
				status.Phase = backup.Done
			}
			return status, nil
		}
		_, err := backup.Wait(t.Context(), "work", poll, backup.NewWaitSettings(backup.WaitSettings{Interval: time.Second}, backup.WithProgress(func(p backup.Progress) { note(p) })))
		if err != nil {
			t.Error(err)
		}
	})
	for _, event := range []reflect.Type{reflect.TypeFor[backup.OperationEvent](), reflect.TypeFor[backup.AttemptEvent](), reflect.TypeFor[backup.Operation](), reflect.TypeFor[backup.Progress]()} {
		for field := range event.Fields() {
			if name := event.Name() + "." + field.Name; !set[name] {
				t.Errorf("nothing sets %s", name)
			}
		}
	}
}
