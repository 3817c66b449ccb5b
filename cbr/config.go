package cbr

import (
	"slices"
)

// The names of the APIs in errors and events.
const (
	provider         = "cbr"
	providerIAM      = "iam"
	providerMetadata = "ecs"
)

// Config is what [New] needs: credentials, and a region or the base URL of
// another cloud.
type Config struct {
	// Region gives the address of the service, and the project when none is
	// named: the default project of a region has the region's name.
	Region Region
	// Credentials are a [Password], a [Token], an [Agency], an [AccessKey], a
	// [TemporaryKey] or an [ECSMetadata].
	Credentials Credentials
	// ProjectID or ProjectName choose another project; at most one of them.
	// With a [Token] the id is required. An id has 32 hexadecimal digits. With
	// keys, the id of a named project is asked of IAM once, by the first call.
	ProjectID, ProjectName string
	// IAMEndpoint is the address of IAM. It is [GlobalIAMEndpoint] by default,
	// whose tokens are valid in all regions; [Region.IAMEndpoint] gives the
	// others. With [backup.WithBaseURL] there is no default, so that a password
	// or token for one cloud is never sent to another: it is required for all
	// credentials that ask IAM, and for the calls of [IAMService].
	IAMEndpoint string
}

// complete validates the configuration and fills in the defaults. BaseURL is
// that of the options, and comes back filled in too.
func (c Config) complete(baseURL string) (Config, string, error) {
	asksIAM := true // IAM has a part in the sign-in
	ready := false  // a token that is for one project only
	switch c.Credentials.(type) {
	case nil:
		return c, "", badConfig("Credentials", "are missing")
	case Token:
		asksIAM, ready = false, true
	case AccessKey, ECSMetadata:
		asksIAM = c.ProjectID == ""
	case Password, Agency, TemporaryKey:
	default: // a pointer to one of them, or a type that embeds one
		return c, "", badConfig("Credentials", "must be one of the types of this package, by value")
	}
	if err := c.Credentials.check("Credentials"); err != nil {
		return c, "", err
	}
	switch {
	case c.Region == "" && baseURL == "":
		return c, "", badConfig("Region", "is empty, and there is no base URL")
	case c.Region != "" && !isRegionID(string(c.Region)):
		return c, "", badConfig("Region", "is not the id of a region")
	case baseURL == "" && !slices.Contains(Regions(), c.Region):
		return c, "", badConfig("Region", "is not known; use it with backup.WithBaseURL")
	case c.ProjectID != "" && c.ProjectName != "":
		return c, "", badConfig("ProjectID", "and ProjectName exclude each other")
	case c.ProjectID != "" && !isProjectID(c.ProjectID):
		return c, "", badConfig("ProjectID", "must be letters and digits, 32 as a rule")
	case c.ProjectID == "" && ready:
		return c, "", badConfig("ProjectID", "is needed with a Token")
	case c.ProjectID == "" && c.ProjectName == "" && c.Region == "":
		return c, "", badConfig("ProjectID", "or ProjectName is needed without a region")
	case c.IAMEndpoint == "" && baseURL != "" && asksIAM:
		return c, "", badConfig("IAMEndpoint", "is needed with backup.WithBaseURL")
	}
	if c.ProjectID == "" && c.ProjectName == "" {
		c.ProjectName = string(c.Region)
	}
	if baseURL != "" {
		return c, baseURL, nil // of a cloud whose IAM is not to be guessed
	}
	if c.IAMEndpoint == "" {
		c.IAMEndpoint = GlobalIAMEndpoint
	}
	return c, c.Region.Endpoint(), nil
}
