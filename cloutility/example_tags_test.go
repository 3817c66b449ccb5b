package cloutility_test

import (
	"context"
	"fmt"
	"log"

	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// exampleAccount is a client of a fake.
func exampleAccount() (client *cloutility.Client, machine int64, done func()) {
	srv := cloutilitytest.New()
	client, err := cloutility.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	return client, srv.AddConsumers(home, 1)[0], srv.Close
}

// The labels that a consumption unit has.
func ExampleTagsService_AllOfConsumer() {
	client, machine, done := exampleAccount()
	defer done()
	ctx := context.Background()
	if err := client.Consumers.AddTag(ctx, home, machine, cloutility.AddConsumerTagInput{Text: "production"}); err != nil {
		log.Fatal(err)
	}
	for tag, err := range client.Tags.AllOfConsumer(ctx, home, machine, cloutility.ListConsumerTagsInput{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(tag.Text)
	}
	// Output: production
}

// Deletions wait for 14 days, in which somebody can still say no.
func ExampleDeleteRequestsService_CreateSettings() {
	client, _, done := exampleAccount()
	defer done()
	made, err := client.DeleteRequests.CreateSettings(context.Background(), home, cloutility.CreateDeleteRequestSettingsInput{
		DeleteRequestSettingsFields: cloutility.DeleteRequestSettingsFields{OffsetDays: new(int64(14))},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.OffsetDays)
	// Output: 14
}

// Where users of a company sign in with its own identity provider.
func ExampleIdentityProvidersService_Get() {
	client, _, done := exampleAccount()
	defer done()
	const provider = 8
	found, err := client.IdentityProviders.Get(context.Background(), home, provider)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(found.Name, found.Inherited)
	// Output: Nordlicht SSO false
}
