package cli

import (
	"context"
	"strings"

	"github.com/backup-sdk/backup-go/cbr"
)

func cbrExtra() []verb {
	return []verb{{
		use: "raw METHOD PATH", short: "Call any operation of the API", call: cbrRaw, also: []any{(*cbr.Client).Do}, acts: actsByMethod,
		long:    "Call an operation and show its answer as it is; {project_id} in the path stands\nfor the project. DELETE asks first.",
		example: "raw GET '/v3/{project_id}/vaults?limit=1'",
	}}
}

func cbrRaw(ctx context.Context, c *cbr.Client, method, path string, in rawInput) (*rawResponse, error) {
	body, err := in.json()
	if err != nil {
		return nil, err
	}
	var response rawResponse
	err = c.Do(ctx, strings.ToUpper(method), path, body, &response.RawMessage)
	if err != nil || len(response.RawMessage) == 0 {
		return nil, err
	}
	return &response, nil
}
