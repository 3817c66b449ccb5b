package cli

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/zomro"
)

// machineBackup is a backup as all services can tell it.
type machineBackup struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Name    string    `json:"name"`
	Good    bool      `json:"good"`
	Status  string    `json:"status"`
	SizeGB  int64     `json:"size_gb"`
	Kind    string    `json:"kind"`
	Place   string    `json:"place"`

	children []cbr.Backup
}

const backupsLong = `List the backups of a machine by its name or id, at whichever service it is, the
newest first. Of a node of Cloutility these are its file spaces, each with the
end of its last backup: the backup server keeps versions of files, not backups of
machines.`

func (a *app) newBackups() *cobra.Command {
	return &cobra.Command{
		Use: "backups MACHINE", Short: "List the backups of a machine, at whichever service", Long: backupsLong,
		Example:               "  backupctl backups web-1\n  backupctl backups web-1 -o json",
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("one argument is needed: the name or id of a machine")
			}
			o, err := a.options()
			if err != nil {
				return err
			}
			o.Known, o.All = output.Known(reflect.TypeFor[machineBackup]()), output.TypeColumns(reflect.TypeFor[machineBackup]())
			o.Defaults = o.All
			if err := o.Check(); err != nil {
				return err
			}
			return a.onMachine(cmd.Context(), args[0], false, func(m *machine) error {
				all, err := m.backups(cmd.Context())
				if err != nil {
					return err
				}
				tree, err := output.Tree(all, false)
				if err != nil {
					return err
				}
				return a.show(tree, o)
			})
		},
	}
}

// backups are those of a machine, the newest first.
func (m *machine) backups(ctx context.Context) ([]machineBackup, error) {
	out := []machineBackup{}
	switch client := m.member.client.(type) {
	case *cbr.Client:
		for b, err := range client.Backups.All(ctx, cbr.ListBackupsInput{ResourceID: m.id}) {
			if err != nil {
				return nil, err
			}
			if b.ParentID != "" || b.ResourceID != m.id {
				continue
			}
			at := b.ProtectedAt.Time
			if at.IsZero() {
				at = b.CreatedAt.Time
			}
			kind := "full"
			if b.Incremental.Value {
				kind = "incremental"
			}
			out = append(out, machineBackup{
				ID: b.ID, Created: at, Name: b.Name, Good: b.Status == cbr.BackupStatusAvailable, Status: string(b.Status),
				SizeGB: b.ResourceSizeGB.Value, Kind: kind, Place: m.place, children: b.Children,
			})
		}
	case *zomro.Client:
		for b, err := range client.Backups.All(ctx, m.number, zomro.ListBackupsInput{}) {
			if err != nil {
				return nil, err
			}
			at := b.CreateDate // a day: only Get knows the time
			if details, err := client.Backups.Get(ctx, b.ID); err == nil && !details.Created.IsZero() {
				at = details.Created
			} else if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			out = append(out, machineBackup{
				ID: strconv.FormatInt(b.ID, 10), Created: at, Name: b.Name, Good: b.Status.Good(), Status: string(b.Status), SizeGB: b.SizeGB, Kind: string(b.Type), Place: b.Region,
			})
		}
	case *cloutility.Client:
		for f, err := range client.Nodes.AllFilespaces(ctx, m.unit, m.number, cloutility.ListFilespacesInput{Sync: new(true)}) {
			if err != nil {
				return nil, err
			}
			out = append(out, machineBackup{
				ID: strconv.FormatInt(f.ID, 10), Created: f.LastBackupEnd.Time, Name: f.Name, Good: !f.LastBackupEnd.IsZero(), Kind: "file space " + f.Type, Place: m.place,
			})
		}
	default:
		return nil, fmt.Errorf("%s: nothing tells its backups", m)
	}
	slices.SortStableFunc(out, func(a, b machineBackup) int { return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(b.ID, a.ID)) })
	return out, nil
}
