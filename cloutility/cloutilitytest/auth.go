package cloutilitytest

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// authState is the one account and its tokens.
type authState struct {
	password  string
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
func (s *service) CreateToken(ctx context.Context, request cloutilityserver.CreateTokenRequestObject) (cloutilityserver.CreateTokenResponseObject, error) {
	defer s.lock()()
	form := request.Body
	from, _ := ctx.Value(callerKey{}).(caller)
	app := s.applications[form.ClientID]
	if app == nil || app.host != from.origin {
		return oauthRefusal("invalid_client", "The client id is unknown."), nil
	}
	switch form.GrantType {
	case cloutilityapi.GrantTypePassword:
		return s.signIn(app, form.Username, form.Password), nil
	case cloutilityapi.GrantTypeRefreshToken:
		return s.renew(app, form.RefreshToken), nil
	default:
		return oauthRefusal("unsupported_grant_type", ""), nil
	}
}

func (s *service) signIn(app *application, username, password string) answer {
	if s.locked() {
		return oauthRefusal("invalid_grant", "The account is locked.")
	}
	if !strings.EqualFold(username, DefaultUsername) {
		return oauthRefusal("invalid_grant", "The user name or password is incorrect.")
	}
	if password != s.auth.password {
		s.auth.failed++
		return oauthRefusal("invalid_grant", "The user name or password is incorrect.")
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

func (s *service) renew(app *application, text string) answer {
	t, ok := s.auth.refresh[text]
	switch {
	case !app.allowRefresh:
		return oauthRefusal("unauthorized_client", "Refresh tokens are not allowed.")
	case !ok, t.client != app.clientID, !t.end.IsZero() && !s.clock.Now().Before(t.end):
		return oauthRefusal("invalid_grant", "The refresh token is invalid.")
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
	if s.refreshLife > 0 {
		t.end = s.clock.Now().Add(s.refreshLife)
	}
	s.auth.refresh[text] = t
	return text
}

// grant makes an access token. The real ones are opaque and several hundred
// characters long.
func (s *service) grant(app *application, refresh string) answer {
	const digits = 400
	text := "at-" + s.ids.Hex(digits)
	s.auth.access[text] = token{app.clientID, s.clock.Now().Add(s.tokenLife)}
	seconds := int64(s.tokenLife / time.Second)
	body := object{"access_token": text, "token_type": "bearer", "expires_in": seconds}
	if s.odd() {
		body["expires_in"] = strconv.FormatInt(seconds, 10)
	}
	if refresh != "" {
		body["refresh_token"] = refresh
	}
	return answer{status: http.StatusOK, body: body}
}

func oauthRefusal(code, text string) answer {
	body := object{"error": code}
	if text != "" {
		body["error_description"] = text
	}
	return answer{status: http.StatusBadRequest, body: body}
}

// writeOAuthProblem refuses a sign-in before it is looked at.
func writeOAuthProblem(w http.ResponseWriter, p *fake.Problem) {
	fake.WriteJSON(w, http.StatusBadRequest, object{"error": p.Code, "error_description": p.Message})
}
