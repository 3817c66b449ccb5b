package cloutility

import (
	"net/url"
	"os"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// DefaultBaseURL is the API of Safespring's installation.
const DefaultBaseURL = "https://portal-api.backup.sto2.safedc.net"

// provider names this package in errors and operations.
const provider = "cloutility"

// Config says where the API is and who calls it. All fields but BaseURL are
// needed.
type Config struct {
	// BaseURL is the address of the API without "/v1", [DefaultBaseURL] when
	// empty. [backup.WithBaseURL] comes before it.
	BaseURL string
	// ClientID is the application's id, made in the portal under Settings, API
	// access.
	ClientID string
	// Origin is the origin registered with the client id, such as
	// "https://enrol.example.com", in exactly that form. It need not be
	// reachable.
	Origin string
	// Username is the portal user's name, normally an e-mail address. The user
	// needs access to the business unit the application belongs to.
	Username string
	// Password is the portal user's password.
	Password backup.Secret
}

// The variables [ConfigFromEnv] reads.
const (
	EnvBaseURL  = "CLOUTILITY_URL"
	EnvClientID = "CLOUTILITY_CLIENT_ID"
	EnvOrigin   = "CLOUTILITY_ORIGIN"
	EnvUsername = "CLOUTILITY_USERNAME"
	EnvPassword = "CLOUTILITY_PASSWORD" //nolint:gosec // the name of a variable
)

// ConfigFromEnv reads a Config from the environment: CLOUTILITY_URL (optional),
// CLOUTILITY_CLIENT_ID, CLOUTILITY_ORIGIN, CLOUTILITY_USERNAME and
// CLOUTILITY_PASSWORD. The error is a [backup.ArgumentError] that names the
// first variable that is missing.
func ConfigFromEnv() (Config, error) {
	cfg := Config{
		BaseURL:  os.Getenv(EnvBaseURL),
		ClientID: os.Getenv(EnvClientID),
		Origin:   os.Getenv(EnvOrigin),
		Username: os.Getenv(EnvUsername),
		Password: backup.NewSecret(os.Getenv(EnvPassword)),
	}
	for _, v := range []struct{ name, value string }{
		{EnvClientID, cfg.ClientID}, {EnvOrigin, cfg.Origin}, {EnvUsername, cfg.Username}, {EnvPassword, cfg.Password.Reveal()},
	} {
		if v.value == "" {
			return Config{}, refuse(v.name, "is not set")
		}
	}
	return cfg, nil
}

// validate checks what the request path does not.
func (c *Config) validate() error {
	for _, f := range []struct{ name, value string }{
		{"Config.ClientID", c.ClientID}, {"Config.Origin", c.Origin},
		{"Config.Username", c.Username}, {"Config.Password", c.Password.Reveal()},
	} {
		if strings.TrimSpace(f.value) == "" {
			return refuse(f.name, "is empty")
		}
	}
	if hasControl(c.ClientID) || strings.ContainsAny(c.ClientID, " \t") {
		return refuse("Config.ClientID", "must not have blanks or control characters")
	}
	if hasControl(c.Username) {
		return refuse("Config.Username", "must not have control characters")
	}
	return validateOrigin(c.Origin)
}

// validateOrigin wants a scheme and a host. A path is let through: what was
// registered has to be sent as it was registered.
func validateOrigin(origin string) error {
	const field = "Config.Origin"
	u, err := url.Parse(origin)
	switch {
	case err != nil, hasControl(origin), strings.ContainsAny(origin, " \t"):
		return refuse(field, "is not a URL")
	case u.Scheme == "" || u.Host == "":
		return refuse(field, "must have a scheme and a host, such as https://enrol.example.com")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return refuse(field, "must not have a user, a query or a fragment")
	}
	return nil
}

// hasControl reports bytes that would end a header line or be refused there.
func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// refuse is an error of an argument that is not sent.
func refuse(field, reason string) error {
	return &backup.ArgumentError{Provider: provider, Field: field, Reason: reason}
}
