package cloutility

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
)

// Do calls an operation that this package does not cover, with the same
// sign-in, errors and limits. Path is below the base URL, such as
// "/v1/timezones", or an absolute URL on the same origin, such as the Href of a
// response; other hosts are an invalid argument. The response is read into out,
// if not nil, and may be empty; a *string takes JSON strings only.
//
// The call is sent again only when it provably never arrived or the server asks
// for it, unless the request says that it is idempotent: some of the API's GETs
// change state.
func (c *Client) Do(ctx context.Context, in backup.Request, out any) error {
	r, err := c.rest.Custom(in)
	if err != nil {
		return err
	}
	return c.rest.Do(ctx, r, out)
}
