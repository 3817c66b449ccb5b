package cbr

import (
	"context"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// operationDo names what [Client.Do] calls: it is none of the specification's.
const operationDo = "do"

// Do performs any operation of CBR with the same credentials, retries and errors
// as all other methods. The path is below the address of the service;
// {project_id} in it stands for the project of the client:
//
//	err := client.Do(ctx, backup.Request{Path: "/v3/{project_id}/vaults/summary", Idempotent: true}, &summary)
//
// Out receives the response as by encoding/json unless it is nil; a *string takes
// a response that is no JSON text as it is, and one without a body leaves out as
// it is. Only requests that are said to be idempotent
// are sent twice after a failure of the network; others are if they provably
// never left.
func (c *Client) Do(ctx context.Context, in backup.Request, out any) error {
	in.Path = strings.Replace(in.Path, ownTemplate, c.project, 1)
	r, err := c.rest.Custom(in)
	if err != nil {
		return err
	}
	return c.rest.Do(ctx, r, out)
}
