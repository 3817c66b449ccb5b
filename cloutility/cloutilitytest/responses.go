package cloutilitytest

import (
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/internal/serve"
)

// object is a JSON object as the service writes it: with its zeros, empty lists
// and "$type" entries, which the generated models would leave out, and with the
// passwords, which they never print. A test holds it against the models.
type object = map[string]any

// jsonType is the content type of JSON, as ASP.NET writes it.
const jsonType = "application/json; charset=utf-8"

// plainText is a result that is sent as text in place of a JSON string.
type plainText string

// WriteResponse implements [serve.Responder].
func (p plainText) WriteResponse(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(p)) // a client that has gone cannot be told
}

// writeJSON writes an error that is found before an operation is called, or the
// error of an operation.
func writeJSON(w http.ResponseWriter, status int, body object) {
	data, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	_, _ = w.Write(data) // a client that has gone cannot be told
}

// problem is an error of the API.
type problem struct {
	status  int
	code    string
	message string
}

func (p *problem) Error() string { return p.code + ": " + p.message }

func notFound(text string) *problem { return &problem{http.StatusNotFound, "NotFound", text} }

func invalid(text string) *problem { return &problem{http.StatusBadRequest, "ValidationError", text} }

func conflict(text string) *problem { return &problem{http.StatusConflict, "Conflict", text} }

// unreadable is the error of a request whose parts cannot be read.
func unreadable(text string) *problem { return &problem{http.StatusBadRequest, "BadRequest", text} }

// problemOf is the problem that an error of an operation is.
func problemOf(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	status := serve.Status(err)
	return &problem{status, strings.ReplaceAll(http.StatusText(status), " ", ""), err.Error()}
}

// writeProblem writes the API's error shape. The code is a text on known
// servers; the only source for it is a client's structure.
func (s *service) writeProblem(w http.ResponseWriter, p *problem) {
	unlock := s.lock()
	var code any = p.code
	if s.odd(QuirkNumericCodes) {
		const codes = 9000
		sum := fnv.New32a()
		_, _ = sum.Write([]byte(p.code)) // never fails
		code = 1000 + sum.Sum32()%codes
	}
	unlock()
	writeJSON(w, p.status, object{
		"status": p.status, "code": code,
		"message": http.StatusText(p.status), "developerMessage": p.message,
	})
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

// window is which part of a list is asked for: from an offset on, at most limit
// items. The zero window is all of it.
type window struct {
	cursor string
	limit  int64
}

// list is the envelope of a list call: the page that was asked for.
func (s *service) list(ctx context.Context, path string, items []object, w window) (any, error) {
	return s.listOf(ctx, path, len(items), func(i int) object { return items[i] }, w)
}

// listOf is list for items that are made as they are needed.
func (s *service) listOf(ctx context.Context, path string, n int, item func(int) object, w window) (any, error) {
	total, offset := int64(n), int64(0)
	if w.cursor != "" {
		var err error
		if offset, err = strconv.ParseInt(w.cursor, 10, 64); err != nil {
			return nil, unreadable("query parameter offset: " + err.Error())
		}
	}
	if s.bareLists && !enveloped(path) {
		all := make([]object, n)
		for i := range all {
			all[i] = item(i)
		}
		return all, nil
	}
	from, size := min(max(offset, 0), total), total
	if w.limit > 0 {
		size = w.limit
	}
	if s.pageSize > 0 {
		size = min(size, s.pageSize)
	}
	page := make([]object, min(size, total-from))
	for i := range page {
		page[i] = item(int(from) + i)
	}
	href := base(ctx) + path
	return object{"href": href, "total": total, "offset": from, "first": href + "?offset=0", "items": page}, nil
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

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// based adds the fields nearly all resources have.
func (s *service) based(o object, id int64) object {
	o["id"] = id
	if _, ok := o["createdDate"]; !ok {
		o["createdDate"] = s.date(s.started)
	}
	return o
}

func unitPath(id int64) string { return "/v1/bunits/" + itoa(id) }

func consumerPath(unitID, id int64) string { return unitPath(unitID) + "/consumers/" + itoa(id) }

func nodePath(unitID, consumerID int64) string { return consumerPath(unitID, consumerID) + "/node" }
