package cbrtest

import "github.com/backup-sdk/backup-go/internal/serve"

// encoder writes responses of CBR as its documents show them: with every key.
func encoder() *serve.Whole {
	return &serve.Whole{
		Absent: []string{
			// Only where they were asked for, or where a vault is made.
			"Backup.replication_records",
			"Vault.backup_name_prefix", "Vault.demand_billing", "Vault.cbc_delete_count", "Vault.frozen",
			"Vault.provider_id", // see QuirkNoProviderID
			"VaultCreated.*", "OrderResult.*",
			// Older responses have it here, newer ones in the backup.
			"BackupExtendInfo.incremental", "BackupExtendInfo.progress",
			// What was set, and nothing else.
			"PolicyDefinitionInfo.timezone", "PolicyDefinitionInfo.destination_project_id", "PolicyDefinitionInfo.destination_region",
			"PolicyDefinitionInfo.cross_account_urn",
		},
		Null: []string{"Backup.parent_id"},
		Text: []string{
			// The tables call them texts, and the vendor's own client reads nothing else.
			"CheckpointResource.resource_size", "CheckpointResource.backup_size", "CheckpointResource.backup_count",
			"OperationBackup.incremental",
		},
	}
}

// iamEncoder is the same for IAM.
func iamEncoder() *serve.Whole {
	return &serve.Whole{
		Null:  []string{"ProjectLinks.next", "ProjectLinks.previous"},
		Empty: []string{"TokenUser.password_expires_at"},
	}
}
