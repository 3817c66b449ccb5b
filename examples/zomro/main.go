// Command zomro makes a backup of an instance, waits for it and lists all.
//
//	go run ./examples/zomro                      # against the built-in fake
//	go run ./examples/zomro -live -instance ID   # against Zomro, see zomro.ConfigFromEnv
package main

import (
	"context"
	"errors"
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

func main() {
	live := flag.Bool("live", false, "use Zomro, configured by ZOMRO_… variables")
	instance := flag.Int64("instance", 0, "`id` of the instance; the first one by default")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, *live, *instance)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "zomro:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, live bool, instanceID int64) error {
	client, wait, err := connect(live)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()

	if instanceID == 0 {
		for instance, err := range client.Instances.All(ctx, zomro.ListInstancesInput{}) {
			if err != nil {
				return err
			}
			instanceID = instance.ID
			break
		}
	}
	wait = append(wait, backup.WithProgress(func(p backup.Progress) { fmt.Fprintln(out, "backup is", p.State) }))
	made, err := client.Backups.CreateAndWait(ctx, instanceID, zomro.CreateBackupInput{Name: "MyBackup"}, wait...)
	if errors.Is(err, backup.ErrQuota) {
		return fmt.Errorf("no more backups today: %w", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "made", made.Name, "of", made.SizeGB, "GB")
	for b, err := range client.Backups.All(ctx, instanceID, zomro.ListBackupsInput{}) {
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "listed", b.Name, b.Type, b.Status)
	}
	return nil
}

// connect makes a client for the fake or for the service, and says how to wait.
func connect(live bool) (*zomro.Client, []backup.WaitOption, error) {
	if live {
		cfg, err := zomro.ConfigFromEnv()
		if err != nil {
			return nil, nil, err
		}
		client, err := zomro.New(cfg)
		return client, nil, err
	}
	fake := zomrotest.New(zomrotest.WithSavingTime(100 * time.Millisecond))
	client, err := zomro.New(zomro.Config{
		Credentials: zomro.Password{Username: zomrotest.Username, Password: backup.NewSecret(zomrotest.Password)},
	}, fake.Options()...)
	return client, []backup.WaitOption{backup.WithPollInterval(50*time.Millisecond, 0)}, err
}
