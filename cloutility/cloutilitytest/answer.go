package cloutilitytest

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/internal/fake"
)

// object is a JSON object as the service writes it: with its zeros, empty lists
// and "$type" entries, which the generated models would leave out, and with the
// passwords, which they never print. A test holds it against the models.
type object = map[string]any

// answer is a response of any operation.
type answer struct {
	status int
	body   any
	plain  bool // body is a string to be sent as text
}

func (a answer) write(w http.ResponseWriter) error {
	if a.body == nil {
		w.WriteHeader(a.status)
		return nil
	}
	kind, data := "application/json; charset=utf-8", []byte(nil)
	if text, ok := a.body.(string); ok && a.plain {
		kind, data = "text/plain; charset=utf-8", []byte(text)
	} else {
		var err error
		if data, err = json.Marshal(a.body); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(a.status)
	_, err := w.Write(data)
	return err
}

// ok answers with an object; created too, where servers may differ.
func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

func (s *service) created(body any) answer {
	if s.odd() {
		return answer{status: http.StatusCreated, body: body}
	}
	return ok(body)
}

// name answers a bare string.
func (s *service) name(text string) answer {
	return answer{status: http.StatusOK, body: text, plain: s.plainNames != s.odd()}
}

// deleted answers a deletion: body is what a talkative server sends.
func (s *service) deleted(body any) answer {
	switch {
	case s.emptyAnswers != s.odd():
		return answer{status: http.StatusOK}
	case body != nil && !s.odd():
		return ok(body)
	}
	return answer{status: http.StatusNoContent}
}

// done answers a change of which nothing is to be said.
func (s *service) done() answer {
	if s.emptyAnswers != s.odd() {
		return answer{status: http.StatusOK}
	}
	return answer{status: http.StatusNoContent}
}

// nothing answers a question for the one thing of its kind when there is none.
// Documents say of contracts that nothing comes back. Of other things they say
// nothing: here they are not found, or, with quirks, one of the ways to answer
// nothing.
func (s *service) nothing(text string) (answer, error) {
	switch {
	case !s.odd():
		return answer{}, notFound(text)
	case s.odd():
		return answer{status: http.StatusOK, body: json.RawMessage("null")}, nil
	}
	return s.done(), nil
}

// odd says whether to do the less likely thing; never without quirks. The lock
// is held.
func (s *service) odd() bool { return s.quirks != nil && s.quirks.IntN(2) == 1 }

// date writes a moment the way the service does: UTC, with as many digits of
// the milliseconds as there are. Quirks bring the other forms seen in the wild.
func (s *service) date(t time.Time) string {
	t = t.UTC()
	forms := [...]string{"2006-01-02T15:04:05.999Z", "2006-01-02T15:04:05.000", "2006-01-02 15:04:05.000Z", "2006-01-02T15:04:05.000+0000"}
	if s.quirks == nil {
		return t.Format(forms[0])
	}
	if i := s.quirks.IntN(len(forms) + 1); i < len(forms) {
		return t.Format(forms[i])
	}
	const offset = 2 * 60 * 60
	return t.In(time.FixedZone("", offset)).Format("2006-01-02T15:04:05.0000000-07:00")
}

// embedded is a collection inside another object. It never says how much is in
// it: total 0 with no items, and where to ask.
func embedded(href, kind string) object {
	return object{
		"$type": "CloudPortal.Web.Api.Hyper.Collection`1[[CloudPortal.Web.Api.Hyper." + kind + ", CloudPortal.Web.Api]], CloudPortal.Web.Api",
		"href":  href, "total": 0, "items": []any{},
	}
}

func typeName(kind string) string {
	return "CloudPortal.Web.Api.Hyper." + kind + ", CloudPortal.Web.Api"
}

// window is which part of a list is asked for.
type window struct{ offset, limit *int64 }

// list is the envelope of a list call: the page that was asked for.
func (s *service) list(ctx context.Context, path string, items []object, w window) answer {
	return s.listOf(ctx, path, len(items), func(i int) object { return items[i] }, w)
}

// listOf is list for items that are made as they are needed.
func (s *service) listOf(ctx context.Context, path string, n int, item func(int) object, w window) answer {
	if s.bareLists && !enveloped(path) {
		all := make([]object, n)
		for i := range all {
			all[i] = item(i)
		}
		return ok(all)
	}
	total := int64(n)
	from, size := int64(0), total
	if w.offset != nil {
		from = min(max(*w.offset, 0), total)
	}
	if w.limit != nil && *w.limit > 0 {
		size = *w.limit
	}
	if s.pageSize > 0 {
		size = min(size, s.pageSize)
	}
	page := make([]object, min(size, total-from))
	for i := range page {
		page[i] = item(int(from) + i)
	}
	href := base(ctx) + path
	return ok(object{"href": href, "total": total, "offset": from, "first": href + "?offset=0", "items": page})
}

// enveloped says whether the documents show a list in the envelope. Of the
// others they only say that they are lists or collections.
func enveloped(path string) bool {
	switch last := path[strings.LastIndexByte(path, '/')+1:]; last {
	case "consumers", "domains", "clientoptionsets", "nodetypes", "nodeoperatingsystems", "actions", "nodewarningtypes",
		"bunits", "ancestors", "users", "addresses", "timezones", "jobs", "filespaces", "possibleproxynodes", "invoices", "billing":
		return true
	default:
		return last == "reports" && strings.Contains(path, "/consumers/")
	}
}

// base is the address the client used.
func base(ctx context.Context) string {
	from, _ := ctx.Value(callerKey{}).(caller)
	return from.base
}

func notFound(text string) *fake.Problem {
	return &fake.Problem{Status: http.StatusNotFound, Code: "NotFound", Message: text}
}

func invalid(text string) *fake.Problem {
	return &fake.Problem{Status: http.StatusBadRequest, Code: "ValidationError", Message: text}
}

func conflict(text string) *fake.Problem {
	return &fake.Problem{Status: http.StatusConflict, Code: "Conflict", Message: text}
}

// writeProblem writes the API's error shape. The code is a text on known
// servers; the only source for it is a client's structure.
func (s *service) writeProblem(w http.ResponseWriter, _ *http.Request, p *fake.Problem) {
	unlock := s.lock()
	var code any = p.Code
	if s.odd() {
		const codes = 9000
		sum := fnv.New32a()
		_, _ = sum.Write([]byte(p.Code)) // never fails
		code = 1000 + sum.Sum32()%codes
	}
	unlock()
	fake.WriteJSON(w, p.Status, object{
		"status": p.Status, "code": code,
		"message": http.StatusText(p.Status), "developerMessage": p.Message,
	})
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
