// Program zomro makes one call to Zomro and nothing else.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/backup-sdk/backup-go/zomro"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	cfg, err := zomro.ConfigFromEnv()
	if err != nil {
		return err
	}
	client, err := zomro.New(cfg)
	if err != nil {
		return err
	}
	user, err := client.Account.Whoami(ctx)
	if err != nil {
		return err
	}
	fmt.Println(user.Email)
	return nil
}
