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

// wire is how calls leave: a client for functions, and one that asks for the
// answers of long tasks.
type wire struct {
	*rest.Client

	tasks *rest.Client
}

// newTasks makes the client that asks for the answers of long tasks. Their
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
	address string // path and query of the answer to come, "" when there is none
}

func (*longTaskError) Error() string { return "request in process" }

// do performs a call. When the service answers with a page that asks to wait,
// it looks at the address on that page until there is an answer or the context
// ends.
func (w *wire) do(ctx context.Context, op backup.Operation, req *http.Request, out any) error {
	_, err := rest.DoInto(ctx, w.Client, op, req, out)
	var task *longTaskError
	if !errors.As(err, &task) || task.address == "" {
		return err
	}
	first := err
	settings := backup.WaitSettings{Delay: firstTaskPoll, Interval: firstTaskPoll, MaxInterval: lastTaskPoll}
	_, waitErr := backup.Wait(ctx, "task of "+op.ID, func(ctx context.Context) (backup.Status[struct{}], error) {
		status := backup.Status[struct{}]{State: "in process", Percent: -1}
		err := w.ask(ctx, op, task.address, out)
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

// ask looks once whether a long task has its answer.
func (w *wire) ask(ctx context.Context, op backup.Operation, address string, out any) error {
	get := backup.Operation{Provider: op.Provider, ID: op.ID, Method: http.MethodGet, Idempotent: true, Success: op.Success}
	req, err := http.NewRequestWithContext(ctx, get.Method, rest.NoHost+address, http.NoBody)
	if err != nil {
		return err
	}
	_, err = rest.DoInto(ctx, w.tasks, get, req, out)
	return err
}

// taskFailed is the error of a task that brought no answer. What the service
// said of the function itself is returned as it is. All else leaves unknown how
// the task ended: that stays the error of the page, with the reason inside.
func taskFailed(first, waitErr error) error {
	var wait *backup.WaitError
	var e *backup.Error
	if errors.As(waitErr, &wait) && errors.As(wait.Err, &e) && e.StatusCode == http.StatusOK && e.Code != codeNotJSON {
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
// names the address "long…billmgr" where the answer will be.
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
