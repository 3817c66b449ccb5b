// Command backupctl drives the three services from the command line.
package main

import (
	"os"
	_ "time/tzdata" // for systems without a database of time zones

	_ "golang.org/x/crypto/x509roots/fallback" // for those without certificate authorities: a container of nothing else

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/cli"
)

func main() { os.Exit(cli.Main()) }
