package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
)

// serviceCommand makes the commands of a service.
func (a *app) serviceCommand(s *service) *cobra.Command {
	cmd := &cobra.Command{
		Use: s.name, Short: s.short, Args: noArgs,
		Example: "  backupctl " + s.name + " --help",
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	sess := &session{app: a, service: s}
	s.flags(cmd, sess)
	if !a.requested(s.name, nil) {
		return cmd
	}
	for _, g := range s.groups() {
		group := &cobra.Command{
			Use: g.name, Aliases: g.aliases, Short: g.short, Args: noArgs,
			Example: "  backupctl " + s.name + " " + g.name + " --help",
			RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		}
		cmd.AddCommand(group)
		if !a.requested(g.name, g.aliases) {
			continue
		}
		for _, v := range g.verbs {
			group.AddCommand(a.verbCommand(sess, g.name, v))
		}
	}
	for _, v := range s.extra() {
		cmd.AddCommand(a.verbCommand(sess, "", v))
	}
	return cmd
}

// verbCommand makes one command.
func (a *app) verbCommand(s *session, groupName string, v verb) *cobra.Command {
	path := strings.TrimSpace(s.service.name + " " + groupName)
	inv := &invocation{session: s, verb: v, path: path + " " + v.name()}
	b, err := v.bind(s.service)
	if err == nil {
		inv.binding = b
		b.Several = inv.several()
	}
	cmd := &cobra.Command{
		Use: inv.useLine(), Short: v.short, Long: v.long, Example: examples(path, v.example),
		DisableFlagsInUseLine: true,
	}
	if err != nil { // a test makes all commands
		cmd.RunE = func(*cobra.Command, []string) error { return fmt.Errorf("%s: %w", inv.path, err) }
		return cmd
	}
	inv.addFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return inv.run(cmd.Context(), args) }
	cmd.ValidArgsFunction = inv.completeArgs
	return cmd
}

func examples(path, lines string) string {
	var out []string
	for line := range strings.SplitSeq(lines, "\n") {
		out = append(out, strings.TrimRight("  backupctl "+path+" "+strings.TrimSpace(line), " "))
	}
	return strings.Join(out, "\n")
}

// addFlags makes flags of the slots, and those that go with the kind.
func (inv *invocation) addFlags(cmd *cobra.Command) {
	fs := cmd.Flags()
	for _, s := range inv.binding.Slots() {
		if s.Flag == "" || fs.Lookup(s.Flag) != nil {
			continue
		}
		s.Loose = inv.takesName(s)
		f := fs.VarPF(s.Value(), s.Flag, "", describe(s, flagText(inv.verb, s)))
		if bind.IsBool(s.Type) {
			f.NoOptDefVal = "true"
		}
		inv.completeFlag(cmd, s)
	}
	if inv.binding.HasInput() {
		fs.StringVar(&inv.input, "input", "", "`file` of JSON or YAML with the input, - for standard input; flags override it")
	}
	if inv.verb.all != nil {
		fs.IntVar(&inv.limit, "limit", 0, "stop after `number` entries")
		fs.StringVar(&inv.page, "page", "", "show one page only: `first`, or what the page before names as next")
	}
	if inv.verb.waitCommand.isSet() {
		fs.BoolVar(&inv.wait, "wait", false, "wait until the work has ended")
	}
	if inv.verb.waitCommand.isSet() || inv.binding.Waits {
		fs.DurationVar(&inv.timeout, "timeout", 0, "longest `time` to wait")
		fs.DurationVar(&inv.interval, "poll-interval", 0, "`time` between looks, instead of growing pauses")
	}
	if inv.verb.kind == spends && fs.Lookup("confirm-cost") == nil {
		fs.BoolVar(&inv.confirmCost, "confirm-cost", false, "agree to what it costs")
	}
	if resultHasSecret(inv.resultType()) || inv.isRaw() {
		fs.BoolVar(&inv.reveal, "show-secrets", false, "show passwords and keys in the result")
	}
}
