package cbr_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestSignIn looks at what is sent to IAM.
func TestSignIn(t *testing.T) {
	srv := cbrtest.New()
	account := srv.Account()
	for _, tt := range []struct {
		name   string
		change func(*cbr.Config)
		scope  string
	}{
		{"the region's project", func(*cbr.Config) {}, `{"name":"` + account.ProjectName + `"}`},
		{"a project by name", func(c *cbr.Config) { c.Region, c.ProjectName = "", account.ProjectName }, `{"name":"` + account.ProjectName + `"}`},
		{"a project by id", func(c *cbr.Config) { c.Region, c.ProjectID = "", account.ProjectID }, `{"id":"` + account.ProjectID + `"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := srv.Config()
			tt.change(&cfg)
			srv.ResetLog()
			if _, err := newClient(t, cfg, srv.Options()...).Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
				t.Fatal(err)
			}
			login := srv.Requests()[0]
			if login.Method != http.MethodPost || login.Path != "/v3/auth/tokens" || login.RawQuery != "nocatalog=true" || login.Header.Get("X-Auth-Token") != "" {
				t.Errorf("%s %s?%s %v", login.Method, login.Path, login.RawQuery, login.Header)
			}
			want := `{"auth":{"identity":{"methods":["password"],"password":{"user":{"domain":{"name":"` + account.Domain + `"},"name":"` + account.User +
				`","password":"` + account.Password + `"}}},"scope":{"project":` + tt.scope + `}}}`
			if diff := cmp.Diff(want, strings.TrimSpace(string(login.Body))); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadyToken(t *testing.T) {
	srv := cbrtest.NewServer(t)
	cfg := cbr.Config{Credentials: cbr.Token{Value: backup.NewSecret(srv.IssueToken())}, ProjectID: srv.Account().ProjectID}
	client := newClient(t, cfg, srv.Options()...)
	if _, err := client.Vaults.Get(t.Context(), srv.Vaults()[0].ID); err != nil {
		t.Fatal(err)
	}
	srv.ExpireTokens()
	srv.ResetLog()
	_, err := client.Vaults.Get(t.Context(), srv.Vaults()[0].ID)
	if e := details(t, err); !errors.Is(err, backup.ErrUnauthenticated) || e.Code != "APIGW.0301" || e.RequestID == "" {
		t.Errorf("got %v", err)
	}
	if srv.Count("") != 1 || srv.Logins() != 0 {
		t.Errorf("%d requests, %d logins", srv.Count(""), srv.Logins())
	}
}

// TestWrongPassword: the error has all details of the sign-in, and IAM, which
// locks accounts, is not asked again.
func TestWrongPassword(t *testing.T) {
	srv := cbrtest.NewServer(t)
	cfg := srv.Config()
	cfg.Credentials = cbr.Password{Domain: "example-account", User: "backup-operator", Password: backup.NewSecret("wrong-password")}
	client := newClient(t, cfg, srv.Options()...)
	for range 3 {
		_, err := client.Vaults.Get(t.Context(), "v")
		e := details(t, err)
		if !errors.Is(err, backup.ErrUnauthenticated) || e.StatusCode != http.StatusUnauthorized || e.Code != "401" || e.RequestID == "" || e.Operation != "showVault" {
			t.Errorf("got %#v", e)
		}
		if !strings.Contains(err.Error(), "The username or password is wrong.") {
			t.Errorf("got %v", err)
		}
	}
	if n := srv.FailedLogins(); n != 1 {
		t.Errorf("%d attempts to sign in", n)
	}
}

// TestRenewal: a token is renewed in its last hour, in the background, and one
// that has expired while nobody called is replaced before it is used.
func TestRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New()
		client := connect(t, srv)
		ask := func(after time.Duration, logins int) {
			t.Helper()
			time.Sleep(after)
			if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if n := srv.Logins(); n != logins {
				t.Errorf("%d logins, want %d", n, logins)
			}
		}
		ask(0, 1)
		ask(22*time.Hour, 1)
		ask(90*time.Minute, 2) // within the last hour
		ask(time.Hour, 2)
		ask(48*time.Hour, 3) // long after the end
		for _, r := range srv.Requests() {
			if r.Status == http.StatusUnauthorized {
				t.Error("an expired token was sent")
			}
		}
	})
}

// TestPermission: a missing permission that no new token would mend causes no login.
func TestPermission(t *testing.T) {
	srv := cbrtest.New()
	cfg := srv.Config()
	cfg.ProjectID = "00000000000000000000000000000000" // not that of the token
	cfg.Credentials = cbr.Token{Value: backup.NewSecret(srv.IssueToken())}
	_, err := newClient(t, cfg, srv.Options()...).Vaults.Get(t.Context(), "v")
	if !errors.Is(err, backup.ErrPermission) || srv.Count("") != 1 {
		t.Errorf("%d requests, %v", srv.Count(""), err)
	}
	cfg = srv.Config()
	cfg.Region += "_other"
	if _, err = cbr.New(cfg, srv.Options()...); badField(t, err) != "Config.Region" {
		t.Errorf("got %v", err)
	}
	cfg.Region, cfg.ProjectName = "", srv.Account().ProjectName+"_other"
	_, err = newClient(t, cfg, srv.Options()...).Vaults.Get(t.Context(), "v")
	if e := details(t, err); !errors.Is(err, backup.ErrPermission) || e.Code != "BackupService.8600" || srv.Logins() != 1 {
		t.Errorf("%d logins, %v", srv.Logins(), err)
	}
}

// TestOddSignIns are responses of IAM that hold no usable token.
func TestOddSignIns(t *testing.T) {
	good := `{"token":{"expires_at":"2030-01-02T00:00:00.000000Z","issued_at":"2030-01-01T00:00:00.000000Z","project":{"id":"` + projectID + `"}}}`
	for _, tt := range []struct {
		name   string
		status int
		header http.Header
		body   string
		kind   error
		text   string
	}{
		{"no token", 201, nil, good, nil, "response has no token"},
		{"no project", 201, http.Header{"X-Subject-Token": {"t-1"}}, `{"token":{}}`, nil, "response has no project id"},
		{"a project that is none", 201, http.Header{"X-Subject-Token": {"t-1"}}, `{"token":{"project":{"id":"../x"}}}`, nil, "response has no project id"},
		{"HTML", 201, http.Header{"X-Subject-Token": {"t-1"}}, "<html>busy</html>", backup.ErrUnavailable, "untyped response of 17 bytes"},
		{"nothing", 201, http.Header{"X-Subject-Token": {"t-1"}}, "", nil, "empty response"},
		{"unavailable", 503, nil, "<html>busy</html>", backup.ErrUnavailable, "untyped response of 17 bytes"},
		{"forbidden", 403, nil, `{"error":{"code":403,"message":"locked","title":"Forbidden"}}`, backup.ErrPermission, "locked"},
		{"gateway", 429, nil, `{"error_code":"APIGW.0308","error_msg":"throttled","request_id":"abc"}`, backup.ErrRateLimited, "throttled"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			mock := httpmock.NewMockTransport()
			mock.RegisterResponder(http.MethodPost, "https://iam.myhuaweicloud.com/v3/auth/tokens", func(*http.Request) (*http.Response, error) {
				resp := httpmock.NewStringResponse(tt.status, tt.body)
				resp.Header.Set("X-IAM-Trace-Id", "trace-1")
				maps.Copy(resp.Header, tt.header)
				return resp, nil
			})
			client := newClient(t, cbr.Config{
				Region: cbr.RegionCNNorth4, Credentials: cbr.Password{Domain: "d", User: "u", Password: backup.NewSecret("some-password")},
			}, backup.WithHTTPClient(&http.Client{Transport: mock}))
			_, err := client.Vaults.Get(t.Context(), "v")
			e := details(t, err)
			if e.StatusCode != tt.status || e.RequestID == "" || tt.kind != nil && !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("got %v", err)
			}
			if n := mock.GetTotalCallCount(); n != 1 {
				t.Errorf("a failed login was sent %d times", n)
			}
		})
	}
}

// TestRetryAfterLogin: one call survives its token being rejected, and no call
// signs in twice. When new tokens are rejected too there is a pause.
func TestRetryAfterLogin(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		id := srv.Vaults()[0].ID
		srv.Inject(cbrtest.FaultStatus("showVault", 401, `{"error_code":"APIGW.0301","error_msg":"no"}`).Repeat(3))
		_, err := client.Vaults.Get(t.Context(), id)
		if !errors.Is(err, backup.ErrUnauthenticated) || srv.Logins() != 2 || srv.Count("showVault") != 2 {
			t.Errorf("%d logins, %d requests, %v", srv.Logins(), srv.Count("showVault"), err)
		}
		if _, err = client.Vaults.Get(t.Context(), id); !errors.Is(err, backup.ErrUnauthenticated) || srv.Logins() != 2 {
			t.Errorf("%d logins, %v", srv.Logins(), err)
		}
		time.Sleep(6 * time.Second)
		if _, err = client.Vaults.Get(t.Context(), id); err != nil || srv.Logins() != 3 {
			t.Errorf("%d logins, %v", srv.Logins(), err)
		}
	})
}

// TestCancelled: a cancelled context ends a call at once, wherever it is.
func TestCancelled(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault cbrtest.Fault
		do    func(context.Context, *cbr.Client) error
	}{
		{"waiting for a token", cbrtest.FaultDelay("createToken", time.Minute/2), get},
		{"waiting for a response", cbrtest.FaultDelay("showVault", time.Minute/2), get},
		{"waiting for a body", cbrtest.Fault{Operation: "showVault", SlowBody: time.Minute / 2}, get},
		{"waiting to try again", cbrtest.FaultTooMany("showVault", time.Minute/2), get},
		{"waiting for a poll", cbrtest.Fault{Operation: "none"}, func(ctx context.Context, c *cbr.Client) error {
			_, err := c.Tasks.Wait(ctx, "t")
			return err
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := cbrtest.New()
				srv.Inject(tt.fault)
				client := connect(t, srv)
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(3*time.Second, cancel)
				start := time.Now()
				err := tt.do(ctx, client)
				if took := time.Since(start); took != 3*time.Second || !errors.Is(err, context.Canceled) {
					t.Errorf("after %v: %v", took, err)
				}
				srv.Close()
			})
		})
	}
}

func get(ctx context.Context, c *cbr.Client) error {
	_, err := c.Vaults.Get(ctx, "v")
	return err
}
