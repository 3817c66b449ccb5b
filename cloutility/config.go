package cloutility

import (
	"net/url"
	"os"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
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
	// Credentials are a [Password] or a [Token].
	Credentials Credentials
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
	for _, name := range []string{EnvClientID, EnvOrigin, EnvUsername, EnvPassword} {
		if os.Getenv(name) == "" {
			return Config{}, invalidArgument(name, "is not set")
		}
	}
	return Config{
		BaseURL:  os.Getenv(EnvBaseURL),
		ClientID: os.Getenv(EnvClientID),
		Origin:   os.Getenv(EnvOrigin),
		Credentials: Password{
			Username: os.Getenv(EnvUsername), Password: backup.NewSecret(os.Getenv(EnvPassword)),
		},
	}, nil
}

// validate checks what the request path does not.
func (c *Config) validate() error {
	if err := validate.FirstError(required("Config.ClientID", c.ClientID), required("Config.Origin", c.Origin)); err != nil {
		return err
	}
	switch c.Credentials.(type) {
	case nil:
		return invalidArgument("Config.Credentials", "are missing")
	case Password, Token:
	default: // a pointer to one of them, or a type that embeds one
		return invalidArgument("Config.Credentials", "must be one of the types of this package, by value")
	}
	if err := c.Credentials.check(); err != nil {
		return err
	}
	if hasControl(c.ClientID) || strings.ContainsAny(c.ClientID, " \t") {
		return invalidArgument("Config.ClientID", "must not have blanks or control characters")
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
		return invalidArgument(field, "is not a URL")
	case u.Scheme == "" || u.Host == "":
		return invalidArgument(field, "must have a scheme and a host, such as https://enrol.example.com")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return invalidArgument(field, "must not have a user, a query or a fragment")
	}
	return nil
}
