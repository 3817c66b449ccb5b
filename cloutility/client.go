package cloutility

import (
	"context"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// Client calls one installation as one user. It is safe for concurrent use.
type Client struct {
	// System tells about the installation.
	System *SystemService
	// Users manages portal users.
	Users *UsersService
	// BusinessUnits manages customers, departments and resellers.
	BusinessUnits *BusinessUnitsService
	// Consumers manages consumption units.
	Consumers *ConsumersService
	// Nodes manages backup nodes.
	Nodes *NodesService
	// Servers reads backup servers with their domains and option sets.
	Servers *ServersService
	// Catalogues reads what is the same for all business units.
	Catalogues *CataloguesService
	// Roles manages sets of privileges.
	Roles *RolesService
	// TimeZones reads time zones.
	TimeZones *TimeZonesService
	// AuditLogs reads who did what.
	AuditLogs *AuditLogsService
	// Reports reads reports.
	Reports *ReportsService
	// Jobs reads jobs and scheduled runs.
	Jobs *JobsService
	// Consumption reads and corrects what was used.
	Consumption *ConsumptionService
	// Applications manages programs that may use the API.
	Applications *ApplicationsService
	// NodeRules manages the rules for nodes.
	NodeRules *NodeRulesService
	// Billing reads contracts, invoices and billing data.
	Billing *BillingService
	// Subscriptions manages mail that is sent regularly.
	Subscriptions *SubscriptionsService
	// Tags reads and changes labels on business units and consumption units.
	Tags *TagsService
	// DeleteRequests says when deletions that users ask for are carried out.
	DeleteRequests *DeleteRequestsService
	// IdentityProviders manages SAML identity providers.
	IdentityProviders *IdentityProvidersService
	// Products manages what is invoiced.
	Products *ProductsService
	// PriceSubscriptions manages products with their prices.
	PriceSubscriptions *PriceSubscriptionsService
	// Microsoft365 manages what Storage Protect Plus backs up of Microsoft 365.
	Microsoft365 *Microsoft365Service
	// Point manages buckets and users of PoINT Archival Gateways.
	Point *PointService
	// COS manages buckets and accounts of IBM Cloud Object Storage.
	COS *COSService
	// ORain manages buckets and users of the optical archive PoINT oRain.
	ORain *ORainService

	api    *cloutilityapi.Client
	rest   *rest.Client
	tokens *tokens
}

// New makes a client. It validates the configuration and sends nothing; the
// first call signs in. An error is a [backup.ArgumentError] that names the
// field.
func New(cfg Config, opts ...backup.Option) (*Client, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	settings := backup.NewSettings(opts...)
	base := rest.Config{
		Provider:         provider,
		BaseURL:          settings.BaseURL,
		Settings:         settings,
		Header:           http.Header{"Origin": {cfg.Origin}},
		CheckResponse:    checkResponse,
		RequestIDHeaders: []string{"X-Request-Id", "Request-Id"},
	}
	if base.BaseURL == "" {
		base.BaseURL, base.BaseURLField = cfg.BaseURL, "Config.BaseURL"
	}
	if base.BaseURL == "" {
		base.BaseURL = DefaultBaseURL
	}
	tokens, err := newTokens(cfg, base)
	if err != nil {
		return nil, err
	}
	signed := base
	signed.Auth, signed.Secrets = tokens, tokens.secrets
	core, err := rest.New(signed)
	if err != nil {
		return nil, err
	}
	c := &Client{api: cloutilityapi.New(core), rest: core, tokens: tokens}
	c.System = &SystemService{c}
	c.Users = &UsersService{c}
	c.BusinessUnits = &BusinessUnitsService{c}
	c.Consumers = &ConsumersService{c}
	c.Nodes = &NodesService{c}
	c.Servers = &ServersService{c}
	c.Catalogues = &CataloguesService{c}
	c.Roles = &RolesService{c}
	c.TimeZones = &TimeZonesService{c}
	c.AuditLogs = &AuditLogsService{c}
	c.Reports = &ReportsService{c}
	c.Jobs = &JobsService{c}
	c.Consumption = &ConsumptionService{c}
	c.Applications = &ApplicationsService{c}
	c.NodeRules = &NodeRulesService{c}
	c.Billing = &BillingService{c}
	c.Subscriptions = &SubscriptionsService{c}
	c.Tags = &TagsService{c}
	c.DeleteRequests = &DeleteRequestsService{c}
	c.IdentityProviders = &IdentityProvidersService{c}
	c.Products = &ProductsService{c}
	c.PriceSubscriptions = &PriceSubscriptionsService{c}
	c.Microsoft365 = &Microsoft365Service{c}
	c.Point = &PointService{c}
	c.COS = &COSService{c}
	c.ORain = &ORainService{c}
	return c, nil
}

// Token returns the token that the client's calls carry, and signs in for it if
// needed. It can be kept and given to another client as [Token] credentials;
// [backup.WithTokenStore] does both by itself. The access token lives for a few
// minutes.
func (c *Client) Token(ctx context.Context) (backup.Token, error) {
	g, _, err := c.tokens.cache.Get(ctx)
	switch cause := backup.ContextError(ctx); {
	case err == nil:
		return g.public(), nil
	case cause != nil:
		return backup.Token{}, cause
	}
	return backup.Token{}, rest.SignInError(cloutilityapi.OpCreateToken, err)
}

// API returns the typed client of every operation of the specification, with the
// same sign-in, retries and errors. It validates no more than the path.
func (c *Client) API() *cloutilityapi.Client { return c.api }

// CloseIdleConnections closes the connections that wait for another request.
// The client can be used again.
func (c *Client) CloseIdleConnections() {
	c.rest.CloseIdleConnections()
	c.tokens.login.CloseIdleConnections()
}
