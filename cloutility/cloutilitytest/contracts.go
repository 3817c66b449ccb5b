package cloutilitytest

import (
	"context"
	"net/url"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// contractID is the id of the contract of a unit.
func contractID(unitID int64) int64 { return unitID + 1000 } //nolint:mnd // apart from the ids of units

// ListContractExceptions returns what holds for single units below.
func (s *service) ListContractExceptions(ctx context.Context, unitID int64, in cloutilityapi.ListContractExceptionsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.listItems(ctx, unitPath(unitID)+"/contract/exceptions", contractExceptions, unitID, window{in.Cursor, in.Limit})
}

// UpdateContractException changes what holds for a unit below.
func (s *service) UpdateContractException(ctx context.Context, unitID, exceptionID int64, in *cloutilityapi.UpdateContractExceptionInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	o, err := s.item(contractExceptions, unitID, exceptionID)
	if err != nil {
		return nil, err
	}
	below := s.units[in.BusinessUnit.ID]
	switch {
	case in.Contract.ID != contractID(unitID):
		return nil, invalid("The contract was not found.")
	case below == nil || !s.isBelow(below.id, unitID):
		return nil, invalid("The business unit is none below.")
	case !in.BillingEndDate.IsZero() && in.BillingEndDate.Before(in.BillingStartDate):
		return nil, invalid("The exception ends before it begins.")
	}
	subscription, err := s.usable(unitID, in.Subscription.ID)
	if err != nil {
		return nil, invalid("The price subscription was not found.")
	}
	if err := write(o, in, "contract", "businessUnit", "subscription"); err != nil {
		return nil, err
	}
	o["businessUnit"], o["subscription"] = object{"id": below.id, "name": below.name}, subscription
	s.audit(auditModify, unitID, 0, "An exception to the contract was modified")
	return s.renderObject(ctx, o), nil
}

// UpdateReferral changes percentage and end of a referral, and nothing else.
func (s *service) UpdateReferral(ctx context.Context, unitID, referralID int64, in *cloutilityapi.UpdateReferralInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	o, err := s.item(referrals, unitID, referralID)
	if err != nil {
		return nil, err
	}
	contract, _ := o["contract"].(object)
	referrer, _ := o["referrer"].(object)
	switch {
	case in.Contract.ID != idOf(contract) || in.Referrer.ID != idOf(referrer):
		return nil, invalid("Contract and referrer cannot change.")
	case in.Percentage < 0 || in.Percentage > 100:
		return nil, invalid("The field Percentage must be from 0 to 100.")
	}
	o["percentage"] = in.Percentage
	delete(o, "billingEndDate")
	if !in.BillingEndDate.IsZero() {
		o["billingEndDate"] = in.BillingEndDate
	}
	s.audit(auditModify, unitID, 0, "A referral was modified")
	return s.renderObject(ctx, o), nil
}

// UpdateBillingDataDeliveryConfig changes how billing data are delivered.
func (s *service) UpdateBillingDataDeliveryConfig(ctx context.Context, unitID, deliveryConfigID int64, in *cloutilityapi.UpdateBillingDataDeliveryConfigInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if address, err := url.Parse(in.PostURL); err != nil || in.PostURL != "" && address.Host == "" {
		return nil, invalid("The field PostUrl is not an address.")
	}
	if err := s.updateItem(billingDeliveries, unitID, deliveryConfigID, in); err != nil {
		return nil, err
	}
	s.audit(auditModify, unitID, 0, "The delivery of billing data was modified")
	return s.getItem(ctx, billingDeliveries, unitID, deliveryConfigID)
}
