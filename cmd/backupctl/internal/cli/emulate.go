package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
)

const emulateLong = `Serve the fakes of the three services on one port until interrupted, and print
their addresses and the credentials to use, as a table or with -o json. Nothing
leaves this machine.

State is in memory, unless --state names a file for it. One emulator at a time
uses such a file; scenario, cloud and pace stay as it was begun, and a file of
another version is left as it is.

--quirk switches on what real services do and documents do not say. A recording
that verify --record has made is a scenario too: what was read then is responded
again, and everything else by the fakes.

CBR and IAM are at the root of the port, so that clients of the vendor and of
OpenStack need nothing but an endpoint. --env-file writes the variables that
they and this library read.`

const emulateExample = `  backupctl emulate
  backupctl emulate --addr 127.0.0.1:9090 -o json
  backupctl emulate --env-file fakes.env
  backupctl emulate --scenario large --cloud otc
  backupctl emulate --state fakes.json
  backupctl emulate --quirk cbr:nulls,zomro:bare-texts
  backupctl emulate --work-time 1m`

func newEmulate() *cobra.Command {
	var o emulator.Options
	var envFile string
	var work time.Duration
	cmd := &cobra.Command{
		Use:     "emulate",
		Short:   "Serve fakes of all three services on a local port",
		Long:    emulateLong,
		Example: emulateExample,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			format, err := cmd.Flags().GetString("output")
			switch {
			case err != nil:
				return err
			case format != "" && format != "table" && format != "json":
				return usagef("emulate prints a table or json, not %s", format)
			case work < 0:
				return usagef("--work-time must not be negative")
			}
			if info, err := os.Stat(o.Scenario); err == nil && info.IsDir() {
				o.Scenario, o.Recording = "", o.Scenario
			}
			o.Pace = emulator.Pace{Saving: work, Checkpoint: work, Restore: work, Deletion: work / 2}
			e, err := emulator.Start(cmd.Context(), o)
			if err != nil {
				return err
			}
			if err := announce(cmd, e, format, envFile); err != nil {
				return errors.Join(err, e.Close())
			}
			select {
			case <-e.Ended(): // Close tells why
			case <-cmd.Context().Done():
			}
			fmt.Fprintln(cmd.ErrOrStderr(), "stopped")
			return e.Close()
		},
	}
	cmd.Flags().StringVar(&o.Addr, "addr", "127.0.0.1:8099", "`host:port` to listen on; port 0 takes a free one")
	cmd.Flags().StringVar(&envFile, "env-file", "", "write the settings as variables to a `file`, NAME=value")
	cmd.Flags().StringVar(&o.Scenario, "scenario", "", "what the accounts hold at first: "+strings.Join(emulator.Scenarios(), ", ")+" (default small), or the folder of a recording by verify --record")
	cmd.Flags().StringVar(&o.Cloud, "cloud", "", "`cloud` that CBR is to be like: "+strings.Join(emulator.Clouds(), ", "))
	cmd.Flags().StringVar(&o.State, "state", "", "keep the state in a `file` between runs")
	cmd.Flags().StringSliceVar(&o.Quirks, "quirk", nil, "switch an oddity of real services on, by its `name`, such as cbr:nulls; repeatable")
	completeValues(cmd, "quirk", emulator.Quirks()...)
	completeValues(cmd, "scenario", emulator.Scenarios()...)
	completeValues(cmd, "cloud", emulator.Clouds()...)
	cmd.Flags().DurationVar(&work, "work-time", 5*time.Second, "how long a backup, checkpoint or restore takes")
	return cmd
}

// announce says how to reach the fakes.
func announce(cmd *cobra.Command, e *emulator.Emulator, format, envFile string) error {
	if envFile != "" {
		if err := e.WriteEnv(envFile); err != nil {
			return err
		}
	}
	if format == "json" {
		return e.PrintJSON(cmd.OutOrStdout())
	}
	e.Print(cmd.OutOrStdout())
	return nil
}
