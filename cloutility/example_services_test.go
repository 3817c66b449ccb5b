package cloutility_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// demoMachine is a client of a fake at noon on a day in March, with one machine
// that has backed up on two days.
func demoMachine() (client *cloutility.Client, machine consumerRef, done func()) {
	srv := cloutilitytest.New(cloutilitytest.WithClock(noon))
	client, err := cloutility.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	machine = consumerRef{BusinessUnitID: home, ConsumerID: srv.AddConsumers(home, 1)[0]}
	if _, err := client.Nodes.Create(ctx, home, machine.ConsumerID, nodeInput()); err != nil {
		log.Fatal(err)
	}
	if _, err := client.Nodes.Activate(ctx, home, machine.ConsumerID, cloutility.ActivateNodeInput{}); err != nil {
		log.Fatal(err)
	}
	srv.RunBackup(cloutilitytest.Backup{ConsumerID: machine.ConsumerID, Start: noon().AddDate(0, 0, -1), Duration: 4 * time.Minute, Scheduled: true, MegaBytes: 2048})
	srv.RunBackup(cloutilitytest.Backup{ConsumerID: machine.ConsumerID, Duration: time.Minute, Files: 17, Failed: 2, MegaBytes: 512})
	srv.Invoice(home, noon())
	return client, machine, srv.Close
}

