package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// small is a tree of what a release looks at.
func small(t *testing.T) *tree {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"version.go":           "package backup\n\nconst Version = \"0.1.0\"\n",
		"go.work":              "go 1.26.0\n\nuse .\n\nreplace (\n\t" + library + " v0.1.0 => ./\n\t" + library + "/otel v0.1.0 => ./otel\n)\n",
		"go.mod":               "module " + library + "\n\ngo 1.26.0\n",
		"otel/go.mod":          "module " + library + "/otel\n\ngo 1.26.0\n\nrequire " + library + " v0.1.0\n",
		"fleet/go.mod":         "module " + library + "/fleet\n\ngo 1.26.0\n\nrequire " + library + " v0.1.0\n",
		"cmd/backupctl/go.mod": "module " + library + "/cmd/backupctl\n\ngo 1.26.0\n\nrequire (\n\t" + library + " v0.1.0\n\t" + library + "/fleet v0.1.0\n\texample.com/other v1.2.3\n)\n",
		"tools/go.mod":         "module " + library + "/tools\n\ngo 1.26.0\n\nrequire " + library + " v0.1.0\n",
		"CHANGELOG.md":         "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- All of it.\n\n[Unreleased]: https://" + library + "/commits/main\n",
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tr := &tree{dir: dir}
	tr.must(t, "init", "-q", "-b", "main")
	tr.commit(t, "begin")
	return tr
}

