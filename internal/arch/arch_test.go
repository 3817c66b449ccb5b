// Package arch_test holds the shape of the repository: which package may import
// which, and what the library costs in dependencies.
package arch_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/backup-sdk/backup-go"

// cli is where the packages of the command line are.
const cli = "cmd/backupctl/internal/"

// arrows say what of this repository a package may import; tests are free. Names
// are relative to the library, "." is its root package, "*" one element of a
// path. A package takes the first line that matches.
//
//	cmd → facades → {gen, internal/rest, internal/token} → root
//
// A facade never imports another facade, and a fake shares no code with the
// facade it stands in for, but for the signer of Huawei Cloud: its vectors are
// published ones. It knows the facade's Config alone, see [TestFakesKnowOnlyTheConfiguration].
func arrows() [][]string {
	return [][]string{
		{"."},
		{"internal/jsonread"},
		{"lenient", "internal/jsonread"},
		{"specs"},
		{"internal/form", "."},
		{"internal/billmgr", ".", "internal/jsonread"},
		{"internal/hwsign"},
		{"internal/token", "."},
		{"internal/validate", "."},
		{"internal/retention"},
		{"internal/ensure", ".", "internal/validate"},
		{"internal/ensure/ensuretest", "."},
		{"internal/rest", ".", "internal/token", "internal/form", "internal/jsonread"},
		{"internal/serve", "."},

		{"gen/*api", ".", "lenient", "internal/rest", "internal/billmgr", "internal/jsonread"},
		{"gen/cbrserver", ".", "lenient", "internal/serve", "gen/cbrapi"},
		{"gen/iamserver", ".", "lenient", "internal/serve", "gen/iamapi"},
		{"gen/zomroserver", ".", "lenient", "internal/serve", "gen/zomroapi", "internal/billmgr"},
		{"gen/cloutilityserver", ".", "lenient", "internal/serve", "gen/cloutilityapi"},

		{"cbr", ".", "lenient", "internal/validate", "internal/retention", "internal/ensure", "gen/cbrapi", "gen/iamapi", "internal/rest", "internal/token", "internal/hwsign", "internal/jsonread"},
		{"zomro", ".", "lenient", "internal/validate", "internal/retention", "internal/ensure", "gen/zomroapi", "internal/rest", "internal/token", "internal/form", "internal/billmgr"},
		{"cloutility", ".", "lenient", "internal/validate", "internal/ensure", "gen/cloutilityapi", "internal/rest", "internal/token", "internal/form", "internal/jsonread"},

		{"internal/fake", "."},
		{"cbr/cbrtest", ".", "lenient", "internal/serve", "cbr", "gen/cbrapi", "gen/cbrserver", "gen/iamapi", "gen/iamserver", "internal/fake", "internal/hwsign"},
		{"zomro/zomrotest", ".", "lenient", "internal/serve", "zomro", "gen/zomroapi", "gen/zomroserver", "internal/fake", "internal/billmgr"},
		{"cloutility/cloutilitytest", ".", "lenient", "internal/serve", "cloutility", "gen/cloutilityapi", "gen/cloutilityserver", "internal/fake"},

		// The neutral view knows no service, its sources know one each.
		{"protection", "."},
		{"protection/cbrsource", ".", "lenient", "cbr", "protection"},
		{"protection/zomrosource", ".", "zomro", "protection"},
		{"protection/cloutilitysource", ".", "cloutility", "protection"},

		{"internal/allocbudget"}, // tests
		{"internal/arch"},

		{"otel", "."},

		// What users run and copy from stands on public packages.
		{"cmd/backupctl", cli + "cli"},
		{cli + "cli", ".", "lenient", "cbr", "zomro", "cloutility", "protection", "protection/*", "fleet", "fleet/*", cli + "*"},
		{cli + "emulator", ".", "*/*test", "internal/fake", cli + "guard", cli + "drift"}, // which know what a request does
		{cli + "demo", ".", "cbr", "zomro", "cloutility", "*/*test", cli + "*"},
		{cli + "clidocs", ".", cli + "cli"},
		{cli + "redact", ".", "internal/rest", cli + "output"}, // one mechanism cuts secrets out of everything
		{cli + "drift", ".", "lenient", "specs", "gen/*api"},   // it reads responses as the library does
		{cli + "*", ".", "lenient", "cbr", "zomro", "cloutility", "protection", cli + "*"},
		// The engine runs handlers and knows no service.
		{"fleet", ".", "lenient", "cbr", "zomro", "cloutility", "protection", "protection/*", "fleet/*"},
		{"fleet/engine"},
		{"fleet/drill", ".", "cbr", "zomro", "fleet/internal/program"},
		{"fleet/alert", ".", "fleet/internal/program"},
		{"fleet/internal/program"},
		{"fleet/engine/enginetest", "fleet/engine"},
		{"fleet/engine/internal/trial", "fleet/engine", "fleet/engine/enginetest"},
		{"fleet/engine/internal/kill", "fleet/engine", "fleet/engine/enginetest", "fleet/engine/internal/trial"},
		{"examples/*", ".", "lenient", "cbr", "zomro", "cloutility", "*/*test"},

		{"tools/specgen/spec"},
		{"tools/specs", "tools/samples", "tools/specgen/spec"},
		{"tools/samples", ".", "cbr", "zomro", "cloutility", "gen/*api", "tools/specgen/spec"},
		{"tools/site", "tools/samples", "tools/specgen/spec"},
		{"tools/specgen/scaffold", "tools/specgen/spec"},
		{"tools/specgen/helppages"},
		{"tools/specgen", "tools/specgen/spec", "tools/specgen/scaffold", "tools/specgen/helppages"},
		{"tools/reliability", ".", "lenient", "cbr", "zomro", "cloutility", "tools/specgen/spec"},
		{"tools/mutation"},
		{"tools/apigate"},
		{"tools/published"},
		{"tools/release"},
		{"tools/vendordiff", "tools/specgen/spec"},
		{"tools/soak", ".", "cbr", "zomro", "cloutility", "*/*test"},
	}
}

