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
				must(client.Nodes.CreateFilter(ctx, machine, cloutility.ActivityLogFilterInput{Filter: "idle"}))(t)
			}
			srv.AddRetentionRule(machine.ConsumerID, "YEARLY", 365)
			srv.AddConsumption(home, noon(), 1)
			since := noon().AddDate(0, 0, -30)
			for list, want := range map[string]struct{ got, want int }{
				"roles":           {count(t, client.Roles.All(ctx, home, cloutility.RolesInput{})), 2},
				"simple roles":    {count(t, client.Roles.AllSimple(ctx, home, cloutility.RolesInput{})), 2},
				"assignable":      {count(t, client.Roles.AllAssignable(ctx, home)), 2},
				"summaries":       {count(t, client.BusinessUnits.AllSummaries(ctx, home, cloutility.SummariesInput{})), 2},
				"tagged":          {count(t, client.BusinessUnits.AllTagged(ctx, home, 3)), 2},
				"destinations":    {count(t, client.Consumers.AllDestinations(ctx, machine)), 3},
				"audit log":       {count(t, client.AuditLogs.AllConsumer(ctx, machine, cloutility.AuditLogInput{})), 3},
				"audit log of 57": {count(t, client.AuditLogs.AllBusinessUnit(ctx, home, cloutility.AuditLogInput{})), 3},
				"events":          {count(t, client.Jobs.AllEvents(ctx, machine)), 2},
				"filters":         {count(t, client.Nodes.AllFilters(ctx, machine)), 2},
				"retention rules": {count(t, client.Nodes.AllRetentionRules(ctx, machine)), 1},
				"consumption":     {count(t, client.Consumption.AllBusinessUnit(ctx, home, cloutility.BusinessUnitConsumptionInput{Start: since})), 2},
				"of a machine":    {count(t, client.Consumption.AllConsumer(ctx, machine, cloutility.ConsumptionInput{Start: since})), 1},
				"status reports":  {count(t, client.Reports.AllStatus(ctx, home, cloutility.StatusReportsInput{})), 3},
				"analytics":       {count(t, client.Reports.AllAnalytics(ctx, home, cloutility.AnalyticsInput{})), 1},
				"activity":        {count(t, client.Reports.AllActivity(ctx, home, cloutility.ActivityReportsInput{})), 3},
				"subscriptions":   {count(t, client.Subscriptions.AllActivity(ctx, home)), 1},
				"oRain users":     {count(t, client.Users.AllORain(ctx, home)), 1},
				"in an envelope":  {count(t, client.Jobs.All(ctx, machine, cloutility.JobsInput{Start: must(client.Jobs.First(ctx, machine))(t).Completed.Time})), 3},
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
	entries := client.AuditLogs.AllConsumer(t.Context(), machine, cloutility.AuditLogInput{ListInput: cloutility.ListInput{Offset: 1}})
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
