package zomrotest_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestSessionEndsAnHourAfterItsLastRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		auth := login(t, srv)
		for range 3 {
			time.Sleep(59 * time.Minute)
			if why := failed(post(t, srv, "func", "keepalive", "auth", auth)); why != "" {
				t.Fatalf("ended early: %s", why)
			}
		}
		time.Sleep(time.Hour)
		if why := failed(post(t, srv, "func", "whoami", "auth", auth)); why != "auth" {
			t.Errorf("after an hour: %q", why)
		}
		if why := failed(post(t, srv, "func", "keepalive", "auth", auth)); why != "access keepalive" {
			t.Errorf("keepalive after an hour: %q", why)
		}
	})
}

func TestCredentials(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithLoginBlock(2, 20*time.Second))
		tests := []struct {
			name   string
			fields []string
			want   string
		}{
			{"none", []string{"func", "whoami"}, "auth"},
			{"made up", []string{"func", "whoami", "auth", "0123456789abcdef01234567"}, "auth"},
			{"authinfo", []string{"func", "whoami", "authinfo", zomrotest.Username + ":" + zomrotest.Password}, ""},
			{"login by authinfo", []string{"func", "auth", "authinfo", zomrotest.Username + ":" + zomrotest.Password}, ""},
			{"wrong", []string{"func", "whoami", "authinfo", zomrotest.Username + ":x"}, "auth badpassword"},
			{"wrong again", []string{"func", "auth", "username", "nobody", "password", zomrotest.Password}, "auth badpassword"},
			{"blocked", []string{"func", "auth", "username", zomrotest.Username, "password", zomrotest.Password}, "auth blocklogon"},
		}
		for _, test := range tests {
			if got := failed(post(t, srv, test.fields...)); got != test.want {
				t.Errorf("%s: %q, want %q", test.name, got, test.want)
			}
		}
		time.Sleep(20 * time.Second)
		login(t, srv)
	})
}

func TestFunctionsThatActWantTheRightSok(t *testing.T) {
	srv := zomrotest.NewServer(t)
	id := strconv.FormatInt(srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "kept"}), 10)
	auth := login(t, srv)
	calls := map[string][]string{
		"create": {"func", "instances.fleio_bckps.edit", "auth", auth, "plid", instance(), "name", "x"},
		"delete": {"func", "image.delete", "auth", auth, "plid", instance(), "elid", id, "elname", id},
	}
	for name, fields := range calls {
		doc := post(t, srv, fields...)
		if failed(doc) != "" || at(doc, "metadata", "$type") != "form" || at(doc, "plid", "$") != instance() {
			t.Errorf("%s without sok: %v, want the form", name, doc)
		}
		for _, sok := range []string{"OK", "yes", "1"} {
			if why := failed(post(t, srv, append(fields, "sok", sok)...)); why != "value sok" {
				t.Errorf("%s with sok=%s: %q", name, sok, why)
			}
		}
	}
	if left := srv.Backups(zomrotest.InstanceID); len(left) != 1 || left[0].Name != "kept" {
		t.Errorf("something changed: %+v", left)
	}
	for name, fields := range calls {
		if why := failed(post(t, srv, append(fields, "sok", "ok")...)); why != "" {
			t.Errorf("%s with sok=ok: %q", name, why)
		}
	}
	if left := srv.Backups(zomrotest.InstanceID); len(left) != 1 || left[0].Name != "x" {
		t.Errorf("nothing changed: %+v", left)
	}
}

