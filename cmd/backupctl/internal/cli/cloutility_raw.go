package cli

import (
	"context"
	"net/url"
	"strings"

	"github.com/backup-sdk/backup-go/cloutility"
)

func cloutilityRaw(ctx context.Context, c *cloutility.Client, method, path string, in rawInput) (*rawAnswer, error) {
	body, err := in.json()
	if err != nil {
		return nil, err
	}
	var answer rawAnswer
	err = c.Do(ctx, strings.ToUpper(method), path, url.Values{}, body, &answer.RawMessage)
	if err != nil || len(answer.RawMessage) == 0 {
		return nil, err
	}
	return &answer, nil
}
