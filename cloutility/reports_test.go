package cloutility_test

import (
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/lenient"
)

func TestNodeReports(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "host-1")
		_, err := client.Reports.LatestNode(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.GetLatestNodeReportInput{})
		fails(t, err, backup.ErrNotFound)
		backUp(t, srv, ref)
		limit := 2.25 // gigabytes
		must(client.Consumers.Update(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.UpdateConsumerInput{Name: "host-1", LimitHighStorage: &limit}))(t)

		all := must(backup.Collect(client.Reports.AllNode(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListNodeReportsInput{}), 0))(t)
		same(t, "stored", []float64{2048, 2560, 2620}, each(all, func(r cloutility.NodeReport) float64 { return r.MegaBytes }))
		same(t, "status", []string{"Ok", "Ok", "OkWithWarnings"}, each(all, func(r cloutility.NodeReport) string { return r.Status.String() }))
		if got := at(all, 1); got.MegaBytesDelta != 512 || got.MegaBytesDeltaPercentage != 25 || got.TransferredMegaBytes != 512 || got.ConsumerID != ref.ConsumerID {
			t.Errorf("report %+v", got)
		}
		if got := at(all, 1).Warnings; len(got) != 1 || at(got, 0).Type.Name != "High storage" || at(got, 0).Limit != 2.25 || at(got, 0).Status != "Warning" {
			t.Errorf("warnings %+v", got)
		}

		if got := at(all, 0).Warnings; len(got) != 0 {
			t.Errorf("warnings below the limit %+v", got)
		}

		no := false
		bare := must(client.Reports.ListNode(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListNodeReportsInput{Start: noon(), Status: &no, Warnings: &no}))(t)
		if bare.Total != 1 || at(bare.Items, 0).Status != "" || at(bare.Items, 0).Warnings != nil || !at(bare.Items, 0).ReportDate.Time.Equal(noon().Truncate(24*time.Hour)) {
			t.Errorf("bare report %+v", bare.Items)
		}
		until := must(client.Reports.ListNode(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListNodeReportsInput{End: noon().AddDate(0, 0, -2)}))(t)
		if until.Total != 1 || at(until.Items, 0).ID != at(all, 0).ID {
			t.Errorf("old reports %+v", until)
		}
		if latest := must(client.Reports.LatestNode(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.GetLatestNodeReportInput{ForUserID: 614}))(t); latest.ID != at(all, 2).ID {
			t.Errorf("latest %+v", latest)
		}
		_, err = client.Reports.LatestNode(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.GetLatestNodeReportInput{ForUserID: 4711})
		fails(t, err, backup.ErrNotFound) // no such user
	})
}

func TestStatusReports(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		_, err := client.Reports.LatestStatus(ctx, home, cloutility.GetLatestStatusReportInput{})
		fails(t, err, backup.ErrNotFound)
		backUp(t, srv, node(srv, "host-1"))
		backUp(t, srv, nodeIn(srv, 93, "labor-1"))
		all := must(backup.Collect(client.Reports.AllStatus(ctx, home, cloutility.ListStatusReportsInput{Type: cloutility.StatusReportInternal}), 0))(t)
		same(t, "status", []string{"Ok", "Ok", "OkWithWarnings"}, each(all, func(r cloutility.StatusReport) string { return r.Status.String() }))
		got := must(client.Reports.LatestStatus(ctx, home, cloutility.GetLatestStatusReportInput{ForUserID: 614}))(t)
		if got.ID != at(all, 2).ID || got.BusinessUnit.ID != home || got.Descendants != 3 || !got.HasContract || len(got.ChildReports) != 1 || at(got.ChildReports, 0).BusinessUnitName != "Entwicklung" {
			t.Errorf("latest %+v", got)
		}
		var counts []struct {
			Status string
			Count  int
		}
		works(t, got.Summaries.Decode(&counts))
		if len(counts) != 2 || at(counts, 1).Count != 2 {
			t.Errorf("summaries %s", got.Summaries)
		}
		if none := must(client.Reports.ListStatus(ctx, home, cloutility.ListStatusReportsInput{Type: cloutility.StatusReportResale}))(t); none.Total != 0 {
			t.Errorf("reports on resale %+v", none)
		}
		_, err = client.Reports.ListStatus(ctx, home, cloutility.ListStatusReportsInput{Type: "daily"})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestAnalytics(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		first, second := node(srv, "host-1"), nodeIn(srv, 93, "labor-1")
		backUp(t, srv, first)
		srv.RunBackup(cloutilitytest.Backup{ConsumerID: second.ConsumerID, MegaBytes: 100})
		all := must(backup.Collect(client.Reports.AllAnalytics(ctx, home, cloutility.ListDataSourceAnalyticsInput{}), 0))(t)
		if len(all) != 2 || at(all, 0).ConsumerName != "host-1" || at(all, 0).MegaBytes != 2620 || at(all, 0).TransferredMegaBytes != 60 || at(all, 1).BusinessUnitName != "Labor" {
			t.Errorf("figures %+v", all)
		}
		past := must(client.Reports.ListAnalytics(ctx, home, cloutility.ListDataSourceAnalyticsInput{Date: noon().AddDate(0, 0, -1)}))(t)
		if past.Total != 1 || at(past.Items, 0).MegaBytes != 2560 || at(past.Items, 0).MegaBytesDelta != 512 {
			t.Errorf("figures of yesterday %+v", past)
		}
	})
}

func TestActivityReports(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		backUp(t, srv, node(srv, "host-1"))
		type report struct{ Jobs, TransferredMegaBytes float64 }
		read := func(raw lenient.Raw) (out report) {
			works(t, raw.Decode(&out))
			return out
		}
		all := must(backup.Collect(client.Reports.AllActivity(ctx, home, cloutility.ListActivityReportsInput{}), 0))(t)
		same(t, "by day", []report{{1, 2048}, {1, 512}, {1, 60}}, each(all, read))
		some := must(client.Reports.ListActivity(ctx, home, cloutility.ListActivityReportsInput{Start: noon().AddDate(0, 0, -1), End: noon()}))(t)
		if some.Total != 2 {
			t.Errorf("%d days", some.Total)
		}
		same(t, "of a day", report{1, 60}, read(must(client.Reports.Activity(ctx, home, noon(), cloutility.GetActivityReportInput{}))(t)))
		same(t, "of a period", report{2, 572}, read(must(client.Reports.Activity(ctx, home, noon(), cloutility.GetActivityReportInput{Start: noon().AddDate(0, 0, -1)}))(t)))
	})
}
