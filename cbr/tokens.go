package cbr

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/token"
)

// sender asks IAM for a token for an identity.
type sender func(context.Context, iamapi.Identity) (token.Token[session], error)

// signIn gets a token, with as many identities as it takes.
type signIn func(context.Context, sender) (token.Token[session], error)

// tokens gets and keeps tokens. Client is signed in if the identity needs it. Who
// names the account in a store of tokens; without a name none is stored.
func (a *access) tokens(client *iamapi.Client, scope *iamapi.Scope, who string, in signIn) *tokenAuth {
	send := func(ctx context.Context, identity iamapi.Identity) (token.Token[session], error) {
		return createToken(ctx, client, iamapi.Auth{Identity: identity, Scope: scope})
	}
	cache := token.New(func(ctx context.Context, _ *token.Token[session]) (token.Token[session], error) {
		t, err := in(ctx, send)
		if err != nil {
			return t, signInError(err)
		}
		a.remember(t.Value.token)
		return t, nil
	}, token.Options{Ahead: renewAhead, Margin: expiryMargin})
	if who != "" {
		cache.Keep(token.Stored[session]{
			Store: a.config.Settings.TokenStore,
			Key:   strings.Join([]string{provider, a.config.BaseURL, who, scopeName(scope)}, " "),
			Pack: func(t token.Token[session]) backup.Token {
				return backup.Token{Access: t.Value.token, Project: t.Value.project, Expiry: t.Expiry}
			},
			Unpack: func(t backup.Token) (token.Token[session], bool) {
				if scope != nil && scope.Project != nil && !isProjectID(t.Project) {
					return token.Token[session]{}, false
				}
				a.remember(t.Access)
				return token.Token[session]{Value: session{token: t.Access, project: t.Project, expiry: t.Expiry}, Expiry: t.Expiry}, true
			},
		})
	}
	return &tokenAuth{cache}
}

// scopeName names what a token is for.
func scopeName(scope *iamapi.Scope) string {
	switch {
	case scope == nil:
		return "-"
	case scope.Project != nil:
		return "project " + cmp.Or(scope.Project.ID, scope.Project.Name)
	default:
		return "domain " + cmp.Or(scope.Domain.ID, scope.Domain.Name)
	}
}

// accountName names whose token it is, without a secret; "" where nothing else
// than a secret says so.
func accountName(creds Credentials) string {
	switch creds := creds.(type) {
	case Password:
		return "user " + strings.Join([]string{creds.Domain, creds.DomainID, creds.User, creds.UserID}, "/")
	case AccessKey:
		return "key " + creds.Access
	case Agency:
		if base := accountName(creds.Base); base != "" {
			return "agency " + strings.Join([]string{creds.Domain, creds.DomainID, creds.Name}, "/") + " " + base
		}
	}
	return ""
}

func (a Agency) role() *iamapi.AssumeRole {
	return &iamapi.AssumeRole{AgencyName: a.Name, DomainName: a.Domain, DomainID: a.DomainID}
}

// createToken gets a token from IAM.
func createToken(ctx context.Context, iam *iamapi.Client, auth iamapi.Auth) (token.Token[session], error) {
	var none token.Token[session]
	start := time.Now()
	out, header, err := iam.CreateToken(ctx, iamapi.CreateTokenInput{Nocatalog: "true"}, auth)
	if err != nil {
		return none, err
	}
	value := header.Get(headerSubjectToken)
	if value == "" {
		return none, lacks(iamapi.OpCreateToken, header, "token")
	}
	project := ""
	if auth.Scope != nil && auth.Scope.Project != nil {
		project = auth.Scope.Project.ID
		if t := out.Token; t != nil && t.Project != nil && t.Project.ID != "" {
			project = t.Project.ID
		}
		if !isProjectID(project) {
			return none, lacks(iamapi.OpCreateToken, header, "project id")
		}
	}
	expiry := start.Add(lifetime(out.Token))
	return token.Token[session]{
		Value:  session{token: backup.NewSecret(value), project: project, expiry: expiry},
		Expiry: expiry,
	}, nil
}

// lacks is a success without the thing it is about.
func lacks(op backup.Operation, header http.Header, what string) error {
	return &backup.Error{
		Provider: op.Provider, Operation: op.ID, StatusCode: http.StatusCreated, Attempts: 1,
		Kind: backup.KindUnreadable, Message: "response has no " + what, RequestID: cmp.Or(header.Get(headerIAMTrace), header.Get(headerRequestID)),
	}
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
