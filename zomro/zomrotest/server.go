package zomrotest

import (
	"net/http"
	"strings"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// Server is a fake Zomro. It is an [http.Handler], so it can be mounted in any
// server too; it answers at "/" and at "/billmgr". All methods may be called
// from many goroutines.
type Server struct {
	*fake.Server

	svc *service
}

// TB is the part of [testing.TB] that [NewServer] needs.
type TB = fake.TB

// New makes a server that is reachable without a socket, through
// [Server.Options] and [Server.RoundTripper], and over TCP after Listen.
func New(opts ...Option) *Server {
	cfg := newConfig(opts)
	svc := newService(cfg)
	return &Server{
		Server: fake.New(fake.Config{
			Handler:   svc.handler(),
			Operation: operationName(),
			Clock:     fake.Clock(cfg.now),
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

// operationName names requests at both addresses of the service.
func operationName() func(*http.Request) string {
	root := fake.Namer("", zomroapi.Operations())
	billmgr := fake.Namer("/billmgr", zomroapi.Operations())
	return func(r *http.Request) string {
		if strings.HasPrefix(r.URL.Path, "/billmgr") {
			return billmgr(r)
		}
		return root(r)
	}
}

// Request is one request as the server saw it.
type Request = fake.Request

// Form returns the fields of a request of the log.
func Form(r Request) map[string][]string { return formOf(r) }
