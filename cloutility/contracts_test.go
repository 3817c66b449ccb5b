package cloutility_test

import (
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestContractExceptions(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		all := must(backup.Collect(client.Billing.AllContractExceptions(ctx, home, cloutility.ListContractExceptionsInput{}), 0))(t)
		if first := at(all, 0); len(all) != 1 || first.ID != 71 || first.BusinessUnit.Name != "Entwicklung" || first.Subscription.Name != "Storage 2024" || first.Contract.ID != 1057 {
			t.Errorf("exceptions %+v", all)
		}
		in := cloutility.UpdateContractExceptionInput{
			Contract: cloutility.ObjectRef{ID: 1057}, BusinessUnit: cloutility.ObjectRef{ID: 93}, Subscription: cloutility.ObjectRef{ID: 25}, UseCPUMultiplier: new(true),
			BillingStartDate: noon(), BillingEndDate: noon().AddDate(1, 0, 0),
		}
		changed := must(client.Billing.UpdateContractException(ctx, home, 71, in))(t)
		if changed.BusinessUnit.Name != "Labor" || !changed.UseCPUMultiplier || changed.BillingStorageTypeID != 2 || !changed.BillingStartDate.Time.Equal(noon()) {
			t.Errorf("exception %+v", changed)
		}
		for _, bad := range []func(in *cloutility.UpdateContractExceptionInput){
			func(in *cloutility.UpdateContractExceptionInput) { in.Contract.ID = 1012 },
			func(in *cloutility.UpdateContractExceptionInput) { in.BusinessUnit.ID = 12 }, // none below
			func(in *cloutility.UpdateContractExceptionInput) { in.Subscription.ID = 4711 },
			func(in *cloutility.UpdateContractExceptionInput) { in.BillingEndDate = noon().AddDate(-1, 0, 0) },
			func(in *cloutility.UpdateContractExceptionInput) { in.Contract.ID = 0 },
		} {
			wrong := in
			bad(&wrong)
			_, err := client.Billing.UpdateContractException(ctx, home, 71, wrong)
			fails(t, err, backup.ErrInvalid)
		}
		_, err := client.Billing.UpdateContractException(ctx, home, 4711, in)
		fails(t, err, backup.ErrNotFound)
		page := must(client.Billing.ListContractExceptions(ctx, 91, cloutility.ListContractExceptionsInput{}))(t)
		if page.Total != 0 {
			t.Errorf("exceptions of another unit: %+v", page)
		}
	})
}

func TestReferrals(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		end := time.Date(2026, time.December, 31, 0, 0, 0, 0, time.UTC)
		in := cloutility.UpdateReferralInput{Contract: cloutility.ObjectRef{ID: 1057}, Referrer: cloutility.ObjectRef{ID: 12}, Percentage: 7.5, BillingEndDate: end}
		changed := must(client.Billing.UpdateReferral(ctx, home, 81, in))(t)
		if changed.Percentage != 7.5 || !changed.BillingEndDate.Time.Equal(end) || changed.Referrer.Name != "Partner Nord" {
			t.Errorf("referral %+v", changed)
		}
		if contract := must(client.Billing.Contract(ctx, home))(t); at(contract.Referrals, 0).Percentage != 7.5 {
			t.Errorf("the contract does not know: %+v", contract.Referrals)
		}
		in.BillingEndDate = time.Time{}
		if changed = must(client.Billing.UpdateReferral(ctx, home, 81, in))(t); !changed.BillingEndDate.IsZero() {
			t.Errorf("referral without an end %+v", changed)
		}
		in.Referrer.ID = 31 // it cannot change
		_, err := client.Billing.UpdateReferral(ctx, home, 81, in)
		fails(t, err, backup.ErrInvalid)
		in.Referrer.ID, in.Percentage = 12, 101
		_, err = client.Billing.UpdateReferral(ctx, home, 81, in)
		fails(t, err, backup.ErrInvalid)
	})
}

func TestBillingDelivery(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		changed := must(client.Billing.UpdateDelivery(ctx, home, 95, cloutility.UpdateBillingDataDeliveryConfigInput{
			Enabled: new(true), EmailJSON: new(true), PostURL: "https://erp.example.com/billing",
		}))(t)
		if !changed.Enabled || !changed.EmailJSON || !changed.EmailCSV || changed.PostURL != "https://erp.example.com/billing" || changed.Name != "ERP" || changed.CSVDelimiter != ";" {
			t.Errorf("delivery %+v", changed)
		}
		_, err := client.Billing.UpdateDelivery(ctx, home, 95, cloutility.UpdateBillingDataDeliveryConfigInput{PostURL: "erp"})
		fails(t, err, backup.ErrInvalid)
		_, err = client.Billing.UpdateDelivery(ctx, 91, 95, cloutility.UpdateBillingDataDeliveryConfigInput{})
		fails(t, err, backup.ErrNotFound)
	})
}

func TestSLADomains(t *testing.T) {
	t.Parallel()
	srv := inMemory(t)
	client := connect(t, srv)
	ref := cloutility.SLADomainRef{BusinessUnitID: home, DataCenterID: 2, RubrikServerID: 13, SLADomainID: 131}
	changed := must(client.Servers.UpdateSLADomain(t.Context(), ref, cloutility.UpdateSLADomainInput{IgnoreNoActivity: new(true)}))(t)
	if changed.Name != "Gold" || !changed.IgnoreNoActivity || at(changed.Frequencies, 0).Retention != 30 {
		t.Errorf("domain %+v", changed)
	}
	for _, wrong := range []func(*cloutility.SLADomainRef){
		func(r *cloutility.SLADomainRef) { r.DataCenterID = 3 }, func(r *cloutility.SLADomainRef) { r.RubrikServerID = 14 }, func(r *cloutility.SLADomainRef) { r.SLADomainID = 4711 },
	} {
		other := ref
		wrong(&other)
		_, err := client.Servers.UpdateSLADomain(t.Context(), other, cloutility.UpdateSLADomainInput{})
		fails(t, err, backup.ErrNotFound)
	}
}
