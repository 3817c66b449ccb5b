package rest

import (
	"bytes"
	"context"
	"fmt"

	backup "github.com/backup-sdk/backup-go"
)

// decode reads a response into the call's target, and looks whether it holds what
// it is about.
func (c *Client) decode(_ context.Context, call *call) error {
	r := call.request
	if call.out == nil {
		return nil
	}
	body := bytes.TrimSpace(call.response.Body)
	switch {
	case len(body) == 0 && r.MayBeEmpty:
		return nil
	case r.Returns != "" && isNothing(body):
		return c.finish(call, r.nothing())
	case len(body) == 0:
		return call.fail(backup.KindUnreadable, "empty response", nil)
	}
	if countsTooMany(call.response.Body) {
		return c.finish(call, &backup.Error{Kind: backup.KindUnreadable, Message: fmt.Sprintf("response holds more than %d objects", maxObjects)})
	}
	if text, ok := call.out.(*string); ok && r.mayBeText && !bytes.HasPrefix(body, []byte(`"`)) {
		*text = string(call.response.Body)
		return nil
	}
	if err := c.unmarshal(call.response.Body, call.out); err != nil {
		message := "response cannot be decoded"
		if !isJSON(call.response.Body) {
			message += ": " + call.response.Prefix()
		}
		if r.Sensitive {
			err = nil // decoders repeat numbers and names
		}
		return c.finish(call, &backup.Error{Kind: backup.KindUnreadable, Message: message, Err: err})
	}
	if z, ok := call.out.(interface{ IsZero() bool }); ok && r.Returns != "" && z.IsZero() {
		return c.finish(call, r.nothing())
	}
	if r.Missing != nil {
		if what := r.Missing(); what != "" {
			return c.finish(call, &backup.Error{Kind: backup.KindUnreadable, Message: "response has no " + what})
		}
	}
	return nil
}

// nothing is the error of a response that does not hold what it is about.
func (r *Request) nothing() *backup.Error {
	if r.MayBeAbsent {
		return &backup.Error{Kind: backup.KindNotFound, Message: "there is no " + r.Returns}
	}
	return &backup.Error{Kind: backup.KindUnreadable, Message: "response has no " + r.Returns}
}

// reader is a target that reads a whole response itself: one that is not always
// JSON, or not always of the same form.
type reader interface{ ReadResponse(data []byte) error }

func (c *Client) unmarshal(data []byte, out any) error {
	if r, ok := out.(reader); ok {
		return r.ReadResponse(data)
	}
	return c.cfg.Unmarshal(data, out)
}

// maxObjects bounds what a response may cost in memory: {} has two bytes, and the
// Go value it becomes may have a thousand. A list of 20,000 machines of Zomro,
// where each value is an object, has half of it.
const maxObjects = 1_000_000

// countsTooMany reports a response of more objects than that. Braces in texts
// count too: it is a bound, and it must be cheap.
func countsTooMany(body []byte) bool {
	return len(body) > 2*maxObjects && bytes.Count(body, []byte("{")) > maxObjects
}

// isNothing reports a body that says that there is nothing: empty, null or {}.
func isNothing(body []byte) bool {
	if len(body) == 0 || string(body) == "null" {
		return true
	}
	return body[0] == '{' && body[len(body)-1] == '}' && len(bytes.TrimSpace(body[1:len(body)-1])) == 0
}

// isJSON reports a body that begins like JSON. Such a response is not repeated
// in errors: a successful one may hold a token or a password.
func isJSON(body []byte) bool {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte(byteOrderMark)))
	return bytes.HasPrefix(body, []byte("{")) || bytes.HasPrefix(body, []byte("[")) || bytes.HasPrefix(body, []byte(`"`))
}