// What a machine backed up since yesterday, and how it went.
func ExampleJobsService_All() {
	client, machine, done := demoMachine()
	defer done()
	for job, err := range client.Jobs.All(context.Background(), machine.BusinessUnitID, machine.ConsumerID, cloutility.ListJobsInput{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s after %s, %.0f MB, %d files failed\n", job.Name, job.Severity, job.Duration, job.TransferredMegaBytes, job.FailedFiles)
	}
	// Output:
	// DAILY_2000: Ok after 00:04:00, 2048 MB, 0 files failed
	// Manual job: Warning after 00:01:00, 512 MB, 2 files failed
}

func ExampleReportsService_LatestNode() {
	client, machine, done := demoMachine()
	defer done()
	report, err := client.Reports.LatestNode(context.Background(), machine.BusinessUnitID, machine.ConsumerID, cloutility.GetLatestNodeReportInput{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s %s: %.0f MB, %+.0f %%, %s\n", report.Name, report.ReportDate.Format(time.DateOnly), report.MegaBytes, report.MegaBytesDeltaPercentage, report.Status)
	// Output: host-1 2026-03-10: 2560 MB, +25 %, OkWithWarnings
}

// What a business unit used, by product and day.
func ExampleConsumptionService_AllBusinessUnit() {
	client, machine, done := demoMachine()
	defer done()
	in := cloutility.ListBusinessUnitConsumptionInput{Start: noon().AddDate(0, 0, -7)}
	for product, err := range client.Consumption.AllBusinessUnit(context.Background(), machine.BusinessUnitID, in) {
		if err != nil {
			log.Fatal(err)
		}
		for _, used := range product.Consumptions {
			fmt.Println(product.Product.Name, used.ConsumptionDate.Format(time.DateOnly), used.Quantity)
		}
	}
	// Output:
	// Storage 2026-03-09 2
	// Storage 2026-03-10 2.5
}

// A business unit without a contract is not an error of the call's own kind: it
// is a thing that is not there.
func ExampleBillingService_Contract() {
	client, machine, done := demoMachine()
	defer done()
	ctx := context.Background()
	contract, err := client.Billing.Contract(ctx, machine.BusinessUnitID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contract.ERPReference, contract.Currency.Code, contract.BillingCycle.Name)
	_, err = client.Billing.Contract(ctx, 88)
	fmt.Println(errors.Is(err, backup.ErrNotFound))
	// Output:
	// N-57 EUR Monthly
	// true
}

func ExampleBillingService_AllInvoices() {
	client, machine, done := demoMachine()
	defer done()
	for invoice, err := range client.Billing.AllInvoices(context.Background(), machine.BusinessUnitID, cloutility.ListInvoicesInput{}) {
		if err != nil {
			log.Fatal(err)
		}
		for _, line := range invoice.Lines {
			fmt.Printf("%s until %s: %.1f x %.2f\n", line.Product.Name, line.EndDate.Format(time.DateOnly), line.Quantity, line.UnitPrice)
		}
	}
	// Output: Storage until 2026-03-10: 4.5 x 0.04
}

// Who activated nodes lately? The fields of entries are not documented, so they
// are decoded as they come.
func ExampleAuditLogsService_AllBusinessUnit() {
	client, machine, done := demoMachine()
	defer done()
	in := cloutility.ListBusinessUnitAuditLogsInput{NewestFirst: new(true), Types: []cloutility.AuditLogType{cloutility.AuditLogModify}}
	for entry, err := range client.AuditLogs.AllBusinessUnit(context.Background(), machine.BusinessUnitID, in) {
		if err != nil {
			log.Fatal(err)
		}
		var fields struct {
			Description string
			Actor       struct{ Name string }
		}
		if err := entry.Decode(&fields); err != nil {
			log.Fatal(err)
		}
		fmt.Println(fields.Actor.Name+":", fields.Description)
	}
	// Output: ops@nordlicht.example: Backup node was activated
}

func ExampleRolesService_Create() {
	client, done := demo()
	defer done()
	ctx := context.Background()
	role, err := client.Roles.Create(ctx, 57, cloutility.CreateRoleInput{
		Name: "Night shift", Inheritable: new(true), Privileges: []cloutility.ObjectRef{{ID: 30}, {ID: 33}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, privilege := range role.Privileges {
		fmt.Println(role.Name, "-", privilege.Name)
	}
	// Output:
	// Night shift - Backup node - Create
	// Night shift - Consumption unit - Create
}

// A rule of its own for the names of a business unit's nodes.
func ExampleNodeRulesService_SetNaming() {
	client, done := demo()
	defer done()
	ctx := context.Background()
	if _, err := client.NodeRules.SetNaming(ctx, 57, cloutility.UpdateNodeNamingRuleInput{Rule: "NORD", NumberOfDigits: 4, Counter: 17}); err != nil {
		log.Fatal(err)
	}
	consumer, err := client.Consumers.Create(ctx, 57, cloutility.CreateConsumerInput{Name: "fileserver-01"})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Nodes.Create(ctx, home, consumer.ID, nodeInput()); err != nil {
		log.Fatal(err)
	}
	name, err := client.Nodes.SPName(ctx, 57, consumer.ID)
	fmt.Println(name, err)
	// Output: NORD0017 <nil>
}

// A client id of its own for a program that enrols machines.
func ExampleApplicationsService_Create() {
	client, done := demo()
	defer done()
	app, err := client.Applications.Create(context.Background(), 57, cloutility.CreateApplicationInput{
		Name: "enrolment", Host: "https://enrol.example.com", AllowRefreshTokens: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(app.Name, app.Host, len(app.ClientID))
	// Output: enrolment https://enrol.example.com 36
}

func ExampleTimeZonesService_Offset() {
	client, done := demo()
	defer done()
	offset, err := client.TimeZones.Offset(context.Background(), 6, cloutility.GetTimeZoneOffsetInput{Date: time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)})
	fmt.Println(offset, err)
	// Output: 02:00:00 <nil>
}

// Send back what came, changed, so that nothing is lost on the way.
func ExampleSubscriptionsService_UpdateJob() {
	client, done := demo()
	defer done()
	ctx := context.Background()
	now, err := client.Subscriptions.Job(ctx, 57, 15)
	if err != nil {
		log.Fatal(err)
	}
	in := cloutility.UpdateJobSubscriptionInput{
		Enabled: now.Enabled, Name: now.Name, Subject: now.Subject, SendBcc: now.SendBcc, Emails: append(now.Emails, "night@nordlicht.example"),
		IncidentEmails: now.IncidentEmails, ExcludeTags: now.ExcludeTags, SeverityConfig: json.RawMessage(now.SeverityConfig), DeliveryConfig: json.RawMessage(now.DeliveryConfig),
	}
	for _, tag := range now.Tags {
		in.Tags = append(in.Tags, cloutility.ObjectRef{ID: tag.ID})
	}
	changed, err := client.Subscriptions.UpdateJob(ctx, 57, 15, in)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(changed.Emails)
	// Output: [storage@nordlicht.example night@nordlicht.example]
}

// What a machine has on the backup server, asked for right now.
func ExampleNodesService_AllFilespaces() {
	client, machine, done := demoMachine()
	defer done()
	for disk, err := range client.Nodes.AllFilespaces(context.Background(), machine.BusinessUnitID, machine.ConsumerID, cloutility.ListFilespacesInput{Sync: new(true)}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %s, %.0f MB\n", disk.Name, disk.Type, disk.FrontEndCapacityMegaBytes)
	}
	// Output: / EXT4, 2560 MB
}
