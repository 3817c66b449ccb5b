package cli

import "github.com/backup-sdk/backup-go/zomro"

func zomroFlagNames() []flagName {
	return []flagName{
		named("new-password", func(in *zomro.OrderInstanceInput) any { return &in.Password }),
		named("new-password", func(in *zomro.RebuildInstanceInput) any { return &in.Password }),
		named("new-password", func(in *zomro.RescueInstanceInput) any { return &in.Password }),
		named("new-password", func(in *zomro.RestoreBackupInput) any { return &in.Password }),
		named("from-url", func(in *zomro.OrderImageInput) any { return &in.URL }),
	}
}
