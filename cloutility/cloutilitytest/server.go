package cloutilitytest

import (
	"context"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
	"github.com/backup-sdk/backup-go/internal/fake"
	"github.com/backup-sdk/backup-go/internal/serve"
)

// HomeUnit is the id of the user's business unit.
const HomeUnit int64 = 57

// Server is a fake Cloutility. It is an [http.Handler], so it can be mounted in
// any server too. All methods may be called from many goroutines.
//
// Beside the methods below it has Listen and Close, which put it on the network
// and take it off again, and Client and RoundTripper, which reach it without a
// socket.
type Server struct {
	*fake.Server
	svc *service
}

// Request is one request as the server saw it.
type Request = fake.Request

// TB is the part of [testing.TB] that [NewServer] needs.
type TB = fake.TB

// New makes a server that is reachable without a socket, through
// [Server.Options] and RoundTripper, and over TCP after Listen.
func New(opts ...Option) *Server {
	svc := newService(newConfig(opts))
	return &Server{svc: svc, Server: fake.New(fake.Config{
		Handler:   svc.handler(),
		Operation: fake.Namer(svc.basePath, cloutilityapi.Operations()),
		BasePath:  svc.basePath,
		Clock:     svc.clock,
	})}
}

// NewServer makes a server that listens on a free loopback port until the test
// ends.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	s := New(opts...)
	s.Start(t)
	return s
}

// Account is who may sign in; see [Server.SetPassword].
func (s *Server) Account() Account {
	defer s.svc.lock()()
	return s.svc.account
}

// Options point a client at the server: its address, permission to use plain
// HTTP, and an HTTP client without a socket while the server does not listen.
func (s *Server) Options() []backup.Option { return s.Server.Options() }

// URL is the server's address, without a slash at its end and without the path
// of [WithBasePath]; a made-up one while the server does not listen.
func (s *Server) URL() string { return s.Server.URL() }

// Requests are the newest requests, oldest first, at most 10,000 of them. They
// are copies.
func (s *Server) Requests() []Request { return s.Server.Requests() }

// Count says how many requests arrived for an operation, named as in the
// specification, those that met a fault included; "" counts them all.
func (s *Server) Count(operation string) int { return s.Server.Count(operation) }

// ResetLog forgets all requests and sets their counters to zero.
func (s *Server) ResetLog() { s.Server.ResetLog() }

// SetPassword changes the password. Tokens given out stay good.
func (s *Server) SetPassword(password string) {
	defer s.svc.lock()()
	s.svc.account.Password = password
}

// Logins counts the password grants that got a token.
func (s *Server) Logins() int {
	defer s.svc.lock()()
	return s.svc.auth.logins
}

// Refreshes counts the refresh grants that got a token.
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

func (s *service) handler() http.Handler {
	router := &fake.Router{NotFound: func(w http.ResponseWriter, _ *http.Request) {
		s.writeProblem(w, notFound("No resource at this address."))
	}}
	serve.Mount(router, s.permitted(cloutilityserver.Routes(s)), serve.Options{
		BasePath:    s.basePath,
		ContentType: jsonType,
		BadRequest: func(w http.ResponseWriter, _ *http.Request, err error) {
			s.writeProblem(w, unreadable(err.Error()))
		},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) { s.writeProblem(w, problemOf(err)) },
	})
	return s.guard(router)
}

// caller is what a response needs to know of the request: the address that the
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
		if r.URL.Path == s.basePath+"/v1/oauth" {
			s.guardOAuth(w, r, next)
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

// guardOAuth guards the sign-in, whose errors have a shape of their own.
func (s *service) guardOAuth(w http.ResponseWriter, r *http.Request, next http.Handler) {
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
