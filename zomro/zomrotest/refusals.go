package zomrotest

import (
	"net/http"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// refusal is an error of the service: an answer under HTTP 200.
type refusal struct {
	Type, Object, Text string
	Params             []zomroapi.ErrorParam
}

func (r *refusal) Error() string { return r.Type + " " + r.Object + ": " + r.Text }

func (r *refusal) answer(lang, function string, echo zomroapi.Echo) zomroapi.ErrorAnswer {
	doc := &zomroapi.ErrorDoc{Type: r.Type, Object: r.Object, Lang: lang, Params: r.Params}
	if r.Text != "" {
		doc.Msg, doc.Detail = billmgr.Value{Text: r.Text}, billmgr.Value{Text: r.Text}
	}
	if function != "" {
		doc.Stack = &zomroapi.ErrorStack{Actions: []zomroapi.ErrorAction{{Level: "0", Text: function}}}
	}
	return zomroapi.ErrorAnswer{Doc: zomroapi.ErrorHolder{Lang: lang, Func: function, Error: doc, Tparams: echo}}
}

// missed is the error for an element that does not exist.
func missed(kind string, id int64) *refusal { return missedKey(kind, text(id)) }

func missedKey(kind, key string) *refusal {
	return &refusal{
		Type: "missed", Object: kind, Text: "The element '__value__' does not exist",
		Params: []zomroapi.ErrorParam{{Name: "value", Text: key}},
	}
}

// invalid is the error for a field that cannot be accepted. It repeats the
// value, whatever it is: the service does not care about secrets.
func invalid(field, value string) *refusal {
	return &refusal{
		Type: "value", Object: field, Text: "Invalid value",
		Params: []zomroapi.ErrorParam{{Name: "object", Type: "msg", Text: field}, {Name: "value", Text: value}},
	}
}

func wrongSubmit(sok string) *refusal { return invalid("sok", sok) }

// busy is the error while an operation of the element is still running.
func busy() *refusal {
	return &refusal{Object: "runningoperation", Text: "An operation is already running"}
}

func accessDenied(function string) *refusal {
	return &refusal{Type: "access", Object: function, Text: "Insufficient privileges to perform the operation"}
}

// tooMany is the error for one more than the limit.
func tooMany(object, text string, limit int) *refusal {
	return &refusal{
		Type: "limit", Object: object, Text: text,
		Params: []zomroapi.ErrorParam{{Name: "limit", Text: itoa(limit)}},
	}
}

// poor is the error when the balance does not suffice.
func poor(missing cents) *refusal {
	return &refusal{
		Type: "money", Object: "balance", Text: "Insufficient funds: __amount__ is missing",
		Params: []zomroapi.ErrorParam{{Name: "amount", Text: missing.String()}},
	}
}

func (s *service) refuse(w http.ResponseWriter, c callInfo, why *refusal) {
	fake.WriteJSON(w, http.StatusOK, why.answer(c.lang, c.function, c.echo()))
}

func errorBody(errorType, object, message string) string {
	rec := &bodyWriter{}
	fake.WriteJSON(rec, http.StatusOK, (&refusal{Type: errorType, Object: object, Text: message}).answer("en", "", nil))
	return rec.String()
}
