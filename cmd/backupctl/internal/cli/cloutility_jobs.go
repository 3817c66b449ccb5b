package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityJobs() group {
	return group{name: "job", aliases: []string{"jobs"}, short: "Jobs and scheduled runs of consumption units", verbs: []verb{
		{use: "list @unit CONSUMER", short: "List jobs, those of the last day by default", example: "list 4006 --start -7d", call: (*cloutility.JobsService).List, all: (*cloutility.JobsService).All, columns: "id name status.name scheduled_start completed duration transferred_mega_bytes failed_files"},
		{use: "first @unit CONSUMER", short: "Show the first job", example: "first 4006", call: (*cloutility.JobsService).First},
		{use: "events @unit CONSUMER", short: "List scheduled runs", example: "events 4006", call: (*cloutility.JobsService).ListEvents, all: (*cloutility.JobsService).AllEvents, columns: "id schedule.name scheduled_start actual_start completed status.name result"},
	}}
}
