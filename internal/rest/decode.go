package rest

import (
	"bytes"
	"context"

	backup "github.com/backup-sdk/backup-go"
)

// Judger is a target that looks at itself once an answer is in it, or once an
// empty one has left it as it was: a success may still lack what it is about.
type Judger interface{ Judge() *backup.Error }

// optional is a target that an empty answer may leave as it is.
type optional struct{ out any }

// judged is a target with a judge of its own.
type judged[T any] struct {
	value T
	judge func(*T) *backup.Error
}

// Judge implements [Judger].
func (j *judged[T]) Judge() *backup.Error { return j.judge(&j.value) }

func (j *judged[T]) target() any { return &j.value }

// decode reads a successful answer into the call's target, and asks the target
// what it says to it.
func (c *Client) decode(_ context.Context, call *call) error {
	out, mayBeEmpty := call.out, false
	if o, ok := out.(optional); ok {
		out, mayBeEmpty = o.out, true
	}
	if out == nil {
		return nil
	}
	target := out
	if j, ok := out.(interface{ target() any }); ok {
		target = j.target()
	}
	switch empty := len(bytes.TrimSpace(call.answer.Body)) == 0; {
	case empty && !mayBeEmpty:
		return call.fail(backup.KindUnknown, "empty answer", nil)
	case empty:
	default:
		if err := c.cfg.Unmarshal(call.answer.Body, target); err != nil {
			message := "answer cannot be decoded"
			if !isJSON(call.answer.Body) {
				message += ": " + call.answer.Prefix()
			}
			return c.finish(call, &backup.Error{Message: message, Err: err})
		}
	}
	if j, ok := out.(Judger); ok {
		if e := j.Judge(); e != nil {
			return c.finish(call, e)
		}
	}
	return nil
}

// isJSON reports a body that begins like JSON. Such an answer is not repeated
// in errors: a successful one may hold a token or a password.
func isJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return bytes.HasPrefix(body, []byte("{")) || bytes.HasPrefix(body, []byte("[")) || bytes.HasPrefix(body, []byte(`"`))
}
