package cli

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/progress"
	"github.com/backup-sdk/backup-go/zomro"
)

const backupLong = `Back up a machine by its name or id, at whichever service it is: say what was
found and what will be done, ask, and wait with progress until the backup is
there. A name that several machines have is an error that
lists them.

Nodes of Cloutility back themselves up: its API starts nothing on them.`

func (a *app) newBackup() *cobra.Command {
	var name string
	var wait waitFlags
	cmd := &cobra.Command{
		Use: "backup MACHINE", Short: "Back up a machine, at whichever service", Long: backupLong,
		Example:               "  backupctl backup web-1\n  backupctl backup web-1 --yes --name before-upgrade\n  backupctl backup web-1 --dry-run",
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("one argument is needed: the name or id of a machine")
			}
			return a.onMachine(cmd.Context(), args[0], true, func(m *machine) error {
				if name == "" {
					name = "backupctl-" + time.Now().UTC().Format("20060102-150405")
				}
				return a.backUp(cmd.Context(), m, name, &wait)
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "`name` of the backup (default backupctl- and the time)")
	wait.add(cmd)
	return cmd
}

// waitFlags say how to wait.
type waitFlags struct{ timeout, interval time.Duration }

func (w *waitFlags) add(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&w.timeout, "timeout", 0, "longest `time` to wait")
	cmd.Flags().DurationVar(&w.interval, "poll-interval", 0, "`time` between looks, instead of growing pauses")
}

func (w *waitFlags) options(display *progress.Display) []backup.WaitOption {
	out := []backup.WaitOption{backup.WithProgress(display.Tell)}
	if w.timeout > 0 {
		out = append(out, backup.WithWaitTimeout(w.timeout))
	}
	if w.interval > 0 {
		out = append(out, backup.WithPollDelay(min(w.interval, time.Second)), backup.WithPollInterval(w.interval, w.interval))
	}
	return out
}

// backUp makes a backup and waits for it.
func (a *app) backUp(ctx context.Context, m *machine, name string, wait *waitFlags) error {
	var plan string
	switch m.member.client.(type) {
	case *cbr.Client:
		plan = fmt.Sprintf("back up %s of %s, and nothing else of that vault, as %s", m.kind+" "+m.name, m.place, name)
	case *zomro.Client:
		plan = fmt.Sprintf("back up the disk of instance %s as %s; it is billed by the day for as long as it is kept", m.name, name)
	default:
		return errPortal(m, "start a backup", "start it on the machine, with dsmc incremental for instance; its schedule does it as well")
	}
	err := toFirstWrite(ctx, func(ctx context.Context) error {
		_, _, err := m.create(ctx, name, nil)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.agree(ctx, plan); err != nil || a.global.dryRun {
		return err
	}
	m.member.agreed()
	display := a.display("backup of " + m.name)
	made, waiting, err := m.create(ctx, name, wait.options(display))
	if err != nil {
		display.End()
		if waiting != "" {
			return stillRunning(ctx, err, m.member.session.line(waiting))
		}
		return err
	}
	display.Done("done")
	return a.print(made + "\n")
}

// create makes the backup and returns its id, or how to go on waiting for it.
func (m *machine) create(ctx context.Context, name string, opts []backup.WaitOption) (id, waiting string, err error) {
	switch client := m.member.client.(type) {
	case *cbr.Client:
		c, err := client.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: m.vault, Parameters: cbr.CheckpointParameters{
			Name: name, Resources: []string{m.id}, ResourceDetails: []cbr.Resource{{ID: m.id, Type: m.typ}},
		}})
		if err != nil {
			return "", "", err
		}
		if _, err = client.Checkpoints.Wait(ctx, c.ID, opts...); err != nil {
			return "", "cbr checkpoint wait " + c.ID, err
		}
		for b, err := range client.Backups.All(ctx, cbr.ListBackupsInput{CheckpointID: c.ID}) {
			if err == nil && b.ResourceID == m.id && b.ParentID == "" {
				return b.ID, "", nil
			}
		}
		return c.ID, "", nil // the work is done, whoever reads the list
	case *zomro.Client:
		b, err := client.Backups.Create(ctx, m.number, zomro.CreateBackupInput{Name: name}, opts...)
		if err != nil {
			return "", "", err
		}
		id := strconv.FormatInt(b.ID, 10)
		_, err = client.Backups.WaitActive(ctx, b.ID, opts...)
		return id, "zomro backup wait " + id, err
	}
	return "", "", fmt.Errorf("%s: nothing backs it up", m)
}

// toFirstWrite goes as far as reading goes: what cannot be done is told before anybody
// is asked, and a dry run tells it too.
func toFirstWrite(ctx context.Context, call func(context.Context) error) error {
	trial, r := guard.Rehearse(ctx)
	defer r.End()
	err := call(trial)
	if r.Stopped() != nil {
		return ctx.Err()
	}
	return err
}

// agree tells a plan and asks, unless --yes has agreed; a dry run ends here.
func (a *app) agree(ctx context.Context, plan string) error {
	if a.global.dryRun {
		return a.print("would " + plan + "\n")
	}
	if a.global.yes {
		a.sayf("will %s", plan)
		return nil
	}
	return a.ask(ctx, "This will "+plan)
}
