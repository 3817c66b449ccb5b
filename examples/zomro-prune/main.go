// Command zomro-prune deletes the old backups of an instance. It shows what it
// would do, and does it with -yes. It can be interrupted and run again.
//
//	go run ./examples/zomro-prune -newest 3 -weekly 4                    # against the built-in fake
//	go run ./examples/zomro-prune -live -instance ID -newest 3 -yes      # against Zomro, see zomro.ConfigFromEnv
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// job is what the flags say.
type job struct {
	live, yes bool
	instance  int64
	policy    zomro.PruneBackupsInput
}

func main() {
	var j job
	flag.BoolVar(&j.live, "live", false, "use Zomro, configured by ZOMRO_… variables")
	flag.BoolVar(&j.yes, "yes", false, "delete; without it the plan is only shown")
	flag.Int64Var(&j.instance, "instance", zomrotest.InstanceID, "`id` of the instance")
	flag.IntVar(&j.policy.KeepLast, "newest", 0, "keep the `n` newest")
	flag.IntVar(&j.policy.KeepDaily, "daily", 0, "keep the newest of each of `n` days")
	flag.IntVar(&j.policy.KeepWeekly, "weekly", 0, "keep the newest of each of `n` weeks")
	flag.IntVar(&j.policy.KeepMonthly, "monthly", 0, "keep the newest of each of `n` months")
	flag.Func("type", "look at backups of this `type` only: manual or auto", func(text string) error {
		j.policy.Type = zomro.BackupType(text) // checked by the policy
		return nil
	})
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := j.run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "zomro-prune:", err)
		os.Exit(1)
	}
}

func (j job) run(ctx context.Context, out io.Writer) error {
	client, err := connect(j.live)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()

	plan, err := client.Backups.PlanPrune(ctx, j.instance, j.policy)
	if err != nil {
		return err
	}
	fmt.Fprint(out, plan)
	if !j.yes {
		fmt.Fprintln(out, "nothing was deleted: add -yes")
		return nil
	}
	result, err := client.Backups.ExecutePrune(ctx, plan, func(p zomro.PruneProgress) {
		what := "deleted"
		if p.Skipped != "" {
			what = "left alone, " + p.Skipped + ":"
		}
		fmt.Fprintf(out, "%d/%d %s %d %s\n", p.Done, p.Total, what, p.Backup.ID, p.Backup.Name)
	})
	if result != nil {
		fmt.Fprintln(out, len(result.Deleted), "deleted,", len(result.Skipped), "left alone")
	}
	return err
}

// connect makes a client for the service, or for a fake with two weeks of
// backups, one of them protected.
func connect(live bool) (*zomro.Client, error) {
	if live {
		cfg, err := zomro.ConfigFromEnv()
		if err != nil {
			return nil, err
		}
		return zomro.New(cfg)
	}
	fake := zomrotest.New()
	for day := 1; day <= 14; day++ {
		fake.AddBackup(zomrotest.Backup{
			InstanceID: zomrotest.InstanceID, Name: "nightly", Type: "auto", SizeGB: 4, Protected: day == 3,
			Created: time.Date(2026, 6, day, 3, 0, 0, 0, time.UTC),
		})
	}
	return zomro.New(zomro.Config{
		Credentials: zomro.Password{Username: zomrotest.Username, Password: backup.NewSecret(zomrotest.Password)},
	}, fake.Options()...)
}
