package cbr_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestWaitDefaults holds every wait against the delays of the vendor's
// Terraform provider: the first look, the next one, and the end.
func TestWaitDefaults(t *testing.T) {
	const never = `{"vault":{"id":"v","billing":{"status":"available"},"resources":[{"id":"there"}]},"vaults":[],"count":0,"backups":[],` +
		`"backup":{"id":"b","checkpoint_id":"c","status":"restoring"},"checkpoint":{"id":"c","status":"protecting"},"operation_log":{"id":"t","status":"running"}}`
	copies := cbr.CheckpointReplication{VaultID: "v", Backups: []cbr.ReplicatedBackup{{BackupID: "b", ReplicationRecordID: "r"}}}
	for _, tt := range []struct {
		name            string
		delay, interval time.Duration
		timeout         time.Duration
		wait            func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error
	}{
		{name: "checkpoint", delay: 30 * time.Second, interval: 15 * time.Second, timeout: 30 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			_, err := c.Checkpoints.Wait(ctx, "c", opts...)
			return err
		}},
		{name: "checkpoint gone", delay: 20 * time.Second, interval: 15 * time.Second, timeout: 20 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			return c.Checkpoints.WaitDeleted(ctx, "c", opts...)
		}},
		{name: "backup gone", delay: 20 * time.Second, interval: 15 * time.Second, timeout: 20 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			return c.Backups.WaitDeleted(ctx, "b", opts...)
		}},
		{name: "restore by task", delay: 10 * time.Second, interval: 10 * time.Second, timeout: 30 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			return c.Backups.WaitRestored(ctx, "b", "t", opts...)
		}},
		{name: "restore by backup", delay: 10 * time.Second, interval: 10 * time.Second, timeout: 30 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			return c.Backups.WaitRestored(ctx, "b", "", opts...)
		}},
		{name: "sync by task", delay: 10 * time.Second, interval: 10 * time.Second, timeout: 30 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			_, err := c.Tasks.Wait(ctx, "t", opts...)
			return err
		}},
		{name: "copy of a backup", delay: 10 * time.Second, interval: 10 * time.Second, timeout: 30 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			_, err := c.Backups.WaitReplicated(ctx, "b", "r", opts...)
			return err
		}},
		{name: "copies of a vault", delay: 10 * time.Second, interval: 10 * time.Second, timeout: 30 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			_, err := c.Checkpoints.WaitReplicated(ctx, cbr.NewReplicationRef(&copies), opts...)
			return err
		}},
		{name: "resources added", delay: 5 * time.Second, interval: 10 * time.Second, timeout: 10 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			_, err := c.Vaults.WaitResourcesAdded(ctx, "v", cbr.AddResourcesInput{Resources: []cbr.Resource{{ID: "missing", Type: cbr.ResourceTypeServer}}}, opts...)
			return err
		}},
		{name: "resources removed", delay: 5 * time.Second, interval: 10 * time.Second, timeout: 10 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			_, err := c.Vaults.WaitResourcesRemoved(ctx, "v", cbr.RemoveResourcesInput{ResourceIDs: []string{"there"}}, opts...)
			return err
		}},
		{name: "vault gone", delay: 5 * time.Second, interval: 20 * time.Second, timeout: 5 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			return c.Vaults.WaitDeleted(ctx, "v", opts...)
		}},
		{name: "order of a vault", delay: 10 * time.Second, interval: 10 * time.Second, timeout: 10 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			_, err := c.Vaults.WaitOrdered(ctx, "o", opts...)
			return err
		}},
		{name: "order of a change", delay: 10 * time.Second, interval: 10 * time.Second, timeout: 10 * time.Minute, wait: func(ctx context.Context, c *cbr.Client, opts ...backup.WaitOption) error {
			_, err := c.Vaults.WaitUntil(ctx, "v", func(*cbr.Vault) bool { return false }, opts...)
			return err
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := at(t, responding(200, jsonType, never))
				var looks []time.Duration
				start := time.Now()
				err := tt.wait(t.Context(), client, backup.WithProgress(func(p backup.Progress) { looks = append(looks, p.Elapsed) }))
				var e *backup.WaitError
				if !errors.As(err, &e) || e.Failed || !errors.Is(err, context.DeadlineExceeded) {
					t.Fatalf("got %v", err)
				}
				if took := time.Since(start); looks[0] != tt.delay || looks[1]-looks[0] != tt.interval || took != tt.timeout {
					t.Errorf("first %v, then %v, end %v", looks[0], looks[1]-looks[0], took)
				}
			})
		})
	}
}

