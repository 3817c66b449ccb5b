package zomro

import (
	"os"
	"strings"
	"time"
	"unicode"

	backup "github.com/backup-sdk/backup-go"
)

// provider names this API in errors and events.
const provider = "zomro"

// DefaultBaseURL is the address of the service. https://api.zomro.com/billmgr is
// the same service.
const DefaultBaseURL = "https://api.zomro.com"

// Config is what [New] needs. Only Credentials are required.
type Config struct {
	// Credentials are a [Password], a [Key], a [Session] or an [AuthInfo], by value.
	Credentials Credentials
	// Lang is the language of texts in responses and errors, such as "en" or
	// "ru"; "en" by default. It is sent with every call, for the service
	// falls back to the account's language.
	Lang string
	// Out is the rendering of responses: "json" by default, or its relatives
	// "sjson" and "xjson".
	Out string
	// Multipart sends calls as multipart/form-data, as the service's own
	// documentation does. The default is urlencoded; the service reads both.
	Multipart bool
	// Location is the zone of days and times in responses, which come without
	// one. The service does not document it; UTC by default.
	Location *time.Location
}

func badConfig(field, reason string) error { return arg.Invalid("Config."+field, reason) }

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
// the language from ZOMRO_LANG. Exactly one kind of credentials must be set, but
// a session may stand beside a password: the client begins with it.
func ConfigFromEnv() (Config, error) {
	cfg := Config{Lang: os.Getenv(EnvLang)}
	var found []Credentials
	username, password := os.Getenv(EnvUsername), os.Getenv(EnvPassword)
	if username != "" || password != "" {
		switch {
		case username == "":
			return Config{}, arg.Invalid(EnvUsername, "is empty, but "+EnvPassword+" is set")
		case password == "":
			return Config{}, arg.Invalid(EnvPassword, "is empty, but "+EnvUsername+" is set")
		}
		found = append(found, Password{Username: username, Password: backup.NewSecret(password), Session: backup.NewSecret(os.Getenv(EnvSession))})
	} else if id := os.Getenv(EnvSession); id != "" {
		found = append(found, Session{ID: backup.NewSecret(id)})
	}
	if info := os.Getenv(EnvAuthInfo); info != "" {
		name, secret, ok := strings.Cut(info, ":")
		if !ok || name == "" || secret == "" {
			return Config{}, arg.Invalid(EnvAuthInfo, "is not login:password")
		}
		found = append(found, AuthInfo{Username: name, Password: backup.NewSecret(secret)})
	}
	switch len(found) {
	case 0:
		return Config{}, arg.Invalid(EnvUsername, "and "+EnvPassword+", or "+EnvSession+", or "+EnvAuthInfo+" must be set")
	case 1:
		cfg.Credentials = found[0]
		return cfg.complete()
	default:
		return Config{}, arg.Invalid(EnvUsername, ", "+EnvSession+" and "+EnvAuthInfo+" exclude each other")
	}
}
