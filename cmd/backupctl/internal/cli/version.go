package cli

import (
	"runtime"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

func (a *app) newVersion() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Show the version of this program", Args: noArgs,
		Example: "  backupctl version\n  backupctl version -o json",
		RunE: func(*cobra.Command, []string) error {
			o, err := a.options()
			if err != nil {
				return err
			}
			if err := o.Check(); err != nil {
				return err
			}
			if o.Format == "table" && o.Query == "" {
				return a.show("backupctl "+backup.Version, o)
			}
			v := output.NewObject()
			v.Set("version", backup.Version)
			v.Set("go", runtime.Version())
			v.Set("platform", runtime.GOOS+"/"+runtime.GOARCH)
			return a.show(v, o)
		},
	}
}
