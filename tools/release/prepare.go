package main

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
)

// prepare writes a version into all files that name it.
func (t *tree) prepare(version string, now time.Time) error {
	number := strings.TrimPrefix(version, "v")
	if err := t.edit("version.go", func(text string) (string, error) {
		if !constant.MatchString(text) {
			return "", errors.New("version.go has no constant Version")
		}
		return constant.ReplaceAllString(text, "${1}"+number+"${3}"), nil
	}); err != nil {
		return err
	}
	// The workspace stands in for versions that are not published yet.
	if err := t.edit("go.work", func(text string) (string, error) {
		return regexp.MustCompile(`(?m)^(\s+`+regexp.QuoteMeta(library)+`\S*) v\S+ => `).ReplaceAllString(text, "${1} "+version+" => "), nil
	}); err != nil {
		return err
	}
	for _, file := range t.goMods() {
		if err := t.edit(file, func(text string) (string, error) { return requireVersion(file, text, version) }); err != nil {
			return err
		}
	}
	return t.edit("CHANGELOG.md", func(text string) (string, error) { return moveUnreleased(text, version, now) })
}

// goMods are those that may ask for a published module; tools does too.
func (t *tree) goMods() []string {
	out := []string{"tools/go.mod"}
	for _, m := range modules() {
		out = append(out, path.Join(string(m), "go.mod"))
	}
	return out
}

// requireVersion is a go.mod that asks for a version of its siblings.
func requireVersion(name, text, version string) (string, error) {
	file, err := modfile.Parse(name, []byte(text), nil)
	if err != nil {
		return "", err
	}
	for _, require := range file.Require {
		if sibling(require.Mod.Path) {
			if err := file.AddRequire(require.Mod.Path, version); err != nil {
				return "", err
			}
		}
	}
	file.Cleanup()
	data, err := file.Format()
	return string(data), err
}

// edit changes a file of the tree.
func (t *tree) edit(name string, change func(string) (string, error)) error {
	data, err := t.read(name)
	if err != nil {
		return err
	}
	text, err := change(string(data))
	if err != nil || text == string(data) {
		return err
	}
	return os.WriteFile(filepath.Join(t.dir, filepath.FromSlash(name)), []byte(text), 0o644) //nolint:mnd // a source file
}
