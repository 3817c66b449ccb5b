package cloutility

import (
	"context"
	"iter"
	"net/http"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ListChildren returns the units one level below a business unit. Tree has all
// levels, in few fields.
func (s *BusinessUnitsService) ListChildren(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[BusinessUnit], error) {
	return pageOf[BusinessUnit](ctx, s.client, cloutilityapi.OpListBusinessUnits, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListBusinessUnitsRequest(base, businessUnitID, &cloutilityapi.ListBusinessUnitsParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// AllChildren yields all that ListChildren returns, page after page.
func (s *BusinessUnitsService) AllChildren(ctx context.Context, businessUnitID int64) iter.Seq2[BusinessUnit, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[BusinessUnit], error) {
		return s.ListChildren(ctx, businessUnitID, in)
	}, func(item *BusinessUnit) int64 { return item.ID })
}

// ListAddresses returns the postal addresses of a business unit. Inference:
// only its address appears, in answers of other calls.
func (s *BusinessUnitsService) ListAddresses(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[Address], error) {
	return pageOf[Address](ctx, s.client, cloutilityapi.OpListAddresses, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListAddressesRequest(base, businessUnitID, &cloutilityapi.ListAddressesParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// AllAddresses yields all that ListAddresses returns, page after page.
func (s *BusinessUnitsService) AllAddresses(ctx context.Context, businessUnitID int64) iter.Seq2[Address, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[Address], error) {
		return s.ListAddresses(ctx, businessUnitID, in)
	}, func(item *Address) int64 { return item.ID })
}

// ListAncestors returns the units above a business unit, as far as the user may
// see. Inference: only its address appears, in answers of other calls.
func (s *BusinessUnitsService) ListAncestors(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[BusinessUnit], error) {
	return pageOf[BusinessUnit](ctx, s.client, cloutilityapi.OpListAncestors, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListAncestorsRequest(base, businessUnitID, &cloutilityapi.ListAncestorsParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// AllAncestors yields all that ListAncestors returns, page after page.
func (s *BusinessUnitsService) AllAncestors(ctx context.Context, businessUnitID int64) iter.Seq2[BusinessUnit, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[BusinessUnit], error) {
		return s.ListAncestors(ctx, businessUnitID, in)
	}, func(item *BusinessUnit) int64 { return item.ID })
}

// Provider returns who invoices a business unit: the nearest one above that has
// a contract. Without one it is [backup.ErrNotFound].
func (s *BusinessUnitsService) Provider(ctx context.Context, businessUnitID int64) (*SimpleBusinessUnit, error) {
	return fetchIfAny[SimpleBusinessUnit](ctx, s.client, cloutilityapi.OpGetProvider, "business unit", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetProviderRequest(base, businessUnitID)
	}, businessUnitID)
}

// ServiceLevelAgreement returns the agreement that holds for the descendants of
// a business unit: its own or an inherited one. Without any it is
// [backup.ErrNotFound].
func (s *BusinessUnitsService) ServiceLevelAgreement(ctx context.Context, businessUnitID int64) (*ServiceLevelAgreement, error) {
	return fetchIfAny[ServiceLevelAgreement](ctx, s.client, cloutilityapi.OpGetServiceLevelAgreement, "agreement", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetServiceLevelAgreementRequest(base, businessUnitID)
	}, businessUnitID)
}

// SummariesInput chooses what [BusinessUnitsService.ListSummaries] returns.
type SummariesInput struct {
	ListInput
	// Previous is the date to compare with; zero compares with none.
	Previous time.Time
}

// ListSummaries returns how much each direct child stores, in megabytes, and
// the change since an earlier date.
func (s *BusinessUnitsService) ListSummaries(ctx context.Context, businessUnitID int64, in SummariesInput) (*backup.Page[BusinessUnitSummary], error) {
	return pageOf[BusinessUnitSummary](ctx, s.client, cloutilityapi.OpListBusinessUnitSummaries, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListBusinessUnitSummariesRequest(base, businessUnitID, &cloutilityapi.ListBusinessUnitSummariesParams{Offset: offset, Limit: limit, PreviousDate: moment(in.Previous)})
	}, businessUnitID)
}

// AllSummaries yields all that ListSummaries returns, page after page.
func (s *BusinessUnitsService) AllSummaries(ctx context.Context, businessUnitID int64, in SummariesInput) iter.Seq2[BusinessUnitSummary, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[BusinessUnitSummary], error) {
		page := in
		page.ListInput = part
		return s.ListSummaries(ctx, businessUnitID, page)
	}, func(item *BusinessUnitSummary) int64 { return item.ID })
}

// ListTagged returns the business units that carry a tag of this one.
func (s *BusinessUnitsService) ListTagged(ctx context.Context, businessUnitID, tagID int64, in ListInput) (*backup.Page[BusinessUnit], error) {
	return pageOf[BusinessUnit](ctx, s.client, cloutilityapi.OpListTaggedBusinessUnits, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListTaggedBusinessUnitsRequest(base, businessUnitID, tagID, &cloutilityapi.ListTaggedBusinessUnitsParams{Offset: offset, Limit: limit})
	}, businessUnitID, tagID)
}

// AllTagged yields all that ListTagged returns, page after page.
func (s *BusinessUnitsService) AllTagged(ctx context.Context, businessUnitID, tagID int64) iter.Seq2[BusinessUnit, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[BusinessUnit], error) {
		return s.ListTagged(ctx, businessUnitID, tagID, in)
	}, func(item *BusinessUnit) int64 { return item.ID })
}
