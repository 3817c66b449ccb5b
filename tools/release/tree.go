package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

const library = "github.com/backup-sdk/backup-go"

// module is one that is published; its folder is what its path and its tags have
// more than the library's.
type module string

// modules are all that are released together. The others are of this repository
// alone.
func modules() []module { return []module{"", "otel", "fleet", "cmd/backupctl"} }

func (m module) path() string { return path.Join(library, string(m)) }

func (m module) tag(version string) string { return path.Join(string(m), version) }

// tagList is all tags of a version, as arguments.
func tagList(version string) string {
	var out []string
	for _, m := range modules() {
		out = append(out, m.tag(version))
	}
	return strings.Join(out, " ")
}

// tree is a clone.
type tree struct{ dir string }

func (t *tree) git(ctx context.Context, args ...string) (string, error) {
	return t.command(ctx, "git", args...)
}

func (t *tree) command(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = t.dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, strings.TrimSpace(errs.String()+out.String()))
	}
	return strings.TrimSpace(out.String()), nil
}

func (t *tree) read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(t.dir, filepath.FromSlash(name)))
}

// constant is the version in the code.
var constant = regexp.MustCompile(`(const Version = ")([^"]*)(")`)

// problems are what in the files says another version, or nothing of this one.
func (t *tree) problems(ctx context.Context, version string) ([]error, error) {
	var out []error
	if text, err := t.git(ctx, "status", "--porcelain"); err != nil {
		return nil, err
	} else if text != "" {
		out = append(out, errors.New("the tree has changes that are not committed"))
	}
	code, err := t.read("version.go")
	if err != nil {
		return nil, err
	}
	if found := constant.FindSubmatch(code); len(found) == 0 || "v"+string(found[2]) != version {
		out = append(out, fmt.Errorf("version.go says %q", found))
	}
	for _, m := range modules() {
		wrong, err := t.requirements(m, version)
		if err != nil {
			return nil, err
		}
		out = append(out, wrong...)
	}
	text, err := t.read("CHANGELOG.md")
	if err != nil {
		return nil, err
	}
	return append(out, changelogProblems(string(text), version)...), nil
}

// requirements finds what a module asks of its siblings in another version, and what
// keeps others from using it.
func (t *tree) requirements(m module, version string) ([]error, error) {
	name := path.Join(string(m), "go.mod")
	data, err := t.read(name)
	if err != nil {
		return nil, err
	}
	file, err := modfile.Parse(name, data, nil)
	if err != nil {
		return nil, err
	}
	var out []error
	if len(file.Replace) > 0 {
		out = append(out, fmt.Errorf("%s has a replace line, with which nobody can install it", name))
	}
	for _, require := range file.Require {
		if sibling(require.Mod.Path) && require.Mod.Version != version {
			out = append(out, fmt.Errorf("%s asks for %s %s", name, require.Mod.Path, require.Mod.Version))
		}
	}
	return out, nil
}

// sibling reports a module that is released with the others.
func sibling(modulePath string) bool {
	for _, m := range modules() {
		if m.path() == modulePath {
			return true
		}
	}
	return false
}

// newest is the newest version that has a tag, empty for none.
func (t *tree) newest(ctx context.Context) (string, error) {
	text, err := t.git(ctx, "tag", "--list", "v*")
	if err != nil {
		return "", err
	}
	newest := ""
	for tag := range strings.FieldsSeq(text) {
		if semver.IsValid(tag) && (newest == "" || semver.Compare(tag, newest) > 0) {
			newest = tag
		}
	}
	return newest, nil
}

// tagProblems finds versions that are not after the newest one, and tags that are
// there already.
func (t *tree) tagProblems(ctx context.Context, version string) ([]error, error) {
	newest, err := t.newest(ctx)
	if err != nil {
		return nil, err
	}
	var out []error
	if newest != "" && semver.Compare(version, newest) <= 0 {
		out = append(out, fmt.Errorf("%s is not after %s", version, newest))
	}
	for _, m := range modules() {
		if _, err := t.git(ctx, "rev-parse", "-q", "--verify", "refs/tags/"+m.tag(version)); err == nil {
			out = append(out, fmt.Errorf("there is a tag %s already", m.tag(version)))
		}
	}
	return out, nil
}

// gate compares with the newest version: what breaks must be in the changelog. There
// is nothing to compare the first release with.
func (t *tree) gate(ctx context.Context, version string) ([]error, error) {
	newest, err := t.newest(ctx)
	if err != nil || newest == "" || semver.Compare(version, newest) <= 0 {
		return nil, err
	}
	_, broken := t.command(ctx, "go", "run", "./tools/apigate", "-base", newest, "-check")
	if broken == nil {
		return nil, nil
	}
	return []error{broken}, nil // a reason against it like the others
}
