// Command bench compares this library with the same calls written by hand and,
// for Huawei Cloud, with the vendor's own SDK. All contenders of a row take
// turns in one run, so that a busy machine slows all of them down.
//
//	GOWORK=off go run . [-rounds n] [-case regexp] [-write ../../docs/performance.md]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strings"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	rounds := flags.Int("rounds", 40, "turns of each contender; the best one counts")
	only := flags.String("case", ".", "the cases to run, a regular expression")
	write := flags.String("write", "", "also write the page to this file")
	builds := flags.Bool("builds", true, "also build programs, and measure time and size")
	if err := flags.Parse(args); err != nil {
		return err
	}
	match, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	var page strings.Builder
	both := io.MultiWriter(out, &page)
	fmt.Fprintf(both, "<!-- Made by: make bench-peers -->\n\n# Performance\n\n")
	if err := describe(ctx, both); err != nil {
		return err
	}
	r := &results{scaling: make(map[string]map[string]float64), builds: make(map[string]build)}
	if err := r.compareCalls(ctx, both, match, *rounds); err != nil {
		return err
	}
	if *builds {
		if err := r.compareBuilds(ctx, both); err != nil {
			return err
		}
	}
	if err := r.goals(both, runtime.NumCPU()); err != nil {
		return err
	}
	if *write == "" {
		return nil
	}
	return os.WriteFile(*write, []byte(page.String()), 0o644)
}
