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

// caller is what a response needs to know of the request: the address that the
// client used, for hrefs, and the origin it gave.
type caller struct{ base, origin string }

type callerKey struct{}

// authenticate is what the service asks of every request: the registered Origin,
// and a bearer token except for the sign-in.
func (s *service) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme := "http://"
		if r.TLS != nil {
			scheme = "https://"
		}
		from := caller{base: scheme + r.Host + s.basePath, origin: r.Header.Get("Origin")}
		r = r.WithContext(context.WithValue(r.Context(), callerKey{}, from))
		if r.URL.Path == s.basePath+"/v1/oauth" {
			s.admitSignIn(w, r, next)
			return
		}
		if problem := s.admit(r); problem != nil {
			s.writeProblem(w, problem)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *service) admit(r *http.Request) *problem {
	origin, ok := s.origin(r)
	switch {
	case !ok:
		return &problem{http.StatusForbidden, "InvalidOrigin", "The origin is not registered with the application."}
	case !s.authorized(r.Header.Get("Authorization"), origin):
		return &problem{http.StatusUnauthorized, "Unauthorized", "Authorization has been denied for this request."}
	}
	return nil
}

// origin is that of a request, if it has one that is registered.
func (s *service) origin(r *http.Request) (string, bool) {
	origins := r.Header.Values("Origin")
	if len(origins) != 1 || !s.registered(origins[0]) {
		return "", false
	}
	return origins[0], true
}

// admitSignIn serves the sign-in, whose errors have a shape of their own, if it
// comes from a registered origin.
func (s *service) admitSignIn(w http.ResponseWriter, r *http.Request, next http.Handler) {
	_, ok := s.origin(r)
	switch {
	case !ok:
		writeJSON(w, http.StatusBadRequest, oauthErrorObject("invalid_client", "The origin is not registered with the client id."))
	case r.URL.RawQuery != "":
		writeJSON(w, http.StatusBadRequest, oauthErrorObject("invalid_request", "The grant belongs into the body."))
	default:
		next.ServeHTTP(w, r)
	}
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
	if s.odd(QuirkTextLifetimes) {
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
