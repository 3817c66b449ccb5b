package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityPoint() group {
	return group{name: "point", short: "PoINT Archival Gateways: buckets, users and presets", verbs: []verb{
		{use: "create-bucket @unit CONSUMER", short: "Make the bucket of a consumption unit", example: "create-bucket 4006 --name archive --owner 142", kind: changes, call: (*cloutility.PointService).CreateBucket},
		{use: "update-bucket @unit CONSUMER", short: "Change the bucket of a consumption unit", example: "update-bucket 4006 --objects-size-quota-bytes 1099511627776", kind: changes, call: (*cloutility.PointService).UpdateBucket},
		{use: "create-repository @unit CONSUMER", short: "Make the repository of a consumption unit", example: "create-repository 4006 --name files", kind: changes, call: (*cloutility.PointService).CreateRepository},
		{use: "release-buckets @unit BUCKET...", short: "Take buckets from their consumption units", example: "release-buckets 141 --yes", kind: destroys, call: (*cloutility.PointService).ReleaseBuckets, done: "the buckets were released"},
		{use: "users @unit", short: "List the users", example: "users", call: (*cloutility.PointService).ListUsers, all: (*cloutility.PointService).AllUsers, columns: "id name has_s3_access available_for_descendants"},
		{use: "create-user @unit", short: "Make a user", example: "create-user --name s3-web --has-s3-access", kind: changes, call: (*cloutility.PointService).CreateUser},
		{use: "update-user @unit DATA-CENTER POINT-SERVER POINT-USER", short: "Change a user", example: "update-user 2 14 142 --has-s3-access", kind: changes, call: (*cloutility.PointService).UpdateUser},
		{use: "patch-user @unit DATA-CENTER POINT-SERVER POINT-USER", short: "Change some fields of a user", example: "patch-user 2 14 142 --auto-assign-buckets", kind: changes, call: (*cloutility.PointService).PatchUser},
		{use: "create-preset @unit", short: "Make a preset for buckets", example: "create-preset --name Archive --versioning-state Enabled --lock-versioning-state", kind: changes, call: (*cloutility.PointService).CreatePreset},
		{use: "update-preset @unit PRESET", short: "Change a preset for buckets", example: "update-preset 143 --name Archive --versioning-state Suspended", kind: changes, call: (*cloutility.PointService).UpdatePreset},
	}}
}
