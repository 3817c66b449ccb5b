package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrMigration() group {
	return group{name: "migration", short: "Moving from the older services CSBS and VBS", verbs: []verb{
		{use: "get", short: "Show how far the migration is", example: "get --all-regions", call: (*cbr.MigrationService).Get},
		{use: "start", short: "Move all resources of the account", example: "start --all-regions --reservation 20 --yes --wait", kind: destroys, call: (*cbr.MigrationService).Start, waitCommand: waitFor((*cbr.MigrationService).Wait, func(in cbr.StartMigrationInput) cbr.GetMigrationInput {
			return cbr.GetMigrationInput{AllRegions: in.AllRegions}
		})},
		{use: "wait", short: "Wait until the migration has ended", example: "wait --all-regions", kind: waits, call: (*cbr.MigrationService).Wait},
	}}
}
