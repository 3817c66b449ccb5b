package cloutility_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// killer is a transport whose process dies at one request: before it is sent,
// or after the service has carried it out. Nothing goes out any more then.
type killer struct {
	next     http.RoundTripper
	at       int64
	executed bool // the service carries the last request out
	die      context.CancelFunc
	sent     atomic.Int64
}

func (k *killer) RoundTrip(req *http.Request) (*http.Response, error) {
	n := k.sent.Add(1)
	if n < k.at || k.at == 0 {
		return k.next.RoundTrip(req)
	}
	defer k.die()
	if n == k.at && k.executed {
		// The service's work does not end with the client.
		resp, err := k.next.RoundTrip(req.WithContext(context.WithoutCancel(req.Context())))
		if err != nil {
			return nil, err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		return nil, errors.Join(errKilled, err, resp.Body.Close())
	}
	return nil, errKilled
}

var errKilled = errors.New("killed")

func (k *killer) connect(t *testing.T, srv *cloutilitytest.Server) (context.Context, *cloutility.Client) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	k.next, k.die = srv.RoundTripper(), cancel
	return ctx, connect(t, srv, backup.WithHTTPClient(&http.Client{Transport: k}))
}

// TestEnrollKilledAtEachRequest kills a run at its first request, its second
// and so on, before and after the service carries that out, and runs it again.
func TestEnrollKilledAtEachRequest(t *testing.T) {
	t.Parallel()
	probe := inMemory(t)
	if _, err := connect(t, probe).Enroll(t.Context(), machine("web-7")); err != nil {
		t.Fatal(err)
	}
	requests := len(probe.Requests())
	if writes(probe) != "1 units, 1 nodes, 1 activations" || requests < 10 {
		t.Fatalf("%d requests, %s", requests, writes(probe))
	}
	for n := 1; n <= requests; n++ {
		for _, executed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d executed %t", n, executed), func(t *testing.T) {
				t.Parallel()
				srv := inMemory(t)
				k := &killer{at: int64(n), executed: executed}
				ctx, client := k.connect(t, srv)
				out, err := client.Enroll(ctx, machine("web-7"))
				if !errors.Is(err, context.Canceled) || out == nil {
					t.Fatalf("%+v, %v", out, err)
				}
				if sent := len(srv.Requests()); executed && sent != n || !executed && sent != n-1 {
					t.Errorf("%d requests arrived", sent)
				}
				one(t, srv, connect(t, srv), "web-7")
				if got := writes(srv); got != "1 units, 1 nodes, 1 activations" {
					t.Errorf("both runs together sent %s", got)
				}
			})
		}
	}
}

// TestEnrollAllKilled kills a bulk at each of its requests, and runs it again.
func TestEnrollAllKilled(t *testing.T) {
	t.Parallel()
	const hosts = 3
	probe := inMemory(t)
	if _, err := connect(t, probe).EnrollAll(t.Context(), cloutility.EnrollAllInput{Machines: machines(hosts), Workers: 2}); err != nil {
		t.Fatal(err)
	}
	for n := range len(probe.Requests()) {
		for _, executed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d executed %t", n+1, executed), func(t *testing.T) {
				t.Parallel()
				srv := inMemory(t)
				k := &killer{at: int64(n + 1), executed: executed}
				ctx, client := k.connect(t, srv)
				in := cloutility.EnrollAllInput{Machines: machines(hosts), Workers: 2}
				report, err := client.EnrollAll(ctx, in)
				if err == nil && len(srv.Requests()) <= n {
					return // machines that looked together needed fewer requests this time
				}
				if !errors.Is(err, context.Canceled) || report == nil || report.Failed == 0 {
					t.Fatalf("%v, %v", report, err)
				}
				report, err = connect(t, srv).EnrollAll(t.Context(), in)
				if err != nil || report.Failed != 0 || srv.ConsumerCount() != hosts || writes(srv) != "3 units, 3 nodes, 3 activations" {
					t.Fatalf("%v, %v; both runs: %s", report, err, writes(srv))
				}
				for _, o := range report.Outcomes {
					if srv.Activations(o.Enrolment.ConsumerID) != 1 || o.Enrolment.Password.Reveal() != srv.NodePassword(o.Enrolment.ConsumerID) {
						t.Errorf("%v: %d activations", o, srv.Activations(o.Enrolment.ConsumerID))
					}
				}
				srv.ResetLog()
				if report, err = connect(t, srv).EnrollAll(t.Context(), in); err != nil || report.Unchanged != hosts || writes(srv) != "0 units, 0 nodes, 0 activations" {
					t.Errorf("once more: %v, %v, %s", report, err, writes(srv))
				}
			})
		}
	}
}
