package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityFlagNames() []flagName {
	return []flagName{
		named("pattern", func(in *cloutility.CreateActivityLogFilterInput) any { return &in.Filter }),
		named("pattern", func(in *cloutility.UpdateActivityLogFilterInput) any { return &in.Filter }),
	}
}
