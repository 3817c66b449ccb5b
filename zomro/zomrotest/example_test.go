package zomrotest_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// In a test it is zomrotest.NewServer(t), which closes itself. Its clients need no more
// than Config and Options.
func Example() {
	srv := zomrotest.New(zomrotest.WithSavingTime(0)) // a backup is saved at once
	defer srv.Close()
	client, err := zomro.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	made, err := client.Backups.CreateAndWait(context.Background(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "nightly"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Name, made.Status)
	fmt.Println("signed in", srv.Logins(), "time, asked for", srv.Count("createBackup"), "backup")
	// Output:
	// nightly Active
	// signed in 1 time, asked for 1 backup
}

// The service makes the backup, and the connection breaks before it can say so. The
// client must not make another one.
func ExampleServer_Inject() {
	srv := zomrotest.New()
	defer srv.Close()
	client, err := zomro.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	srv.Inject(zomrotest.FaultReset("createBackup").AfterWork().Once())
	_, err = client.Backups.Create(context.Background(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "nightly"})
	var failed *backup.Error
	fmt.Println(errors.As(err, &failed) && failed.MaybeExecuted, srv.Count("createBackup"), len(srv.Backups(zomrotest.InstanceID)))

	// An error of the service's own, under HTTP 200 as always there.
	srv.Inject(zomrotest.FaultError("listBackups", "access", "instances.fleio_bckps", "Insufficient privileges").Once())
	_, err = client.Backups.List(context.Background(), zomrotest.InstanceID, zomro.ListBackupsInput{})
	fmt.Println(errors.Is(err, backup.ErrPermission))
	// Output:
	// true 1 1
	// true
}

func ExampleServer_Requests() {
	srv := zomrotest.New()
	defer srv.Close()
	client, err := zomro.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Backups.List(context.Background(), zomrotest.InstanceID, zomro.ListBackupsInput{}); err != nil {
		log.Fatal(err)
	}
	for _, r := range srv.Requests() {
		fmt.Println(r.Operation, r.Method, zomrotest.Form(r)["func"], r.Status, r.Handled)
	}
	// Output:
	// auth POST [auth] 200 true
	// listBackups POST [instances.fleio_bckps] 200 true
}

// A name that does not exist is no quiet success: a server of NewServer fails its test.
func ExampleServer_Err() {
	srv := zomrotest.New()
	defer srv.Close()
	srv.Inject(zomrotest.FaultReset("createbackup"))
	fmt.Println(srv.Err())
	// Output: there is no operation "createbackup"; createBackup is meant
}
