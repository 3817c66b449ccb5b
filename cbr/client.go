package cbr

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// The headers in which the services send the id of a request.
// operationDo names what [Client.Do] calls: it is none of the specification's.
const operationDo = "do"

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
	// IAM are the projects of the account.
	IAM *IAMService

	rest    *rest.Client
	iam     *rest.Client // nil without an address
	access  *access
	project string // configured, or ownProject
}

// New makes a client. It sends nothing; the first call signs in. Configuration
// errors are [*backup.ArgumentError] and name the field.
func New(cfg Config, opts ...backup.Option) (*Client, error) {
	settings := backup.NewSettings(opts...)
	cfg, base, err := cfg.complete(settings.BaseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{project: cfg.ProjectID, access: new(access)}
	if c.project == "" {
		c.project = ownProject
	}
	shared := rest.Config{
		Provider: provider, BaseURL: base, Settings: settings,
		// Error texts come in English, as with the vendor's Terraform provider.
		Header:        http.Header{"X-Language": {"en-us"}},
		CheckResponse: judge, Secrets: c.access.secrets,
		RequestIDHeaders: []string{headerRequestID, headerIAMTrace},
	}
	iam := shared
	iam.Provider, iam.BaseURL, iam.BaseURLField = providerIAM, cfg.IAMEndpoint, "Config.IAMEndpoint"
	iam.RequestIDHeaders = []string{headerIAMTrace, headerRequestID}
	c.access.config = iam
	if shared.Auth, iam.Auth, err = c.access.open(cfg); err != nil {
		return nil, err
	}
	if c.rest, err = rest.New(shared); err != nil {
		return nil, err
	}
	if iam.BaseURL != "" { // see Config.IAMEndpoint
		if c.iam, err = rest.New(iam); err != nil {
			return nil, err
		}
	}
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
	if c.iam != nil {
		c.iam.CloseIdleConnections()
	}
	for _, r := range c.access.clients {
		r.CloseIdleConnections()
	}
}

// builder makes the request of an operation with a generated function.
type builder func(base, project string) (*http.Request, error)

// call performs an operation of CBR and returns its answer. The ids are those
// its route ends with, in order.
func call[T any](ctx context.Context, c *Client, op backup.Operation, build builder, ids ...string) (*T, error) {
	req, err := c.request(op, build, ids)
	if err != nil {
		return nil, err
	}
	return rest.Do[T](ctx, c.rest, op, req)
}

// object is call for answers that wrap one object. A success without the object
// it is about is an error, never nil.
func object[E, T any](ctx context.Context, c *Client, op backup.Operation, what string, unwrap func(*E) *T, build builder, ids ...string) (*T, error) {
	req, err := c.request(op, build, ids)
	if err != nil {
		return nil, err
	}
	var out *T
	_, err = rest.DoJudged(ctx, c.rest, op, req, func(answer *E) *backup.Error {
		if out = unwrap(answer); out == nil {
			return &backup.Error{Message: "response has no " + what}
		}
		return nil
	})
	return out, err
}

func (c *Client) request(op backup.Operation, build builder, ids []string) (*http.Request, error) {
	if err := rest.PathParams(op, ids...); err != nil {
		return nil, err
	}
	req, err := build(rest.NoHost, c.project)
	if err != nil {
		return nil, refuse(op.ID, "cannot be built: "+err.Error())
	}
	return req, nil
}

// refuse is an argument that is refused before anything is sent.
func refuse(field, reason string) error {
	return &backup.ArgumentError{Provider: provider, Field: field, Reason: reason}
}

// Do performs any operation of CBR with the same credentials, retries and errors
// as all other methods. Path is below the address of the service and may have a
// query; {project_id} in it stands for the project of the client:
//
//	err := client.Do(ctx, http.MethodGet, "/v3/{project_id}/vaults/summary", nil, &summary)
//
// In is sent as JSON unless it is nil, and out receives the answer as by
// encoding/json unless it is nil; an answer without a body leaves it as it is.
// GET, HEAD and DELETE may be sent twice after a failure of the network, other
// methods only if they provably never left.
func (c *Client) Do(ctx context.Context, method, path string, in, out any) error {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return refuse("method", "is not an HTTP method of the service")
	}
	target, err := c.rest.Resolve("path", strings.Replace(path, ownTemplate, c.project, 1))
	if err != nil {
		return err
	}
	var body io.Reader
	if in != nil {
		encoded, err := json.Marshal(in)
		if err != nil {
			return refuse("in", "cannot be encoded: "+err.Error())
		}
		body = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, method, target.String(), body)
	if err != nil {
		return refuse("path", "cannot be requested")
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	op := backup.Operation{
		Provider: provider, ID: operationDo, Method: method,
		Idempotent: method == http.MethodGet || method == http.MethodHead || method == http.MethodDelete,
	}
	_, err = rest.DoInto(ctx, c.rest, op, req, out)
	return err
}
