package cbrtest

import (
	"context"

	"github.com/backup-sdk/backup-go/internal/serve"
)

// address is where the client reached the service, without a path. Links name it,
// so that a client that follows one comes back here with its token.
func address(ctx context.Context) string {
	r := serve.HTTPRequest(ctx)
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
