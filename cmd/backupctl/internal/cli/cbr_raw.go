package cli

import (
	"context"
	"net/http"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func cbrExtra() []verb {
	return []verb{{
		use: "raw METHOD PATH", short: "Call any operation of the API", call: cbrRaw, also: []any{(*cbr.Client).Do}, kind: spends, follows: true, raw: true,
		long:    "Call an operation and show its response; {project_id} in the path stands for the\nproject. What is secret in it is REDACTED without --show-secrets. What is not known\nto read only asks first, and what spends money needs --confirm-cost.",
		example: "raw GET '/v3/{project_id}/vaults?limit=1'",
	}}
}

func cbrRaw(ctx context.Context, c *cbr.Client, method, path string, in rawInput) (*rawResponse, error) {
	body, err := in.json()
	if err != nil {
		return nil, err
	}
	method = strings.ToUpper(method)
	var response rawResponse
	err = c.Do(ctx, backup.Request{
		Method: method, Path: path, Body: body, Idempotent: method == http.MethodGet || method == http.MethodHead,
	}, &response.RawMessage)
	if err != nil || len(response.RawMessage) == 0 {
		return nil, err
	}
	return &response, nil
}
