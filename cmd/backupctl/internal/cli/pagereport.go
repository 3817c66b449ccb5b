package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/report"
)

const reportLong = `Make a page about all backups, over all contexts or those that are named: totals,
machines by state, age and size, the last weeks, what is unprotected, the rule of
3-2-1, what could not be asked, and a table to sort and to search. It is one file
that needs nothing from outside; it can be mailed, archived and printed.`

const reportExample = `  backupctl report --html backups.html
  backupctl report prod --max-age 26h --html - > backups.html`

func (a *app) newReport() *cobra.Command {
	s := &survey{app: a}
	var file string
	cmd := &cobra.Command{
		Use: "report [CONTEXT...]", Short: "Make a page about all backups", Long: reportLong, Example: reportExample,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if file == "" {
				return usagef("--html is needed: the file to write, or - for standard output")
			}
			if err := s.check(); err != nil {
				return err
			}
			f, err := a.openFleet(cmd.Context(), args)
			if err != nil {
				return err
			}
			defer f.close()
			snapshot := s.take(cmd.Context(), f)
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			var b bytes.Buffer
			if err := report.Write(&b, snapshot, s.policy); err != nil {
				return err
			}
			page := a.known.Cut(b.String())
			if file == "-" {
				err = a.print(page)
			} else {
				err = replaceFile(a.inDir(file), []byte(page))
			}
			if err != nil {
				return err
			}
			for _, gap := range snapshot.Gaps {
				a.sayf("could not ask %s: %s", gap.Account, gap.Reason)
			}
			a.sayf("%s", snapshot.Summary())
			if snapshot.Partial() {
				return &problems.ReportedError{Err: &problems.PartialError{}}
			}
			return nil
		},
	}
	s.flags(cmd)
	cmd.Flags().StringVar(&file, "html", "", "`file` to write, - for standard output")
	return cmd
}

// replaceFile writes a file in one step: who reads the old one, for instance over
// a web server, never sees half of the new one. It is the user's alone, as it
// names all machines, unless there was one with other rights.
func replaceFile(path string, data []byte) error {
	mode := os.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() {
			return os.WriteFile(path, data, mode) // a pipe or a device
		}
		mode = info.Mode().Perm()
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name()) // the first error says more
	}
	return err
}
