package cli

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
)

// corpus holds what the fakes have responded against the specifications: as it is,
// where nothing may be found, and changed in one place, which has to be found in
// every operation. Where something is a change is told by another program, a
// validator for OpenAPI.
func (c *conformance) corpus(t *testing.T) {
	t.Helper()
	book, err := drift.Load()
	if err != nil {
		t.Fatal(err)
	}
	checker := drift.NewChecker(book, false)
	for _, x := range c.recorded {
		checker.Look(x)
	}
	clean := checker.Finish()
	for _, f := range clean.Findings {
		t.Errorf("nothing was changed, and found is %s", line(f))
	}
	m := &mutations{book: book, found: make(map[string]int), tried: make(map[string]int), none: make(map[string][]string)}
	for _, s := range c.samples(book) {
		m.operation(t, s)
	}
	t.Logf("%d recorded responses of %d operations, unchanged: %d differences, %d known forms", len(c.recorded), len(clean.Operations), clean.Drift(), clean.Known())
	for _, kind := range slices.Sorted(maps.Keys(m.tried)) {
		t.Logf("%-18s found in %d of %d operations; %d have no place for one", kind, m.found[kind], m.tried[kind], len(m.none[kind]))
	}
	t.Logf("of members that the documents show, %d of %d are noticed when they never come; some documents leave out the others", m.noticed, m.shown)
	if m.tried["new status"] < 255 || m.tried["removed"] < 220 || m.tried["retyped"] < 220 || m.tried["added"] < 180 {
		t.Error("the corpus has lost its operations")
	}
}

func line(f *drift.Finding) string {
	return fmt.Sprintf("%s: %s %s: declared is %s, seen %s (%s)", f.Kind, f.Call(), f.Where(), f.Declared, f.Seen, f.Library)
}

// sample is a recorded response of an operation, the largest one that went well.
type sample struct {
	x         drift.Exchange
	operation *openapi3.Operation
	schema    *openapi3.Schema // nil without a body
	example   any
	name      string
}

// samples are one for each operation. What the scripts cannot ask for is made from the
// specification's example.
func (c *conformance) samples(book *drift.Book) []*sample {
	best := make(map[*openapi3.Operation]*sample)
	for _, x := range c.recorded {
		i := slices.IndexFunc(c.routes, func(r route) bool { return r.fits(x.Method, x.URL.Path, x.Form) })
		if i < 0 || x.Status > 300 {
			continue
		}
		o := c.routes[i].operation
		if have := best[o]; have == nil || len(have.x.Body) < len(x.Body) {
			best[o] = &sample{x: *x, operation: o, name: strings.Trim(c.routes[i].prefix, "/")}
		}
	}
	for _, r := range c.routes {
		if best[r.operation] != nil || r.operation.OperationID == "redirect" {
			continue
		}
		path := r.prefix + "/" + strings.NewReplacer("{", "", "}", "").Replace(strings.Join(r.segments, "/"))
		best[r.operation] = &sample{
			x:         drift.Exchange{Method: r.method, URL: &url.URL{Scheme: "http", Host: "lab", Path: path}, Form: r.form, Status: 200, Type: "application/json"},
			operation: r.operation, name: strings.Trim(r.prefix, "/"),
		}
	}
	var out []*sample
	for _, s := range best {
		for _, status := range []int{s.x.Status, 200, 201, 300} {
			ref := s.operation.Responses.Value(fmt.Sprint(status))
			if ref == nil {
				continue
			}
			if media := ref.Value.Content.Get("application/json"); media != nil {
				s.schema, s.example = media.Schema.Value, media.Example
			}
			if len(s.x.Body) == 0 && s.example != nil && !slices.ContainsFunc(c.recorded, func(x *drift.Exchange) bool { return x.URL == s.x.URL }) {
				s.x.Status, s.x.Body = status, mustEncode(s.example)
			}
			break
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *sample) int {
		return strings.Compare(a.name+a.operation.OperationID, b.name+b.operation.OperationID)
	})
	return out
}

