package cli

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/exporter"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// Surface writes all of the command line that scripts stand on, a line each:
// commands and their arguments, flags and their types, the fields of results,
// exit codes, keys of the configuration and the exporter's metrics. A line that goes or changes breaks
// somebody; a new one does not.
func Surface(w io.Writer) error {
	a := newApp(Program{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }, everything: true})
	root := a.root()
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "# What scripts stand on: made by make generate, compared by make api-diff.")
	for line := range strings.Lines(helpExitCodes().Long) {
		if code, meaning, ok := strings.Cut(strings.TrimSpace(line), " "); ok && strings.Trim(code, "0123456789") == "" {
			fmt.Fprintf(out, "exit-code %s %s\n", code, strings.TrimSpace(meaning))
		}
	}
	for field := range reflect.TypeFor[config.File]().Fields() {
		key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		fmt.Fprintf(out, "config %s\n", key)
	}
	for field := range reflect.TypeFor[config.Context]().Fields() {
		key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		fmt.Fprintf(out, "config contexts.%s %s\n", key, output.TypeWord(field.Type))
	}
	for _, name := range exporter.NewMetrics(nil).Names() {
		fmt.Fprintf(out, "metric %s gauge\n", name)
	}
	results := make(map[string]reflect.Type)
	for _, s := range services() {
		for _, g := range s.groups() {
			for _, v := range g.verbs {
				noteResult(results, s.name+" "+g.name, v)
			}
		}
		for _, v := range s.extra() {
			noteResult(results, s.name, v)
		}
	}
	surfaceOf(out, root, results)
	types := make([]reflect.Type, 0, len(results))
	for _, t := range results {
		types = append(types, t)
	}
	for _, shape := range output.Shapes(types...) {
		for _, f := range shape.Fields {
			fmt.Fprintf(out, "result %s.%s %s\n", shape.Name, f.Name, f.Type)
		}
	}
	return out.Flush()
}

// noteResult adds what a verb shows.
func noteResult(results map[string]reflect.Type, path string, v verb) {
	if t := (&invocation{verb: v}).resultType(); t != nil {
		results["backupctl "+path+" "+v.name()] = t
	}
}

// surfaceOf writes a command and those below it.
func surfaceOf(out *bufio.Writer, cmd *cobra.Command, results map[string]reflect.Type) {
	path := cmd.CommandPath()
	if cmd.Runnable() || cmd.HasSubCommands() {
		line := strings.TrimSpace(path + " " + arguments(cmd))
		fmt.Fprintln(out, "command", line)
		aliases := slices.Sorted(slices.Values(cmd.Aliases))
		for _, alias := range aliases {
			fmt.Fprintf(out, "alias %s = %s\n", path, alias)
		}
		flags := func(word string, set *pflag.FlagSet) {
			set.VisitAll(func(f *pflag.Flag) {
				if !f.Hidden {
					fmt.Fprintf(out, "%s %s --%s %s\n", word, path, f.Name, cmp.Or(f.Value.Type(), "text"))
				}
			})
		}
		flags("flag", cmd.LocalNonPersistentFlags())
		flags("flag", cmd.PersistentFlags())
		if t, ok := results[path]; ok {
			fmt.Fprintf(out, "shows %s %s\n", path, output.TypeWord(t))
		}
	}
	for _, sub := range cmd.Commands() {
		if sub.Name() != "help" && sub.Name() != "completion" && !sub.Hidden {
			surfaceOf(out, sub, results)
		}
	}
}

// arguments are what stands behind the name in the line of use.
func arguments(cmd *cobra.Command) string {
	_, rest, _ := strings.Cut(cmd.Use, " ")
	return strings.TrimSpace(strings.ReplaceAll(rest, "[flags]", ""))
}
