package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
)

const emulateLong = `Serve the fakes of the three services on one port until interrupted, and print
their base URLs and the credentials to use. All state is in memory; nothing
leaves this machine.`

const emulateExample = `  backupctl emulate
  backupctl emulate --addr 127.0.0.1:9090
  backupctl emulate --work-time 1m`

func newEmulate() *cobra.Command {
	var addr string
	var work time.Duration
	cmd := &cobra.Command{
		Use:     "emulate",
		Short:   "Serve fakes of all three services on a local port",
		Long:    emulateLong,
		Example: emulateExample,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if work < 0 {
				return usagef("--work-time must not be negative")
			}
			e, err := emulator.Start(cmd.Context(), addr, emulator.Pace{Saving: work, Checkpoint: work, Restore: work, Deletion: work / 2})
			if err != nil {
				return err
			}
			e.Print(cmd.OutOrStdout())
			select {
			case <-e.Ended(): // Close tells why
			case <-cmd.Context().Done():
			}
			fmt.Fprintln(cmd.ErrOrStderr(), "stopped")
			return e.Close()
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8099", "`host:port` to listen on; port 0 takes a free one")
	cmd.Flags().DurationVar(&work, "work-time", 5*time.Second, "how long a backup, checkpoint or restore takes")
	return cmd
}
