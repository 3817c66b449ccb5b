package cloutilitytest

import (
	"context"
	"net/http"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// What the fake knows at the start. [Server.SetPassword] changes the password.
const (
	DefaultClientID  = "4b8f6c1e-52d7-4f0a-9c33-d1a7e90b6a25"
	DefaultOrigin    = "https://enrol.nordlicht.example"
	DefaultUsername  = "ops@nordlicht.example"
	DefaultPassword  = "Polarstern-4711"
	DefaultTokenLife = 299 * time.Second
	// HomeUnit is the id of the user's business unit.
	HomeUnit int64 = 57
)

// Fault is something that goes wrong; see its fields and methods.
type Fault = fake.Fault

// Request is a request as the server saw it.
type Request = fake.Request

// TB is the part of [testing.TB] that [NewServer] needs.
type TB = fake.TB

// Server is a fake Cloutility. The methods it takes over from its embedded
// server start and stop it (Start, Listen, Close, RoundTripper), point a client
// at it (URL, Options, Client), break it (Inject, ClearFaults) and tell what it
// saw (Requests, Count, ResetLog). It is an [http.Handler] too, and safe for
// concurrent use.
type Server struct {
	*fake.Server
	svc *service
}

// New makes a server that is reachable without a socket: its Options bring an
// HTTP client along. Start or Listen puts it on the network.
func New(opts ...Option) *Server {
	svc := newService(newConfig(opts))
	problems := fake.ErrorWriter(svc.writeProblem)
	router := &fake.Router{NotFound: func(w http.ResponseWriter, r *http.Request) {
		svc.writeProblem(w, r, notFound("No resource at this address."))
	}}
	strict := cloutilityserver.NewStrictHandlerWithOptions(svc, []cloutilityserver.StrictMiddlewareFunc{svc.permit}, cloutilityserver.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  problems.Request("BadRequest"),
		ResponseErrorHandlerFunc: problems.Response("InternalServerError"),
	})
	handler := cloutilityserver.HandlerWithOptions(strict, cloutilityserver.StdHTTPServerOptions{
		BaseURL: svc.basePath, BaseRouter: router, ErrorHandlerFunc: problems.Request("BadRequest"),
	})
	return &Server{svc: svc, Server: fake.New(fake.Config{
		Handler:   svc.guard(handler),
		Operation: fake.Namer(svc.basePath, cloutilityapi.Operations()),
		BasePath:  svc.basePath,
		Clock:     svc.clock,
	})}
}

// NewServer makes a server on a loopback port and closes it when the test ends.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	s := New(opts...)
	s.Start(t)
	return s
}

// ClientID is the id of the application that is registered from the start.
func (s *Server) ClientID() string { return DefaultClientID }

// Origin is the origin registered with the client id.
func (s *Server) Origin() string { return DefaultOrigin }

// Username is the name of the one user.
func (s *Server) Username() string { return DefaultUsername }

// Password is the user's password.
func (s *Server) Password() string {
	defer s.svc.lock()()
	return s.svc.auth.password
}

// SetPassword changes the password. Tokens given out stay good.
func (s *Server) SetPassword(password string) {
	defer s.svc.lock()()
	s.svc.auth.password = password
}

// Logins counts the password grants that were answered with a token.
func (s *Server) Logins() int {
	defer s.svc.lock()()
	return s.svc.auth.logins
}

// Refreshes counts the refresh grants that were answered with a token.
func (s *Server) Refreshes() int {
	defer s.svc.lock()()
	return s.svc.auth.refreshes
}

// Locked says whether wrong passwords have locked the account.
func (s *Server) Locked() bool {
	defer s.svc.lock()()
	return s.svc.locked()
}

// Unlock takes the lock off the account.
func (s *Server) Unlock() {
	defer s.svc.lock()()
	s.svc.auth.failed = 0
}

// ExpireTokens ends the life of every access token. Refresh tokens stay good.
func (s *Server) ExpireTokens() {
	defer s.svc.lock()()
	clear(s.svc.auth.access)
}

// RevokeRefreshTokens ends the life of every refresh token.
func (s *Server) RevokeRefreshTokens() {
	defer s.svc.lock()()
	clear(s.svc.auth.refresh)
}

// caller is what an answer needs to know of the request: the address that the
// client used, for hrefs, and the origin it gave.
type caller struct{ base, origin string }

type callerKey struct{}

// guard is what the service asks of every request: the registered Origin, and
// a bearer token except for the sign-in.
func (s *service) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme := "http://"
		if r.TLS != nil {
			scheme = "https://"
		}
		from := caller{base: scheme + r.Host + s.basePath, origin: r.Header.Get("Origin")}
		r = r.WithContext(context.WithValue(r.Context(), callerKey{}, from))
		oauth := r.URL.Path == s.basePath+"/v1/oauth"
		switch problem := s.admit(r, oauth); {
		case problem == nil:
			next.ServeHTTP(w, r)
		case oauth:
			writeOAuthProblem(w, problem)
		default:
			s.writeProblem(w, r, problem)
		}
	})
}

func (s *service) admit(r *http.Request, oauth bool) *fake.Problem {
	origins := r.Header.Values("Origin")
	if len(origins) != 1 || !s.registered(origins[0]) {
		if oauth {
			return &fake.Problem{Code: "invalid_client", Message: "The origin is not registered with the client id."}
		}
		return &fake.Problem{Status: http.StatusForbidden, Code: "InvalidOrigin", Message: "The origin is not registered with the application."}
	}
	if oauth {
		if r.URL.RawQuery != "" {
			return &fake.Problem{Code: "invalid_request", Message: "The grant belongs into the body."}
		}
		return nil
	}
	if !s.authorized(r.Header.Get("Authorization"), origins[0]) {
		return &fake.Problem{Status: http.StatusUnauthorized, Code: "Unauthorized", Message: "Authorization has been denied for this request."}
	}
	return nil
}
