package cli

import (
	"context"

	"github.com/backup-sdk/backup-go/zomro"
)

func zomroSchedules() group {
	return group{name: "schedule", aliases: []string{"schedules"}, short: "Backups that are made by themselves", verbs: []verb{
		{
			use: "list @instance", short: "List the schedules of an instance", example: "list --instance 4711",
			call: (*zomro.SchedulesService).List, all: (*zomro.SchedulesService).All, columns: "id name days time create_date",
		},
		{
			use: "create @instance", short: "Make a schedule", example: "create --name nightly --days monday,thursday --time 02:30",
			kind: changes, call: (*zomro.SchedulesService).Create,
		},
		{
			use: "ensure @instance --key", short: "Make a schedule, unless it is there", example: "ensure --key nightly --days monday,thursday --time 02:30",
			long: ensureText("The schedule is called after the key."), words: keyText(), kind: changes, call: (*zomro.SchedulesService).Ensure,
		},
		{
			use: "update @instance SCHEDULE", short: "Replace name, days and time of a schedule", example: "update 71 --name nightly --days sunday --time 03:00",
			kind: changes, call: (*zomro.SchedulesService).Update, check: checkSchedule,
		},
		{
			use: "delete SCHEDULE", short: "Delete a schedule; its backups stay", example: "delete 71 --yes",
			kind: destroys, call: (*zomro.SchedulesService).Delete, check: checkScheduleAnywhere,
		},
		{use: "rotation @instance", short: "Show how many scheduled backups are kept", example: "rotation", call: zomroRotation},
		{
			use: "set-rotation @instance KEEP", short: "Say how many scheduled backups are kept, 1 to 10; older ones go", example: "set-rotation 5 --yes",
			kind: destroys, call: (*zomro.SchedulesService).SetRotation,
		},
	}}
}

// rotation is how many scheduled backups are kept.
type rotation struct{ Keep int64 }

func zomroRotation(ctx context.Context, c *zomro.Client, instanceID int64) (*rotation, error) {
	page, err := c.Schedules.List(ctx, instanceID, zomro.ListSchedulesInput{})
	if err != nil {
		return nil, err
	}
	return &rotation{Keep: page.Rotation}, nil
}
