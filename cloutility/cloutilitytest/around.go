package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListAddresses answers a list.
func (s *service) ListAddresses(ctx context.Context, request cloutilityserver.ListAddressesRequestObject) (cloutilityserver.ListAddressesResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/addresses", "addresses", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}

// GetServiceLevelAgreement answers what is set.
func (s *service) GetServiceLevelAgreement(ctx context.Context, request cloutilityserver.GetServiceLevelAgreementRequestObject) (cloutilityserver.GetServiceLevelAgreementResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "sla", request.BunitID)
}

// ListTimeZones answers a list.
func (s *service) ListTimeZones(ctx context.Context, request cloutilityserver.ListTimeZonesRequestObject) (cloutilityserver.ListTimeZonesResponseObject, error) {
	defer s.lock()()
	return s.shelfList(ctx, "/v1/timezones", "timezones", 0, request.Params.Offset, request.Params.Limit), nil
}

// GetTimeZone answers one.
func (s *service) GetTimeZone(ctx context.Context, request cloutilityserver.GetTimeZoneRequestObject) (cloutilityserver.GetTimeZoneResponseObject, error) {
	defer s.lock()()
	return s.shelfGet(ctx, "timezones", 0, request.TimeZoneID)
}

// ListActions answers a list.
func (s *service) ListActions(ctx context.Context, request cloutilityserver.ListActionsRequestObject) (cloutilityserver.ListActionsResponseObject, error) {
	defer s.lock()()
	return s.shelfList(ctx, "/v1/actions", "actions", 0, request.Params.Offset, request.Params.Limit), nil
}

// GetAction answers one.
func (s *service) GetAction(ctx context.Context, request cloutilityserver.GetActionRequestObject) (cloutilityserver.GetActionResponseObject, error) {
	defer s.lock()()
	return s.shelfGet(ctx, "actions", 0, request.ActionID)
}

// ListNodeWarningTypes answers a list.
func (s *service) ListNodeWarningTypes(ctx context.Context, request cloutilityserver.ListNodeWarningTypesRequestObject) (cloutilityserver.ListNodeWarningTypesResponseObject, error) {
	defer s.lock()()
	return s.shelfList(ctx, "/v1/nodewarningtypes", "warningtypes", 0, request.Params.Offset, request.Params.Limit), nil
}

// GetDefaultSPPlusServer answers what is set.
func (s *service) GetDefaultSPPlusServer(ctx context.Context, request cloutilityserver.GetDefaultSPPlusServerRequestObject) (cloutilityserver.GetDefaultSPPlusServerResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "spplus", request.BunitID)
}

// GetDefaultRubrikServer answers what is set.
func (s *service) GetDefaultRubrikServer(ctx context.Context, request cloutilityserver.GetDefaultRubrikServerRequestObject) (cloutilityserver.GetDefaultRubrikServerResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "rubrik", request.BunitID)
}

// GetFallbackSPPlusServer answers what is set.
func (s *service) GetFallbackSPPlusServer(ctx context.Context, request cloutilityserver.GetFallbackSPPlusServerRequestObject) (cloutilityserver.GetFallbackSPPlusServerResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "fallback", request.BunitID)
}
