package zomrotest_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestFaults(t *testing.T) {
	srv := zomrotest.NewServer(t)
	auth := srv.NewSession()
	srv.Inject(zomrotest.FaultLongTask("whoami").Once(), zomrotest.FaultError("whoami", "exists", "name", "Again").Once())
	if page := send(t, srv, http.MethodPost, "func", "whoami", "auth", auth); !strings.Contains(page, "/long/") {
		t.Errorf("long task: %s", page)
	}
	if why := failed(post(t, srv, "func", "whoami", "auth", auth)); why != "exists name" {
		t.Errorf("error: %s", why)
	}
	if why := failed(post(t, srv, "func", "whoami", "auth", auth)); why != "" {
		t.Errorf("after the faults: %s", why)
	}
}

// The proxy's pages for blocked addresses are not the service's: they have a
// status of their own.
func TestBlockedAddresses(t *testing.T) {
	srv := zomrotest.New()
	for status, fault := range map[int]zomrotest.Fault{
		http.StatusForbidden: zomrotest.FaultBlocked("whoami", true), 460: zomrotest.FaultBlocked("", false), http.StatusBadGateway: zomrotest.FaultHTML("", 502),
	} {
		srv.Inject(fault.Once())
		resp, err := srv.Client().PostForm(srv.URL(), map[string][]string{"func": {"whoami"}, "out": {"json"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
		if resp.StatusCode != status || resp.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("status %d and %s, want %d", resp.StatusCode, resp.Header.Get("Content-Type"), status)
		}
	}
}

// However the response is lost, the work was done, and is counted.
func TestLostResponsesOfOrdersCount(t *testing.T) {
	faults := []zomrotest.Fault{
		zomrotest.FaultReset("orderInstance").AfterWork(), zomrotest.FaultTruncate("orderInstance", 5), zomrotest.FaultHTML("orderInstance", 502).AfterWork(),
		zomrotest.FaultDelay("orderInstance", time.Millisecond), zomrotest.FaultStatus("orderInstance", 500, "").AfterWork(),
	}
	for i, fault := range faults {
		srv := zomrotest.New()
		srv.Inject(fault)
		form := order("func", orderFunc, "auth", srv.NewSession(), "out", "json")
		for range 2 { // an order is never repeated by itself: two are two
			fields := make(map[string][]string)
			for i := 0; i < len(form); i += 2 {
				fields[form[i]] = []string{form[i+1]}
			}
			if resp, err := srv.Client().PostForm(srv.URL(), fields); err == nil {
				_ = resp.Body.Close()
			}
		}
		if n := len(srv.Orders()); n != 2 {
			t.Errorf("fault %d: %d orders", i, n)
		}
	}
	for _, fault := range []zomrotest.Fault{
		zomrotest.FaultReset(""), zomrotest.FaultTooMany("", time.Minute), zomrotest.FaultRedirect("", "/elsewhere"), zomrotest.FaultLongTask(""),
	} {
		srv := zomrotest.New()
		srv.Inject(fault.Once())
		client := srv.Client()
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		if resp, err := client.PostForm(srv.URL(), map[string][]string{"func": {"sshkeys.edit"}, "auth": {srv.NewSession()}, "out": {"json"}, "comment": {"x"}, "publicKey": {publicKey}, "sok": {"ok"}}); err == nil {
			_ = resp.Body.Close()
		}
		if n := len(srv.SSHKeys()); n != 0 {
			t.Errorf("%+v: the work was done", fault)
		}
	}
}

// The log shows the fields of a request, however they were sent.
func TestTheLogShowsForms(t *testing.T) {
	srv := zomrotest.New(zomrotest.WithAccount(zomrotest.Account{Username: "ops", Password: "a:b"}))
	if why := failed(post(t, srv, "func", "whoami", "authinfo", "ops:a:b")); why != "" {
		t.Fatal(why)
	}
	send(t, srv, http.MethodGet, "func", "whoami", "authinfo", "ops:a:b")
	want := map[string][]string{"func": {"whoami"}, "authinfo": {"ops:a:b"}, "out": {"json"}, "lang": {"en"}}
	for _, r := range srv.Requests() {
		if diff := cmp.Diff(want, zomrotest.Form(r)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithDailyLimit(1000), zomrotest.WithSavingTime(0), zomrotest.WithQuirks(1))
	auth := srv.NewSession()
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			for range 5 {
				send(t, srv, http.MethodPost, "func", "instances.fleio_bckps.edit", "auth", auth, "plid", instance(), "name", "x", "sok", "ok")
				send(t, srv, http.MethodPost, "func", "image", "auth", auth)
				srv.Backups(zomrotest.InstanceID)
			}
		})
	}
	all.Wait()
	ids := make(map[int64]bool)
	for _, b := range srv.Backups(zomrotest.InstanceID) {
		ids[b.ID] = true
	}
	if len(ids) != 50 {
		t.Errorf("%d backups", len(ids))
	}
}

func TestExpiredSessionsAsAccess(t *testing.T) {
	u := signIn(t, zomrotest.New(zomrotest.WithExpiredAsAccess()))
	u.srv.ExpireTokens()
	doc := u.fails("access instances", "instances")
	if !strings.Contains(at(doc, "error", "msg", "$"), "Insufficient privileges to perform") {
		t.Errorf("error %v", doc["error"])
	}
}
