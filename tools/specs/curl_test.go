package specs_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/tools/samples"
)

var shellVariable = regexp.MustCompile(`\$([A-Z][A-Z0-9_]*)`)

// Every sample of curl reaches the operation that it is for, and the fake takes it:
// with success, or with what the service says when a thing is not there or in another
// state. A shell reads the samples, so quoting is what it is there; the requests are
// sent without a process for each.
func TestCurlSamplesAreRight(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		if os.Getenv("TEST_PROGRAMS") == "needed" {
			t.Fatal(err)
		}
		t.Skip("sh is not installed")
	}
	succeeded, all := 0, 0
	for _, s := range allSamples(t) {
		if s.Lang == samples.Go {
			continue
		}
		all++
		f := newFakes(t) // what one sample deletes another one shows
		status, body, operation := f.send(t, s)
		switch {
		case operation != s.Operation:
			t.Errorf("%s %s arrives as %q:\n%s", s.Spec, s.Operation, operation, s.Source)
		case status < http.StatusBadRequest && !bytes.Contains(body, []byte(`"error":{`)):
			succeeded++
		case !documented(s.Spec, status, body):
			t.Errorf("%s %s: status %d\n%s\n%s", s.Spec, s.Operation, status, s.Source, body)
		}
	}
	t.Logf("%d of %d succeed, the others are refused as the service does", succeeded, all)
	if succeeded*2 < all { //nolint:mnd // half of them
		t.Errorf("only %d of %d samples succeed", succeeded, all)
	}
}

// documented says that a service responds so to a request that is right: what it is
// about is not there, or not in a state for it.
func documented(name string, status int, body []byte) bool {
	if name == "zomro" {
		for _, class := range []string{"missed", "value", "limit", "exists", "protected", "promocode_not_use", "instance_status", "access"} {
			if bytes.Contains(body, []byte(`"$type":"`+class)) {
				return true
			}
		}
		return false
	}
	if status == http.StatusBadRequest && (bytes.Contains(body, []byte("BackupService.")) || bytes.Contains(body, []byte("was not found."))) {
		return true // of what a body names
	}
	return status == http.StatusNotFound || status == http.StatusConflict
}

// send sends the request of a sample, and says which operation the fake took it for.
func (f *fakeServices) send(t *testing.T, s samples.Sample) (status int, body []byte, operation string) {
	t.Helper()
	args := f.expanded(t, s)
	r := request(t, args)
	for host, srv := range f.servers {
		if "https://"+r.URL.Host != host {
			continue
		}
		target, err := url.Parse(srv.URL())
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Scheme, r.URL.Host = target.Scheme, target.Host
		response, err := srv.Client().Do(r)
		if err != nil {
			t.Fatalf("%s %s: %v", s.Spec, s.Operation, err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode, body, srv.last()
	}
	t.Fatalf("%s %s names the host %s, which is no fake's", s.Spec, s.Operation, r.URL.Host)
	return 0, nil, ""
}

// expanded are the arguments of curl as a shell makes them.
func (f *fakeServices) expanded(t *testing.T, s samples.Sample) []string {
	t.Helper()
	env := slices.Clone(f.env[s.Spec])
	for _, m := range shellVariable.FindAllStringSubmatch(s.Source, -1) {
		if !slices.ContainsFunc(env, func(have string) bool { return strings.HasPrefix(have, m[1]+"=") }) {
			env = append(env, m[1]+"="+anyValue(s.Spec, m[1]))
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-eu", "-c", "curl() { printf '%s\\036' \"$@\"; }\n"+s.Source)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s\n%s", s.Spec, s.Operation, err, out, s.Source)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\036"), "\036")
}

// anyValue is one of the form that a parameter has, of something that is not there.
func anyValue(name, variable string) string {
	switch {
	case strings.Contains(variable, "DATE") || strings.Contains(variable, "TIME") && !strings.Contains(variable, "ID"):
		return "2026-03-01"
	case variable == "YEAR":
		return "2026"
	case variable == "MONTH":
		return "3"
	case name == "cloutility":
		return "4711"
	case strings.HasSuffix(variable, "_ID"):
		return "0f3a1c52-7d84-4a86-9c0e-5b1f8e2d7a31"
	}
	return "anything"
}

// request reads the arguments that samples have; others are an error.
func request(t *testing.T, args []string) *http.Request {
	t.Helper()
	method, target := http.MethodGet, ""
	header := make(http.Header)
	var fields []string
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	parts := false
	for i := 0; i < len(args); i++ {
		value := ""
		if strings.HasPrefix(args[i], "-") && args[i] != "--fail-with-body" {
			i++
			value = args[i]
		}
		switch flag := args[max(0, i-1)]; {
		case args[i] == "--fail-with-body":
		case value == "":
			target = args[i]
		case flag == "-X":
			method = value
		case flag == "-H":
			name, text, _ := strings.Cut(value, ": ")
			header.Set(name, text)
		case flag == "-d":
			fields = append(fields, value)
		case flag == "--data-urlencode":
			name, text, _ := strings.Cut(value, "=")
			fields = append(fields, name+"="+url.QueryEscape(text))
		case flag == "-F":
			name, text, _ := strings.Cut(value, "=")
			text, file, isFile := strings.Cut(text, ";filename=")
			write := func() (io.Writer, error) { return form.CreateFormField(name) }
			if isFile {
				write = func() (io.Writer, error) { return form.CreateFormFile(name, file) }
			}
			w, err := write()
			if err == nil {
				_, err = io.WriteString(w, text)
			}
			if err != nil {
				t.Fatal(err)
			}
			parts = true
		case flag == "-D" || flag == "-o":
		default:
			t.Fatalf("nobody knows %s here", flag)
		}
	}
	switch {
	case parts:
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		header.Set("Content-Type", form.FormDataContentType())
	case len(fields) > 0:
		body.WriteString(strings.Join(fields, "&"))
		if header.Get("Content-Type") == "" {
			header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	if method == http.MethodGet && body.Len() > 0 {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(t.Context(), method, target, &body)
	if err != nil {
		t.Fatalf("%v: %q", err, args)
	}
	r.Header = header
	return r
}

// The reader of arguments is curl's, as far as samples go.
func TestRequest(t *testing.T) {
	r := request(t, []string{"--fail-with-body", "-H", "X-Auth-Token: t", "-d", "a=b", "--data-urlencode", "c=d e&", "https://x.example/p?q=1"})
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(r.Method, " ", r.URL, " ", r.Header.Get("X-Auth-Token"), " ", string(body))
	if want := "POST https://x.example/p?q=1 t a=b&c=d+e%26"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if r := request(t, []string{"-X", "DELETE", "https://x.example/p"}); r.Method != http.MethodDelete {
		t.Error(r.Method)
	}
}
