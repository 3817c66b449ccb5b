package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
	"github.com/backup-sdk/backup-go/protection"
)

const statusLong = `Show what is protected, how old its newest backup is and whether it is good, over
all contexts or those that are named: servers, disks, file systems, desktops,
instances and nodes, those that nothing protects included. The worst come first.

A machine is

  unprotected      nothing makes backups of it
  never            it should be backed up and never was
  old              its newest good backup is older than twice the expected
                   interval, than --max-age, or without a schedule than 48 hours
  failed           the last attempt failed, the good backup is not too old yet
  doubt            something is not as it should be, or could not be asked
  good             all is as it should be

What could not be asked is told, hides nothing else, and makes the exit code 15.`

const statusExample = `  backupctl status
  backupctl status prod shop --max-age 26h --only unprotected,never,old
  backupctl status --group account --watch 5m
  backupctl status -o json`

// survey is what commands over all accounts have in common: their flags, and a
// collection.
type survey struct {
	app         *app
	policy      protection.Policy
	concurrency int
	perSecond   float64
}

// flags are those that say what is expected, and how much may be asked at once.
func (s *survey) flags(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.Var((*period)(&s.policy.MaxAge), "max-age", "`age` from which the newest backup is too old, such as 26h or 3d; else twice the expected interval")
	s.policy.NoSchedule = 48 * time.Hour //nolint:mnd // the flag's default
	fs.Var((*period)(&s.policy.NoSchedule), "no-schedule-age", "the same `age` for what has no schedule")
	fs.Int64Var(&s.policy.MinBackups, "min-backups", 0, "least `number` of good backups")
	fs.Var((*period)(&s.policy.MinRetention), "min-retention", "shortest `time` that backups must be kept, such as 7d")
	fs.BoolVar(&s.policy.OffSite, "off-site", false, "a copy in another place is expected")
	fs.BoolVar(&s.policy.Lock, "locked", false, "backups are expected to be locked")
	fs.IntVar(&s.concurrency, "concurrency", 0, "`number` of requests to one account at once (default 8)")
	fs.Float64Var(&s.perSecond, "rate", 0, "`number` of requests to one account in a second (default 100)")
	cmd.ValidArgsFunction = s.app.completeAllContexts
}

func (s *survey) check() error {
	g := &s.app.global
	switch {
	case s.concurrency < 0 || s.perSecond < 0 || s.policy.MinBackups < 0:
		return usagef("--concurrency, --rate and --min-backups must not be negative")
	case len(g.columns) > 0 || len(g.sort) > 0 || len(g.filters) > 0 || g.query != "":
		return usagef("--columns, --sort, --filter and --query are not for this command; -o json has everything")
	}
	return nil
}

// take collects once, with progress on standard error.
func (s *survey) take(ctx context.Context, f *fleet) *status.Snapshot {
	a := s.app
	display := a.display("asking")
	defer display.End()
	live := isTerminal(a.Stderr)
	state := make(map[protection.Account]protection.Progress)
	c := s.collector()
	c.Progress = func(p protection.Progress) {
		state[p.Account] = p
		if live { // elsewhere each change would be a line
			display.Note(progressWords(state))
		}
	}
	return status.Take(ctx, c, s.policy, f.sources())
}

func (s *survey) collector() protection.Collector {
	return protection.Collector{Concurrency: s.concurrency, PerSecond: s.perSecond}
}

// progressWords are the sums over all accounts.
func progressWords(state map[protection.Account]protection.Progress) string {
	var rows, things, done int
	for _, p := range state {
		rows += p.Rows
		things += max(p.Things, p.Rows)
		if p.Done {
			done++
		}
	}
	return fmt.Sprintf("%d of %d machines, %d of %d accounts done", rows, things, done, len(state))
}

func (a *app) newStatus() *cobra.Command {
	s := &survey{app: a}
	var only []string
	var group string
	var every period
	cmd := &cobra.Command{
		Use: "status [CONTEXT...]", Short: "What is protected, how old and how good, over all accounts", Long: statusLong, Example: statusExample,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			states, err := status.ParseStates(only)
			if err != nil {
				return usagef("--only: %w", err)
			}
			show, err := s.format(group)
			if err != nil {
				return err
			}
			f, err := a.openFleet(cmd.Context(), args)
			if err != nil {
				return err
			}
			defer f.close()
			for {
				snapshot := s.take(cmd.Context(), f)
				if err := cmd.Context().Err(); err != nil {
					return err
				}
				partial := snapshot.Partial()
				if err := show(snapshot.Only(states), every > 0); err != nil {
					return err
				}
				switch {
				case every > 0:
					if err := pause(cmd.Context(), time.Duration(every)); err != nil {
						return err
					}
				case partial:
					return &problems.ReportedError{Err: &problems.PartialError{}} // the table has told why
				default:
					return nil
				}
			}
		},
	}
	s.flags(cmd)
	fs := cmd.Flags()
	fs.StringSliceVar(&only, "only", nil, "show these `states` only, such as unprotected,old")
	fs.StringVar(&group, "group", "", "`what` to group machines by: "+strings.Join(status.Groups(), ", "))
	fs.Var(&every, "watch", "show it again and again, with this `pause`, such as 1m")
	var words []string
	for _, state := range protection.States() {
		words = append(words, string(state))
	}
	completeValues(cmd, "only", words...)
	completeValues(cmd, "group", status.Groups()...)
	return cmd
}

// format finds out how to show a snapshot, before anything is asked.
func (s *survey) format(group string) (func(*status.Snapshot, bool) error, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if group != "" && !slices.Contains(status.Groups(), group) {
		return nil, usagef("--group %q is not one of %s", group, strings.Join(status.Groups(), ", "))
	}
	a := s.app
	o, err := a.options()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(status.Formats(), o.Format) {
		return nil, usagef("--output %q is not one of %s for this command", o.Format, strings.Join(status.Formats(), ", "))
	}
	return func(snapshot *status.Snapshot, again bool) error {
		var b bytes.Buffer
		if again && o.Format == "table" {
			if isTerminal(a.Stdout) {
				b.WriteString("\x1b[H\x1b[2J\x1b[3J")
			}
			fmt.Fprintf(&b, "%s\n\n", snapshot.At.Format(time.DateTime))
		}
		var err error
		switch o.Format {
		case "json":
			err = snapshot.JSON(&b)
		case "jsonl":
			err = snapshot.JSONLines(&b)
		case "csv":
			err = snapshot.CSV(&b, !o.NoHeaders)
			for _, gap := range snapshot.Gaps { // CSV has no place for them
				fmt.Fprintf(a.Stderr, "could not ask %s: %s\n", gap.Account, gap.Reason)
			}
		default:
			err = snapshot.Table(&b, status.Style{Width: o.Width, Colour: o.Colour, NoHeaders: o.NoHeaders, Group: group})
			if again {
				b.WriteByte('\n')
			}
		}
		if err != nil {
			return err
		}
		return a.print(b.String())
	}, nil
}

// print writes a text that is fit for a terminal already, but for secrets.
func (a *app) print(text string) error {
	_, err := io.WriteString(quietWriter{a.Stdout}, a.known.Cut(text))
	if err != nil {
		return fmt.Errorf("the result cannot be written: %w", err)
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
