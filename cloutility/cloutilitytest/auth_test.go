package cloutilitytest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

func TestOriginIsAskedForEverywhere(t *testing.T) {
	c := newCaller(t)
	c.signIn()
	for name, origin := range map[string][]string{"missing": nil, "wrong": {"https://other.example"}, "twice": {c.srv.Account().Origin, c.srv.Account().Origin}} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/v1/me", "/v1/fullVersion", "/v1/nodetypes", "/v1/bunits/57/consumers", "/v1/nowhere"} {
				status, text := c.raw(http.MethodGet, path, http.Header{"Origin": origin, "Authorization": {"Bearer " + c.token}}, "")
				if status != http.StatusForbidden {
					t.Errorf("%s: status %d: %s", path, status, text)
				}
			}
			status, text := c.raw(http.MethodPost, "/v1/oauth", http.Header{"Origin": origin, "Content-Type": {"application/x-www-form-urlencoded"}}, "")
			if status != http.StatusBadRequest || !strings.Contains(text, `"error":"invalid_client"`) {
				t.Errorf("oauth: status %d: %s", status, text)
			}
		})
	}
}

func TestBearerIsAskedForEverywhere(t *testing.T) {
	c := newCaller(t)
	for _, token := range []string{"", "nonsense"} {
		c.token = token
		e := want[cloutilityapi.Error](c, http.StatusUnauthorized, http.MethodGet, "/v1/me", "")
		if e.Status.Value != http.StatusUnauthorized || e.Code == "" || e.Message == "" || e.DeveloperMessage == "" {
			t.Errorf("error body %+v", e)
		}
	}
}

func TestTokensExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t)
		first := c.signIn()
		if first.Expires != 299 || first.Refresh == "" {
			t.Fatalf("grant %+v", first)
		}
		time.Sleep(299*time.Second - time.Millisecond)
		want[string](c, http.StatusOK, http.MethodGet, "/v1/fullVersion", "")
		time.Sleep(time.Millisecond)
		want[cloutilityapi.Error](c, http.StatusUnauthorized, http.MethodGet, "/v1/fullVersion", "")

		status, second := c.grant("grant_type", "refresh_token", "refresh_token", first.Refresh)
		if status != http.StatusOK || second.Access == first.Access || second.Refresh != "" {
			t.Fatalf("refresh: status %d, %+v", status, second)
		}
		c.token = second.Access
		want[string](c, http.StatusOK, http.MethodGet, "/v1/fullVersion", "")
		if c.srv.Logins() != 1 || c.srv.Refreshes() != 1 {
			t.Errorf("logins %d, refreshes %d", c.srv.Logins(), c.srv.Refreshes())
		}
	})
}

func TestRefreshModes(t *testing.T) {
	t.Run("rotated", func(t *testing.T) {
		c := newCaller(t, cloutilitytest.WithRefresh(cloutilitytest.RefreshRotated))
		first := c.signIn()
		status, second := c.grant("grant_type", "refresh_token", "refresh_token", first.Refresh)
		if status != http.StatusOK || second.Refresh == "" || second.Refresh == first.Refresh {
			t.Fatalf("status %d, %+v", status, second)
		}
		if status, g := c.grant("grant_type", "refresh_token", "refresh_token", first.Refresh); status != http.StatusBadRequest || g.Error != "invalid_grant" {
			t.Errorf("the old token: status %d, %+v", status, g)
		}
	})
	t.Run("forbidden", func(t *testing.T) {
		c := newCaller(t, cloutilitytest.WithRefresh(cloutilitytest.RefreshForbidden))
		if g := c.signIn(); g.Refresh != "" {
			t.Errorf("got a refresh token")
		}
		if status, _ := c.grant("grant_type", "refresh_token", "refresh_token", "x"); status != http.StatusBadRequest {
			t.Errorf("status %d", status)
		}
	})
	t.Run("expiring", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c := newCaller(t, cloutilitytest.WithRefreshLifetime(time.Hour))
			first := c.signIn()
			time.Sleep(time.Hour)
			if status, g := c.grant("grant_type", "refresh_token", "refresh_token", first.Refresh); status != http.StatusBadRequest || g.Text == "" {
				t.Errorf("status %d, %+v", status, g)
			}
		})
	})
}

func TestRejectedSignIns(t *testing.T) {
	c := newCaller(t)
	for _, tt := range []struct {
		name   string
		fields []string
		code   string
	}{
		{"client id", []string{"client_id", "other", "grant_type", "password"}, "invalid_client"},
		{"grant", []string{"grant_type", "client_credentials"}, "unsupported_grant_type"},
		{"no grant", nil, "unsupported_grant_type"},
		{"user", []string{"grant_type", "password", "username", "x", "password", c.srv.Account().Password}, "invalid_grant"},
		{"refresh token", []string{"grant_type", "refresh_token", "refresh_token", "x"}, "invalid_grant"},
	} {
		if status, g := c.grant(tt.fields...); status != http.StatusBadRequest || g.Error != tt.code {
			t.Errorf("%s: status %d, %+v", tt.name, status, g)
		}
	}
	for range 3 {
		c.grant("grant_type", "password", "username", c.srv.Account().Username, "password", "wrong")
	}
	if !c.srv.Locked() {
		t.Fatal("three wrong passwords did not lock the account")
	}
	if status, g := c.grant("grant_type", "password", "username", c.srv.Account().Username, "password", c.srv.Account().Password); status != http.StatusBadRequest {
		t.Errorf("locked: status %d, %+v", status, g)
	}
	c.srv.Unlock()
	c.signIn()
	if c.srv.Logins() != 1 {
		t.Errorf("%d logins", c.srv.Logins())
	}
}
