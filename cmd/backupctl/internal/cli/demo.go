package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/demo"
)

const demoLong = `Start fakes of the three services on a free port of this machine and do a day's
work on each through the public SDK, over real HTTP: sign in, enrol a machine at
Cloutility, back up a Zomro instance, and make and restore a CBR checkpoint.
There is nothing to configure and nothing leaves this machine.`

const demoExample = `  backupctl demo
  backupctl demo --json`

// demoLimit ends a demo that hangs.
const demoLimit = time.Minute

func (a *app) newDemo() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "demo",
		Short:   "Do a day's work on all three services, against built-in fakes",
		Long:    demoLong,
		Example: demoExample,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), demoLimit)
			defer cancel()
			if output, err := cmd.Flags().GetString("output"); err == nil && output == "json" {
				asJSON = true
			}
			o, out := demo.Options{JSON: asJSON, Terminal: isTerminal(a.Stdout)}, cmd.OutOrStdout()
			if o.Terminal {
				out = a.Stdout // lines are redrawn; what they say comes from this process, and is cleaned
			}
			return demo.Run(ctx, out, o)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document and nothing else")
	return cmd
}
