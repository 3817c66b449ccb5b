package guard_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
)

// wire is the network: it keeps what arrives.
type wire struct{ got []string }

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = string(data)
	}
	w.got = append(w.got, r.Method+" "+r.URL.Path+" "+body)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

func newGuard() (*guard.Guard, *wire) {
	w := &wire{}
	g := &guard.Guard{Next: w}
	g.Know("cloutility", "http://lab/portal/")
	g.Know("cbr", "https://cbr.example")
	g.Know("iam", "https://iam.example")
	g.Know("zomro", "https://vps.example/billmgr")
	return g, w
}

func request(t *testing.T, ctx context.Context, line string) *http.Request {
	t.Helper()
	method, rest, _ := strings.Cut(line, " ")
	address, body, _ := strings.Cut(rest, " ")
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(body, "func=") {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// A rehearsal stops whatever is not known to read only, and everything else passes
// with its body.
func TestRehearsal(t *testing.T) {
	for line, stopped := range map[string]string{
		"GET http://lab/portal/v1/bunits/17":                                             "",
		"HEAD http://lab/portal/v1/bunits/17":                                            "",
		"POST http://lab/portal/v1/oauth grant":                                          "", // signs in
		"GET http://lab/portal/v1/bunits/17/consumers/4/node/activate":                   "GET /v1/bunits/17/consumers/4/node/activate",
		"GET http://lab/portal/v1/Bunits/17":                                             "GET /portal/v1/Bunits/17",
		"GET http://lab/v1/bunits/17":                                                    "GET /v1/bunits/17",
		"DELETE http://lab/portal/v1/bunits/17":                                          "DELETE /v1/bunits/17",
		"GET https://cbr.example/v3/p/vaults":                                            "",
		"GET https://cbr.example/v3/p/vaults/../policies":                                "GET /v3/p/vaults/../policies",
		"POST https://cbr.example/v3/auth/tokens {}":                                     "POST /v3/auth/tokens",
		"POST https://iam.example/v3/auth/tokens {}":                                     "",
		"POST https://cbr.example/v3/p/orders/change {}":                                 "POST /v3/p/orders/change",
		"POST https://vps.example/billmgr func=instances.edit&elid=7":                    "",
		"POST https://vps.example/billmgr/ func=instances.edit&elid=7":                   "",
		"POST https://vps.example/billmgr func=instances.edit&elid=7&sok=ok":             "instances.edit",
		"POST https://vps.example/billmgr func=instances.edit&elid=7&sok=1":              "instances.edit",
		"POST https://vps.example/billmgr?sok=ok func=instances.edit&elid=7":             "instances.edit",
		"POST https://vps.example/billmgr func=service.stop&elid=7":                      "service.stop",
		"POST https://vps.example/billmgr func=sshkeys.delete&elid=7":                    "sshkeys.delete",
		"POST https://vps.example/billmgr func=nothing.known&elid=7":                     "nothing.known",
		"POST https://vps.example/billmgr func=auth&username=u&password=p":               "",
		"GET https://vps.example/longtask/17":                                            "", // the look at a long task
		"GET https://vps.example/billmgr?func=sshkeys.delete&elid=7&sok=ok&out=JSONdata": "sshkeys.delete",
	} {
		g, w := newGuard()
		g.Allow(func(*guard.Call) error { return nil })
		ctx, r := guard.Rehearse(t.Context())
		sent := request(t, ctx, line)
		response, err := g.RoundTrip(sent)
		if err == nil {
			_ = response.Body.Close()
		}
		name := ""
		if c := r.Stopped(); c != nil {
			name = c.Name()
		}
		if name != stopped || (err != nil) != (stopped != "") || (ctx.Err() != nil) != (stopped != "") || (len(w.got) == 0) != (stopped != "") {
			t.Errorf("%s: stopped %q, %v, %v; sent %q", line, name, err, ctx.Err(), w.got)
		}
		if _, body, _ := strings.Cut(strings.TrimPrefix(line, sent.Method+" "), " "); len(w.got) > 0 && !strings.HasSuffix(w.got[0], " "+body) {
			t.Errorf("%s: arrives as %q", line, w.got[0])
		}
		r.End()
	}
}

// Without a rehearsal the agreement counts, and without an agreement only reading.
func TestAllow(t *testing.T) {
	g, w := newGuard()
	send := func(line string) error {
		response, err := g.RoundTrip(request(t, t.Context(), line))
		if err == nil {
			_ = response.Body.Close()
		}
		return err
	}
	if err := send("DELETE https://cbr.example/v3/p/vaults/v"); err == nil {
		t.Error("nobody has agreed, and it is sent")
	}
	if err := send("GET https://cbr.example/v3/p/vaults/v"); err != nil {
		t.Error(err)
	}
	no := errors.New("no")
	var told []string
	g.Observe(func(c *guard.Call) { told = append(told, c.Operation.ID) })
	g.Allow(func(c *guard.Call) error {
		if c.Spends() {
			return no
		}
		return nil
	})
	if err := send("DELETE https://cbr.example/v3/p/vaults/v"); err != nil {
		t.Error(err)
	}
	if err := send(`PUT https://cbr.example/v3/p/vaults/v {"vault":{"billing":{"size":9}}}`); !errors.Is(err, no) {
		t.Error(err)
	}
	if len(w.got) != 2 || len(told) != 1 || told[0] != "deleteVault" {
		t.Errorf("sent %q, told %q", w.got, told)
	}
}

// What a request is about can be looked at: at the nearest thing above, or where the
// specification says.
func TestTarget(t *testing.T) {
	g, _ := newGuard()
	for line, want := range map[string]string{
		"DELETE https://cbr.example/v3/p/vaults/v1":                                             "/v3/p/vaults/v1",
		"POST https://cbr.example/v3/p/vaults/v1/addresources {}":                               "/v3/p/vaults/v1",
		"POST https://cbr.example/v3/p/vaults {}":                                               "",
		"DELETE https://cbr.example/v3/p/vault/v1/tags/env":                                     "/v3/p/vault/v1/tags",
		`POST https://cbr.example/v3/p/checkpoints {"checkpoint":{"vault_id":"v/1"}}`:           "/v3/{project_id}/vaults/v%2F1",
		"DELETE http://lab/portal/v1/bunits/17/consumers/4/node":                                "/v1/bunits/17/consumers/4/node",
		"PUT http://lab/portal/v1/bunits/17/nodenamingrule {}":                                  "/v1/bunits/17",
		"DELETE http://lab/portal/v1/bunits/17/consumers/4/node/activitylogfilters/3":           "/v1/bunits/17/consumers/4/node/activitylogfilters/3",
		"POST https://vps.example/billmgr func=image.delete&elid=9&plid=7":                      "image.edit elid=9",
		"POST https://vps.example/billmgr func=instances.fleio_bckps.edit&plid=7&name=x&sok=ok": "instances.edit elid=7",
		"POST https://vps.example/billmgr func=sshkeys.delete&elid=9":                           "",
		"POST https://vps.example/billmgr func=image.delete":                                    "",
		"POST https://vps.example/billmgr func=nothing.known&elid=9":                            "",
	} {
		ctx, r := guard.Rehearse(t.Context())
		if response, err := g.RoundTrip(request(t, ctx, line)); err == nil {
			_ = response.Body.Close()
			t.Errorf("%s is sent", line)
		}
		path, form, ok := g.Target(r.Stopped())
		got := strings.TrimSpace(path + " " + form.Encode())
		if got != want || ok != (want != "") {
			t.Errorf("%s: %q, %t; want %q", line, got, ok, want)
		}
		r.End()
	}
}
