package cloutility_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// demo is a client of a fake, so that the examples run anywhere. A real one
// needs no options.
func demo() (client *cloutility.Client, done func()) {
	srv := cloutilitytest.New()
	client, err := cloutility.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	return client, srv.Close
}

func ExampleNew() {
	client, err := cloutility.New(cloutility.Config{
		ClientID:    "4b8f6c1e-52d7-4f0a-9c33-d1a7e90b6a25",
		Origin:      "https://enrol.example.com",
		Credentials: cloutility.Password{Username: "ops@example.com", Password: backup.NewSecret("from a safe place")},
	})
	fmt.Println(client != nil, err)

	_, err = cloutility.New(cloutility.Config{ClientID: "4b8f6c1e-52d7-4f0a-9c33-d1a7e90b6a25"})
	fmt.Println(err)
	// Output:
	// true <nil>
	// cloutility: Config.Origin is empty
}

// Enrol a machine, and print what its backup client needs.
func Example() {
	client, done := demo()
	defer done()

	enrolment, err := client.Enroll(context.Background(), cloutility.EnrollInput{
		Name: "fileserver-01", OperatingSystem: "Linux", NodeType: "File server", Domain: "90DAYS", NodeName: "FILESERVER-01",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("password:", enrolment.Password) // enrolment.Password.Reveal() is the text
	files, err := enrolment.Options(cloutility.PlatformLinux)
	if err != nil {
		log.Fatal(err)
	}
	for _, file := range files {
		fmt.Printf("%s:\n%s", file.Path, file.Text)
	}
	// Output:
	// password: REDACTED
	// /opt/tivoli/tsm/client/ba/bin/dsm.sys:
	// SERVERNAME        sp-nord-1
	//    COMMMETHOD        V6TCPIP
	//    TCPSERVERADDRESS  sp-nord-1.backup.example
	//    TCPPORT           1600
	//    SSL               YES
	//    SSLREQUIRED       YES
	//    NODENAME          FILESERVER-01
	//    PASSWORDACCESS    GENERATE
	//    MANAGEDSERVICES   SCHEDULE
	// /opt/tivoli/tsm/client/ba/bin/dsm.opt:
	// SERVERNAME        sp-nord-1
	// DATEFORMAT        3
}

// An enrolment tells each step, and the second run finds what the first made.
func ExampleClient_Enroll() {
	client, done := demo()
	defer done()
	ctx := context.Background()
	spec := cloutility.EnrollInput{
		Name: "db-01", BusinessUnit: "Entwicklung", OperatingSystem: "linux", NodeType: "file server", Domain: "STANDARD", NodeName: "DB-01",
		Progress: func(s cloutility.EnrollStep) { fmt.Println(s.Step, s.Action) },
	}
	if _, err := client.Enroll(ctx, spec); err != nil {
		log.Fatal(err)
	}
	again, err := client.Enroll(ctx, spec)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("changed:", again.Changed)
	// Output:
	// business unit found
	// names found
	// consumption unit created
	// node created
	// activation created
	// result found
	// business unit found
	// names found
	// consumption unit found
	// node found
	// activation found
	// result found
	// changed: false
}

// A name that is unknown is an error before anything is made, with the choices.
func ExampleClient_Enroll_unknownName() {
	client, done := demo()
	defer done()
	_, err := client.Enroll(context.Background(), cloutility.EnrollInput{
		Name: "db-01", OperatingSystem: "Linux", NodeType: "File server", Domain: "5YEARS",
	})
	fmt.Println(err)
	// Output: enrol db-01: names: cloutility: EnrollInput.Domain "5YEARS" is unknown; there are STANDARD (id 1), 30DAYS (id 6), 90DAYS (id 7)
}

// Enrol the machines of the portal's own import table.
func ExampleClient_EnrollAll() {
	client, done := demo()
	defer done()
	const table = `name;operatingSystem[name];type[name];domain[name];clientOptionSet[name]
web-1;Linux;File server;30DAYS;
web-2;Linux;File server;;COMPRESS
laptop-ada;Apple macOS;Workstation;1YEAR;
`
	specs, err := cloutility.ReadEnrollCSV(strings.NewReader(table), cloutility.EnrollInput{Domain: "STANDARD"})
	if err != nil {
		log.Fatal(err)
	}
	for i := range specs {
		specs[i].NodeName = "EXAMPLE-" + strconv.Itoa(i+1) // so that this example always prints the same
	}
	report, err := client.EnrollAll(context.Background(), cloutility.EnrollAllInput{Machines: specs, Workers: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	// Output:
	// web-1       changed  EXAMPLE-1  Unaccessed
	// web-2       changed  EXAMPLE-2  Unaccessed
	// laptop-ada  failed   enrol laptop-ada: names: cloutility: EnrollInput.Domain "1YEAR" is unknown; there are STANDARD (id 1), 30DAYS (id 6), 90DAYS (id 7)
	// 3 machines: 2 changed, 0 unchanged, 1 failed
}

// Take a machine out; the dry run only tells what would be deleted.
func ExampleClient_Decommission() {
	client, done := demo()
	defer done()
	ctx := context.Background()
	if _, err := client.Consumers.Create(ctx, 57, cloutility.CreateConsumerInput{Name: "old-server"}); err != nil {
		log.Fatal(err)
	}
	for _, dryRun := range []bool{true, false, false} {
		out, err := client.Decommission(ctx, cloutility.DecommissionInput{Name: "old-server", DryRun: dryRun})
		if err != nil {
			log.Fatal(err)
		}
		last := out.Steps[len(out.Steps)-1]
		fmt.Println(last.Step, last.Action)
	}
	// Output:
	// deletion planned
	// deletion deleted
	// consumption unit absent
}

// A list inside another object says nothing until it is followed.
func ExampleFollow() {
	client, done := demo()
	defer done()
	ctx := context.Background()
	unit, err := client.BusinessUnits.Get(ctx, 57)
	if err != nil {
		log.Fatal(err)
	}
	children := unit.BusinessUnits
	fmt.Println(children.Total, children.Expanded())
	for child, err := range cloutility.Follow(ctx, client, children) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(child.ID, child.Name)
	}
	// Output:
	// 0 false
	// 88 Vertrieb
	// 91 Entwicklung
}

func ExampleBusinessUnitsService_Walk() {
	client, done := demo()
	defer done()
	for unit, err := range client.BusinessUnits.Walk(context.Background(), 0) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(unit.Depth, unit) // unit prints as its path
	}
	// Output:
	// 0 Nordlicht GmbH
	// 1 Nordlicht GmbH / Vertrieb
	// 1 Nordlicht GmbH / Entwicklung
	// 2 Nordlicht GmbH / Entwicklung / Labor
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

func ExampleBusinessUnitsService_Descendants() {
	client, done := demo()
	defer done()
	for unit, err := range client.BusinessUnits.Descendants(context.Background(), 0) {
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
		if _, err := client.Consumers.Create(ctx, 57, cloutility.CreateConsumerInput{Name: name}); err != nil {
			log.Fatal(err)
		}
	}
	for unit, err := range client.Consumers.All(ctx, 57, cloutility.ListConsumersInput{}) {
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
	err := client.Consumers.Delete(context.Background(), 57, 4711, cloutility.DeleteConsumerInput{Comment: "machine is gone"})
	fmt.Println(errors.Is(err, backup.ErrNotFound))
	// Output: true
}

func ExampleNodesService_SPName() {
	client, done := demo()
	defer done()
	ctx := context.Background()
	consumer, err := client.Consumers.Create(ctx, 57, cloutility.CreateConsumerInput{Name: "db-01"})
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Nodes.Create(ctx, 57, consumer.ID, cloutility.CreateNodeInput{
		OperatingSystem: &cloutility.ObjectRef{ID: 3}, Type: &cloutility.ObjectRef{ID: 1}, Domain: &cloutility.ObjectRef{ID: 7},
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
	for domain, err := range client.Servers.AllDomains(context.Background(), 57, cloutility.ListDomainsInput{}) {
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
	for system, err := range client.Catalogues.AllOperatingSystems(context.Background(), cloutility.ListOperatingSystemsInput{}) {
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
	err := client.Do(context.Background(), backup.Request{Path: "/v1/nodetypes"}, &types)
	fmt.Println(types.Total, err)
	// Output: 2 <nil>
}
