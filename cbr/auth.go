package cbr

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/internal/token"
)

const (
	headerToken        = "X-Auth-Token"    //nolint:gosec // a header's name
	headerSubjectToken = "X-Subject-Token" //nolint:gosec // a header's name
)

// Tokens live for 24 hours: they are renewed in their last hour, and not used
// in their last five minutes.
const (
	tokenLifetime = 24 * time.Hour
	renewAhead    = time.Hour
	expiryMargin  = 5 * time.Minute
)

// A request is built before its token is there, but the id of the project comes
// with the token when only its name was configured. Such a request is built for
// ownProject, a segment no id can be, and gets the id when it is signed: so that
// sign-in stays inside the request path, with its events and errors.
const (
	ownProject  = "-"
	ownSegment  = "/v3/" + ownProject + "/"
	ownTemplate = "{project_id}"
)

// access is how a client gets in: the clients of IAM that its credentials need,
// and all secrets that must not show up in messages.
type access struct {
	config     rest.Config     // of a client of IAM, without credentials
	clients    []*rest.Client  // made so far
	configured []backup.Secret // with the credentials

	mu     sync.Mutex
	issued []backup.Secret // on the way: tokens, keys, passcodes
}

// keepIssued bounds the secrets that are remembered. More than the last of each
// kind are: a call may be under way with a token that has just been replaced.
const keepIssued = 24

// secrets are what must not show up in messages.
func (a *access) secrets() []backup.Secret {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Concat(a.configured, a.issued)
}

// remember adds secrets that were issued.
func (a *access) remember(secrets ...backup.Secret) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range secrets {
		if !slices.ContainsFunc(a.issued, func(have backup.Secret) bool { return have.Reveal() == s.Reveal() }) {
			a.issued = append(a.issued, s)
		}
	}
	a.issued = slices.Delete(a.issued, 0, max(0, len(a.issued)-keepIssued))
}

// open returns what signs the requests to CBR and those to IAM.
func (a *access) open(cfg Config) (cbr, iam rest.Authenticator, err error) {
	iam, err = a.authenticator(cfg.Credentials, &iamapi.Scope{Project: &iamapi.ProjectRef{ID: cfg.ProjectID, Name: cfg.ProjectName}})
	if err != nil {
		return nil, nil, err
	}
	keys, ok := iam.(*keyAuth)
	if !ok {
		return iam, iam, nil // a token says which project it is for
	}
	if cfg.ProjectID != "" {
		return keys.forProject(func(context.Context) (string, error) { return cfg.ProjectID, nil }), iam, nil
	}
	client, err := a.client(iam)
	if err != nil {
		return nil, nil, err
	}
	return keys.forProject(projectNamed(client, keys.domain, cfg.ProjectName)), iam, nil
}

// client makes a client of IAM.
func (a *access) client(auth rest.Authenticator) (*iamapi.Client, error) {
	cfg := a.config
	cfg.Auth = auth
	client, err := rest.New(cfg)
	if err != nil {
		return nil, err
	}
	a.clients = append(a.clients, client)
	return iamapi.New(client), nil
}

// authenticator makes one of credentials. Scope is for those that get a token.
func (a *access) authenticator(creds Credentials, scope *iamapi.Scope) (rest.Authenticator, error) {
	switch creds := creds.(type) {
	case Token:
		a.configured = append(a.configured, creds.Value)
		return readyToken{creds.Value}, nil
	case Password:
		login, err := a.client(nil)
		if err != nil {
			return nil, err
		}
		a.configured = append(a.configured, creds.Password)
		return a.tokens(login, scope, accountName(creds), a.byPassword(creds)), nil
	case Agency:
		client, err := a.base(creds.Base)
		if err != nil {
			return nil, err
		}
		identity := iamapi.Identity{Methods: []iamapi.AuthMethod{iamapi.AuthMethodAssumeRole}, AssumeRole: creds.role()}
		return a.tokens(client, scope, accountName(creds), func(ctx context.Context, send sender) (token.Token[session], error) {
			return send(ctx, identity)
		}), nil
	case AccessKey:
		a.configured = append(a.configured, creds.Secret, creds.SecurityToken)
		return &keyAuth{
			fixed:  keyPair{access: creds.Access, secret: creds.Secret, token: creds.SecurityToken},
			domain: creds.DomainID,
		}, nil
	case TemporaryKey:
		return a.temporary(creds)
	case ECSMetadata:
		m, err := newMetadata(creds.Endpoint, a.config, directTransport(), a.remember)
		if err != nil {
			return nil, err
		}
		a.clients = append(a.clients, m.client)
		return a.keys(m.fetch, token.Options{Ahead: metadataAhead, Margin: keyMargin}), nil
	default:
		return nil, badConfig("Credentials", "are of an unknown type")
	}
}

