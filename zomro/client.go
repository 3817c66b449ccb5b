package zomro

import (
	"context"
	"io"
	"net/http"
	"net/url"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/dollar"
	"github.com/backup-sdk/backup-go/internal/form"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// Client calls the service. It is safe for concurrent use.
type Client struct {
	// Account is the signed-in user and the session.
	Account *AccountService
	// Instances are the account's Cloud VPS instances.
	Instances *InstancesService
	// Backups are the backups of an instance.
	Backups *BackupsService
	// Schedules make backups by themselves.
	Schedules *SchedulesService
	// Snapshots are the snapshots of an instance.
	Snapshots *SnapshotsService
	// Images are the images, snapshots and backups of the account.
	Images *ImagesService
	// Addresses are the IP addresses of servers.
	Addresses *AddressesService
	// SSHKeys are public keys that instances accept.
	SSHKeys *SSHKeysService

	rest  *wire
	creds *credentials
}

// New makes a client. It sends nothing; the first call signs in. Configuration
// errors are [*backup.ArgumentError] and name the field.
func New(cfg Config, opts ...backup.Option) (*Client, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	settings := backup.NewSettings(opts...)
	base := settings.BaseURL
	if base == "" {
		base = DefaultBaseURL
	}
	stage := newFormStage(cfg, base)
	creds := newCredentials(cfg.Credentials)
	shared := rest.Config{
		Provider: provider, BaseURL: base, Settings: settings,
		Encode: stage.encode, Judge: judge, Secrets: creds.secrets,
		Unmarshal: func(data []byte, v any) error {
			return dollar.Unmarshal(data, v, dollar.WithLocation(cfg.Location))
		},
	}
	// Long tasks are asked for by their address, without a form.
	tasks, err := newTasks(shared)
	if err != nil {
		return nil, err
	}
	// Signing in and asking whether a session lives go past the credentials.
	plain, err := rest.New(shared)
	if err != nil {
		return nil, err
	}
	creds.plain = &wire{Client: plain, tasks: tasks}
	shared.Auth = creds.authenticator()
	signed, err := rest.New(shared)
	if err != nil {
		return nil, err
	}
	c := &Client{rest: &wire{Client: signed, tasks: tasks}, creds: creds}
	c.Account = &AccountService{client: c}
	c.Instances = &InstancesService{client: c}
	c.Backups = &BackupsService{client: c, creating: newKeyLock()}
	c.Schedules = &SchedulesService{client: c}
	c.Snapshots = &SnapshotsService{client: c, creating: newKeyLock()}
	c.Images = &ImagesService{client: c}
	c.Addresses = &AddressesService{client: c}
	c.SSHKeys = &SSHKeysService{client: c}
	return c, nil
}

// CloseIdleConnections closes the connections that wait for another call.
func (c *Client) CloseIdleConnections() {
	c.rest.CloseIdleConnections()
	c.creds.plain.CloseIdleConnections()
	c.rest.tasks.CloseIdleConnections()
}

// builder is the part of a generated request builder the client uses. The body
// is left to the form stage, which adds the credentials.
type builder func(server, contentType string, body io.Reader) (*http.Request, error)

// bare makes a builder for a function that takes no fields of its own.
func bare(build func(server string) (*http.Request, error)) builder {
	return func(server, _ string, _ io.Reader) (*http.Request, error) { return build(server) }
}

// noFields is the form of such a function.
type noFields struct{}

// envelope is what every answer is wrapped in.
type envelope[T any] struct {
	Doc *T `json:"doc"`
}

// call performs a function with the fields of a form and returns the document
// it answers with.
func call[T any](ctx context.Context, c *wire, op backup.Operation, build builder, in any) (*T, error) {
	return callWith[T](ctx, c, op, build, in, nil)
}

// callWith is call with more fields, whose names are not known beforehand.
func callWith[T any](ctx context.Context, c *wire, op backup.Operation, build builder, in any, more map[string]string) (*T, error) {
	fields, err := form.Encode(in)
	if err != nil {
		return nil, &backup.ArgumentError{Provider: provider, Field: op.ID, Reason: "cannot be encoded: " + err.Error()}
	}
	req, err := build(c.Base(), urlencoded, nil)
	if err != nil {
		return nil, &backup.ArgumentError{Provider: provider, Field: op.ID, Reason: "cannot be built: " + err.Error()}
	}
	for name, text := range more {
		fields.Set(name, text)
	}
	req.PostForm = fields
	return send[T](ctx, c, op, req)
}

func send[T any](ctx context.Context, c *wire, op backup.Operation, req *http.Request) (*T, error) {
	answer := new(envelope[T])
	err := c.do(ctx, op, req, answer)
	if err != nil {
		return nil, err
	}
	if answer.Doc == nil {
		return nil, failure(op, backup.KindUnknown, "", "answer holds no document")
	}
	return answer.Doc, nil
}

// act performs a function that shows nothing, and tells success from its
// look-alikes.
func act(ctx context.Context, c *wire, op backup.Operation, build builder, in any) error {
	doc, err := call[actionDoc](ctx, c, op, build, in)
	if err != nil {
		return err
	}
	return doc.done(op)
}

// failure is an error of a call whose answer cannot be used.
func failure(op backup.Operation, kind backup.Kind, code, message string) *backup.Error {
	return &backup.Error{
		Provider: provider, Operation: op.ID, StatusCode: http.StatusOK, Kind: kind, Code: code, Message: message, Attempts: 1,
	}
}

// refuse is an argument that is refused before anything is sent.
func refuse(field, reason string) error {
	return &backup.ArgumentError{Provider: provider, Field: field, Reason: reason}
}

// checkID refuses ids the service cannot have given.
func checkID(field string, id int64) error {
	if id <= 0 {
		return refuse(field, "must be positive")
	}
	return nil
}

// Call performs any function of the service with the same credentials, retries
// and errors as all other methods: "sshkeys", "notify", "instances.edit". The
// client adds func, out, lang and the credentials; params are the function's
// own fields. Functions that change something want sok=ok among them, and only
// return their form without it.
//
// Out receives the document: a pointer to a struct whose json tags name the
// elements, with plain fields (string, int64, bool, time.Time, slices and
// structs of them); tags that begin with "$" name attributes. A
// *json.RawMessage takes the document as it was sent, and nil ignores it.
//
// The call is sent again only when it provably never left: the client cannot
// know which functions may be repeated.
func (c *Client) Call(ctx context.Context, function string, params url.Values, out any) error {
	if function == "" {
		return refuse("func", "is empty")
	}
	for _, r := range function {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '_' && r != '-' {
			return refuse("func", "holds characters no function has")
		}
	}
	for _, name := range []string{fieldFunc, fieldOut, fieldAuth, fieldAuthInfo} {
		if params.Has(name) {
			return refuse(name, "is set by the client")
		}
	}
	op := backup.Operation{Provider: provider, ID: function, Method: http.MethodPost, Route: "/#func=" + function}
	req, err := http.NewRequestWithContext(ctx, op.Method, c.rest.Base()+"#func="+function, http.NoBody)
	if err != nil {
		return refuse("func", "cannot be called")
	}
	req.PostForm = params
	if out == nil {
		out = new(struct{})
	}
	return c.rest.do(ctx, op, req, out)
}
