package cloutilitytest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// In a test it is cloutilitytest.NewServer(t), which closes itself. Its clients need no
// more than Config and Options.
func Example() {
	srv := cloutilitytest.New()
	defer srv.Close()
	client, err := cloutility.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	unit, err := client.Consumers.Create(context.Background(), cloutilitytest.HomeUnit, cloutility.CreateConsumerInput{Name: "db-1"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(unit.Name, srv.ConsumerCount())
	fmt.Println("signed in", srv.Logins(), "time, asked for", srv.Count("createConsumer"), "consumption unit")
	// Output:
	// db-1 1
	// signed in 1 time, asked for 1 consumption unit
}

// The service makes the consumption unit, and the connection breaks before it can say
// so. The client must not make another one.
func ExampleServer_Inject() {
	srv := cloutilitytest.New()
	defer srv.Close()
	client, err := cloutility.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	srv.Inject(cloutilitytest.FaultReset("createConsumer").AfterWork().Once())
	_, err = client.Consumers.Create(context.Background(), cloutilitytest.HomeUnit, cloutility.CreateConsumerInput{Name: "db-1"})
	var failed *backup.Error
	fmt.Println(errors.As(err, &failed) && failed.MaybeExecuted, srv.Count("createConsumer"), srv.ConsumerCount())

	srv.Inject(cloutilitytest.FaultStatus("getMe", http.StatusForbidden, "").Once())
	_, err = client.Users.Me(context.Background())
	fmt.Println(errors.Is(err, backup.ErrPermission))
	// Output:
	// true 1 1
	// true
}

func ExampleServer_Requests() {
	srv := cloutilitytest.New()
	defer srv.Close()
	client, err := cloutility.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Users.Me(context.Background()); err != nil {
		log.Fatal(err)
	}
	for _, r := range srv.Requests() {
		fmt.Println(r.Operation, r.Method, r.Path, r.Status, r.Handled)
	}
	// Output:
	// createToken POST /v1/oauth 200 true
	// getMe GET /v1/me 200 true
}

// A name that does not exist is no quiet success: a server of NewServer fails its test.
func ExampleServer_Err() {
	srv := cloutilitytest.New(cloutilitytest.WithQuirk("plain-name"))
	defer srv.Close()
	fmt.Println(srv.Err())
	// Output: there is no quirk "plain-name"; there are created-status, plain-names, empty-responses, quiet-deletions, nothing-for-absent, null-for-nothing, date-forms, numeric-codes, text-lifetimes
}
