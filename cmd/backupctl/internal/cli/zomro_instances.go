package cli

import (
	"context"

	"github.com/backup-sdk/backup-go/zomro"
)

func zomroInstances() group {
	g := group{name: "instance", aliases: []string{"instances"}, short: "Cloud VPS instances", verbs: []verb{
		{
			use: "list", short: "List the instances of the account", example: "list --filter status=active\nlist -o json --query '[].id'",
			call: (*zomro.InstancesService).List, all: (*zomro.InstancesService).All,
			columns: "id server_name status ip data_center_name cost os_distro os_version create_date",
		},
		{use: "get INSTANCE", short: "Show the settings of an instance", example: "get 4711", call: (*zomro.InstancesService).Get},
		{use: "find INSTANCE", short: "Show an instance as the list has it, with its state and price", example: "find 4711", call: (*zomro.InstancesService).Find},
		{use: "update INSTANCE", short: "Change name, reverse DNS or rotation", example: "update 4711 --server-name web\nupdate 4711 --backup-rotation 5 --yes", kind: destroys, follows: true, call: (*zomro.InstancesService).Update},
		{use: "rename INSTANCE NAME", short: "Give an instance another name", example: "rename 4711 web", kind: changes, call: (*zomro.InstancesService).Rename},
		{use: "wait INSTANCE", short: "Wait until nothing goes on with an instance", example: "wait 4711 --timeout 30m", kind: waits, call: (*zomro.InstancesService).WaitSteady},
		{use: "history INSTANCE", short: "List what was done with an instance", example: "history 4711", call: (*zomro.InstancesService).ListHistory, all: (*zomro.InstancesService).AllHistory, columns: "id date text user ip"},
		{use: "traffic INSTANCE", short: "Show what went through the network", example: "traffic 4711 -o json", call: (*zomro.InstancesService).Traffic},
		{use: "measures INSTANCE METRIC", short: "List measurements of the last 1, 24, 168 or 720 hours", example: "measures 4711 cpu_util --hours 24", call: (*zomro.InstancesService).Measures},
		{use: "console INSTANCE", short: "Open a console and show its address", example: "console 4711 --show-secrets", kind: changes, call: (*zomro.InstancesService).Console},
		{use: "instructions INSTANCE", short: "Show the letter with addresses and passwords", example: "instructions 4711 --show-secrets", call: (*zomro.InstancesService).Instructions},
		{use: "group INSTANCE...", short: "Show the form for several instances", example: "group 4711 4712", call: (*zomro.InstancesService).Group},
		{use: "delete INSTANCE", short: "Delete an instance for good", example: "delete 4711 --yes", kind: destroys, call: (*zomro.InstancesService).Delete},
		{use: "filter", short: "Show the filter the service keeps for the list", example: "filter", call: (*zomro.InstancesService).Filter},
		{use: "set-filter", short: "Store a filter for the list, in the control panel too", example: "set-filter --status active", kind: changes, call: (*zomro.InstancesService).SetFilter},
		{use: "reset-filter", short: "Take the filter of the list away", example: "reset-filter", kind: changes, call: (*zomro.InstancesService).ResetFilter},
	}}
	g.verbs = append(g.verbs, zomroPower()...)
	g.verbs = append(g.verbs, zomroRebuild()...)
	g.verbs = append(g.verbs, zomroOrders()...)
	return g
}

func zomroPower() []verb {
	return []verb{
		{use: "start INSTANCE", short: "Switch an instance on", example: "start 4711 --wait", kind: changes, call: (*zomro.InstancesService).Start, waitCommand: waitFor((*zomro.InstancesService).WaitSteady)},
		{use: "stop INSTANCE", short: "Switch an instance off", example: "stop 4711 --wait", kind: changes, call: (*zomro.InstancesService).Stop, waitCommand: waitFor((*zomro.InstancesService).WaitSteady)},
		{use: "reboot INSTANCE", short: "Restart an instance", example: "reboot 4711 --wait", kind: changes, call: (*zomro.InstancesService).Reboot, waitCommand: waitFor((*zomro.InstancesService).WaitSteady)},
		{use: "power INSTANCE ACTION", short: "Start, stop or reboot by the function of the list", example: "power 4711 reboot", kind: changes, call: (*zomro.InstancesService).Power, waitCommand: waitFor((*zomro.InstancesService).WaitSteady)},
		{use: "change-password INSTANCE", short: "Set the administrator's password", example: "change-password 4711 --new-password prompt", kind: changes, call: setZomroPassword, also: []any{(*zomro.InstancesService).ChangePassword}},
		{use: "change-service-password INSTANCE", short: "Set the password of the service", example: "change-service-password 4711 --new-password env:NEW", kind: changes, call: setZomroServicePassword, also: []any{(*zomro.InstancesService).ChangeServicePassword}},
	}
}

func setZomroPassword(ctx context.Context, c *zomro.Client, id int64, in newPassword) error {
	if err := in.check(); err != nil {
		return err
	}
	return c.Instances.ChangePassword(ctx, id, in.NewPassword)
}

func setZomroServicePassword(ctx context.Context, c *zomro.Client, id int64, in newPassword) error {
	if err := in.check(); err != nil {
		return err
	}
	return c.Instances.ChangeServicePassword(ctx, id, in.NewPassword)
}

// zoneText is about a parameter of the methods that list images.
const zoneText = "whose images to show; the service chooses without it"

func zomroRebuild() []verb {
	return []verb{
		{use: "rebuild INSTANCE", short: "Overwrite the disk with an image", example: "rebuild 4711 --zone pub --image 0f3c --yes --wait", kind: destroys, call: (*zomro.InstancesService).Rebuild, waitCommand: waitFor((*zomro.InstancesService).WaitSteady)},
		{use: "rebuild-options INSTANCE --zone", short: "Show the images an instance can be rebuilt from", example: "rebuild-options 4711 --zone pub", call: (*zomro.InstancesService).RebuildOptions, words: map[string]string{"zone": zoneText}},
		{use: "rescue INSTANCE", short: "Start a rescue system", example: "rescue 4711 --image 0f3c --new-password prompt --wait", kind: changes, call: (*zomro.InstancesService).Rescue, waitCommand: waitFor((*zomro.InstancesService).WaitSteady)},
		{use: "rescue-options INSTANCE --zone", short: "Show the images of rescue systems", example: "rescue-options 4711", call: (*zomro.InstancesService).RescueOptions, words: map[string]string{"zone": zoneText}},
		{use: "unrescue INSTANCE", short: "Start the instance's own system again", example: "unrescue 4711 --wait", kind: changes, call: (*zomro.InstancesService).Unrescue, waitCommand: waitFor((*zomro.InstancesService).WaitSteady)},
		{use: "boot-iso INSTANCE", short: "Start from an ISO image", example: "boot-iso 4711 --image 0f3c --wait", kind: changes, call: (*zomro.InstancesService).BootISO, waitCommand: waitFor((*zomro.InstancesService).WaitSteady)},
		{use: "iso-options INSTANCE --zone", short: "Show the ISO images an instance can start from", example: "iso-options 4711", call: (*zomro.InstancesService).ISOOptions, words: map[string]string{"zone": zoneText}},
	}
}
