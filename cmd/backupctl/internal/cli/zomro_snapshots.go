package cli

import (
	"context"

	"github.com/backup-sdk/backup-go/zomro"
)

func zomroSnapshots() group {
	return group{name: "snapshot", aliases: []string{"snapshots"}, short: "Snapshots of an instance's disk", verbs: []verb{
		{
			use: "list @instance", short: "List the snapshots of an instance", example: "list --instance 4711",
			call: (*zomro.SnapshotsService).List, all: (*zomro.SnapshotsService).All, columns: backupColumns, fill: fillSnapshotTimes,
		},
		{use: "get SNAPSHOT", short: "Show a snapshot", example: "get 9101", call: (*zomro.SnapshotsService).Get},
		{
			use: "create @instance NAME", short: "Take a snapshot of an instance", example: "create before-upgrade --wait",
			kind: changes, call: (*zomro.SnapshotsService).Create, waitCommand: waitFor((*zomro.SnapshotsService).WaitActive, func(s *zomro.Snapshot) int64 { return s.ID }), also: []any{(*zomro.SnapshotsService).CreateAndWait},
		},
		{
			use: "rename SNAPSHOT NAME", short: "Give a snapshot another name", example: "rename 9101 before-upgrade",
			kind: changes, call: (*zomro.SnapshotsService).Rename,
		},
		{
			use: "protect SNAPSHOT", short: "Protect a snapshot from deletion", example: "protect 9101\nprotect 9101 --off",
			kind: changes, call: protectZomroSnapshot, also: []any{(*zomro.SnapshotsService).Protect, (*zomro.SnapshotsService).Unprotect},
		},
		{
			use: "wait SNAPSHOT", short: "Wait until a snapshot is saved", example: "wait 9101",
			kind: waits, call: (*zomro.SnapshotsService).WaitActive,
		},
		{
			use: "delete @instance SNAPSHOT", short: "Delete a snapshot for good", example: "delete 9101 --yes",
			kind: destroys, call: (*zomro.SnapshotsService).Delete,
		},
		{use: "filter @instance", short: "Show the filter the service keeps for the list", example: "filter", call: (*zomro.SnapshotsService).Filter},
		{
			use: "set-filter @instance", short: "Store a filter for the list, in the control panel too", example: "set-filter --name before",
			kind: changes, call: (*zomro.SnapshotsService).SetFilter,
		},
		{
			use: "reset-filter @instance", short: "Take the filter of the list away", example: "reset-filter",
			kind: changes, call: (*zomro.SnapshotsService).ResetFilter,
		},
	}}
}

func protectZomroSnapshot(ctx context.Context, c *zomro.Client, id int64, in offInput) error {
	if in.Off {
		return c.Snapshots.Unprotect(ctx, id)
	}
	return c.Snapshots.Protect(ctx, id)
}
