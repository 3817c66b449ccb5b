package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// here are the documents of the repository, with short stand-ins for what other
// programs make: pages about commands and drawings of specifications.
func here(t *testing.T) options {
	t.Helper()
	commands := t.TempDir()
	write(t, filepath.Join(commands, "backupctl.md"), "# backupctl\n\nEverything.\n\n* [zomro](backupctl_zomro.md): Zomro\n")
	write(t, filepath.Join(commands, "backupctl_zomro.md"), "# backupctl zomro\n\nPart of [backupctl](backupctl.md).\n")
	return options{root: "../..", out: filepath.Join(t.TempDir(), "site"), commands: commands, draw: func(_ context.Context, title, _, target string) error {
		return os.WriteFile(target, []byte(`<html><body><script>"</body>"</script>`+title+`<img src="https://cdn.redoc.ly/redoc/logo-mini-x.svg"></body></html>`), 0o600)
	}}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, o options, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(o.out, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The site of the documents as they are: whole, without a broken link, and found by
// its search.
func TestSite(t *testing.T) {
	o := here(t)
	if err := build(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	broken, err := brokenLinks(o.out)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range broken {
		t.Error(text)
	}
	home := read(t, o, "index.html")
	for _, want := range []string{"docs/demo.svg", "docs/tasks/backup-now.html", "docs/tasks/the-api-changed.html", "ARCHITECTURE.html", "specs/index.html", "commands/backupctl.html"} {
		if !strings.Contains(home, want) {
			t.Errorf("the start page has no %s", want)
		}
	}
	if at := strings.Index(home, "backup-now"); at < 0 || at > strings.Index(home, "enrol-a-fleet") {
		t.Error("the tasks are not in the order of a day")
	}
	if page := read(t, o, "docs/coverage.html"); !strings.Contains(page, `href="https://github.com/backup-sdk/backup-go/blob/main/cbr/vaults.go"`) || strings.Contains(page, "raw HTML omitted") || !strings.Contains(page, `<div class="table">`) {
		t.Error("a table of files is not as it should be")
	}
	if page := read(t, o, "docs/tasks/unprotected.html"); !strings.Contains(page, `href="../../docs/status.html"`) {
		t.Error("a document is not linked as a page")
	}
	if page := read(t, o, "specs/iam.html"); strings.Contains(page, "cdn.redoc.ly") || strings.Count(page, `href="index.html"`) != 1 || !strings.HasSuffix(page, "</a></body></html>") {
		t.Errorf("a drawing asks for something, or has no way back: %s", page)
	}
	if spec := read(t, o, "specs/cbr.yaml"); strings.Count(spec, "x-codeSamples") < 70 {
		t.Error("the specification for others lacks samples")
	}
	text := strings.TrimSuffix(strings.TrimPrefix(read(t, o, "index.js"), "window.searchIndex = "), ";\n")
	var index []entry
	if err := json.Unmarshal([]byte(text), &index); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"specs/cbr.html#/vaults/showvault", "docs/tasks/restore.html", "SKILL.html#exit-codes", "commands/backupctl_zomro.html"} {
		if !slices.ContainsFunc(index, func(e entry) bool { return e.URL == want }) {
			t.Errorf("the search does not know %s", want)
		}
	}
}

// A document that points to nothing stops the build.
func TestDeadLinks(t *testing.T) {
	o := here(t)
	o.root = t.TempDir()
	for text, want := range map[string]string{
		"# A\n\n[x](gone.md)\n":   "A.md points to gone.md, which is not there",
		"# A\n\n![x](gone.svg)\n": "A.md shows gone.svg, which is not there",
		"no title\n":              "A.md has no title",
	} {
		write(t, filepath.Join(o.root, "A.md"), text)
		if err := build(t.Context(), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	o.commands = t.TempDir()
	if err := build(t.Context(), o); err == nil || !strings.Contains(err.Error(), "make docs-cli") {
		t.Errorf("without commands: %v", err)
	}
}

func TestBrokenLinks(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "index.html"), `<h2 id="here">x</h2><a href="#here">1</a><a href="#there">2</a><a href="sub/page.html#top">3</a><a href="sub/gone.html">4</a><a href="https://example.com/">5</a>`)
	write(t, filepath.Join(dir, "sub", "page.html"), `<h1 id="top">x</h1><a href="../index.html#here">1</a><script src="https://cdn.example/x.js"></script>`)
	write(t, filepath.Join(dir, "site.css"), `a { background: url(//cdn.example/x.png) }`)
	got, err := brokenLinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"index.html points to #there, a heading that is not there",
		"index.html points to sub/gone.html, which is not there",
		"site.css loads something from elsewhere: url(//",
		`sub/page.html loads something from elsewhere: <script src="https://`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// What a browser would tell a reader is told here too.
func TestBrowserSeesTrouble(t *testing.T) {
	if _, err := findBrowser(); err != nil {
		if os.Getenv("TEST_PROGRAMS") == "needed" {
			t.Fatal(err)
		}
		t.Skip("chromium is not installed; .ci/run installs it")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "bad.html"), `<!DOCTYPE html><meta name="viewport" content="width=device-width"><img src="https://elsewhere.example/x.png"><div style="width: 2000px">wide</div><script>console.error('no'); throw new Error('thrown');</script>`)
	write(t, filepath.Join(dir, "good.html"), `<!DOCTYPE html><meta name="viewport" content="width=device-width"><title>x</title><link rel="icon" href="data:,"><p>fine</p>`)
	b, err := openBrowser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.close(); err != nil {
			t.Error(err)
		}
	})
	l := &looker{browser: b, dir: dir}
	if err := l.page("good.html"); err != nil || len(l.problems) > 0 {
		t.Errorf("%v, %q", err, l.problems)
	}
	if err := l.page("bad.html"); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(l.problems, "\n")
	for _, want := range []string{"asks for https://elsewhere.example/x.png", "the console", "an exception", "bad.html is 2", "on a phone"} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing says %q:\n%s", want, all)
		}
	}
	if err := l.visit("file:///gone/gone.html"); err == nil {
		t.Error("a page that is not there is no error")
	}
}
