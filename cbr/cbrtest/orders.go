package cbrtest

import (
	"context"
	"net/http"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

const (
	minOrderGB = 10
	maxPeriods = 9
	maxCharged = 60
)

func (s *service) orderID() string { return "CS26" + s.ids.Hex(12) }

// order sells a vault. It is there when the order is complete, which takes as
// long as a restore.
func (s *service) order(v *vault, policyID string) cbrapi.VaultCreated {
	if r, bad := take(&s.failOrder); bad {
		return cbrapi.VaultCreated{
			RetCode: lenient.NewInt(r.code), ErrText: r.text, ErrorCode: lenient.String("CBC." + lenient.NewInt(r.code).String()),
		}
	}
	v.orderID = s.orderID()
	s.after(s.restore, func() { s.open(v, policyID) })
	return cbrapi.VaultCreated{
		Orders:    []cbrapi.Order{{CloudServiceID: "cbr", OrderID: lenient.String(v.orderID), ResourceID: v.id, SubscribeResult: lenient.NewInt(1)}},
		ErrorCode: "0",
	}
}

// placed is the result of an order. What is ordered happens when it is complete.
func (s *service) placed(do func(orderID string)) cbrapi.OrderResult {
	if r, bad := take(&s.failOrder); bad {
		return cbrapi.OrderResult{RetCode: lenient.NewInt(r.code), RetMsg: r.text}
	}
	id := s.orderID()
	s.after(s.restore, func() { do(id) })
	return cbrapi.OrderResult{OrderID: lenient.String(id)}
}

// prepaid finds a vault whose size is changed by orders.
func (s *service) prepaid(id string) (*vault, error) {
	v, ok := s.vault(id)
	switch {
	case !ok:
		return nil, vaultMissing()
	case v.spec.ChargingMode != cbrapi.ChargingModePrePaid:
		return nil, serviceError(http.StatusBadRequest, "6110", "The vault was not paid for in advance.")
	}
	return v, nil
}

func (s *service) ChangeOrder(_ context.Context, _ string, in *cbrapi.ChangeOrderInput) (any, error) {
	defer s.enter()()
	v, err := s.prepaid(in.ResourceID)
	if err != nil {
		return nil, err
	}
	p := in.ProductInfo
	if p.ProductID == "" || p.ResourceSpecCode == "" || p.SizeGB < minOrderGB || p.SizeGB > maxVaultGB {
		return nil, invalid("Parameter check failed: product_info")
	}
	return s.placed(func(id string) { v.spec.SizeGB, v.orderID = p.SizeGB, id }), nil
}

func (s *service) UpdateOrder(_ context.Context, _, orderID string, in *cbrapi.UpdateOrderInput) (any, error) {
	defer s.enter()()
	v, err := s.prepaid(in.ResourceID)
	if err != nil {
		return nil, err
	}
	p := in.ProductInfo
	if p.ProductID == "" || p.ResourceSpecCode == "" || p.SizeGB < minOrderGB || p.SizeGB > maxVaultGB {
		return nil, invalid("Parameter check failed: productInfo")
	}
	if v.orderID != orderID {
		return nil, invalid("Parameter check failed: the order is not that of the vault")
	}
	return s.placed(func(id string) { v.spec.SizeGB, v.orderID = p.SizeGB, id }), nil
}

func (s *service) ChangeVaultChargeMode(_ context.Context, _ string, in *cbrapi.ChangeChargeModeInput) (any, error) {
	defer s.enter()()
	if !among(in.PeriodType, cbrapi.PeriodTypeMonth, cbrapi.PeriodTypeYear) || in.PeriodNum < 1 || in.PeriodNum > maxPeriods ||
		len(in.VaultIDs) == 0 || len(in.VaultIDs) > maxCharged {
		return nil, invalid("Parameter check failed: period or vault_ids")
	}
	vaults := make([]*vault, len(in.VaultIDs))
	for i, id := range in.VaultIDs {
		v, ok := s.vault(id)
		switch {
		case !ok:
			return nil, vaultMissing()
		case v.spec.ChargingMode == cbrapi.ChargingModePrePaid:
			return nil, serviceError(http.StatusBadRequest, "6110", "The vault was paid for in advance already.")
		}
		vaults[i] = v
	}
	return s.placed(func(id string) {
		for _, v := range vaults {
			v.spec.ChargingMode, v.orderID = cbrapi.ChargingModePrePaid, id
		}
	}), nil
}
