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
	access    map[string]time.Time // token to its end
	refresh   map[string]time.Time // zero: no end
}

func (s *service) locked() bool { return s.lockAfter > 0 && s.auth.failed >= s.lockAfter }

func (s *service) authorized(header string) bool {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	defer s.lock()()
	end, ok := s.auth.access[token]
	return ok && s.clock.Now().Before(end)
}

// CreateToken serves both grants.
func (s *service) CreateToken(_ context.Context, request cloutilityserver.CreateTokenRequestObject) (cloutilityserver.CreateTokenResponseObject, error) {
	defer s.lock()()
	form := request.Body
	if form.ClientID != DefaultClientID {
		return oauthRefusal("invalid_client", "The client id is unknown."), nil
	}
	switch form.GrantType {
	case cloutilityapi.GrantTypePassword:
		return s.signIn(form.Username, form.Password), nil
	case cloutilityapi.GrantTypeRefreshToken:
		return s.renew(form.RefreshToken), nil
	default:
		return oauthRefusal("unsupported_grant_type", ""), nil
	}
}

func (s *service) signIn(username, password string) answer {
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
	if s.refreshMode != RefreshForbidden {
		refresh = s.newRefreshToken()
	}
	return s.grant(refresh)
}

func (s *service) renew(token string) answer {
	end, ok := s.auth.refresh[token]
	switch {
	case s.refreshMode == RefreshForbidden:
		return oauthRefusal("unauthorized_client", "Refresh tokens are not allowed.")
	case !ok, !end.IsZero() && !s.clock.Now().Before(end):
		return oauthRefusal("invalid_grant", "The refresh token is invalid.")
	}
	s.auth.refreshes++
	if s.refreshMode == RefreshConstant {
		return s.grant("")
	}
	delete(s.auth.refresh, token)
	return s.grant(s.newRefreshToken())
}

func (s *service) newRefreshToken() string {
	const digits = 96
	token := "rt-" + s.ids.Hex(digits)
	end := time.Time{}
	if s.refreshLife > 0 {
		end = s.clock.Now().Add(s.refreshLife)
	}
	s.auth.refresh[token] = end
	return token
}

// grant makes an access token. The real ones are opaque and several hundred
// characters long.
func (s *service) grant(refresh string) answer {
	const digits = 400
	token := "at-" + s.ids.Hex(digits)
	s.auth.access[token] = s.clock.Now().Add(s.tokenLife)
	seconds := int64(s.tokenLife / time.Second)
	body := object{"access_token": token, "token_type": "bearer", "expires_in": seconds}
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
