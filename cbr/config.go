package cbr

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"

	backup "github.com/backup-sdk/backup-go"
)

// The names of the two APIs in errors and events.
const (
	provider    = "cbr"
	providerIAM = "iam"
)

// Config is what [New] needs: credentials, and a region or the base URL of
// another cloud.
type Config struct {
	// Region gives the address of the service, and the project when none is
	// named: the default project of a region has the region's name.
	Region Region
	// Credentials are a [Password] or a [Token].
	Credentials Credentials
	// ProjectID or ProjectName choose another project; at most one of them.
	// With a [Token] the id is required. An id has 32 hexadecimal digits.
	ProjectID, ProjectName string
	// IAMEndpoint is the address of IAM. It is [GlobalIAMEndpoint] by default,
	// whose tokens are valid in all regions; [Region.IAMEndpoint] gives the
	// others. With [backup.WithBaseURL] and a [Password] it is required, so
	// that a password for one cloud is never sent to another.
	IAMEndpoint string
}

// Credentials are a [Password] or a [Token].
type Credentials interface {
	check() error
}

// Password signs in at IAM as a user of an account.
type Password struct {
	// Domain is the name of the account.
	Domain string
	// User is the name of the IAM user; that of the account for its owner.
	User string
	// Password is the user's password.
	Password backup.Secret
}

// Token uses a token for a project that was issued elsewhere. The client cannot
// renew it: calls fail with [backup.ErrUnauthenticated] when it has expired.
type Token struct {
	// Value is the token, as IAM sends it in X-Subject-Token.
	Value backup.Secret
}

func (p Password) check() error {
	switch {
	case strings.TrimSpace(p.Domain) == "":
		return badConfig("Credentials.Domain", "is empty")
	case strings.TrimSpace(p.User) == "":
		return badConfig("Credentials.User", "is empty")
	case p.Password.IsZero():
		return badConfig("Credentials.Password", "is empty")
	}
	return nil
}

func (t Token) check() error {
	value := t.Value.Reveal()
	switch {
	case value == "":
		return badConfig("Credentials.Value", "is empty")
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return badConfig("Credentials.Value", "must not hold blanks")
	}
	return nil
}

func badConfig(field, reason string) error {
	return &backup.ArgumentError{Provider: provider, Field: "Config." + field, Reason: reason}
}

// Ids and region names become parts of URLs and hosts.
var (
	projectForm = regexp.MustCompile(`^[0-9A-Za-z]{2,64}$`)
	regionForm  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// complete validates the configuration and fills in the defaults. BaseURL is
// that of the options, and comes back filled in too.
func (c Config) complete(baseURL string) (Config, string, error) {
	password := false
	switch creds := c.Credentials.(type) {
	case nil:
		return c, "", badConfig("Credentials", "are missing")
	case Password, Token:
		if err := creds.check(); err != nil {
			return c, "", err
		}
		_, password = creds.(Password)
	default: // a pointer to one of them, or a type that embeds one
		return c, "", badConfig("Credentials", "must be a Password or a Token")
	}
	switch {
	case c.Region == "" && baseURL == "":
		return c, "", badConfig("Region", "is empty, and there is no base URL")
	case c.Region != "" && !regionForm.MatchString(string(c.Region)):
		return c, "", badConfig("Region", "is not the id of a region")
	case baseURL == "" && !slices.Contains(Regions(), c.Region):
		return c, "", badConfig("Region", "is not known; use it with backup.WithBaseURL")
	case c.ProjectID != "" && c.ProjectName != "":
		return c, "", badConfig("ProjectID", "and ProjectName exclude each other")
	case c.ProjectID != "" && !projectForm.MatchString(c.ProjectID):
		return c, "", badConfig("ProjectID", "must be letters and digits, 32 as a rule")
	case c.ProjectID == "" && !password:
		return c, "", badConfig("ProjectID", "is needed with a Token")
	case c.ProjectID == "" && c.ProjectName == "" && c.Region == "":
		return c, "", badConfig("ProjectID", "or ProjectName is needed without a region")
	case c.IAMEndpoint == "" && baseURL != "" && password:
		return c, "", badConfig("IAMEndpoint", "is needed with backup.WithBaseURL")
	}
	if c.ProjectID == "" && c.ProjectName == "" {
		c.ProjectName = string(c.Region)
	}
	if c.IAMEndpoint == "" {
		c.IAMEndpoint = GlobalIAMEndpoint
	}
	if baseURL == "" {
		baseURL = c.Region.Endpoint()
	}
	return c, baseURL, nil
}

// The variables [ConfigFromEnv] reads; they are those of the vendor's Terraform
// provider.
const (
	EnvRegion      = "HW_REGION_NAME"
	EnvDomain      = "HW_DOMAIN_NAME"
	EnvUser        = "HW_USER_NAME"
	EnvPassword    = "HW_USER_PASSWORD"
	EnvToken       = "HW_AUTH_TOKEN" //nolint:gosec // a name, not a token
	EnvProjectID   = "HW_PROJECT_ID"
	EnvProjectName = "HW_PROJECT_NAME"
	EnvIAMEndpoint = "HW_AUTH_URL"
)

// ConfigFromEnv makes a configuration from the environment: the region from
// HW_REGION_NAME; a user from HW_DOMAIN_NAME, HW_USER_NAME and HW_USER_PASSWORD,
// or a token from HW_AUTH_TOKEN, but not both; the project from HW_PROJECT_ID or
// HW_PROJECT_NAME; and the address of IAM from HW_AUTH_URL, where a "/v3" at the
// end is left out.
func ConfigFromEnv() (Config, error) {
	cfg := Config{
		Region:      Region(os.Getenv(EnvRegion)),
		ProjectID:   os.Getenv(EnvProjectID),
		ProjectName: os.Getenv(EnvProjectName),
		IAMEndpoint: strings.TrimSuffix(strings.TrimSuffix(os.Getenv(EnvIAMEndpoint), "/"), "/v3"),
	}
	token, user := os.Getenv(EnvToken), os.Getenv(EnvUser)
	domain, password := os.Getenv(EnvDomain), os.Getenv(EnvPassword)
	switch {
	case token != "" && (user != "" || password != ""):
		return Config{}, badEnv(EnvToken, "and "+EnvUser+" exclude each other")
	case token != "":
		cfg.Credentials = Token{Value: backup.NewSecret(token)}
	case user == "":
		return Config{}, badEnv(EnvUser, "is empty, and so is "+EnvToken)
	case domain == "":
		return Config{}, badEnv(EnvDomain, "is empty")
	case password == "":
		return Config{}, badEnv(EnvPassword, "is empty")
	default:
		cfg.Credentials = Password{Domain: domain, User: user, Password: backup.NewSecret(password)}
	}
	return cfg, nil
}

func badEnv(name, reason string) error {
	return &backup.ArgumentError{Provider: provider, Field: name, Reason: reason}
}
