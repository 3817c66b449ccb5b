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

// firstVault prints the name of a vault that credentials see.
func firstVault(srv *cbrtest.Server, creds cbr.Credentials) {
	client, err := cbr.New(cbr.Config{
		Region:      cbr.RegionEUWest101,
		Credentials: creds,
		IAMEndpoint: srv.IAMURL(), // yours is chosen by the region
	}, srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.CloseIdleConnections()
	for vault, err := range client.Vaults.All(context.Background(), cbr.ListVaultsInput{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(vault.Name)
	}
}

func ExamplePassword() {
	srv := cbrtest.New()
	firstVault(srv, cbr.Password{
		Domain:   "example-account",
		User:     "backup-operator",
		Password: backup.NewSecret("correct-horse-battery"),
	})
	// Output: vault-payroll
}

// A user with a virtual MFA device is asked for a passcode when IAM asks for one.
func ExamplePassword_passcode() {
	srv := cbrtest.New(cbrtest.WithPasscode(func(time.Time) string { return "204816" }))
	firstVault(srv, cbr.Password{
		Domain:   "example-account",
		User:     "backup-operator",
		UserID:   srv.Account().UserID,
		Password: backup.NewSecret("correct-horse-battery"),
		Passcode: func(context.Context) (string, error) {
			return "204816", nil // ask the user, or a generator
		},
	})
	// Output: vault-payroll
}

// A token of elsewhere is for one project, whose id is needed.
func ExampleToken() {
	srv := cbrtest.New()
	client, err := cbr.New(cbr.Config{
		Region:      cbr.RegionEUWest101,
		ProjectID:   srv.Account().ProjectID,
		Credentials: cbr.Token{Value: backup.NewSecret(srv.IssueToken())},
	}, srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	_, err = client.Vaults.List(ctx, cbr.ListVaultsInput{})
	fmt.Println(err)
	srv.ExpireTokens() // the client cannot renew it
	_, err = client.Vaults.List(ctx, cbr.ListVaultsInput{})
	fmt.Println(errors.Is(err, backup.ErrUnauthenticated))
	// Output:
	// <nil>
	// true
}

// A user of one account works in the projects of another that gave it a role.
func ExampleAgency() {
	srv := cbrtest.New()
	firstVault(srv, cbr.Agency{
		Base: cbr.Password{
			Domain:   "example-account",
			User:     "backup-operator",
			Password: backup.NewSecret("correct-horse-battery"),
		},
		Name:   "backup-agency",
		Domain: "example-customer",
	})
	// Output: vault-payroll
}

func ExampleAccessKey() {
	srv := cbrtest.New()
	firstVault(srv, cbr.AccessKey{
		Access: "HSTEXAMPLE7KQ2M4W9XR",
		Secret: backup.NewSecret("not-a-real-key-3kq9VtZ7wLp2Xc5RbN8d"),
	})
	// Output: vault-payroll
}

// Keys that IAM issues for an hour at a time are renewed ahead of their end.
func ExampleTemporaryKey() {
	srv := cbrtest.New()
	firstVault(srv, cbr.TemporaryKey{
		From: cbr.Password{
			Domain:   "example-account",
			User:     "backup-operator",
			Password: backup.NewSecret("correct-horse-battery"),
		},
		Duration: time.Hour,
	})
	// Output: vault-payroll
}

// A program on a cloud server with an agency needs no secrets of its own.
func ExampleECSMetadata() {
	srv := cbrtest.New()
	if err := srv.Listen("127.0.0.1:0"); err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	firstVault(srv, cbr.ECSMetadata{
		Endpoint: srv.MetadataURL(), // leave it empty on a cloud server
	})
	// Output: vault-payroll
}

// Each family of variables has a function of its own; what it returns can be
// changed before it is used.
func ExampleConfigFromEnv() {
	cfg, err := cbr.ConfigFromEnv() // HW_REGION_NAME, HW_ACCESS_KEY, HW_SECRET_KEY …
	if _, ok := errors.AsType[*backup.ArgumentError](err); ok {
		cfg, err = cbr.ConfigFromSDKFile(cbr.RegionEUWest101, "testdata/no-such-file")
	}
	if err != nil {
		fmt.Println("no credentials found")
		return
	}
	client, err := cbr.New(cfg)
	fmt.Println(client != nil, err)
	// Output: no credentials found
}