func TestErrors(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithDailyLimit(1))
	srv.AddInstance(zomrotest.Instance{ID: 8000001, Status: "image_uploading"})
	guarded := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.OtherInstanceID, Protected: true})
	saving := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.OtherInstanceID, Status: "Saving", Type: "auto"})
	srv.Forbid("instances")
	auth := login(t, srv)
	create := func(instance, name string) []string {
		return []string{"func", "instances.fleio_bckps.edit", "sok", "ok", "plid", instance, "name", name}
	}
	remove := func(id int64) []string {
		return []string{"func", "image.delete", "sok", "ok", "elid", strconv.FormatInt(id, 10), "plid", instance()}
	}
	tests := []struct {
		name   string
		fields []string
		want   string
	}{
		{"unknown function", []string{"func", "image.burn"}, "missed func"},
		{"forbidden function", []string{"func", "instances"}, "access instances"},
		{"list of an unknown instance", []string{"func", "instances.fleio_bckps", "elid", "5"}, "missed instances"},
		{"list of nothing", []string{"func", "instances.fleio_bckps"}, "missed instances"},
		{"an id that is a word", []string{"func", "instances.fleio_bckps", "elid", "mine"}, "value elid"},
		{"unknown image", []string{"func", "image.edit", "elid", "5"}, "missed image"},
		{"unknown image to delete", remove(5), "missed image"},
		{"protected", remove(guarded), "protected image"},
		{"still saving", remove(saving), "fleio_status image"},
		{"unknown instance to back up", create("5", "x"), "missed instances"},
		{"busy instance", create("8000001", "x"), "instance_status instances"},
		{"no name", create(instance(), " "), "value name"},
		{"long name", create(instance(), strings.Repeat("n", 101)), "value name"},
		{"first of the day", create(instance(), "x"), ""},
		{"second of the day", create(instance(), "x"), "limit fleio_bckps"},
	}
	for _, test := range tests {
		doc := post(t, srv, append(test.fields, "auth", auth)...)
		if got := failed(doc); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		if test.want != "" && at(doc, "error", "msg", "$") == "" {
			t.Errorf("%s: no text", test.name)
		}
	}
}

func TestBackupsBecomeActive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithSavingTime(time.Minute), zomrotest.WithRunningOperation())
		auth := login(t, srv)
		if why := failed(post(t, srv, "func", "instances.fleio_bckps.edit", "auth", auth, "plid", instance(), "name", "x", "sok", "ok")); why != "runningoperation" {
			t.Errorf("create: %q", why)
		}
		row := func() any {
			doc := post(t, srv, "func", "instances.fleio_bckps", "auth", auth, "elid", instance())
			rows, _ := doc["elem"].([]any)
			if len(rows) != 1 || at(doc, "manual_created_today", "$") != "1" || at(doc, "cost", "stat_cost", "$") == "" {
				t.Fatalf("list %v", doc)
			}
			return rows[0]
		}
		if r := row(); at(r, "fleio_status", "$") != "Saving" || at(r, "image_size", "$") != "" {
			t.Errorf("at once: %v", r)
		}
		time.Sleep(time.Minute)
		if r := row(); at(r, "fleio_status", "$") != "Active" || at(r, "image_size", "$") == "" {
			t.Errorf("a minute later: %v", r)
		}
	})
}

func TestPagesAndTheirMemory(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithPageSize(2))
	for _, name := range []string{"a", "b", "c"} {
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: name})
	}
	auth := login(t, srv)
	names := func(fields ...string) string {
		doc := post(t, srv, append(fields, "func", "instances.fleio_bckps", "auth", auth, "elid", instance())...)
		rows, _ := doc["elem"].([]any)
		out := at(doc, "p_num", "$") + "/" + at(doc, "p_cnt", "$") + "/" + at(doc, "p_elems", "$") + ":"
		for _, row := range rows {
			out += at(row, "name", "$")
		}
		return out
	}
	for _, step := range []struct {
		fields []string
		want   string
	}{
		{nil, "1/2/3:ab"},
		{[]string{"p_num", "2"}, "2/2/3:c"},
		{[]string{"p_num", "3"}, "3/2/3:"},
		{[]string{"p_cnt", "3", "p_col", "-name"}, "1/3/3:cba"},
		{nil, "1/3/3:cba"}, // size and column are remembered
	} {
		if got := names(step.fields...); got != step.want {
			t.Errorf("%v: %s, want %s", step.fields, got, step.want)
		}
	}
}

func TestWaysToAsk(t *testing.T) {
	srv := zomrotest.NewServer(t)
	auth := login(t, srv)
	if doc := document(t, send(t, srv, http.MethodGet, "func", "whoami", "auth", auth)); at(doc, "user", "$email") != zomrotest.Username {
		t.Errorf("GET: %v", doc)
	}
	if page := send(t, srv, http.MethodPost, "func", "whoami", "auth", auth, "out", ""); !strings.HasPrefix(page, "<!DOCTYPE html>") {
		t.Errorf("without out: %s", page)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range map[string]string{"func": "whoami", "auth": auth, "out": "json"} {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL()+"/billmgr", &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	if doc := document(t, do(t, srv, req)); at(doc, "user", "$email") != zomrotest.Username {
		t.Errorf("multipart: %v", doc)
	}
	if n := srv.Count("whoami"); n != 2 {
		t.Errorf("%d requests named whoami, want the two POSTs", n)
	}
}
