package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ListContractExceptions returns what holds for single business units in place of
// the contract of the one above them. Only the vendor's help pages show it.
func (s *BillingService) ListContractExceptions(ctx context.Context, businessUnitID int64, in ListContractExceptionsInput) (*backup.Page[ContractException], error) {
	if err := checkPage("ListContractExceptionsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListContractExceptions(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllContractExceptions yields all that ListContractExceptions returns, page after page, beginning at in.Cursor.
func (s *BillingService) AllContractExceptions(ctx context.Context, businessUnitID int64, in ListContractExceptionsInput) iter.Seq2[ContractException, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[ContractException], error) {
		page := in
		page.Cursor = cursor
		return s.ListContractExceptions(ctx, businessUnitID, page)
	}, func(item ContractException) string { return keyOf(item.ID) })
}

// UpdateContractException changes an exception to a contract. Contract, business
// unit and subscription are needed, also when they stay; whether other fields left
// out keep their values is not documented.
func (s *BillingService) UpdateContractException(ctx context.Context, businessUnitID, exceptionID int64, in UpdateContractExceptionInput) (*ContractException, error) {
	const input = "UpdateContractExceptionInput"
	if err := validate.FirstError(
		checkRef(input+".Contract", &in.Contract), checkRef(input+".BusinessUnit", &in.BusinessUnit), checkRef(input+".Subscription", &in.Subscription),
		period(input, &in.BillingStartDate, &in.BillingEndDate),
	); err != nil {
		return nil, err
	}
	return s.client.api.UpdateContractException(ctx, businessUnitID, exceptionID, in)
}

// UpdateReferral changes percentage and last day of a referral. Contract and
// referrer are needed and cannot change.
func (s *BillingService) UpdateReferral(ctx context.Context, businessUnitID, referralID int64, in UpdateReferralInput) (*Referral, error) {
	if err := validate.FirstError(
		checkRef("UpdateReferralInput.Contract", &in.Contract), checkRef("UpdateReferralInput.Referrer", &in.Referrer),
		percentage("UpdateReferralInput.Percentage", in.Percentage),
	); err != nil {
		return nil, err
	}
	return s.client.api.UpdateReferral(ctx, businessUnitID, referralID, in)
}

// UpdateDelivery changes how new billing data are delivered: by mail as CSV or JSON,
// or by a call to an address of yours, after which List has the new ones. Whether
// fields left out keep their values is not documented.
func (s *BillingService) UpdateDelivery(ctx context.Context, businessUnitID, deliveryConfigID int64, in UpdateBillingDataDeliveryConfigInput) (*BillingDataDeliveryConfig, error) {
	if in.PostURL != "" {
		if err := pageAddress("UpdateBillingDataDeliveryConfigInput.PostURL", in.PostURL); err != nil {
			return nil, err
		}
	}
	return s.client.api.UpdateBillingDataDeliveryConfig(ctx, businessUnitID, deliveryConfigID, in)
}
