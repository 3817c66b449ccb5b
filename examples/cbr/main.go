// Command cbr makes a checkpoint of a vault and lists its backups.
//
//	go run ./examples/cbr                  # against the built-in fake
//	go run ./examples/cbr -live -vault ID  # against Huawei Cloud, see cbr.ConfigFromEnv
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
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func main() {
	live := flag.Bool("live", false, "use Huawei Cloud, configured by HW_… variables")
	vault := flag.String("vault", "", "`id` of the vault; the first one by default")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, *live, *vault)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "cbr:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, live bool, vaultID string) error {
	client, wait, err := connect(live)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()

	if vaultID == "" {
		for vault, err := range client.Vaults.All(ctx, cbr.ListVaultsInput{}) {
			if err != nil {
				return err
			}
			vaultID = vault.ID
			fmt.Fprintln(out, "vault", vault.Name)
			break
		}
	}
	wait = append(wait, backup.WithProgress(func(p backup.Progress) { fmt.Fprintln(out, "checkpoint is", p.State) }))
	checkpoint, err := client.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{
		VaultID: vaultID, Parameters: cbr.CheckpointParameters{Name: "example"},
	}, wait...)
	if errors.Is(err, backup.ErrBusy) {
		return fmt.Errorf("the vault is being backed up already: %w", err)
	}
	if err != nil {
		return err
	}
	for _, skipped := range cbr.Skipped(checkpoint) {
		fmt.Fprintln(out, "skipped", skipped.Name, skipped.Reason)
	}
	for b, err := range client.Backups.All(ctx, cbr.ListBackupsInput{CheckpointID: checkpoint.ID}) {
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "backup of", b.ResourceName, "is", b.Status)
	}
	return nil
}

// connect makes a client for the fake or for the service, and says how to wait.
func connect(live bool) (*cbr.Client, []backup.WaitOption, error) {
	if live {
		cfg, err := cbr.ConfigFromEnv()
		if err != nil {
			return nil, nil, err
		}
		client, err := cbr.New(cfg)
		return client, nil, err
	}
	fake := cbrtest.New(cbrtest.WithDurations(100*time.Millisecond, 0, 0))
	client, err := cbr.New(fake.Config(), fake.Options()...)
	return client, []backup.WaitOption{backup.WithPollDelay(0), backup.WithPollInterval(50*time.Millisecond, 0)}, err
}
