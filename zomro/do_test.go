package zomro_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestDo(t *testing.T) {
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
	if err := client.Do(t.Context(), backup.Request{Path: "instances", Form: params}, &out); err != nil {
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
	if err := client.Do(t.Context(), backup.Request{Path: "whoami"}, &raw); err != nil || !strings.Contains(string(raw), `"$realname"`) {
		t.Errorf("raw %s, %v", raw, err)
	}
	var node zomro.Node
	if err := client.Do(t.Context(), backup.Request{Path: "whoami"}, &node); err != nil || node.Child("user").Attr("realname") == "" {
		t.Errorf("node %+v, %v", node, err)
	}
	srv.ExpireTokens()
	if err := client.Do(t.Context(), backup.Request{Path: "keepalive"}, nil); err != nil {
		t.Errorf("with an ended session: %v", err)
	}
	if err := client.Do(t.Context(), backup.Request{Path: "no.such.thing"}, nil); err == nil || !strings.Contains(err.Error(), "no.such.thing") {
		t.Errorf("unknown function: %v", err)
	}

	srv.ResetLog()
	for _, function := range []string{"", "a b", "a&b", "../x", "a#b", "a\nb", "ä"} {
		if err := client.Do(t.Context(), backup.Request{Path: function}, nil); err == nil {
			t.Errorf("%q was called", function)
		}
	}
	for _, field := range []string{"func", "out", "auth", "authinfo"} {
		if err := client.Do(t.Context(), backup.Request{Path: "whoami", Form: url.Values{field: {"x"}}}, nil); err == nil {
			t.Errorf("field %q was accepted", field)
		}
	}
	if n := srv.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// The caller's own types get plain values, whatever dress they come in.
func TestDoUnwrapsValues(t *testing.T) {
	const doc = `{"doc":{"$lang":"en","$func":"vds","elem":[
		{"id":{"$":"6201"},"domain":"srv-one","on":{"$orig":"on","$":"Yes"},"price":{"$":"7.35 EUR / Month"},"made":[{"$":"2026-10-04"},{"$":"2026-10-04"}],"tags":{"tag":{"$":"a"}}},
		{"id":{"$":"6202"},"domain":{},"on":{"$":"off"},"note":null,"tags":{"tag":[{"$":"a"},{"$":"b"}]}}],
		"user":{"$id":"17","$realname":"Mara"},"messages":{"msg":{"hint":"Click"}},"p_elems":{"$":"2"}}}`
	type row struct {
		ID     int64     `json:"id"`
		Domain string    `json:"domain"`
		On     bool      `json:"on"`
		Price  float64   `json:"price"`
		Made   time.Time `json:"made"`
		Tags   struct {
			Tag []string `json:"tag"`
		} `json:"tags"`
	}
	var typed struct {
		Lang string `json:"$lang"`
		Rows []row  `json:"elem"`
		User struct {
			ID   int    `json:"$id"`
			Name string `json:"$realname"`
		} `json:"user"`
		Messages struct {
			Msg map[string]string `json:"msg"`
		} `json:"messages"`
		Total *int `json:"p_elems"`
		None  *int `json:"p_cnt"`
	}
	client := responding(t, jsonResponse(doc))
	if err := client.Do(t.Context(), backup.Request{Path: "vds"}, &typed); err != nil {
		t.Fatal(err)
	}
	one, two := row{ID: 6201, Domain: "srv-one", On: true, Price: 7.35, Made: time.Date(2026, 10, 4, 0, 0, 0, 0, time.UTC)}, row{ID: 6202}
	one.Tags.Tag, two.Tags.Tag = []string{"a"}, []string{"a", "b"}
	if diff := cmp.Diff([]row{one, two}, typed.Rows); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if typed.Lang != "en" || typed.User.ID != 17 || typed.User.Name != "Mara" || typed.Messages.Msg["hint"] != "Click" || *typed.Total != 2 || typed.None != nil {
		t.Errorf("%+v", typed)
	}

	var tree any
	if err := client.Do(t.Context(), backup.Request{Path: "vds"}, &tree); err != nil {
		t.Fatal(err)
	}
	root, _ := tree.(map[string]any)
	rows, _ := root["elem"].([]any)
	if len(rows) != 2 || cmp.Diff(map[string]any{"$id": "17", "$realname": "Mara"}, root["user"]) != "" {
		t.Errorf("%+v", tree)
	}
	var node zomro.Node
	if err := client.Do(t.Context(), backup.Request{Path: "vds"}, &node); err != nil || node.Find("elem", "domain").String() != "srv-one" {
		t.Errorf("%+v, %v", node, err)
	}
}

// What cannot hold an response is rejected before the call does its work.
func TestDoNeedsATargetThatCanWork(t *testing.T) {
	srv := zomrotest.New()
	client := newClient(t, srv)
	var nothing *struct{}
	for _, out := range []any{7, struct{}{}, nothing, map[string]any{}, new(func()), new(chan int), &struct {
		Wait time.Duration `json:"wait"`
	}{}} {
		err := client.Do(t.Context(), backup.Request{Path: "instances.delete", Form: url.Values{"elid": {"7310442"}, "sok": {"ok"}}}, out)
		var arg *backup.ArgumentError
		if !errors.As(err, &arg) || arg.Field != "out" {
			t.Errorf("%T: error %v", out, err)
		}
	}
	if n := srv.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// Functions called by name have the session, the errors and the care of all
// others.
func TestDoIsLikeAllOtherCalls(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithExpiredAsAccess())
	client := newClient(t, srv)
	rename := url.Values{"elid": {"7310442"}, "servername": {"by hand"}, "sok": {"ok"}}
	if err := client.Do(t.Context(), backup.Request{Path: "instances.edit", Form: rename}, nil); err != nil {
		t.Fatal(err)
	}
	srv.ExpireTokens()
	if err := client.Do(t.Context(), backup.Request{Path: "instances.edit", Form: rename}, nil); err != nil || srv.Count("auth") != 2 {
		t.Errorf("error %v after %d sign-ins", err, srv.Count("auth"))
	}
	if i, _ := srv.Instance(zomrotest.InstanceID); i.ServerName != "by hand" {
		t.Errorf("%+v", i)
	}
	if err := client.Do(t.Context(), backup.Request{Path: "instances.edit", Form: url.Values{"elid": {"999"}}}, nil); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("error %v", err)
	}
	srv.ResetLog()
	srv.Inject(zomrotest.FaultReset("updateInstance").AfterWork())
	err := client.Do(t.Context(), backup.Request{Path: "instances.edit", Form: rename}, nil)
	var e *backup.Error
	if !errors.As(err, &e) || e.Operation != "instances.edit" || srv.Count("updateInstance") != 1 {
		t.Errorf("error %v after %d requests", err, srv.Count("updateInstance"))
	}
}

// What is no call of a function is an error that names the field.
func TestDoRejectsWhatIsNoCall(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	for field, in := range map[string]backup.Request{
		"Request.Method": {Method: "GET", Path: "whoami"},
		"Request.Path":   {Form: url.Values{"elid": {"17"}}},
		"Request.Query":  {Path: "whoami", Query: url.Values{"a": {"b"}}},
		"Request.Body":   {Path: "whoami", Body: struct{}{}},
		"Request.Form":   {Path: "whoami", Form: url.Values{"auth": {"x"}}},
	} {
		err := client.Do(t.Context(), in, nil)
		var arg *backup.ArgumentError
		if !errors.As(err, &arg) || arg.Field != field || arg.Provider != "zomro" {
			t.Errorf("%s: error %v", field, err)
		}
	}
	if n := srv.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	if err := client.Do(t.Context(), backup.Request{Method: "POST", Path: "whoami"}, nil); err != nil {
		t.Error(err)
	}
}

// A call that may be repeated is, when its response was lost.
func TestDoRepeatsWhatIsIdempotent(t *testing.T) {
	for _, idempotent := range []bool{false, true} {
		srv := zomrotest.NewServer(t)
		client := newClient(t, srv)
		srv.Inject(zomrotest.FaultReset("whoami").Once())
		err := client.Do(t.Context(), backup.Request{Path: "whoami", Idempotent: idempotent}, nil)
		if (err == nil) != idempotent {
			t.Errorf("idempotent %t: error %v", idempotent, err)
		}
	}
}

// The typed client of all operations has the same sign-in, follows long tasks,
// and knows whether the work was done.
func TestAPI(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithLongTasks(2*time.Second, "instances"))
		client := newClient(t, srv)
		var list struct {
			Rows []zomro.Instance `json:"elem"`
		}
		if err := client.API().ListInstances(t.Context(), zomroapi.ListForm{}, &list); err != nil || len(list.Rows) != 2 || list.Rows[0].ID == 0 {
			t.Fatalf("%+v, %v", list, err)
		}
		if err := client.API().StopInstance(t.Context(), zomroapi.StopInstanceForm{ElementID: zomrotest.InstanceID}); err != nil {
			t.Error(err)
		}
		err := client.API().StopInstance(t.Context(), zomroapi.StopInstanceForm{ElementID: 1})
		var e *backup.Error
		if !errors.As(err, &e) || !errors.Is(err, backup.ErrNotFound) || e.Operation != "stopInstance" {
			t.Errorf("error %v", err)
		}
		if n := srv.Count("auth"); n != 1 {
			t.Errorf("%d sign-ins", n)
		}
	})
	owed := responding(t, jsonResponse(`{"doc":{"ok":{"$":"https://pay.example/1"}}}`))
	var e *backup.Error
	if err := owed.API().CopyImage(t.Context(), zomroapi.CopyImageForm{ElementID: 17}); !errors.As(err, &e) || e.Code != "payment_required" {
		t.Errorf("error %v", err)
	}
}
