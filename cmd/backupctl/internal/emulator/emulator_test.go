package emulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/zomro"
)

// pace is quick enough for tests.
var pace = emulator.Pace{Saving: 20 * time.Millisecond, Checkpoint: 20 * time.Millisecond, Restore: 20 * time.Millisecond, Deletion: 10 * time.Millisecond}

func start(t *testing.T) *emulator.Emulator {
	t.Helper()
	e, err := emulator.Start(t.Context(), emulator.Options{Addr: "127.0.0.1:0", Pace: pace})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// get reads a page and closes it.
func get(t *testing.T, address, host, token string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = host
	req.Header.Set("X-Auth-Token", token)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// TestVariables: what the file says is all that a client of each ecosystem needs.
func TestVariables(t *testing.T) {
	e := start(t)
	path := filepath.Join(t.TempDir(), "fakes.env")
	for range 2 { // it replaces its own
		if err := e.WriteEnv(path); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if !ok || strings.ContainsAny(value, " '\"$`\\;&|<>") {
			t.Errorf("not for a shell: %s", line)
		}
		t.Setenv(name, value)
	}
	plain := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	options := func(variable string) []backup.Option {
		return []backup.Option{backup.WithBaseURL(os.Getenv(variable)), backup.WithInsecureHTTP(), backup.WithHTTPClient(plain)}
	}
	for name, config := range map[string]func() (cbr.Config, error){
		"Terraform": cbr.ConfigFromEnv,
		"OpenStack": cbr.ConfigFromOpenStackEnv,
		"SDK":       func() (cbr.Config, error) { return cbr.ConfigFromSDKEnv(cbr.Region(os.Getenv("HW_REGION_NAME"))) },
	} {
		cfg, err := config()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		client, err := cbr.New(cfg, options("CBR_URL")...)
		if err != nil {
			t.Fatal(err)
		}
		if vaults, err := backup.Collect(client.Vaults.All(t.Context(), cbr.ListVaultsInput{}), 0); err != nil || len(vaults) != 1 {
			t.Errorf("%s: %v, %v", name, vaults, err)
		}
		cfg.Discover = true
		if client, err = cbr.New(cfg, backup.WithInsecureHTTP(), backup.WithHTTPClient(plain)); err == nil {
			_, err = client.Vaults.List(t.Context(), cbr.ListVaultsInput{})
		}
		if err != nil {
			t.Errorf("%s, by the catalog: %v", name, err)
		}
	}
	zcfg, err := zomro.ConfigFromEnv()
	if err != nil {
		t.Fatal(err)
	}
	z, err := zomro.New(zcfg, options("ZOMRO_URL")...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Instances.List(t.Context(), zomro.ListInstancesInput{}); err != nil {
		t.Error(err)
	}
	ccfg, err := cloutility.ConfigFromEnv()
	if err != nil {
		t.Fatal(err)
	}
	c, err := cloutility.New(ccfg, options("CLOUTILITY_URL")[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Users.Me(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestLeavesOtherFilesAlone: a file of variables may be somebody's own.
func TestLeavesOtherFilesAlone(t *testing.T) {
	e := start(t)
	path := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(path, []byte("MINE=1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := e.WriteEnv(path); err == nil || !strings.Contains(err.Error(), "is left alone") {
		t.Error(err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "MINE=1\n" {
		t.Errorf("%q, %v", data, err)
	}
	if err := e.WriteEnv(filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("a file in no folder is no error")
	}
}

// TestAddresses: links name the address that the client used.
func TestAddresses(t *testing.T) {
	e := start(t)
	token := e.CBR.IssueToken()
	_, body := get(t, e.URL+"/", "fakes.example:8099", token)
	if !strings.Contains(body, `"href":"http://fakes.example:8099/v3"`) {
		t.Errorf("versions: %s", body)
	}
	// The root is CBR's: its gateway knows no other path, and no path is cleaned.
	for _, path := range []string{"/nothing", "//v3", "/cbrx", "/zomrox/"} {
		if status, body := get(t, e.URL+path, "h", token); status != http.StatusNotFound || !strings.Contains(body, "APIGW.0101") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

func TestPortInUse(t *testing.T) {
	e := start(t)
	second, err := emulator.Start(t.Context(), emulator.Options{Addr: strings.TrimPrefix(e.URL, "http://"), Pace: pace})
	if second != nil || err == nil || !strings.Contains(err.Error(), "is in use by another program") || !strings.Contains(err.Error(), "--addr") {
		t.Error(err)
	}
	if _, err = emulator.Start(t.Context(), emulator.Options{Addr: "192.0.2.1:1", Pace: pace}); err == nil || strings.Contains(err.Error(), "in use") {
		t.Error(err)
	}
}

func TestPrintJSON(t *testing.T) {
	e := start(t)
	var out bytes.Buffer
	if err := e.PrintJSON(&out); err != nil {
		t.Fatal(err)
	}
	var doc map[string]map[string]string
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	account := e.CBR.Account()
	for name, want := range map[string]string{
		"access_key": account.AccessKey, "secret_key": account.SecretKey, "project_id": account.ProjectID, "base_url": e.URL, "iam_url": e.URL,
	} {
		if doc["cbr"][name] != want {
			t.Errorf("%s is %q, want %q", name, doc["cbr"][name], want)
		}
	}
	var table bytes.Buffer
	e.Print(&table)
	for _, s := range e.Settings() {
		if !strings.Contains(table.String(), s.Value) {
			t.Errorf("%s of %s is not in the table", s.Name, s.Service)
		}
	}
}
