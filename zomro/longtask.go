package zomro

import (
	"bytes"
	"context"
	"errors"
	"html"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// newTasks makes the client that asks for the results of long tasks. Their
// addresses count from the root of the host, and go without credentials: the
// address is all the panel sends, and a query would end up in access logs.
func newTasks(shared rest.Config) (*rest.Client, error) {
	root := shared.BaseURL
	if u, err := url.Parse(root); err == nil {
		u.Path, u.RawPath = "/", ""
		root = u.String()
	}
	shared.BaseURL, shared.Auth, shared.Encode = root, nil, nil
	return rest.New(shared)
}

// How often a long task is looked at.
const (
	firstTaskPoll = time.Second
	lastTaskPoll  = 5 * time.Second
)

// longTaskError is the cause of an error for a page that asks to wait.
type longTaskError struct {
	address string // path and query of the result to come, "" when there is none
}

func (*longTaskError) Error() string { return "request in process" }

// follow performs a call. When the service responds with a page that asks to
// wait, it looks at the address on that page until there is a result or the
// context ends.
func (c *caller) follow(ctx context.Context, r *rest.Request, out any) error {
	err := c.rest.Do(ctx, r, out)
	var task *longTaskError
	if !errors.As(err, &task) || task.address == "" {
		return err
	}
	first := err
	settings := backup.WaitSettings{Delay: firstTaskPoll, Interval: firstTaskPoll, MaxInterval: lastTaskPoll}
	_, waitErr := backup.Wait(ctx, "task of "+r.Op.ID, func(ctx context.Context) (backup.Status[struct{}], error) {
		status := backup.Status[struct{}]{State: "in process", Percent: -1}
		err := c.ask(ctx, r, task.address, out)
		var again *longTaskError
		switch {
		case err == nil:
			status.Phase = backup.Done
		case errors.As(err, &again):
			if again.address != "" {
				task = again
			}
		default:
			return status, err
		}
		return status, nil
	}, settings)
	if waitErr == nil {
		return nil
	}
	return taskFailed(first, waitErr)
}

// ask looks once whether a long task has its result.
func (c *caller) ask(ctx context.Context, begun *rest.Request, address string, out any) error {
	r, err := c.tasks.Custom(backup.Request{Path: address})
	if err != nil {
		return err
	}
	op := *begun.Op
	op.Method, op.Route, op.Idempotent = http.MethodGet, "", true
	r.Op, r.Sensitive = &op, begun.Sensitive
	return c.tasks.Do(ctx, r, out)
}

// taskFailed is the error of a task that brought no result. What the service
// said of the function itself is returned as it is. All else leaves unknown how
// the task ended: that stays the error of the page, with the reason inside.
func taskFailed(first, waitErr error) error {
	var wait *backup.WaitError
	var e *backup.Error
	if errors.As(waitErr, &wait) && errors.As(wait.Err, &e) && e.StatusCode == http.StatusOK && e.Kind != backup.KindUnreadable {
		// A look at the task whose response was lost was no attempt at the work.
		e.MaybeExecuted = !refused(e.Kind)
		return e
	}
	if !errors.As(first, &e) {
		return first
	}
	out := *e
	out.Message, out.Err = "the service goes on with the work in the background, but its end was not seen", waitErr
	if errors.As(waitErr, &wait) && wait.Err != nil {
		out.Err = wait.Err
	}
	return &out
}

// isLongTask recognizes the page the engine shows while a function runs: it
// names the address "long…billmgr" where the result will be.
func isLongTask(page []byte) bool {
	return bytes.Contains(page, []byte("Request in process")) || taskWord(page) != ""
}

// taskAddress is the address on such a page, reduced to path and query: only
// the configured host is ever asked. It is empty when there is none, or one
// that is no plain path.
func taskAddress(page []byte) string {
	u, err := url.Parse(taskWord(page))
	if err != nil || u.Opaque != "" || u.Path == "" {
		return ""
	}
	clean := path.Clean("/" + u.Path)
	if clean == "/" || strings.Contains(u.EscapedPath(), "%") {
		return ""
	}
	if u.RawQuery != "" {
		clean += "?" + u.RawQuery
	}
	return clean
}

// taskWord finds the address on a page.
func taskWord(page []byte) string {
	words := strings.FieldsFunc(html.UnescapeString(string(page)), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("\"'<>()`,;", r)
	})
	for _, word := range words {
		_, after, found := strings.Cut(word, "long")
		if !found || !strings.Contains(after, "billmgr") {
			continue
		}
		if strings.HasPrefix(strings.ToLower(word), "url=") { // of a meta refresh
			word = word[len("url="):]
		}
		return word
	}
	return ""
}
