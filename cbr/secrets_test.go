package cbr_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// notes collects all that a program could print.
type notes struct {
	mu   sync.Mutex
	text bytes.Buffer
	logs *slog.Logger
}

func newNotes() *notes {
	n := new(notes)
	n.logs = slog.New(slog.NewJSONHandler(n, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return n
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(p)
}

func (n *notes) addf(format string, args ...any) { fmt.Fprintf(n, format+"\n", args...) }

// dump prints a value in all ways.
func (n *notes) dump(t *testing.T, v any) {
	t.Helper()
	n.addf("%v %+v %#v %s %q", v, v, v, v, v)
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Errorf("%T cannot be encoded: %v", v, err)
	}
	n.addf("%s", encoded)
	n.logs.Info("dump", "value", v)
	var text bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("dump", "value", v)
	n.addf("%s", text.String())
}

// options watch a client.
func (n *notes) options() []backup.Option {
	return []backup.Option{
		backup.WithLogger(n.logs),
		backup.WithRetry(backup.RetryPolicy{BaseDelay: 1}),
		backup.WithObserver(backup.Observer{
			OperationEnd: func(_ context.Context, e backup.OperationEvent) { n.addf("%v %+v %#v", e, e, e) },
			AttemptEnd:   func(_ context.Context, e backup.AttemptEvent) { n.addf("%v %+v %#v", e, e, e) },
		}),
	}
}

// lacks checks that no part of a secret was noted: a part is too much already.
func (n *notes) lacks(t *testing.T, secrets []string) {
	t.Helper()
	all := n.text.String()
	if len(all) < 1000 || !strings.Contains(all, backup.Redacted) {
		t.Fatalf("the test looks at nothing: %d bytes", len(all))
	}
	for _, secret := range secrets {
		for _, part := range []string{secret, secret[:len(secret)*3/4], secret[len(secret)/4:]} {
			if i := strings.Index(all, part); i >= 0 {
				t.Errorf("leaked: …%s…", all[max(0, i-80):min(len(all), i+80)])
				break
			}
		}
	}
}

// secretsSent finds the secrets that went over the wire: tokens and security
// tokens of requests, and the passwords and passcodes in their bodies.
func secretsSent(srv *cbrtest.Server, more ...string) []string {
	found := more
	for _, r := range srv.Requests() {
		for _, name := range []string{"X-Auth-Token", "X-Security-Token", "X-Metadata-Token"} {
			if s := r.Header.Get(name); s != "" {
				found = append(found, s)
			}
		}
	}
	return found
}

// TestSecrets looks for each kind of secret everywhere it could be: in what is
// printed of configurations, clients, events and errors, and in URLs.
func TestSecrets(t *testing.T) {
	const canary, passcode = "canary-password-81f2", "canary-passcode-9e07"
	account := cbrtest.Account{Password: canary, SecretKey: "canary-secret-key-3c1d"}
	withCode := cbrtest.WithPasscode(func(time.Time) string { return passcode })
	for _, tt := range []struct {
		name    string
		opts    []cbrtest.Option
		creds   func(*cbrtest.Server) (cbr.Credentials, []string)
		byToken bool
	}{
		{name: "password", creds: func(s *cbrtest.Server) (cbr.Credentials, []string) { return password(s), []string{canary} }},
		{name: "passcode", opts: []cbrtest.Option{withCode}, creds: func(s *cbrtest.Server) (cbr.Credentials, []string) {
			p := password(s)
			p.UserID, p.Passcode = s.Account().UserID, func(context.Context) (string, error) { return passcode, nil }
			return p, []string{canary, passcode}
		}},
		{name: "token", byToken: true, creds: func(s *cbrtest.Server) (cbr.Credentials, []string) {
			ready := ready(s)
			return ready, []string{ready.Value.Reveal()}
		}},
		{name: "agency", creds: func(s *cbrtest.Server) (cbr.Credentials, []string) {
			return agency(s, password(s)), []string{canary}
		}},
		{name: "key", creds: func(s *cbrtest.Server) (cbr.Credentials, []string) {
			return accessKey(s), []string{account.SecretKey}
		}},
		{name: "temporary key from elsewhere", creds: func(s *cbrtest.Server) (cbr.Credentials, []string) {
			k := issuedKey(s)
			return k, []string{k.Secret.Reveal(), k.SecurityToken.Reveal()}
		}},
		{name: "temporary key", creds: func(s *cbrtest.Server) (cbr.Credentials, []string) {
			return cbr.TemporaryKey{From: password(s)}, []string{canary}
		}},
		{name: "server", creds: func(s *cbrtest.Server) (cbr.Credentials, []string) {
			return cbr.ECSMetadata{Endpoint: s.MetadataURL()}, nil
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := cbrtest.NewServer(t, append(tt.opts, cbrtest.WithAccount(account))...)
			creds, secrets := tt.creds(srv)
			cfg := srv.Config()
			cfg.Credentials = creds
			if tt.byToken {
				cfg.ProjectID = srv.Account().ProjectID
			}
			seen := newNotes()
			client := newClient(t, cfg, append(srv.Options(), seen.options()...)...)
			seen.dump(t, cfg)
			seen.dump(t, creds)
			seen.dump(t, password(srv)) // so that something is redacted
			if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
				t.Fatal(err) // it signed in, so all secrets are there now
			}
			seen.addf("%v %+v %#v", client, client, *client)
			before := len(secrets)
			secrets = secretsSent(srv, secrets...)
			if len(secrets) == 0 {
				t.Fatal("there are no secrets to look for")
			}
			for i, secret := range secrets { // of services that echo what they got
				echoes := []cbrtest.Fault{
					cbrtest.FaultStatus("", 400, `{"error_code":"`+secret+`","error_msg":"you sent `+secret+`","request_id":"`+secret+`"}`),
					cbrtest.FaultStatus("", 200, "<html>"+secret),
					cbrtest.FaultStatus("", 503, secret),
					cbrtest.FaultStatus("", 503, strings.Repeat("x", 100)+secret),
					cbrtest.FaultStatus("", 401, `{"error":{"code":401,"message":"`+secret+`"}}`),
					cbrtest.FaultReset(""),
				}
				for _, operation := range []string{"listVault", "createToken", "createTemporaryKey", "listProjects"} {
					for _, fault := range echoes {
						fault.Operation = operation
						if secret == passcode && operation == "createToken" {
							fault.Skip = 1 // the password goes alone first
						}
						srv.Inject(fault)
						again := client
						if operation != "listVault" {
							if i >= before {
								continue // a client that signs in anew has others
							}
							again = newClient(t, cfg, append(srv.Options(), seen.options()...)...)
						}
						if _, err := again.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
							seen.dump(t, err)
						} else if operation == "listVault" {
							t.Error("the fault had no effect")
						}
						srv.ClearFaults()
					}
				}
			}
			secrets = secretsSent(srv, secrets[:before]...)
			seen.lacks(t, secrets)
			for _, r := range srv.Requests() {
				address, err := url.QueryUnescape(r.Path + "?" + r.RawQuery)
				if err != nil {
					t.Fatal(err)
				}
				for _, secret := range secrets {
					if strings.Contains(address, secret) || strings.Contains(r.Header.Get("User-Agent"), secret) {
						t.Errorf("a secret in %s", address)
					}
				}
			}
		})
	}
}

