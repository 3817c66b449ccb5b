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

// tokens gets and keeps tokens. Client is signed in if the identity needs it. Who
// names the account in a store of tokens; without a name none is stored.
func (a *access) tokens(client *iamapi.Client, scope *iamapi.Scope, who string, identify func(context.Context) (iamapi.Identity, error)) *tokenAuth {
	cache := token.New(func(ctx context.Context, _ *token.Token[session]) (token.Token[session], error) {
		identity, err := identify(ctx)
		if err != nil {
			return token.Token[session]{}, err
		}
		t, err := createToken(ctx, client, iamapi.Auth{Identity: identity, Scope: scope})
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
				return token.Token[session]{Value: session{token: t.Access, project: t.Project}, Expiry: t.Expiry}, true
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

// userIdentity is a user with a password, and with a passcode if they need one.
func (a *access) userIdentity(ctx context.Context, p Password) (iamapi.Identity, error) {
	user := iamapi.PasswordUser{Password: p.Password.Reveal()}
	if p.User == "" {
		user.ID = p.UserID
	} else {
		user.Name, user.Domain = p.User, &iamapi.DomainRef{ID: p.DomainID, Name: p.Domain}
	}
	identity := iamapi.Identity{
		Methods:  []iamapi.AuthMethod{iamapi.AuthMethodPassword},
		Password: &iamapi.PasswordIdentity{User: user},
	}
	if p.Passcode == nil {
		return identity, nil
	}
	code, err := p.Passcode(ctx)
	code = strings.TrimSpace(code)
	if err == nil && code == "" {
		err = errNoPasscode
	}
	if err != nil {
		return identity, &backup.Error{
			Provider: providerIAM, Operation: iamapi.OpCreateToken.ID, Kind: backup.KindUnauthenticated,
			Message: "no passcode", Err: err,
		}
	}
	a.remember(backup.NewSecret(code))
	identity.Methods = append(identity.Methods, iamapi.AuthMethodTOTP)
	identity.TOTP = &iamapi.TOTPIdentity{User: iamapi.TOTPUser{ID: p.UserID, Passcode: code}}
	return identity, nil
}

const errNoPasscode = constError("the callback returned none")

// constError is an error that is a constant.
type constError string

func (e constError) Error() string { return string(e) }

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
	return token.Token[session]{
		Value:  session{token: backup.NewSecret(value), project: project},
		Expiry: start.Add(lifetime(out.Token)),
	}, nil
}

// lacks is a success without the thing it is about.
func lacks(op backup.Operation, header http.Header, what string) error {
	return &backup.Error{
		Provider: op.Provider, Operation: op.ID, StatusCode: http.StatusCreated, Attempts: 1,
		Message: "response has no " + what, RequestID: cmp.Or(header.Get(headerIAMTrace), header.Get(headerRequestID)),
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
