package zomrotest

import (
	"net/http"
	"strings"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// serviceError is an error of the service: a document under HTTP 200.
type serviceError struct {
	Type, Object, Text string
	Params             []zomroapi.ErrorParam
}

// Error implements error.
func (e *serviceError) Error() string { return e.Type + " " + e.Object + ": " + e.Text }

// WriteResponse responds with the error.
func (e *serviceError) WriteResponse(w http.ResponseWriter, r *http.Request) {
	writeDocument(w, e.document(callOf(r.Context())))
}

func (e *serviceError) document(c callInfo) zomroapi.ErrorHolder {
	doc := &zomroapi.ErrorDoc{Type: e.Type, Object: e.Object, Lang: c.lang, Params: e.Params}
	if e.Text != "" {
		// The engine fills the text for people, and keeps the template beside it.
		doc.Msg, doc.Detail = billmgr.Value{Text: e.filled()}, billmgr.Value{Text: e.Text}
		if c.templates {
			doc.Msg = doc.Detail
		}
	}
	if c.function != "" {
		doc.Stack = &zomroapi.ErrorStack{Actions: []zomroapi.ErrorAction{{Level: "0", Text: c.function}}}
	}
	return zomroapi.ErrorHolder{Lang: c.lang, Func: c.function, Error: doc, Tparams: c.echo()}
}

// filled is the text with the parameters in their places.
func (e *serviceError) filled() string {
	var pairs []string
	for _, p := range e.Params {
		pairs = append(pairs, "__"+p.Name+"__", p.Text)
	}
	return strings.NewReplacer(pairs...).Replace(e.Text)
}

// missed is the error for an element that does not exist.
func missed(kind string, id int64) *serviceError { return missedKey(kind, text(id)) }

func missedKey(kind, key string) *serviceError {
	return &serviceError{
		Type: "missed", Object: kind, Text: "The element '__value__' does not exist",
		Params: []zomroapi.ErrorParam{{Name: "value", Text: key}},
	}
}

// invalid is the error for a field that cannot be accepted. It repeats the
// value, whatever it is: the service does not care about secrets.
func invalid(field, value string) *serviceError {
	return &serviceError{
		Type: "value", Object: field, Text: "Invalid value",
		Params: []zomroapi.ErrorParam{{Name: "object", Type: "msg", Text: field}, {Name: "value", Text: value}},
	}
}

func wrongSubmit(sok string) *serviceError { return invalid("sok", sok) }

// busy is the error while an operation of the element is still running.
func busy() *serviceError {
	return &serviceError{Object: "runningoperation", Text: "An operation is already running"}
}

func accessDenied(function string) *serviceError {
	return &serviceError{Type: "access", Object: function, Text: "Insufficient privileges to perform the operation"}
}

// tooMany is the error for one more than the limit.
func tooMany(object, text string, limit int) *serviceError {
	return &serviceError{
		Type: "limit", Object: object, Text: text,
		Params: []zomroapi.ErrorParam{{Name: "limit", Text: itoa(limit)}},
	}
}

// insufficientFunds is the error when the balance does not suffice.
func insufficientFunds(missing cents) *serviceError {
	return &serviceError{
		Type: "money", Object: "balance", Text: "Insufficient funds: __amount__ is missing",
		Params: []zomroapi.ErrorParam{{Name: "amount", Text: missing.String()}},
	}
}
