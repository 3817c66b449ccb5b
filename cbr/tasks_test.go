package cbr_test

import (
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/lenient"
)

// TestTaskDetails reads the details of each kind of task. Fields that nobody
// documents are kept, also inside the blocks, and come back when the task is
// written.
func TestTaskDetails(t *testing.T) {
	kept := map[string]lenient.Raw{"later": lenient.Raw(`{"a":[1,null]}`)}
	for _, tt := range []struct {
		kind cbr.OperationType
		body string
		read func(*cbr.OperationExtraInfo) any
		want any
	}{
		{
			cbr.OperationTypeBackup, `"backup":{"backup_id":"b","backup_name":"n","incremental":"true","app_consistency_status":"1","app_consistency_error_code":7,"app_consistency_error_message":"m","later":{"a":[1,null]}}`,
			func(i *cbr.OperationExtraInfo) any { return i.Backup },
			&cbr.OperationBackup{BackupID: "b", BackupName: "n", Incremental: lenient.NewBool(true), AppConsistencyStatus: "1", AppConsistencyErrorCode: "7", AppConsistencyErrorMessage: "m", AdditionalProperties: kept},
		},
		{
			cbr.OperationTypeDelete, `"delete":{"backup_id":"b","backup_name":"n","later":{"a":[1,null]}}`,
			func(i *cbr.OperationExtraInfo) any { return i.Delete }, &cbr.OperationDelete{BackupID: "b", BackupName: "n", AdditionalProperties: kept},
		},
		{
			cbr.OperationTypeRestore, `"restore":{"backup_id":"b","backup_name":"n","target_resource_id":"r","target_resource_name":"rn","later":{"a":[1,null]}}`,
			func(i *cbr.OperationExtraInfo) any { return i.Restore },
			&cbr.OperationRestore{BackupID: "b", BackupName: "n", TargetResourceID: "r", TargetResourceName: "rn", AdditionalProperties: kept},
		},
		{
			cbr.OperationTypeReplication, `"replication":{"source_backup_id":"sb","source_backup_name":"sn","source_checkpoint_id":"sc","source_project_id":"sp","source_region":"sr","destination_backup_id":"db",` +
				`"destination_backup_name":"dn","destination_checkpoint_id":"dc","destination_project_id":"dp","destination_region":"dr","later":{"a":[1,null]}}`,
			func(i *cbr.OperationExtraInfo) any { return i.Replication },
			&cbr.OperationReplication{
				SourceBackupID: "sb", SourceBackupName: "sn", SourceCheckpointID: "sc", SourceProjectID: "sp", SourceRegion: "sr", DestinationBackupID: "db",
				DestinationBackupName: "dn", DestinationCheckpointID: "dc", DestinationProjectID: "dp", DestinationRegion: "dr", AdditionalProperties: kept,
			},
		},
		{
			cbr.OperationTypeSync, `"sync":{"sync_backup_num":"3","delete_backup_num":1,"err_sync_backup_num":0,"later":{"a":[1,null]}}`,
			func(i *cbr.OperationExtraInfo) any { return i.Sync },
			&cbr.OperationSync{SyncedBackups: lenient.NewInt(3), DeletedBackups: lenient.NewInt(1), AdditionalProperties: kept},
		},
		{
			cbr.OperationTypeRemoveResource, `"remove_resources":{"fail_count":1,"total_count":2,"resources":[{"id":"r","type":"OS::New::Thing"}],"later":{"a":[1,null]}}`,
			func(i *cbr.OperationExtraInfo) any { return i.RemoveResources },
			&cbr.OperationRemoveResources{FailCount: lenient.NewInt(1), TotalCount: lenient.NewInt(2), Resources: []cbr.Resource{{ID: "r", Type: "OS::New::Thing"}}, AdditionalProperties: kept},
		},
		{
			cbr.OperationTypeVaultDelete, `"vault_delete":{"fail_count":1,"total_count":2,"later":{"a":[1,null]}}`,
			func(i *cbr.OperationExtraInfo) any { return i.VaultDelete },
			&cbr.OperationVaultDelete{FailCount: lenient.NewInt(1), TotalCount: lenient.NewInt(2), AdditionalProperties: kept},
		},
		{
			"rehearsal", `"common":{"progress":"40","request_id":"req-1","task_id":"t","later":{"a":[1,null]}}`,
			func(i *cbr.OperationExtraInfo) any { return i.Common },
			&cbr.OperationCommon{Progress: lenient.NewInt(40), RequestID: "req-1", TaskID: "t", AdditionalProperties: kept},
		},
	} {
		t.Run(string(tt.kind), func(t *testing.T) {
			body := `{"operation_log":{"id":"t","operation_type":"` + string(tt.kind) + `","status":"paused","extra_info":{` + tt.body + `,"another":{"b":"x"},"resource":null}}}`
			task, err := at(t, responding(200, jsonType, body)).Tasks.Get(t.Context(), "t")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, tt.read(task.ExtraInfo)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if task.OperationType != tt.kind || task.Status != "paused" || task.ExtraInfo.AdditionalProperties["another"].String() != `{"b":"x"}` {
				t.Errorf("task: %+v, %+v", task, task.ExtraInfo)
			}
			written, err := json.Marshal(task.ExtraInfo)
			if err != nil {
				t.Fatal(err)
			}
			var again cbr.OperationExtraInfo
			if err := json.Unmarshal(written, &again); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(*task.ExtraInfo, again); diff != "" {
				t.Errorf("written and read again:\n%s", diff)
			}
		})
	}
}

