package cbr

import (
	"context"
	"os"
	"strings"
	"sync/atomic"

	backup "github.com/backup-sdk/backup-go"
)

// The variables [ConfigFromEnv] reads; they are those of the vendor's Terraform
// provider.
const (
	EnvRegion        = "HW_REGION_NAME"
	EnvDomain        = "HW_DOMAIN_NAME"
	EnvDomainID      = "HW_DOMAIN_ID"
	EnvUser          = "HW_USER_NAME"
	EnvUserID        = "HW_USER_ID"
	EnvPassword      = "HW_USER_PASSWORD"
	EnvToken         = "HW_AUTH_TOKEN" //nolint:gosec // a name, not a token
	EnvAccessKey     = "HW_ACCESS_KEY"
	EnvSecretKey     = "HW_SECRET_KEY"     //nolint:gosec // a name, not a key
	EnvSecurityToken = "HW_SECURITY_TOKEN" //nolint:gosec // a name, not a token
	EnvAgency        = "HW_ASSUME_ROLE_AGENCY_NAME"
	EnvAgencyDomain  = "HW_ASSUME_ROLE_DOMAIN_NAME"
	EnvAgencyID      = "HW_ASSUME_ROLE_DOMAIN_ID"
	EnvProjectID     = "HW_PROJECT_ID"
	EnvProjectName   = "HW_PROJECT_NAME"
	EnvIAMEndpoint   = "HW_AUTH_URL"
)

// ConfigFromEnv makes a configuration from the environment, by the names of the
// vendor's Terraform provider: the region from HW_REGION_NAME; a key from
// HW_ACCESS_KEY, HW_SECRET_KEY and, for a temporary one, HW_SECURITY_TOKEN; or a
// user from HW_USER_NAME (or HW_USER_ID), HW_DOMAIN_NAME (or HW_DOMAIN_ID) and
// HW_USER_PASSWORD; or a token from HW_AUTH_TOKEN; but only one of these three.
// HW_ASSUME_ROLE_AGENCY_NAME and HW_ASSUME_ROLE_DOMAIN_NAME (or
// HW_ASSUME_ROLE_DOMAIN_ID) put an [Agency] on top. The project comes from
// HW_PROJECT_ID or else HW_PROJECT_NAME, and the address of IAM from HW_AUTH_URL,
// where a "/v3" at the end is left out.
//
// There is one function for each family of names, and none of them looks at
// another's: [ConfigFromSDKEnv], [ConfigFromSDKFile], [ConfigFromOpenStackEnv].
// What they return can be changed before it is given to [New].
func ConfigFromEnv() (Config, error) {
	creds, err := family{
		access: []string{EnvAccessKey}, secret: []string{EnvSecretKey}, security: []string{EnvSecurityToken},
		user: []string{EnvUser}, userID: []string{EnvUserID}, password: []string{EnvPassword},
		domain: []string{EnvDomain}, domainID: []string{EnvDomainID}, token: []string{EnvToken},
		agency: []string{EnvAgency}, agencyDomain: []string{EnvAgencyDomain}, agencyID: []string{EnvAgencyID},
	}.credentials()
	if err != nil {
		return Config{}, err
	}
	cfg := Config{
		Region: Region(os.Getenv(EnvRegion)), Credentials: creds,
		ProjectID: os.Getenv(EnvProjectID), IAMEndpoint: iamAddress(os.Getenv(EnvIAMEndpoint)),
	}
	if cfg.ProjectID == "" { // the more exact of both
		cfg.ProjectName = os.Getenv(EnvProjectName)
	}
	return cfg, nil
}

// The variables [ConfigFromSDKEnv] reads; they are those of the vendor's SDKs.
const (
	EnvSDKAccessKey     = "HUAWEICLOUD_SDK_AK"
	EnvSDKSecretKey     = "HUAWEICLOUD_SDK_SK"             //nolint:gosec // a name, not a key
	EnvSDKSecurityToken = "HUAWEICLOUD_SDK_SECURITY_TOKEN" //nolint:gosec // a name, not a token
	EnvSDKProjectID     = "HUAWEICLOUD_SDK_PROJECT_ID"
	EnvSDKDomainID      = "HUAWEICLOUD_SDK_DOMAIN_ID"
	EnvSDKIAMEndpoint   = "HUAWEICLOUD_SDK_IAM_ENDPOINT"
	EnvSDKFile          = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
)