func mustEncode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// mutations counts what was changed and what was found.
type mutations struct {
	book           *drift.Book
	tried, found   map[string]int
	none           map[string][]string
	shown, noticed int
}

// operation changes a response in every way.
func (m *mutations) operation(t *testing.T, s *sample) {
	t.Helper()
	one := s.x
	one.Status = 299
	m.expect(t, s, "new status", &one, drift.KindStatus)
	m.unknownOperation(t, s)
	m.errorCode(t, s)
	body := func() any {
		var v any
		if json.Unmarshal(s.x.Body, &v) != nil || s.schema == nil {
			return nil
		}
		return v
	}
	if body() == nil {
		for _, kind := range []string{"added", "removed", "renamed", "retyped", "new value"} {
			m.none[kind] = append(m.none[kind], s.operation.OperationID)
		}
		return
	}
	m.added(t, s, body)
	m.removed(t, s, body)
	m.changed(t, s, body, "retyped", drift.KindType, func(v any) []any {
		switch v.(type) {
		case nil, map[string]any, []any:
			return nil
		}
		return []any{map[string]any{"a": []any{1.5}}, []any{[]any{1.5}}, 1.5, true, "canary"}
	})
	m.changed(t, s, body, "new value", drift.KindValue, func(v any) []any {
		if text, ok := v.(string); ok && text != "" {
			return []any{"brand-new-value"}
		}
		return nil
	})
}

// look is what is found in one response.
func (m *mutations) look(x *drift.Exchange) *drift.Report {
	c := drift.NewChecker(m.book, false)
	c.Look(x)
	return c.Finish()
}

func (m *mutations) expect(t *testing.T, s *sample, kind string, x *drift.Exchange, want ...drift.Kind) bool {
	t.Helper()
	m.tried[kind]++
	r := m.look(x)
	for _, k := range want {
		if !slices.ContainsFunc(r.Findings, func(f *drift.Finding) bool { return f.Kind == k || k == drift.KindValue && f.Kind == drift.KindFormat }) {
			t.Errorf("%s, %s: %s is not found; %s", s.name, s.operation.OperationID, kind, x.Body[:min(len(x.Body), 300)])
			return false
		}
	}
	m.found[kind]++
	return true
}

func (m *mutations) with(s *sample, v any) *drift.Exchange {
	one := s.x
	one.Body = mustEncode(v)
	return &one
}

// spot is one place in a body, and how to change what is there.
type spot struct {
	path   []string
	object map[string]any // the object itself, or that which the member is in
	name   string
	get    func() any
	set    func(any)
}

// spots are all places in a body, the upper ones first. Of a list it takes the first.
func spots(v *any) []spot {
	out := []spot{{get: func() any { return *v }, set: func(x any) { *v = x }}}
	for i := 0; i < len(out) && i < 400; i++ {
		at := out[i]
		switch x := at.get().(type) {
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(x)) {
				out = append(out, spot{
					path: append(slices.Clip(at.path), name), object: x, name: name,
					get: func() any { return x[name] }, set: func(v any) { x[name] = v },
				})
			}
		case []any:
			if len(x) > 0 {
				out = append(out, spot{path: append(slices.Clip(at.path), "[]"), get: func() any { return x[0] }, set: func(v any) { x[0] = v }})
			}
		}
	}
	return out
}

// added puts a member into an object that declares its members.
func (m *mutations) added(t *testing.T, s *sample, body func() any) {
	t.Helper()
	const name = "brand_new"
	v := body()
	for _, at := range spots(&v) {
		object, ok := at.get().(map[string]any)
		if !ok {
			continue
		}
		object[name] = "x"
		isNew := false
		undeclared(s.schema, v, "", func(string) { isNew = true })
		if isNew {
			m.expect(t, s, "added", m.with(s, v), drift.KindField)
			return
		}
		delete(object, name)
	}
	m.none["added"] = append(m.none["added"], s.operation.OperationID)
}

