package cloutility

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"mime/multipart"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/validate"
	"github.com/backup-sdk/backup-go/lenient"
)

// BillingService reads contracts, invoices and billing data.
type BillingService struct{ client *Client }

// Contract returns the contract of a business unit. Without one, for which the
// service sends nothing, it is [backup.ErrNotFound].
func (s *BillingService) Contract(ctx context.Context, businessUnitID int64) (*Contract, error) {
	return s.client.api.GetContract(ctx, businessUnitID)
}

// ListInvoices returns the invoices of a business unit. The date that Invoice
// wants is the end of Invoice.Href.
func (s *BillingService) ListInvoices(ctx context.Context, businessUnitID int64, in ListInvoicesInput) (*backup.Page[Invoice], error) {
	if err := checkPage("ListInvoicesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListInvoices(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllInvoices yields all that ListInvoices returns, page after page, beginning at in.Cursor.
func (s *BillingService) AllInvoices(ctx context.Context, businessUnitID int64, in ListInvoicesInput) iter.Seq2[Invoice, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Invoice], error) {
		page := in
		page.Cursor = cursor
		return s.ListInvoices(ctx, businessUnitID, page)
	}, func(item Invoice) string { return keyOf(item.ID) })
}

// Invoice returns the invoice of a day, with its lines. That of a day in the future
// is simulated.
func (s *BillingService) Invoice(ctx context.Context, businessUnitID int64, date time.Time) (*Invoice, error) {
	at, err := day("date", date)
	if err != nil {
		return nil, err
	}
	return s.client.api.GetInvoice(ctx, businessUnitID, at)
}

// ListInvoiceFiles returns the files that were uploaded as invoices. Inference:
// the shape of its response is not documented.
func (s *BillingService) ListInvoiceFiles(ctx context.Context, businessUnitID int64, in ListInvoiceFilesInput) (*backup.Page[lenient.Raw], error) {
	if err := checkPage("ListInvoiceFilesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListInvoiceFiles(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllInvoiceFiles yields all that ListInvoiceFiles returns, page after page, beginning at in.Cursor.
func (s *BillingService) AllInvoiceFiles(ctx context.Context, businessUnitID int64, in ListInvoiceFilesInput) iter.Seq2[lenient.Raw, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[lenient.Raw], error) {
		page := in
		page.Cursor = cursor
		return s.ListInvoiceFiles(ctx, businessUnitID, page)
	}, nil)
}

// List returns the billing data of a business unit, by invoice date.
func (s *BillingService) List(ctx context.Context, businessUnitID int64, in ListBillingInput) (*backup.Page[BillingData], error) {
	if err := validate.FirstError(checkPage("ListBillingInput", in.Cursor, in.Limit), notNegative("ListBillingInput.IncludeNext", in.IncludeNext)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListBilling(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// All yields all that List returns, page after page, beginning at in.Cursor.
func (s *BillingService) All(ctx context.Context, businessUnitID int64, in ListBillingInput) iter.Seq2[BillingData, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[BillingData], error) {
		page := in
		page.Cursor = cursor
		return s.List(ctx, businessUnitID, page)
	}, func(item BillingData) string { return keyOf(item.ID) })
}

// Get returns the billing data of an invoice date. Those of a date in the future are
// simulated; with UseForecasting what varies is forecast.
func (s *BillingService) Get(ctx context.Context, businessUnitID int64, date time.Time, in GetBillingInput) (*BillingData, error) {
	at, err := day("date", date)
	if err != nil {
		return nil, err
	}
	return s.client.api.GetBilling(ctx, businessUnitID, at, in)
}

// UploadInvoiceFileInput is a file to upload as an invoice.
type UploadInvoiceFileInput struct {
	// Name is the name of the file.
	Name string
	// Content is the whole file.
	Content []byte
	// ERPReference is a reference in the accounting system.
	ERPReference string
	// SendToBillingAddress also sends it to the billing address; nil leaves it to
	// the server.
	SendToBillingAddress *bool
}

// UploadInvoiceFile uploads a file as an invoice. It is not sent again once it
// may have arrived. Inference: how the file is encoded is not documented;
// multipart/form-data with a field named file is what such servers take.
func (s *BillingService) UploadInvoiceFile(ctx context.Context, businessUnitID int64, in UploadInvoiceFileInput) error {
	if strings.TrimSpace(in.Name) == "" || hasControl(in.Name) {
		return invalidArgument("UploadInvoiceFileInput.Name", "is not a file name")
	}
	if len(in.Content) == 0 {
		return invalidArgument("UploadInvoiceFileInput.Content", "is empty")
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", in.Name)
	if err == nil {
		_, err = part.Write(in.Content)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return invalidArgument("UploadInvoiceFileInput.Content", "cannot be encoded: "+err.Error())
	}
	return s.client.api.UploadInvoiceFile(ctx, businessUnitID, cloutilityapi.UploadInvoiceFileParams{
		ERPReference: in.ERPReference, SendToBillingAddress: in.SendToBillingAddress,
	}, form.FormDataContentType(), body.Bytes())
}