// All modules of the workspace are looked at; without one, the library alone.
func TestArrows(t *testing.T) {
	pattern := "work"
	if file := strings.TrimSpace(goCommand(t, "env", "GOWORK")); file == "" || file == "off" {
		pattern = "./..."
	}
	packages := list(t, pattern)
	if len(packages) == 0 {
		t.Fatal("no packages")
	}
	for _, p := range packages {
		name := relative(p.ImportPath)
		line := slices.IndexFunc(arrows(), func(a []string) bool { return match(a[0], name) })
		if line < 0 {
			t.Errorf("package %s has no line in the table: say what it may import", name)
			continue
		}
		may := arrows()[line][1:]
		for _, imported := range p.Imports {
			if !ours(imported) {
				continue
			}
			to := relative(imported)
			if !slices.ContainsFunc(may, func(pattern string) bool { return match(pattern, to) }) {
				t.Errorf("%s must not import %s", name, to)
			}
		}
	}
}

// Who imports a facade links these modules and no others. Each is in a user's
// binary, updates and security reports.
func TestDependencies(t *testing.T) {
	allowed := []string{
		module,
		"golang.org/x/time",
		"github.com/oapi-codegen/runtime",
		"github.com/apapsch/go-jsonmerge/v2", // of runtime
		"github.com/google/uuid",             // of runtime
	}
	// The schedules of CBR are recurrence rules of iCalendar. The package has no
	// dependencies itself, and a program without schedules does not link its code.
	extra := map[string]string{"./cbr": "github.com/teambition/rrule-go"}
	for _, facade := range []string{"./cbr", "./zomro", "./cloutility"} {
		t.Run(path.Base(facade), func(t *testing.T) {
			for _, p := range list(t, "-deps", facade) {
				switch {
				case p.Module != nil && p.Module.Path == extra[facade]:
				case p.Standard && (p.ImportPath == "testing" || p.ImportPath == "net/http/httptest"):
					t.Errorf("%s is for tests", p.ImportPath)
				case p.Standard || p.Module != nil && slices.Contains(allowed, p.Module.Path):
				default:
					t.Errorf("%s is not among the allowed dependencies", p.ImportPath)
				}
			}
		})
	}
}

// The fakes run in programs too, where package testing has no business: it
// registers flags.
func TestFakesDoWithoutTesting(t *testing.T) {
	for _, p := range list(t, "-deps", "./internal/fake", "./cbr/cbrtest", "./zomro/zomrotest", "./cloutility/cloutilitytest") {
		if p.ImportPath == "testing" || p.ImportPath == "net/http/httptest" {
			t.Errorf("a fake links %s", p.ImportPath)
		}
	}
}

// The tables themselves: a pattern that matches nothing holds nothing.
func TestMatch(t *testing.T) {
	tests := []struct {
		pattern, name string
		want          bool
	}{
		{".", ".", true},
		{".", "cbr", false},
		{"gen/*api", "gen/cbrapi", true},
		{"gen/*api", "gen/cbrserver", false},
		{"*/*test", "cbr/cbrtest", true},
		{"tools/*", "tools/specgen/spec", false},
		{"cbr", "cbr/cbrtest", false},
	}
	for _, tt := range tests {
		if got := match(tt.pattern, tt.name); got != tt.want {
			t.Errorf("match(%q, %q) = %v", tt.pattern, tt.name, got)
		}
	}
	if relative(module) != "." || relative(module+"/cbr") != "cbr" || !ours(module) || ours(module+"x/y") {
		t.Error("names relative to the module are wrong")
	}
}

func match(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}

func ours(importPath string) bool {
	return importPath == module || strings.HasPrefix(importPath, module+"/")
}

func relative(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

type pkg struct {
	ImportPath string
	Standard   bool
	Imports    []string
	Module     *struct{ Path string }
}

// list asks the go command about packages.
func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	out := goCommand(t, append([]string{"list", "-json=ImportPath,Standard,Imports,Module"}, args...)...)
	var packages []pkg
	for decoder := json.NewDecoder(strings.NewReader(out)); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// goCommand runs the go command in the directory of the library.
func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = "../.."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, stderr.String())
	}
	return string(out)
}
