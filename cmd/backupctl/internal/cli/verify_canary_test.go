package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// canaries puts canaries where a service could have values of its customers: into
// every text, as members of objects that nobody declares, as keys and as codes.
func canaries(v any) any {
	switch x := v.(type) {
	case []any:
		for i := range x {
			x[i] = canaries(x[i])
		}
	case map[string]any:
		for name, value := range x {
			x[name] = canaries(value)
		}
		x["brand_new"] = map[string]any{canaryToken: map[string]any{canaryPassword: canaryToken}, "acme_canary": "acme-canary", "id": canaryToken}
		x[canaryPassword] = canaryToken
		x["brand_list"] = []any{map[string]any{canaryToken: 1, "acme_canary": true}}
	}
	return v
}

// spoiled stands before a service and puts canaries into what it responds.
func spoiled(t *testing.T, target string) string {
	t.Helper()
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(r *http.Response) error {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		var v any
		if json.Unmarshal(body, &v) == nil {
			body = mustEncode(canaries(v))
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		r.Header.Del("Content-Length")
		return nil
	}
	srv := httptest.NewServer(proxy)
	t.Cleanup(srv.Close)
	return srv.URL
}

// A report can be sent to anybody: whatever is in the texts, keys, ids and codes of an
// account, none of it is in the report, in the patch, or on the screen, in any encoding.
func TestVerifyTellsNoValue(t *testing.T) {
	text := func(_, text string) string { return text + canaryPassword }
	l, s := newSweep(t, text)
	l.env = labEnv(t, l.dir, spoiled(t, s.URL), &emulator.Emulator{Cloutility: l.Cloutility, CBR: l.CBR, Zomro: l.Zomro})
	for _, fails := range []bool{false, true} {
		s.fails = fails
		for i, context := range []string{"clab", "zlab", "plab"} {
			format := []string{"table", "json", "csv"}[i]
			l.tellsNothing(t, format, verifyArgs(context, "-o", format, "--markdown", "report.md", "--patch", "report.patch", "--record", "recorded"))
			if fails {
				continue
			}
			if data := l.read(t, "report.patch"); !strings.Contains(data, "brand_new") {
				t.Errorf("%s: the new field is not in the patch", context)
			}
			if _, out, _ := l.run(t, "drift", "recorded/recording.har", "--show-values"); !strings.Contains(out, "canary") {
				t.Errorf("%s: the test has lost its subject: no value came", context)
			}
		}
	}
}

// tellsNothing runs a look, and searches everything that comes out for values.
func (l *lab) tellsNothing(t *testing.T, format string, args []string) {
	t.Helper()
	code, out, errs := l.run(t, args...)
	if code != problems.Drift {
		t.Fatalf("%v: exit code %d, %s", args, code, errs)
	}
	_, again, _ := l.run(t, "drift", "recorded/recording.har", "-o", format)
	all := map[string]string{"stdout": out, "stderr": errs, "drift": again, "report": l.read(t, "report.md"), "patch": l.read(t, "report.patch")}
	for where, text := range all {
		if found := leaks(t, text); found != "" {
			t.Fatalf("%v: %s has a value as %s", args, where, found)
		}
		if strings.Contains(text, "acme") {
			t.Fatalf("%v: %s has a key", args, where)
		}
	}
	if !strings.Contains(all["report"], "brand_new") {
		t.Errorf("%v: the new field is not told", args)
	}
}

func (l *lab) read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(l.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
