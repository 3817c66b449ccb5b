package zomro

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// caller performs the calls of a generated client.
type caller struct {
	rest  *rest.Client
	tasks *rest.Client // asks for the results of long tasks
}

// checked is a document that knows whether it is what the function was called
// for.
type checked interface {
	check(op *backup.Operation) error
}

// Do implements [zomroapi.Doer].
func (c *caller) Do(ctx context.Context, r *rest.Request, out any) error {
	if out == nil { // the function shows nothing
		out = new(actionDoc)
	}
	if err := c.follow(ctx, r, out); err != nil {
		var e *backup.Error
		if errors.As(err, &e) && e.Kind == backup.KindUnreadable && e.Code == "" {
			e.Code = codeUnreadable
		}
		return err
	}
	if doc, ok := out.(checked); ok {
		return doc.check(r.Op)
	}
	return nil
}

// actionDoc is the document of a function that does something.
type actionDoc struct {
	OK string `json:"ok"`
}

// check tells success from its look-alikes. That a payment is due was found out
// before, for documents of all kinds.
func (d *actionDoc) check(op *backup.Operation) error {
	if step, owed := nextStep(d.OK); owed {
		return failure(op, backup.KindUnknown, step, "the service wants another step first")
	}
	return nil
}

// nextStep is the function that a response leads on to, if it does: "func=" and
// its name, and perhaps its fields, which nobody needs to see.
func nextStep(ok string) (function string, owed bool) {
	rest, owed := strings.CutPrefix(ok, "func=")
	function, _, _ = strings.Cut(rest, "&")
	if !isWord(function) {
		function = "unknown"
	}
	return function, owed
}

// deleted drops the error of a deletion that did happen: an attempt whose
// response was lost has done it, and the next one found nothing.
func deleted(err error) error {
	var e *backup.Error
	if errors.As(err, &e) && e.Kind == backup.KindNotFound && e.MaybeExecuted {
		return nil
	}
	return err
}

// reader reads the document of a response. Its times are of a zone.
func reader(zone *time.Location) func(data []byte, v any) error {
	return func(data []byte, v any) error {
		if err := billmgr.Unmarshal(data, v, billmgr.WithLocation(zone)); err != nil {
			return err
		}
		if !hasDocument(data) {
			return errNoDocument
		}
		return nil
	}
}

var errNoDocument = errors.New("it has no document")

// hasDocument reports whether there is something in the envelope of a response.
func hasDocument(data []byte) bool {
	// Nearly all begin like this: no need to look for the end of the document.
	data = bytes.TrimLeft(data, "\ufeff \t\r\n")
	if after, ok := bytes.CutPrefix(data, []byte(`{"doc":`)); ok && len(after) > 0 && after[0] == '{' {
		return true
	}
	raw, ok := billmgr.Lookup(data, "doc")
	return ok && string(raw) != "null"
}
