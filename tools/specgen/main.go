// Command specgen makes what oapi-codegen does not: from the specifications the
// types of all examples (tools/specs/examples_gen_test.go), the texts of flags, the
// types of responses and the table of clouds, and from specifications and facades together
// docs/coverage.md and the counts in other documents. Of the comments that oapi-codegen
// has made it makes sentences. generate.go runs it in the directory of the module, with
//
//	specgen check           the rules of the specifications, before anything is made
//	specgen                 everything above
//	specgen left            what no generator can write, and what does not compile
//
// and people run
//
//	specgen new OPERATION   the method, its half in the fake, a test, a verb and a line of
//	                        a script for an operation; see make new-endpoint
//	specgen import-help …   help pages of a Cloutility installation against
//	                        specs/cloutility.yaml
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := command(ctx, os.Stdout, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "specgen:", err)
		os.Exit(1)
	}
}

func command(ctx context.Context, out io.Writer, args []string) error {
	name := ""
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	switch name {
	case "":
		return run(".")
	case "check":
		return check(".", out)
	case "left":
		return left(ctx, ".", out)
	case "new":
		return newEndpoint(".", out, args)
	case "import-help":
		return importHelp(".", out, args)
	}
	return errors.New("the commands are check, left, new and import-help; without one everything is generated")
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
	if files["cmd/backupctl/internal/drift/types.gen.go"], err = bodies(specs); err != nil {
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
	documents, err := countedDocuments(root, specs)
	if err != nil {
		return err
	}
	maps.Copy(files, documents)
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
