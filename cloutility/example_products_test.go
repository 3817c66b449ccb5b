package cloutility_test

import (
	"context"
	"fmt"
	"log"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

// What is sold.
func ExampleProductsService_All() {
	client, _, done := exampleAccount()
	defer done()
	all, err := backup.Collect(client.Products.All(context.Background(), home, cloutility.ListProductsInput{}), 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(all) > 0)
	// Output: true
}

// Price lists that no customer has.
func ExamplePriceSubscriptionsService_ListUnassigned() {
	client, _, done := exampleAccount()
	defer done()
	page, err := client.PriceSubscriptions.ListUnassigned(context.Background(), home, cloutility.ListUnassignedPriceSubscriptionsInput{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(page.Items) == page.Total)
	// Output: true
}

// Microsoft 365 tenants that no business unit has.
func ExampleMicrosoft365Service_AllUnassignedTenants() {
	client, _, done := exampleAccount()
	defer done()
	all, err := backup.Collect(client.Microsoft365.AllUnassignedTenants(context.Background(), home, cloutility.ListUnassignedMicrosoft365TenantsInput{}), 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(all) > 0)
	// Output: true
}

// Users of Point, one page of them.
func ExamplePointService_ListUsers() {
	client, _, done := exampleAccount()
	defer done()
	page, err := client.Point.ListUsers(context.Background(), home, cloutility.ListPointUsersInput{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(page.Items) == page.Total)
	// Output: true
}

// An account of the object store.
func ExampleCOSService_CreateAccount() {
	client, _, done := exampleAccount()
	defer done()
	made, err := client.COS.CreateAccount(context.Background(), home, cloutility.CreateCOSAccountInput{Name: "web", DefaultVault: &cloutility.ObjectRef{ID: 1}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.ID > 0)
	// Output: true
}

// Settings for buckets that are burnt on discs.
func ExampleORainService_CreatePreset() {
	client, _, done := exampleAccount()
	defer done()
	made, err := client.ORain.CreatePreset(context.Background(), home, cloutility.CreateORainBucketPresetInput{Name: "Optical", BurnMode: "Stream", LockBurnMode: new(true), DelayedArchivingDays: 7})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Name, made.DelayedArchivingDays)
	// Output: Optical 7
}
