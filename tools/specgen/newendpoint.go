package main

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/backup-sdk/backup-go/tools/specgen/scaffold"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// newEndpoint writes what people would write about a new operation.
func newEndpoint(root string, out io.Writer, args []string) error {
	flags := flag.NewFlagSet("new", flag.ContinueOnError)
	flags.SetOutput(out)
	name := flags.String("name", "", "the `name` of the method, in place of one that is made of the operation's")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	case flags.NArg() != 1 || flags.Arg(0) == "":
		return errors.New("say one operation: make new-endpoint OP=showVault, or OP=cbr.showVault")
	}
	specs, err := spec.LoadAll(root)
	if err != nil {
		return err
	}
	result, err := scaffold.New(root, specs, scaffold.Options{Operation: flags.Arg(0), Method: *name})
	if err != nil {
		return err
	}
	for _, p := range result.Wrote {
		if _, err := fmt.Fprintln(out, "wrote", p); err != nil {
			return err
		}
	}
	for _, p := range result.Left {
		if _, err := fmt.Fprintln(out, "left for people:", p); err != nil {
			return err
		}
	}
	return nil
}
