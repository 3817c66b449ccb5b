package zomro

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	backup "github.com/backup-sdk/backup-go"
)

func TestTaskAddress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, page, want string
	}{
		{"meta refresh", `<meta http-equiv="refresh" content="3; url=/long/7c1e/billmgr">`, "/long/7c1e/billmgr"},
		{"link", `<p>Request in process</p><a href='long/7c1e/billmgr'>`, "/long/7c1e/billmgr"},
		{"script", `<script>location.replace("/manimg/long/7c1e/billmgr");</script>`, "/manimg/long/7c1e/billmgr"},
		{"with a query", `url=/billmgr/long?id=7&amp;x=billmgr"`, "/billmgr/long?id=7&x=billmgr"},
		{"plain text", "Request in process, please wait: /long.7c1e.billmgr", "/long.7c1e.billmgr"},
		{"another host: its path here", `<a href="https://evil.example/long/7c1e/billmgr">`, "/long/7c1e/billmgr"},
		{"no scheme: its path here", `<a href="//evil.example/long/7c1e/billmgr">`, "/long/7c1e/billmgr"},
		{"user in the host", `<a href="https://api.zomro.com@evil.example/long/1/billmgr">`, "/long/1/billmgr"},
		{"way up", `<a href="../../long/../../7/longbillmgr">`, "/7/longbillmgr"},
		{"hidden way up", `<a href="/long/%2e%2e%2fadmin/billmgr">`, ""},
		{"not an address", `<a href="javascript:long/billmgr">`, ""},
		{"other words", `<p>It takes long. The billmgr is busy.</p>`, ""},
		{"the host only", `<a href="https://long.billmgr">`, ""},
		{"nothing", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := taskAddress([]byte(test.page)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

const waitPage = `<!DOCTYPE html><title>Request in process</title><meta http-equiv="refresh" content="3; url=https://elsewhere.example/long/7c1e/billmgr">`

// task makes a client whose first response is a page that asks to wait, and whose
// later ones are those given, the last for ever. It returns what was asked.
func task(t *testing.T, opts []backup.Option, responses ...httpmock.Responder) (*Client, *[]string) {
	t.Helper()
	var asked []string
	transport := httpmock.NewMockTransport()
	next := -1
	transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.Method+" "+r.URL.String())
		if got := r.Header.Get("Cookie") + r.Header.Get("Authorization"); got != "" {
			t.Errorf("credentials are sent along: %q", got)
		}
		if r.Method == http.MethodGet && r.Body != nil && r.Body != http.NoBody {
			t.Error("a form is sent along")
		}
		next++
		if next == 0 {
			return show(http.StatusOK, waitPage)(r)
		}
		return responses[min(next, len(responses))-1](r)
	})
	client, err := New(Config{Credentials: Session{ID: backup.NewSecret("c0ffee1234567890abcdef12")}},
		append([]backup.Option{backup.WithHTTPClient(&http.Client{Transport: transport}), backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1})}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client, &asked
}

func show(status int, body string) httpmock.Responder {
	return func(*http.Request) (*http.Response, error) {
		resp := httpmock.NewStringResponse(status, body)
		resp.Header.Set("Content-Type", "text/html")
		return resp, nil
	}
}

func TestLongTaskIsFollowedOnTheSameHost(t *testing.T) {
	t.Parallel()
	done := show(http.StatusOK, `{"doc":{"user":{"$id":"17","$realname":"Mara"}}}`)
	for base, task1 := range map[string]string{
		"https://api.zomro.com":         "GET https://api.zomro.com/long/7c1e/billmgr",
		"https://api.zomro.com/billmgr": "GET https://api.zomro.com/long/7c1e/billmgr",
		"https://proxy.example:8443/z/": "GET https://proxy.example:8443/long/7c1e/billmgr",
	} {
		synctest.Test(t, func(t *testing.T) {
			client, asked := task(t, []backup.Option{backup.WithBaseURL(base)}, show(http.StatusOK, waitPage), show(http.StatusOK, waitPage), done)
			start := time.Now()
			user, err := client.Account.Whoami(t.Context())
			if err != nil || user.ID != 17 {
				t.Fatalf("%+v, %v", user, err)
			}
			if diff := cmp.Diff([]string{task1, task1, task1}, (*asked)[1:]); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if took := time.Since(start); took != 3500*time.Millisecond {
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestLongTaskEnds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		responses []httpmock.Responder
		kind      error
		code      string
		text      string
	}{
		{"with an error of the function", []httpmock.Responder{show(200, `{"doc":{"error":{"$type":"value","$object":"name","msg":{"$":"Bad name"}}}}`)}, backup.ErrInvalid, "value", "Bad name"},
		{"with the proxy's page", []httpmock.Responder{show(403, "<html>no</html>")}, backup.ErrBusy, "long_task", "its end was not seen"},
		{"with another page", []httpmock.Responder{show(200, "<html>Panel</html>")}, backup.ErrBusy, "long_task", "its end was not seen"},
		{"with a redirect elsewhere", []httpmock.Responder{func(r *http.Request) (*http.Response, error) {
			resp := httpmock.NewStringResponse(302, "")
			resp.Header.Set("Location", "https://evil.example/long/7c1e/billmgr")
			resp.Request = r
			return resp, nil
		}}, backup.ErrBusy, "long_task", "its end was not seen"},
		{"never", []httpmock.Responder{show(200, waitPage)}, context.DeadlineExceeded, "long_task", "its end was not seen"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, asked := task(t, nil, test.responses...)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, err := client.Account.Whoami(ctx)
				var e *backup.Error
				if !errors.Is(err, test.kind) || !errors.As(err, &e) || e.Code != test.code || !strings.Contains(err.Error(), test.text) {
					t.Errorf("error %v", err)
				}
				for _, request := range *asked {
					if !strings.Contains(request, "https://api.zomro.com/") {
						t.Errorf("asked %s", request)
					}
				}
			})
		})
	}
}

func TestLongTaskWithoutAnAddress(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"<html>Request in process, please wait</html>", `Request in process <a href="/long/%2fx/billmgr">`} {
		transport := httpmock.NewMockTransport()
		transport.RegisterNoResponder(show(http.StatusOK, body))
		client, err := New(Config{Credentials: Session{ID: backup.NewSecret("c0ffee1234567890abcdef12")}}, backup.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Account.Whoami(t.Context())
		var e *backup.Error
		if !errors.As(err, &e) || e.Code != "long_task" || !errors.Is(err, backup.ErrBusy) {
			t.Errorf("error %v", err)
		}
		if n := transport.GetTotalCallCount(); n != 1 {
			t.Errorf("%d requests", n)
		}
	}
}

// The task of a deletion says that there is nothing to delete. That an earlier look
// at the task was lost makes that no success.
func TestLongTaskOfADeletionThatNeverWas(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]httpmock.Responder{
		"seen at once": show(http.StatusOK, waitPage),
		"lost":         func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, asked := task(t, []backup.Option{backup.WithRetry(backup.DefaultRetryPolicy())}, first,
					show(http.StatusOK, `{"doc":{"error":{"$type":"missed","$object":"instances","msg":{"$":"Gone"}}}}`))
				err := client.Instances.Delete(t.Context(), 17)
				var e *backup.Error
				if !errors.Is(err, backup.ErrNotFound) || !errors.As(err, &e) || e.MaybeExecuted || len(*asked) != 3 {
					t.Errorf("error %v after %v", err, *asked)
				}
			})
		})
	}
}
