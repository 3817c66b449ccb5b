package cbr_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// far is a destination of copies.
var far = cbr.ReplicateBackupInput{Name: "copy", DestinationProjectID: "p2", DestinationRegion: "eu-west-0", DestinationVaultID: "dv"}

func TestReplicateBackup(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		ctx := t.Context()
		id := srv.AddBackups(srv.Vaults()[0].ID, 2)[0]
		copied, err := client.Backups.Replicate(ctx, id, far)
		if err != nil {
			t.Fatal(err)
		}
		want := cbr.BackupReplication{
			BackupID: id, ReplicationRecordID: copied.ReplicationRecordID, ProjectID: srv.Account().ProjectID, ProviderID: copied.ProviderID,
			SourceRegion: "eu-west-101", DestinationProjectID: "p2", DestinationRegion: "eu-west-0", DestinationVaultID: "dv",
		}
		if diff := cmp.Diff(&want, copied); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		start := time.Now()
		var seen []backup.Progress
		record, err := client.Backups.WaitReplicated(ctx, id, copied.ReplicationRecordID, backup.WithProgress(func(p backup.Progress) { seen = append(seen, p) }))
		if err != nil {
			t.Fatal(err)
		}
		if record.ID != copied.ReplicationRecordID || record.Status != cbr.ReplicationStatusSuccess || record.SourceBackupID != id || record.DestinationBackupID == "" {
			t.Errorf("record: %+v", record)
		}
		if took := time.Since(start); took < 5*time.Minute || took > 6*time.Minute {
			t.Errorf("took %v", took)
		}
		middle := seen[len(seen)/2]
		if seen[0].State != "waiting_replicate" || seen[0].Elapsed != 10*time.Second || middle.State != "replicating" || middle.Percent < 10 || middle.Percent > 99 ||
			seen[len(seen)-1].Percent != 100 {
			t.Errorf("progress: %+v", seen)
		}
		_, err = client.Backups.Replicate(ctx, id, far)
		if e := details(t, err); !errors.Is(err, backup.ErrConflict) || e.StatusCode != 500 || e.Attempts != 1 {
			t.Errorf("a second copy: %v", err)
		}
		// Without being asked the list shows no records.
		for _, b := range collect(t, client.Backups.All(ctx, cbr.ListBackupsInput{})) {
			if len(b.ReplicationRecords) != 0 {
				t.Errorf("records: %+v", b.ReplicationRecords)
			}
		}
	})
}

func TestReplicationFails(t *testing.T) {
	for _, failure := range []cbrtest.Failure{
		{Status: "fail", Code: "BackupService.6129", Message: "full"}, {Status: "skip", Code: "BackupService.1002"}, {},
	} {
		inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
			ctx := t.Context()
			srv.AddBackups(srv.Vaults()[0].ID, 3)
			vault := srv.Vaults()[0].ID
			srv.FailNextReplication(failure)
			copies, err := client.Checkpoints.Replicate(ctx, cbr.ReplicateCheckpointInput{
				VaultID: vault, DestinationProjectID: "p2", DestinationRegion: "eu-west-0", DestinationVaultID: "dv",
			})
			if err != nil || len(copies.Backups) != 3 {
				t.Fatalf("got %+v, %v", copies, err)
			}
			records, err := client.Checkpoints.WaitReplicated(ctx, cbr.NewReplicationRef(copies))
			state := failure.Status
			if state == "" {
				state = "fail"
			}
			reason := "record " + copies.Backups[0].ReplicationRecordID + " is " + state
			if failure.Code != "" {
				reason += ": " + failure.Code
			}
			if failure.Message != "" {
				reason += " " + failure.Message
			}
			if e := failedWait(t, err); e.State != state || e.Reason != reason || len(records) != 3 {
				t.Errorf("%d records, %v", len(records), err)
			}
			record, err := client.Backups.WaitReplicated(ctx, copies.Backups[0].BackupID, copies.Backups[0].ReplicationRecordID)
			if e := failedWait(t, err); e.State != state || record == nil || string(record.Status) != state {
				t.Errorf("%+v, %v", record, err)
			}
			// What failed can be copied again; the others are there.
			again, err := client.Checkpoints.Replicate(ctx, cbr.ReplicateCheckpointInput{
				VaultID: vault, DestinationProjectID: "p2", DestinationRegion: "eu-west-0", DestinationVaultID: "dv", AutoTrigger: true,
			})
			if err != nil || len(again.Backups) != 1 || again.Backups[0].BackupID != copies.Backups[0].BackupID {
				t.Fatalf("got %+v, %v", again, err)
			}
			// Another process needs only the ids.
			records, err = client.Checkpoints.WaitReplicated(ctx, cbr.ReplicationRef{VaultID: again.VaultID, RecordIDs: []string{again.Backups[0].ReplicationRecordID}})
			if err != nil || len(records) != 1 || !records[0].ExtraInfo.AutoTrigger.Value {
				t.Errorf("got %+v, %v", records, err)
			}
		})
	}
}

