// Command bench compares this library with the same calls written by hand and,
// for Huawei Cloud, with the client that ogen makes of our specification and with
// the vendor's own SDK. All contenders of a row take turns in one run, so that a
// busy machine slows all of them down.
//
//	GOWORK=off go run . [-turns n] [-case regexp] [-builds=false] [-write ../../docs/performance.md [-append]]
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
	turns := flags.Int("turns", 60, "turns of each contender")
	only := flags.String("case", ".", "the cases to run, a regular expression")
	write := flags.String("write", "", "also write the page to this file")
	add := flags.Bool("append", false, "add to the file: another version of Go")
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
	if !*add {
		fmt.Fprintf(both, "<!-- Made by: make bench-peers -->\n\n# Performance\n\n%s\n", explanation)
	}
	if err := describe(ctx, both); err != nil {
		return err
	}
	r := &results{scaling: make(map[string]map[string]float64), builds: make(map[string]build)}
	if err := r.compareCalls(ctx, both, match, *turns); err != nil {
		return err
	}
	if err := compareOdd(ctx, both, match); err != nil {
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
	text := page.String()
	if *add {
		before, err := os.ReadFile(*write)
		if err != nil {
			return err
		}
		text = string(before) + text
	}
	return os.WriteFile(*write, []byte(strings.TrimRight(text, "\n")+"\n"), 0o644)
}

const explanation = `Contenders take turns of at least 20 ms. CPU is what the processors work for one call, the garbage collector included, the median of all turns; × is against the call by hand, turn by turn, the median and between what the middle half of the ratios lie. A turn begins with a collection and a few calls that do not count, so that pools are filled. Live heap is the most that the garbage collector finds in use meanwhile.
`
