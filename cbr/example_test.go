package cbr_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// The examples run against a fake of the service. A program of yours has its own
// Config, and no options that point elsewhere.
func exampleClient() (*cbr.Client, *cbrtest.Server) {
	srv := cbrtest.New(cbrtest.WithDurations(20*time.Millisecond, 20*time.Millisecond, 20*time.Millisecond))
	client, err := cbr.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	return client, srv
}

// often makes the waits of the examples short; without it they look as often as
// suits the real service.
func often() []backup.WaitOption {
	return []backup.WaitOption{backup.WithPollDelay(0), backup.WithPollInterval(5*time.Millisecond, 5*time.Millisecond)}
}

func ExampleNew() {
	cfg := cbr.Config{
		Region:      cbr.RegionEUWest101,
		Credentials: cbr.Password{Domain: "acme", User: "backup", Password: backup.NewSecret("from a safe place")},
	}
	client, err := cbr.New(cfg, backup.WithTimeout(30*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client != nil, cfg.Region, cfg.Credentials)
	// Output: true eu-west-101 {acme  backup  REDACTED <nil>}
}

func ExampleVaultsService() {
	client, _ := exampleClient()
	ctx := context.Background()
	for vault, err := range client.Vaults.All(ctx, cbr.ListVaultsInput{Status: cbr.VaultStatusAvailable}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d of %d GB used\n", vault.Name, vault.Billing.UsedMB.Value/1024, vault.Billing.SizeGB.Value)
	}
	_, err := client.Vaults.Get(ctx, "no-such-vault")
	fmt.Println(errors.Is(err, backup.ErrNotFound))
	// Output:
	// vault-payroll: 0 of 500 GB used
	// true
}

func ExampleCheckpointsService_CreateAndWait() {
	client, srv := exampleClient()
	vault := srv.Vaults()[0]
	checkpoint, err := client.Checkpoints.CreateAndWait(context.Background(), cbr.CreateCheckpointInput{VaultID: vault.ID, Parameters: cbr.CheckpointParameters{
		Name:        "before-release",
		Incremental: new(false), // a full backup
		Resources:   []string{vault.Resources[0].ID},
	}}, often()...)
	var failed *backup.WaitError
	switch {
	case errors.As(err, &failed) && failed.Failed:
		log.Fatalf("the backup failed: %s", failed.Reason)
	case err != nil:
		log.Fatal(err) // nothing is lost: client.Checkpoints.Wait goes on
	}
	fmt.Println(checkpoint.Status, len(checkpoint.Vault.Resources), "resource,", len(cbr.Skipped(checkpoint)), "skipped")
	// Output: available 1 resource, 0 skipped
}

func ExampleBackupsService() {
	client, srv := exampleClient()
	ctx := context.Background()
	srv.AddBackups(srv.Vaults()[0].ID, 3)
	backups, err := backup.Collect(client.Backups.All(ctx, cbr.ListBackupsInput{Sort: "created_at:asc"}), 0)
	if err != nil {
		log.Fatal(err)
	}
	oldest := backups[0]
	if err := client.Backups.Delete(ctx, oldest.ID); err != nil {
		log.Fatal(err)
	}
	if err := client.Backups.WaitDeleted(ctx, oldest.ID, often()...); err != nil {
		log.Fatal(err)
	}
	fmt.Println(oldest.Name, "is gone")
	// Output: past-0 is gone
}

func ExampleBackupsService_RestoreAndWait() {
	client, srv := exampleClient()
	ctx := context.Background()
	server, err := client.Backups.Get(ctx, srv.AddBackups(srv.Vaults()[0].ID, 1)[0])
	if err != nil {
		log.Fatal(err)
	}
	in := cbr.RestoreBackupInput{ServerID: server.ResourceID, PowerOn: new(false)}
	for _, disk := range server.Children { // each disk back to where it was
		in.Mappings = append(in.Mappings, cbr.RestoreMapping{BackupID: disk.ID, VolumeID: disk.ResourceID})
	}
	if _, err := client.Backups.RestoreAndWait(ctx, server.ID, in, often()...); err != nil {
		log.Fatal(err)
	}
	fmt.Println(server.ResourceName, "is restored")
	// Output: ecs-payroll-1 is restored
}

func ExampleTasksService() {
	client, srv := exampleClient()
	ctx := context.Background()
	id := srv.AddBackups(srv.Vaults()[0].ID, 1)[0]
	if err := client.Backups.Delete(ctx, id); err != nil {
		log.Fatal(err)
	}
	for task, err := range client.Tasks.All(ctx, cbr.ListTasksInput{StartTime: time.Now().Add(-time.Hour)}) {
		if err != nil {
			log.Fatal(err)
		}
		done, err := client.Tasks.Wait(ctx, task.ID, often()...)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(done.OperationType, done.Status)
	}
	// Output: delete success
}

func ExampleIAMService() {
	client, _ := exampleClient()
	for project, err := range client.IAM.AllProjects(context.Background(), cbr.ListProjectsInput{Name: "eu-west-101"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(project.Name, project.ID)
	}
	// Output: eu-west-101 5f0c2b7e9a4d4c1d8e6f3a2b1c0d9e8f
}

func ExampleClient_Do() {
	client, _ := exampleClient()
	var list struct {
		Count int `json:"count"`
	}
	if err := client.Do(context.Background(), backup.Request{Path: "/v3/{project_id}/vaults?limit=1", Idempotent: true}, &list); err != nil {
		log.Fatal(err)
	}
	fmt.Println(list.Count)
	// Output: 1
}
