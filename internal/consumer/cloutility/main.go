// Program cloutility makes one call to Cloutility and nothing else.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/backup-sdk/backup-go/cloutility"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	cfg, err := cloutility.ConfigFromEnv()
	if err != nil {
		return err
	}
	client, err := cloutility.New(cfg)
	if err != nil {
		return err
	}
	user, err := client.Users.Me(ctx)
	if err != nil {
		return err
	}
	fmt.Println(user.Name)
	return nil
}
