package cli

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
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
				return problems.Usagef("--work-time must not be negative")
			}
			e, err := startEmulator(cmd.Context(), addr, pace{saving: work, checkpoint: work, restore: work, deletion: work / 2})
			if err != nil {
				return err
			}
			e.print(cmd.OutOrStdout())
			select {
			case <-e.serving.Ended(): // close tells why
			case <-cmd.Context().Done():
			}
			fmt.Fprintln(cmd.ErrOrStderr(), "stopped")
			return e.close()
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8099", "`host:port` to listen on; port 0 takes a free one")
	cmd.Flags().DurationVar(&work, "work-time", 5*time.Second, "how long a backup, checkpoint or restore takes")
	return cmd
}

// print shows how to reach each fake.
func (e *emulator) print(w io.Writer) {
	account := e.cbr.Account()
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(tableStyle())
	t.AppendHeader(table.Row{"service", "setting", "value"})
	for i, group := range [][]table.Row{
		{
			{"cloutility", "base URL", e.url + cloutilityPath},
			{"", "client id", e.cloutility.ClientID()},
			{"", "origin", e.cloutility.Origin()},
			{"", "username", e.cloutility.Username()},
			{"", "password", e.cloutility.Password()},
			{"", "home unit", strconv.FormatInt(cloutilitytest.HomeUnit, 10)},
		}, {
			{"zomro", "base URL", e.url + zomroPath},
			{"", "username", zomrotest.Username},
			{"", "password", zomrotest.Password},
			{"", "instance", strconv.FormatInt(zomrotest.InstanceID, 10)},
		}, {
			{"cbr", "base URL", e.url + cbrPath},
			{"", "IAM URL", e.url + iamPath},
			{"", "domain", account.Domain},
			{"", "user", account.User},
			{"", "password", account.Password},
			{"", "project name", account.ProjectName},
		},
	} {
		if i > 0 {
			t.AppendSeparator()
		}
		t.AppendRows(group)
	}
	t.Render()
	fmt.Fprintf(w, "Three commands to begin with:\n\n  backupctl context create lab --service zomro --url %s --insecure-http --username %s --password-command 'echo %s' --instance %d\n  backupctl zomro backup create --wait\n  backupctl zomro backup list\n\n", e.url+zomroPath, zomrotest.Username, zomrotest.Password, zomrotest.InstanceID)
	fmt.Fprintln(w, "These credentials work here and nowhere else. The addresses are plain http: clients need backup.WithInsecureHTTP(). Ctrl-C stops.")
}