// ConfigFromSDKEnv makes a configuration from the environment, by the names of
// the vendor's SDKs: a key from HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and, for a
// temporary one, HUAWEICLOUD_SDK_SECURITY_TOKEN; the project from
// HUAWEICLOUD_SDK_PROJECT_ID, the account from HUAWEICLOUD_SDK_DOMAIN_ID, and the
// address of IAM from HUAWEICLOUD_SDK_IAM_ENDPOINT. They have no name for a
// region.
func ConfigFromSDKEnv(region Region) (Config, error) {
	creds, err := family{
		access: []string{EnvSDKAccessKey}, secret: []string{EnvSDKSecretKey}, security: []string{EnvSDKSecurityToken},
		domainID: []string{EnvSDKDomainID},
	}.credentials()
	if err != nil {
		return Config{}, err
	}
	return Config{
		Region: region, Credentials: creds, ProjectID: os.Getenv(EnvSDKProjectID),
		IAMEndpoint: iamAddress(os.Getenv(EnvSDKIAMEndpoint)),
	}, nil
}

// ConfigFromOpenStackEnv makes a configuration from the environment, by the
// names of OpenStack, which Open Telekom Cloud and its tools use: the region
// from OS_REGION_NAME; a user from OS_USERNAME (or OS_USER_ID), OS_PASSWORD and
// the account in OS_USER_DOMAIN_NAME, OS_DOMAIN_NAME, OS_USER_DOMAIN_ID or
// OS_DOMAIN_ID; or a token from OS_TOKEN or OS_AUTH_TOKEN; or a key from
// OS_ACCESS_KEY, OS_SECRET_KEY and OS_SECURITY_TOKEN; but only one of these three.
// OS_PASSCODE is the passcode of a user with a virtual MFA device: it serves for
// one sign-in, so a program that runs for more than a day sets Password.Passcode
// itself. OS_AGENCY_NAME and OS_AGENCY_DOMAIN_NAME put an [Agency] on top. The
// project comes from OS_PROJECT_ID, OS_TENANT_ID, OS_PROJECT_NAME or
// OS_TENANT_NAME, with an agency from OS_DELEGATED_PROJECT before them; and the
// address of IAM from OS_AUTH_URL, where a "/v3" at the end is left out. Of a cloud
// that is not known, [New] needs the address of CBR with [backup.WithBaseURL], or
// Config.Discover.
func ConfigFromOpenStackEnv() (Config, error) {
	creds, err := family{
		access: []string{"OS_ACCESS_KEY"}, secret: []string{"OS_SECRET_KEY"}, security: []string{"OS_SECURITY_TOKEN"},
		user: []string{"OS_USERNAME"}, userID: []string{"OS_USER_ID", "OS_USERID"}, password: []string{"OS_PASSWORD"},
		domain:   []string{"OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME"},
		domainID: []string{"OS_USER_DOMAIN_ID", "OS_DOMAIN_ID"},
		token:    []string{"OS_TOKEN", "OS_AUTH_TOKEN"},
		passcode: []string{"OS_PASSCODE"},
		agency:   []string{"OS_AGENCY_NAME"}, agencyDomain: []string{"OS_AGENCY_DOMAIN_NAME"},
	}.credentials()
	if err != nil {
		return Config{}, err
	}
	cfg := Config{
		Region: Region(os.Getenv("OS_REGION_NAME")), Credentials: creds,
		ProjectID:   env([]string{"OS_PROJECT_ID", "OS_TENANT_ID"}),
		IAMEndpoint: iamAddress(os.Getenv("OS_AUTH_URL")),
	}
	if _, ok := creds.(Agency); ok && os.Getenv("OS_DELEGATED_PROJECT") != "" {
		cfg.ProjectID, cfg.ProjectName = "", os.Getenv("OS_DELEGATED_PROJECT")
		return cfg, nil
	}
	if cfg.ProjectID == "" { // OpenStack's files set both
		cfg.ProjectName = env([]string{"OS_PROJECT_NAME", "OS_TENANT_NAME"})
	}
	return cfg, nil
}

