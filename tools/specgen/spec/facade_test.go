package spec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

func TestFacade(t *testing.T) {
	f, err := spec.ReadFacade("testdata/facade")
	if err != nil {
		t.Fatal(err)
	}
	s := &spec.Spec{Name: "facade"}
	for id, want := range map[string]struct {
		methods []spec.Method
		test    string
	}{
		"listVaults":  {[]spec.Method{{Service: "Vaults", Name: "List", File: "vaults.go"}}, "TestThroughHelper vaults_test.go"},
		"createVault": {[]spec.Method{{Service: "Vaults", Name: "Create", File: "vaults.go"}}, "ExampleServer facadetest/server_test.go"},
		"showVersion": {[]spec.Method{{Name: "Version", File: "vaults.go"}}, "TestEverything vaults_test.go"},
		"twice":       {[]spec.Method{{Service: "Other", Name: "Twice", File: "vaults.go"}, {Service: "Other", Name: "Again", File: "vaults.go"}}, " "},
		"order":       {[]spec.Method{{Service: "Vaults", Name: "Order", File: "vaults.go"}}, " "},
		"hidden":      {nil, ""},
		"unknown":     {nil, ""},
	} {
		got := f.Methods(s, spec.Operation{ID: id})
		if diff := cmp.Diff(want.methods, got); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
		if len(got) == 0 {
			continue
		}
		if name, file := f.Test(got[0]); name+" "+file != want.test {
			t.Errorf("%s: tested by %s in %s, want %s", id, name, file, want.test)
		}
	}
	if got := (spec.Method{Name: "Version"}).String() + " " + (spec.Method{Service: "Vaults", Name: "Get"}).String(); got != "Client.Version Vaults.Get" {
		t.Error(got)
	}
}

func TestFacadeErrors(t *testing.T) {
	f, err := spec.ReadFacade(filepath.Join(t.TempDir(), "none"))
	if err != nil {
		t.Errorf("a facade that does not exist yet: %v", err)
	} else if got := f.Methods(&spec.Spec{Name: "facade"}, spec.Operation{ID: "listVaults"}); got != nil {
		t.Errorf("got %v", got)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "broken.go"), []byte("package"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := spec.ReadFacade(dir); err == nil {
		t.Error("Go that does not parse is no error")
	}
}

func TestReach(t *testing.T) {
	f, err := spec.ReadFacade("testdata/facade")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ spec, id, method, reason, err string }{
		{"facade", "listVaults", "Vaults.List", "", ""},
		{"facade", "twice", "", "", "[Other.Twice Other.Again]"},
		{"facade", "hidden", "", "", "calls facadeapi.Hidden"},
		{"cloutility", "createToken", "", "sent by authentication", ""},
	}
	for _, tt := range tests {
		method, reason, err := spec.Reach(&spec.Spec{Name: tt.spec}, spec.Operation{ID: tt.id}, f)
		got := ""
		if method != nil {
			got = method.String()
		}
		if got != tt.method || !strings.HasPrefix(reason, tt.reason) || (tt.reason == "") != (reason == "") {
			t.Errorf("%s: %q, %q", tt.id, got, reason)
		}
		if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %v, want %q", tt.id, err, tt.err)
		}
	}
	// An exception that is none any more must go from the list.
	dir := t.TempDir()
	dir = filepath.Join(dir, "cloutility")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	source := "package cloutility\nfunc (c *Client) SignIn() { c.api.CreateToken() }\n"
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err = spec.ReadFacade(dir); err == nil {
		_, _, err = spec.Reach(&spec.Spec{Name: "cloutility"}, spec.Operation{ID: "createToken"}, f)
	}
	if err == nil || !strings.Contains(err.Error(), "Client.SignIn reaches it") {
		t.Errorf("got %v", err)
	}
}
