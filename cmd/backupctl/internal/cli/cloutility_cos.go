package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityCOS() group {
	return group{name: "cos", short: "IBM Cloud Object Storage: buckets, accounts and presets", verbs: []verb{
		{use: "bucket @unit CONSUMER", short: "Show the bucket of a consumption unit", example: "bucket 4006", call: (*cloutility.COSService).Bucket},
		{use: "create-bucket @unit CONSUMER", short: "Make the bucket of a consumption unit", example: "create-bucket 4006 --name vault --owner 162", kind: changes, call: (*cloutility.COSService).CreateBucket},
		{use: "update-bucket @unit CONSUMER", short: "Change the bucket of a consumption unit", example: "update-bucket 4006 --hard-quota-bytes 1099511627776", kind: changes, call: (*cloutility.COSService).UpdateBucket},
		{use: "deleted-buckets @unit", short: "List the buckets whose consumption unit is gone", example: "deleted-buckets", call: (*cloutility.COSService).ListDeletedBuckets, all: (*cloutility.COSService).AllDeletedBuckets, columns: "id name objects_size_bytes"},
		{use: "create-account @unit", short: "Make an account", example: "create-account --name web", kind: changes, call: (*cloutility.COSService).CreateAccount},
		{use: "create-keys @unit ACCOUNT", short: "Make S3 keys of an account", example: "create-keys 162 --show-secrets", kind: changes, call: (*cloutility.COSService).CreateCredentials},
		{use: "create-server-account @unit DATA-CENTER COS-SERVER", short: "Make an account on a server", example: "create-server-account 2 15 --name web", kind: changes, call: (*cloutility.COSService).CreateServerAccount},
		{use: "patch-account @unit DATA-CENTER COS-SERVER COS-ACCOUNT", short: "Change some fields of an account", example: "patch-account 2 15 162 --auto-assign-buckets", kind: changes, call: (*cloutility.COSService).PatchAccount},
		{use: "create-preset @unit", short: "Make a preset for buckets", example: "create-preset --name Vault --hard-quota-bytes 1099511627776 --lock-hard-quota-bytes", kind: changes, call: (*cloutility.COSService).CreatePreset},
		{use: "preset @unit PRESET", short: "Show a preset for buckets", example: "preset 164", call: (*cloutility.COSService).Preset},
		{use: "update-preset @unit PRESET", short: "Change a preset for buckets", example: "update-preset 164 --name Vault --retention-days 30", kind: changes, call: (*cloutility.COSService).UpdatePreset},
	}}
}
