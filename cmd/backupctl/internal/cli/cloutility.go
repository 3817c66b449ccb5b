package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

func cloutilityService() *service {
	return &service{
		name: "cloutility", short: "Cloutility: consumption units and backup nodes of IBM Storage Protect",
		flags: cloutilityFlags, connect: connectCloutility, look: lookREST[*cloutility.Client],
		implicit:  map[string]func(context.Context, *session) (string, error){"unit": findUnit},
		complete:  cloutilityCompletions(),
		groups:    cloutilityGroups,
		extra:     cloutilityExtra,
		flagNames: cloutilityFlagNames,
	}
}

func cloutilityGroups() []group {
	return []group{
		cloutilityConsumers(), cloutilityNodes(), cloutilityUnits(), cloutilityCatalogue(), cloutilityServers(), cloutilityNodeRules(),
		cloutilityJobs(), cloutilityReports(), cloutilityConsumption(), cloutilityAuditLogs(), cloutilityBilling(),
		cloutilitySubscriptions(), cloutilityUsers(), cloutilityRoles(), cloutilityApplications(), cloutilityTimeZones(), cloutilitySystem(),
		cloutilityTags(), cloutilityDeleteRequests(), cloutilityIdentityProviders(),
		cloutilityProducts(), cloutilityPriceSubscriptions(), cloutilityMicrosoft365(), cloutilityPoint(), cloutilityCOS(), cloutilityORain(),
	}
}

func cloutilityFlags(cmd *cobra.Command, s *session) {
	fs := cmd.PersistentFlags()
	fs.String("url", "", "`address` of the API without /v1 (CLOUTILITY_URL)")
	fs.Bool("insecure-http", false, "allow an http address: the password travels in the clear")
	fs.String("client-id", "", "`id` of the application (CLOUTILITY_CLIENT_ID)")
	fs.String("origin", "", "`origin` registered with the client id (CLOUTILITY_ORIGIN)")
	fs.String("username", "", "`name` of the portal user (CLOUTILITY_USERNAME)")
	fs.String("password", "", "`source` of the password: "+secrets.Help+" (CLOUTILITY_PASSWORD)")
	fs.String("unit", "", "`id` of the business unit a command is about; the user's own by default (CLOUTILITY_UNIT)")
	s.flags = fs
	completeLive(cmd, s, "unit")
}

func cloutilityExtra() []verb {
	return []verb{
		{
			use: "enroll [NAME]", short: "Enrol a machine for backup", kind: changes, call: enroll, also: []any{(*cloutility.Client).Enroll},
			long: `Enrol a machine: make its consumption unit and node and activate it. The name is
that of this machine by default. What is there already is found and kept, so
that the command can be run again. The result has the node's name and first
password; --show-secrets shows it. --options linux adds the text of the client's
option files.`,
			example: "enroll --operating-system Linux --node-type 'File Server' --domain STANDARD --show-secrets\nenroll web-1 -o json --show-secrets",
		},
		{
			use: "enroll-all", short: "Enrol the machines of a table", kind: changes, call: enrollAll, also: []any{(*cloutility.Client).EnrollAll},
			long: `Enrol the machines of a CSV file with the columns of the portal's bulk import:
name, operatingSystem[name], type[name], domain[name], clientOptionSet[name].

Each machine is shown as soon as it is through, in the forms table, jsonl, csv
and name; json and yaml come at the end. After an interruption run it again with
the same table: it goes on. --options linux adds the client's option files to
json, jsonl and yaml, and with --options-dir writes them.`,
			example: "enroll-all --csv machines.csv --workers 8 -o csv --show-secrets\nenroll-all --csv - -o jsonl --options linux --options-dir hosts",
			columns: "name result node_name server_address error",
		},
		{
			use: "decommission NAME", short: "Delete the consumption unit of a machine, and its node", kind: destroys, call: decommission, also: []any{(*cloutility.Client).Decommission},
			example: "decommission web-1 --dry-run\ndecommission web-1 --yes",
		},
		{
			use: "raw METHOD PATH", short: "Call any operation of the API", call: cloutilityRaw, also: []any{(*cloutility.Client).Do}, kind: spends, follows: true, raw: true,
			long:    "Call an operation and show its response. What is secret in it is REDACTED without\n--show-secrets. What is not known to read only asks first.",
			example: "raw GET /v1/timezones\nraw POST /v1/bunits/17/consumers --body consumer.json",
		},
	}
}

// shortcuts are commands that people look for at the top.
func (a *app) shortcuts() []*cobra.Command {
	var out []*cobra.Command
	for _, v := range cloutilityExtra() {
		if v.name() == "enroll" || v.name() == "decommission" {
			s := &session{app: a, service: cloutilityService()}
			cmd := a.verbCommand(s, "", v)
			cloutilityFlags(cmd, s)
			out = append(out, cmd)
		}
	}
	return out
}
