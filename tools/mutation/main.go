// Command mutation breaks the code in every small way that gremlins knows, an
// operator at a time, and looks whether the package's own tests notice:
//
//	go run ./tools/mutation [-write docs/mutation.md] [package...]
//
// What survives must be in survivors.txt, with the reason why no test can or
// should tell it from the code. It ends with exit code 1 when something else
// survives, when something in the list does not, or when fewer than nine in ten
// are killed.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path"
	"path/filepath"
)

// packages are those whose mistakes everything else would inherit.
func packages() []string {
	return []string{"internal/rest", "internal/token", "internal/jsonread", "internal/billmgr", "lenient", "internal/hwsign"}
}

// goal is the share of the mutants that the tests have to kill.
const goal = 0.9

func main() {
	write := flag.String("write", "", "also write the page to this file")
	workers := flag.Int("workers", 0, "mutants at a time; 0 is one for each core")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, *write, *workers, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutation:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, write string, workers int, names []string) error {
	if len(names) == 0 {
		names = packages()
	}
	for _, name := range names {
		if files, _ := filepath.Glob(filepath.Join(name, "*_test.go")); len(files) == 0 || path.Clean(name) != name {
			return fmt.Errorf("%s is no folder of a package with tests; want one such as internal/token", name)
		}
	}
	reasons, err := readReasons()
	if err != nil {
		return err
	}
	tester, err := install(ctx)
	if err != nil {
		return err
	}
	defer tester.remove()
	var results []result
	for _, name := range names {
		r, err := tester.mutate(ctx, name, workers)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		results = append(results, r)
		fmt.Fprintf(os.Stderr, "%s: %d of %d killed in %s\n", name, r.killed+r.hung, r.total(), r.took)
	}
	before, err := os.ReadFile(write)
	if err != nil && write != "" && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	var page bytes.Buffer
	failed := report(&page, results, reasons, head(), string(before))
	if _, err := out.Write(page.Bytes()); err != nil {
		return err
	}
	if write != "" {
		if err := os.WriteFile(write, page.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}
