package cloutility

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// Do calls an operation that this package does not cover, with the same
// sign-in, errors and limits. Path is below the base URL, such as
// "/v1/timezones", or an absolute URL on the same origin, such as the Href of
// an answer; other hosts are refused. Query is added to the path's own. In, if
// not nil, is sent as JSON. The answer is read into out, if not nil, and may be
// empty; a *string takes JSON strings only.
//
// The call is sent again only when it provably never arrived or the server asks
// for it: some of the API's GETs change state.
func (c *Client) Do(ctx context.Context, method, path string, query url.Values, in, out any) error {
	target, err := c.resolve("path", path)
	if err != nil {
		return err
	}
	if len(query) > 0 {
		merged, err := url.ParseQuery(target.RawQuery)
		if err != nil {
			return refuse("path", "has a query that cannot be read")
		}
		for name, values := range query {
			merged[name] = append(merged[name], values...)
		}
		target.RawQuery = merged.Encode()
	}
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return refuse("in", "cannot be encoded as JSON")
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, target.String(), body)
	if err != nil {
		return refuse("method", "is not an HTTP method")
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	_, err = rest.DoInto(ctx, c.rest, backup.Operation{Provider: provider, ID: "do", Method: method}, req, out)
	return err
}
