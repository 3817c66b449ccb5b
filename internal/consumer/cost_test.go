// Package consumer stands for the programs of our users. It is a module of its
// own, so that it sees of backup-go what they see, and its tests fail when the
// library gets heavier: in bytes, in modules, or in packages.
package consumer

import (
	"debug/buildinfo"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const library = "github.com/backup-sdk/backup-go"

// shared are the modules that every facade links. Each of them is in a user's
// binary, security reports and updates, so a new one needs a measured reason.
var shared = []string{
	library,
	"github.com/google/uuid",             // oapi-codegen/runtime/types
	"github.com/oapi-codegen/runtime",    // the generated request builders
	"github.com/apapsch/go-jsonmerge/v2", // oapi-codegen/runtime
	"golang.org/x/time",
}

// programs are the smallest useful programs for each service: they construct
// one client and make one call.
var programs = []struct {
	name string
	// more bounds by how many bytes the stripped program for linux/amd64 is larger
	// than one with net/http and encoding/json alone. The rest of its size is Go's,
	// and grows with each version of it.
	more    int64
	modules []string
}{
	// Schedules are recurrence rules of iCalendar; 20 kB when none is used.
	// The hosts of the clouds that run CBR, and finding them by catalogue, are 10 kB.
	{name: "cbr", more: 780_000, modules: append(slices.Clone(shared), "github.com/teambition/rrule-go")},
	{name: "zomro", more: 770_000, modules: shared},
	{name: "cloutility", more: 650_000, modules: shared},
}

func TestBinary(t *testing.T) {
	least := size(t, build(t, "byhand"))
	for _, program := range programs {
		t.Run(program.name, func(t *testing.T) {
			path := build(t, program.name)
			more := size(t, path) - least
			t.Logf("%d bytes more than by hand", more)
			if more > program.more {
				t.Errorf("the program has %d bytes more than one by hand, want at most %d", more, program.more)
			}

			info, err := buildinfo.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, module := range info.Deps {
				if !slices.Contains(program.modules, module.Path) {
					t.Errorf("the program links module %s, which is not in the list", module.Path)
				}
			}
		})
	}
}

// build makes a stripped program.
func build(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	run(t, "build", "-mod=readonly", "-trimpath", "-ldflags=-s -w", "-o", path, "./"+name)
	return path
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func TestPackages(t *testing.T) {
	for _, program := range programs {
		t.Run(program.name, func(t *testing.T) {
			facade := library + "/" + program.name
			for pkg := range strings.FieldsSeq(run(t, "list", "-mod=readonly", "-deps", facade)) {
				if reason := forbidden(pkg); reason != "" {
					t.Errorf("%s needs %s: %s", facade, pkg, reason)
				}
			}
		})
	}
}

// forbidden says why a library must not need a package, "" if it may. What
// comes from other modules is bounded by the list of modules.
func forbidden(pkg string) string {
	switch pkg {
	case "testing", "testing/synctest", "net/http/httptest", "flag":
		return "it is for tests and programs"
	case "os/exec", "plugin", "expvar", "net/http/pprof", "encoding/gob", "net/rpc":
		return "a client has no use for it"
	case "regexp":
		return "it makes a program 240 kB larger"
	case "text/template", "html/template":
		return "it keeps the linker from dropping unused methods"
	}
	return ""
}

// run executes the go command as a user on linux/amd64 would.
func run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out)
}
