package cbrtest_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// In a test it is cbrtest.NewServer(t), which closes itself. Its clients need no more
// than Config and Options.
func Example() {
	srv := cbrtest.New(cbrtest.WithDurations(0, 0, 0)) // work is done at once
	defer srv.Close()
	client, err := cbr.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	vault := srv.Vaults()[0]
	checkpoint, err := client.Checkpoints.CreateAndWait(context.Background(), cbr.CreateCheckpointInput{
		VaultID: vault.ID, Parameters: cbr.CheckpointParameters{Name: "nightly"},
	}, backup.WithPollDelay(0)) // the real service has nothing to tell for a while
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(vault.Name, checkpoint.Status)
	fmt.Println("signed in", srv.Logins(), "time, asked for", srv.Count("createCheckpoint"), "checkpoint")
	// Output:
	// vault-payroll available
	// signed in 1 time, asked for 1 checkpoint
}

// The service makes the checkpoint, and the connection breaks before it can say so.
// The client must not make another one.
func ExampleServer_Inject() {
	srv := cbrtest.New()
	defer srv.Close()
	client, err := cbr.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	srv.Inject(cbrtest.FaultReset("createCheckpoint").AfterWork().Once())
	_, err = client.Checkpoints.Create(context.Background(), cbr.CreateCheckpointInput{VaultID: srv.Vaults()[0].ID})
	var failed *backup.Error
	fmt.Println(errors.As(err, &failed) && failed.MaybeExecuted, srv.Count("createCheckpoint"))

	// What was told to come later comes later.
	srv.Inject(cbrtest.FaultTooMany("listVault", 0).Once())
	_, err = client.Vaults.List(context.Background(), cbr.ListVaultsInput{})
	fmt.Println(err, srv.Count("listVault"))
	// Output:
	// true 1
	// <nil> 2
}

func ExampleServer_Requests() {
	srv := cbrtest.New()
	defer srv.Close()
	client, err := cbr.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Vaults.List(context.Background(), cbr.ListVaultsInput{Name: "vault-payroll"}); err != nil {
		log.Fatal(err)
	}
	for _, r := range srv.Requests() {
		fmt.Println(r.Operation, r.Method, r.RawQuery, r.Status, r.Handled)
	}
	// Output:
	// createToken POST nocatalog=true 201 true
	// listVault GET name=vault-payroll 200 true
}

// Open Telekom Cloud does not have every operation.
func ExampleWithCloud() {
	srv := cbrtest.New(cbrtest.WithCloud("otc"))
	defer srv.Close()
	client, err := cbr.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Metering.List(context.Background(), cbr.ListStorageUsageInput{})
	fmt.Println(errors.Is(err, backup.ErrUnsupported))
	// Output: true
}

// A name that does not exist is no quiet success: a server of NewServer fails its test.
func ExampleServer_Err() {
	srv := cbrtest.New(cbrtest.WithCloud("telekom"))
	defer srv.Close()
	fmt.Println(srv.Err())
	// Output: there is no cloud "telekom"; there are huawei, huawei-europe, otc, otc-swiss, flexible-engine, cloud-ru, g42, tm-one
}
