// Program cbr backs up one vault of Huawei Cloud CBR and does nothing else.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/backup-sdk/backup-go/cbr"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: cbr VAULT")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, vaultID string) error {
	cfg, err := cbr.ConfigFromEnv()
	if err != nil {
		return err
	}
	client, err := cbr.New(cfg)
	if err != nil {
		return err
	}
	checkpoint, err := client.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{VaultID: vaultID, Parameters: cbr.CheckpointParameters{Name: "nightly"}})
	if err != nil {
		return err
	}
	fmt.Println(checkpoint.ID)
	return nil
}
