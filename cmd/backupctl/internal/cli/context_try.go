package cli

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// triedRow is a context that was tried.
type triedRow struct {
	Name, Service, Result string
	// Account is who signed in.
	Account string
	// Time is what signing in and one read took.
	Time   string
	Detail string
}

func (a *app) contextTry() *cobra.Command {
	return &cobra.Command{
		Use: "test [NAME...]", Short: "Sign in with contexts, and read something",
		Long: `Sign in with all contexts, or those that are named, and make one read with each.

With one context the exit code is that of its failure; with several it is 15 when
some fail, and that of the first failure when all do. "backupctl doctor" says more.`,
		Example: "  backupctl context test\n  backupctl context test work", DisableFlagsInUseLine: true,
		ValidArgsFunction: a.completeAllContexts,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := a.rowOptions(triedRow{})
			if err != nil {
				return err
			}
			contexts, err := a.chosenContexts(args)
			if err != nil {
				return err
			}
			var rows []triedRow
			var first error
			failed := 0
			for _, c := range contexts {
				row, err := a.tryContext(cmd.Context(), c)
				if cmd.Context().Err() != nil {
					return cmd.Context().Err()
				}
				if rows = append(rows, row); err != nil {
					failed++
					if first == nil {
						first = err
					}
				}
			}
			if err := a.showRows(rows, o); err != nil {
				return err
			}
			switch {
			case failed == 0:
				return nil
			case failed < len(rows):
				return &problems.ReportedError{Err: &problems.PartialError{}}
			}
			return first
		},
	}
}

// tryContext signs in with a context, as it is in the file.
func (a *app) tryContext(ctx context.Context, c config.Context) (triedRow, error) {
	row := triedRow{Name: c.Name, Service: c.Service, Result: "failed"}
	start := time.Now()
	who, err := a.signIn(ctx, c)
	row.Time = time.Since(start).Round(time.Millisecond).String()
	if err != nil {
		row.Detail = err.Error()
		return row, err
	}
	row.Result, row.Account = "ok", who
	return row, nil
}

// signIn signs in with a context, which need not be in the file, and says who that
// is.
func (a *app) signIn(ctx context.Context, c config.Context) (string, error) {
	i := slices.IndexFunc(services(), func(s *service) bool { return s.name == c.Service })
	if i < 0 {
		return "", c.Check()
	}
	s, client, err := a.openAlone(ctx, c, services()[i], nil)
	defer s.done()
	if err != nil {
		return "", err
	}
	s.guard.Allow(readsOnly)
	return whoami(ctx, client)
}
