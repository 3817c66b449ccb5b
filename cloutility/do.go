package cloutility

import (
	"context"
	"encoding/json"
	"errors"
	"unicode/utf8"

	backup "github.com/backup-sdk/backup-go"
)

// Do calls an operation that this package does not cover, with the same
// sign-in, errors and limits. Path is below the base URL, such as
// "/v1/timezones", or an absolute URL on the same origin, such as the Href of a
// response; other hosts are an invalid argument. The response is read into out,
// if not nil, and may be empty; a *string takes a JSON string, or plain text of any
// kind as it was sent.
//
// The call is sent again only when it provably never arrived or the server asks
// for it, unless the request says that it is idempotent: some of the API's GETs
// change state.
func (c *Client) Do(ctx context.Context, in backup.Request, out any) error {
	r, err := c.rest.Custom(in)
	if err != nil {
		return err
	}
	if text, ok := out.(*string); ok && text != nil {
		out = (*plainText)(text)
	}
	return c.rest.Do(ctx, r, out)
}

// plainText is a response that is one text.
type plainText string

// ReadResponse reads a whole response.
func (t *plainText) ReadResponse(data []byte) error {
	var text string // null leaves it empty
	if json.Unmarshal(data, &text) == nil {
		*t = plainText(text)
		return nil
	}
	if !utf8.Valid(data) {
		return errNotText
	}
	*t = plainText(data)
	return nil
}

var errNotText = errors.New("response is not a text")
