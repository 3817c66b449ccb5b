// Package drift holds recorded responses against the specifications, and says what
// has changed: operations, statuses, fields, types, formats, values and codes that no
// specification knows, and documented ones that never come. Of each difference it
// finds out by reading it whether this library takes it without loss.
//
// What it says of responses are names that are public, and kinds, counts and shapes
// of values: a report can be sent to anybody. See safe.go, the only place where a
// value becomes a text.
package drift

import (
	"bytes"
	"cmp"
	"fmt"
	"hash/maphash"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// Bounds of what is kept while responses are looked at.
const (
	maxFindings  = 5000
	maxPlaces    = 50_000
	maxValues    = 1_000_000 // that names of fields are compared with
	maxLocal     = 20        // values of one finding
	maxUnmatched = 1000
)

// Checker looks at one response after the other. It is for one goroutine.
type Checker struct {
	book  *Book
	local bool

	findings map[string]*Finding
	calls    map[*Operation]*called
	hosts    map[string]map[*Spec]bool
	stray    map[string]*Exchange
	seed     maphash.Seed
	values   map[uint64]bool // texts that came, so that none is told as a name
	places   int

	exchanges, other, hidden, left int
}

// called is what is known of one operation's responses.
type called struct {
	count    int
	statuses map[int]int
	bodies   map[int]map[string]*place
}

// place is one place of a response's bodies.
type place struct {
	seen, objects int
	forms         map[string]int
}

// NewChecker makes a checker. Local findings repeat values, for the user's own eyes.
func NewChecker(book *Book, local bool) *Checker {
	return &Checker{
		book: book, local: local, findings: make(map[string]*Finding), calls: make(map[*Operation]*called), hosts: make(map[string]map[*Spec]bool),
		stray: make(map[string]*Exchange), seed: maphash.MakeSeed(), values: make(map[uint64]bool),
	}
}

// Look holds one response to the specifications.
func (c *Checker) Look(x *Exchange) {
	if x.Status == 0 { // nothing came
		c.other++
		return
	}
	o, s := c.book.match(x, nil)
	host := strings.ToLower(x.URL.Host)
	if o == nil {
		if s == nil && len(c.stray) >= maxUnmatched {
			c.other++
			return
		}
		c.stray[x.Method+" "+host+x.URL.EscapedPath()+" "+x.Form.Get("func")] = x
		return
	}
	if c.hosts[host] == nil {
		c.hosts[host] = make(map[*Spec]bool)
	}
	c.hosts[host][s] = true
	c.called(o, x)
}

// called holds a call of a known operation to what is declared for it.
func (c *Checker) called(o *Operation, x *Exchange) {
	c.exchanges++
	call := c.calls[o]
	if call == nil {
		call = &called{statuses: make(map[int]int), bodies: make(map[int]map[string]*place)}
		c.calls[o] = call
	}
	call.count++
	call.statuses[x.Status]++
	for _, values := range x.Form {
		for _, v := range values {
			c.learnValue(v)
		}
	}
	for segment := range strings.SplitSeq(x.URL.Path, "/") {
		c.learnValue(segment)
	}
	c.body(o, x)
}

// body holds the body of a response to what is declared for its status.
func (c *Checker) body(o *Operation, x *Exchange) {
	r := o.response(x.Status)
	if r == nil {
		if c.nothingButFine(x) {
			return
		}
		c.add(&Finding{Kind: KindStatus, Status: x.Status, Declared: "status " + strings.Join(o.statuses(), ", "), Seen: strconv.Itoa(x.Status), Library: c.status(x)}, o, "")
		if r = o.success(); r == nil || len(bytes.TrimSpace(x.Body)) == 0 {
			return
		}
	}
	c.usualStatus(o, x)
	if x.Hidden {
		c.hidden++
		return
	}
	body := bytes.TrimSpace(bytes.TrimPrefix(x.Body, []byte("\ufeff")))
	failed := x.Status >= http.StatusBadRequest
	switch {
	case len(body) == 0 && (r.schema == nil || failed):
		return
	case len(body) == 0:
		kind := KindBody
		if o.responses["204"] != nil {
			kind = KindForm // it may be that there is nothing to say
		}
		c.add(&Finding{Kind: kind, Status: x.Status, Declared: r.schema.says(), Seen: "nothing at all", Library: c.read(o, r, "")}, o, "")
		return
	case r.schema == nil:
		c.add(&Finding{Kind: KindBody, Status: x.Status, Declared: "no body", Seen: "a body: " + kindOfBody(x), Library: Takes}, o, "")
		return
	}
	v, err := decode(body)
	if err != nil {
		c.notJSON(o, r, x, failed)
		return
	}
	c.learnValues(v, 0)
	c.walk(o, r, x.Status, v)
}

// usualStatus notes one of several declared successes that is not the usual one: that
// with a body, or that which says that there is none. A read that finds nothing may
// always say so.
func (c *Checker) usualStatus(o *Operation, x *Exchange) {
	r := o.responses[strconv.Itoa(x.Status)]
	if r == nil || x.Status >= http.StatusMultipleChoices || x.Status == http.StatusNoContent && o.Method == http.MethodGet {
		return
	}
	usual := ""
	for _, status := range o.statuses() {
		if status > "3" {
			continue
		}
		if usual == "" || o.responses[usual].schema == nil && (o.responses[status].schema != nil || status == "204") {
			usual = status
		}
	}
	if seen := strconv.Itoa(x.Status); seen != usual {
		c.add(&Finding{Kind: KindForm, Status: x.Status, Declared: "usually status " + usual, Seen: "status " + seen, Library: Takes}, o, "status")
	}
}

// nothingButFine is a redirection or a status between, which says nothing of the API.
func (c *Checker) nothingButFine(x *Exchange) bool {
	return x.Status >= 301 && x.Status < http.StatusBadRequest || x.Status < http.StatusOK
}

func (c *Checker) notJSON(o *Operation, r *response, x *Exchange, failed bool) {
	if failed {
		return // a page of a proxy, which nobody describes
	}
	kind := KindBody
	if goType := r.schema.resolve().goType; goType == "lenient.Text" || r.schema.goType == "lenient.Text" {
		kind = KindForm
	}
	c.add(&Finding{Kind: kind, Status: x.Status, Declared: r.schema.says(), Seen: "no JSON: " + kindOfBody(x), Library: c.read(o, r, string(x.Body))}, o, "")
}

// read is what becomes of a whole body.
func (c *Checker) read(o *Operation, r *response, body string) Outcome {
	if body == "" {
		if o.responses["204"] != nil {
			return Takes
		}
		return Refuses
	}
	if _, err := read(goName(r.schema), []byte(body)); err != nil || newOf(goName(r.schema)) == nil {
		return Refuses
	}
	return Takes
}

func (c *Checker) status(x *Exchange) Outcome {
	if x.Status >= http.StatusBadRequest {
		return Takes // an error, with its status
	}
	if x.Status < http.StatusMultipleChoices {
		return Takes
	}
	return Refuses
}

func kindOfBody(x *Exchange) string {
	kind, _, _ := strings.Cut(x.Type, ";")
	switch kind = strings.ToLower(strings.TrimSpace(kind)); {
	case strings.Contains(kind, "html"):
		return "a page, " + length(string(x.Body))
	case strings.Contains(kind, "xml"):
		return "XML, " + length(string(x.Body))
	}
	return textShape(string(x.Body))
}

// statuses are those that are declared.
func (o *Operation) statuses() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(o.responses)), func(s string) bool { return s == "default" })
}

