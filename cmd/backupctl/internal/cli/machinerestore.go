package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro"
)

const restoreLong = `Restore a machine by its name or id, at whichever service it is, from its newest
good backup, from the one with the id of --backup, or from the newest one that
was made until --at. What is on its disks is overwritten: the plan is told, and
somebody has to agree.

--to names another machine of the same account to restore to; the first one is
not touched then. A server of CBR takes the disks of another one in their order,
if it has as many and none is smaller; it need not be in a vault. An instance of
Zomro has to be in the same region, with a disk and memory that are large enough.`

func (a *app) newRestore() *cobra.Command {
	var id, at, to string
	var wait waitFlags
	cmd := &cobra.Command{
		Use: "restore MACHINE", Short: "Restore a machine, at whichever service", Long: restoreLong,
		Example:               "  backupctl restore web-1 --dry-run\n  backupctl restore web-1 --at 2026-11-29\n  backupctl restore web-1 --backup 7310444 --to web-2 --yes",
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			switch {
			case len(args) != 1:
				return usagef("one argument is needed: the name or id of a machine")
			case id != "" && at != "":
				return usagef("--backup and --at exclude each other")
			}
			until, err := parseUntil(at)
			if err != nil {
				return err
			}
			return a.onMachine(ctx, args[0], true, func(m *machine) error {
				if m.unit != 0 {
					return errPortal(m, "restore", "restore on the machine, with dsmc restore for instance")
				}
				target := m
				if to != "" {
					if target, err = a.target(ctx, m, to); err != nil {
						return fmt.Errorf("--to: %w", err)
					}
				}
				b, err := m.choose(ctx, id, until)
				if err != nil {
					return err
				}
				return a.restore(ctx, m, target, b, &wait)
			})
		},
	}
	fs := cmd.Flags()
	fs.StringVar(&id, "backup", "", "`id` of the backup; backupctl backups MACHINE lists them")
	fs.StringVar(&at, "at", "", "the newest backup until this `time`: 2026-11-29, 2026-11-29 14:00, or RFC 3339")
	fs.StringVar(&to, "to", "", "name or id of another `machine` to restore to")
	wait.add(cmd)
	return cmd
}

// target finds the machine to restore to, in the account of another one. At CBR it
// need not be in a vault: a new server is in none yet.
func (a *app) target(ctx context.Context, m *machine, text string) (*machine, error) {
	s := (&fleet{app: a, members: []*member{m.member}}).find(ctx, text)
	if client, ok := m.member.client.(*cbr.Client); ok && len(s.found) == 0 && len(s.gaps) == 0 {
		kind, ok := map[string]cbr.ProtectableType{"server": cbr.ProtectableTypeServer, "disk": cbr.ProtectableTypeDisk, "file system": cbr.ProtectableTypeTurbo}[m.kind]
		if ok {
			for p, err := range client.Protectables.All(ctx, kind, cbr.ListProtectablesInput{}) {
				if err != nil {
					return nil, err
				}
				s.note(&machine{member: m.member, kind: wordOf(p.Type), id: p.ID, name: p.Name, place: "no vault", typ: p.Type}, text)
			}
			s.settle(text)
		}
	}
	return a.one(s, text, true)
}

// parseUntil reads a time; a day means its end. Without a zone it is that of this
// machine.
func parseUntil(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return t, nil
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, text, time.Local); err == nil {
		return t.AddDate(0, 0, 1).Add(-time.Nanosecond), nil
	}
	return time.Time{}, usagef("--at %q is not a time such as 2026-11-29, 2026-11-29 14:00 or 2026-11-29T14:00:00Z", text)
}

// choose finds the backup that is meant.
func (m *machine) choose(ctx context.Context, id string, until time.Time) (*machineBackup, error) {
	all, err := m.backups(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		b := &all[i]
		switch {
		case id != "" && b.ID != id:
		case id != "" && !b.Good:
			return nil, fmt.Errorf("backup %s of %s is %s: %w", id, m.name, b.Status, backup.ErrConflict)
		case id == "" && (!b.Good || !until.IsZero() && b.Created.After(until)):
		default:
			return b, nil
		}
	}
	what := "no good backup"
	switch {
	case id != "":
		what = "no backup " + id
	case !until.IsZero():
		what += " from before " + until.Format(time.DateTime)
	}
	return nil, &problems.HintError{Err: fmt.Errorf("%s has %s: %w", m.name, what, backup.ErrNotFound), Hint: "`backupctl backups " + quote(m.name) + "` lists them"}
}

