package cbr_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// inBubble runs a test in virtual time against a fake whose work takes as long
// as real work does.
func inBubble(t *testing.T, opts []cbrtest.Option, test func(t *testing.T, srv *cbrtest.Server, client *cbr.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New(append([]cbrtest.Option{cbrtest.WithDurations(8*time.Minute, 5*time.Minute, 3*time.Minute)}, opts...)...)
		test(t, srv, connect(t, srv))
	})
}

func TestWaitCheckpoint(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		start := time.Now()
		var states []string
		var pauses []time.Duration
		var last time.Duration
		checkpoint, err := client.Checkpoints.CreateAndWait(t.Context(), cbr.CreateCheckpointInput{VaultID: srv.Vaults()[0].ID},
			backup.WithProgress(func(p backup.Progress) {
				states = append(states, p.State)
				pauses = append(pauses, p.Elapsed-last)
				last = p.Elapsed
			}))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range checkpoint.Vault.Resources {
			if r.ProtectStatus != cbr.ProtectStatusAvailable {
				t.Errorf("%s is %s", r.Name, r.ProtectStatus)
			}
		}
		if took := time.Since(start); took < 8*time.Minute || took > 9*time.Minute {
			t.Errorf("took %v", took)
		}
		s := time.Second
		want := []time.Duration{30 * s, 15 * s, 22500 * time.Millisecond, 33750 * time.Millisecond, 50625 * time.Millisecond, 60 * s, 60 * s}
		if diff := cmp.Diff(want, pauses[:len(want)]); diff != "" {
			t.Errorf("pauses (-want +got):\n%s", diff)
		}
		// The checkpoint is available long before its resources are.
		if states[0] != "protecting" || states[len(states)-2] != "protecting" || states[len(states)-1] != "available" {
			t.Errorf("states: %v", states)
		}
	})
}

func TestWaitCheckpointFailures(t *testing.T) {
	for _, tt := range []struct {
		name    string
		failure cbrtest.Failure
		state   string
		reason  string // with %s for the id of the second resource
	}{
		{"the checkpoint", cbrtest.Failure{Status: "error"}, "error", "ecs-payroll"},
		{"while it is deleted", cbrtest.Failure{Status: "error-deleting"}, "error-deleting", ""},
		{"one resource", cbrtest.Failure{ResourceID: "second"}, "error", "resource ecs-payroll-2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
				vault := srv.Vaults()[0]
				if tt.failure.ResourceID != "" {
					tt.failure.ResourceID = vault.Resources[1].ID
				}
				srv.FailNextCheckpoint(tt.failure)
				checkpoint, err := client.Checkpoints.CreateAndWait(t.Context(), cbr.CreateCheckpointInput{VaultID: vault.ID})
				var e *backup.WaitError
				if !errors.As(err, &e) || !e.Failed || e.State != tt.state || !strings.Contains(e.Reason, tt.reason) || e.Last == nil {
					t.Errorf("got %#v", err)
				}
				if checkpoint == nil || !strings.Contains(err.Error(), checkpoint.ID) {
					t.Errorf("got %v, %v", checkpoint, err)
				}
			})
		})
	}
}

func TestWaitSkipped(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		ctx := t.Context()
		vault := srv.AddVault(cbrtest.VaultSpec{Resources: []cbrtest.ResourceSpec{
			{Name: "good"}, {Name: "bad", SkipCode: "BackupService.7101"},
		}})
		partly, err := client.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{VaultID: vault.ID, Parameters: cbr.CheckpointParameters{Resources: []string{vault.Resources[0].ID, vault.Resources[1].ID, "gone"}}})
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, r := range cbr.Skipped(partly) {
			codes = append(codes, string(r.Code))
		}
		if diff := cmp.Diff([]string{"BackupService.7101", "BackupService.6135"}, codes); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		_, err = client.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{VaultID: vault.ID, Parameters: cbr.CheckpointParameters{Resources: []string{vault.Resources[1].ID}}})
		var e *backup.WaitError
		if !errors.As(err, &e) || !e.Failed || !strings.Contains(e.Reason, "bad (BackupService.7101") {
			t.Errorf("got %v", err)
		}
	})
	if cbr.Skipped(nil) != nil || cbr.Skipped(&cbr.Checkpoint{}) != nil {
		t.Error("nothing is skipped in nothing")
	}
}

