package cbr

// The names of the APIs in errors and events.
const (
	provider         = "cbr"
	providerIAM      = "iam"
	providerMetadata = "ecs"
)

// Config is what [New] needs: credentials, and a region or the base URL of
// another cloud.
type Config struct {
	// Region gives the cloud, the addresses of CBR and IAM there, and the project
	// when none is named: the default project of a region has the region's name.
	Region Region
	// Cloud is needed for a region that is not among the constants: its addresses
	// follow the pattern of the cloud's.
	Cloud Cloud
	// Discover asks the catalog of IAM for the address of CBR, with the first
	// call, in place of the table of clouds; see [IAMService.ListCatalog]. The
	// region, if there is one, chooses between several. It is for clouds that are
	// not known here, and needs IAMEndpoint then. An address of another cloud than
	// IAM's that is known is refused.
	Discover bool
	// Credentials are a [Password], a [Token], an [Agency], an [AccessKey], a
	// [TemporaryKey] or an [ECSMetadata].
	Credentials Credentials
	// ProjectID or ProjectName choose another project; at most one of them.
	// With a [Token] the id is required. An id has 32 hexadecimal digits. With
	// keys, the id of a named project is asked of IAM once, by the first call.
	ProjectID, ProjectName string
	// IAMEndpoint is the address of IAM. By default it is where accounts of the
	// region's cloud sign in; [Region.IAMEndpoint] gives that of the region alone.
	// One of another known cloud is refused, and so is such a base URL. With [backup.WithBaseURL] there is no
	// default, so that a password or token for one cloud is never sent to another:
	// it is required for all credentials that ask IAM, and for the calls of
	// [IAMService].
	IAMEndpoint string
}

// complete validates the configuration and fills in the defaults. BaseURL is
// that of the options, and comes back filled in too, but with Discover.
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
	case c.Discover && baseURL != "":
		return c, "", badConfig("Discover", "and backup.WithBaseURL exclude each other")
	case c.Region == "" && baseURL == "" && !c.Discover:
		return c, "", badConfig("Region", "is empty, and there is no base URL")
	case c.Region != "" && !isRegionID(string(c.Region)):
		return c, "", badConfig("Region", "is not the id of a region")
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
	if _, err := c.oneCloud(baseURL); err != nil {
		return c, "", err
	}
	if baseURL == "" { // else it is a cloud whose IAM is not to be guessed
		var err error
		if c, baseURL, err = c.addresses(); err != nil {
			return c, "", err
		}
	}
	if c.ProjectID == "" && c.ProjectName == "" {
		c.ProjectName = string(c.Region)
	}
	return c, baseURL, nil
}
