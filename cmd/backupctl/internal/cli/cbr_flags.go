package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrFlagNames() []flagName {
	return []flagName{
		// The cursor says it better.
		named(noFlag, func(in *cbr.ListBackupsInput) any { return &in.Marker }),
		named(noFlag, func(in *cbr.ListMembersInput) any { return &in.Marker }),
		named(noFlag, func(in *cbr.ListProtectablesInput) any { return &in.Offset }),
		named("order", func(in *cbr.ListBackupsInput) any { return &in.Sort }),
		named("order", func(in *cbr.ListMembersInput) any { return &in.Sort }),
		named("member-project-id", func(in *cbr.ListMembersInput) any { return &in.ProjectID }),
		named("to-region", func(in *cbr.ListExternalVaultsInput) any { return &in.Region }),
	}
}