// TestGone: what is gone has status 404, or 401 in one form of many.
func TestGone(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
		gone   bool
	}{
		{"404", 404, `{"error_code":"BackupService.6200","error_msg":"x"}`, true},
		{"404 of a checkpoint", 404, `{"error_code":"BackupService.6217","error_msg":"x"}`, true},
		{"404 of a resource", 404, `{"error_code":"BackupService.6302","error_msg":"x"}`, true},
		{"404 without a code", 404, ``, true},
		{"401, malformed", 401, `{"unauthorized":{"code":"401","message":"Malformed request url"}}`, true},
		{"400, the older service", 400, `{"error_code":"CSBS.3001","error_msg":"x"}`, true},
		{"401, the token", 401, `{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information"}`, false},
		{"401, another text", 401, `{"unauthorized":{"code":"401","message":"Authentication required"}}`, false},
		{"403", 403, `{"error_code":"PAP5.0001","error_msg":"x"}`, false},
	} {
		client := at(t, responding(tt.status, jsonType, tt.body))
		for what, err := range map[string]error{
			"backup":     client.Backups.WaitDeleted(t.Context(), "b", quick()...),
			"checkpoint": client.Checkpoints.WaitDeleted(t.Context(), "c", quick()...),
			"vault":      client.Vaults.WaitDeleted(t.Context(), "v", quick()...),
		} {
			var e *backup.WaitError
			if tt.gone && err != nil || !tt.gone && (!errors.As(err, &e) || e.Failed) {
				t.Errorf("%s, %s: %v", tt.name, what, err)
			}
		}
	}
}

// TestCheckpointGone: a checkpoint goes with the last of its backups.
func TestCheckpointGone(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		ctx := t.Context()
		made, err := client.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{VaultID: srv.Vaults()[0].ID})
		if err != nil {
			t.Fatal(err)
		}
		backups := collect(t, client.Backups.All(ctx, cbr.ListBackupsInput{CheckpointID: made.ID}))
		if len(backups) != 2 {
			t.Fatalf("%d backups", len(backups))
		}
		if err := client.Backups.Delete(ctx, backups[0].ID); err != nil {
			t.Fatal(err)
		}
		var e *backup.WaitError
		if err := client.Checkpoints.WaitDeleted(ctx, made.ID); !errors.As(err, &e) || e.Failed || e.State != "available" {
			t.Errorf("with one backup left: %v", err)
		}
		if err := client.Backups.Delete(ctx, backups[1].ID); err != nil {
			t.Fatal(err)
		}
		var states []string
		if err := client.Checkpoints.WaitDeleted(ctx, made.ID, backup.WithProgress(func(p backup.Progress) { states = append(states, p.State) })); err != nil || states[len(states)-1] != "deleted" {
			t.Errorf("%v, %v", states, err)
		}
	})
	for state, failed := range map[string]bool{"error": true, "error-deleting": true, "deleted": false} {
		client := at(t, responding(200, jsonType, `{"checkpoint":{"id":"c","status":"`+state+`"}}`))
		if err := client.Checkpoints.WaitDeleted(t.Context(), "c", quick()...); failed {
			if e := failedWait(t, err); e.State != state {
				t.Errorf("ended in %s, want %s", e.State, state)
			}
		} else if err != nil {
			t.Errorf("%s: %v", state, err)
		}
	}
}
