package cloutility_test

import (
	"context"
	"iter"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// count counts what an iterator yields.
func count[T any](t *testing.T, seq iter.Seq2[T, error]) int {
	t.Helper()
	return len(must(backup.Collect(seq, 0))(t))
}

// TestBareLists reads lists that may come in an envelope, page by page, or as
// bare arrays: the documents do not say.
func TestBareLists(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]cloutilitytest.Option{
		"envelope": {cloutilitytest.WithPageSize(1)}, "bare": {cloutilitytest.WithBareLists()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := cloutilitytest.NewServer(t, append(opts, cloutilitytest.WithClock(noon))...)
			client := connect(t, srv)
			ctx := t.Context()
			machine := node(srv, "host-1")
			backUp(t, srv, machine)
			for range 2 {
				must(client.Nodes.CreateFilter(ctx, machine.BusinessUnitID, machine.ConsumerID, cloutility.CreateActivityLogFilterInput{Filter: "idle"}))(t)
			}
			srv.AddRetentionRule(machine.ConsumerID, "YEARLY", 365)
			srv.AddConsumption(home, noon(), 1)
			since := noon().AddDate(0, 0, -30)
			for list, want := range map[string]struct{ got, want int }{
				"roles":           {count(t, client.Roles.All(ctx, home, cloutility.ListRolesInput{})), 2},
				"simple roles":    {count(t, client.Roles.AllSimple(ctx, home, cloutility.ListSimpleRolesInput{})), 2},
				"assignable":      {count(t, client.Roles.AllAssignable(ctx, home, cloutility.ListAssignableRolesInput{})), 2},
				"summaries":       {count(t, client.BusinessUnits.AllSummaries(ctx, home, cloutility.ListBusinessUnitSummariesInput{})), 2},
				"tagged":          {count(t, client.BusinessUnits.AllTagged(ctx, home, 3, cloutility.ListTaggedBusinessUnitsInput{})), 2},
				"destinations":    {count(t, client.Consumers.AllDestinations(ctx, machine.BusinessUnitID, machine.ConsumerID, cloutility.ListDestinationsInput{})), 3},
				"audit log":       {count(t, client.AuditLogs.AllConsumer(ctx, machine.BusinessUnitID, machine.ConsumerID, cloutility.ListConsumerAuditLogsInput{})), 3},
				"audit log of 57": {count(t, client.AuditLogs.AllBusinessUnit(ctx, home, cloutility.ListBusinessUnitAuditLogsInput{})), 3},
				"events":          {count(t, client.Jobs.AllEvents(ctx, machine.BusinessUnitID, machine.ConsumerID, cloutility.ListEventsInput{})), 2},
				"filters":         {count(t, client.Nodes.AllFilters(ctx, machine.BusinessUnitID, machine.ConsumerID, cloutility.ListActivityLogFiltersInput{})), 2},
				"retention rules": {count(t, client.Nodes.AllRetentionRules(ctx, machine.BusinessUnitID, machine.ConsumerID, cloutility.ListRetentionRulesInput{})), 1},
				"consumption":     {count(t, client.Consumption.AllBusinessUnit(ctx, home, cloutility.ListBusinessUnitConsumptionInput{Start: since})), 2},
				"of a machine":    {count(t, client.Consumption.AllConsumer(ctx, machine.BusinessUnitID, machine.ConsumerID, cloutility.ListConsumerConsumptionInput{Start: since})), 1},
				"status reports":  {count(t, client.Reports.AllStatus(ctx, home, cloutility.ListStatusReportsInput{})), 3},
				"analytics":       {count(t, client.Reports.AllAnalytics(ctx, home, cloutility.ListDataSourceAnalyticsInput{})), 1},
				"activity":        {count(t, client.Reports.AllActivity(ctx, home, cloutility.ListActivityReportsInput{})), 3},
				"subscriptions":   {count(t, client.Subscriptions.AllActivity(ctx, home, cloutility.ListActivitySubscriptionsInput{})), 1},
				"oRain users":     {count(t, client.Users.AllORain(ctx, home, cloutility.ListORainUsersInput{})), 1},
				"in an envelope":  {count(t, client.Jobs.All(ctx, machine.BusinessUnitID, machine.ConsumerID, cloutility.ListJobsInput{Start: must(client.Jobs.First(ctx, machine.BusinessUnitID, machine.ConsumerID))(t).Completed.Time})), 3},
			} {
				if want.got != want.want {
					t.Errorf("%s: %d, want %d", list, want.got, want.want)
				}
			}
		})
	}
}

// TestListsAgain ranges over the same iterator twice, the second time from two
// goroutines: each goes its own way from the start.
func TestListsAgain(t *testing.T) {
	t.Parallel()
	srv := inMemory(t, cloutilitytest.WithPageSize(1))
	client := connect(t, srv)
	machine := node(srv, "host-1")
	entries := client.AuditLogs.AllConsumer(t.Context(), machine.BusinessUnitID, machine.ConsumerID, cloutility.ListConsumerAuditLogsInput{Cursor: "1"})
	same(t, "first time", 2, count(t, entries))
	results := make(chan int, 2)
	for range 2 {
		go func(ctx context.Context) {
			n := 0
			for _, err := range entries {
				if err == nil && ctx.Err() == nil {
					n++
				}
			}
			results <- n
		}(t.Context())
	}
	same(t, "second time", []int{2, 2}, []int{<-results, <-results})
}
