// Command backupctl drives the three services from the command line.
package main

import (
	"os"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/cli"
)

func main() { os.Exit(cli.Main()) }
