package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
)

// conformance holds every response of the fakes to the specifications, as a
// validator sees them that knows nothing else: it admits the response, and every
// member of it is declared.
type conformance struct {
	routes []route

	mu       sync.Mutex
	breaches map[string]string // by what is wrong, with the operation
	checked  map[string]bool   // operations
	recorded []*drift.Exchange
}

// route is one operation of a specification below the emulator's address.
type route struct {
	prefix, method string
	segments       []string
	form           url.Values // of an operation that is a function
	operation      *openapi3.Operation
}

func newConformance(t *testing.T) *conformance {
	t.Helper()
	c := &conformance{breaches: make(map[string]string), checked: make(map[string]bool)}
	for name, prefix := range map[string]string{
		"cloutility": emulator.CloutilityPath, "zomro": emulator.ZomroPath, "cbr": emulator.CBRPath, "iam": emulator.IAMPath,
	} {
		doc, err := openapi3.NewLoader().LoadFromFile("../../../../specs/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for path, item := range doc.Paths.Map() {
			for method, operation := range item.Operations() {
				r := route{prefix: prefix, method: method, operation: operation}
				plain, fragment, _ := strings.Cut(path, "#")
				r.segments = strings.Split(strings.Trim(plain, "/"), "/")
				r.form, _ = url.ParseQuery(fragment)
				c.routes = append(c.routes, r)
			}
		}
	}
	// What has fewer variables fits better: /v1/bunits/{id} and /v1/bunits/summaries.
	slices.SortStableFunc(c.routes, func(a, b route) int { return a.variables() - b.variables() })
	return c
}

func (r route) variables() int {
	n := -len(r.form)
	for _, s := range r.segments {
		if strings.Contains(s, "{") {
			n++
		}
	}
	return n
}

// fits says whether a request asks for the operation.
func (r route) fits(method, path string, form url.Values) bool {
	rest, ok := strings.CutPrefix(path, r.prefix)
	if !ok || method != r.method {
		return false
	}
	segments := strings.Split(strings.Trim(rest, "/"), "/")
	if len(segments) != len(r.segments) {
		return false
	}
	for i, want := range r.segments {
		if !strings.Contains(want, "{") && !strings.EqualFold(want, segments[i]) {
			return false
		}
	}
	for name, values := range r.form {
		if values[0] != form.Get(name) {
			return false
		}
	}
	return true
}

// proxy stands before the emulator and looks at what it responds.
func (c *conformance) proxy(env interface{ Defer(func()) }, target string) (string, error) {
	to, err := url.Parse(target)
	if err != nil {
		return "", err
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host // the fakes write it into links
		},
		ModifyResponse: c.look,
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, _ := url.ParseQuery(string(body))
		proxy.ServeHTTP(w, r.WithContext(withForm(r.Context(), form)))
	}))
	env.Defer(srv.Close)
	return srv.URL, nil
}

func (c *conformance) look(r *http.Response) error {
	form := formOf(r.Request.Context())
	if err := c.record(r, form); err != nil {
		return err
	}
	i := slices.IndexFunc(c.routes, func(x route) bool { return x.fits(r.Request.Method, r.Request.URL.Path, form) })
	if i < 0 || !strings.Contains(r.Header.Get("Content-Type"), "json") {
		return nil // of no operation, or a page of a proxy, which nothing describes
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var value any
	if len(body) == 0 {
		return nil
	}
	if json.Unmarshal(body, &value) != nil {
		c.breach(c.routes[i].operation, "is not JSON")
	} else {
		c.check(c.routes[i].operation, r.StatusCode, value)
	}
	return nil
}

// record keeps what the fakes respond, for the comparison with the specifications.
func (c *conformance) record(r *http.Response, form url.Values) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	all := maps.Clone(r.Request.URL.Query())
	maps.Copy(all, form)
	x := &drift.Exchange{Method: r.Request.Method, URL: r.Request.URL, Form: all, Status: r.StatusCode, Type: r.Header.Get("Content-Type"), Body: body}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.recorded = append(c.recorded, x)
	return nil
}

func (c *conformance) breach(o *openapi3.Operation, what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.breaches[o.OperationID+": "+what] = o.OperationID
}

func (c *conformance) check(o *openapi3.Operation, status int, value any) {
	c.mu.Lock()
	c.checked[o.OperationID] = true
	c.mu.Unlock()
	ref := o.Responses.Value(strconv.Itoa(status))
	if ref == nil {
		if ref = o.Responses.Default(); ref == nil || status < 400 {
			c.breach(o, fmt.Sprintf("status %d is not declared", status))
			return
		}
	}
	media := ref.Value.Content.Get("application/json")
	if media == nil {
		c.breach(o, fmt.Sprintf("a body with status %d is not declared", status))
		return
	}
	if err := media.Schema.Value.VisitJSON(value); err != nil {
		c.breach(o, fmt.Sprintf("status %d: %v", status, err))
		return
	}
	undeclared(media.Schema.Value, value, "", func(path string) { c.breach(o, fmt.Sprintf("status %d: %s is not declared", status, path)) })
}

// undeclared names the members of a value that a schema says nothing of.
func undeclared(s *openapi3.Schema, value any, path string, report func(path string)) {
	switch value := value.(type) {
	case map[string]any:
		properties, open := members(s, value)
		for _, name := range slices.Sorted(maps.Keys(value)) {
			switch at := path + "." + name; {
			case properties[name] != nil:
				undeclared(properties[name], value[name], at, report)
			case !open:
				report(at)
			}
		}
	case []any:
		for _, item := range value {
			for _, one := range alternatives(s, value) {
				if one.Items != nil {
					undeclared(one.Items.Value, item, path+"[]", report)
					break
				}
			}
		}
	}
}

// members are the properties that a schema declares for an object. It is open
// where the schema has no names for them.
func members(s *openapi3.Schema, value any) (properties map[string]*openapi3.Schema, open bool) {
	properties = make(map[string]*openapi3.Schema)
	for _, one := range alternatives(s, value) {
		for name, ref := range one.Properties {
			properties[name] = ref.Value
		}
		if one.AdditionalProperties.Schema != nil || one.AdditionalProperties.Has != nil && *one.AdditionalProperties.Has {
			open = true
		}
	}
	return properties, open || len(properties) == 0
}

// alternatives are the schemas that a value is held to: a schema, all that it is
// put together from, and of those it chooses between the first that fits.
func alternatives(s *openapi3.Schema, value any) []*openapi3.Schema {
	out := []*openapi3.Schema{s}
	for _, ref := range s.AllOf {
		out = append(out, alternatives(ref.Value, value)...)
	}
	for _, ref := range slices.Concat(s.OneOf, s.AnyOf) {
		if ref.Value.VisitJSON(value) == nil {
			return append(out, alternatives(ref.Value, value)...)
		}
	}
	return out
}

// report fails the test with what was found.
func (c *conformance) report(t *testing.T) {
	t.Helper()
	for _, breach := range slices.Sorted(maps.Keys(c.breaches)) {
		t.Error(breach)
	}
	if len(c.checked) < 200 && !testing.Short() {
		t.Errorf("the responses of %d operations were looked at only", len(c.checked))
	}
}

type formKey struct{}

func withForm(ctx context.Context, form url.Values) context.Context {
	return context.WithValue(ctx, formKey{}, form)
}

func formOf(ctx context.Context) url.Values {
	form, _ := ctx.Value(formKey{}).(url.Values)
	return form
}