// TestSecretsStayHome: nothing secret goes to another origin, whoever redirects,
// and each secret goes to the service it is for only.
func TestSecretsStayHome(t *testing.T) {
	elsewhere := http.NewServeMux()
	strays := 0
	elsewhere.HandleFunc("/", func(http.ResponseWriter, *http.Request) { strays++ })
	listener := httptest.NewServer(elsewhere)
	t.Cleanup(listener.Close)
	other := listener.URL
	for _, tt := range []struct {
		name      string
		creds     func(*cbrtest.Server) cbr.Credentials
		operation []string
	}{
		{"password", func(s *cbrtest.Server) cbr.Credentials { return password(s) }, []string{"createToken", "listVault"}},
		{"key", func(s *cbrtest.Server) cbr.Credentials { return accessKey(s) }, []string{"listProjects", "listVault"}},
		{"temporary key", func(s *cbrtest.Server) cbr.Credentials { return cbr.TemporaryKey{From: password(s)} }, []string{"createToken", "createTemporaryKey"}},
	} {
		for _, operation := range tt.operation {
			srv := cbrtest.NewServer(t)
			cfg := srv.Config()
			cfg.Credentials = tt.creds(srv)
			srv.Inject(cbrtest.FaultRedirect(operation, other+"/catch"))
			_, err := newClient(t, cfg, srv.Options()...).Vaults.List(t.Context(), cbr.ListVaultsInput{})
			if err == nil || !strings.Contains(err.Error(), "redirect") || strays != 0 {
				t.Errorf("%s, %s: %d strays, %v", tt.name, operation, strays, err)
			}
		}
	}

	// CBR sees no password and no secret key, and another cloud's IAM nothing.
	srv := cbrtest.NewServer(t)
	cfg := cbr.Config{Credentials: ready(srv), ProjectID: srv.Account().ProjectID}
	_, err := newClient(t, cfg, srv.Options()...).IAM.ListProjects(t.Context(), cbr.ListProjectsInput{})
	if badField(t, err) != "Config.IAMEndpoint" || srv.Count("") != 0 {
		t.Errorf("%d requests, %v", srv.Count(""), err)
	}
	cfg.IAMEndpoint = srv.IAMURL()
	if _, err = newClient(t, cfg, srv.Options()...).IAM.ListProjects(t.Context(), cbr.ListProjectsInput{}); err != nil {
		t.Error(err)
	}
}
