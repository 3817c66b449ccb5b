package zomro

import (
	"context"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	backup "github.com/backup-sdk/backup-go"
)

// provider names this API in errors and events.
const provider = "zomro"

// DefaultBaseURL is the address of the service. The same service answers at
// https://api.zomro.com/billmgr.
const DefaultBaseURL = "https://api.zomro.com"

// Config is what [New] needs. Only Credentials are required.
type Config struct {
	// Credentials are a [Password], a [Key], a [Session] or an [AuthInfo].
	Credentials Credentials
	// Lang is the language of texts in answers and errors, such as "en" or
	// "ru"; "en" by default. It is sent with every call, for the service
	// falls back to the account's language.
	Lang string
	// Out is the rendering of answers: "json" by default, or its relatives
	// "sjson" and "xjson".
	Out string
	// Multipart sends calls as multipart/form-data, as the service's own
	// documentation does. The default is urlencoded; the service reads both.
	Multipart bool
	// Location is the zone of days and times in answers, which come without
	// one. The service does not document it; UTC by default.
	Location *time.Location
}

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
}

// Key signs in with a key that a privileged user has made for this user
// (session.newkey) instead of a password. The service may accept a key only
// once, so the session is used for as long as the service takes it: one hour
// after its last request.
type Key struct {
	// Username is the login name the key was made for.
	Username string
	// Key has at least 16 characters.
	Key backup.Secret
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

func (p Password) check() error { return checkPassword(p.Username, p.Password) }

func (k Key) check() error {
	switch {
	case strings.TrimSpace(k.Username) == "":
		return badConfig("Credentials.Username", "is empty")
	case len(k.Key.Reveal()) < minKey:
		return badConfig("Credentials.Key", "must have at least "+strconv.Itoa(minKey)+" characters")
	}
	return nil
}

// minKey is how long a key is at least.
const minKey = 16

func (s Session) check() error {
	id := s.ID.Reveal()
	switch {
	case id == "":
		return badConfig("Credentials.ID", "is empty")
	case strings.ContainsFunc(id, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return badConfig("Credentials.ID", "must not hold blanks")
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

func badConfig(field, reason string) error {
	return &backup.ArgumentError{Provider: provider, Field: "Config." + field, Reason: reason}
}

// complete validates the configuration and fills in the defaults.
func (c Config) complete() (Config, error) {
	switch creds := c.Credentials.(type) {
	case nil:
		return c, badConfig("Credentials", "are missing")
	case Password, Key, Session, AuthInfo:
		if err := creds.check(); err != nil {
			return c, err
		}
	default: // a pointer to one of them, or a type that embeds one
		return c, badConfig("Credentials", "must be a Password, Key, Session or AuthInfo")
	}
	switch c.Out {
	case "":
		c.Out = "json"
	case "json", "sjson", "xjson":
	default:
		return c, badConfig("Out", `must be "json", "sjson" or "xjson"`)
	}
	if c.Lang == "" {
		c.Lang = "en"
	}
	if strings.ContainsFunc(c.Lang, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '_' }) {
		return c, badConfig("Lang", "is not a language code")
	}
	if c.Location == nil {
		c.Location = time.UTC
	}
	return c, nil
}

// The variables [ConfigFromEnv] reads.
const (
	EnvUsername = "ZOMRO_USERNAME"
	EnvPassword = "ZOMRO_PASSWORD"
	EnvSession  = "ZOMRO_SESSION"
	EnvAuthInfo = "ZOMRO_AUTHINFO"
	EnvLang     = "ZOMRO_LANG"
)

// ConfigFromEnv makes a configuration from the environment: credentials from
// ZOMRO_USERNAME and ZOMRO_PASSWORD, from ZOMRO_SESSION (the id of an open
// session), or from ZOMRO_AUTHINFO ("login:password", sent with every call);
// the language from ZOMRO_LANG. Exactly one kind of credentials must be set.
func ConfigFromEnv() (Config, error) {
	cfg := Config{Lang: os.Getenv(EnvLang)}
	var found []Credentials
	username, password := os.Getenv(EnvUsername), os.Getenv(EnvPassword)
	if username != "" || password != "" {
		switch {
		case username == "":
			return Config{}, badEnv(EnvUsername, "is empty, but "+EnvPassword+" is set")
		case password == "":
			return Config{}, badEnv(EnvPassword, "is empty, but "+EnvUsername+" is set")
		}
		found = append(found, Password{Username: username, Password: backup.NewSecret(password)})
	}
	if id := os.Getenv(EnvSession); id != "" {
		found = append(found, Session{ID: backup.NewSecret(id)})
	}
	if info := os.Getenv(EnvAuthInfo); info != "" {
		name, secret, ok := strings.Cut(info, ":")
		if !ok || name == "" || secret == "" {
			return Config{}, badEnv(EnvAuthInfo, "is not login:password")
		}
		found = append(found, AuthInfo{Username: name, Password: backup.NewSecret(secret)})
	}
	switch len(found) {
	case 0:
		return Config{}, badEnv(EnvUsername, "and "+EnvPassword+", or "+EnvSession+", or "+EnvAuthInfo+" must be set")
	case 1:
		cfg.Credentials = found[0]
		return cfg.complete()
	default:
		return Config{}, badEnv(EnvUsername, ", "+EnvSession+" and "+EnvAuthInfo+" exclude each other")
	}
}

func badEnv(name, reason string) error {
	return &backup.ArgumentError{Provider: provider, Field: name, Reason: reason}
}
