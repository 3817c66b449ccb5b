package zomrotest_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// address finds where a page sends whoever waits.
func address(t *testing.T, page string) string {
	t.Helper()
	found := regexp.MustCompile(`url=([^"]*long[^"]*billmgr)`).FindStringSubmatch(page)
	if found == nil || !strings.Contains(page, "Request in process") {
		t.Fatalf("page %s", page)
	}
	return found[1]
}

func TestLongTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithLongTasks(time.Minute, "sshkeys.edit"))
		u := signIn(t, srv)
		ask := func(path string) string {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL()+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			return do(t, srv, req)
		}
		edit := func(key string) string {
			return address(t, send(t, srv, http.MethodPost, "func", "sshkeys.edit", "auth", u.auth, "comment", "x", "publicKey", key, "sok", "ok"))
		}
		good, bad := edit(publicKey), edit("none")
		u.fails("value sok", "sshkeys.edit", "sok", "yes") // fails before it begins
		time.Sleep(time.Minute - 1)
		if again := address(t, ask(good)); again != good {
			t.Errorf("it moves to %s", again)
		}
		time.Sleep(time.Nanosecond)
		for range 2 { // the response stays
			if doc := document(t, ask(good)); doc["error"] != nil || at(doc, "$func") != "sshkeys.edit" {
				t.Errorf("response %v", doc)
			}
		}
		if why := failed(document(t, ask(bad))); !strings.HasPrefix(why, "fleio") {
			t.Errorf("response %q", why)
		}
		if n := len(srv.SSHKeys()); n != 1 {
			t.Errorf("%d keys", n)
		}
	})
}

// Below another path of its host, the server sends there.
func TestLongTasksBelowAPath(t *testing.T) {
	srv := zomrotest.New(zomrotest.WithLongTasks(time.Nanosecond, "whoami"))
	host := httptest.NewServer(http.StripPrefix("/zomro", srv))
	defer host.Close()
	defer srv.Close()
	resp, err := host.Client().PostForm(host.URL+"/zomro/billmgr", map[string][]string{"func": {"whoami"}, "out": {"json"}, "auth": {srv.NewSession()}})
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	if err := resp.Write(&page); err != nil {
		t.Fatal(err)
	}
	path := address(t, page.String())
	if !strings.HasPrefix(path, "/zomro/long/") {
		t.Errorf("it sends to %s", path)
	}
	for _, path := range []string{path, "/zomro/long/none/billmgr", "/zomro/other"} {
		resp, err := host.Client().Get(host.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if want := map[bool]int{true: 200, false: 404}[strings.Contains(path, "/long/") && !strings.Contains(path, "none")]; resp.StatusCode != want {
			t.Errorf("%s: status %d", path, resp.StatusCode)
		}
	}
}
