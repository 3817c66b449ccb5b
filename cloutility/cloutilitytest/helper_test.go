package cloutilitytest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// caller talks to a server with bare net/http: the fake is tested without the
// client that is tested against it.
type caller struct {
	t      *testing.T
	srv    *cloutilitytest.Server
	client *http.Client
	token  string
}

func newCaller(t *testing.T, opts ...cloutilitytest.Option) *caller {
	t.Helper()
	srv := cloutilitytest.New(opts...)
	t.Cleanup(srv.Close)
	return &caller{t: t, srv: srv, client: srv.Client()}
}

// raw sends a request as it is told and returns status and body.
func (c *caller) raw(method, path string, header http.Header, body string) (int, string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.srv.URL()+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if header != nil {
		req.Header = header
	}
	resp, err := c.client.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

func (c *caller) call(method, path, body string) (int, string) {
	c.t.Helper()
	h := http.Header{"Origin": {c.srv.Account().Origin}, "Authorization": {"Bearer " + c.token}}
	if body != "" {
		h.Set("Content-Type", "application/json")
	}
	return c.raw(method, path, h, body)
}

// want calls and demands a status; the response is decoded strictly, so that the
// fake sends nothing the specification does not know.
func want[T any](c *caller, status int, method, path, body string) T {
	c.t.Helper()
	got, text := c.call(method, path, body)
	if got != status {
		c.t.Fatalf("%s %s: status %d, want %d: %s", method, path, got, status, text)
	}
	var out T
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		c.t.Fatalf("%s %s: %v in %s", method, path, err, text)
	}
	return out
}

type grant struct {
	Access  string `json:"access_token"`
	Type    string `json:"token_type"`
	Expires int    `json:"expires_in"`
	Refresh string `json:"refresh_token"`
	Error   string `json:"error"`
	Text    string `json:"error_description"`
}

func (c *caller) grant(fields ...string) (int, grant) {
	c.t.Helper()
	form := url.Values{"client_id": {c.srv.Account().ClientID}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	status, text := c.raw(http.MethodPost, "/v1/oauth", http.Header{
		"Origin": {c.srv.Account().Origin}, "Content-Type": {"application/x-www-form-urlencoded"},
	}, form.Encode())
	var g grant
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		c.t.Fatalf("oauth: %v in %s", err, text)
	}
	return status, g
}

func (c *caller) signIn() grant {
	c.t.Helper()
	status, g := c.grant("grant_type", "password", "username", c.srv.Account().Username, "password", c.srv.Account().Password)
	if status != http.StatusOK || g.Access == "" || g.Type != "bearer" {
		c.t.Fatalf("sign-in: status %d, %+v", status, g)
	}
	c.token = g.Access
	return g
}

// rawSignIn gives the response to a sign-in as it comes.
func (c *caller) rawSignIn() (int, string) {
	c.t.Helper()
	form := url.Values{"client_id": {c.srv.Account().ClientID}, "grant_type": {"password"}, "username": {c.srv.Account().Username}, "password": {c.srv.Account().Password}}
	header := http.Header{"Origin": {c.srv.Account().Origin}, "Content-Type": {"application/x-www-form-urlencoded"}}
	return c.raw(http.MethodPost, "/v1/oauth", header, form.Encode())
}

// signInLeniently is signIn for servers that may write numbers as text.
func (c *caller) signInLeniently() {
	c.t.Helper()
	_, text := c.rawSignIn()
	var g struct {
		Access string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		c.t.Fatal(err)
	}
	c.token = g.Access
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
