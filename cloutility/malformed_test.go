package cloutility_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

// mocked is a client whose every call but the sign-in gets one response.
func mocked(t *testing.T, response httpmock.Responder) *cloutility.Client {
	t.Helper()
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder(http.MethodPost, "https://portal.example/v1/oauth",
		httpmock.NewStringResponder(http.StatusOK, `{"access_token":"at-1","token_type":"bearer","expires_in":299}`))
	transport.RegisterNoResponder(response)
	client, err := cloutility.New(fill(func(c *cloutility.Config) { c.BaseURL = "https://portal.example/" }),
		backup.WithHTTPClient(&http.Client{Transport: transport}), backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// calls are all calls that expect something in the response.
func calls(client *cloutility.Client) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"Version":  func(ctx context.Context) error { _, err := client.System.Version(ctx); return err },
		"Me":       func(ctx context.Context) error { _, err := client.Users.Me(ctx); return err },
		"Tree":     func(ctx context.Context) error { _, err := client.BusinessUnits.Tree(ctx, 1); return err },
		"Unit":     func(ctx context.Context) error { _, err := client.BusinessUnits.Get(ctx, 1); return err },
		"Consumer": func(ctx context.Context) error { _, err := client.Consumers.Get(ctx, 1, 1); return err },
		"Create": func(ctx context.Context) error {
			_, err := client.Consumers.Create(ctx, 1, cloutility.CreateConsumerInput{Name: "x"})
			return err
		},
		"Node":          func(ctx context.Context) error { _, err := client.Nodes.Get(ctx, 1, 1); return err },
		"CreateNode":    func(ctx context.Context) error { _, err := client.Nodes.Create(ctx, home, 1, nodeInput()); return err },
		"SPName":        func(ctx context.Context) error { _, err := client.Nodes.SPName(ctx, 1, 1); return err },
		"DefaultServer": func(ctx context.Context) error { _, err := client.Servers.Default(ctx, 1); return err },
		"List": func(ctx context.Context) error {
			_, err := client.Consumers.List(ctx, 1, cloutility.ListConsumersInput{})
			return err
		},
		"Activate": func(ctx context.Context) error {
			_, err := client.Nodes.Activate(ctx, 1, 1, cloutility.ActivateNodeInput{TSMName: "N"})
			return err
		},
	}
}

// TestUselessAnswers: nothing comes back as nil and nil, and the status stays.
func TestUselessAnswers(t *testing.T) {
	for name, body := range map[string]string{
		"empty": "", "blank": " \n", "cut": `{"id": 5, "na`, "HTML": "<html>Sign in</html>", "number": "5", "array": "[[]]", "null": "null", "nothing": "{}",
	} {
		t.Run(name, func(t *testing.T) {
			for call, do := range calls(mocked(t, httpmock.NewStringResponder(http.StatusOK, body))) {
				err := do(t.Context())
				switch {
				case call == "List" && (name == "null" || name == "nothing"), call == "Version" && name == "number", call == "SPName" && name == "number":
					// An empty list, and texts that are numbers, can be read.
					if err != nil {
						t.Errorf("%s: %v", call, err)
					}
					continue
				}
				var e *backup.Error
				if !errors.As(err, &e) || e.StatusCode != http.StatusOK || e.Operation == "" || e.Attempts == 0 {
					t.Errorf("%s: %v", call, err)
				}
			}
		})
	}
}

func TestFailedAnswers(t *testing.T) {
	for status, want := range map[int]error{
		http.StatusBadRequest: backup.ErrInvalid, http.StatusForbidden: backup.ErrPermission, http.StatusNotFound: backup.ErrNotFound,
		http.StatusConflict: backup.ErrConflict, http.StatusTooManyRequests: backup.ErrRateLimited, http.StatusBadGateway: backup.ErrUnavailable,
	} {
		responder := httpmock.NewStringResponder(status, `{"status":1,"code":77,"message":"m","developerMessage":"d"}`).
			HeaderSet(http.Header{"X-Request-Id": {"req-9"}})
		for call, do := range calls(mocked(t, responder)) {
			err := do(t.Context())
			var e *backup.Error
			if !errors.As(err, &e) || !errors.Is(err, want) || e.StatusCode != status || e.Code != "77" || e.RequestID != "req-9" || !strings.Contains(e.Message, "d") {
				t.Errorf("%d, %s: %v", status, call, err)
			}
		}
	}
}

// TestEmptySuccess: where nothing is expected, nothing is enough.
func TestEmptySuccess(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusAccepted, http.StatusNoContent} {
		client := mocked(t, httpmock.NewStringResponder(status, ""))
		if err := client.Consumers.Delete(t.Context(), 1, 1, cloutility.DeleteConsumerInput{}); err != nil {
			t.Errorf("%d: %v", status, err)
		}
		if err := client.Nodes.Delete(t.Context(), 1, 1, cloutility.DeleteNodeInput{}); err != nil {
			t.Errorf("%d: %v", status, err)
		}
	}
	// A proxy's page is not a success, whatever it says it is.
	client := mocked(t, httpmock.NewStringResponder(http.StatusOK, "<html>").HeaderSet(http.Header{"Content-Type": {"text/html"}}))
	if err := client.Consumers.Delete(t.Context(), 1, 1, cloutility.DeleteConsumerInput{}); !errors.Is(err, backup.ErrUnavailable) {
		t.Errorf("page of a proxy: %v", err)
	}
}

// TestRealShapes reads what real servers sent where documents say otherwise.
func TestRealShapes(t *testing.T) {
	client := mocked(t, httpmock.NewStringResponder(http.StatusOK, `{
		"$type": "CloudPortal.Web.Api.Hyper.Consumer, CloudPortal.Web.Api", "id": 41, "name": "n", "limitHighStorage": 100,
		"createdDate": "2024-05-20T15:31:13.8640799+02:00", "billingStartDate": "2024-05-20T00:00:00Z", "billingEndDate": false,
		"scheduledDeletionDate": null, "latestRestorePoint": "", "somethingNew": {"a": [1]}, "operations": [{"x": 1}],
		"businessUnit": {"id": 7, "storageLimit": 1.5, "users": {"href": "h", "total": 0, "items": []}, "domainFilter": [3, "x"]},
		"jobs": [{"severity": 2, "duration": "1.02:03:04.5"}], "comments": [{"x": 1}]}`))
	c, err := client.Consumers.Get(t.Context(), 7, 41)
	if err != nil {
		t.Fatal(err)
	}
	if c.CreatedDate.Unix() != 1716211873 || c.BillingEndDate.Text != "false" || !c.ScheduledDeletionDate.IsZero() || c.LimitHighStorage != 100 ||
		c.BusinessUnit.Users.Href != "h" || c.BusinessUnit.DomainFilter[0] != "3" || c.Jobs[0].Severity != "2" || c.Operations.IsZero() {
		t.Errorf("consumer %+v", c)
	}
	client = mocked(t, httpmock.NewStringResponder(http.StatusOK, `{"id": 3, "businessUnitId": 9}`))
	if me, err := client.Users.Me(t.Context()); err != nil || me.BusinessUnit.ID != 9 {
		t.Errorf("me %+v, %v", me, err)
	}
}