// family holds the names of variables; of several for a thing, the first that
// is set counts.
type family struct {
	access, secret, security []string
	user, userID, password   []string
	domain, domainID, token  []string
	passcode                 []string
	agency                   []string
	agencyDomain, agencyID   []string
}

// credentials are of the one kind whose variables are set, with the agency on
// top if there is one.
func (f family) credentials() (Credentials, error) {
	base, err := f.base()
	if err != nil {
		return nil, err
	}
	name, domain, id := env(f.agency), env(f.agencyDomain), env(f.agencyID)
	switch {
	case name == "":
		return base, nil
	case domain == "" && id == "":
		return nil, badEnv(f.agencyDomain[0], "is empty")
	case id != "":
		domain = "" // the id is the more exact of both
	}
	return Agency{Base: base, Name: name, Domain: domain, DomainID: id}, nil
}

func (f family) base() (Credentials, error) {
	access, secret := env(f.access), env(f.secret)
	user, userID, password, ready := env(f.user), env(f.userID), env(f.password), env(f.token)
	hasKey, hasUser, hasToken := access != "" || secret != "", user != "" || userID != "" || password != "", ready != ""
	switch {
	case hasToken && hasUser:
		return nil, badEnv(f.token[0], "and "+f.user[0]+" exclude each other")
	case hasToken && hasKey:
		return nil, badEnv(f.token[0], "and "+f.access[0]+" exclude each other")
	case hasUser && hasKey:
		return nil, badEnv(f.access[0], "and "+f.user[0]+" exclude each other")
	case hasToken:
		return Token{Value: backup.NewSecret(ready)}, nil
	case hasKey && access == "":
		return nil, badEnv(f.access[0], "is empty")
	case hasKey && secret == "":
		return nil, badEnv(f.secret[0], "is empty")
	case hasKey:
		return AccessKey{
			Access: access, Secret: backup.NewSecret(secret), SecurityToken: backup.NewSecret(env(f.security)), DomainID: env(f.domainID),
		}, nil
	case len(f.user) == 0:
		return nil, badEnv(f.access[0], "is empty")
	case user == "" && userID == "":
		return nil, badEnv(f.user[0], "is empty, and so are "+f.token[0]+" and "+f.access[0])
	}
	p := Password{Domain: env(f.domain), User: user, UserID: userID, Password: backup.NewSecret(password)}
	if p.Domain == "" {
		p.DomainID = env(f.domainID)
	}
	switch {
	case p.Domain == "" && p.DomainID == "" && userID == "":
		return nil, badEnv(f.domain[0], "is empty")
	case p.Domain == "" && p.DomainID == "":
		p.User = "" // the id is enough
	}
	if password == "" {
		return nil, badEnv(f.password[0], "is empty")
	}
	if code := env(f.passcode); code != "" {
		p.Passcode = once(code)
	}
	return p, nil
}

// once is a passcode that is good for one sign-in: a second with the same one
// would be refused, and count as an attempt to guess.
func once(code string) func(context.Context) (string, error) {
	var used atomic.Bool
	return func(context.Context) (string, error) {
		if used.Swap(true) {
			return "", errPasscodeUsed
		}
		return code, nil
	}
}

const errPasscodeUsed = constError("the one of the environment is used up")

// env is the first of the variables that is set.
func env(names []string) string {
	for _, name := range names {
		if value := os.Getenv(name); value != "" {
			return value
		}
	}
	return ""
}

// iamAddress leaves out the version that the variables of others end with.
func iamAddress(url string) string {
	return strings.TrimSuffix(strings.TrimSuffix(url, "/"), "/v3")
}

func badEnv(name, reason string) error {
	return &backup.ArgumentError{Provider: provider, Field: name, Reason: reason}
}
