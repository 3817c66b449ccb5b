package cbr

import (
	"context"
	"net/http"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/internal/token"
)

// SignOnServer returns a function that signs a request with the keys of the
// metadata service behind a transport, which is at a fixed address otherwise.
func SignOnServer(t testing.TB, transport http.RoundTripper, opts ...backup.Option) func(context.Context) (*http.Request, error) {
	t.Helper()
	a := new(access)
	m, err := newMetadata("", rest.Config{Settings: backup.NewSettings(opts...), Secrets: a.secrets}, transport, a.remember)
	if err != nil {
		t.Fatal(err)
	}
	auth := a.keys(m.fetch, token.Options{Ahead: metadataAhead, Margin: keyMargin})
	return func(ctx context.Context) (*http.Request, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://cbr.example.com/", http.NoBody)
		if err != nil {
			return nil, err
		}
		_, err = auth.Authenticate(ctx, req)
		return req, err
	}
}
