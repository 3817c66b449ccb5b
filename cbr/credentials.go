package cbr

import (
	"context"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"

	backup "github.com/backup-sdk/backup-go"
)

// Credentials are how a client proves who it is: a [Password], a [Token], an
// [Agency], an [AccessKey], a [TemporaryKey] or an [ECSMetadata], by value.
type Credentials interface {
	// check validates; field is the name of the credentials in errors.
	check(field string) error
}

// Password signs in at IAM as a user of an account. The token it gets is kept
// for 24 hours and renewed ahead of its end.
type Password struct {
	// Domain is the name of the account, DomainID its id: one of them, unless
	// the user is named by UserID alone.
	Domain, DomainID string
	// User is the name of the IAM user, that of the account for its owner.
	// UserID is their id: it can replace the name, and is needed beside it only
	// if the user has a virtual MFA device.
	User, UserID string
	// Password is the user's password.
	Password backup.Secret
	// Passcode is asked for the 6 digits of the user's virtual MFA device when IAM
	// does not let the password in alone: with the first call, and then about once
	// a day. Nil is for users without one. With a UserID every refusal of the
	// password may mean that; without one the callback cannot help. It may be
	// called from any goroutine, and should end with its context.
	Passcode func(ctx context.Context) (string, error) `json:"-"`
}

// Token uses a token for a project that was issued elsewhere. The client cannot
// renew it: calls fail with [backup.ErrUnauthenticated] when it has expired.
type Token struct {
	// Value is the token, as IAM sends it in X-Subject-Token.
	Value backup.Secret
}

// Agency takes on a role that another account gives, or one's own account: the
// requests are those of the agency, with its rights and in its projects. IAM
// asks the user behind Base to have the permission Agent Operator.
type Agency struct {
	// Base proves who takes the role on: a [Password], a [Token], an
	// [AccessKey] or an [ECSMetadata].
	Base Credentials
	// Name is the agency's name.
	Name string
	// Domain is the name of the account that made the agency, DomainID its id;
	// one of them.
	Domain, DomainID string
}

// AccessKey signs each request with a key pair (AK and SK). Nothing is asked of
// IAM, but for the id of the project when only its name is known.
type AccessKey struct {
	// Access is the access key id (AK). It is not a secret.
	Access string
	// Secret is the secret access key (SK). It never leaves the program.
	Secret backup.Secret
	// SecurityToken belongs to temporary keys; those of users have none.
	SecurityToken backup.Secret
	// DomainID is the id of the account. It is optional, goes to IAM only, and
	// narrows the search for a project.
	DomainID string
}

// TemporaryKey signs requests with keys that IAM issues for a while: the
// secrets of From are sent when the keys are issued and renewed only.
type TemporaryKey struct {
	// From is whose rights the keys have: of a [Password] or [Token], or of an
	// [Agency] over any Base.
	From Credentials
	// Duration is the life of a key, 15 minutes to 24 hours in whole seconds;
	// 0 leaves it to IAM, which gives 15 minutes. Keys are renewed in the last
	// quarter of their life, 15 minutes ahead at most.
	Duration time.Duration
}

// ECSMetadata signs requests with the temporary keys of the agency that is
// assigned to the cloud server (ECS) the program runs on. They come from the
// metadata service of the server and are renewed when less than 40 minutes
// remain. Requests to it pass no proxy and follow no redirect.
type ECSMetadata struct {
	// Endpoint is the address of the metadata service, http://169.254.169.254
	// by default. Only link-local and loopback addresses are accepted.
	Endpoint string
}

// The life of temporary keys that IAM accepts.
const (
	minKeyLife = 15 * time.Minute
	maxKeyLife = 24 * time.Hour
)

const metadataEndpoint = "http://169.254.169.254"

func (p Password) check(field string) error {
	byName := strings.TrimSpace(p.User) != ""
	switch {
	case p.Domain != "" && p.DomainID != "":
		return badConfig(field+".Domain", "and DomainID exclude each other")
	case !byName && p.UserID != "" && p.User == "":
	case strings.TrimSpace(p.Domain+p.DomainID) == "":
		return badConfig(field+".Domain", "is empty")
	case !byName:
		return badConfig(field+".User", "is empty")
	}
	if p.Password.IsZero() {
		return badConfig(field+".Password", "is empty")
	}
	return nil
}

func (t Token) check(field string) error { return oneWord(field+".Value", t.Value.Reveal()) }

func (a Agency) check(field string) error {
	switch a.Base.(type) {
	case Password, Token, AccessKey, ECSMetadata:
	default:
		return badConfig(field+".Base", "must be a Password, a Token, an AccessKey or an ECSMetadata")
	}
	switch {
	case strings.TrimSpace(a.Name) == "":
		return badConfig(field+".Name", "is empty")
	case a.Domain != "" && a.DomainID != "":
		return badConfig(field+".Domain", "and DomainID exclude each other")
	case strings.TrimSpace(a.Domain+a.DomainID) == "":
		return badConfig(field+".Domain", "is empty")
	}
	return a.Base.check(field + ".Base")
}

func (k AccessKey) check(field string) error {
	if err := oneWord(field+".Access", k.Access); err != nil {
		return err
	}
	if strings.Contains(k.Access, ",") {
		return badConfig(field+".Access", "must not hold a comma")
	}
	if err := oneWord(field+".Secret", k.Secret.Reveal()); err != nil {
		return err
	}
	if !k.SecurityToken.IsZero() {
		if err := oneWord(field+".SecurityToken", k.SecurityToken.Reveal()); err != nil {
			return err
		}
	}
	if k.DomainID != "" && !isProjectID(k.DomainID) {
		return badConfig(field+".DomainID", "must be letters and digits, 32 as a rule")
	}
	return nil
}

func (k TemporaryKey) check(field string) error {
	switch k.From.(type) {
	case Password, Token, Agency:
	default:
		return badConfig(field+".From", "must be a Password, a Token or an Agency")
	}
	switch {
	case k.Duration == 0:
	case k.Duration < minKeyLife, k.Duration > maxKeyLife, k.Duration%time.Second != 0:
		return badConfig(field+".Duration", "must be between 15 minutes and 24 hours, in whole seconds")
	}
	return k.From.check(field + ".From")
}

func (m ECSMetadata) check(field string) error {
	if m.Endpoint == "" {
		return nil
	}
	u, err := url.Parse(m.Endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return badConfig(field+".Endpoint", "is not an http address")
	}
	// Not anything else: a response of this service is believed, and it needs
	// no TLS only because nobody else can be there.
	ip, err := netip.ParseAddr(u.Hostname())
	if err != nil || !ip.IsLinkLocalUnicast() && !ip.IsLoopback() {
		return badConfig(field+".Endpoint", "must be a link-local or loopback address")
	}
	return nil
}

// oneWord validates what goes into a header. Keys copied from a file often end
// with a line break.
func oneWord(field, value string) error {
	switch {
	case value == "":
		return badConfig(field, "is empty")
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return badConfig(field, "must not hold blanks")
	}
	return nil
}

func badConfig(field, reason string) error {
	return &backup.ArgumentError{Provider: provider, Field: "Config." + field, Reason: reason}
}
