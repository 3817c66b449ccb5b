// Package rest is the one request path of the module: every call of every
// provider goes through the chain below.
package rest

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"sync"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// Config makes a Client. Only Provider and BaseURL are required.
type Config struct {
	Provider string
	// BaseURL is the address of the API; BaseURLField names its setting in
	// errors and defaults to "BaseURL".
	BaseURL, BaseURLField string
	Settings              backup.Settings
	// Header is set on every request.
	Header http.Header
	// Auth adds credentials to each attempt; nil sends none.
	Auth Authenticator
	// Encode is the last to change an attempt before it is sent: Zomro turns
	// req.PostForm into a body there.
	Encode func(req *http.Request) error
	// CheckResponse says what a response means, nil for a success; without it the
	// status does.
	CheckResponse func(*Response) *backup.Error
	// Unmarshal reads a successful body; nil means JSON. It must not keep
	// a reference to data.
	Unmarshal func(data []byte, v any) error
	// RequestIDHeaders are looked at in order for the vendor's request id.
	RequestIDHeaders []string
	// Secrets are cut out of error messages: services echo what they got.
	Secrets func() []backup.Secret
}

// Client sends the requests of one API.
type Client struct {
	cfg     Config
	base    *url.URL
	http    *http.Client
	buffers sync.Pool // of *bytes.Buffer: responses between reading and decoding

	// The same for every request, so made once.
	header   http.Header
	jsonType []string
	basePath string // escaped
	observed bool   // somebody wants to know of attempts
	timedOut error  // cause of an attempt that took too long
	chain    handler
}

// handler is a stage of the chain, or the rest of the chain behind a stage.
type handler func(ctx context.Context, c *call) error

// New validates the configuration and makes a client. It does no I/O.
func New(cfg Config) (*Client, error) {
	base, err := parseBase(cfg)
	if err != nil {
		return nil, err
	}
	if cfg.Unmarshal == nil {
		cfg.Unmarshal = jsonread.Unmarshal
	}
	if cfg.CheckResponse == nil {
		cfg.CheckResponse = ClassifyStatus
	}
	c := &Client{cfg: cfg, base: base, basePath: base.EscapedPath(), http: guarded(cfg.Settings.HTTPClient), header: commonHeader(cfg), jsonType: []string{jsonType}}
	c.observed = cfg.Settings.Logger != nil || len(cfg.Settings.Observers) > 0
	c.timedOut = &timeoutError{cfg.Settings.Timeout}

	// The order of the stages: a call enters at the top, and its response comes
	// back the same way. Auth is inside retry, so every attempt is signed
	// afresh; check and decode are inside too, so a response that breaks off
	// half-way can be asked for again.
	c.chain = c.observe(
		c.retry(
			c.limit(
				c.authenticate(
					c.send(
						c.check(
							c.decode))))))
	return c, nil
}

// commonHeader is what every request carries. It is made once, and its values
// are shared by all requests.
func commonHeader(cfg Config) http.Header {
	header := cfg.Header.Clone()
	if header == nil {
		header = make(http.Header)
	}
	if agent := cfg.Settings.UserAgent; agent != "" {
		header.Set("User-Agent", agent)
	}
	if header.Get("Accept") == "" {
		header.Set("Accept", jsonType)
	}
	return header
}

// Do performs a call and decodes its response into out, which may be nil.
func (c *Client) Do(ctx context.Context, r *Request, out any) error {
	if r.err != nil {
		return r.err
	}
	r.call = call{request: r, out: out, response: Response{Op: *r.Op}}
	if err := c.chain(ctx, &r.call); err != nil {
		return err
	}
	r.ResponseHeader = r.call.response.Header
	return nil
}

// CloseIdleConnections closes the connections that wait for another request.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

// call is one operation on its way through the chain.
type call struct {
	request *Request
	out     any // nil, or where the response goes

	attempts int           // requests sent
	attempt  *http.Request // the one under way
	timeout  *attemptContext
	response Response // to it
	limited  io.LimitedReader

	reauthed bool           // the service refused credentials once already
	again    bool           // send again at once, with fresh credentials
	report   *attemptReport // of the last attempt, until it is told

	sent      bool // the last attempt was handed to the HTTP client
	neverLeft bool // it did not reach the service all the same

	maybeExecuted bool // by an attempt whose response was lost or is none
	final         bool // no retry, whatever the error looks like
}
