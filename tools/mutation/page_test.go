package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func mutantAt(line, operator string) mutant {
	return mutant{file: "internal/rest/a.go", kind: "ARITHMETIC_BASE", line: 7, column: strings.Index(line, operator) + 1, source: line, unmutated: operator}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"\tif a <= b {":      "if a ‹<=› b {",
		"\t\tx << 3":         "x ‹<<› 3",
		"a-b":                "a‹-›b",
		"\ti++":              "i‹++›",
		"\tcontinue":         "‹continue›",
		"\tbreak outer // x": "‹break› outer // x",
	} {
		at := strings.IndexAny(line, "<-+")
		if at < 0 {
			at = 1
		}
		m := mutant{file: "f.go", kind: "K", column: at + 1, source: line, unmutated: operator(line[at:])}
		if got := m.key(); got != "f.go K "+want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	known, unknown := mutantAt("\treturn a + b", "+"), mutantAt("\treturn a | b", "|")
	reasons := map[string]string{known.key(): "it is the same", "internal/rest/gone.go K x ‹+› y": "was", "internal/token/t.go K x ‹+› y": "did not run"}
	for name, tt := range map[string]struct {
		result result
		want   []string
	}{
		"all known":     {result{name: "internal/other", killed: 9, hung: 1}, nil},
		"unknown, gone": {result{name: "internal/rest", killed: 30, lived: []mutant{known, unknown}}, []string{"survived: " + unknown.key(), "internal/rest/gone.go K"}},
		"too few":       {result{name: "internal/rest", killed: 8, lived: []mutant{known}}, []string{"only 88.9 % killed", "internal/rest/gone.go K"}},
	} {
		var page strings.Builder
		err := errors.Join(report(&page, []result{tt.result}, reasons, "c0ffee", "")...)
		if (err != nil) != (tt.want != nil) {
			t.Errorf("%s: %v", name, err)
		}
		for _, want := range tt.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", name, err, want)
			}
		}
		if err != nil && strings.Contains(err.Error(), "did not run") {
			t.Errorf("%s: %v", name, err)
		}
		for _, m := range tt.result.lived {
			if !strings.Contains(page.String(), strings.ReplaceAll(m.marked(), "|", "\\|")) {
				t.Errorf("%s: the page does not show %s:\n%s", name, m.marked(), &page)
			}
		}
	}
}

// TestPageIsRenewedInPart checks that the rows of packages that did not run stay.
func TestPageIsRenewedInPart(t *testing.T) {
	t.Parallel()
	m := mutantAt("\treturn a + b", "+")
	reasons := map[string]string{m.key(): "it is the same"}
	one, other := result{name: "internal/rest", killed: 30, lived: []mutant{m}}, result{name: "internal/token", killed: 40}
	var first, second, third strings.Builder
	if err := errors.Join(report(&first, []result{one, other}, reasons, "c0ffee", "")...); err != nil {
		t.Fatal(err)
	}
	other.killed = 41
	if err := errors.Join(report(&second, []result{other}, reasons, "c0ffee", first.String())...); err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(first.String(), "40", "41"); second.String() != want {
		t.Errorf("got %s\nwant %s", &second, want)
	}
	one.lived, one.killed = nil, 31
	_ = report(&third, []result{one}, nil, "c0ffee", second.String())
	if page := third.String(); strings.Contains(page, "it is the same") || !strings.Contains(page, "| internal/token | 41 |") || !strings.Contains(page, "| internal/rest | 31 |") {
		t.Errorf("got %s", page)
	}
}

// TestReasons checks that the list can be read, and speaks of files there are.
func TestReasons(t *testing.T) {
	t.Parallel()
	reasons, err := readReasons()
	if err != nil {
		t.Fatal(err)
	}
	if len(reasons) == 0 {
		t.Fatal("the list is empty")
	}
	for key := range reasons {
		name, rest, _ := strings.Cut(key, " ")
		_, line, _ := strings.Cut(rest, " ")
		code, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Error(err)
		}
		if line = strings.NewReplacer("‹", "", "›", "").Replace(line); !strings.Contains(string(code), line) {
			t.Errorf("%s has no line %s", name, line)
		}
	}
}
