package zomrotest

import (
	"context"
	"net/url"
	"strings"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/gen/zomroserver"
	"github.com/backup-sdk/backup-go/internal/dollar"
)

// sessionDigits is the length of a session id.
const sessionDigits = 24

func (s *service) openSession() string {
	id := s.ids.Hex(sessionDigits)
	s.sessions[id] = s.now().Add(s.cfg.sessionLife)
	return id
}

// touch starts the life of an open session anew.
func (s *service) touch(id string) bool {
	end, ok := s.sessions[id]
	if !ok || !s.now().Before(end) {
		delete(s.sessions, id)
		return false
	}
	s.sessions[id] = s.now().Add(s.cfg.sessionLife)
	return true
}

// admit checks the credentials of a call and returns why it is refused. The
// lock is held.
func (s *service) admit(function string, form url.Values) *refusal {
	if function == "auth" {
		return nil
	}
	if info := form.Get("authinfo"); info != "" {
		username, password, _ := strings.Cut(info, ":")
		if err := s.checkPassword(username, password); err != nil {
			return err
		}
		if s.cfg.secondFactor {
			return &refusal{Type: "auth", Object: "totp", Text: "A confirmation code is required"}
		}
	} else if !s.touch(form.Get("auth")) {
		if s.cfg.expiredType == "access" || function == "keepalive" {
			return accessDenied(function)
		}
		return &refusal{Type: "auth", Text: "Authorization required"}
	} else if s.cfg.secondFactor && function != "whoami" {
		return accessDenied(function)
	}
	if s.forbidden[function] {
		return accessDenied(function)
	}
	return nil
}

func accessDenied(function string) *refusal {
	return &refusal{Type: "access", Object: function, Text: "Insufficient privileges to perform the operation"}
}

// checkPassword counts failures: after a few of them every attempt is refused
// for a while, also one with the right password.
func (s *service) checkPassword(username, password string) *refusal {
	now := s.now()
	if now.Before(s.blockedUntil) {
		return &refusal{
			Type: "auth", Object: "blocklogon",
			Text:   "Too many failed attempts. Try again in __time__ seconds",
			Params: []zomroapi.ErrorParam{{Name: "time", Text: text(int64(s.blockedUntil.Sub(now).Seconds()) + 1)}},
		}
	}
	if username == s.cfg.username && password == s.cfg.password {
		s.failures = 0
		return nil
	}
	s.failures++
	if s.failures >= s.cfg.failuresToBlock {
		s.failures = 0
		s.blockedUntil = now.Add(s.cfg.blockTime)
	}
	return &refusal{
		Type: "auth", Object: "badpassword", Text: "Invalid username or password",
		Params: []zomroapi.ErrorParam{
			{Name: "object", Type: "msg", Text: "badpassword"},
			{Name: "value", Text: "remote_addr: [198.51.100.23]"},
		},
	}
}

// Auth implements the generated server.
func (s *service) Auth(ctx context.Context, request zomroserver.AuthRequestObject) (zomroserver.AuthResponseObject, error) {
	username, password := request.Body.Username, request.Body.Password
	if request.Body.AuthInfo != "" {
		username, password, _ = strings.Cut(request.Body.AuthInfo, ":")
	}
	if err := s.checkPassword(username, password); err != nil {
		return nil, err
	}
	id := s.openSession()
	c := callOf(ctx)
	return zomroserver.Auth200JSONResponse{Doc: zomroapi.AuthDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		Auth: &zomroapi.Session{ID: id, Level: "16", Text: id},
	}}, nil
}

// Whoami implements the generated server.
func (s *service) Whoami(ctx context.Context, _ zomroserver.WhoamiRequestObject) (zomroserver.WhoamiResponseObject, error) {
	c := callOf(ctx)
	doc := zomroapi.WhoamiDoc{Lang: c.lang, Func: c.function, Tparams: c.echo()}
	if s.cfg.secondFactor {
		doc.OK = dollar.Value{Text: "func=totp.confirm"}
	} else {
		doc.User = &zomroapi.User{
			ID: "30418", RealName: "Mara Lindqvist", Email: s.cfg.username, Phone: "+46 8 555 01 72",
			EmailVerified: "on", NeedPhoneValidate: "off",
		}
	}
	return zomroserver.Whoami200JSONResponse{Doc: doc}, nil
}

// Keepalive implements the generated server; admit has touched the session.
func (s *service) Keepalive(ctx context.Context, _ zomroserver.KeepaliveRequestObject) (zomroserver.KeepaliveResponseObject, error) {
	c := callOf(ctx)
	return zomroserver.Keepalive200JSONResponse{Doc: zomroapi.ActionDoc{Lang: c.lang, Func: c.function, Tparams: c.echo()}}, nil
}
