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
	fs.String("url", "", "`address` of CBR, for clouds other than Huawei's (CBR_URL)")
	fs.String("iam-url", "", "`address` of IAM (HW_AUTH_URL)")
	fs.Bool("insecure-http", false, "allow http addresses: the password travels in the clear")
	fs.String("region", "", "`region`, such as eu-west-101 (HW_REGION_NAME)")
	fs.String("project-id", "", "`id` of the project (HW_PROJECT_ID)")
	fs.String("project-name", "", "`name` of the project (HW_PROJECT_NAME)")
	fs.String("user-id", "", "`id` of the IAM user; needed beside the name for a virtual MFA device (HW_USER_ID)")
	fs.String("password", "", "`source` of the context's password, token or secret key: "+secrets.Help)
	s.flags = fs
	var regions []string
	for _, r := range cbr.Regions() {
		regions = append(regions, string(r))
	}
	completeValues(cmd, "region", regions...)
}
