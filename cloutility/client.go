package cloutility

import (
	"context"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
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
		CheckResponse:    judge,
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
	api := base
	api.Auth, api.Secrets, api.Unmarshal = tokens, tokens.secrets, unmarshal
	core, err := rest.New(api)
	if err != nil {
		return nil, err
	}
	c := &Client{rest: core, tokens: tokens}
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
	return c, nil
}

// CloseIdleConnections closes the connections that wait for another request.
// The client can be used again.
func (c *Client) CloseIdleConnections() {
	c.rest.CloseIdleConnections()
	c.tokens.login.CloseIdleConnections()
}

// builder makes the request of an operation from the base URL.
type builder func(base string) (*http.Request, error)

// build checks the path's ids, so that the error names the right one, and
// makes the request.
func (c *Client) build(op backup.Operation, build builder, ids []int64) (*http.Request, error) {
	if err := rest.PathParams(op, ids...); err != nil {
		return nil, err
	}
	req, err := build(rest.NoHost)
	if err != nil {
		return nil, refuse(op.ID, "cannot be built: "+err.Error())
	}
	return req, nil
}

// call sends an operation and decodes its answer.
func call[T any](ctx context.Context, c *Client, op backup.Operation, build builder, ids ...int64) (*T, error) {
	req, err := c.build(op, build, ids)
	if err != nil {
		return nil, err
	}
	return rest.Do[T](ctx, c.rest, op, req)
}

// exec sends an operation whose response has nothing of interest, if anything.
func exec(ctx context.Context, c *Client, op backup.Operation, build builder, ids ...int64) error {
	req, err := c.build(op, build, ids)
	if err != nil {
		return err
	}
	return rest.Exec(ctx, c.rest, op, req)
}

// incomplete is the error of an answer that lacks what it is about.
func incomplete(op backup.Operation, message string) error {
	return &backup.Error{Provider: op.Provider, Operation: op.ID, StatusCode: http.StatusOK, Message: message, Attempts: 1}
}
