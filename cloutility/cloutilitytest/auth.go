package cloutilitytest

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/serve"
)

// authState is the one account and its tokens.
type authState struct {
	failed    int64 // wrong passwords in a row
	lastLogin time.Time
	logins    int
	refreshes int
	access    map[string]token
	refresh   map[string]token
}

// token is given to an application until its end. The zero time is no end.
type token struct {
	client string
	end    time.Time
}

func (s *service) locked() bool { return s.lockAfter > 0 && s.auth.failed >= s.lockAfter }

func (s *service) authorized(header, origin string) bool {
	scheme, text, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	defer s.lock()()
	t, ok := s.auth.access[text]
	if !ok || !s.clock.Now().Before(t.end) || s.applications[t.client].host != origin {
		return false
	}
	s.applications[t.client].lastAccess = s.now()
	return true
}

// CreateToken serves both grants.
func (s *service) CreateToken(ctx context.Context, in *cloutilityapi.TokenRequest) (any, error) {
	defer s.lock()()
	from, _ := ctx.Value(callerKey{}).(caller)
	app := s.applications[in.ClientID]
	if app == nil || app.host != from.origin {
		return oauthError("invalid_client", "The client id is unknown."), nil
	}
	switch in.GrantType {
	case cloutilityapi.GrantTypePassword:
		return s.signIn(app, in.Username, in.Password), nil
	case cloutilityapi.GrantTypeRefreshToken:
		return s.renew(app, in.RefreshToken), nil
	default:
		return oauthError("unsupported_grant_type", ""), nil
	}
}

func (s *service) signIn(app *application, username, password string) serve.Response {
	if s.locked() {
		return oauthError("invalid_grant", "The account is locked.")
	}
	if !strings.EqualFold(username, s.account.Username) {
		return oauthError("invalid_grant", "The user name or password is incorrect.")
	}
	if password != s.account.Password {
		s.auth.failed++
		return oauthError("invalid_grant", "The user name or password is incorrect.")
	}
	s.auth.failed = 0
	s.auth.logins++
	s.auth.lastLogin = s.clock.Now()
	refresh := ""
	if app.allowRefresh {
		refresh = s.newRefreshToken(app)
	}
	return s.grant(app, refresh)
}

func (s *service) renew(app *application, text string) serve.Response {
	t, ok := s.auth.refresh[text]
	switch {
	case !app.allowRefresh:
		return oauthError("unauthorized_client", "Refresh tokens are not allowed.")
	case !ok, t.client != app.clientID, !t.end.IsZero() && !s.clock.Now().Before(t.end):
		return oauthError("invalid_grant", "The refresh token is invalid.")
	}
	s.auth.refreshes++
	if s.refreshMode == RefreshConstant {
		return s.grant(app, "")
	}
	delete(s.auth.refresh, text)
	return s.grant(app, s.newRefreshToken(app))
}

func (s *service) newRefreshToken(app *application) string {
	const digits = 96
	text, t := "rt-"+s.ids.Hex(digits), token{client: app.clientID}
	if s.refreshLifetime > 0 {
		t.end = s.clock.Now().Add(s.refreshLifetime)
	}
	s.auth.refresh[text] = t
	return text
}

// grant makes an access token. The real ones are opaque and several hundred
// characters long.
func (s *service) grant(app *application, refresh string) serve.Response {
	const digits = 400
	text := "at-" + s.ids.Hex(digits)
	s.auth.access[text] = token{app.clientID, s.clock.Now().Add(s.tokenLifetime)}
	seconds := int64(s.tokenLifetime / time.Second)
	body := object{"access_token": text, "token_type": "bearer", "expires_in": seconds}
	if s.odd() {
		body["expires_in"] = strconv.FormatInt(seconds, 10)
	}
	if refresh != "" {
		body["refresh_token"] = refresh
	}
	return serve.Response{Body: body}
}

// oauthError is the response to a sign-in that is denied.
func oauthError(code, text string) serve.Response {
	return serve.Response{Status: http.StatusBadRequest, Body: oauthErrorObject(code, text)}
}

func oauthErrorObject(code, text string) object {
	body := object{"error": code}
	if text != "" {
		body["error_description"] = text
	}
	return body
}
