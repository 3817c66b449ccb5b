package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// BusinessUnitsService manages customers, departments and resellers.
type BusinessUnitsService struct{ client *Client }

// Get returns one business unit with its parent and time zone. Its users,
// addresses and children are collections that are not expanded.
func (s *BusinessUnitsService) Get(ctx context.Context, businessUnitID int64) (*BusinessUnit, error) {
	return s.client.api.GetBusinessUnit(ctx, businessUnitID)
}

// Create makes a business unit below another one. Names need not be unique: a
// second call makes a second unit, so it is not sent again once it may have
// arrived.
func (s *BusinessUnitsService) Create(ctx context.Context, businessUnitID int64, in CreateBusinessUnitInput) (*BusinessUnit, error) {
	if err := checkBusinessUnit("CreateBusinessUnitInput", &in); err != nil {
		return nil, err
	}
	return s.client.api.CreateBusinessUnit(ctx, businessUnitID, in)
}

// Update changes a business unit. Whether fields left out keep their values is
// not documented: read the unit first and send all that matters.
func (s *BusinessUnitsService) Update(ctx context.Context, businessUnitID int64, in UpdateBusinessUnitInput) (*BusinessUnit, error) {
	if err := checkBusinessUnit("UpdateBusinessUnitInput", (*CreateBusinessUnitInput)(&in)); err != nil {
		return nil, err
	}
	return s.client.api.UpdateBusinessUnit(ctx, businessUnitID, in)
}

func checkBusinessUnit(input string, in *CreateBusinessUnitInput) error {
	const days = 31
	if in.InvoiceDay != nil && (*in.InvoiceDay < 0 || *in.InvoiceDay > days) {
		return invalidArgument(input+".InvoiceDay", "must be a day of a month, or 0 for the last")
	}
	return validate.FirstError(required(input+".Name", in.Name), checkRef(input+".TimeZone", in.TimeZone))
}

// Delete deletes a business unit. With children or consumption units in it the
// server is expected to fail, unless the input says to delete them too. Those
// flags are documented in an early version only.
func (s *BusinessUnitsService) Delete(ctx context.Context, businessUnitID int64, in DeleteBusinessUnitInput) error {
	return s.client.api.DeleteBusinessUnit(ctx, businessUnitID, in)
}

// ListChildren returns the units one level below a business unit. Tree has all
// levels, in few fields.
func (s *BusinessUnitsService) ListChildren(ctx context.Context, businessUnitID int64, in ListBusinessUnitsInput) (*backup.Page[BusinessUnit], error) {
	if err := checkPage("ListBusinessUnitsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListBusinessUnits(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllChildren yields all that ListChildren returns, page after page, beginning at in.Cursor.
func (s *BusinessUnitsService) AllChildren(ctx context.Context, businessUnitID int64, in ListBusinessUnitsInput) iter.Seq2[BusinessUnit, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[BusinessUnit], error) {
		page := in
		page.Cursor = cursor
		return s.ListChildren(ctx, businessUnitID, page)
	}, func(item BusinessUnit) string { return keyOf(item.ID) })
}

// ListAddresses returns the postal addresses of a business unit. Inference:
// only its address appears, in responses of other calls.
func (s *BusinessUnitsService) ListAddresses(ctx context.Context, businessUnitID int64, in ListAddressesInput) (*backup.Page[Address], error) {
	if err := checkPage("ListAddressesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListAddresses(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllAddresses yields all that ListAddresses returns, page after page, beginning at in.Cursor.
func (s *BusinessUnitsService) AllAddresses(ctx context.Context, businessUnitID int64, in ListAddressesInput) iter.Seq2[Address, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Address], error) {
		page := in
		page.Cursor = cursor
		return s.ListAddresses(ctx, businessUnitID, page)
	}, func(item Address) string { return keyOf(item.ID) })
}

// ListAncestors returns the units above a business unit, as far as the user may
// see. Inference: only its address appears, in responses of other calls.
func (s *BusinessUnitsService) ListAncestors(ctx context.Context, businessUnitID int64, in ListAncestorsInput) (*backup.Page[BusinessUnit], error) {
	if err := checkPage("ListAncestorsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListAncestors(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllAncestors yields all that ListAncestors returns, page after page, beginning at in.Cursor.
func (s *BusinessUnitsService) AllAncestors(ctx context.Context, businessUnitID int64, in ListAncestorsInput) iter.Seq2[BusinessUnit, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[BusinessUnit], error) {
		page := in
		page.Cursor = cursor
		return s.ListAncestors(ctx, businessUnitID, page)
	}, func(item BusinessUnit) string { return keyOf(item.ID) })
}

// Provider returns who invoices a business unit: the nearest one above that has
// a contract. Without one it is [backup.ErrNotFound].
func (s *BusinessUnitsService) Provider(ctx context.Context, businessUnitID int64) (*SimpleBusinessUnit, error) {
	return s.client.api.GetProvider(ctx, businessUnitID)
}

// ServiceLevelAgreement returns the agreement that holds for the descendants of
// a business unit: its own or an inherited one. Without any it is
// [backup.ErrNotFound].
func (s *BusinessUnitsService) ServiceLevelAgreement(ctx context.Context, businessUnitID int64) (*ServiceLevelAgreement, error) {
	return s.client.api.GetServiceLevelAgreement(ctx, businessUnitID)
}

// ListSummaries returns how much each direct child stores, in megabytes, and
// the change since an earlier date.
func (s *BusinessUnitsService) ListSummaries(ctx context.Context, businessUnitID int64, in ListBusinessUnitSummariesInput) (*backup.Page[BusinessUnitSummary], error) {
	if err := checkPage("ListBusinessUnitSummariesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	in.Previous = in.Previous.UTC()
	list, err := s.client.api.ListBusinessUnitSummaries(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllSummaries yields all that ListSummaries returns, page after page, beginning at in.Cursor.
func (s *BusinessUnitsService) AllSummaries(ctx context.Context, businessUnitID int64, in ListBusinessUnitSummariesInput) iter.Seq2[BusinessUnitSummary, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[BusinessUnitSummary], error) {
		page := in
		page.Cursor = cursor
		return s.ListSummaries(ctx, businessUnitID, page)
	}, func(item BusinessUnitSummary) string { return keyOf(item.ID) })
}

// ListTagged returns the business units that carry a tag of this one.
func (s *BusinessUnitsService) ListTagged(ctx context.Context, businessUnitID, tagID int64, in ListTaggedBusinessUnitsInput) (*backup.Page[BusinessUnit], error) {
	if err := checkPage("ListTaggedBusinessUnitsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListTaggedBusinessUnits(ctx, businessUnitID, tagID, in)
	return pageOf(in.Cursor, list, err)
}

// AllTagged yields all that ListTagged returns, page after page, beginning at in.Cursor.
func (s *BusinessUnitsService) AllTagged(ctx context.Context, businessUnitID, tagID int64, in ListTaggedBusinessUnitsInput) iter.Seq2[BusinessUnit, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[BusinessUnit], error) {
		page := in
		page.Cursor = cursor
		return s.ListTagged(ctx, businessUnitID, tagID, page)
	}, func(item BusinessUnit) string { return keyOf(item.ID) })
}
