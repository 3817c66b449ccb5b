package cloutility_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// elsewhere are addresses that are not on a server: of another host, port or
// scheme, and such that only look like it.
func elsewhere(srv *cloutilitytest.Server) []string {
	at, err := url.Parse(srv.URL())
	if err != nil {
		return nil
	}
	scheme := "https"
	if at.Scheme == scheme {
		scheme = "http"
	}
	return []string{
		"https://other.example/v1/me", "//other.example/v1/me", at.Scheme + "://" + at.Hostname() + ":1/v1/me", scheme + "://" + at.Host + "/v1/me",
		at.Scheme + "://" + at.Host + ".evil.example/v1/me", at.Scheme + "://evil.example@" + at.Host + "/v1/me",
		at.Scheme + "://" + at.Host + "@evil.example/v1/me", "file:///etc/passwd", "javascript:alert(1)", at.Scheme + ":/v1/me", "http://[::1",
	}
}

func TestDo(t *testing.T) {
	srv := cloutilitytest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	var list struct {
		Total int
		Items []struct{ Name string }
	}
	if err := client.Do(ctx, backup.Request{Path: "/v1/nodeoperatingsystems?offset=1", Query: url.Values{"limit": {"1"}}}, &list); err != nil {
		t.Fatal(err)
	}
	if list.Total != 3 || len(list.Items) != 1 || list.Items[0].Name != "Linux" {
		t.Errorf("list %+v", list)
	}
	var unit cloutility.Consumer
	if err := client.Do(ctx, backup.Request{Method: http.MethodPost, Path: "/v1/bunits/57/consumers", Body: map[string]string{"name": "by hand"}}, &unit); err != nil {
		t.Fatal(err)
	}
	if err := client.Do(ctx, backup.Request{Path: unit.Href}, &unit); err != nil || unit.Name != "by hand" {
		t.Errorf("by href: %+v, %v", unit, err)
	}
	if err := client.Do(ctx, backup.Request{Method: http.MethodDelete, Path: unit.Href}, &unit); err != nil {
		t.Errorf("empty response: %v", err)
	}
	if err := client.Do(ctx, backup.Request{Path: unit.Href}, nil); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("deleted unit: %v", err)
	}
	sent := srv.Count("")
	for _, path := range append(elsewhere(srv), "", "?a=b", "/v1/../secret", "/v1/%2e%2e/x", srv.URL()+"/v1/../x", "\x7f") {
		err := client.Do(ctx, backup.Request{Path: path}, nil)
		var arg *backup.ArgumentError
		if !errors.As(err, &arg) || arg.Field != "Request.Path" {
			t.Errorf("path %q: %v", path, err)
		}
	}
	if err := client.Do(ctx, backup.Request{Path: "/v1/me?%zz", Query: url.Values{"a": {"b"}}}, nil); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("query: %v", err)
	}
	if err := client.Do(ctx, backup.Request{Method: "GE T", Path: "/v1/me"}, nil); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("method: %v", err)
	}
	if err := client.Do(ctx, backup.Request{Method: http.MethodPost, Path: "/v1/me", Body: make(chan int)}, nil); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("input: %v", err)
	}
	if srv.Count("") != sent {
		t.Error("bad calls were sent")
	}
}

// TestDoIsSentOnce: what the call does is not known, so it is sent again only
// where nothing can have happened.
func TestDoIsSentOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		fault cloutilitytest.Fault
		sent  int
		want  error
	}{
		"reset":      {cloutilitytest.Fault{Reset: true}, 1, backup.ErrUnavailable},
		"502":        {cloutilitytest.Fault{Status: http.StatusBadGateway}, 1, backup.ErrUnavailable},
		"refused":    {cloutilitytest.Fault{Unreachable: true}, 2, nil},
		"busy":       {cloutilitytest.Fault{Status: http.StatusServiceUnavailable, RetryAfter: 7 * time.Second}, 2, nil},
		"expired":    {cloutilitytest.Fault{Status: http.StatusUnauthorized}, 2, nil},
		"forbidden":  {cloutilitytest.Fault{Status: http.StatusForbidden, Body: `{"code":"Forbidden","developerMessage":"No."}`}, 1, backup.ErrPermission},
		"HTML":       {cloutilitytest.Fault{Body: "<html>", ContentType: "text/html"}, 1, backup.ErrUnavailable},
		"half of it": {cloutilitytest.Fault{Truncate: 5}, 1, backup.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
				tt.fault.Operation = "getMe"
				srv.Inject(tt.fault.Once())
				var me cloutility.User
				err := client.Do(t.Context(), backup.Request{Path: "/v1/me"}, &me)
				if !errors.Is(err, tt.want) || err == nil && me.ID == 0 {
					t.Errorf("error %v", err)
				}
				var e *backup.Error
				if err != nil && (!errors.As(err, &e) || e.Operation != "do" || e.Provider != "cloutility") {
					t.Errorf("error %#v", err)
				}
				if n := srv.Count("getMe"); n != tt.sent {
					t.Errorf("%d requests, want %d", n, tt.sent)
				}
			})
		})
	}
	srv := inMemory(t)
	client := connect(t, srv)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := client.Do(ctx, backup.Request{Path: "/v1/me"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	var text string
	if err := client.Do(t.Context(), backup.Request{Path: "v1/fullVersion"}, &text); err != nil || strings.Count(text, ".") != 3 {
		t.Errorf("text %q, %v", text, err)
	}
}

// TestDoReadsText: a *string takes JSON strings and plain text.
func TestDoReadsText(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	must(client.Users.Me(t.Context()))(t)
	for body, want := range map[string]string{
		`"1.0.4480.0"`: "1.0.4480.0", "1.0.4480.0": "1.0.4480.0", "5D20E8A4F61B": "5D20E8A4F61B", "true": "true", "null": "",
		"a;b\r\n1;\u00e9\r\n": "a;b\r\n1;\u00e9\r\n", `"half`: `"half`, `{"a": 1}`: `{"a": 1}`,
	} {
		srv.ClearFaults()
		srv.Inject(cloutilitytest.Fault{Operation: "getFullVersion", Body: body, ContentType: "text/plain; charset=utf-8"})
		text := "old"
		if err := client.Do(t.Context(), backup.Request{Path: "/v1/fullVersion"}, &text); err != nil || text != want {
			t.Errorf("%q: %q, %v", body, text, err)
		}
	}
	srv.ClearFaults()
	srv.Inject(cloutilitytest.Fault{Operation: "getFullVersion", Body: "\xff\xfe\x00"})
	text := "old"
	if err := client.Do(t.Context(), backup.Request{Path: "/v1/fullVersion"}, &text); err == nil || text != "old" {
		t.Errorf("bytes: %q, %v", text, err)
	}
	srv.ClearFaults()
	srv.Inject(cloutilitytest.FaultHTML("getFullVersion", http.StatusOK))
	if err := client.Do(t.Context(), backup.Request{Path: "/v1/fullVersion"}, &text); err == nil || text != "old" {
		t.Errorf("a page: %q, %v", text, err)
	}
}
