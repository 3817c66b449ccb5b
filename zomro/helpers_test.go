package zomro_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/jarcoal/httpmock"
	"go.uber.org/goleak"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// someSession is an id no fake has given.
const someSession = "c0ffee1234567890abcdef12"

// account are the credentials a new fake accepts.
func account() zomro.Password {
	return zomro.Password{Username: zomrotest.Username, Password: backup.NewSecret(zomrotest.Password)}
}

// newClient makes a client of a fake that signs in as the fake says.
func newClient(t testing.TB, srv *zomrotest.Server, opts ...backup.Option) *zomro.Client {
	t.Helper()
	return clientWith(t, srv, srv.Config(), opts...)
}

// clientWith makes a client of a fake that has another configuration.
func clientWith(t testing.TB, srv *zomrotest.Server, cfg zomro.Config, opts ...backup.Option) *zomro.Client {
	t.Helper()
	client, err := zomro.New(cfg, append(srv.Options(), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// responding makes a client of a service that gives the responses one after the
// other, the last for ever. The client has a session.
func responding(t testing.TB, responses ...httpmock.Responder) *zomro.Client {
	t.Helper()
	transport := httpmock.NewMockTransport()
	next := 0
	transport.RegisterResponder(http.MethodPost, zomro.DefaultBaseURL+"/", func(r *http.Request) (*http.Response, error) {
		response := responses[min(next, len(responses)-1)]
		next++
		return response(r)
	})
	client, err := zomro.New(zomro.Config{Credentials: zomro.Session{ID: backup.NewSecret(someSession)}},
		backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}),
		backup.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// withoutSession makes a client of a service that gives the responses one after the
// other, to signing in first.
func withoutSession(t testing.TB, creds zomro.Credentials, bodies ...string) *zomro.Client {
	t.Helper()
	transport := httpmock.NewMockTransport()
	next := 0
	transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		body := bodies[min(next, len(bodies)-1)]
		next++
		return jsonResponse(body)(r)
	})
	client, err := zomro.New(zomro.Config{Credentials: creds},
		backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}), backup.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func jsonResponse(body string) httpmock.Responder {
	return response(http.StatusOK, "application/json", body)
}

func jsonResponses(bodies []string) []httpmock.Responder {
	var out []httpmock.Responder
	for _, body := range bodies {
		out = append(out, jsonResponse(body))
	}
	return out
}

func response(status int, contentType, body string) httpmock.Responder {
	return func(*http.Request) (*http.Response, error) {
		resp := httpmock.NewStringResponse(status, body)
		resp.Header.Set("Content-Type", contentType)
		resp.ContentLength = int64(len(body))
		return resp, nil
	}
}

// forms are the fields of all requests of an operation that a fake saw.
func forms(srv *zomrotest.Server, operation string) []url.Values {
	var out []url.Values
	for _, r := range srv.Requests() {
		if r.Operation == operation {
			out = append(out, zomrotest.Form(r))
		}
	}
	return out
}
