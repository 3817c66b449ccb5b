package meta

// zomroText describes the inputs of package zomro: what they become on the wire
// is a form, so no specification describes the fields of the Go types.
func zomroText(field string) string {
	switch field {
	case "BootISOInput.Image", "RescueInstanceInput.Image", "RebuildInstanceInput.Image":
		return "UUID of the image; needed"
	case "BootISOInput.Zone", "RescueInstanceInput.Zone":
		return "whose image it is; the service chooses without it"
	case "CreateKeyInput.Username":
		return "whom the key signs in; others than oneself take a privileged account"
	case "CreateKeyInput.Key":
		return "the key, at least 16 characters; a random one without it"
	case "RebuildInstanceInput.Zone":
		return "whose image it is; needed"
	case "RebuildInstanceInput.Password":
		return "new password of the administrator; the one in the image without it"
	case "RebuildInstanceInput.SSHKey", "RestoreBackupInput.SSHKey":
		return "UUID of a key to sign in with, in place of a password"
	case "RescueInstanceInput.Password":
		return "password of the rescue system"
	case "RestoreBackupInput.Password":
		return "new password of the administrator; the one in the backup without it"
	case "RestoreBackupInput.Unchecked", "RestoreToNewInput.Unchecked":
		return "go on when it cannot be found out whether the backup fits"

	case "ConfirmOrderInput.ConfirmCost", "OrderAddressInput.ConfirmCost", "OrderInstanceInput.ConfirmCost",
		"ProlongInstanceInput.ConfirmCost", "ResizeInstanceInput.ConfirmCost":
		return "agree to what it costs"
	case "CopyImageInput.ConfirmCost", "OrderImageInput.ConfirmCost":
		return "agree to what it costs: images are billed by the day"
	case "OrderInstanceInput.AcceptTerms":
		return "accept the service's terms; needed"
	case "OrderInstanceInput.TariffID":
		return "id of the tariff, of 'instance tariffs'"
	case "OrderInstanceInput.DataCenterID", "ListTariffsInput.DataCenterID":
		return "id of the data centre; the service chooses without it"
	case "OrderInstanceInput.Image":
		return "UUID of the image, backup or snapshot to start from"
	case "OrderInstanceInput.ServerName":
		return "name, 1 to 100 characters; the service makes one up without it"
	case "OrderInstanceInput.Password":
		return "password of the administrator, 8 to 48 characters: small and capital letters and digits"
	case "OrderInstanceInput.SSHKey":
		return "id of a key to sign in with, of 'ssh-key list'"
	case "OrderInstanceInput.Addons":
		return "addons by the names of their fields, such as addon_101=2"
	case "OrderInstanceInput.Count":
		return "how many (default 1)"
	case "OrderInstanceInput.Period":
		return "months to pay for; by the day without it"
	case "ProlongInstanceInput.Period":
		return "months to pay for: 1, 3, 6 or 12"
	case "ResizeInstanceInput.TariffID":
		return "id of the tariff, of 'instance resize-options'"
	case "ConfirmResizeInput.Rollback":
		return "go back to the size before"
	case "UpdateInstanceInput.BackupRotation":
		return "how many scheduled backups are kept, 1 to 10"
	case "UpdateInstanceInput.RDNSRecord":
		return "reverse DNS name of the IPv4 address"
	case "UpdateInstanceInput.ServerName":
		return "name, 1 to 100 characters"

	case "CreateSnapshotInput.Name":
		return "name, 1 to 100 characters; it need not be unique"
	case "PruneBackupsInput.KeepLast":
		return "keep so many of the newest backups"
	case "PruneBackupsInput.KeepDaily":
		return "keep the newest backup of each of the last so many days that have one"
	case "PruneBackupsInput.KeepWeekly":
		return "keep the newest backup of each of the last so many weeks that have one; weeks begin on Monday"
	case "PruneBackupsInput.KeepMonthly":
		return "keep the newest backup of each of the last so many months that have one"
	case "PruneBackupsInput.KeepYearly":
		return "keep the newest backup of each of the last so many years that have one"
	case "PruneBackupsInput.KeepWithin":
		return "keep all backups that are no more than this older than the newest, such as 30d or 6w"
	case "PruneBackupsInput.Type":
		return "leave all backups of the other type alone"
	case "CreateScheduleInput.Name", "UpdateScheduleInput.Name":
		return "name, 1 to 100 characters"
	case "CreateScheduleInput.Days", "UpdateScheduleInput.Days":
		return "days of the week in the service's time zone; at least one"
	case "CreateScheduleInput.Time", "UpdateScheduleInput.Time":
		return "time of day in the service's time zone"

	case "ListAddressesInput.Limit", "ListHistoryInput.Limit", "ListLoginsInput.Limit", "ListSSHKeysInput.Limit":
		return "rows on a page; the service chooses without it"
	case "ListBackupsInput.Limit", "ListImagesInput.Limit", "ListInstancesInput.Limit", "ListSchedulesInput.Limit", "ListSnapshotsInput.Limit":
		return "rows on a page; the service remembers it for the user, in the control panel too"
	case "ListMeasuresInput.Hours":
		return "how far back to look: 1, 24, 168 or 720"
	case "ListMeasuresInput.Metric":
		return "what is measured"
	}
	return zomroOtherText(field)
}