// TestReplicationUnknown: a record that is never shown is waited for until the
// time is over.
func TestReplicationUnknown(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		id := srv.AddBackups(srv.Vaults()[0].ID, 1)[0]
		start := time.Now()
		record, err := client.Backups.WaitReplicated(t.Context(), id, "nobody knows it")
		if record != nil || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 30*time.Minute {
			t.Errorf("got %+v, %v", record, err)
		}
		if _, err = client.Backups.WaitReplicated(t.Context(), "none", "r"); !errors.Is(err, backup.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestReplicationRefusals(t *testing.T) {
	srv := cbrtest.New()
	client := connect(t, srv)
	ctx := t.Context()
	vault := srv.Vaults()[0].ID
	disks := srv.AddVault(cbrtest.VaultSpec{ObjectType: cbr.ObjectTypeDisk, Resources: []cbrtest.ResourceSpec{{Type: cbr.ResourceTypeVolume}}}).ID
	id, disk := srv.AddBackups(vault, 1)[0], srv.AddBackups(disks, 1)[0]
	srv.AddExternalVault("p3", "eu-west-0", cbrtest.VaultSpec{})
	plain := srv.AddExternalVault("p3", "eu-west-0", cbrtest.VaultSpec{ProtectType: cbr.ProtectTypeBackup}).ID
	to := func(project, region, vault string) cbr.ReplicateBackupInput {
		return cbr.ReplicateBackupInput{DestinationProjectID: project, DestinationRegion: region, DestinationVaultID: vault}
	}
	for _, tt := range []struct {
		name, backup string
		in           cbr.ReplicateBackupInput
		want         error
	}{
		{"no backup", "none", far, backup.ErrNotFound},
		{"a disk", disk, far, backup.ErrInvalid},
		{"the same region", id, to("p2", "eu-west-101", "dv"), backup.ErrInvalid},
		{"no such vault", id, to("p3", "eu-west-0", "dv"), backup.ErrNotFound},
		{"a vault for backups", id, to("p3", "eu-west-0", plain), backup.ErrInvalid},
	} {
		if _, err := client.Backups.Replicate(ctx, tt.backup, tt.in); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	_, err := client.Checkpoints.Replicate(ctx, cbr.ReplicateCheckpointInput{
		VaultID: disks, DestinationProjectID: "p2", DestinationRegion: "eu-west-0", DestinationVaultID: "dv",
	})
	if !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("nothing to copy: %v", err)
	}
}

func TestSyncBackups(t *testing.T) {
	srv := cbrtest.NewServer(t, fast())
	client := connect(t, srv)
	ctx := t.Context()
	one := cbr.BackupSync{
		BackupID: "b-1", BackupName: "onprem", BucketName: "bucket", ImagePath: "a/b", ResourceID: "r-1", ResourceName: "host", CreatedAtUnix: 1775944800,
	}
	two := one
	two.BackupID = "b-2"
	if _, err := client.Backups.Sync(ctx, cbr.SyncBackupsInput{Backups: []cbr.BackupSync{one}}); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("without a hybrid vault: %v", err)
	}
	vault := srv.AddVault(cbrtest.VaultSpec{CloudType: cbr.CloudTypeHybrid}).ID
	tasks, err := client.Backups.Sync(ctx, cbr.SyncBackupsInput{Backups: []cbr.BackupSync{one, two}})
	if err != nil || len(tasks) != 2 || tasks[0].BackupID != "b-1" {
		t.Fatalf("got %+v, %v", tasks, err)
	}
	for _, task := range tasks {
		done, err := client.Tasks.Wait(ctx, task.OperationLogID, quick()...)
		if err != nil || done.OperationType != cbr.OperationTypeSync || done.ExtraInfo.Sync.SyncedBackups.Value != 1 {
			t.Errorf("got %+v, %v", done, err)
		}
	}
	b, err := client.Backups.Get(ctx, "b-1")
	if err != nil || b.ResourceType != cbr.ResourceTypeNativeServer || b.CreatedAt.Unix() != 1775944800 || b.VaultID != vault {
		t.Errorf("got %+v, %v", b, err)
	}

	task, err := client.Checkpoints.Sync(ctx, cbr.SyncCheckpointInput{VaultID: vault, AutoTrigger: true})
	if err != nil || task.VaultID != vault {
		t.Fatalf("got %+v, %v", task, err)
	}
	if _, err = client.Checkpoints.Sync(ctx, cbr.SyncCheckpointInput{VaultID: vault}); !errors.Is(err, backup.ErrBusy) {
		t.Errorf("while it is synced: %v", err)
	}
	done, err := client.Tasks.Wait(ctx, task.OperationLogID, quick()...)
	if err != nil || done.ExtraInfo.Sync.SyncedBackups.Value != 2 {
		t.Errorf("got %+v, %v", done, err)
	}
	if _, err = client.Checkpoints.Sync(ctx, cbr.SyncCheckpointInput{VaultID: srv.Vaults()[0].ID}); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("a vault that is not hybrid: %v", err)
	}
	srv.FailNextSync(cbrtest.Failure{Status: "timeout", Code: "BackupService.9910", Message: "no response"})
	if task, err = client.Checkpoints.Sync(ctx, cbr.SyncCheckpointInput{VaultID: vault}); err != nil {
		t.Fatal(err)
	}
	_, err = client.Tasks.Wait(ctx, task.OperationLogID, quick()...)
	if e := failedWait(t, err); e.State != "timeout" || e.Reason != "BackupService.9910 no response" {
		t.Errorf("got %v", err)
	}
}

