package cbr_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// The kinds of credentials of a fake's account.

func password(srv *cbrtest.Server) cbr.Password {
	a := srv.Account()
	return cbr.Password{Domain: a.Domain, User: a.User, Password: backup.NewSecret(a.Password)}
}

func accessKey(srv *cbrtest.Server) cbr.AccessKey {
	a := srv.Account()
	return cbr.AccessKey{Access: a.AccessKey, Secret: backup.NewSecret(a.SecretKey)}
}

func agency(srv *cbrtest.Server, base cbr.Credentials) cbr.Agency {
	a := srv.Account()
	return cbr.Agency{Base: base, Name: a.Agency, Domain: a.AgencyDomain}
}

func ready(srv *cbrtest.Server) cbr.Token {
	return cbr.Token{Value: backup.NewSecret(srv.IssueToken())}
}

func issuedKey(srv *cbrtest.Server) cbr.AccessKey {
	access, secret, token := srv.IssueKey(time.Hour)
	return cbr.AccessKey{Access: access, Secret: backup.NewSecret(secret), SecurityToken: backup.NewSecret(token)}
}

// Steps of a sign-in, as the fake's log shows them.
const (
	stepToken    = "POST /v3/auth/tokens"
	stepKey      = "POST /v3.0/OS-CREDENTIAL/securitytokens"
	stepProjects = "GET /v3/projects"
	stepMetaPut  = "PUT /meta-data/latest/api/token"
	stepMetaGet  = "GET /openstack/latest/securitykey"
)

