package cbr

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/jsonread"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/internal/token"
)

// The metadata service of a cloud server. It is at hand or not at all, so it is
// not waited for long.
const (
	metadataTokenPath = "/meta-data/latest/api/token" //nolint:gosec // a path
	metadataKeyPath   = "/openstack/latest/securitykey"
	metadataTimeout   = 3 * time.Second
	metadataAttempts  = 2

	headerMetadataTTL   = "X-Metadata-Token-Ttl-Seconds"
	headerMetadataToken = "X-Metadata-Token" //nolint:gosec // a header's name
	metadataTokenTTL    = "21600"            // seconds

	// metadataAhead is the rest of a key's life in which it is renewed.
	metadataAhead = 40 * time.Minute
)

// metadata gets keys from the metadata service.
type metadata struct {
	client   *rest.Client
	remember func(...backup.Secret)
}

// newMetadata makes a client of its own for the metadata service: credentials
// and settings of the others have no business there.
func newMetadata(endpoint string, iam rest.Config, transport http.RoundTripper, remember func(...backup.Secret)) (*metadata, error) {
	settings := backup.Settings{
		HTTPClient: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		InsecureHTTP: true, // link-local
		Retry:        iam.Settings.Retry,
		Logger:       iam.Settings.Logger, Observers: iam.Settings.Observers,
		UserAgent: iam.Settings.UserAgent, Timeout: metadataTimeout,
	}
	settings.Retry.MaxAttempts = min(settings.Retry.MaxAttempts, metadataAttempts)
	client, err := rest.New(rest.Config{
		Provider: providerMetadata, BaseURL: cmp.Or(endpoint, metadataEndpoint), BaseURLField: "Config.Credentials.Endpoint",
		Settings: settings, Secrets: iam.Secrets, Unmarshal: unmarshalMetadata,
	})
	if err != nil {
		return nil, err
	}
	return &metadata{client: client, remember: remember}, nil
}

// directTransport passes no proxy: link-local addresses are not behind one, and
// it would see the keys.
func directTransport() http.RoundTripper {
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		direct := t.Clone()
		direct.Proxy = nil
		return direct
	}
	return &http.Transport{}
}

// unmarshalMetadata reads plain text into a *string, and JSON into all else.
func unmarshalMetadata(data []byte, v any) error {
	if text, ok := v.(*string); ok {
		*text = strings.TrimSpace(string(data))
		return nil
	}
	return jsonread.Unmarshal(data, v)
}

// fetch gets a key: by version 2 of the service, which wants a token, or by
// version 1 where there is no other.
func (m *metadata) fetch(ctx context.Context, service *clock) (token.Token[keyPair], error) {
	var none token.Token[keyPair]
	session, err := m.session(ctx)
	if err != nil {
		return none, err
	}
	r := metadataRequest(backup.Operation{ID: "securityKey", Method: http.MethodGet, Route: metadataKeyPath, Idempotent: true})
	if !session.IsZero() {
		r.Header(headerMetadataToken, session.Reveal())
	}
	var out iamapi.TemporaryKeyEnvelope
	r.Missing = func() string {
		if !complete(out.Credential) {
			return "complete key; is an agency assigned to the server?"
		}
		return ""
	}
	start := time.Now()
	if err := m.client.Do(ctx, r, &out); err != nil {
		return none, err
	}
	// A key without an end is looked at again after a while.
	return readKey(out.Credential, service.lifetime(start, out.Credential.ExpiresAt.Time, r.ResponseHeader, 0)), nil
}

// session gets a token of version 2 of the service, none where that is missing.
func (m *metadata) session(ctx context.Context) (backup.Secret, error) {
	r := metadataRequest(backup.Operation{ID: "metadataToken", Method: http.MethodPut, Route: metadataTokenPath})
	r.Header(headerMetadataTTL, metadataTokenTTL)
	text := ""
	r.Missing = func() string {
		if oneWord("", text) != nil {
			return "token"
		}
		return ""
	}
	err := m.client.Do(ctx, r, &text)
	if e, ok := errors.AsType[*backup.Error](err); ok {
		switch e.StatusCode {
		case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusServiceUnavailable:
			return backup.Secret{}, nil
		}
	}
	if err != nil {
		return backup.Secret{}, err
	}
	secret := backup.NewSecret(text)
	m.remember(secret)
	return secret, nil
}

// metadataRequest is a call of the metadata service, which no specification has.
func metadataRequest(op backup.Operation) *rest.Request {
	op.Provider = providerMetadata
	r := &rest.Request{Op: &op, Sensitive: true}
	r.Path()
	return r
}
