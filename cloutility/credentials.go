package cloutility

import (
	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// Credentials are how a client proves who it is: a [Password], by value.
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