// zomroOtherText describes the inputs for images, addresses, keys and filters.
func zomroOtherText(field string) string {
	switch field {
	case "CopyImageInput.Name":
		return "name of the copy, 1 to 100 characters"
	case "CopyImageInput.Region":
		return "where the copy goes, of 'image copy-options'"
	case "OrderImageInput.Name", "UpdateImageInput.Name":
		return "name, 1 to 100 characters"
	case "OrderImageInput.TariffID":
		return "id of the tariff, of 'image tariffs'"
	case "OrderImageInput.Region":
		return "data centre that stores it, such as Netherlands-2"
	case "OrderImageInput.URL":
		return "where to load it from: http or https"
	case "OrderImageInput.DiskFormat":
		return "format of what the address holds; needed"
	case "OrderImageInput.OSDistro":
		return "operating system; needed"
	case "OrderImageInput.OSVersion", "UpdateImageInput.OSVersion":
		return "version of the operating system"
	case "OrderImageInput.Architecture":
		return "processor (default x86_64)"
	case "OrderImageInput.MinDiskGB", "UpdateImageInput.MinDiskGB":
		return "disk that an instance needs to start from it, in GB, 0 to 10000"
	case "OrderImageInput.MinRAMGB", "UpdateImageInput.MinRAMGB":
		return "memory that an instance needs to start from it, in GB, 0 to 1000"
	case "OrderImageInput.Protected", "UpdateImageInput.Protected":
		return "protect it from deletion"
	case "UpdateImageInput.OSDistro":
		return "operating system"
	case "UpdateImageInput.DiskFormat":
		return "format of the disk"
	case "UpdateImageInput.Architecture":
		return "processor"

	case "OrderAddressInput.Type":
		return "id of a kind of address, such as public IPv4"
	case "OrderAddressInput.Count":
		return "how many (default 1)"
	case "OrderAddressInput.MaxCount":
		return "how many there may be at most"
	case "OrderAddressInput.Domain", "UpdateAddressInput.Domain":
		return "reverse DNS name"
	case "UpdateAddressInput.Gateway":
		return "address of the gateway"
	case "UpdateAddressInput.Mask":
		return "mask of the network"
	case "CreateSSHKeyInput.Comment", "UpdateSSHKeyInput.Comment":
		return "name of the key, 1 to 100 characters"
	case "CreateSSHKeyInput.PublicKey", "UpdateSSHKeyInput.PublicKey":
		return "the key on one line, as in a file authorized_keys"

	case "SetImageFilterInput.ID", "SetInstanceFilterInput.ID", "SetSnapshotFilterInput.ID":
		return "only the one with this id"
	case "SetImageFilterInput.Name", "SetSnapshotFilterInput.Name":
		return "only those with this in their name"
	case "SetImageFilterInput.Status", "SetInstanceFilterInput.Status", "SetSnapshotFilterInput.Status":
		return "only those in this state"
	case "SetImageFilterInput.OSDistro", "SetSnapshotFilterInput.OSDistro":
		return "only those with this operating system"
	case "SetImageFilterInput.DiskFormat":
		return "only those of this format"
	case "SetImageFilterInput.ImageType":
		return "only those of this kind"
	case "SetImageFilterInput.Region":
		return "only those in this data centre"
	case "SetSnapshotFilterInput.Protected":
		return "only those that are protected (on) or not (off)"
	case "SetInstanceFilterInput.IP":
		return "only the one with this address"
	case "SetInstanceFilterInput.Domain":
		return "only those of the customer of this name"
	case "SetInstanceFilterInput.Tariff":
		return "only those of the tariff of this name"
	case "SetInstanceFilterInput.PriceList":
		return "only those of the tariff of this id"
	case "SetInstanceFilterInput.Period":
		return "only those paid for by this period"
	case "SetInstanceFilterInput.AutoProlong":
		return "only those that are prolonged in this way"
	case "SetInstanceFilterInput.DataCenter":
		return "only those in the data centre of this id"
	case "SetInstanceFilterInput.CostFrom":
		return "only those that cost at least this"
	case "SetInstanceFilterInput.CostTo":
		return "only those that cost at most this"
	case "SetInstanceFilterInput.OrderedFrom":
		return "only those ordered on this day (YYYY-MM-DD) or later"
	case "SetInstanceFilterInput.OrderedTo":
		return "only those ordered up to this day (YYYY-MM-DD)"
	case "SetInstanceFilterInput.OpenDate":
		return "only those opened on this day (YYYY-MM-DD)"
	case "SetInstanceFilterInput.ExpireDate":
		return "only those that end on this day (YYYY-MM-DD)"
	}
	return ""
}
