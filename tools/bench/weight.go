package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// shownWeight is the least a package must add to have a line of its own.
const shownWeight = 5000

// weigh says what a program with this library is larger by than the one written
// by hand: the code and data of each package. What the linker adds to code (the
// tables for stack traces and the garbage collector, the types) is in proportion.
func weigh(ctx context.Context, out io.Writer) error {
	floor, err := weights(ctx, "./programs/floor")
	if err != nil {
		return err
	}
	sdk, err := weights(ctx, "./programs/sdk")
	if err != nil {
		return err
	}
	fmt.Fprint(out, "What backup-go's program has more of, by package, in code and data without the linker's tables:\n\n| Package | More |\n|---|---|\n")
	more := make(map[string]int64)
	var total, rest int64
	for name := range sdk {
		more[name] = sdk[name] - floor[name]
		total += more[name]
		if more[name] < shownWeight {
			rest += more[name]
		}
	}
	for _, name := range slices.SortedFunc(maps.Keys(more), func(a, b string) int { return int(more[b] - more[a]) }) {
		if more[name] >= shownWeight {
			fmt.Fprintf(out, "| %s | %.0f kB |\n", name, float64(more[name])/1e3)
		}
	}
	_, err = fmt.Fprintf(out, "| all others | %.0f kB |\n| together | %.0f kB |\n\n", float64(rest)/1e3, float64(total)/1e3)
	return err
}

// weights adds up the symbols of a program by package.
func weights(ctx context.Context, dir string) (map[string]int64, error) {
	tmp, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	binary := filepath.Join(tmp, "program")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", binary, dir)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, text)
	}
	text, err := exec.CommandContext(ctx, "go", "tool", "nm", "-size", binary).Output()
	if err != nil {
		return nil, err
	}
	all := make(map[string]int64)
	for line := range strings.Lines(string(text)) {
		// address, size, kind, name; b is memory that the file does not hold
		fields := strings.Fields(line)
		if len(fields) < 4 || strings.EqualFold(fields[2], "b") {
			continue
		}
		size, err := strconv.ParseInt(fields[1], 10, 64)
		if err != nil {
			continue
		}
		all[packageOf(strings.Join(fields[3:], " "))] += size
	}
	return all, nil
}

// packageOf gives the package of a symbol, or "go" for the linker's own.
func packageOf(symbol string) string {
	for _, prefix := range []string{"type:.eq.", "go:itab.", "type:"} {
		symbol = strings.TrimPrefix(symbol, prefix)
	}
	symbol, _, _ = strings.Cut(strings.TrimLeft(symbol, "*[]()"), "[")
	dir, name := "", symbol
	if i := strings.LastIndexByte(symbol, '/'); i >= 0 {
		dir, name = symbol[:i+1], symbol[i+1:]
	}
	name, _, found := strings.Cut(name, ".")
	if !found || strings.HasPrefix(symbol, "go:") {
		return "go"
	}
	// A dot in the last part of a package's path is escaped.
	return dir + strings.ReplaceAll(name, "%2e", ".")
}
