package cbr

import backup "github.com/backup-sdk/backup-go"

// kindOfServiceCode classifies the codes of the service, without their prefix. The status alone would mislead: most errors have status 400 or 500,
// whatever their reason. The comments give the meaning; codes of failures inside
// the service are known to be of no kind, so that nobody blames the arguments.
func kindOfServiceCode(code string) (backup.Kind, bool) {
	switch code {
	case "4001", // migration record
		"6000",         // policy
		"6002",         // binding of vault and policy
		"6105", "6120", // vault, destination vault
		"6200",         // backup
		"6217",         // checkpoint
		"6302",         // resource
		"6500", "6501", // operation log, task
		"6601", // tag key
		"6705", // share member
		"7000", // disk
		"7100", // server
		"7202", // snapshot
		"7410", // agent
		"7500", // SFS Turbo
		"7600": // desktop
		return backup.KindNotFound, true

	case "0002", // resource is being backed up
		"2002",         // the same, and so not restored
		"2010",         // resource is being restored
		"6125", "6130", // vault is backing up, replicating
		"6134",         // resource is being removed
		"6203", "6216", // backup is running, in use
		"7009",         // disk is loading
		"7200", "7203", // database is backing up, snapshot not ready
		"7302", // sync is running
		"7501": // SFS Turbo is backing up
		return backup.KindBusy, true

	case "1012", // copies
		"6001",         // policies
		"6100", "6114", // resources of a vault, its capacity
		"6129",                 // capacity of the destination vault
		"6133", "6142", "7303", // vaults, all of them full, vaults
		"6600", // tags
		"6701", // shares
		"7107", // shared disks
		"7407", // paths of an agent
		"8300": // snapshots
		return backup.KindQuota, true

	case "1009", // copied already
		"6103", "6104", "6106", // resource in a vault, twice, vault twice
		"6210", "6211", // image exists
		"6703",         // shared already
		"7006", "7116", // disk, server in a vault
		// The state forbids the call.
		"1001", "2005", "2007", "2008", "2011", "6110", "6111", "6112", "6113", "6123", "6137", "6201", "6202",
		"6204", "6205", "6206", "6208", "6215", "6220", "6702", "6710", "6712", "7003", "7005", "7101", "7102",
		"7112", "7301", "7502", "7503", "7507", "7511", "7602", "7603",
		"6402": // bucket not empty, under status 404
		return backup.KindConflict, true

	case "9998":
		return backup.KindUnauthenticated, true

	case "8600", "4003": // account not verified, not allowed
		return backup.KindPermission, true

	case "0001", // nothing to back up
		// What is asked for does not fit or is not supported.
		"1002", "1003", "1004", "1005", "1011", "1013", "2001", "2003", "2004", "2006", "2009", "2012", "2013",
		"2014", "2015", "6003", "6101", "6102", "6108", "6116", "6117", "6119", "6122", "6124", "6126", "6127",
		"6128", "6135", "6136", "6140", "6141", "6207", "6209", "6213", "6300", "6301", "6700", "6704", "6706",
		"6707", "6709", "6713", "6714", "7001", "7002", "7004", "7007", "7008", "7103", "7104", "7105", "7106",
		"7108", "7109", "7110", "7111", "7113", "7114", "7115", "7117", "7201", "7204", "7300", "7403", "7510",
		"7601",
		"9900": // parameter check failed
		return backup.KindInvalid, true

	case "1006", "1007", "1008", "4002", "4004", "4005", "4006", "4007", "6107", "6109", "6115", "6118", "6121",
		"6131", "6132", "6138", "6139", "6212", "6214", "6400", "6401", "6403", "6404", "6405", "6406", "6407",
		"6408", "6708", "6711", "7504", "7505", "7506", "7508", "7509", "8400", "9910":
		return backup.KindUnknown, true

	default:
		return backup.KindUnknown, false
	}
}
