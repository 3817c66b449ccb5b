package cbrtest

import (
	"context"
	"net/http"

	"github.com/backup-sdk/backup-go/internal/serve"
)

// address is where the client reached the service, without a path. Links name it,
// so that a client that follows one comes back here with its token.
func address(ctx context.Context) string {
	r := serve.HTTPRequest(ctx)
	return scheme(r) + r.Host
}

// cbrAddress is where that client reaches CBR.
func (s *service) cbrAddress(ctx context.Context) string {
	r := serve.HTTPRequest(ctx)
	return scheme(r) + s.cbrHost(r.Host)
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https://"
	}
	return "http://"
}