// removed takes out each member that the example shows, wherever it is in a list.
func (m *mutations) removed(t *testing.T, s *sample, body func() any) {
	t.Helper()
	shown := make(map[string]bool)
	example := s.example
	if example != nil {
		for _, at := range spots(&example) {
			shown[strings.Join(at.path, ".")] = true
		}
	}
	v := body()
	found, renamed := false, false
	for _, at := range spots(&v) {
		if at.object == nil || !shown[strings.Join(at.path, ".")] {
			continue
		}
		m.shown++
		without := body()
		take(without, at.path, "")
		if !slices.ContainsFunc(m.look(m.with(s, without)).Findings, func(f *drift.Finding) bool { return f.Kind == drift.KindAbsent }) {
			continue
		}
		m.noticed++
		if !found {
			found = m.expect(t, s, "removed", m.with(s, without), drift.KindAbsent)
		}
		if renamed {
			continue
		}
		other := body()
		take(other, at.path, at.name+"_new")
		isNew := false
		undeclared(s.schema, other, "", func(string) { isNew = true })
		if isNew {
			renamed = m.expect(t, s, "renamed", m.with(s, other), drift.KindAbsent, drift.KindField)
		}
	}
	for kind, done := range map[string]bool{"removed": found, "renamed": renamed} {
		if !done {
			m.none[kind] = append(m.none[kind], s.operation.OperationID)
		}
	}
}

// take removes a member, or gives it another name, in all entries of lists.
func take(v any, path []string, as string) {
	switch x := v.(type) {
	case []any:
		for _, item := range x {
			if path[0] == "[]" {
				take(item, path[1:], as)
			}
		}
	case map[string]any:
		if len(path) > 1 {
			take(x[path[0]], path[1:], as)
			return
		}
		value, ok := x[path[0]]
		if ok && as != "" {
			x[as] = value
		}
		delete(x, path[0])
	}
}

// changed puts another value into the first place where a validator rejects it.
func (m *mutations) changed(t *testing.T, s *sample, body func() any, kind string, want drift.Kind, others func(any) []any) {
	t.Helper()
	v := body()
	for _, at := range spots(&v) {
		was := at.get()
		for _, other := range others(was) {
			at.set(other)
			if s.schema.VisitJSON(v) != nil {
				m.expect(t, s, kind, m.with(s, v), want)
				return
			}
			at.set(was)
		}
	}
	m.none[kind] = append(m.none[kind], s.operation.OperationID)
}

func (m *mutations) errorCode(t *testing.T, s *sample) {
	t.Helper()
	one := s.x
	switch {
	case s.name == "cbr":
		one.Status, one.Body = http.StatusBadRequest, []byte(`{"error_code":"BackupService.4711","error_msg":"x"}`)
	case s.name == "zomro":
		one.Body = []byte(`{"doc":{"error":{"$type":"brandnew","$object":"x","msg":{"$":"x"}}}}`)
	default:
		m.none["new error code"] = append(m.none["new error code"], s.operation.OperationID)
		return
	}
	m.expect(t, s, "new error code", &one, drift.KindCode)
}

func (m *mutations) unknownOperation(t *testing.T, s *sample) {
	t.Helper()
	m.tried["unknown operation"]++
	c := drift.NewChecker(m.book, false)
	c.Look(&s.x)
	one := s.x
	form := maps.Clone(one.Form)
	if form.Has("func") {
		form.Set("func", form.Get("func")+".brandnew")
	} else {
		form = nil
		u := *one.URL
		u.Path += "/brand/new/and/long"
		one.URL = &u
	}
	one.Form = form
	c.Look(&one)
	if slices.ContainsFunc(c.Finish().Findings, func(f *drift.Finding) bool { return f.Kind == drift.KindOperation }) {
		m.found["unknown operation"]++
		return
	}
	t.Errorf("%s, %s: a call of %s %v is not found", s.name, s.operation.OperationID, one.URL.Path, one.Form)
}
