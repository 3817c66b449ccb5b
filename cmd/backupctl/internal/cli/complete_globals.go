package cli

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// completeGlobals completes the flags that all commands have.
func (a *app) completeGlobals(root *cobra.Command) {
	fixed := func(values ...string) cobra.CompletionFunc {
		return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
			return starting(values, typed), noFiles
		}
	}
	for flag, complete := range map[string]cobra.CompletionFunc{
		"output":  fixed(output.Formats()...),
		"color":   fixed("auto", "always", "never"),
		"context": a.completeContexts,
		"columns": a.completeColumns, "sort": a.completeColumns, "filter": a.completeColumns,
		"query": fixed(), "time-format": fixed(output.TimeFormats()...),
	} {
		if err := root.RegisterFlagCompletionFunc(flag, complete); err != nil {
			return // the flag is not there: a test would see it
		}
	}
}

func (a *app) completeContexts(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	path, err := a.configPath()
	if err != nil {
		return nil, noFiles
	}
	file, err := config.Load(path)
	if err != nil {
		return nil, noFiles
	}
	var out []string
	for _, c := range file.Contexts {
		service := ""
		for p := cmd; p != nil; p = p.Parent() {
			if slices.Contains(config.Services(), p.Name()) {
				service = p.Name()
			}
		}
		if strings.HasPrefix(c.Name, typed) && (service == "" || c.Service == service) {
			out = append(out, c.Name+"\t"+c.Service+" "+cmp.Or(c.Username, c.AccessKey, c.URL))
		}
	}
	return out, noFiles
}

// completeColumns completes fields of the command's result.
func (a *app) completeColumns(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	at := strings.LastIndex(typed, ",") + 1
	head, tail := typed[:at], typed[at:]
	if rest, ok := strings.CutPrefix(tail, "-"); ok {
		head, tail = head+"-", rest
	}
	var out []string
	for _, name := range a.columnsOf(cmd) {
		if strings.HasPrefix(name, tail) {
			out = append(out, head+name)
		}
	}
	return out, noFiles | cobra.ShellCompDirectiveNoSpace
}

// columnsOf are the paths of a command's result.
func (a *app) columnsOf(cmd *cobra.Command) []string {
	path := strings.Fields(cmd.CommandPath())[1:]
	for _, s := range services() {
		if len(path) < 2 || s.name != path[0] { //nolint:mnd // service and verb
			continue
		}
		sess := &session{app: a, service: s}
		var found verb
		var err error
		if len(path) == 2 { //nolint:mnd // no group
			i := slices.IndexFunc(s.extra(), func(v verb) bool { return v.name() == path[1] })
			if i < 0 {
				return nil
			}
			found = s.extra()[i]
		} else if found, err = sess.find(path[1], path[2]); err != nil {
			return nil
		}
		return knownOf(&invocation{verb: found})
	}
	return nil
}