// TestTaskFilters: each filter selects the tasks that match it, and no others.
func TestTaskFilters(t *testing.T) {
	srv := cbrtest.NewServer(t, cbrtest.WithDurations(time.Hour, time.Hour, 0))
	client := connect(t, srv)
	ctx := t.Context()
	before := time.Now().Add(-time.Second)
	vault, other := srv.Vaults()[0], srv.AddVault(cbrtest.VaultSpec{Name: "other", EnterpriseProject: "ep-1", Resources: []cbrtest.ResourceSpec{{Name: "ecs-other"}}})
	if err := client.Backups.Delete(ctx, srv.AddBackups(other.ID, 1)[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: vault.ID, Parameters: cbr.CheckpointParameters{Resources: []string{vault.Resources[1].ID}}}); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		in    cbr.ListTasksInput
		kinds string
	}{
		"all":                {cbr.ListTasksInput{}, "backup delete "},
		"kind":               {cbr.ListTasksInput{OperationType: cbr.OperationTypeDelete}, "delete "},
		"state":              {cbr.ListTasksInput{Status: cbr.OperationStatusSuccess}, "delete "},
		"another state":      {cbr.ListTasksInput{Status: cbr.OperationStatusWaiting}, "backup "},
		"provider":           {cbr.ListTasksInput{ProviderID: cbr.ProviderServer}, "backup delete "},
		"another provider":   {cbr.ListTasksInput{ProviderID: cbr.ProviderDisk}, ""},
		"resource":           {cbr.ListTasksInput{ResourceID: vault.Resources[1].ID}, "backup "},
		"name of a resource": {cbr.ListTasksInput{ResourceName: "ecs-other"}, "delete "},
		"vault":              {cbr.ListTasksInput{VaultID: vault.ID}, "backup "},
		"name of a vault":    {cbr.ListTasksInput{VaultName: "other"}, "delete "},
		"from":               {cbr.ListTasksInput{StartTime: before}, "backup delete "},
		"to":                 {cbr.ListTasksInput{EndTime: before.Add(-time.Minute)}, ""},
		"enterprise project": {cbr.ListTasksInput{EnterpriseProjectID: "ep-1"}, "delete "},
		"all granted":        {cbr.ListTasksInput{EnterpriseProjectID: "all_granted_eps"}, "backup delete "},
		"one at a time":      {cbr.ListTasksInput{Limit: 1}, "backup delete "},
		"after the first":    {cbr.ListTasksInput{Cursor: "1"}, "delete "},
	} {
		kinds := ""
		for _, task := range collect(t, client.Tasks.All(ctx, tt.in)) {
			kinds += string(task.OperationType) + " "
		}
		if kinds != tt.kinds {
			t.Errorf("%s: %q, want %q", name, kinds, tt.kinds)
		}
	}
	if _, err := client.Tasks.List(ctx, cbr.ListTasksInput{Status: "paused"}); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("a state that does not exist: %v", err)
	}
}

// TestTaskProgress watches a task from its beginning to its end.
func TestTaskProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New(cbrtest.WithDurations(100*time.Minute, 0, 0))
		client := connect(t, srv)
		ctx := t.Context()
		if _, err := client.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: srv.Vaults()[0].ID, Parameters: cbr.CheckpointParameters{Resources: []string{srv.Vaults()[0].Resources[0].ID}}}); err != nil {
			t.Fatal(err)
		}
		page, err := client.Tasks.List(ctx, cbr.ListTasksInput{})
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("%+v, %v", page, err)
		}
		id := page.Items[0].ID
		for _, want := range []struct {
			after   time.Duration
			status  cbr.OperationStatus
			percent int64
			started bool
		}{
			{0, cbr.OperationStatusWaiting, 0, false},
			{30 * time.Minute, cbr.OperationStatusRunning, 30, true},
			{69 * time.Minute, cbr.OperationStatusRunning, 99, true},
			{time.Minute, cbr.OperationStatusSuccess, 100, true},
		} {
			time.Sleep(want.after)
			task, err := client.Tasks.Get(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			ended := task.Status == cbr.OperationStatusSuccess
			if task.Status != want.status || task.ExtraInfo.Common.Progress.Value != want.percent || task.StartedAt.IsZero() == want.started || task.EndedAt.IsZero() == ended {
				t.Errorf("after %v: %s, %d%%, started %v, ended %v", want.after, task.Status, task.ExtraInfo.Common.Progress.Value, task.StartedAt, task.EndedAt)
			}
		}
	})
}
