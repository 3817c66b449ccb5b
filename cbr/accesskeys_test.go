package cbr_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// herd lets 1,000 goroutines call at once.
func herd(t *testing.T, client *cbr.Client, id string) {
	t.Helper()
	const goroutines = 1000
	start := make(chan struct{})
	errs := make(chan error, goroutines)
	for range goroutines {
		go func() {
			<-start
			_, err := client.Vaults.Get(context.Background(), id)
			errs <- err
		}()
	}
	close(start)
	failed := 0
	for range goroutines {
		if err := <-errs; err != nil {
			if failed++; failed == 1 {
				t.Error(err)
			}
		}
	}
	if failed > 1 {
		t.Errorf("%d calls failed", failed)
	}
}

// TestOneFetch: however many goroutines find their token or temporary key
// expired, one of them gets a new one, over real HTTP too.
func TestOneFetch(t *testing.T) {
	for _, tt := range []struct {
		name   string
		creds  func(*cbrtest.Server) cbr.Credentials
		logins int // per round
		keys   int
	}{
		{"password", func(s *cbrtest.Server) cbr.Credentials { return password(s) }, 1, 0},
		{"agency", func(s *cbrtest.Server) cbr.Credentials { return agency(s, password(s)) }, 2, 0},
		{"temporary key", func(s *cbrtest.Server) cbr.Credentials { return cbr.TemporaryKey{From: password(s)} }, 1, 1},
		{"server", func(s *cbrtest.Server) cbr.Credentials { return cbr.ECSMetadata{Endpoint: s.MetadataURL()} }, 0, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := cbrtest.NewServer(t)
			cfg := srv.Config()
			cfg.Credentials = tt.creds(srv)
			client := newClient(t, cfg, srv.Options()...)
			for round := 1; round <= 2; round++ {
				herd(t, client, srv.Vaults()[0].ID)
				if l, k := srv.Logins(), srv.TemporaryKeys(); l != round*tt.logins || k != round*tt.keys {
					t.Fatalf("%d logins and %d keys in %d rounds", l, k, round)
				}
				srv.ExpireTokens()
				srv.ExpireKeys()
			}
			if n := srv.Count("listProjects"); n > 1 {
				t.Errorf("the project was looked for %d times", n)
			}
		})
	}
}

// TestKeyRenewal: temporary keys are renewed in the last quarter of their life,
// 15 minutes ahead at most, in the background.
func TestKeyRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, tt := range []struct {
			life  time.Duration
			waits []time.Duration
			keys  []int // after each
		}{
			{0, []time.Duration{0, 11 * time.Minute, time.Minute, 11 * time.Minute, time.Hour}, []int{1, 1, 2, 2, 3}},
			{24 * time.Hour, []time.Duration{0, 23*time.Hour + 44*time.Minute, 2 * time.Minute, 23 * time.Hour}, []int{1, 1, 2, 2}},
		} {
			srv := cbrtest.New()
			cfg := srv.Config()
			cfg.Credentials = cbr.TemporaryKey{From: password(srv), Duration: tt.life}
			client := newClient(t, cfg, srv.Options()...)
			for i, wait := range tt.waits {
				time.Sleep(wait)
				if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if n := srv.TemporaryKeys(); n != tt.keys[i] {
					t.Errorf("life %v, step %d: %d keys, want %d", tt.life, i, n, tt.keys[i])
				}
			}
			for _, r := range srv.Requests() {
				if r.Status >= 400 {
					t.Errorf("%s %s: status %d", r.Method, r.Path, r.Status)
				}
			}
		}
	})
}

// TestRefusedKeys: what is wrong with a signature is said with the gateway's
// code, and nothing is sent twice.
func TestRefusedKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New()
		good, temporary := accessKey(srv), issuedKey(srv)
		wrong, unknown, bare := good, good, temporary
		wrong.Secret = backup.NewSecret("another-secret-key")
		unknown.Access = "HSTNOBODY"
		bare.SecurityToken = backup.Secret{}
		for _, tt := range []struct {
			name string
			key  cbr.AccessKey
			wait time.Duration
			text string
		}{
			{"wrong secret", wrong, 0, "verify aksk signature fail"},
			{"unknown key", unknown, 0, "ak HSTNOBODY not exist"},
			{"no security token", bare, 0, "security token"},
			{"good", temporary, 0, ""},
			{"expired", temporary, 2 * time.Hour, "expired"},
		} {
			time.Sleep(tt.wait)
			for _, byName := range []bool{false, true} {
				cfg := srv.Config()
				cfg.Credentials = tt.key
				if !byName {
					cfg.ProjectID = srv.Account().ProjectID
				}
				client := newClient(t, cfg, srv.Options()...)
				srv.ResetLog()
				_, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{})
				if tt.text == "" {
					if err != nil {
						t.Errorf("%s: %v", tt.name, err)
					}
					continue
				}
				e := details(t, err)
				if !errors.Is(err, backup.ErrUnauthenticated) || e.Code != "APIGW.0301" || e.StatusCode != http.StatusUnauthorized || e.RequestID == "" ||
					!strings.Contains(err.Error(), tt.text) || e.Operation != "listVault" {
					t.Errorf("%s: %v", tt.name, err)
				}
				if n := srv.Count(""); n != 1 {
					t.Errorf("%s: %d requests", tt.name, n)
				}
				if _, err = client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); !errors.Is(err, backup.ErrUnauthenticated) {
					t.Errorf("%s, again: %v", tt.name, err)
				}
			}
		}
	})
}