func TestRenameAndMetadata(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	id := srv.AddBackups(srv.Vaults()[0].ID, 2)[0]
	renamed, err := client.Backups.Rename(ctx, id, "保留-1")
	if err != nil || renamed.ID != id || renamed.Name != "保留-1" {
		t.Fatalf("got %+v, %v", renamed, err)
	}
	if list := collect(t, client.Backups.All(ctx, cbr.ListBackupsInput{Name: "保留-1"})); len(list) != 1 || list[0].ID != id {
		t.Errorf("found %+v", list)
	}
	meta, err := client.Backups.Metadata(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	var server struct {
		Name string `json:"name"`
	}
	var volume struct {
		Size int64 `json:"size"`
	}
	if err := errors.Join(meta.Server.Decode(&server), meta.Volumes[0].Decode(&volume)); err != nil || server.Name != "ecs-payroll-1" || volume.Size != 40 || meta.BackupID != id {
		t.Errorf("server %+v, volume %+v, %v", server, volume, err)
	}
	if _, err := client.Backups.Metadata(ctx, "none"); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if err := client.Backups.Delete(ctx, id); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Backups.Metadata(ctx, id); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("in a wrong state: %v", err)
	}
}

// TestReplicationLooks: the wait goes on until the last copy is done, and knows
// the records of disks inside a backup too.
func TestReplicationLooks(t *testing.T) {
	const disk = `{"backups":[{"id":"b","replication_records":[{"id":"r1","status":"success"},{"id":"other","status":"fail"}],` +
		`"children":[{"id":"d","replication_records":[{"id":"r2","status":"%","extra_info":{"progress":40}}]}]}],"count":1}`
	bodies := []string{
		`{"backups":[],"count":0}`,
		`{"backups":[{"id":"b","replication_records":[{"id":"r1","status":"success"}]}],"count":1}`,
		strings.Replace(disk, "%", "replicating", 1), strings.Replace(disk, "%", "paused", 1), strings.Replace(disk, "%", "success", 1),
	}
	looks := 0
	client := at(t, roundTrip(func(*http.Request) (*http.Response, error) {
		looks++
		return respond(http.StatusOK, bodies[min(looks, len(bodies))-1]), nil
	}))
	var seen []string
	records, err := client.Checkpoints.WaitReplicated(t.Context(), cbr.NewReplicationRef(&cbr.CheckpointReplication{
		VaultID: "v", Backups: []cbr.ReplicatedBackup{{BackupID: "b", ReplicationRecordID: "r1"}, {BackupID: "d", ReplicationRecordID: "r2"}},
	}), append(quick(), backup.WithProgress(func(p backup.Progress) { seen = append(seen, p.State+" "+strconv.Itoa(p.Percent)) }))...)
	if err != nil || len(records) != 2 || records[1].ID != "r2" {
		t.Errorf("got %+v, %v", records, err)
	}
	if diff := cmp.Diff([]string{" 0", "success 50", "replicating 70", "paused 70", "success 100"}, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
