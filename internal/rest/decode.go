package rest

import (
	"bytes"
	"context"

	backup "github.com/backup-sdk/backup-go"
)

// decode reads a successful answer into the call's target.
func (c *Client) decode(_ context.Context, call *call) error {
	out := call.out
	if out == nil {
		return nil
	}
	empty := len(bytes.TrimSpace(call.answer.Body)) == 0
	if o, ok := out.(optional); ok {
		if empty {
			return nil
		}
		out = o.target
	}
	if empty {
		return call.fail(backup.KindUnknown, "empty answer", nil)
	}
	if err := c.cfg.Unmarshal(call.answer.Body, out); err != nil {
		return c.finish(call, &backup.Error{Message: "answer cannot be decoded: " + call.answer.Prefix(), Err: err})
	}
	return nil
}
