package cli

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/backup-sdk/backup-go/zomro"
)

// Lists of Zomro have the day of a backup; its time is known to Get only. So the newest
// rows, those that people look for, are asked for one by one.
const (
	timesAsked   = 10
	timesAtATime = 4
)

// fillBackupTimes sets Created of the newest backups of a list.
func fillBackupTimes(ctx context.Context, c *zomro.Client, list []zomro.Backup) {
	fillTimes(ctx, list, c.Backups.Get)
}

// fillSnapshotTimes does so with snapshots.
func fillSnapshotTimes(ctx context.Context, c *zomro.Client, list []zomro.Snapshot) {
	fillTimes(ctx, list, c.Snapshots.Get)
}

// fillImageTimes does so with images.
func fillImageTimes(ctx context.Context, c *zomro.Client, list []zomro.Image) {
	fillTimes(ctx, list, c.Images.Get)
}

// fillTimes leaves a row as it is when it cannot be asked for: the day has to do.
func fillTimes(ctx context.Context, list []zomro.Backup, get func(context.Context, int64) (*zomro.Backup, error)) {
	newest := make([]*zomro.Backup, 0, len(list))
	for i := range list {
		if list[i].Created.IsZero() {
			newest = append(newest, &list[i])
		}
	}
	slices.SortFunc(newest, func(a, b *zomro.Backup) int {
		if order := b.CreateDate.Compare(a.CreateDate); order != 0 {
			return order
		}
		return cmp.Compare(b.ID, a.ID)
	})
	slots := make(chan struct{}, timesAtATime)
	var work sync.WaitGroup
	for _, row := range newest[:min(len(newest), timesAsked)] {
		slots <- struct{}{}
		work.Go(func() {
			defer func() { <-slots }()
			if one, err := get(ctx, row.ID); err == nil {
				row.Created = one.Created
			}
		})
	}
	work.Wait()
}
