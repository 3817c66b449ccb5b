package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// root makes the tree of commands.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "backupctl",
		Short: "Backups of Cloutility, Zomro and Huawei Cloud CBR",
		Long: `Backups of Cloutility, Zomro and Huawei Cloud CBR.

Begin with a context, a named account:

  backupctl login
  backupctl zomro backup create --wait
  backupctl zomro backup list

Results go to standard output; progress, questions and problems to standard
error. Exit codes tell the kind of a problem: see backupctl help exit-codes.`,
		Example:       "  backupctl zomro backup list -o json\n  backupctl cbr vault list --columns id,name,billing.size_gb --sort name",
		Version:       backup.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(flagError)
	root.PersistentPreRun = func(cmd *cobra.Command, _ []string) {
		if a.ran != nil {
			a.ran(cmd.CommandPath())
		}
	}
	root.CompletionOptions.DisableDescriptions = false
	a.addGlobals(root.PersistentFlags())
	a.completeGlobals(root)
	for _, s := range services() {
		root.AddCommand(a.serviceCommand(s))
	}
	root.AddCommand(a.shortcuts()...)
	root.AddCommand(a.newStatus(), a.newCheck(), a.newExporter(), a.newReport(), a.newBackup(), a.newRestore(), a.newBackups(), a.newPrune())
	root.AddCommand(a.newDrift(), a.newFleet(), a.newVerify())
	root.AddCommand(a.newLogin(), a.newContext(), a.newDoctor(), a.newDemo(), newEmulate(), a.newVersion(), helpExitCodes(), helpOutput(), helpConfiguration())
	return root
}

// flagError names flags that come close to an unknown one.
func flagError(cmd *cobra.Command, err error) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "unknown flag: --"); ok {
		var all []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { all = append(all, f.Name) })
		near := names.Closest(name, all)
		for i := range near {
			near[i] = "--" + near[i]
		}
		if len(near) > 0 {
			text += "; did you mean " + strings.Join(near, " or ") + "?"
		}
	}
	return &problems.UsageError{Err: fmt.Errorf("%s (see '%s --help')", text, cmd.CommandPath())}
}

// noArgs allows no arguments, among them unknown commands.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !cmd.HasAvailableSubCommands() {
		return problems.Usagef("unexpected argument %q (see '%s --help')", args[0], cmd.CommandPath())
	}
	var all []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			all = append(append(all, sub.Name()), sub.Aliases...)
		}
	}
	return problems.Usagef("unknown command %q for %s%s (see '%s --help')", args[0], cmd.CommandPath(), names.Hint(args[0], all), cmd.CommandPath())
}

// usagef is an error about the command line.
func usagef(format string, args ...any) error { return problems.Usagef(format, args...) }
