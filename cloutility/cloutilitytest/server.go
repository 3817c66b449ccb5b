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
type Server struct {
	*fake.Server
	svc *service
}

// Request is one request as the server saw it; [Server.Requests] has them.
//
//	Time            time.Time
//	Operation       string      // operationId, "" when there is none
//	Method, Host    string
//	Path, RawQuery  string      // as sent, still escaped
//	Header          http.Header // with credentials: tests look at them
//	Body            []byte      // at most 64 KiB of it
//	Status          int         // of the response, 0 when it got none
//	Handled         bool        // the service itself saw it, whatever the client was told
//	Faulted         bool        // an injected fault played a part
//
// Two requests that were Handled for one call are a double execution.
type Request = fake.Request

// TB is the part of [testing.TB] that [NewServer] needs: Helper, Cleanup and Fatalf.
type TB = fake.TB

// New makes a server that is reachable without a socket, through
// [Server.Options] and RoundTripper, and over TCP after Listen.
func New(opts ...Option) *Server {
	cfg := newConfig(opts)
	svc := newService(cfg)
	return &Server{svc: svc, Server: fake.New(fake.Config{
		Handler:    svc.handler(),
		Operation:  fake.Namer(svc.basePath, cloutilityapi.Operations()),
		Operations: cloutilityapi.Operations(),
		Misuse:     fake.Unknown("quirk", cfg.named, Quirks()),
		BasePath:   svc.basePath,
		Clock:      svc.clock,
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

// Err says what a test has named that does not exist: a value of an option, a quirk,
// the operation of a fault or of [Server.Count]. A server of [NewServer] fails its test
// with it at once; one of [New] responds with status 500 and its text to every request.
func (s *Server) Err() error { return s.Server.Err() }

// Listen serves on an address, "127.0.0.1:0" for a free port, until [Server.Close].
// [NewServer] does both.
func (s *Server) Listen(addr string) error { return s.Server.Listen(addr) }

// Close drops every connection, ends what runs and waits for it. It may be called
// more than once.
func (s *Server) Close() { s.Server.Close() }

// Client is an HTTP client that reaches the server without a socket.
func (s *Server) Client() *http.Client { return s.Server.Client() }

// RoundTripper reaches the server without a socket, inside a testing/synctest bubble
// too.
func (s *Server) RoundTripper() http.RoundTripper { return s.Server.RoundTripper() }

// ServeHTTP makes the server an [http.Handler]: it logs the request, applies the first
// fault that matches, and lets the service respond.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.Server.ServeHTTP(w, r) }

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