// TestWaitWithoutVault: an available checkpoint may come without its vault, and
// what was skipped is known from its creation then.
func TestWaitWithoutVault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mock := httpmock.NewMockTransport()
		mock.RegisterResponder(http.MethodPost, `=~/checkpoints$`, httpmock.NewStringResponder(200,
			`{"checkpoint":{"id":"c","status":"protecting","vault":{"resources":[{"id":"a"}],"skipped_resources":[{"id":"b","code":7101}]}}}`))
		mock.RegisterResponder(http.MethodGet, `=~/checkpoints/c$`, httpmock.NewStringResponder(200,
			`{"checkpoint":{"id":"c","status":"available","vault":null,"extra_info":null}}`))
		c, err := at(t, mock).Checkpoints.CreateAndWait(t.Context(), cbr.CreateCheckpointInput{VaultID: "v"})
		if err != nil || c.Status != cbr.CheckpointStatusAvailable || len(cbr.Skipped(c)) != 1 || cbr.Skipped(c)[0].Code != "7101" {
			t.Errorf("got %+v, %v", c, err)
		}
	})
}

func TestWaitResumes(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		checkpoint, err := client.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{VaultID: srv.Vaults()[0].ID})
		var e *backup.WaitError
		if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &e) || e.Failed || e.State != "protecting" {
			t.Fatalf("got %v", err)
		}
		// Another process goes on with the id alone, through a service that is
		// ill for a while.
		srv.Inject(cbrtest.FaultHTML("showCheckpoint", 503).Repeat(6))
		if _, err := connect(t, srv).Checkpoints.Wait(t.Context(), checkpoint.ID); err != nil {
			t.Fatal(err)
		}
		_, err = client.Checkpoints.Wait(t.Context(), checkpoint.ID, backup.WithWaitTimeout(time.Second))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if _, err = client.Checkpoints.Wait(t.Context(), "unknown"); !errors.Is(err, backup.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestWaitRestored(t *testing.T) {
	for _, tt := range []struct {
		name    string
		opts    []cbrtest.Option
		failure *cbrtest.Failure
		state   string
		reason  string
	}{
		{name: "by its task"},
		{name: "by the backup", opts: []cbrtest.Option{cbrtest.WithoutJobID()}},
		{name: "failed", failure: &cbrtest.Failure{Status: "failed", Code: "BackupService.2008", Message: "wrong state"}, state: "failed", reason: "BackupService.2008 wrong state"},
		{name: "timed out", failure: &cbrtest.Failure{Status: "timeout"}, state: "timeout"},
		{name: "skipped", failure: &cbrtest.Failure{Status: "skipped"}, state: "skipped"},
		{name: "failed, by the backup", opts: []cbrtest.Option{cbrtest.WithoutJobID()}, failure: &cbrtest.Failure{}, state: "error"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, tt.opts, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
				id := srv.AddBackups(srv.Vaults()[0].ID, 1)[0]
				if tt.failure != nil {
					srv.FailNextRestore(*tt.failure)
				}
				start := time.Now()
				percent := -2
				job, err := client.Backups.RestoreAndWait(t.Context(), id, cbr.RestoreBackupInput{ResourceID: "other"},
					backup.WithProgress(func(p backup.Progress) {
						if p.Percent < percent {
							t.Errorf("progress went back from %d to %d", percent, p.Percent)
						}
						percent = p.Percent
					}))
				if job == nil || (job.JobID == "") != (len(tt.opts) > 0) {
					t.Errorf("job %+v", job)
				}
				if took := time.Since(start); took < 5*time.Minute || took > 6*time.Minute {
					t.Errorf("took %v", took)
				}
				if tt.failure == nil {
					if err != nil {
						t.Error(err)
					}
					return
				}
				var e *backup.WaitError
				if !errors.As(err, &e) || !e.Failed || e.State != tt.state || e.Reason != tt.reason {
					t.Errorf("got %#v", err)
				}
			})
		})
	}
}

func TestWaitDeleted(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		ids := srv.AddBackups(srv.Vaults()[0].ID, 2)
		if err := client.Backups.Delete(t.Context(), ids[0]); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := client.Backups.WaitDeleted(t.Context(), ids[0]); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took < 3*time.Minute || took > 4*time.Minute {
			t.Errorf("took %v", took)
		}
		// Nobody deletes the other one.
		err := client.Backups.WaitDeleted(t.Context(), ids[1])
		var e *backup.WaitError
		if !errors.As(err, &e) || e.Failed || e.State != "available" || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}