func (t *tree) must(tb testing.TB, args ...string) string {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), "git", append([]string{"-C", t.dir, "-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		tb.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func (t *tree) commit(tb testing.TB, message string) {
	tb.Helper()
	t.must(tb, "add", "-A")
	t.must(tb, "commit", "-q", "-m", message)
	t.must(tb, "config", "user.name", "a") // for the tags
	t.must(tb, "config", "user.email", "a@example.com")
}

// A release: prepared, committed, tagged on all modules, and verified.
func TestRelease(t *testing.T) {
	t.Parallel()
	tr := small(t)
	step := func(prepare, tag, verify string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), &out, tr.dir, prepare, tag, verify)
		return out.String(), err
	}
	wants := func(err error, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if err == nil || !strings.Contains(err.Error(), text) {
				t.Errorf("%v, want %q", err, text)
			}
		}
	}

	_, err := step("", "v0.2.0", "")
	wants(err, "version.go says", "otel/go.mod asks for "+library+" v0.1.0", "cmd/backupctl/go.mod asks for "+library+"/fleet v0.1.0", "nothing for 0.2.0", "under Unreleased")
	if _, err := step("v0.2.0", "", ""); err != nil {
		t.Fatal(err)
	}
	_, err = step("", "v0.2.0", "")
	wants(err, "not committed")
	tr.commit(t, "0.2.0")

	_, err = step("", "", "v0.2.0")
	wants(err, "there is no tag v0.2.0", "there is no tag otel/v0.2.0")
	out, err := step("", "v0.2.0", "")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"cmd/backupctl/v0.2.0", "fleet/v0.2.0", "otel/v0.2.0", "v0.2.0"}; !slices.Equal(strings.Fields(tr.must(t, "tag")), want) || !strings.Contains(out, "git push --atomic origin v0.2.0 otel/v0.2.0") {
		t.Errorf("tags %s, told %s", tr.must(t, "tag"), out)
	}
	if _, err := step("", "", "v0.2.0"); err != nil {
		t.Error(err)
	}
	_, err = step("", "v0.2.0", "")
	wants(err, "v0.2.0 is not after v0.2.0", "there is a tag fleet/v0.2.0 already")

	for name, want := range map[string]string{
		"version.go":           `const Version = "0.2.0"`,
		"go.work":              library + "/otel v0.2.0 => ./otel",
		"cmd/backupctl/go.mod": library + "/fleet v0.2.0",
		"tools/go.mod":         library + " v0.2.0",
		"CHANGELOG.md":         "## [Unreleased]\n\n## [0.2.0] - 20",
	} {
		data, err := tr.read(name)
		if err != nil || !strings.Contains(string(data), want) {
			t.Errorf("%s has no %q: %v\n%s", name, want, err, data)
		}
	}
	if data, err := tr.read("CHANGELOG.md"); err != nil || !strings.HasSuffix(string(data), "[Unreleased]: https://"+library+"/compare/v0.2.0...main\n[0.2.0]: https://"+library+"/releases/tag/v0.2.0\n") {
		t.Errorf("%v\n%s", err, data)
	}

	// A tag that was moved is found.
	if err := os.WriteFile(filepath.Join(tr.dir, "more"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tr.commit(t, "more")
	_, err = step("", "", "v0.2.0")
	wants(err, "the tag v0.2.0 is on another commit")
}

func TestWrongVersions(t *testing.T) {
	t.Parallel()
	tr := small(t)
	for _, version := range []string{"0.2.0", "v0.2", "v0.2.0+meta", "latest", "v01.2.3"} {
		if err := run(t.Context(), new(bytes.Buffer), tr.dir, "", version, ""); err == nil || !strings.Contains(err.Error(), "is no version") {
			t.Errorf("%s: %v", version, err)
		}
	}
	if err := run(t.Context(), new(bytes.Buffer), tr.dir, "", "", ""); err == nil {
		t.Error("nothing to do is no error")
	}
	if err := run(t.Context(), new(bytes.Buffer), tr.dir, "v0.1.0", "v0.1.0", ""); err == nil {
		t.Error("two things at once are no error")
	}
}

// The real tree can be released as far as its files go: every published module is
// known here, and asks for its siblings in one version.
func TestPublishedModulesAreKnown(t *testing.T) {
	t.Parallel()
	tr := &tree{dir: filepath.Join("..", "..")}
	code, err := tr.read("version.go")
	if err != nil {
		t.Fatal(err)
	}
	version := "v" + string(constant.FindSubmatch(code)[2])
	for _, m := range modules() {
		wrong, err := tr.requirements(m, version)
		if err != nil || len(wrong) > 0 {
			t.Errorf("%s: %v, %v", m.path(), wrong, err)
		}
	}
	work, err := tr.read("go.work")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range modules() {
		if m != "cmd/backupctl" && !strings.Contains(string(work), m.path()+" "+version+" => ") {
			t.Errorf("go.work does not stand in for %s %s", m.path(), version)
		}
	}
}

// What is released is what the documents say: four systems on two kinds of
// processor, and nothing in a package that is not in the tree or made for it.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	tr := &tree{dir: filepath.Join("..", "..")}
	data, err := tr.read(".goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Builds []struct {
			Dir          string
			Goos, Goarch []string
			Env, Flags   []string
		}
		Archives []struct{ Files []struct{ Src string } }
		NFPMs    []struct {
			Formats  []string
			Contents []struct{ Src string }
		} `yaml:"nfpms"`
	}
	if err := yaml.Unmarshal(data, &config); err != nil {
		t.Fatal(err)
	}
	if len(config.Builds) != 1 || len(config.Archives) != 1 || len(config.NFPMs) != 1 {
		t.Fatalf("%+v", config)
	}
	b := config.Builds[0]
	if !slices.Equal(b.Goos, []string{"linux", "darwin", "windows", "freebsd"}) || !slices.Equal(b.Goarch, []string{"amd64", "arm64"}) ||
		!slices.Contains(b.Env, "CGO_ENABLED=0") || !slices.Contains(b.Flags, "-trimpath") {
		t.Errorf("%+v", b)
	}
	if !slices.Equal(config.NFPMs[0].Formats, []string{"deb", "rpm"}) {
		t.Errorf("packages: %v", config.NFPMs[0].Formats)
	}
	var sources []string
	for _, f := range config.Archives[0].Files {
		sources = append(sources, f.Src)
	}
	for _, f := range config.NFPMs[0].Contents {
		sources = append(sources, f.Src)
	}
	for _, source := range sources {
		if strings.HasPrefix(source, "bin/release/") {
			continue // made by .ci/release-files.sh
		}
		if found, err := filepath.Glob(filepath.Join(tr.dir, source)); err != nil || len(found) == 0 {
			t.Errorf("there is no %s: %v", source, err)
		}
	}
}
