// Package specs_test holds the specifications against the rules of this module
// and their examples against the generated types.
package specs_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// dir is where the specifications are.
var dir = filepath.Join("..", "..", "specs")

// each runs a test for every specification.
func each(t *testing.T, test func(t *testing.T, s *spec.Spec)) {
	t.Helper()
	for _, name := range spec.Names() {
		t.Run(name, func(t *testing.T) {
			s, err := spec.Load(filepath.Join(dir, name+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			test(t, s)
		})
	}
}

func TestRules(t *testing.T) {
	each(t, func(t *testing.T, s *spec.Spec) {
		for _, breach := range s.Check() {
			t.Error(breach)
		}
	})
}

// Nothing in specs/ may be left out of the tests above.
func TestEverySpecIsKnown(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"go.overlay.yaml": true}
	for _, name := range spec.Names() {
		want[name+".yaml"], want[name+".client.yaml"], want[name+".server.yaml"] = true, true, true
		if spec.FacadeOf(name) == name && name != "zomro" { // whose structures are written by hand
			want[name+".facade.yaml"] = true
		}
	}
	got := map[string]bool{}
	for _, file := range files {
		got[filepath.Base(file)] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The fake's half is compiled against the client's models, so both must be
// generated with the same names and types.
func TestConfigsAgree(t *testing.T) {
	for _, name := range spec.Names() {
		t.Run(name, func(t *testing.T) {
			client, server := config(t, name+".client.yaml"), config(t, name+".server.yaml")
			clientOptions, serverOptions := options(t, client), options(t, server)
			if _, ok := clientOptions["user-templates"]; !ok {
				t.Error("the client's configuration does not switch ClientWithResponses off")
			}
			delete(clientOptions, "user-templates")
			delete(serverOptions, "user-templates")
			if diff := cmp.Diff(clientOptions, serverOptions); diff != "" {
				t.Errorf("output-options of client (-) and server (+):\n%s", diff)
			}
			for file, c := range map[string]map[string]any{"client": client, "server": server} {
				if remote, ok := c["allow-remote-refs-from"].([]any); !ok || len(remote) != 0 {
					t.Errorf("%s: allow-remote-refs-from is %v, want []", file, c["allow-remote-refs-from"])
				}
			}
			if got := config(t, "cbr.client.yaml"); !reflect.DeepEqual(options(t, got)["type-mapping"], clientOptions["type-mapping"]) {
				t.Error("type-mapping differs from cbr's")
			}
		})
	}
}

func config(t *testing.T, file string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := yaml.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func options(t *testing.T, config map[string]any) map[string]any {
	t.Helper()
	out, ok := config["output-options"].(map[string]any)
	if !ok {
		t.Fatal("no output-options")
	}
	return out
}
