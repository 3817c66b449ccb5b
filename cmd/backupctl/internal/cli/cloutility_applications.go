package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityApplications() group {
	return group{name: "application", aliases: []string{"applications"}, short: "Programs that may use the API", verbs: []verb{
		{use: "create @unit", short: "Make an application, for a client id and origin", example: "create --name enrolment --host https://enrol.example.com", kind: changes, call: (*cloutility.ApplicationsService).Create},
	}}
}
