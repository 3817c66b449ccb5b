package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

const driftLong = `Hold recorded requests and responses against the specifications, and show what
differs: operations, statuses, fields, types, formats, values and error codes
that no specification knows, and documented fields that never came.

Recordings are HTTP archives (HAR), as --trace-file, browsers and proxies write
them; - is standard input. Of each difference the last column says what this
library makes of it, found out by reading it:

  takes     nothing is lost
  loses     the response is read, and this is not in the result
  refuses   the call fails

Forms that the specification declares beside the usual one, such as a number that
comes as text, are shown as "known form" and are no drift.

What is shown can be sent to anybody: names, types, counts and shapes of values,
and no value. --show-values repeats values, for your own eyes. --markdown writes
the report for an issue, --patch a proposed change of specs/*.yaml.

The exit code is 16 when there is drift.`

const driftExample = `  backupctl zomro backup list --trace-file trace.har
  backupctl drift trace.har
  backupctl drift *.har --markdown drift.md --patch drift.patch
  backupctl drift trace.har -o json`

// comparison is what commands that compare with the specifications have in common.
type comparison struct {
	app             *app
	values          bool
	markdown, patch string
}

func (c *comparison) flags(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.BoolVar(&c.values, "show-values", false, "repeat values of the account, for your own eyes: such a report must not be sent")
	fs.StringVar(&c.markdown, "markdown", "", "write the report to a `file`, for an issue")
	fs.StringVar(&c.patch, "patch", "", "write a proposed change of specs/*.yaml to a `file`, for git apply")
}

func (a *app) newDrift() *cobra.Command {
	c := &comparison{app: a}
	cmd := &cobra.Command{
		Use: "drift FILE...", Short: "Hold recorded responses against the specifications", Long: driftLong, Example: driftExample,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("one argument is needed at least: a recording (HAR), or - for standard input")
			}
			options, err := c.options()
			if err != nil {
				return err
			}
			book, err := drift.Load()
			if err != nil {
				return err
			}
			checker := drift.NewChecker(book, c.values)
			for _, path := range args {
				if err := c.read(cmd.Context(), path, checker); err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
			}
			return c.conclude(checker.Finish(), options)
		},
	}
	c.flags(cmd)
	return cmd
}

// read holds what is in a file against the specifications.
func (c *comparison) read(ctx context.Context, path string, checker *drift.Checker) error {
	from := c.app.Stdin
	if path != "-" {
		f, err := os.Open(c.app.inDir(path))
		if err != nil {
			return err
		}
		defer func() {
			_ = f.Close() // nothing was written
		}()
		from = bufio.NewReader(f)
	}
	return drift.ReadHAR(from, func(x *drift.Exchange) error {
		checker.Look(x)
		return ctx.Err()
	})
}

// options say how to show findings.
func (c *comparison) options() (output.Options, error) {
	o, err := c.app.options()
	if err != nil {
		return o, err
	}
	t := reflect.TypeFor[driftRow]()
	o.Known, o.All = output.Known(t), output.TypeColumns(t)
	o.Defaults = []string{"kind", "operation", "place", "declared", "seen", "count", "library"}
	err = o.Check()
	return o, err
}

// driftRow is a finding in a table.
type driftRow struct {
	Kind, Operation, Place, Declared, Seen string
	Count                                  int
	Library                                string
	Drift                                  bool
	Values                                 []string
}

// conclude shows a report, writes the files that were asked for, and ends with the
// exit code.
func (c *comparison) conclude(r *drift.Report, o output.Options) error {
	a := c.app
	if err := c.write(r); err != nil {
		return err
	}
	var shown any = r
	if o.Format != "json" && o.Format != "yaml" {
		rows := make([]driftRow, 0, len(r.Findings))
		for _, f := range r.Findings {
			rows = append(rows, driftRow{
				Kind: string(f.Kind), Operation: f.Call(), Place: f.Where(), Declared: f.Declared, Seen: f.Seen, Count: f.Count,
				Library: string(f.Library), Drift: f.Drift, Values: f.Local,
			})
		}
		if shown = any(rows); c.values {
			o.Defaults = append(o.Defaults, "values")
		}
	}
	tree, err := output.Tree(shown, false)
	if err != nil {
		return err
	}
	if o.Format != "table" || len(r.Findings) > 0 {
		if err := a.show(tree, o); err != nil {
			return err
		}
	}
	a.sayf("%s", r.Summary())
	switch {
	case r.Exchanges == 0 && r.Drift() == 0:
		return errors.New("nothing in it is a call of these services")
	case r.Drift() > 0:
		return &problems.ReportedError{Err: &problems.DriftError{}}
	}
	return nil
}

// write writes the report and the patch.
func (c *comparison) write(r *drift.Report) error {
	if c.markdown != "" {
		if err := c.file("markdown", c.markdown, r.Markdown()); err != nil {
			return err
		}
	}
	if c.patch == "" {
		return nil
	}
	p, err := r.Patch()
	if err != nil {
		return err
	}
	for _, line := range p.Left {
		c.app.sayf("not in the patch: %s", line)
	}
	return c.file("patch", c.patch, p.Diff)
}

func (c *comparison) file(flag, path, text string) error {
	if err := os.WriteFile(c.app.inDir(path), []byte(text), 0o600); err != nil {
		return usagef("--%s: %w", flag, err)
	}
	c.app.sayf("wrote %s", path)
	return nil
}