// TestClocks: when the clocks of both sides differ too much, no other key would
// help, so none is asked for.
func TestClocks(t *testing.T) {
	skew := time.Duration(0)
	srv := cbrtest.NewServer(t, cbrtest.WithClock(func() time.Time { return time.Now().Add(skew) }))
	cfg := srv.Config()
	cfg.Credentials = cbr.TemporaryKey{From: password(srv), Duration: 24 * time.Hour}
	client := newClient(t, cfg, srv.Options()...)
	for _, tt := range []struct {
		skew time.Duration
		ok   bool
	}{{0, true}, {14 * time.Minute, true}, {16 * time.Minute, false}, {-14 * time.Minute, true}, {-16 * time.Minute, false}} {
		skew = tt.skew
		_, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{})
		if tt.ok != (err == nil) || err != nil && !strings.Contains(err.Error(), "signature expired") {
			t.Errorf("%v: %v", tt.skew, err)
		}
	}
	if n := srv.TemporaryKeys(); n != 1 {
		t.Errorf("%d keys", n)
	}
}

// TestChangedOnTheWay: a signature holds for one request only.
func TestChangedOnTheWay(t *testing.T) {
	srv := cbrtest.NewServer(t)
	cfg := srv.Config()
	cfg.Credentials, cfg.ProjectID = accessKey(srv), srv.Account().ProjectID
	for name, change := range map[string]func(*http.Request){
		"path":    func(r *http.Request) { r.URL.Path, r.URL.RawPath = r.URL.Path+"y", "" },
		"query":   func(r *http.Request) { r.URL.RawQuery = "limit=1000" },
		"method":  func(r *http.Request) { r.Method = http.MethodGet },
		"project": func(r *http.Request) { r.Header.Set("X-Project-Id", projectID) },
		"date": func(r *http.Request) {
			r.Header.Set("X-Sdk-Date", time.Now().Add(time.Minute).UTC().Format("20060102T150405Z"))
		},
		"host":         func(r *http.Request) { r.Host = "elsewhere.example.com" },
		"date, signed": func(r *http.Request) { r.Header.Del("X-Sdk-Date") },
	} {
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			r = r.Clone(r.Context())
			change(r)
			return srv.Client().Do(r)
		})
		client := newClient(t, cfg, append(srv.Options(), backup.WithHTTPClient(&http.Client{Transport: transport}))...)
		err := client.Backups.Delete(t.Context(), "x")
		if !errors.Is(err, backup.ErrUnauthenticated) || details(t, err).Code != "APIGW.0301" {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Proxies rewrite these, so they are not signed.
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.Header.Set("User-Agent", "proxy")
		r.Header.Set("Via", "1.1 proxy")
		r.Header.Del("Accept")
		return srv.Client().Do(r)
	})
	client := newClient(t, cfg, append(srv.Options(), backup.WithHTTPClient(&http.Client{Transport: transport}))...)
	if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
		t.Error(err)
	}
}

// TestProjectLookup: what IAM can say when it is asked for the id of a project.
func TestProjectLookup(t *testing.T) {
	project := func(id, name string) string { return fmt.Sprintf(`{"id":%q,"name":%q,"enabled":true}`, id, name) }
	const other = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
	for _, tt := range []struct {
		name, body string
		status     int
		kind       error
		text       string
	}{
		{"one", project(projectID, "cn-north-4"), 200, nil, ""},
		{"one among others", project(projectID, "cn-north-4") + "," + project(other, "cn-north-4_dev"), 200, nil, ""},
		{"one twice", project(projectID, "cn-north-4") + "," + project(projectID, "cn-north-4"), 200, nil, ""},
		{"none", "", 200, backup.ErrInvalid, "no project named \"cn-north-4\""},
		{"two", project(projectID, "cn-north-4") + "," + project(other, "cn-north-4"), 200, backup.ErrInvalid, projectID + ", " + other},
		{"no id", project("../x", "cn-north-4"), 200, backup.ErrInvalid, "the id of project"},
		{"missing", "", 404, backup.ErrUnauthenticated, "no such page"}, // never looks like a missing vault
		{"forbidden", "", 403, backup.ErrPermission, "no such page"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lookups := 0
			transport := roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.URL.Host != "iam.myhuaweicloud.com" {
					if r.URL.Path != "/v3/"+projectID+"/vaults/v" {
						t.Errorf("path %s", r.URL.Path)
					}
					return respond(200, `{"vault":{"id":"v"}}`), nil
				}
				lookups++
				if tt.status != http.StatusOK {
					return respond(tt.status, `{"error":{"code":1,"message":"no such page"}}`), nil
				}
				return respond(200, `{"projects":[`+tt.body+`],"links":{"next":null}}`), nil
			})
			client := newClient(t, cbr.Config{
				Region: cbr.RegionCNNorth4, Credentials: cbr.AccessKey{Access: "AK", Secret: backup.NewSecret("some-secret")},
			}, backup.WithHTTPClient(&http.Client{Transport: transport}))
			for range 3 {
				err := get(t.Context(), client)
				if tt.text == "" {
					if err != nil {
						t.Error(err)
					}
				} else if !errors.Is(err, tt.kind) || errors.Is(err, backup.ErrNotFound) || !strings.Contains(err.Error(), tt.text) {
					t.Errorf("got %v", err)
				}
			}
			if lookups != 1 {
				t.Errorf("%d lookups", lookups)
			}
		})
	}
}
