package cli

import "github.com/backup-sdk/backup-go/zomro"

func zomroFlagNames() []flagName {
	return []flagName{
		named("new-password", func(in *zomro.BootInput) any { return &in.Password }),
		named("new-password", func(in *zomro.OrderInput) any { return &in.Password }),
		named("new-password", func(in *zomro.RebuildInput) any { return &in.Password }),
		named("new-password", func(in *zomro.RestoreInput) any { return &in.Password }),
		named("to-region", func(in *zomro.CopyImageInput) any { return &in.Region }),
		named("to-region", func(in *zomro.ImageFilter) any { return &in.Region }),
		named("to-region", func(in *zomro.OrderImageInput) any { return &in.Region }),
		named("from-url", func(in *zomro.OrderImageInput) any { return &in.URL }),
	}
}
