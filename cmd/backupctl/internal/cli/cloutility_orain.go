package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityORain() group {
	return group{name: "orain", short: "The optical archive PoINT oRain: buckets, users and presets", verbs: []verb{
		{use: "bucket @unit CONSUMER", short: "Show the bucket of a consumption unit", example: "bucket 4006", call: (*cloutility.ORainService).Bucket},
		{use: "create-bucket @unit CONSUMER", short: "Make the bucket of a consumption unit", example: "create-bucket 4006 --name optical --users 4", kind: changes, call: (*cloutility.ORainService).CreateBucket},
		{use: "update-user @unit USER", short: "Change a user", example: "update-user 4 --email storage@example.com", kind: changes, call: (*cloutility.ORainService).UpdateUser},
		{use: "patch-user @unit USER", short: "Change some fields of a user", example: "patch-user 4 --locked 9", kind: changes, call: (*cloutility.ORainService).PatchUser},
		{use: "create-server-user @unit DATA-CENTER ORAIN-SERVER", short: "Make a user on a server", example: "create-server-user 2 16 --name s3-web", kind: changes, call: (*cloutility.ORainService).CreateServerUser},
		{use: "patch-server-user @unit DATA-CENTER ORAIN-SERVER ORAIN-USER", short: "Change some fields of a user of a server", example: "patch-server-user 2 16 4 --locked 0", kind: changes, call: (*cloutility.ORainService).PatchServerUser},
		{use: "create-preset @unit", short: "Make a preset for buckets", example: "create-preset --name Optical --burn-mode UDF --lock-burn-mode", kind: changes, call: (*cloutility.ORainService).CreatePreset},
		{use: "update-preset @unit PRESET", short: "Change a preset for buckets", example: "update-preset 172 --name Optical --delayed-archiving-days 7", kind: changes, call: (*cloutility.ORainService).UpdatePreset},
	}}
}
