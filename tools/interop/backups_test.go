package interop

import (
	"context"
	"time"

	official "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"

	"github.com/backup-sdk/backup-go/cbr"
)

var (
	begin = time.Date(2026, 4, 12, 0, 0, 0, 0, time.UTC)
	end   = time.Date(2026, 4, 13, 2, 0, 0, 0, time.FixedZone("east", 2*3600))
)

func backupPairs(they *official.CbrClient, we *cbr.Client) []pair {
	return []pair{
		{
			operation: "createCheckpoint",
			theirs: with(they.CreateCheckpoint, `{"body":{"checkpoint":{"vault_id":"`+vaultID+`","parameters":{"auto_trigger":true,"description":"before release",
				"incremental":false,"name":"release-7","resources":["`+serverID+`"],"resource_details":`+jsonResources+`}}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: vaultID, Parameters: cbr.CheckpointParameters{
					AutoTrigger: true, Description: "before release", Incremental: new(false), Name: "release-7", Resources: []string{serverID}, ResourceDetails: resources(),
				}}))
			},
		}, {
			operation: "showCheckpoint",
			theirs:    with(they.ShowCheckpoint, `{"checkpoint_id":"`+taskID+`"}`),
			ours:      func(ctx context.Context) error { return sent(we.Checkpoints.Get(ctx, taskID)) },
		}, {
			operation: "copyCheckpoint",
			theirs: with(they.CopyCheckpoint, `{"body":{"replicate":{"auto_trigger":true,"destination_project_id":"`+projectID+`","destination_region":"cn-north-4",
				"destination_vault_id":"`+taskID+`","enable_acceleration":true,"vault_id":"`+vaultID+`","cross_account_urn":"iam::d:agency:a"}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Checkpoints.Replicate(ctx, cbr.ReplicateCheckpointInput{
					AutoTrigger: true, DestinationProjectID: projectID, DestinationRegion: "cn-north-4", DestinationVaultID: taskID, EnableAcceleration: true,
					VaultID: vaultID, CrossAccountURN: "iam::d:agency:a",
				}))
			},
		}, {
			operation: "importCheckpoint",
			theirs:    with(they.ImportCheckpoint, `{"body":{"sync":{"auto_trigger":false,"vault_id":"`+vaultID+`"}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Checkpoints.Sync(ctx, cbr.SyncCheckpointInput{VaultID: vaultID}))
			},
		}, {
			operation: "listBackups",
			theirs: with(they.ListBackups, `{"limit":10,"offset":20,"name":"n","checkpoint_id":"`+taskID+`","vault_id":"`+vaultID+`","parent_id":"`+backupID+`",
				"status":"available","image_type":"backup","resource_id":"`+serverID+`","resource_name":"ecs pay","resource_type":"OS::Nova::Server","resource_az":"eu-west-101a",
				"start_time":"2026-04-12T00:00:00Z","end_time":"2026-04-13T00:00:00Z","enterprise_project_id":"0","own_type":"all_granted","member_status":"pending",
				"used_percent":"80","incremental":false,"show_replication":true,"dec":false,"sort":"created_at:asc,name:desc"}`),
			ours: func(ctx context.Context) error {
				return sent(we.Backups.List(ctx, cbr.ListBackupsInput{
					Limit: 10, Cursor: "20", Name: "n", CheckpointID: taskID, VaultID: vaultID, ParentID: backupID,
					Statuses: []cbr.BackupStatus{cbr.BackupStatusAvailable}, ImageType: cbr.ImageTypeBackup, ResourceID: serverID, ResourceName: "ecs pay",
					ResourceType: cbr.ResourceTypeServer, ResourceAZ: "eu-west-101a", StartTime: begin, EndTime: end, EnterpriseProjectID: "0",
					OwnType: cbr.OwnTypeAllGranted, MemberStatus: cbr.MemberStatusPending, UsedPercent: 80, Incremental: new(false), ShowReplication: true,
					DedicatedCloud: new(false), Sort: "created_at:asc,name:desc",
				}))
			},
		}, {
			operation: "listBackups",
			theirs:    with(they.ListBackups, `{"status":"available","marker":"`+backupID+`"}`),
			ours: func(ctx context.Context) error {
				return sent(we.Backups.List(ctx, cbr.ListBackupsInput{Marker: backupID, Statuses: []cbr.BackupStatus{cbr.BackupStatusAvailable, cbr.BackupStatusError}}))
			},
			differs: "the service takes status several times, the vendor's client sends one",
			change:  func(r *request) { r.Query["status"] = []string{"available", "error"} },
		}, {
			operation: "showBackup",
			theirs:    with(they.ShowBackup, `{"backup_id":"`+backupID+`"}`),
			ours:      func(ctx context.Context) error { return sent(we.Backups.Get(ctx, backupID)) },
		}, {
			operation: "updateBackup",
			theirs:    with(they.UpdateBackup, `{"backup_id":"`+backupID+`","body":{"backup":{"name":"release-7"}}}`),
			ours:      func(ctx context.Context) error { return sent(we.Backups.Rename(ctx, backupID, "release-7")) },
		}, {
			operation: "deleteBackup",
			theirs:    with(they.DeleteBackup, `{"backup_id":"`+backupID+`"}`),
			ours:      func(ctx context.Context) error { return we.Backups.Delete(ctx, backupID) },
		}, {
			operation: "restoreBackup",
			theirs: with(they.RestoreBackup, `{"backup_id":"`+backupID+`","body":{"restore":{"server_id":"`+serverID+`","power_on":false,
				"mappings":[{"backup_id":"`+taskID+`","volume_id":"`+diskID+`"}]}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Backups.Restore(ctx, backupID, cbr.RestoreBackupInput{
					ServerID: serverID, PowerOn: new(false), Mappings: []cbr.RestoreMapping{{BackupID: taskID, VolumeID: diskID}},
				}))
			},
		}, {
			operation: "copyBackup",
			theirs: with(they.CopyBackup, `{"backup_id":"`+backupID+`","body":{"replicate":{"description":"off site","destination_project_id":"`+projectID+`",
				"destination_region":"cn-north-4","destination_vault_id":"`+taskID+`","enable_acceleration":true,"name":"copy-7","cross_account_urn":"iam::d:agency:a"}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Backups.Replicate(ctx, backupID, cbr.ReplicateBackupInput{
					Description: "off site", DestinationProjectID: projectID, DestinationRegion: "cn-north-4", DestinationVaultID: taskID, EnableAcceleration: true,
					Name: "copy-7", CrossAccountURN: "iam::d:agency:a",
				}))
			},
		}, {
			operation: "importBackup",
			theirs: with(they.ImportBackup, `{"body":{"sync":[{"backup_id":"`+backupID+`","backup_name":"b","bucket_name":"bucket","image_path":"a/b.img","resource_id":"`+serverID+`",
				"resource_name":"vm","resource_type":"OS::Nova::Server","created_at":1775952004}]}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Backups.Sync(ctx, cbr.SyncBackupsInput{Backups: []cbr.BackupSync{{
					BackupID: backupID, BackupName: "b", BucketName: "bucket", ImagePath: "a/b.img", ResourceID: serverID, ResourceName: "vm",
					ResourceType: cbr.ResourceTypeServer, CreatedAtUnix: 1775952004,
				}}}))
			},
		}, {
			operation: "showMetadata",
			theirs:    with(they.ShowMetadata, `{"backup_id":"`+backupID+`"}`),
			ours:      func(ctx context.Context) error { return sent(we.Backups.Metadata(ctx, backupID)) },
		}, {
			operation: "listOpLogs",
			theirs: with(they.ListOpLogs, `{"limit":10,"offset":20,"operation_type":"backup","status":"running","provider_id":"`+taskID+`","resource_id":"`+serverID+`",
				"resource_name":"ecs pay","vault_id":"`+vaultID+`","vault_name":"vault-pay1","start_time":"2026-04-12T00:00:00Z","end_time":"2026-04-13T00:00:00Z","enterprise_project_id":"0"}`),
			ours: func(ctx context.Context) error {
				return sent(we.Tasks.List(ctx, cbr.ListTasksInput{
					Limit: 10, Cursor: "20", OperationType: cbr.OperationTypeBackup, Status: cbr.OperationStatusRunning, ProviderID: taskID, ResourceID: serverID,
					ResourceName: "ecs pay", VaultID: vaultID, VaultName: "vault-pay1", StartTime: begin, EndTime: end, EnterpriseProjectID: "0",
				}))
			},
		}, {
			operation: "showOpLog",
			theirs:    with(they.ShowOpLog, `{"operation_log_id":"`+taskID+`"}`),
			ours:      func(ctx context.Context) error { return sent(we.Tasks.Get(ctx, taskID)) },
		},
	}
}
