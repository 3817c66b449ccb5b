package arch_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The map in ARCHITECTURE.md names every package of the library, and no others.
func TestMap(t *testing.T) {
	var want []string
	for _, p := range list(t, "./...") {
		want = append(want, relative(p.ImportPath))
	}
	want = append(want, "internal/consumer") // a module of its own
	slices.Sort(want)

	var got []string
	for _, row := range section(t, "## Where what is") {
		if cells := strings.Split(row, "|"); len(cells) > 2 && strings.HasPrefix(row, "|") {
			got = append(got, names(cells[1])...)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("packages (-) and ARCHITECTURE.md (+):\n%s", diff)
	}
}

// Whatever file the page names exists, and the order of the stages is that of the
// code.
func TestFilesOfTheMap(t *testing.T) {
	data, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names(string(data)) {
		if !strings.Contains(name, "/") || strings.ContainsAny(name, "*…( ") || !regexp.MustCompile(`\.(go|md|yaml)$`).MatchString(name) {
			continue
		}
		if _, err := os.Stat(filepath.Join("..", "..", name)); err != nil {
			t.Errorf("ARCHITECTURE.md names %s: %v", name, err)
		}
	}
	var stages []string
	for _, row := range section(t, "## One call") {
		if match := regexp.MustCompile("^\\| ([a-z]+) \\| `internal/rest/([a-z]+)\\.go`").FindStringSubmatch(row); match != nil {
			stages = append(stages, match[1])
		}
	}
	code, err := os.ReadFile("../rest/rest.go")
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, match := range regexp.MustCompile(`(?m)^\t+c\.([a-z]+)(?:\(|\)+$)`).FindAllStringSubmatch(string(code), -1) {
		order = append(order, match[1])
	}
	order = append([]string{"observe"}, order...) // begins the line
	if diff := cmp.Diff(order, stages); diff != "" {
		t.Errorf("stages in rest.go (-) and in ARCHITECTURE.md (+):\n%s", diff)
	}
}

// section returns the lines of a part of the page.
func section(t *testing.T, title string) []string {
	t.Helper()
	data, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(data), "\n"+title+"\n")
	if !ok {
		t.Fatalf("ARCHITECTURE.md has no %q", title)
	}
	part, _, _ := strings.Cut(after, "\n## ")
	return strings.Split(part, "\n")
}

// names are the texts in backticks.
func names(text string) []string {
	var out []string
	for _, match := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(text, -1) {
		out = append(out, match[1])
	}
	return out
}
