package cli

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
)

// specService is all services at once: it responds to every request with the
// example that the specification has for the operation, in which every text is
// changed. So it is a service with everything in its responses, and with whatever
// a test wants in its texts.
type specService struct {
	*httptest.Server
	operations []specOperation
	// text changes the texts of responses, but for those of sign-ins.
	text func(service, text string) string
	// echo changes the texts of sign-ins' responses too, but for the token.
	echo bool
	// fails makes every other operation an error.
	fails bool
}

// specOperation is one operation, and the bodies it responds with.
type specOperation struct {
	service, id, method string
	path                *regexp.Regexp
	form                map[string]string // fields that choose it, of Zomro
	status              int
	body                any
}

func newSpecService(t *testing.T, text func(service, text string) string) *specService {
	t.Helper()
	s := &specService{text: text}
	for _, service := range []string{"cloutility", "zomro", "cbr", "iam"} {
		s.load(t, service)
	}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *specService) load(t *testing.T, service string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "specs", service+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]any `yaml:"paths"`
	}
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	parameter := regexp.MustCompile(`\\\{\w+\\\}`)
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			op, ok := doc.Paths[path][method].(map[string]any)
			if !ok {
				continue
			}
			o := specOperation{service: service, method: strings.ToUpper(method), id: op["operationId"].(string)}
			if fields, isForm := strings.CutPrefix(path, "/#"); isForm {
				o.form = make(map[string]string)
				for field := range strings.SplitSeq(fields, "&") {
					name, value, _ := strings.Cut(field, "=")
					o.form[name] = value
				}
			} else {
				o.path = regexp.MustCompile("^/" + service + parameter.ReplaceAllString(regexp.QuoteMeta(path), `[^/]+`) + "$")
			}
			o.status, o.body = success(op["responses"].(map[string]any))
			s.operations = append(s.operations, o)
		}
	}
	if len(s.operations) < 3 {
		t.Fatalf("%s has %d operations", service, len(s.operations))
	}
	// What has more fields to tell it by comes first.
	slices.SortStableFunc(s.operations, func(a, b specOperation) int { return len(b.form) - len(a.form) })
}

// success is the status and the example of an operation that goes well.
func success(responses map[string]any) (status int, body any) {
	for _, code := range slices.Sorted(maps.Keys(responses)) {
		status, err := strconv.Atoi(code)
		if err != nil || status > 299 {
			continue
		}
		content, _ := responses[code].(map[string]any)["content"].(map[string]any)
		media, _ := content["application/json"].(map[string]any)
		if example, ok := media["example"]; ok {
			return status, example
		}
		examples, _ := media["examples"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(examples)) {
			if name != "rejected" {
				return status, examples[name].(map[string]any)["value"]
			}
		}
		return status, nil
	}
	return http.StatusNoContent, nil
}

// ServeHTTP implements [http.Handler].
func (s *specService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, o := range s.operations {
		if !o.matches(r) {
			continue
		}
		signIn := slices.Contains([]string{"createToken", "auth", "listProjects"}, o.id)
		switch {
		case signIn && o.service == "iam":
			w.Header().Set("X-Subject-Token", "MIItoken0f4a9bTest")
		case s.fails && !signIn:
			s.fail(w, o)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Request-Id", "5c9a0d1e6f0b4f51")
		w.WriteHeader(o.status)
		if o.body != nil {
			_ = json.NewEncoder(w).Encode(s.change(o.service, o.body, signIn && !s.echo, "")) // whoever asked has gone
		}
		return
	}
	s.fail(w, specOperation{service: "?"})
}

func (o *specOperation) matches(r *http.Request) bool {
	if o.path != nil {
		return r.Method == o.method && o.path.MatchString(r.URL.Path)
	}
	if !strings.HasPrefix(r.URL.Path, emulator.ZomroPath) {
		return false
	}
	for name, value := range o.form {
		if got := r.PostForm.Get(name); got != value && (value != "" || got == "") {
			return false
		}
	}
	return true
}

// fail is an error in the form of a service.
func (s *specService) fail(w http.ResponseWriter, o specOperation) {
	const text = "no such thing"
	body := map[string]any{"error_code": "BackupService.6105", "error_msg": text, "message": text, "code": 4711}
	status := http.StatusNotFound
	if o.service == "zomro" {
		status = http.StatusOK
		body = map[string]any{"doc": map[string]any{"error": map[string]any{
			"$type": "missed", "$object": "elid", "msg": map[string]any{"$": text}, "detail": map[string]any{"$": text},
		}}}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(s.change(o.service, body, false, "")) // whoever asked has gone
}

// change copies a body and changes its texts. What is a number, a time or a switch
// in a text has to stay one to be read at all.
func (s *specService) change(service string, v any, keep bool, key string) any {
	switch x := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, value := range x {
			out[k] = s.change(service, value, keep, k)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, item := range x {
			out[i] = s.change(service, item, keep, "")
		}
		return out
	case string:
		if keep || regexp.MustCompile(`^(|on|off|yes|no|[-+0-9.,:TZ ]+)$`).MatchString(x) || slices.Contains([]string{"access_token", "refresh_token", "href", "$func"}, key) {
			return x
		}
		return s.text(service, x)
	}
	return v
}
