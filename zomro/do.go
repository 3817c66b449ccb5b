package zomro

import (
	"context"
	"net/http"
	"reflect"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// Node is an element of a document without a Go type of its own; see
// [Client.Do].
type Node = billmgr.Node

// Do performs any function of the service with the same credentials, retries and
// errors as all other methods. Path is the name of the function, such as
// "sshkeys" or "instances.edit", and Form its own fields; the client adds func,
// out, lang and the credentials. Functions that change something want sok=ok
// among the fields, and only return their form without it.
//
// Out receives the document: a pointer to a struct whose json tags name the
// elements, with plain fields (string, int64, bool, time.Time, slices and
// structs of them): the values come unwrapped. Tags that begin with "$" name
// attributes. A *[Node] takes the document as a tree, *any as maps and slices,
// a *json.RawMessage as it was sent. With nil the document must say that the work
// was done: a step that is still owed is an error.
//
// A response without a document, and one that asks for a payment, is the same
// error as of all other methods; see [ErrorDetail].
//
// The client cannot know which functions may be repeated, nor which spend
// money. Unless the request is Idempotent it is sent again only when it did
// nothing: when it never left, when the service wanted another sign-in first, or
// when it asked to come back later.
func (c *Client) Do(ctx context.Context, in backup.Request, out any) error {
	if err := checkRequest(in); err != nil {
		return err
	}
	if err := checkTarget(out); err != nil {
		return err
	}
	r := rest.Request{
		Op:         &backup.Operation{Provider: provider, ID: in.Path, Method: http.MethodPost, Route: "/#func=" + in.Path, Idempotent: in.Idempotent},
		MayBeEmpty: true,
	}
	r.Path()
	r.Form(in.Form, nil)
	return c.caller.Do(ctx, &r, out)
}

// checkRequest rejects what is no call of a function.
func checkRequest(in backup.Request) error {
	switch {
	case in.Method != "" && in.Method != http.MethodPost:
		return arg.Invalid("Request.Method", "must be POST, or empty")
	case in.Path == "":
		return arg.Invalid("Request.Path", "is empty: it is the name of a function")
	case len(in.Query) > 0:
		return arg.Invalid("Request.Query", "is not for this service: the fields of a function are its Form")
	case in.Body != nil:
		return arg.Invalid("Request.Body", "is not for this service: the fields of a function are its Form")
	}
	for _, r := range in.Path {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '_' && r != '-' {
			return arg.Invalid("Request.Path", "holds characters no function has")
		}
	}
	for _, name := range []string{fieldFunc, fieldOut, fieldAuth, fieldAuthInfo} {
		if in.Form.Has(name) {
			return arg.Invalid("Request.Form", "must not hold "+name+": the client sets it")
		}
	}
	return nil
}

// checkTarget rejects what no document can be read into, before the call has
// done its work and its response is lost.
func checkTarget(out any) error {
	if out == nil {
		return nil
	}
	target := reflect.ValueOf(out)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return arg.Invalid("out", "must be a pointer that is not nil")
	}
	// Into a fresh one: what is in out stays.
	if err := billmgr.Unmarshal([]byte("{}"), reflect.New(target.Type().Elem()).Interface()); err != nil {
		return arg.Invalid("out", "cannot hold a document: "+err.Error())
	}
	return nil
}
