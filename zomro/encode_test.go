package zomro_test

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// What is sent for a backup, in both encodings, with characters that need them.
func TestRequestsOfABackup(t *testing.T) {
	for _, multipart := range []bool{false, true} {
		t.Run("multipart="+strconv.FormatBool(multipart), func(t *testing.T) {
			srv := zomrotest.NewServer(t)
			old := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "old"})
			session := srv.NewSession()
			client := clientWith(t, srv, zomro.Config{
				Credentials: zomro.Session{ID: backup.NewSecret(session)}, Multipart: multipart,
			})
			if _, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, "MyBackup & more=1+1"); err != nil {
				t.Fatal(err)
			}
			if err := client.Backups.Delete(t.Context(), zomrotest.InstanceID, old); err != nil {
				t.Fatal(err)
			}
			instance, id := strconv.FormatInt(zomrotest.InstanceID, 10), strconv.FormatInt(old, 10)
			want := map[string]url.Values{
				"createBackup": {
					"func": {"instances.fleio_bckps.edit"}, "auth": {session}, "out": {"json"}, "lang": {"en"},
					"sok": {"ok"}, "plid": {instance}, "name": {"MyBackup & more=1+1"},
				},
				"listBackups": {
					"func": {"instances.fleio_bckps"}, "auth": {session}, "out": {"json"}, "lang": {"en"},
					"elid": {instance}, "p_num": {"1"},
				},
				"deleteImage": {
					"func": {"image.delete"}, "auth": {session}, "out": {"json"}, "lang": {"en"},
					"sok": {"ok"}, "plid": {instance}, "elname": {id}, "elid": {id},
				},
				"showImage": {
					"func": {"image.edit"}, "auth": {session}, "out": {"json"}, "lang": {"en"}, "elid": {id},
				},
			}
			for operation, fields := range want {
				if diff := cmp.Diff(fields, forms(srv, operation)[0]); diff != "" {
					t.Errorf("%s, -want +got:\n%s", operation, diff)
				}
			}
			for _, r := range srv.Requests() {
				kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
				if r.Method != "POST" || r.RawQuery != "" || r.Path != "/" || (kind == "multipart/form-data") != multipart {
					t.Errorf("%s %s?%s of type %s", r.Method, r.Path, r.RawQuery, kind)
				}
			}
		})
	}
}

func TestBaseURLs(t *testing.T) {
	srv := zomrotest.NewServer(t)
	for suffix, path := range map[string]string{"": "/", "/": "/", "/billmgr": "/billmgr", "/billmgr/": "/billmgr/"} {
		srv.ResetLog()
		client := newClient(t, srv, backup.WithBaseURL(srv.URL()+suffix))
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Errorf("%q: %v", suffix, err)
			continue
		}
		for _, r := range srv.Requests() {
			if r.Path != path {
				t.Errorf("%q: asked %s, want %s", suffix, r.Path, path)
			}
		}
	}
}

func TestCall(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithPageSize(1))
	client := clientWith(t, srv, zomro.Config{Credentials: account(), Lang: "lv", Out: "xjson"})
	var out struct {
		Total int64 `json:"p_elems"`
		Elem  []struct {
			ID   int64  `json:"id"`
			Name string `json:"servername"`
		} `json:"elem"`
	}
	params := url.Values{"p_num": {"2"}, "lang": {"ru"}}
	if err := client.Call(t.Context(), "instances", params, &out); err != nil {
		t.Fatal(err)
	}
	if out.Total != 2 || len(out.Elem) != 1 || out.Elem[0].ID != zomrotest.OtherInstanceID || out.Elem[0].Name != "harbor-web" {
		t.Errorf("got %+v", out)
	}
	if form := forms(srv, "listInstances")[0]; form.Get("lang") != "ru" || form.Get("out") != "xjson" {
		t.Errorf("form %v", form)
	}
	if form := forms(srv, "auth")[0]; form.Get("lang") != "lv" {
		t.Errorf("form %v", form)
	}
	if diff := cmp.Diff(url.Values{"p_num": {"2"}, "lang": {"ru"}}, params); diff != "" {
		t.Errorf("the caller's fields changed: %s", diff)
	}

	var raw json.RawMessage
	if err := client.Call(t.Context(), "whoami", nil, &raw); err != nil || !strings.Contains(string(raw), `"$realname"`) {
		t.Errorf("raw %s, %v", raw, err)
	}
	var node zomro.Node
	if err := client.Call(t.Context(), "whoami", nil, &node); err != nil || node.Child("user").Attr("realname") == "" {
		t.Errorf("node %+v, %v", node, err)
	}
	srv.ExpireSessions()
	if err := client.Call(t.Context(), "keepalive", nil, nil); err != nil {
		t.Errorf("with an ended session: %v", err)
	}
	if err := client.Call(t.Context(), "no.such.thing", nil, nil); err == nil || !strings.Contains(err.Error(), "no.such.thing") {
		t.Errorf("unknown function: %v", err)
	}

	srv.ResetLog()
	for _, function := range []string{"", "a b", "a&b", "../x", "a#b", "a\nb", "ä"} {
		if err := client.Call(t.Context(), function, nil, nil); err == nil {
			t.Errorf("%q was called", function)
		}
	}
	for _, field := range []string{"func", "out", "auth", "authinfo"} {
		if err := client.Call(t.Context(), "whoami", url.Values{field: {"x"}}, nil); err == nil {
			t.Errorf("field %q was accepted", field)
		}
	}
	if n := srv.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
