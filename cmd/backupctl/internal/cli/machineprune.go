package cli

import (
	"context"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/zomro"
)

const pruneLong = `Delete the backups of a machine that no rule keeps, at whichever service it is. The
machine is named by its name or id; a name that several machines have is an error
that lists them. What would go and why is shown, and somebody has to agree; --dry-run
ends there.

A backup stays when one rule keeps it. Never deleted, and not counted, are backups
that are protected or locked, and those that are not whole. When one that was to stay
goes meanwhile, nothing further is deleted.

Nodes of Cloutility keep versions of files by the rules of their server: its API
deletes no backups.`

// keepFlags are the rules of a pruning, the same for all services.
type keepFlags struct {
	last, daily, weekly, monthly, yearly int
	within                               period
	kind, zone                           string
}

func (k *keepFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.IntVar(&k.last, "keep-last", 0, "keep so `many` of the newest backups")
	fs.IntVar(&k.daily, "keep-daily", 0, "keep the newest backup of each of the last so `many` days that have one")
	fs.IntVar(&k.weekly, "keep-weekly", 0, "keep the newest backup of each of the last so `many` weeks that have one; weeks begin on Monday")
	fs.IntVar(&k.monthly, "keep-monthly", 0, "keep the newest backup of each of the last so `many` months that have one")
	fs.IntVar(&k.yearly, "keep-yearly", 0, "keep the newest backup of each of the last so `many` years that have one")
	fs.Var(&k.within, "keep-within", "keep all backups that are no more than this `time` older than the newest, such as 30d or 6w")
	fs.StringVar(&k.kind, "type", "", "leave all backups of the other `type` alone: manual, auto")
	fs.StringVar(&k.zone, "time-zone", "", "`zone` in which days begin at CBR, such as Europe/Berlin (default UTC); Zomro tells days")
	completeValues(cmd, "type", "manual", "auto")
}

func (k *keepFlags) cbr() cbr.PruneBackupsInput {
	return cbr.PruneBackupsInput{
		KeepLast: k.last, KeepDaily: k.daily, KeepWeekly: k.weekly, KeepMonthly: k.monthly, KeepYearly: k.yearly,
		KeepWithin: time.Duration(k.within), Type: cbr.BackupType(k.kind), TimeZone: k.zone,
	}
}

func (k *keepFlags) zomro() zomro.PruneBackupsInput {
	return zomro.PruneBackupsInput{
		KeepLast: k.last, KeepDaily: k.daily, KeepWeekly: k.weekly, KeepMonthly: k.monthly, KeepYearly: k.yearly,
		KeepWithin: time.Duration(k.within), Type: zomro.BackupType(k.kind),
	}
}

// check finds rules that no service would take, before any is asked.
func (k *keepFlags) check() error {
	switch {
	case min(k.last, k.daily, k.weekly, k.monthly, k.yearly) < 0:
		return usagef("what to keep must not be negative")
	case max(k.last, k.daily, k.weekly, k.monthly, k.yearly) == 0 && k.within == 0:
		return usagef("say what to keep, --keep-last 3 for instance: without any rule everything would be deleted")
	case k.kind != "" && k.kind != string(cbr.BackupManual) && k.kind != string(cbr.BackupAuto):
		return usagef("--type %q is not manual or auto", k.kind)
	}
	if _, err := time.LoadLocation(k.zone); err != nil {
		return usagef("--time-zone: %w", err)
	}
	return nil
}

func (a *app) newPrune() *cobra.Command {
	var keep keepFlags
	cmd := &cobra.Command{
		Use: "prune MACHINE", Short: "Delete the backups of a machine that no rule keeps, at whichever service", Long: pruneLong,
		Example:               "  backupctl prune web-1 --keep-last 3 --dry-run\n  backupctl prune web-1 --keep-daily 7 --keep-weekly 4 --keep-monthly 12\n  backupctl prune web-1 --keep-within 30d --yes",
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("one argument is needed: the name or id of a machine")
			}
			if err := keep.check(); err != nil {
				return err
			}
			o, err := a.options()
			if err != nil {
				return err
			}
			o.Known, o.All = output.Known(reflect.TypeFor[prunedBackup]()), output.TypeColumns(reflect.TypeFor[prunedBackup]())
			o.Defaults = []string{"action", "id", "name", "created", "type", "reason"}
			if err := o.Check(); err != nil {
				return err
			}
			return a.onMachine(cmd.Context(), args[0], true, func(m *machine) error {
				return a.prune(cmd.Context(), m, &keep, o)
			})
		},
	}
	keep.add(cmd)
	return cmd
}

// pruning is a plan for a machine.
type pruning struct {
	text              string // the plan as a table
	deletions, others int
	// execute carries it out, or tells it when it is dry.
	execute func(ctx context.Context, dry bool) ([]prunedBackup, error)
}

// prune plans, tells, asks and deletes.
func (a *app) prune(ctx context.Context, m *machine, keep *keepFlags, o output.Options) error {
	plan, err := m.planPrune(ctx, keep)
	if err != nil {
		return err
	}
	if plan.deletions == 0 || a.global.dryRun {
		return a.showPruned(ctx, plan, true, o)
	}
	if !a.global.yes && isTerminal(a.Stdin) {
		a.sayf("%s", plan.text)
	}
	backups := "backups"
	if plan.deletions == 1 {
		backups = "backup"
	}
	what := fmt.Sprintf("delete %d %s of %s and keep %d", plan.deletions, backups, m.kind+" "+m.name, plan.others)
	if err := a.agree(ctx, what); err != nil {
		return err
	}
	m.member.agreed()
	display := a.display("pruning " + m.name)
	defer display.End()
	return a.showPruned(context.WithValue(ctx, displayKey{}, display), plan, false, o)
}

func (a *app) showPruned(ctx context.Context, plan *pruning, dry bool, o output.Options) error {
	rows, err := plan.execute(ctx, dry)
	tree, treeErr := output.Tree(rows, false)
	if treeErr != nil {
		return treeErr
	}
	if showErr := a.show(tree, o); showErr != nil && err == nil {
		err = showErr
	}
	return err
}

// planPrune plans for a machine.
func (m *machine) planPrune(ctx context.Context, keep *keepFlags) (*pruning, error) {
	switch client := m.member.client.(type) {
	case *cbr.Client:
		plan, err := client.Backups.PlanPrune(ctx, m.id, keep.cbr())
		if err != nil {
			return nil, err
		}
		n := len(plan.Deletions())
		return &pruning{plan.String(), n, len(plan.Steps) - n, func(ctx context.Context, dry bool) ([]prunedBackup, error) {
			return executeCBR(ctx, client, plan, dry)
		}}, nil
	case *zomro.Client:
		plan, err := client.Backups.PlanPrune(ctx, m.number, keep.zomro())
		if err != nil {
			return nil, err
		}
		n := len(plan.Deletions())
		return &pruning{plan.String(), n, len(plan.Steps) - n, func(ctx context.Context, dry bool) ([]prunedBackup, error) {
			rows, err := executeZomro(ctx, client, plan, dry)
			out := make([]prunedBackup, len(rows))
			for i, r := range rows {
				out[i] = prunedBackup{
					ID: strconv.FormatInt(r.ID, 10), Name: r.Name, Resource: m.name, Created: r.Created, Type: string(r.Type), Action: r.Action, Reason: r.Reason,
				}
			}
			return out, err
		}}, nil
	}
	return nil, errPortal(m, "delete backups", "its policy domain says how long versions are kept; `backupctl cloutility node retention-rules` shows it")
}
