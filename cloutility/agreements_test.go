package cloutility_test

import (
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestServiceLevelAgreementLife(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		_, err := client.BusinessUnits.UpdateServiceLevelAgreement(ctx, home, cloutility.UpdateServiceLevelAgreementInput{Goal: 90}) // it is inherited
		fails(t, err, backup.ErrNotFound)
		must(client.BusinessUnits.CreateServiceLevelAgreement(ctx, home, cloutility.CreateServiceLevelAgreementInput{
			Goal: 97.5, IncludeActive: new(true), Tags: []cloutility.ObjectRef{{ID: 3}},
		}))(t)
		_, err = client.BusinessUnits.CreateServiceLevelAgreement(ctx, home, cloutility.CreateServiceLevelAgreementInput{Goal: 1})
		fails(t, err, backup.ErrConflict)
		changed := must(client.BusinessUnits.UpdateServiceLevelAgreement(ctx, home, cloutility.UpdateServiceLevelAgreementInput{Goal: 99, ExcludeTags: new(true)}))(t)
		below := must(client.BusinessUnits.ServiceLevelAgreement(ctx, 93))(t)
		if changed.Goal != 99 || below.Goal != 99 || !below.Inherited || !below.IncludeActive || !below.ExcludeTags || at(below.Tags, 0).Text != "production" {
			t.Errorf("agreement %+v, below %+v", changed, below)
		}
		_, err = client.BusinessUnits.UpdateServiceLevelAgreement(ctx, home, cloutility.UpdateServiceLevelAgreementInput{Tags: []cloutility.ObjectRef{{ID: 4711}}})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestCompliance(t *testing.T) {
	t.Parallel()
	srv := inMemory(t, cloutilitytest.WithClock(noon))
	client := connect(t, srv)
	ctx := t.Context()
	id := srv.AddNode(93, "a")
	february := time.Date(2026, time.February, 11, 2, 0, 0, 0, time.UTC)
	srv.RunBackup(cloutilitytest.Backup{ConsumerID: id, Start: february, Files: 1})
	srv.RunBackup(cloutilitytest.Backup{ConsumerID: id, Start: february, Files: 1, Failed: 1})
	srv.RunBackup(cloutilitytest.Backup{ConsumerID: id, Files: 1}) // in March

	first := must(client.Reports.Compliance(ctx, home, february, cloutility.GetComplianceSummaryInput{}))(t)
	if first.JobsWithOk != 1 || first.JobsWithWarning != 1 || first.JobsWithError != 0 || first.Goal != 98.5 || first.Date.Time.Day() != 28 {
		t.Errorf("summary %+v", first)
	}
	// What is kept of a month that is over stays, until it is counted again.
	must(client.BusinessUnits.CreateServiceLevelAgreement(ctx, home, cloutility.CreateServiceLevelAgreementInput{Goal: 50}))(t)
	same(t, "kept", first, must(client.Reports.Compliance(ctx, home, february, cloutility.GetComplianceSummaryInput{}))(t))
	again := must(client.Reports.Compliance(ctx, home, february, cloutility.GetComplianceSummaryInput{Recalculate: true}))(t)
	if again.Goal != 50 || again.ID != first.ID {
		t.Errorf("counted again %+v", again)
	}
	_, err := client.Reports.Compliance(ctx, home, noon().AddDate(0, 1, 0), cloutility.GetComplianceSummaryInput{})
	fails(t, err, backup.ErrNotFound)
	_, err = client.Reports.Compliance(ctx, home, time.Time{}, cloutility.GetComplianceSummaryInput{})
	fails(t, err, backup.ErrInvalid)
}
