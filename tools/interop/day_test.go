package interop

import (
	"errors"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	official "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1/model"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestDay has the vendor's client do a day's work on the fake, with a key whose
// project it looks up itself: make a vault, put a server in, back it up, list
// the backups, restore one, and delete all.
func TestDay(t *testing.T) {
	srv := cbrtest.NewServer(t, cbrtest.WithoutVaults(), cbrtest.WithDurations(50*time.Millisecond, 50*time.Millisecond, 20*time.Millisecond))
	a := srv.Account()
	client := theirs(t, a.ProjectName, srv.URL(), a.AccessKey, a.SecretKey, "")

	vault := createVault(t, client)
	added, err := client.AddVaultResource(&model.AddVaultResourceRequest{VaultId: vault, Body: &model.VaultAddResourceReq{
		Resources: []model.ResourceCreate{{Id: serverID, Type: "OS::Nova::Server"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if added.AddResourceIds == nil || len(*added.AddResourceIds) != 1 || (*added.AddResourceIds)[0] != serverID {
		t.Errorf("added %v", added)
	}
	until(t, "the vault shows the server", func() bool {
		shown, err := client.ShowVault(&model.ShowVaultRequest{VaultId: vault})
		if err != nil {
			t.Fatal(err)
		}
		return len(shown.Vault.Resources) == 1
	})

	name, full := "release-7", false
	made, err := client.CreateCheckpoint(&model.CreateCheckpointRequest{Body: &model.VaultBackupReq{Checkpoint: &model.VaultBackup{
		VaultId: vault, Parameters: &model.CheckpointParam{Name: &name, Incremental: &full},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	checkpoint := made.Checkpoint.Id
	until(t, "the checkpoint is available", func() bool {
		shown, err := client.ShowCheckpoint(&model.ShowCheckpointRequest{CheckpointId: checkpoint})
		if err != nil {
			t.Fatal(err)
		}
		return shown.Checkpoint.Status.Value() == "available"
	})

	var backup model.BackupResp
	until(t, "the backup is available", func() bool {
		list, err := client.ListBackups(&model.ListBackupsRequest{CheckpointId: &checkpoint})
		if err != nil {
			t.Fatal(err)
		}
		if list.Backups == nil || len(*list.Backups) != 1 {
			return false
		}
		backup = (*list.Backups)[0]
		return backup.Status.Value() == "available"
	})
	if backup.ResourceId != serverID || backup.VaultId != vault || backup.Name != name {
		t.Errorf("backup %+v", backup)
	}

	server := serverID
	if _, err = client.RestoreBackup(&model.RestoreBackupRequest{BackupId: backup.Id, Body: &model.BackupRestoreReq{
		Restore: &model.BackupRestore{ResourceId: &server},
	}}); err != nil {
		t.Fatal(err)
	}
	until(t, "the restore has succeeded", func() bool { return succeeded(t, client, "restore") }) // the response's job_id is not in their model

	if _, err = client.DeleteBackup(&model.DeleteBackupRequest{BackupId: backup.Id}); err != nil {
		t.Fatal(err)
	}
	until(t, "the backup is gone", func() bool {
		_, err := client.ShowBackup(&model.ShowBackupRequest{BackupId: backup.Id})
		return err != nil
	})
	if _, err = client.DeleteVault(&model.DeleteVaultRequest{VaultId: vault}); err != nil {
		t.Fatal(err)
	}
	until(t, "the vault is gone", func() bool {
		_, err := client.ShowVault(&model.ShowVaultRequest{VaultId: vault})
		return err != nil
	})
	if len(srv.Vaults()) != 0 {
		t.Errorf("vaults are left: %+v", srv.Vaults())
	}
	for _, r := range srv.Requests() {
		if r.Status >= 400 && r.Operation != "showBackup" && r.Operation != "showVault" {
			t.Errorf("%s %s: status %d", r.Method, r.Path, r.Status)
		}
	}
}

func createVault(t *testing.T, client *official.CbrClient) (id string) {
	t.Helper()
	created, err := client.CreateVault(&model.CreateVaultRequest{Body: &model.VaultCreateReq{Vault: &model.VaultCreate{
		Name: "vault-pay1", Resources: []model.ResourceCreate{},
		Billing: &model.BillingCreate{
			ConsistentLevel: model.GetBillingCreateConsistentLevelEnum().CRASH_CONSISTENT, ObjectType: model.GetBillingCreateObjectTypeEnum().SERVER,
			ProtectType: model.GetBillingCreateProtectTypeEnum().BACKUP, Size: 100,
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	if created.Vault == nil || created.Vault.Name != "vault-pay1" || created.Vault.Billing.Size != 100 {
		t.Fatalf("vault %+v", created.Vault)
	}
	return created.Vault.Id
}

// succeeded reports whether the last task of a kind has.
func succeeded(t *testing.T, client *official.CbrClient, kind string) bool {
	t.Helper()
	list, err := client.ListOpLogs(&model.ListOpLogsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if list.OperationLogs == nil {
		return false
	}
	for _, task := range *list.OperationLogs {
		if task.OperationType.Value() == kind {
			return task.Status.Value() == "success"
		}
	}
	return false
}

// until asks again and again, as a user of a client without waits has to.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(20 * time.Second)
	for !done() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("it did not happen that %s", what)
		}
	}
}

// TestRejected: a wrong key and a wrong time are rejected in a way the vendor's
// client understands.
func TestRejected(t *testing.T) {
	srv := cbrtest.NewServer(t)
	a := srv.Account()
	client := theirs(t, a.ProjectName, srv.URL(), a.AccessKey, "another-secret-key", a.ProjectID)
	_, err := client.ListVault(&model.ListVaultRequest{})
	if got := failure(t, err); got.StatusCode != 401 || got.ErrorCode != "APIGW.0301" || got.RequestId == "" {
		t.Errorf("got %+v", got)
	}
	client = theirs(t, a.ProjectName, srv.URL(), a.AccessKey, a.SecretKey, a.ProjectID)
	_, err = client.ShowVault(&model.ShowVaultRequest{VaultId: vaultID})
	if got := failure(t, err); got.StatusCode != 404 || got.ErrorCode != "BackupService.6105" || got.ErrorMessage == "" {
		t.Errorf("got %+v", got)
	}
}

// TestTemporaryKey: the vendor's client signs with a temporary key too.
func TestTemporaryKey(t *testing.T) {
	srv := cbrtest.NewServer(t)
	a := srv.Account()
	ak, sk, token := srv.IssueKey(time.Hour)
	for _, key := range []struct {
		token string
		right bool
	}{{token, true}, {"", false}, {"another-token", false}} {
		creds, err := basic.NewCredentialsBuilder().WithAk(ak).WithSk(sk).WithSecurityToken(key.token).WithProjectId(a.ProjectID).SafeBuild()
		if err != nil {
			t.Fatal(err)
		}
		_, err = connect(t, a.ProjectName, srv.URL(), creds).ListVault(&model.ListVaultRequest{})
		switch {
		case key.right && err != nil:
			t.Error(err)
		case !key.right && failure(t, err).ErrorCode != "APIGW.0301":
			t.Errorf("token %q: %v", key.token, err)
		}
	}
}

func failure(t *testing.T, err error) *sdkerr.ServiceResponseError {
	t.Helper()
	var failed *sdkerr.ServiceResponseError
	if !errors.As(err, &failed) {
		t.Fatalf("got %T: %v", err, err)
	}
	return failed
}