// TestCredentials calls the service over real HTTP with each kind of
// credentials, twice, and looks at what was asked on the way.
func TestCredentials(t *testing.T) {
	passcode := func(now time.Time) string { return now.UTC().Format("150405")[:4] + "77" }
	code := func(context.Context) (string, error) { return passcode(time.Now()) + "\n", nil }
	for _, tt := range []struct {
		name  string
		opts  []cbrtest.Option
		creds func(*cbrtest.Server) cbr.Credentials
		id    bool // the id of the project is known
		steps []string
	}{
		{name: "user of a named account", steps: []string{stepToken}, creds: func(s *cbrtest.Server) cbr.Credentials { return password(s) }},
		{name: "user for a project id", id: true, steps: []string{stepToken}, creds: func(s *cbrtest.Server) cbr.Credentials { return password(s) }},
		{name: "user of an account by id", steps: []string{stepToken}, creds: func(s *cbrtest.Server) cbr.Credentials {
			p := password(s)
			p.Domain, p.DomainID = "", s.Account().DomainID
			return p
		}},
		{name: "user by id", steps: []string{stepToken}, creds: func(s *cbrtest.Server) cbr.Credentials {
			return cbr.Password{UserID: s.Account().UserID, Password: backup.NewSecret(s.Account().Password)}
		}},
		{name: "user with a passcode", opts: []cbrtest.Option{cbrtest.WithPasscode(passcode)}, steps: []string{stepToken, stepToken}, creds: func(s *cbrtest.Server) cbr.Credentials {
			p := password(s)
			p.UserID, p.Passcode = s.Account().UserID, code
			return p
		}},
		{name: "ready token", id: true, creds: func(s *cbrtest.Server) cbr.Credentials { return ready(s) }},
		{name: "agency of a user", steps: []string{stepToken, stepToken}, creds: func(s *cbrtest.Server) cbr.Credentials { return agency(s, password(s)) }},
		{name: "agency of a token", steps: []string{stepToken}, creds: func(s *cbrtest.Server) cbr.Credentials { return agency(s, ready(s)) }},
		{name: "agency of a key, by the account's id", steps: []string{stepToken}, creds: func(s *cbrtest.Server) cbr.Credentials {
			a := agency(s, accessKey(s))
			a.Domain, a.DomainID = "", s.AgencyDomainID()
			return a
		}},
		{name: "agency of a server", steps: []string{stepMetaPut, stepMetaGet, stepToken}, creds: func(s *cbrtest.Server) cbr.Credentials {
			return agency(s, cbr.ECSMetadata{Endpoint: s.MetadataURL()})
		}},
		{name: "key", id: true, creds: func(s *cbrtest.Server) cbr.Credentials { return accessKey(s) }},
		{name: "key for a named project", steps: []string{stepProjects}, creds: func(s *cbrtest.Server) cbr.Credentials { return accessKey(s) }},
		{name: "key of a named account", steps: []string{stepProjects}, creds: func(s *cbrtest.Server) cbr.Credentials {
			k := accessKey(s)
			k.DomainID = s.Account().DomainID
			return k
		}},
		{name: "temporary key from elsewhere", steps: []string{stepProjects}, creds: func(s *cbrtest.Server) cbr.Credentials { return issuedKey(s) }},
		{name: "temporary key of a user", steps: []string{stepToken, stepKey, stepProjects}, creds: func(s *cbrtest.Server) cbr.Credentials {
			return cbr.TemporaryKey{From: password(s)}
		}},
		{name: "temporary key of a token", id: true, steps: []string{stepKey}, creds: func(s *cbrtest.Server) cbr.Credentials {
			return cbr.TemporaryKey{From: ready(s), Duration: 24 * time.Hour}
		}},
		{name: "temporary key of an agency", id: true, steps: []string{stepToken, stepKey}, creds: func(s *cbrtest.Server) cbr.Credentials {
			return cbr.TemporaryKey{From: agency(s, password(s)), Duration: 20 * time.Minute}
		}},
		{name: "temporary key of an agency of a key", id: true, steps: []string{stepKey}, creds: func(s *cbrtest.Server) cbr.Credentials {
			return cbr.TemporaryKey{From: agency(s, accessKey(s))}
		}},
		{name: "server with an agency", steps: []string{stepMetaPut, stepMetaGet, stepProjects}, creds: func(s *cbrtest.Server) cbr.Credentials {
			return cbr.ECSMetadata{Endpoint: s.MetadataURL()}
		}},
		{name: "old server with an agency", id: true, opts: []cbrtest.Option{cbrtest.WithMetadataV1()}, steps: []string{stepMetaPut, stepMetaGet}, creds: func(s *cbrtest.Server) cbr.Credentials {
			return cbr.ECSMetadata{Endpoint: s.MetadataURL()}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := cbrtest.NewServer(t, tt.opts...)
			cfg := srv.Config()
			cfg.Credentials = tt.creds(srv)
			if tt.id {
				cfg.ProjectID = srv.Account().ProjectID
			}
			client := newClient(t, cfg, srv.Options()...)
			if n := srv.Count(""); n != 0 {
				t.Errorf("the constructor sent %d requests", n)
			}
			vault := srv.Vaults()[0]
			path := "GET /v3/" + srv.Account().ProjectID + "/vaults/" + vault.ID
			for range 2 {
				got, err := client.Vaults.Get(t.Context(), vault.ID)
				if err != nil {
					t.Fatal(err)
				}
				if got.ID != vault.ID {
					t.Errorf("vault %+v", got)
				}
			}
			var steps []string
			for _, r := range srv.Requests() {
				steps = append(steps, r.Method+" "+r.Path)
			}
			if diff := cmp.Diff(append(tt.steps, path, path), steps); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSignedHeaders: signed is a small fixed set, none of which a proxy rewrites.
func TestSignedHeaders(t *testing.T) {
	srv := cbrtest.NewServer(t)
	for _, tt := range []struct {
		name    string
		creds   cbr.Credentials
		signed  string // of a request to CBR
		project string // and of the one that looks for the project
	}{
		{"key", accessKey(srv), "host;x-project-id;x-sdk-date", "host;x-sdk-date"},
		{"key of an account", func() cbr.Credentials {
			k := accessKey(srv)
			k.DomainID = srv.Account().DomainID
			return k
		}(), "host;x-project-id;x-sdk-date", "host;x-domain-id;x-sdk-date"},
		{"temporary key", issuedKey(srv), "host;x-project-id;x-sdk-date;x-security-token", "host;x-sdk-date;x-security-token"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := srv.Config()
			cfg.Credentials = tt.creds
			srv.ResetLog()
			if err := get(t.Context(), newClient(t, cfg, srv.Options()...)); err == nil {
				t.Error("there is no such vault")
			}
			requests := srv.Requests()
			if len(requests) != 2 {
				t.Fatalf("%d requests", len(requests))
			}
			for i, want := range []string{tt.project, tt.signed} {
				value := requests[i].Header.Get("Authorization")
				if !strings.HasPrefix(value, "SDK-HMAC-SHA256 Access=") || !strings.Contains(value, ", SignedHeaders="+want+", Signature=") {
					t.Errorf("%s: Authorization %s", requests[i].Path, value)
				}
				if requests[i].Header.Get("X-Auth-Token") != "" {
					t.Errorf("%s: a token beside a signature", requests[i].Path)
				}
			}
			if requests[0].RawQuery != "name="+srv.Account().ProjectName && !strings.Contains(requests[0].RawQuery, "domain_id=") {
				t.Errorf("the project is looked for with %s", requests[0].RawQuery)
			}
			if requests[1].Header.Get("X-Project-Id") != srv.Account().ProjectID || requests[1].Header.Get("X-Domain-Id") != "" {
				t.Errorf("headers %v", requests[1].Header)
			}
		})
	}
}

// TestAgencyScope: the user behind an agency signs in for the account, for the
// project is none of theirs; only the agency's own sign-in names it.
func TestAgencyScope(t *testing.T) {
	srv := cbrtest.NewServer(t)
	cfg := srv.Config()
	cfg.Credentials = agency(srv, password(srv))
	client := newClient(t, cfg, srv.Options()...)
	if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, r := range srv.Requests() {
		if r.Path == "/v3/auth/tokens" {
			_, scope, _ := strings.Cut(strings.TrimSpace(string(r.Body)), `,"scope":`)
			bodies = append(bodies, r.Header.Get("X-Auth-Token")[:min(4, len(r.Header.Get("X-Auth-Token")))]+scope)
		}
	}
	a := srv.Account()
	want := []string{`{"domain":{"name":"` + a.Domain + `"}}}}`, `MIIF{"project":{"name":"` + a.ProjectName + `"}}}}`}
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	agent := srv.Requests()[1]
	if !strings.Contains(string(agent.Body), `"identity":{"assume_role":{"agency_name":"`+a.Agency+`","domain_name":"`+a.AgencyDomain+`"},"methods":["assume_role"]}`) {
		t.Errorf("body %s", agent.Body)
	}
	// Both tokens are dropped when they have expired, and both are renewed.
	srv.ExpireTokens()
	if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil || srv.Logins() != 4 {
		t.Errorf("%d logins, %v", srv.Logins(), err)
	}
}

// TestOwnProjectInTags: the place that stands for the project in a path is not
// looked for in what the caller put there.
func TestOwnProjectInTags(t *testing.T) {
	srv := cbrtest.NewServer(t)
	for _, byID := range []bool{true, false} {
		cfg := srv.Config()
		cfg.Credentials = accessKey(srv)
		if byID {
			cfg.ProjectID = srv.Account().ProjectID
		}
		client := newClient(t, cfg, srv.Options()...)
		srv.ResetLog()
		_ = client.Do(t.Context(), backup.Request{Method: http.MethodDelete, Path: "/v3/{project_id}/vault/v/tags/k%2Fv3%2F-%2Fx", Idempotent: true}, nil)
		requests := srv.Requests()
		last := requests[len(requests)-1]
		if want := "/v3/" + srv.Account().ProjectID + "/vault/v/tags/k%2Fv3%2F-%2Fx"; last.Path != want {
			t.Errorf("path %s, want %s", last.Path, want)
		}
	}
}
