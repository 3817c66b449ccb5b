package reliability

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/internal/fake"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// A client lives for hours beside a service that failed once. The bounds: how long
// the misfortune may be felt (the longest hold, and a call's own retries), and how
// many sign-ins it may cost.
const (
	watched     = 4*time.Hour + 10*time.Minute
	between     = 4 * time.Minute
	feltAtMost  = 15*time.Minute + between
	extraLogins = 4
)

// longLived is a client that works for hours, and its service.
type longLived struct {
	inject func(...fake.Fault)
	logins func() int
	call   func(context.Context) error
	close  func()
}

// longLivers are the three services: how each signs in, a read, and how long its
// tokens live there.
func longLivers() []struct {
	name, signIn, read string
	make               func(t *testing.T) longLived
} {
	fail := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	return []struct {
		name, signIn, read string
		make               func(t *testing.T) longLived
	}{
		{"cbr", "createToken", "listVault", func(t *testing.T) longLived {
			s := cbrtest.New(cbrtest.WithTokenLifetime(2 * time.Hour))
			client, err := cbr.New(s.Config(), s.Options()...)
			fail(t, err)
			return longLived{s.Inject, s.Logins, func(ctx context.Context) error {
				_, err := client.Vaults.List(ctx, cbr.ListVaultsInput{})
				return err
			}, func() { client.CloseIdleConnections(); s.Close() }}
		}},
		{"zomro", "auth", "listInstances", func(t *testing.T) longLived {
			s := zomrotest.New(zomrotest.WithTokenLifetime(2 * time.Minute)) // ends between two calls
			client, err := zomro.New(s.Config(), s.Options()...)
			fail(t, err)
			return longLived{s.Inject, s.Logins, func(ctx context.Context) error {
				_, err := client.Instances.List(ctx, zomro.ListInstancesInput{})
				return err
			}, func() { client.CloseIdleConnections(); s.Close() }}
		}},
		{"cloutility", "createToken", "getMe", func(t *testing.T) longLived {
			s := cloutilitytest.New(cloutilitytest.WithRefreshLifetime(time.Hour))
			client, err := cloutility.New(s.Config(), s.Options()...)
			fail(t, err)
			return longLived{s.Inject, s.Logins, func(ctx context.Context) error {
				_, err := client.Users.Me(ctx)
				return err
			}, func() { client.CloseIdleConnections(); s.Close() }}
		}},
	}
}

// misfortunes are what happens once. A refused password is none: that one holds
// until somebody gives another.
func misfortunes() map[string]fake.Fault {
	html := func(status int) fake.Fault {
		return fake.Fault{Status: status, Body: "<html><body>gateway</body></html>", ContentType: "text/html"}
	}
	return map[string]fake.Fault{
		"HTML 200":                   html(http.StatusOK),
		"HTML 400":                   html(http.StatusBadRequest),
		"HTML 401":                   html(http.StatusUnauthorized),
		"HTML 403":                   html(http.StatusForbidden),
		"HTML 404":                   html(http.StatusNotFound),
		"HTML 502":                   html(http.StatusBadGateway),
		"500":                        {Status: http.StatusInternalServerError, Body: `{"error":"later"}`},
		"an empty object":            {Status: http.StatusOK, Body: `{}`},
		"nothing":                    {Status: http.StatusOK, Body: ` `, ContentType: "application/json"},
		"half a response":            {Truncate: 7},
		"reset":                      {Reset: true},
		"reset after the work":       {Reset: true, After: true},
		"nobody listens":             {Unreachable: true},
		"no response in time":        {Delay: time.Hour},
		"429 for an hour":            {Status: http.StatusTooManyRequests, RetryAfter: time.Hour},
		"503 for ten years":          {Status: http.StatusServiceUnavailable, RetryAfter: 10 * 365 * 24 * time.Hour},
		"moved to another place":     {Redirect: "https://elsewhere.example/", Status: http.StatusFound},
		"another client is asked of": {Status: http.StatusBadRequest, Body: `{"error":"invalid_clientId","error_description":"unknown"}`},
		"an unknown refusal":         {Status: http.StatusForbidden, Body: `{"doc":{"error":{"$type":"other","msg":{"$":"not now"}}}}`},
	}
}

// TestRecovery: whatever goes wrong once, at a sign-in or at a call, at the first
// one or at a later one, the client is well again within the longest hold, stays so,
// and signs in not much more often than without.
func TestRecovery(t *testing.T) {
	t.Parallel()
	for _, service := range longLivers() {
		t.Run(service.name, func(t *testing.T) {
			t.Parallel()
			usual := 0
			synctest.Test(t, func(t *testing.T) {
				l := service.make(t)
				defer l.close()
				if failed := live(t, l); len(failed) > 0 {
					t.Fatalf("without any fault: %v", failed)
				}
				usual = l.logins()
			})
			for name, fault := range misfortunes() {
				for _, operation := range []string{service.signIn, service.read} {
					for _, skip := range []int{0, 1} {
						fault.Operation, fault.Skip = operation, skip
						synctest.Test(t, func(t *testing.T) {
							l := service.make(t)
							defer l.close()
							l.inject(fault.Once())
							title := fmt.Sprintf("%s, at %s, after %d", name, operation, skip)
							failed := live(t, l)
							if n := len(failed); n > 0 && failed[n-1]-failed[0] > feltAtMost {
								t.Errorf("%s: calls failed from %v to %v", title, failed[0], failed[n-1])
							}
							if n := l.logins(); n > usual+extraLogins {
								t.Errorf("%s: %d sign-ins, without it %d", title, n, usual)
							}
						})
					}
				}
			}
		})
	}
}

// live calls again and again, and tells when calls failed.
func live(t *testing.T, l longLived) (failed []time.Duration) {
	t.Helper()
	start := time.Now()
	for time.Since(start) < watched {
		if err := l.call(t.Context()); err != nil {
			failed = append(failed, time.Since(start))
		}
		time.Sleep(between)
	}
	if len(failed) > 0 && failed[len(failed)-1] > watched-time.Hour {
		t.Errorf("calls still fail after %v", failed[len(failed)-1])
	}
	return failed
}

// TestRefusedForHours: while the service says 401 to everything, sign-ins are
// bounded by the longest hold; afterwards all is well.
func TestRefusedForHours(t *testing.T) {
	t.Parallel()
	for _, service := range longLivers() {
		t.Run(service.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := service.make(t)
				defer l.close()
				refused := fake.Fault{Operation: service.read, Status: http.StatusUnauthorized, Body: `{"message":"no"}`}
				l.inject(refused)
				start := time.Now()
				for time.Since(start) < watched {
					if err := l.call(t.Context()); err == nil {
						t.Fatal("a refused call succeeded")
					}
					time.Sleep(10 * time.Second)
				}
				if most := int(watched/(15*time.Minute)) + 12; l.logins() > most {
					t.Errorf("%d sign-ins in %v, at most %d", l.logins(), watched, most)
				}
			})
		})
	}
}
