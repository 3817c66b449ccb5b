package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
	"github.com/backup-sdk/backup-go/zomro"
)

func zomroService() *service {
	return &service{
		name: "zomro", short: "Zomro Cloud VPS: backups, snapshots, schedules, instances",
		flags: zomroFlags, connect: connectZomro, look: lookREST[*zomro.Client],
		implicit:  map[string]func(context.Context, *session) (string, error){"instance": findInstance},
		complete:  zomroCompletions(),
		groups:    zomroGroups,
		extra:     zomroExtra,
		flagNames: zomroFlagNames,
	}
}

func zomroGroups() []group {
	return []group{
		zomroBackups(), zomroSnapshots(), zomroSchedules(), zomroInstances(), zomroImages(), zomroSSHKeys(), zomroAddresses(), zomroAccount(),
	}
}

func zomroFlags(cmd *cobra.Command, s *session) {
	fs := cmd.PersistentFlags()
	fs.String("url", "", "`address` of the service (ZOMRO_URL)")
	fs.Bool("insecure-http", false, "allow an http address: the password travels in the clear")
	fs.String("auth", "", "`kind` of credentials: password, key, session, authinfo")
	fs.String("username", "", "login `name` (ZOMRO_USERNAME)")
	fs.String("password", "", "`source` of the password, key or session id: "+secrets.Help+" (ZOMRO_PASSWORD, ZOMRO_SESSION, ZOMRO_AUTHINFO)")
	fs.String("lang", "", "`language` of texts (ZOMRO_LANG)")
	fs.String("timezone", "", "`zone` of times, which the service sends without one, such as Europe/Amsterdam")
	fs.String("instance", "", "`id` of the instance a command is about; the only one of the account by default (ZOMRO_INSTANCE)")
	s.flags = fs
	completeValues(cmd, "auth", "password", "key", "session", "authinfo")
	completeLive(cmd, s, "instance")
}
