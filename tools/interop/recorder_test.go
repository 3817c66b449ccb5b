// Package interop holds this library against the vendor's own client: its
// requests are what ours should be, and the fake service must be good enough for
// it. It is a module of its own, so that nobody else depends on that client.
package interop

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	officialregion "github.com/huaweicloud/huaweicloud-sdk-go-v3/core/region"
	official "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

// TestMain keeps the vendor's client, which leaves a file in the home directory
// and reads others, away from the real one.
func TestMain(m *testing.M) {
	home, err := os.MkdirTemp("", "interop")
	if err != nil {
		panic(err)
	}
	if err := os.Setenv("HOME", home); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(home) // it holds nothing of value
	os.Exit(code)
}

const (
	access    = "HSTEXAMPLE7KQ2M4W9XR"
	secret    = "not-a-real-key-3kq9VtZ7wLp2Xc5RbN8d"
	projectID = "9a8b7c6d5e4f40319a8b7c6d5e4f4031"
)

// request is what two clients can agree on.
type request struct {
	Method string
	Path   string // as sent, still escaped
	Query  url.Values
	Body   any // decoded JSON, nil without one
}

// recorder responds to everything with an empty success and keeps the last request.
type recorder struct {
	url string

	mu   sync.Mutex
	last *request
	err  error
}

func record(t testing.TB) *recorder {
	t.Helper()
	r := new(recorder)
	srv := httptest.NewServer(r)
	t.Cleanup(srv.Close)
	r.url = srv.URL
	return r
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	got := &request{Method: req.Method, Path: req.URL.EscapedPath(), Query: req.URL.Query()}
	for _, values := range got.Query {
		slices.Sort(values) // the order of repeated values has no meaning
	}
	body, err := io.ReadAll(req.Body)
	if err == nil && strings.TrimSpace(string(body)) != "" {
		err = json.Unmarshal(body, &got.Body)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last != nil {
		err = errors.New("a call sent two requests")
	}
	r.last, r.err = got, errors.Join(r.err, err)
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, "{}") // a client that left is not told
}

// take returns the request of one call. What the call made of the empty response
// does not matter.
func (r *recorder) take(t *testing.T, who string, call func() error) *request {
	t.Helper()
	r.mu.Lock()
	r.last, r.err = nil, nil
	r.mu.Unlock()
	outcome := call()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil || r.err != nil {
		t.Fatalf("%s sent nothing usable: %v, %v", who, r.err, outcome)
	}
	return r.last
}

// ours makes a client of this library.
func ours(t testing.TB, address string) *cbr.Client {
	t.Helper()
	client, err := cbr.New(cbr.Config{
		Credentials: cbr.AccessKey{Access: access, Secret: backup.NewSecret(secret)}, ProjectID: projectID,
	}, backup.WithBaseURL(address), backup.WithInsecureHTTP(), backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// theirs makes the vendor's client. Without a project id it asks IAM for that of
// the region, here and now.
func theirs(t testing.TB, region, address, ak, sk, project string) *official.CbrClient {
	t.Helper()
	creds, err := basic.NewCredentialsBuilder().WithAk(ak).WithSk(sk).WithProjectId(project).WithIamEndpointOverride(address).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	return connect(t, region, address, creds)
}

func connect(t testing.TB, region, address string, creds auth.ICredential) *official.CbrClient {
	t.Helper()
	client, err := official.CbrClientBuilder().WithRegion(officialregion.NewRegion(region, address)).WithCredential(creds).
		WithHttpConfig(config.DefaultHttpConfig().WithUserAgent("interop")).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	return official.NewCbrClient(client)
}

// with makes a call of the vendor's client whose request is written in JSON, by
// the names of its fields: path and query parameters, and body.
func with[Req, Resp any](call func(*Req) (*Resp, error), input string) func() error {
	return func() error {
		req := new(Req)
		decoder := json.NewDecoder(strings.NewReader(input))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(req); err != nil {
			return err
		}
		_, err := call(req)
		return err
	}
}

// sent leaves out what a call of ours returned beside its error.
func sent(_ any, err error) error { return err }
