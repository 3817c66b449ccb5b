package zomrotest

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Lengths of session ids and of keys to sign in with.
const (
	sessionDigits = 24
	keyDigits     = 32
)

// session is an open session.
type session struct {
	end  time.Time
	half bool // a second factor is owed
}

func (s *service) openSession(half bool) string {
	id := s.ids.Hex(sessionDigits)
	s.sessions[id] = &session{s.now().Add(s.cfg.tokenLifetime), half}
	return id
}

// touch starts the life of an open session anew.
func (s *service) touch(id string) *session {
	open := s.sessions[id]
	if open == nil || !s.now().Before(open.end) {
		delete(s.sessions, id)
		return nil
	}
	open.end = s.now().Add(s.cfg.tokenLifetime)
	return open
}

// admit checks the credentials of a call and returns why it is rejected. The
// lock is held.
func (s *service) admit(c *callInfo) *serviceError {
	if c.function == "auth" {
		return nil
	}
	if info := c.form.Get("authinfo"); info != "" {
		if s.cfg.noAuthInfo {
			return loginRejected("badip", "Access from this IP denied")
		}
		username, password, _ := strings.Cut(info, ":")
		if why := s.checkLogin(username, password, ""); why != nil {
			return why
		}
		if s.cfg.secondFactor {
			return loginRejected("totp", "A confirmation code is required")
		}
	} else if why := s.admitSession(c); why != nil {
		return why
	}
	if s.forbidden[c.function] || c.function == "session.newkey" && c.form.Get("username") != s.cfg.account.Username {
		return accessDenied(c.function)
	}
	c.user = s.cfg.account.Username
	return nil
}

func (s *service) admitSession(c *callInfo) *serviceError {
	c.session = c.form.Get("auth")
	open := s.touch(c.session)
	switch {
	case open == nil && (s.cfg.expiredType == "access" || c.function == "keepalive"):
		return accessDenied(c.function)
	case open == nil:
		return &serviceError{Type: "auth", Text: "Authorization required"}
	case !open.half:
		return nil
	}
	switch c.function {
	case "whoami", "totp.confirm", "logon":
		return nil
	}
	return accessDenied(c.function)
}

func loginRejected(code, text string) *serviceError {
	return &serviceError{
		Type: "auth", Object: code, Text: text,
		Params: []zomroapi.ErrorParam{
			{Name: "object", Type: "msg", Text: code},
			{Name: "value", Text: "remote_addr: [" + customerIP + "]"},
		},
	}
}

// loginText says why sign-ins are rejected.
func loginText(code string) string {
	switch code {
	case "badip":
		return "Access from this IP denied"
	case "blocked_ip":
		return "Too many failed attempts from this IP"
	case "blockgeoip":
		return "Access from a new region. A mail to unlock it was sent"
	case "recaptcha":
		return "Confirm that you are not a robot"
	}
	return "Sign-in rejected"
}

// checkLogin counts failures: after a few of them every attempt is rejected for
// a while, also one with the right password. A key counts in place of the
// password, and works once.
func (s *service) checkLogin(username, password, key string) *serviceError {
	now := s.now()
	if now.Before(s.blockedUntil) {
		return &serviceError{
			Type: "auth", Object: "blocklogon",
			Text:   "Too many failed attempts. Try again in __time__ seconds",
			Params: []zomroapi.ErrorParam{{Name: "time", Text: text(int64(s.blockedUntil.Sub(now).Seconds()) + 1)}},
		}
	}
	if s.loginBlock != "" {
		return loginRejected(s.loginBlock, loginText(s.loginBlock))
	}
	if username == s.cfg.account.Username && (key == "" && password == s.cfg.account.Password || s.loginKeys[key]) {
		s.failures = 0
		delete(s.loginKeys, key)
		return nil
	}
	s.failed()
	return loginRejected("badpassword", "Invalid username or password")
}

// failed counts a failure.
func (s *service) failed() {
	s.failures++
	if s.failures >= s.cfg.failuresToBlock {
		s.failures = 0
		s.blockedUntil = s.now().Add(s.cfg.blockTime)
	}
}

// Auth implements the generated server.
func (s *service) Auth(ctx context.Context, in *zomroapi.AuthForm) (any, error) {
	username, password := in.Username, in.Password
	if in.AuthInfo != "" {
		username, password, _ = strings.Cut(in.AuthInfo, ":")
	}
	if why := s.checkLogin(username, password, in.Key); why != nil {
		return nil, why
	}
	return s.signedIn(callOf(ctx), username, s.cfg.secondFactor), nil
}

// signedIn opens a session.
func (s *service) signedIn(c callInfo, username string, half bool) zomroapi.AuthDoc {
	if !half {
		s.logins = append(s.logins, event{s.newEventID(), 0, s.now(), "", username})
	}
	id := s.openSession(half)
	return zomroapi.AuthDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		Auth: &zomroapi.Session{ID: id, Level: "16", Text: id},
	}
}

// ConfirmTotp implements the generated server.
func (s *service) ConfirmTotp(ctx context.Context, body *zomroapi.ConfirmTOTPForm) (any, error) {
	c := callOf(ctx)
	if body.Sok == "" {
		return newForm(c).set("qrcode", ""), nil
	}
	if open := s.sessions[c.session]; open == nil || !open.half {
		return nil, accessDenied(c.function)
	}
	if s.now().Before(s.blockedUntil) {
		return nil, s.checkLogin("", "", "")
	}
	if !slices.Contains(s.cfg.codes, body.Qrcode) {
		s.failed()
		return nil, invalid("qrcode", body.Qrcode)
	}
	s.failures = 0
	delete(s.sessions, c.session)
	return s.signedIn(c, s.cfg.account.Username, false), nil
}

// CreateKey implements the generated server; admit has seen that the key is for the
// user who makes it.
func (s *service) CreateKey(ctx context.Context, body *zomroapi.CreateKeyForm) (any, error) {
	const shortest = 16
	if len(body.Key) < shortest {
		return nil, invalid("key", body.Key)
	}
	s.loginKeys[body.Key] = true
	return callOf(ctx).done(), nil
}

// Keepalive implements the generated server; admit has touched the session.
func (s *service) Keepalive(ctx context.Context) (any, error) {
	return callOf(ctx).done(), nil
}

// Logout implements the generated server.
func (s *service) Logout(ctx context.Context) (any, error) {
	c := callOf(ctx)
	delete(s.sessions, c.session)
	return c.done(), nil
}
