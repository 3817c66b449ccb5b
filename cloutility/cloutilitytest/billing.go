package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListInvoices answers a list.
func (s *service) ListInvoices(ctx context.Context, request cloutilityserver.ListInvoicesRequestObject) (cloutilityserver.ListInvoicesResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/invoices", "invoices", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}

// ListInvoiceFiles answers a list.
func (s *service) ListInvoiceFiles(ctx context.Context, request cloutilityserver.ListInvoiceFilesRequestObject) (cloutilityserver.ListInvoiceFilesResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/invoicefiles", "invoicefiles", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}

// ListBilling answers a list.
func (s *service) ListBilling(ctx context.Context, request cloutilityserver.ListBillingRequestObject) (cloutilityserver.ListBillingResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/billing", "billing", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}
