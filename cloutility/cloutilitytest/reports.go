package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListNodeReports answers a list.
func (s *service) ListNodeReports(ctx context.Context, request cloutilityserver.ListNodeReportsRequestObject) (cloutilityserver.ListNodeReportsResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/consumers/"+itoa(request.ConsumerID)+"/reports", "nodereports", request.ConsumerID, request.Params.Offset, request.Params.Limit), nil
}

// GetLatestNodeReport answers the latest.
func (s *service) GetLatestNodeReport(ctx context.Context, request cloutilityserver.GetLatestNodeReportRequestObject) (cloutilityserver.GetLatestNodeReportResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "nodereports", request.ConsumerID)
}

// ListStatusReports answers a list.
func (s *service) ListStatusReports(ctx context.Context, request cloutilityserver.ListStatusReportsRequestObject) (cloutilityserver.ListStatusReportsResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/reports", "statusreports", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}

// GetLatestStatusReport answers the latest.
func (s *service) GetLatestStatusReport(ctx context.Context, request cloutilityserver.GetLatestStatusReportRequestObject) (cloutilityserver.GetLatestStatusReportResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "statusreports", request.BunitID)
}

// ListActivityReports answers a list.
func (s *service) ListActivityReports(ctx context.Context, request cloutilityserver.ListActivityReportsRequestObject) (cloutilityserver.ListActivityReportsResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/activityreports", "activityreports", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}