// restore tells the plan, asks, and waits.
func (a *app) restore(ctx context.Context, m, target *machine, b *machineBackup, wait *waitFlags) error {
	in, err := m.mapping(ctx, target, b)
	if err != nil {
		return err
	}
	err = toFirstWrite(ctx, func(ctx context.Context) error {
		_, err := target.writeBack(ctx, b, in, nil)
		return err
	})
	if err != nil {
		return err
	}
	plan := fmt.Sprintf("overwrite the disks of %s with backup %s (%s) of %s, made %s", target, b.ID, b.Name, m.name, b.Created.Local().Format("2006-01-02 15:04 MST"))
	if err := a.agree(ctx, plan); err != nil || a.global.dryRun {
		return err
	}
	m.member.agreed()
	display := a.display("restore of " + target.name)
	waiting, err := target.writeBack(ctx, b, in, wait.options(display))
	if err != nil {
		display.End()
		if waiting != "" {
			return stillRunning(ctx, err, m.member.session.line(waiting))
		}
		return err
	}
	display.Done("done")
	return nil
}

// writeBack restores and waits; it returns how to go on waiting.
func (m *machine) writeBack(ctx context.Context, b *machineBackup, in cbr.RestoreBackupInput, opts []backup.WaitOption) (waiting string, err error) {
	switch client := m.member.client.(type) {
	case *cbr.Client:
		job, err := client.Backups.Restore(ctx, b.ID, in)
		if err != nil {
			return "", err
		}
		waiting = "cbr task wait " + job.JobID
		if job.JobID == "" {
			waiting = "cbr backup get " + b.ID
		}
		return waiting, client.Backups.WaitRestored(ctx, b.ID, job.JobID, opts...)
	case *zomro.Client:
		id, err := strconv.ParseInt(b.ID, 10, 64)
		if err != nil {
			return "", err
		}
		if err := client.Backups.Restore(ctx, m.number, id, zomro.RestoreBackupInput{}); err != nil {
			return "", err
		}
		_, err = client.Instances.WaitSteady(ctx, m.number, opts...)
		return "zomro instance wait " + m.id, err
	}
	return "", fmt.Errorf("%s: nothing restores it", m)
}

// mapping says which disk of a backup goes where, for those services that need it.
func (m *machine) mapping(ctx context.Context, target *machine, b *machineBackup) (cbr.RestoreBackupInput, error) {
	client, ok := m.member.client.(*cbr.Client)
	if !ok {
		return cbr.RestoreBackupInput{}, nil
	}
	if target.kind != m.kind {
		return cbr.RestoreBackupInput{}, usagef("a backup of a %s cannot be restored to a %s", m.kind, target.kind)
	}
	switch m.kind {
	case "disk":
		return cbr.RestoreBackupInput{VolumeID: target.id}, nil
	case "server":
	default:
		return cbr.RestoreBackupInput{ResourceID: target.id}, nil
	}
	in := cbr.RestoreBackupInput{ServerID: target.id}
	disks := slices.Clone(b.children)
	if target.id == m.id {
		for _, d := range disks {
			in.Mappings = append(in.Mappings, cbr.RestoreMapping{BackupID: d.ID, VolumeID: d.ResourceID})
		}
		return in, nil
	}
	there, err := client.Protectables.Get(ctx, cbr.ProtectableTypeServer, target.id)
	if err != nil {
		return in, fmt.Errorf("the disks of %s: %w", target.name, err)
	}
	if len(there.Children) != len(disks) {
		return in, diskError(fmt.Sprintf("%s has %d disks, and the backup %d", target.name, len(there.Children), len(disks)))
	}
	for i, raw := range there.Children {
		var volume struct {
			ID   string `json:"id"`
			Size int64  `json:"size"`
		}
		if err := raw.Decode(&volume); err != nil || volume.ID == "" {
			return in, diskError("the service does not tell the disks of " + target.name)
		}
		if volume.Size < disks[i].ResourceSizeGB.Value {
			return in, diskError(fmt.Sprintf("disk %d of %s has %d GB, and that of the backup %d GB", i+1, target.name, volume.Size, disks[i].ResourceSizeGB.Value))
		}
		in.Mappings = append(in.Mappings, cbr.RestoreMapping{BackupID: disks[i].ID, VolumeID: volume.ID})
	}
	return in, nil
}

func diskError(text string) error {
	return &problems.HintError{Err: errors.New(text), Hint: "`backupctl cbr backup restore` takes a mapping of your own"}
}