// base makes a client of IAM that acts for an account, not for a project: the
// project of an agency is none of those of its user.
func (a *access) base(creds Credentials) (*iamapi.Client, error) {
	var scope *iamapi.Scope
	if p, ok := creds.(Password); ok && p.Domain+p.DomainID != "" {
		scope = &iamapi.Scope{Domain: &iamapi.DomainRef{ID: p.DomainID, Name: p.Domain}}
	}
	auth, err := a.authenticator(creds, scope)
	if err != nil {
		return nil, err
	}
	return a.client(auth)
}

// readyToken is a token that cannot be renewed.
type readyToken struct{ value backup.Secret }

func (r readyToken) Authenticate(_ context.Context, req *http.Request) (token.Generation, error) {
	req.Header.Set(headerToken, r.value.Reveal())
	return 0, nil
}

func (readyToken) Rejected(context.Context, token.Generation, *backup.Error) bool { return false }

// tokenAuth adds a token to requests.
type tokenAuth struct{ tokens *token.Cache[session] }

// session is a token and the project it is for.
type session struct {
	token   backup.Secret
	project string
	expiry  time.Time
}

func (a *tokenAuth) Authenticate(ctx context.Context, req *http.Request) (token.Generation, error) {
	s, generation, err := a.tokens.Get(ctx)
	if err != nil {
		return 0, err
	}
	req.Header.Set(headerToken, s.token.Reveal())
	setProject(req, s.project)
	return generation, nil
}

// Rejected drops a token that the service does not accept any more. A token that
// lacks a permission is kept: a new one would lack it too.
func (a *tokenAuth) Rejected(_ context.Context, generation token.Generation, err *backup.Error) bool {
	return err.Kind == backup.KindUnauthenticated && a.tokens.Invalidate(generation)
}

// Accepted notes that the service takes a token.
func (a *tokenAuth) Accepted(generation token.Generation) { a.tokens.Accepted(generation) }

// present is the token at hand, or a new one.
func (a *tokenAuth) present(ctx context.Context) (backup.Token, error) {
	s, _, err := a.tokens.Get(ctx)
	switch cause := backup.ContextError(ctx); {
	case err == nil:
		return backup.Token{Access: s.token, Project: s.project, Expiry: s.expiry}, nil
	case cause != nil:
		return backup.Token{}, cause
	}
	return backup.Token{}, rest.SignInError(iamapi.OpCreateToken, err)
}

// setProject puts the id of the project into a request built for ownProject. It
// looks at the path as it is sent: a tag's key may hold anything, escaped.
func setProject(req *http.Request, project string) {
	if !strings.Contains(req.URL.Path, ownSegment) {
		return
	}
	head, tail, found := strings.Cut(req.URL.EscapedPath(), ownSegment)
	if !found {
		return
	}
	escaped := head + "/v3/" + project + "/" + tail
	if plain, err := url.PathUnescape(escaped); err == nil {
		req.URL.Path, req.URL.RawPath = plain, escaped
	}
}

// signInError keeps a sign-in that finds nothing from looking like a missing
// backup: whoever waits for one to be gone would believe it.
func signInError(err error) error {
	e, ok := errors.AsType[*backup.Error](err)
	if !ok || e.Kind != backup.KindNotFound {
		return err
	}
	changed := *e
	changed.Kind = backup.KindUnauthenticated
	return &changed
}
