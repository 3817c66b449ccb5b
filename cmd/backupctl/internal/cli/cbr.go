package cli

import (
	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

func cbrService() *service {
	return &service{
		name: "cbr", short: "Huawei Cloud CBR: vaults, checkpoints, backups",
		flags: cbrFlags, connect: connectCBR, look: lookREST[*cbr.Client],
		complete:  cbrCompletions(),
		groups:    cbrGroups,
		extra:     cbrExtra,
		flagNames: cbrFlagNames,
	}
}

func cbrGroups() []group {
	return []group{
		cbrVaults(), cbrCheckpoints(), cbrBackups(), cbrTasks(), cbrMembers(), cbrTags(), cbrPolicies(), cbrOrganizationPolicies(),
		cbrProtectables(), cbrAgents(), cbrOrders(), cbrProjects(), cbrMigration(), cbrMetering(), cbrFeatures(), cbrVersions(),
	}
}

func cbrFlags(cmd *cobra.Command, s *session) {
	fs := cmd.PersistentFlags()
	fs.String("url", "", "`address` of CBR, where the region does not say it (CBR_URL)")
	fs.String("iam-url", "", "`address` of IAM (HW_AUTH_URL)")
	fs.Bool("insecure-http", false, "allow http addresses: the password travels in the clear")
	fs.String("region", "", "`region`, such as eu-west-101 (HW_REGION_NAME)")
	fs.String("cloud", "", "`cloud` of a region that is not known here, such as otc")
	fs.Bool("discover", false, "ask the catalog of IAM for the address of CBR")
	fs.String("project-id", "", "`id` of the project (HW_PROJECT_ID)")
	fs.String("project-name", "", "`name` of the project (HW_PROJECT_NAME)")
	fs.String("user-id", "", "`id` of the IAM user; needed beside the name for a virtual MFA device (HW_USER_ID)")
	fs.String("password", "", "`source` of the context's password, token or secret key: "+secrets.Help)
	s.flags = fs
	completeValues(cmd, "region", words(cbr.Regions())...)
	completeValues(cmd, "cloud", words(cbr.Clouds())...)
}

// words are texts of a type of its own as plain ones.
func words[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}
