package cloutility

import (
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// Credentials are how a client proves who it is: a [Password] or a [Token], by
// value.
type Credentials interface {
	check() error
}

// Password signs in as a portal user. The token it gets lives 299 seconds and is
// renewed ahead of its end.
type Password struct {
	// Username is the portal user's name, normally an e-mail address. The user
	// needs access to the business unit the application belongs to.
	Username string
	// Password is the portal user's password.
	Password backup.Secret
}

func (p Password) check() error {
	if err := validate.FirstError(
		required("Config.Credentials.Username", p.Username),
		required("Config.Credentials.Password", p.Password.Reveal()),
	); err != nil {
		return err
	}
	if hasControl(p.Username) {
		return invalidArgument("Config.Credentials.Username", "must not have control characters")
	}
	return nil
}

// Token goes on with what an earlier sign-in brought: a token of [Client.Token], or
// one from elsewhere. At least one of Access and Refresh is needed.
type Token struct {
	// Access is the access token. Without one, and once it has ended or was
	// rejected, the client gets one with Refresh.
	Access backup.Secret
	// Refresh is the refresh token, which the service gives if the application may
	// have one. Without it calls fail with [backup.ErrUnauthenticated] when Access
	// has ended. The service may replace it with each renewal: [Client.Token] tells
	// the present one, and [backup.WithTokenStore] keeps it.
	Refresh backup.Secret
	// Expiry is when Access ends; zero is not known.
	Expiry time.Time
}

func (t Token) check() error {
	if t.Access.IsZero() && t.Refresh.IsZero() {
		return invalidArgument("Config.Credentials.Access", "is empty, and there is no Refresh")
	}
	for _, c := range t.Access.Reveal() {
		if c <= ' ' || c > '~' {
			return invalidArgument("Config.Credentials.Access", "must not have blanks or other characters that a header cannot hold")
		}
	}
	return nil
}
