package cbr

import (
	"context"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// The headers in which the services send the id of a request.
const (
	headerRequestID = "X-Request-Id"
	headerIAMTrace  = "X-Iam-Trace-Id"
)

// Client calls CBR and IAM. It is safe for concurrent use.
type Client struct {
	// Vaults are the containers of backups.
	Vaults *VaultsService
	// Checkpoints back up the resources of a vault.
	Checkpoints *CheckpointsService
	// Backups are what checkpoints make.
	Backups *BackupsService
	// Members are the projects with which backups are shared.
	Members *MembersService
	// Tags are the tags of vaults.
	Tags *TagsService
	// Orders are those for vaults that are paid for in advance.
	Orders *OrdersService
	// Tasks are the operation logs: asynchronous work and its progress.
	Tasks *TasksService
	// Policies are schedules by which vaults are backed up or copied.
	Policies *PoliciesService
	// OrganizationPolicies are policies rolled out to the accounts of an organization.
	OrganizationPolicies *OrganizationPoliciesService
	// Protectables are what can be backed up.
	Protectables *ProtectablesService
	// Agents are clients for the backup of files.
	Agents *AgentsService
	// Projects are those of the region and of accounts, as CBR sees them.
	Projects *ProjectsService
	// Migration moves resources from the older services CSBS and VBS.
	Migration *MigrationService
	// Metering tells how much storage the backups of each resource take.
	Metering *MeteringService
	// Features are what CBR can do in the region.
	Features *FeaturesService
	// Versions are the versions of the API.
	Versions *VersionsService
	// IAM are the projects of the account, and the services it reaches.
	IAM *IAMService

	rest    *rest.Client
	api     *cbrapi.Client
	iamAPI  *iamapi.Client // nil without an address
	catalog *iamapi.Client // the same; its requests name their project when they are signed
	access  *access
	auth    rest.Authenticator // of CBR
	project string             // configured, or ownProject
}

// New makes a client. It sends nothing; the first call signs in. Configuration
// errors are [*backup.ArgumentError] and name the field.
func New(cfg Config, opts ...backup.Option) (*Client, error) {
	settings := backup.NewSettings(opts...)
	cfg, base, err := cfg.complete(settings.BaseURL)
	if err != nil {
		return nil, err
	}
	if cfg.Discover {
		base = undiscovered
	}
	c := &Client{project: cfg.ProjectID, access: new(access)}
	if c.project == "" {
		c.project = ownProject
	}
	shared := rest.Config{
		Provider: provider, BaseURL: base, Settings: settings,
		// Error texts come in English, as with the vendor's Terraform provider.
		Header:        http.Header{"X-Language": {"en-us"}},
		CheckResponse: checkResponse, Secrets: c.access.secrets,
		RequestIDHeaders: []string{headerRequestID, headerIAMTrace},
	}
	iam := shared
	iam.Provider, iam.BaseURL, iam.BaseURLField = providerIAM, cfg.IAMEndpoint, "Config.IAMEndpoint"
	iam.RequestIDHeaders = []string{headerIAMTrace, headerRequestID}
	c.access.config = iam
	if shared.Auth, iam.Auth, err = c.access.open(cfg); err != nil {
		return nil, err
	}
	c.auth = shared.Auth
	if iam.BaseURL != "" { // see Config.IAMEndpoint
		if c.iamAPI, err = c.access.client(iam.Auth); err != nil {
			return nil, err
		}
		c.catalog = c.iamAPI
		if _, signed := c.auth.(*keyAuth); signed {
			if c.catalog, err = c.access.client(c.auth); err != nil {
				return nil, err
			}
		}
	}
	if cfg.Discover {
		cloud, err := cfg.oneCloud("")
		if err != nil {
			return nil, err
		}
		shared.Auth = discover(c.catalog, c.auth, catalogFilter{cfg.Region, cloud, settings.InsecureHTTP})
	}
	if c.rest, err = rest.New(shared); err != nil {
		return nil, err
	}
	c.api = cbrapi.New(c.rest)
	c.Vaults = &VaultsService{client: c}
	c.Checkpoints = &CheckpointsService{client: c}
	c.Backups = &BackupsService{client: c}
	c.Members = &MembersService{client: c}
	c.Tags = &TagsService{client: c}
	c.Orders = &OrdersService{client: c}
	c.Tasks = &TasksService{client: c}
	c.Policies = &PoliciesService{client: c}
	c.OrganizationPolicies = &OrganizationPoliciesService{client: c}
	c.Protectables = &ProtectablesService{client: c}
	c.Agents = &AgentsService{client: c}
	c.Projects = &ProjectsService{client: c}
	c.Migration = &MigrationService{client: c}
	c.Metering = &MeteringService{client: c}
	c.Features = &FeaturesService{client: c}
	c.Versions = &VersionsService{client: c}
	c.IAM = &IAMService{client: c}
	return c, nil
}

// CloseIdleConnections closes the connections that wait for another call.
func (c *Client) CloseIdleConnections() {
	c.rest.CloseIdleConnections()
	for _, r := range c.access.clients {
		r.CloseIdleConnections()
	}
}

// Token is the token that calls carry; it is got if there is none. It is for the
// project that it names, so another client can use it as a [Token] beside
// Config.ProjectID, and an option keeps it by itself: [backup.WithTokenStore]. With
// credentials that sign each request there is none, and it fails with
// [backup.ErrInvalid].
func (c *Client) Token(ctx context.Context) (backup.Token, error) {
	switch auth := c.auth.(type) {
	case readyToken:
		return backup.Token{Access: auth.value, Project: c.project}, nil
	case *tokenAuth:
		return auth.present(ctx)
	}
	return backup.Token{}, badConfig("Credentials", "sign each request: there is no token")
}

// API returns the typed client of every operation of CBR, with the same sign-in,
// retries and errors. It takes the project of its paths from [Client.ProjectID].
func (c *Client) API() *cbrapi.Client { return c.api }

// IAMAPI returns the typed client of every operation of IAM, with the same
// sign-in, retries and errors; nil when Config.IAMEndpoint is missing beside
// [backup.WithBaseURL].
func (c *Client) IAMAPI() *iamapi.Client { return c.iamAPI }

// ProjectID is what paths name as the project: the id of the configuration, or
// "-" where only the name is known. The id of that project takes its place when
// the request is signed.
func (c *Client) ProjectID() string { return c.project }
