package cbr

import (
	"cmp"
	"context"
	"net/http"
	"strings"
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

// session is a token and the project it is for.
type session struct {
	token   backup.Secret
	project string
}

// auth adds a token to requests.
type auth struct {
	tokens *token.Cache[session] // nil with a ready token
	ready  backup.Secret
	secret backup.Secret // the password
}

var _ rest.Authenticator = (*auth)(nil)

func (a *auth) Authenticate(ctx context.Context, req *http.Request) (token.Lease, error) {
	if a.tokens == nil {
		req.Header.Set(headerToken, a.ready.Reveal())
		return 0, nil
	}
	s, lease, err := a.tokens.Get(ctx)
	if err != nil {
		return 0, err
	}
	req.Header.Set(headerToken, s.token.Reveal())
	setProject(req, s.project)
	return lease, nil
}

// setProject puts the id of the project into a request built for ownProject.
func setProject(req *http.Request, project string) {
	head, tail, found := strings.Cut(req.URL.Path, ownSegment)
	if !found {
		return
	}
	req.URL.Path = head + "/v3/" + project + "/" + tail
	if req.URL.RawPath != "" {
		req.URL.RawPath = strings.Replace(req.URL.RawPath, ownSegment, "/v3/"+project+"/", 1)
	}
}

// Rejected drops a token that the service does not accept any more. A token that
// lacks a permission is kept: a new one would lack it too.
func (a *auth) Rejected(_ context.Context, lease token.Lease, err *backup.Error) bool {
	return a.tokens != nil && err.Kind == backup.KindUnauthenticated && a.tokens.Invalidate(lease)
}

// secrets are what must not show up in messages.
func (a *auth) secrets() []backup.Secret {
	out := []backup.Secret{a.secret, a.ready}
	if a.tokens != nil {
		if s, ok := a.tokens.Peek(); ok {
			out = append(out, s.token)
		}
	}
	return out
}

// signIn gets a token with a password. Iam must not authenticate.
func signIn(ctx context.Context, iam *rest.Client, p Password, scope iamapi.ProjectRef) (token.Token[session], error) {
	var none token.Token[session]
	nocatalog := "true"
	start := time.Now()
	req, err := iamapi.NewCreateTokenByPasswordRequest(iam.Base(), &iamapi.CreateTokenByPasswordParams{Nocatalog: &nocatalog},
		iamapi.CreateTokenRequest{Auth: iamapi.Auth{
			Identity: iamapi.Identity{
				Methods: []iamapi.AuthMethod{iamapi.AuthMethodPassword},
				Password: &iamapi.PasswordIdentity{User: iamapi.PasswordUser{
					Domain: iamapi.DomainRef{Name: p.Domain}, Name: p.User, Password: p.Password.Reveal(),
				}},
			},
			Scope: &iamapi.Scope{Project: &scope},
		}})
	if err != nil {
		return none, &backup.ArgumentError{Provider: providerIAM, Field: "Config.Credentials", Reason: "cannot be sent"}
	}
	answer, header, err := rest.DoHeader[iamapi.TokenEnvelope](ctx, iam, iamapi.OpCreateTokenByPassword, req)
	if err != nil {
		return none, err
	}
	lacks := func(what string) error {
		return &backup.Error{
			Provider: providerIAM, Operation: iamapi.OpCreateTokenByPassword.ID, StatusCode: http.StatusCreated, Attempts: 1,
			Message: "answer has no " + what, RequestID: cmp.Or(header.Get(headerIAMTrace), header.Get(headerRequestID)),
		}
	}
	value := header.Get(headerSubjectToken)
	if value == "" {
		return none, lacks("token")
	}
	project := scope.ID
	if t := answer.Token; t != nil && t.Project != nil && t.Project.ID != "" {
		project = t.Project.ID
	}
	if !projectForm.MatchString(project) {
		return none, lacks("project id")
	}
	return token.Token[session]{
		Value:  session{token: backup.NewSecret(value), project: project},
		Expiry: start.Add(lifetime(answer.Token)),
	}, nil
}

// lifetime of a token by the service's clock, whatever the local one says.
func lifetime(t *iamapi.Token) time.Duration {
	if t != nil && !t.ExpiresAt.Time.IsZero() && !t.IssuedAt.Time.IsZero() {
		if d := t.ExpiresAt.Sub(t.IssuedAt.Time); d > 0 {
			return d
		}
	}
	return tokenLifetime
}
