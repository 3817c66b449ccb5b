package cli

import (
	"context"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

func cloutilityRaw(ctx context.Context, c *cloutility.Client, method, path string, in rawInput) (*rawResponse, error) {
	body, err := in.json()
	if err != nil {
		return nil, err
	}
	var response rawResponse
	err = c.Do(ctx, backup.Request{Method: strings.ToUpper(method), Path: path, Body: body}, &response.RawMessage)
	if err != nil || len(response.RawMessage) == 0 {
		return nil, err
	}
	return &response, nil
}
