package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

const checkLong = `Check the backups of all contexts, or of those that are named, for Icinga, Nagios
and whatever understands their plug-ins: one line with performance data, and the
exit code

  0  OK        everything is good
  1  WARNING   a last attempt failed, or something is in doubt
  2  CRITICAL  something is unprotected, was never backed up, or is too old
  3  UNKNOWN   an account could not be asked, or there is nothing at all`

const checkExample = `  backupctl check
  backupctl check prod --max-age 26h --timeout 50s`

// newCheck is a monitoring plug-in: whatever happens is one line and a code of 0
// to 3.
func (a *app) newCheck() *cobra.Command {
	s := &survey{app: a}
	timeout := 50 * time.Second
	cmd := &cobra.Command{
		Use: "check [CONTEXT...]", Short: "Check all backups for Icinga and Nagios", Long: checkLong, Example: checkExample,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			code, line, err := s.checkOnce(cmd.Context(), args, timeout)
			if err != nil {
				code, line = status.CheckUnknown, "BACKUP UNKNOWN - "+terminal.Line(err.Error())
			}
			if err := a.print(line + "\n"); err != nil {
				return &problems.CodeError{Code: status.CheckUnknown, Err: err}
			}
			if code == status.CheckOK {
				return nil
			}
			return &problems.CodeError{Code: code}
		},
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		// Also a wrong command line is no reason for another code.
		return &problems.CodeError{Code: status.CheckUnknown, Err: flagError(cmd, err)}
	})
	s.flags(cmd)
	cmd.Flags().DurationVar(&timeout, "timeout", timeout, "longest `time` for everything; what has not been asked then is unknown")
	return cmd
}

func (s *survey) checkOnce(ctx context.Context, names []string, timeout time.Duration) (code int, line string, err error) {
	if err := s.check(); err != nil {
		return 0, "", err
	}
	s.app.global.quiet = true // one line is all
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no end after %v", timeout))
	defer cancel()
	f, err := s.app.openFleet(ctx, names)
	if err != nil {
		return 0, "", err
	}
	defer f.close()
	code, line = s.take(ctx, f).Check()
	return code, line, nil
}
