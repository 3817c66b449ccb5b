package cli

import (
	"context"
	"net/url"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

func zomroExtra() []verb {
	return []verb{{
		use: "raw FUNCTION [PARAMETER...]", short: "Call any function of the service",
		long:    "Call a function of the service and show its response. What is secret in it is\nREDACTED without --show-secrets. Parameters are NAME=VALUE. What is not known to\nread only asks first, and what spends money needs --confirm-cost.",
		example: "raw whoami\nraw instances.fleio_bckps elid=4711",
		kind:    spends, follows: true, raw: true, call: zomroRaw, also: []any{(*zomro.Client).Do},
	}}
}

func zomroRaw(ctx context.Context, c *zomro.Client, function string, parameters []string) (*rawResponse, error) {
	params := make(url.Values)
	for _, p := range parameters {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" {
			return nil, usagef("parameter %q is not of the form NAME=VALUE", p)
		}
		params.Add(name, value)
	}
	var response rawResponse
	if err := c.Do(ctx, backup.Request{Path: function, Form: params}, &response.RawMessage); err != nil {
		return nil, err
	}
	return &response, nil
}
