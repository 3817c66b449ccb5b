package rest

import (
	"bytes"
	"context"

	backup "github.com/backup-sdk/backup-go"
)

// Judger is a target that looks at itself once an answer is in it, or once an
// empty one has left it as it was: a success may still lack what it is about.
type Judger interface{ Judge() *backup.Error }

// judged asks a target that has something to say about its answer.
func (c *Client) judged(call *call, out any) error {
	if j, ok := out.(Judger); ok {
		if e := j.Judge(); e != nil {
			return c.finish(call, e)
		}
	}
	return nil
}

// decode reads a successful answer into the call's target.
func (c *Client) decode(_ context.Context, call *call) error {
	out := call.out
	if out == nil {
		return nil
	}
	empty := len(bytes.TrimSpace(call.answer.Body)) == 0
	if o, ok := out.(optional); ok {
		if out = o.target; empty {
			return c.judged(call, out)
		}
	}
	if empty {
		return call.fail(backup.KindUnknown, "empty answer", nil)
	}
	if err := c.cfg.Unmarshal(call.answer.Body, out); err != nil {
		message := "answer cannot be decoded"
		if !isJSON(call.answer.Body) {
			message += ": " + call.answer.Prefix()
		}
		return c.finish(call, &backup.Error{Message: message, Err: err})
	}
	return c.judged(call, out)
}

// isJSON reports a body that begins like JSON. Such an answer is not repeated
// in errors: a successful one may hold a token or a password.
func isJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return bytes.HasPrefix(body, []byte("{")) || bytes.HasPrefix(body, []byte("[")) || bytes.HasPrefix(body, []byte(`"`))
}
