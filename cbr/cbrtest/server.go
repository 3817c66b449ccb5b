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
)

// Server is a fake CBR with its IAM. It is an http.Handler; Start and Listen
// put it on a socket, RoundTripper and Options work without one. All methods
// may be called from many goroutines.
type Server struct {
	*fake.Server
	svc *service
}

// New makes a service that is reached without a socket, see [Server.Options].
func New(opts ...Option) *Server {
	svc := newService(newConfig(opts))
	return &Server{
		Server: fake.New(fake.Config{
			Handler:   svc.handler(),
			Operation: fake.Namer("", append(cbrapi.Operations(), iamapi.Operations()...)),
			Clock:     svc.clock,
		}),
		svc: svc,
	}
}

// NewServer makes a service that listens on loopback until the test ends.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	s := New(opts...)
	s.Start(t)
	return s
}

// IAMURL is the address of IAM. It is the same as that of CBR: their paths
// differ.
func (s *Server) IAMURL() string { return s.URL() }

// Options point a client at the service; IAM's address goes into its Config.
func (s *Server) Options() []backup.Option { return s.Server.Options() }

// Account is who may sign in.
func (s *Server) Account() Account { return s.svc.account }

// handler routes by path: IAM and CBR each have their own router, so their
// paths cannot get into each other's way.
func (s *service) handler() http.Handler {
	iam, cbr := s.iamHandler(), s.cbrHandler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := s.ids.Hex(32)
		w.Header().Set("X-Request-Id", id)
		if isMetadata(r.URL.Path) {
			s.serveMetadata(w, r)
			return
		}
		if path := r.URL.Path; path == "/v3/projects" || strings.HasPrefix(path, "/v3/auth/") || strings.HasPrefix(path, "/v3.0/") {
			w.Header().Set("X-IAM-Trace-Id", "token_"+id)
			iam.ServeHTTP(w, r)
			return
		}
		cbr.ServeHTTP(w, r)
	})
}

func (s *service) cbrHandler() http.Handler {
	unreadable := hook(func(err error) *problem { return invalid("Parameter check failed: " + err.Error()) })
	strict := cbrserver.NewStrictHandlerWithOptions(s, nil, cbrserver.StrictHTTPServerOptions{
		RequestErrorHandlerFunc: unreadable,
		ResponseErrorHandlerFunc: hook(func(err error) *problem {
			return serviceError(http.StatusInternalServerError, "9910", err.Error())
		}),
	})
	router := &fake.Router{NotFound: noRoute}
	cbrserver.HandlerWithOptions(strict, cbrserver.StdHTTPServerOptions{
		BaseRouter: router, ErrorHandlerFunc: unreadable,
		Middlewares: []cbrserver.MiddlewareFunc{s.authorize},
	})
	if s.quirks == nil {
		return router
	}
	return s.quirks.wrap(router)
}

func (s *service) iamHandler() http.Handler {
	unreadable := hook(func(err error) *problem { return iamError(http.StatusBadRequest, err.Error()) })
	strict := iamserver.NewStrictHandlerWithOptions(&iam{s}, nil, iamserver.StrictHTTPServerOptions{
		RequestErrorHandlerFunc: unreadable,
		ResponseErrorHandlerFunc: hook(func(err error) *problem {
			return iamError(http.StatusInternalServerError, err.Error())
		}),
	})
	router := &fake.Router{NotFound: noRoute}
	return iamserver.HandlerWithOptions(strict, iamserver.StdHTTPServerOptions{
		BaseRouter: router, ErrorHandlerFunc: unreadable,
		Middlewares: []iamserver.MiddlewareFunc{s.identify},
	})
}

func noRoute(w http.ResponseWriter, _ *http.Request) {
	gatewayError(http.StatusNotFound, "APIGW.0101", "The API does not exist or has not been published in the environment").write(w)
}
