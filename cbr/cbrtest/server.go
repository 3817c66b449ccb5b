package cbrtest

import (
	"net/http"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/cbrserver"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/gen/iamserver"
	"github.com/backup-sdk/backup-go/internal/fake"
	"github.com/backup-sdk/backup-go/internal/serve"
)

// Server is a fake CBR with its IAM. It is an [http.Handler], so it can be
// mounted in any server too. All methods may be called from many goroutines.
type Server struct {
	*fake.Server

	svc *service
}

// TB is the part of [testing.TB] that [NewServer] needs: Helper, Cleanup and Fatalf.
type TB = fake.TB

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

// New makes a server that is reachable without a socket, through
// [Server.Options] and RoundTripper, and over TCP after Listen.
func New(opts ...Option) *Server {
	cfg := newConfig(opts)
	svc := newService(cfg)
	operations := append(cbrapi.Operations(), iamapi.Operations()...)
	return &Server{
		Server: fake.New(fake.Config{
			Handler:    svc.handler(),
			Operation:  fake.Namer("", operations),
			Operations: operations,
			Misuse:     append(fake.Unknown("cloud", cfg.unknownClouds, Clouds()), fake.Unknown("quirk", cfg.named, Quirks())...),
			Clock:      svc.clock,
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

// Account is who may sign in, and the project the vaults are in.
type Account struct {
	// Domain is the account's name, User the IAM user's.
	Domain, User, Password string
	// DomainID and UserID are the ids of both.
	DomainID, UserID string
	// AccessKey and SecretKey are the user's key pair.
	AccessKey, SecretKey string
	// Agency is a role of another account, AgencyDomain, that the user may take
	// on. It sees the same projects, so that there is something to see.
	Agency, AgencyDomain string
	// ProjectID has 32 hex digits; ProjectName is the region's name.
	ProjectID, ProjectName string
}

// Account is who may sign in.
func (s *Server) Account() Account { return s.svc.account }

// Options point a client at the server: its address, permission to use plain
// HTTP, and an HTTP client without a socket while the server does not listen.
func (s *Server) Options() []backup.Option { return s.Server.Options() }

// URL is the server's address, without a slash at its end; a made-up one while
// the server does not listen.
func (s *Server) URL() string { return s.Server.URL() }

// IAMURL is the address of IAM. It is the same as that of CBR: their paths
// differ.
func (s *Server) IAMURL() string { return s.URL() }

// MetadataURL is the address of the metadata service of a cloud server that
// the agency is assigned to. It is reached through a socket only.
func (s *Server) MetadataURL() string { return s.URL() }

// Inject arms faults. Each request meets at most one: the first one armed that
// matches and is not used up.
func (s *Server) Inject(faults ...Fault) { s.Server.Inject(faults...) }

// ClearFaults disarms every fault.
func (s *Server) ClearFaults() { s.Server.ClearFaults() }

// Requests are the newest requests, oldest first, at most 10,000 of them. They
// are copies.
func (s *Server) Requests() []Request { return s.Server.Requests() }

// Count says how many requests arrived for an operation, named as in the
// specifications, those that met a fault included; "" counts them all.
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

// Logins counts the tokens that IAM issued so far.
func (s *Server) Logins() int {
	defer s.svc.enter()()
	return s.svc.logins
}

var (
	_ cbrserver.Server = (*service)(nil)
	_ iamserver.Server = (*iam)(nil)
)

// handler routes by path: IAM and CBR each have their own router, so their
// paths cannot get into each other's way.
func (s *service) handler() http.Handler {
	iamRoutes, cbrRoutes := s.iamHandler(), s.cbrHandler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := s.calls.Hex(32)
		w.Header().Set("X-Request-Id", id)
		w.Header().Set("Date", s.clock.Now().UTC().Format(http.TimeFormat))
		if isMetadata(r.URL.Path) {
			s.serveMetadata(w, r)
			return
		}
		isIAM := isIAM(r.URL.Path)
		if s.misplaced(r, isIAM) {
			noRoute(w, r)
			return
		}
		if isIAM {
			w.Header().Set("X-IAM-Trace-Id", "token_"+id)
			iamRoutes.ServeHTTP(w, r)
			return
		}
		cbrRoutes.ServeHTTP(w, r)
	})
}

func isIAM(path string) bool {
	return path == "/v3/projects" || strings.HasPrefix(path, "/v3/auth/") || strings.HasPrefix(path, "/v3.0/")
}

func (s *service) cbrHandler() http.Handler {
	router := &fake.Router{NotFound: noRoute}
	serve.Mount(router, s.available(cbrserver.Routes(s)), serve.Options{
		Wrap: s.authorize, Encode: encoder().Encode,
		BadRequest: func(w http.ResponseWriter, r *http.Request, err error) {
			invalid("Parameter check failed: "+err.Error()).WriteResponse(w, r)
		},
		Failed: failed,
	})
	if s.quirks == nil {
		return router
	}
	return s.quirks.wrap(router)
}

func (s *service) iamHandler() http.Handler {
	router := &fake.Router{NotFound: noRoute}
	serve.Mount(router, iamserver.Routes(&iam{service: s}), serve.Options{
		Wrap: s.identify, Encode: iamEncoder().Encode,
		BadRequest: func(w http.ResponseWriter, r *http.Request, err error) {
			iamError(http.StatusBadRequest, err.Error()).WriteResponse(w, r)
		},
		Failed: failedIAM,
	})
	return router
}

// failed responds to an error of the fake itself, such as an operation that it does
// not have.
func failed(w http.ResponseWriter, r *http.Request, err error) {
	serviceError(serve.Status(err), "9910", err.Error()).WriteResponse(w, r)
}

// failedIAM is failed for the identity half.
func failedIAM(w http.ResponseWriter, r *http.Request, err error) {
	iamError(serve.Status(err), err.Error()).WriteResponse(w, r)
}

func noRoute(w http.ResponseWriter, r *http.Request) {
	notPublished().WriteResponse(w, r)
}

// notPublished is what the gateway says of a path that it does not know.
func notPublished() *problem {
	return gatewayError(http.StatusNotFound, "APIGW.0101", "The API does not exist or has not been published in the environment")
}
