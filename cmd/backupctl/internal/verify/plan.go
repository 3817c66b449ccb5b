// Package verify asks an account what its service really sends, with reads alone, and
// has the responses held against the specifications.
package verify

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
)

// Call is one operation of a plan.
type Call struct {
	Operation *drift.Operation
	// Needs are the ids that earlier responses have to give.
	Needs []string
	// Skip is why it is not called, empty when it is.
	Skip string
}

// Name is how the call is written for people.
func (c Call) Name() string {
	if function := c.Operation.Function(); function != "" {
		return function
	}
	return c.Operation.Method + " " + c.Operation.Route
}

// Plan are the reads of a service: those that need nothing first, then those that need
// what they list. Only operations that the specification marks as reads are in it.
func Plan(book *drift.Book, service string) []Call {
	var out []Call
	for _, s := range book.Specs() {
		if s.Name != service {
			continue
		}
		for _, o := range s.Operations {
			if !o.Read || o.SignsIn {
				continue
			}
			out = append(out, Call{Operation: o, Needs: needs(o), Skip: skip(o)})
		}
	}
	// What gives ids comes before what needs them: a pass takes those that can be
	// called, as long as there are any.
	slices.SortStableFunc(out, func(a, b Call) int { return cmp.Or(rank(a)-rank(b), len(a.Needs)-len(b.Needs)) })
	return out
}

// rank puts first what tells the account's own unit.
func rank(c Call) int {
	if c.Operation.ID == "getMe" {
		return -1
	}
	return 0
}

// skip says why a read is not called.
func skip(o *drift.Operation) string {
	switch o.ID {
	case "listExternalVault":
		return "it asks about another project"
	case "listDomainProjects":
		return "it asks about a whole domain"
	case "checkAgent":
		return "it makes the service look at machines"
	case "showInstructions":
		return "it is a letter with a password"
	case "showMigrateStatus", "showGroup":
		return "it is about a change that is under way"
	case "getJobSubscription":
		return "nothing lists its ids"
	}
	return ""
}

// needs are the ids that a call has to have.
func needs(o *drift.Operation) []string {
	if o.Function() != "" {
		return zomroNeeds(o)
	}
	return slices.DeleteFunc(o.Parameters(), func(name string) bool { return fixed(name) != "" || name == "project_id" })
}

// fixed are parameters whose value is known without asking.
func fixed(name string) string {
	switch name {
	case "protectable_type":
		return "server"
	case "api_version":
		return "v3"
	}
	return ""
}

// zomroNeeds tells what the one id in a form of Zomro is of.
func zomroNeeds(o *drift.Operation) []string {
	switch o.ID {
	case "listBackups", "listSchedules", "showInstance", "previewRebuild", "listSnapshots", "showSnapshotFilter", "previewRescue", "previewBootIso",
		"showTraffic", "listMeasures", "showResize", "showInstructions", "listHistory", "listAddresses", "showGroup":
		return []string{"instance"}
	case "showImage", "showImageCopy":
		return []string{"image"}
	case "showInstanceOrder":
		return []string{"tariff"}
	case "showImageOrder":
		return []string{"imageTariff"}
	}
	return nil
}

// Request is a call with its ids, as it is sent.
type Request struct {
	Operation *drift.Operation
	Method    string
	Path      string // or the name of a function
	Query     url.Values
	Form      url.Values
	Body      any
}

// request fills a call with one set of ids; false when one is missing.
func (c Call) request(ids *pool, n int, now time.Time) (Request, bool) {
	r := Request{Operation: c.Operation, Method: c.Operation.Method, Path: c.Operation.Route}
	if c.Operation.Function() != "" {
		return c.form(ids, n)
	}
	for _, name := range c.Operation.Parameters() {
		value := fixed(name)
		switch {
		case name == "project_id":
			continue // the client has it
		case name == "reportDate":
			value = now.AddDate(0, 0, -1).Format(time.DateOnly)
		case value == "":
			var ok bool
			at := n
			if name == "bunitId" && len(c.Needs) > 1 {
				at = 0 // what is below is of the home unit
			}
			if value, ok = ids.get(name, at); !ok {
				return r, false
			}
		}
		r.Path = strings.Replace(r.Path, "{"+name+"}", url.PathEscape(value), 1)
	}
	for name, schema := range c.Operation.Query {
		value := ""
		switch known := schema.Known(); {
		case len(known) > 0:
			value = known[0]
		case strings.HasPrefix(schema.Format(), "date"):
			const week = 7
			value = now.AddDate(0, 0, -week).UTC().Format(time.RFC3339)
		default:
			return r, false
		}
		if r.Query == nil {
			r.Query = make(url.Values)
		}
		r.Query.Set(name, value)
	}
	if r.Method == http.MethodPost {
		r.Body = map[string]any{"action": "filter"} // of vaults by their tags: all
	}
	return r, true
}

// form is a call of a function of Zomro. Page sizes are not sent: the service would
// remember them for the user.
func (c Call) form(ids *pool, n int) (Request, bool) {
	r := Request{Operation: c.Operation, Method: http.MethodPost, Path: c.Operation.Function(), Form: make(url.Values)}
	for name, value := range c.Operation.Example {
		switch name {
		case "func", "out", "lang", "auth", "authinfo", "p_num", "p_cnt", "p_col", "elid", "plid", "pricelist", "datacenter":
			continue
		}
		r.Form.Set(name, fmt.Sprint(value))
	}
	for _, need := range c.Needs {
		value, ok := ids.get(need, n)
		if !ok {
			return r, false
		}
		name := "elid"
		if strings.HasSuffix(strings.ToLower(need), "tariff") {
			name = "pricelist"
		}
		r.Form.Set(name, value)
	}
	return r, true
}
