package cloutilitytest

import (
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
		FoldQuery:   true, // ASP.NET does not care
		BadRequest: func(w http.ResponseWriter, _ *http.Request, err error) {
			s.writeProblem(w, unreadable(err.Error()))
		},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) { s.writeProblem(w, problemOf(err)) },
	})
	return s.authenticate(router)
}