// success is the first declared success with a body.
func (o *Operation) success() *response {
	for _, status := range o.statuses() {
		if r := o.responses[status]; r.schema != nil && status < "4" {
			return r
		}
	}
	return nil
}

// difference is one of a body, before it is known what becomes of it.
type difference struct {
	f    *Finding
	path []step
	v    any
}

// walk holds a body to its schema.
func (c *Checker) walk(o *Operation, r *response, status int, body any) {
	places := c.calls[o].bodies[status]
	if places == nil {
		places = make(map[string]*place)
		c.calls[o].bodies[status] = places
	}
	at := func(path []step) *place {
		key := pathText(path)
		p := places[key]
		if p == nil {
			p = &place{forms: make(map[string]int)}
			if c.places++; c.places <= maxPlaces {
				places[key] = p
			}
		}
		return p
	}
	var all []difference
	w := &walk{
		book:   c.book,
		object: func(path []step) { at(path).objects++ },
		member: func(path []step, _ *Schema) { at(path).seen++ },
		found: func(kind Kind, site *Schema, path []step, v any) {
			all = append(all, difference{c.finding(kind, site, path, v, status), slices.Clone(path), v})
		},
	}
	w.value(r.schema, body, nil)
	c.settle(o, r, body, all)
}

// settle finds out what becomes of the differences of one body, as long as that is
// not known of all of them.
func (c *Checker) settle(o *Operation, r *response, body any, all []difference) {
	var open []int
	var paths [][]step
	for i, d := range all {
		have := c.findings[c.key(d.f, o, d.path)]
		if have == nil || have.Count < 3 || have.Library == Takes && have.Count < 20 { //nolint:mnd // the first ones tell
			open, paths = append(open, i), append(paths, d.path)
		}
	}
	if len(open) > 0 {
		for i, result := range outcome(goName(r.schema), body, paths) {
			f := all[open[i]].f
			if f.Library = result; f.Kind == KindForm && f.Status >= http.StatusBadRequest {
				f.Library = Takes // errors are read in all known forms, by code of their own
			}
		}
	}
	for _, d := range all {
		c.add(d.f, o, pathText(d.path))
	}
}

