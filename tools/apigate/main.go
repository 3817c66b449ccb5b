// Command apigate says what a change means for those who use this repository: of
// the specifications, of the Go packages, and of the command line.
//
//	go run ./tools/apigate -base v0.3.0 -write dist/api-diff.md
//
// It writes a report in Markdown: what breaks, what is new, what goes out of use,
// the version that follows, and a draft for the changelog. With -check it fails
// when something breaks and the Unreleased part of CHANGELOG.md does not say so.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
)

func main() {
	var o options
	flag.StringVar(&o.base, "base", "", "the `commit` to compare with; the newest tag without it")
	flag.StringVar(&o.write, "write", "", "also write the report to this `file`")
	flag.BoolVar(&o.check, "check", false, "fail when something breaks that the changelog does not name")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "apigate:", err)
		os.Exit(1)
	}
}

type options struct {
	base, write string
	check       bool
}

func run(ctx context.Context, out io.Writer, o options) error {
	t, err := openTree(ctx, o.base)
	if err != nil {
		return err
	}
	defer t.close(context.WithoutCancel(ctx))
	var changes []change
	for _, compare := range []func(context.Context) ([]change, error){t.specs, t.goAPI, t.commandLine} {
		found, err := compare(ctx)
		if err != nil {
			return err
		}
		changes = append(changes, found...)
	}
	r := report{base: t.base, version: t.version, changes: changes}
	text := r.String()
	if _, err := io.WriteString(out, text); err != nil {
		return err
	}
	if o.write != "" {
		if err := os.WriteFile(o.write, []byte(text), 0o644); err != nil { //nolint:gosec,mnd // a report for everybody
			return err
		}
	}
	if !o.check {
		return nil
	}
	before, err := t.old(changelog)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	now, err := os.ReadFile(changelog)
	if err != nil {
		return err
	}
	if unsaid := r.unsaid(added(unreleased(string(before)), unreleased(string(now)))); len(unsaid) > 0 {
		return fmt.Errorf("the Unreleased part of %s does not name what breaks. For each of these, say what it is called and what to write instead:\n  %s",
			changelog, strings.Join(unsaid, "\n  "))
	}
	return nil
}
