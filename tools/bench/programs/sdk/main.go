// Command sdk creates a checkpoint with this library.
package main

import (
	"context"
	"fmt"
	"os"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func main() {
	client, err := cbr.New(cbr.Config{
		Region: cbr.Region(os.Args[1]), ProjectID: os.Args[2], Credentials: cbr.Token{Value: backup.NewSecret(os.Getenv("TOKEN"))},
	})
	if err != nil {
		panic(err)
	}
	checkpoint, err := client.Checkpoints.Create(context.Background(), cbr.CreateCheckpointInput{VaultID: os.Args[3]})
	if err != nil {
		panic(err)
	}
	fmt.Println(checkpoint.ID)
}