// finding describes a difference, without repeating a value.
func (c *Checker) finding(kind Kind, site *Schema, path []step, v any, status int) *Finding {
	f := &Finding{Kind: kind, Status: status, Path: pathText(path), site: site, Library: Takes}
	form := formOf(site, v)
	switch kind {
	case KindField:
		f.name = path[len(path)-1].name
		f.Path = pathText(path[:len(path)-1])
		f.Declared, f.Seen = "no such field", c.book.describe(v)
		form = shape(v)
	case KindValue:
		f.Declared = site.says()
		f.Seen = shape(v)
	case KindCode:
		f.Declared, f.Seen = "no such code", shape(v)
		if text, ok := v.(string); ok {
			f.Seen = codeText(text)
		}
	case KindForm:
		f.Declared = "usually " + cmp.Or(strings.Join(site.forms(), " or "), formAbsent)
		f.Seen = form
		if text, ok := v.(string); ok && template().MatchString(text) {
			f.Declared, f.Seen = "filled text", formTemplate
		}
		if site.rare {
			f.Declared, f.Seen = "usually nothing", formRare
		}
	default:
		f.Declared = site.says()
		f.Seen = shape(v)
	}
	f.forms = map[string]any{form: v}
	if text, ok := v.(string); ok && (kind == KindValue || kind == KindCode) {
		f.values = []string{text}
	}
	return f
}

// forms are the usual forms of a place.
func (s *Schema) forms() []string {
	usual := s.usual
	if len(usual) == 0 {
		usual = s.resolve().usual
	}
	return slices.Sorted(maps.Keys(usual))
}

func (c *Checker) key(f *Finding, o *Operation, path []step) string {
	return c.keyOf(f, o, pathText(path))
}

func (c *Checker) keyOf(f *Finding, o *Operation, path string) string {
	key := fmt.Sprintf("%s\n%s\n%d\n%s\n%s\n%s", o.Spec.Name, o.ID, f.Status, f.Kind, path, f.name)
	if f.Kind != KindField && f.Kind != KindValue {
		key += "\n" + f.Seen
	}
	return key
}

// add counts a finding.
func (c *Checker) add(f *Finding, o *Operation, path string) {
	key := c.keyOf(f, o, path)
	have := c.findings[key]
	if have == nil {
		if len(c.findings) >= maxFindings {
			c.left++
			return
		}
		f.Spec, f.Operation, f.op, f.Drift = o.Spec.Name, o.ID, o, f.Kind.Drift()
		c.findings[key] = f
		have = f
	}
	have.Count++
	if f.Library.rank() > have.Library.rank() {
		have.Library = f.Library
	}
	for form, v := range f.forms {
		if _, ok := have.forms[form]; !ok && len(have.forms) < maxLocal {
			have.forms[form] = v
		}
	}
	for _, value := range f.values {
		if !slices.Contains(have.values, value) && len(have.values) < maxLocal {
			have.values = append(have.values, value)
		}
	}
}

// Finish gives the report of all that was looked at. The checker is of no use after it.
func (c *Checker) Finish() *Report {
	c.strays()
	c.absent()
	r := &Report{Version: backup.Version, Exchanges: c.exchanges, Other: c.other, Hidden: c.hidden, Left: c.left, Local: c.local, book: c.book}
	for _, f := range c.findings {
		c.name(f)
		if c.local && !f.secret() {
			f.Local = append(f.Local, f.values...)
			slices.Sort(f.Local)
		}
		r.Findings = append(r.Findings, f)
	}
	slices.SortFunc(r.Findings, func(a, b *Finding) int {
		return cmp.Or(
			-boolCompare(a.Drift, b.Drift), -cmp.Compare(a.Library.rank(), b.Library.rank()), cmp.Compare(a.Spec, b.Spec), cmp.Compare(a.Operation, b.Operation),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Seen, b.Seen),
		)
	})
	for o, call := range c.calls {
		r.Operations = append(r.Operations, call.summary(o))
	}
	slices.SortFunc(r.Operations, func(a, b Summary) int {
		return cmp.Or(cmp.Compare(a.Spec, b.Spec), cmp.Compare(a.Operation, b.Operation))
	})
	return r
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
