package zomro

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// Credentials are a [Password], a [Key], a [Session] or an [AuthInfo].
type Credentials interface {
	check() error
}

// Password signs in with a user name and password and renews the session.
type Password struct {
	// Username is the login name, usually an e-mail address.
	Username string
	// Password is the account's password.
	Password backup.Secret
	// TOTP gives the six digits of the second factor, for accounts that have
	// one on; nil for all others. It is called once for each sign-in, and may
	// wait for a person: its context ends with the sign-in, after two minutes.
	// A session that took a second factor is used for as long as the service
	// takes it, one hour after its last request, and not renewed before.
	TOTP func(context.Context) (string, error) `json:"-"`
	// Session is an open session to begin with, such as one of [Client.Token];
	// empty for none. The client signs in when the service does not take it any
	// more.
	Session backup.Secret
}

// Key signs in with a key that was made for this user, by a privileged one or with
// [AccountService.CreateKey], instead of a password. The service may accept a key only
// once, so the session is used for as long as the service takes it: one hour
// after its last request.
type Key struct {
	// Username is the login name the key was made for.
	Username string
	// Key has at least 16 characters.
	Key backup.Secret
	// Session is an open session to begin with; see [Password].
	Session backup.Secret
}

// Session uses an open session. The client cannot renew it: calls fail with
// [backup.ErrUnauthenticated] when it has ended, one hour after its last
// request.
type Session struct {
	// ID is the id of the session, 24 hexadecimal digits.
	ID backup.Secret
}

// AuthInfo sends the user name and password with every call and opens no
// session. The operator may allow this from listed addresses only.
type AuthInfo struct {
	// Username must not hold a colon: it ends the name on the wire.
	Username string
	// Password is the account's password.
	Password backup.Secret
}

func (p Password) check() error {
	return validate.FirstError(checkPassword(p.Username, p.Password), checkGiven(p.Session))
}

func (k Key) check() error {
	switch {
	case strings.TrimSpace(k.Username) == "":
		return badConfig("Credentials.Username", "is empty")
	case len(k.Key.Reveal()) < minKey:
		return badConfig("Credentials.Key", "must have at least "+strconv.Itoa(minKey)+" characters")
	}
	return checkGiven(k.Session)
}

// minKey is how long a key is at least.
const minKey = 16

func (s Session) check() error { return checkSession("Credentials.ID", s.ID) }

// checkGiven checks a session that stands beside other credentials.
func checkGiven(session backup.Secret) error {
	if session.IsZero() {
		return nil
	}
	return checkSession("Credentials.Session", session)
}

func checkSession(field string, session backup.Secret) error {
	id := session.Reveal()
	switch {
	case id == "":
		return badConfig(field, "is empty")
	case strings.ContainsFunc(id, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return badConfig(field, "must not hold blanks")
	}
	return nil
}

func (a AuthInfo) check() error {
	if strings.Contains(a.Username, ":") {
		return badConfig("Credentials.Username", "must not hold a colon")
	}
	return checkPassword(a.Username, a.Password)
}

// secret is the credential as it is sent.
func (a AuthInfo) secret() backup.Secret {
	return backup.NewSecret(a.Username + ":" + a.Password.Reveal())
}

func checkPassword(username string, password backup.Secret) error {
	switch {
	case strings.TrimSpace(username) == "":
		return badConfig("Credentials.Username", "is empty")
	case password.IsZero():
		return badConfig("Credentials.Password", "is empty")
	}
	return nil
}
