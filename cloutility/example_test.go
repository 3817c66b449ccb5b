package cloutility_test

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

// demo is a client of a fake, so that the examples run anywhere. A real one
// needs no options.
func demo() (client *cloutility.Client, done func()) {
	srv := cloutilitytest.New()
	client, err := cloutility.New(cloutility.Config{
		ClientID: srv.ClientID(),
		Origin:   srv.Origin(),
		Username: srv.Username(),
		Password: backup.NewSecret(srv.Password()),
	}, srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	return client, srv.Close
}

func ExampleNew() {
	client, err := cloutility.New(cloutility.Config{
		ClientID: "4b8f6c1e-52d7-4f0a-9c33-d1a7e90b6a25",
		Origin:   "https://enrol.example.com",
		Username: "ops@example.com",
		Password: backup.NewSecret("from a safe place"),
	})
	fmt.Println(client != nil, err)

	_, err = cloutility.New(cloutility.Config{ClientID: "4b8f6c1e-52d7-4f0a-9c33-d1a7e90b6a25"})
	fmt.Println(err)
	// Output:
	// true <nil>
	// cloutility: Config.Origin is empty
}

// Enrol a machine: a consumption unit, its node, and the node's name and
// password on the backup server.
func Example() {
	client, done := demo()
	defer done()
	ctx := context.Background()

	me, err := client.Users.Me(ctx)
	if err != nil {
		log.Fatal(err)
	}
	unit := me.BusinessUnit.ID
	consumer, err := client.Consumers.Create(ctx, unit, cloutility.NewConsumer{Name: "fileserver-01"})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Nodes.Create(ctx, cloutility.CreateNodeInput{
		BusinessUnitID: unit, ConsumerID: consumer.ID,
		OperatingSystemID: 3, TypeID: 1, DomainID: 7, Contact: "storage@example.com",
	}); err != nil {
		log.Fatal(err)
	}
	node, err := client.Nodes.Activate(ctx, cloutility.ActivateNodeInput{BusinessUnitID: unit, ConsumerID: consumer.ID})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(node.TSMName), node.DataSourceState.Name)
	fmt.Println("password:", node.TSMPassword) // node.TSMPassword.Reveal() is the text
	fmt.Printf("%s:%d\n", node.Domain.Server.NodeNetworkAddress, node.Domain.Server.NodeNetworkPort)
	// Output:
	// 12 Unaccessed
	// password: REDACTED
	// sp-nord-1.backup.example:1600
}

func ExampleSystemService_Version() {
	client, done := demo()
	defer done()
	version, err := client.System.Version(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(version)
	// Output: 1.0.5120.0
}

func ExampleUsersService_Me() {
	client, done := demo()
	defer done()
	me, err := client.Users.Me(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(me.DisplayName, "of", me.BusinessUnit.Name)
	// Output: Nordlicht Operations of Nordlicht GmbH
}

func ExampleBusinessUnitsService_All() {
	client, done := demo()
	defer done()
	for unit, err := range client.BusinessUnits.All(context.Background(), 0) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(unit.ID, unit.Name, "below", unit.ParentID)
	}
	// Output:
	// 57 Nordlicht GmbH below 0
	// 88 Vertrieb below 57
	// 91 Entwicklung below 57
	// 93 Labor below 91
}

func ExampleConsumersService_All() {
	client, done := demo()
	defer done()
	ctx := context.Background()
	for _, name := range []string{"laptop-ada", "laptop-grace"} {
		if _, err := client.Consumers.Create(ctx, 57, cloutility.NewConsumer{Name: name}); err != nil {
			log.Fatal(err)
		}
	}
	for unit, err := range client.Consumers.All(ctx, 57) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(unit.Name, unit.DataSourceState.Name)
	}
	// Output:
	// laptop-ada Unregistered
	// laptop-grace Unregistered
}

func ExampleConsumersService_Delete() {
	client, done := demo()
	defer done()
	err := client.Consumers.Delete(context.Background(), cloutility.DeleteConsumerInput{
		BusinessUnitID: 57, ConsumerID: 4711, Comment: "machine is gone",
	})
	fmt.Println(errors.Is(err, backup.ErrNotFound))
	// Output: true
}

func ExampleNodesService_SPName() {
	client, done := demo()
	defer done()
	ctx := context.Background()
	consumer, err := client.Consumers.Create(ctx, 57, cloutility.NewConsumer{Name: "db-01"})
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Nodes.Create(ctx, cloutility.CreateNodeInput{
		BusinessUnitID: 57, ConsumerID: consumer.ID, OperatingSystemID: 3, TypeID: 1, DomainID: 7,
	})
	if err != nil {
		log.Fatal(err)
	}
	name, err := client.Nodes.SPName(ctx, 57, consumer.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(name), "characters")
	// Output: 12 characters
}

func ExampleServersService_AllDomains() {
	client, done := demo()
	defer done()
	for domain, err := range client.Servers.AllDomains(context.Background(), 57) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s keeps inactive versions %d days\n", domain.Name, domain.BackupRetention)
	}
	// Output:
	// STANDARD keeps inactive versions 180 days
	// 30DAYS keeps inactive versions 30 days
	// 90DAYS keeps inactive versions 90 days
}

func ExampleCataloguesService_AllOperatingSystems() {
	client, done := demo()
	defer done()
	for system, err := range client.Catalogues.AllOperatingSystems(context.Background()) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(system.ID, system.Name)
	}
	// Output:
	// 2 Microsoft Windows
	// 3 Linux
	// 5 Apple macOS
}

// Call what the package does not cover.
func ExampleClient_Do() {
	client, done := demo()
	defer done()
	var types struct{ Total int }
	err := client.Do(context.Background(), http.MethodGet, "/v1/nodetypes", nil, nil, &types)
	fmt.Println(types.Total, err)
	// Output: 2 <nil>
}
