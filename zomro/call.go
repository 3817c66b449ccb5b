package zomro

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/form"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// builder is the part of a generated request builder the client uses. The body
// is left to the form stage, which adds the credentials.
type builder func(server, contentType string, body io.Reader) (*http.Request, error)

// bare makes a builder for a function that takes no fields of its own.
func bare(build func(server string) (*http.Request, error)) builder {
	return func(server, _ string, _ io.Reader) (*http.Request, error) { return build(server) }
}

// noFields is the form of such a function.
type noFields struct{}

// envelope is what every answer is wrapped in.
type envelope[T any] struct {
	Doc *T `json:"doc"`
}

// call performs a function with the fields of a form and returns the document
// it answers with.
func call[T any](ctx context.Context, c *wire, op backup.Operation, build builder, in any) (*T, error) {
	return callWith[T](ctx, c, op, build, in, nil)
}

// callWith is call with more fields, whose names are not known beforehand.
func callWith[T any](ctx context.Context, c *wire, op backup.Operation, build builder, in any, more map[string]string) (*T, error) {
	fields, err := form.Encode(in)
	if err != nil {
		return nil, &backup.ArgumentError{Provider: provider, Field: op.ID, Reason: "cannot be encoded: " + err.Error()}
	}
	req, err := build(rest.NoHost, urlencoded, nil)
	if err != nil {
		return nil, &backup.ArgumentError{Provider: provider, Field: op.ID, Reason: "cannot be built: " + err.Error()}
	}
	for name, text := range more {
		fields.Set(name, text)
	}
	req.PostForm = fields
	return send[T](ctx, c, op, req)
}

func send[T any](ctx context.Context, c *wire, op backup.Operation, req *http.Request) (*T, error) {
	answer := new(envelope[T])
	err := c.do(ctx, op, req, answer)
	if err != nil {
		return nil, err
	}
	if answer.Doc == nil {
		return nil, failure(op, backup.KindUnknown, "", "answer holds no document")
	}
	return answer.Doc, nil
}

// act performs a function that shows nothing, and tells success from its
// look-alikes.
func act(ctx context.Context, c *wire, op backup.Operation, build builder, in any) error {
	doc, err := call[actionDoc](ctx, c, op, build, in)
	if err != nil {
		return err
	}
	return doc.done(op)
}

// actionDoc is the answer of a function that does something.
type actionDoc struct {
	OK        string `json:"ok"`
	BillOrder string `json:"billorder"`
}

// done tells success from its look-alikes: an order that has to be paid first
// is answered with the address to pay at.
func (d *actionDoc) done(op backup.Operation) error {
	if d.BillOrder != "" || strings.Contains(d.OK, "://") {
		return failure(op, backup.KindUnknown, "payment_required", "the service wants a payment first")
	}
	if step, owed := nextStep(d.OK); owed {
		return failure(op, backup.KindUnknown, step, "the service wants another step first")
	}
	return nil
}

// deleted drops the error of a deletion that did happen: an attempt whose answer
// was lost has done it, and the next one found nothing.
func deleted(err error) error {
	var e *backup.Error
	if errors.As(err, &e) && e.Kind == backup.KindNotFound && e.Attempts > 1 {
		return nil
	}
	return err
}

// nextStep is the function that an answer leads on to, if it does: "func=" and
// its name, and perhaps its fields, which nobody needs to see.
func nextStep(ok string) (function string, owed bool) {
	rest, owed := strings.CutPrefix(ok, "func=")
	function, _, _ = strings.Cut(rest, "&")
	if !isWord(function) {
		function = "unknown"
	}
	return function, owed
}

// failure is an error of a call whose answer cannot be used.
func failure(op backup.Operation, kind backup.Kind, code, message string) *backup.Error {
	return &backup.Error{
		Provider: provider, Operation: op.ID, StatusCode: http.StatusOK, Kind: kind, Code: code, Message: message, Attempts: 1,
	}
}

// declined is an error of a call that was not sent after a look at what it is
// about.
func declined(op backup.Operation, kind backup.Kind, code, message string) *backup.Error {
	return &backup.Error{Provider: provider, Operation: op.ID, Kind: kind, Code: code, Message: message}
}

// Call performs any function of the service with the same credentials, retries
// and errors as all other methods: "sshkeys", "notify", "instances.edit". The
// client adds func, out, lang and the credentials; params are the function's
// own fields. Functions that change something want sok=ok among them, and only
// return their form without it.
//
// Out receives the document: a pointer to a struct whose json tags name the
// elements, with plain fields (string, int64, bool, time.Time, slices and
// structs of them): the values come unwrapped. Tags that begin with "$" name
// attributes. A *[Node] takes the document as a tree, *any as maps and slices,
// a *json.RawMessage as it was sent, and nil ignores it.
//
// The client cannot know which functions may be repeated, nor which spend
// money. A call is sent again only when it did nothing: when it never left,
// when the service wanted another sign-in first, or when it asked to come back
// later.
func (c *Client) Call(ctx context.Context, function string, params url.Values, out any) error {
	if function == "" {
		return refuse("func", "is empty")
	}
	for _, r := range function {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '_' && r != '-' {
			return refuse("func", "holds characters no function has")
		}
	}
	for _, name := range []string{fieldFunc, fieldOut, fieldAuth, fieldAuthInfo} {
		if params.Has(name) {
			return refuse(name, "is set by the client")
		}
	}
	if err := checkTarget(out); err != nil {
		return err
	}
	op := backup.Operation{Provider: provider, ID: function, Method: http.MethodPost, Route: "/#func=" + function}
	req, err := http.NewRequestWithContext(ctx, op.Method, rest.NoHost+"/#func="+function, http.NoBody)
	if err != nil {
		return refuse("func", "cannot be called")
	}
	req.PostForm = params
	if out == nil {
		out = new(struct{})
	}
	return c.rest.do(ctx, op, req, out)
}

// checkTarget refuses what no document can be read into, before the call has
// done its work and its answer is lost.
func checkTarget(out any) error {
	if out == nil {
		return nil
	}
	target := reflect.ValueOf(out)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return refuse("out", "must be a pointer that is not nil")
	}
	// Into a fresh one: what is in out stays.
	if err := billmgr.Unmarshal([]byte("{}"), reflect.New(target.Type().Elem()).Interface()); err != nil {
		return refuse("out", "cannot hold a document: "+err.Error())
	}
	return nil
}
