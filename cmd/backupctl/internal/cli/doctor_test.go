package cli

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// examined runs the doctor over one context of zomro at an address, and returns the
// state and detail of each check.
func examined(t *testing.T, l *lab, address string, args ...string) (code int, found map[string][2]string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	file := fmt.Sprintf("contexts:\n  - {name: z, service: zomro, url: %q, insecure_http: true, username: %q, password_env: ZPW}\n", address, l.Zomro.Account().Username)
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := l.run(t, append([]string{"doctor", "-o", "json", "--config", path, "--max-attempts", "1"}, args...)...)
	var rows []doctorRow
	if err := json.Unmarshal([]byte(out), &rows); err != nil {
		t.Fatalf("%v in %s, %s", err, out, errs)
	}
	found = make(map[string][2]string)
	for _, row := range rows {
		name, _, _ := strings.Cut(row.Check, " ")
		found[name] = [2]string{row.State, row.Detail}
	}
	return code, found
}

// At home all is well, but for TLS, which the emulator has not.
func TestDoctorFindsNothing(t *testing.T) {
	l := newLab(t)
	code, out, errs := l.run(t, "doctor", "-o", "csv", "--columns", "context,check,state")
	if code != 0 || strings.Contains(out, "problem") || !strings.Contains(errs, "0 problems") {
		t.Errorf("exit code %d\n%s\n%s", code, out, errs)
	}
	for _, want := range []string{"zlab,sign-in,ok", "plab,sign-in,ok", "clab,sign-in,ok", "clab,may list vaults,ok", "plab,may list consumers,ok", "zlab,may list instances,ok", ",configuration,ok"} {
		if !strings.Contains(out, want+"\n") {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

// Each of the usual troubles has its finding, and words that help.
func TestDoctorFindsTroubles(t *testing.T) {
	l := newLab(t)
	target, err := url.Parse(l.URL + emulator.ZomroPath)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	secure := httptest.NewTLSServer(proxy)
	t.Cleanup(secure.Close)
	late := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy.ServeHTTP(&dated{w, time.Now().Add(-20 * time.Minute)}, r)
	}))
	t.Cleanup(late.Close)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}

	for _, tt := range []struct {
		name, address string
		args          []string
		check, state  string
		words         string
		code          int
	}{
		{"nobody listens", "http://" + closed.Addr().String(), nil, "address", "problem", "nobody listens there", problems.Failed},
		{"an unknown name", "http://no-such-host.invalid", nil, "address", "problem", "name", problems.Failed},
		{"an unknown authority", secure.URL, nil, "tls", "problem", "--ca-file", problems.Failed},
		{"an authority that is given", secure.URL, []string{"--ca-file", ca}, "tls", "ok", "TLS 1.3", problems.OK},
		{"no TLS where there should be", strings.Replace(late.URL, "http:", "https:", 1), nil, "tls", "problem", "does not speak TLS", problems.Failed},
		{"no TLS", late.URL, nil, "tls", "warning", "in the clear", problems.Failed},
		{"a clock that is ahead", late.URL, nil, "clock", "problem", "ahead of it", problems.Failed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, found := examined(t, l, tt.address, tt.args...)
			if got := found[tt.check]; got[0] != tt.state || !strings.Contains(got[1], tt.words) || code != tt.code {
				t.Errorf("exit code %d, %q of %v", code, got, found)
			}
		})
	}

	l.env["ZPW"] = ""
	if code, found := examined(t, l, late.URL); code != problems.Failed || found["password"][0] != "problem" || !strings.Contains(found["password"][1], "ZPW") {
		t.Errorf("a variable that is not set: %d, %v", code, found)
	}
	l.env["ZPW"] = "wrong-password"
	if code, found := examined(t, l, l.URL+emulator.ZomroPath); code != problems.Failed || found["sign-in"][0] != "problem" || strings.Contains(fmt.Sprint(found), "wrong-password") {
		t.Errorf("a wrong password: %d, %v", code, found)
	}
}

// Rights that are missing are told, one by one.
func TestDoctorFindsMissingRights(t *testing.T) {
	l := newLab(t)
	l.Zomro.Forbid("image")
	code, found := examined(t, l, l.URL+emulator.ZomroPath)
	if code != 0 || found["sign-in"][0] != "ok" || found["may"][0] == "" {
		t.Errorf("exit code %d, %v", code, found)
	}
	_, out, _ := l.run(t, "doctor", "zlab", "-o", "csv", "--columns", "check,state")
	if !strings.Contains(out, "may list images,warning") || !strings.Contains(out, "may list instances,ok") {
		t.Error(out)
	}
}

// Certificates of a file that has none are refused before anything is sent.
func TestCAFile(t *testing.T) {
	l := newLab(t)
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{empty: "has no certificate in PEM", empty + ".not": "no such file"} {
		if code, _, errs := l.run(t, "zomro", "instance", "list", "--ca-file", file); code != problems.Usage || !strings.Contains(errs, want) {
			t.Errorf("%s: exit code %d, %s", file, code, errs)
		}
	}
	l.env["BACKUPCTL_CA_FILE"] = empty
	if code, _, errs := l.run(t, "zomro", "instance", "list"); code != problems.Usage {
		t.Errorf("by the variable: exit code %d, %s", code, errs)
	}
	if n := len(l.Zomro.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// dated is a response of another time.
type dated struct {
	http.ResponseWriter
	at time.Time
}

func (d *dated) WriteHeader(status int) {
	d.Header().Set("Date", d.at.UTC().Format(http.TimeFormat))
	d.ResponseWriter.WriteHeader(status)
}
