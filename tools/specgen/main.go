// Command specgen makes what oapi-codegen does not: from the specifications the
// types of all examples (tools/specs/examples_gen_test.go), the texts of flags
// and the table of clouds, and from specifications and facades together
// docs/coverage.md. Of the comments that oapi-codegen has made it makes sentences.
// generate.go runs it in the directory of the module.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "specgen:", err)
		os.Exit(1)
	}
}

// run generates everything below root. It writes nothing unless all of it
// could be made.
func run(root string) error {
	specs, err := spec.LoadAll(root)
	if err != nil {
		return err
	}
	files := make(map[string][]byte)
	if files["tools/specs/examples_gen_test.go"], err = examples(specs); err != nil {
		return err
	}
	if files["cmd/backupctl/internal/meta/specs.gen.go"], err = flagTexts(specs); err != nil {
		return err
	}
	if files["cmd/backupctl/internal/meta/operations.gen.go"], err = operations(specs); err != nil {
		return err
	}
	if files["docs/coverage.md"], err = coverage(root, specs); err != nil {
		return err
	}
	for _, s := range specs {
		made, err := readable(root, s)
		if err != nil {
			return err
		}
		maps.Copy(files, made)
	}
	if s, ok := withClouds(specs); ok {
		if files["gen/"+s.Package()+"/clouds.gen.go"], err = cloudTable(s); err != nil {
			return err
		}
		if files[spec.FacadeOf(s.Name)+"/clouds.gen.go"], err = cloudNames(s); err != nil {
			return err
		}
		files["docs/clouds.md"] = cloudPage(s)
	}
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil { //nolint:gosec // source code, for everybody to read
			return err
		}
	}
	return nil
}
