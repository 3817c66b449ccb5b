package zomrotest

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// Server is a fake Zomro. It is an [http.Handler], so it can be mounted in any
// server too; it responds at "/" and at "/billmgr". All methods may be called
// from many goroutines.
type Server struct {
	*fake.Server

	svc *service
}

// TB is the part of [testing.TB] that [NewServer] needs: Helper, Cleanup and Fatalf.
type TB = fake.TB

// basePath is the second address of the service.
const basePath = "/billmgr"

// New makes a server that is reachable without a socket, through
// [Server.Options] and RoundTripper, and over TCP after Listen.
func New(opts ...Option) *Server {
	cfg := newConfig(opts)
	svc := newService(cfg)
	return &Server{
		Server: fake.New(fake.Config{
			Handler:    svc.handler(),
			Operation:  operationName(),
			Operations: zomroapi.Operations(),
			Misuse:     fake.Unknown("quirk", cfg.named, Quirks()),
			Clock:      fake.Clock(cfg.now),
		}),
		svc: svc,
	}
}

// NewServer makes a server that listens on a free loopback port until the test
// ends.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	s := New(opts...)
	s.Start(t)
	return s
}

// Account is who may sign in.
type Account struct {
	Username, Password string
}

// Account is who may sign in.
func (s *Server) Account() Account { return s.svc.cfg.account }

// Options point a client at the server: its address, permission to use plain
// HTTP, and an HTTP client without a socket while the server does not listen.
func (s *Server) Options() []backup.Option { return s.Server.Options() }

// URL is the server's address, without a slash at its end; a made-up one while
// the server does not listen.
func (s *Server) URL() string { return s.Server.URL() }

// Inject arms faults. Each request meets at most one: the first one armed that
// matches and is not used up.
func (s *Server) Inject(faults ...Fault) { s.Server.Inject(faults...) }

// ClearFaults disarms every fault.
func (s *Server) ClearFaults() { s.Server.ClearFaults() }

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

// Logins counts the sign-ins that opened a session; one with a second factor
// counts when the factor has been confirmed.
func (s *Server) Logins() int {
	return locked(s, func(s *service) int { return len(s.logins) })
}

// operationName names requests at both addresses of the service.
func operationName() func(*http.Request) string {
	root := fake.Namer("", zomroapi.Operations())
	billmgr := fake.Namer(basePath, zomroapi.Operations())
	return func(r *http.Request) string {
		if strings.HasPrefix(r.URL.Path, basePath) {
			return billmgr(r)
		}
		return root(r)
	}
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

// Form returns the fields of a request of the log, from query and body.
func Form(r Request) map[string][]string {
	form, err := fake.Form(&http.Request{
		Method: r.Method, Header: r.Header, Body: io.NopCloser(bytes.NewReader(r.Body)),
		URL: &url.URL{Path: "/", RawQuery: r.RawQuery},
	})
	if err != nil {
		return nil
	}
	return form
}
