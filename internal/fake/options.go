package fake

import (
	"net/http"

	backup "github.com/backup-sdk/backup-go"
)

// Options point a client at the server: its address, permission to use plain
// http, and, while the server does not listen, a client without a socket.
func (s *Server) Options() []backup.Option {
	url := s.URL()
	options := []backup.Option{
		backup.WithBaseURL(url + s.cfg.BasePath),
		backup.WithInsecureHTTP(),
	}
	if url == memoryURL {
		options = append(options, backup.WithHTTPClient(s.Client()))
	}
	return options
}

// Client is an HTTP client that reaches the server without a socket.
func (s *Server) Client() *http.Client {
	return &http.Client{Transport: s.RoundTripper()}
}
