package cloutility

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// BillingService reads contracts, invoices and billing data.
type BillingService struct{ client *Client }

// Contract returns the contract of a business unit. Without one, which the
// service answers with nothing, it is [backup.ErrNotFound].
func (s *BillingService) Contract(ctx context.Context, businessUnitID int64) (*Contract, error) {
	return fetchIfAny[Contract](ctx, s.client, cloutilityapi.OpGetContract, "contract", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetContractRequest(base, businessUnitID)
	}, businessUnitID)
}

// ListInvoices returns the invoices of a business unit. The date that Invoice
// wants is the end of Invoice.Href.
func (s *BillingService) ListInvoices(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[Invoice], error) {
	return pageOf[Invoice](ctx, s.client, cloutilityapi.OpListInvoices, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListInvoicesRequest(base, businessUnitID, &cloutilityapi.ListInvoicesParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// AllInvoices yields all that ListInvoices returns, page after page.
func (s *BillingService) AllInvoices(ctx context.Context, businessUnitID int64) iter.Seq2[Invoice, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[Invoice], error) {
		return s.ListInvoices(ctx, businessUnitID, in)
	}, func(item *Invoice) int64 { return item.ID })
}

// Invoice returns the invoice of a day, with its lines.
func (s *BillingService) Invoice(ctx context.Context, businessUnitID int64, date time.Time) (*Invoice, error) {
	if businessUnitID <= 0 {
		return nil, refuse("bunitId", "must be positive")
	}
	if date.IsZero() {
		return nil, refuse("invoiceDate", "is zero")
	}
	return fetch[Invoice](ctx, s.client, cloutilityapi.OpGetInvoice, "invoice", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetInvoiceRequest(base, businessUnitID, date.Format(time.DateOnly))
	})
}

// ListInvoiceFiles returns the files that were uploaded as invoices. Inference:
// the shape of its answer is not documented.
func (s *BillingService) ListInvoiceFiles(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[lenient.Raw], error) {
	return pageOf[lenient.Raw](ctx, s.client, cloutilityapi.OpListInvoiceFiles, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListInvoiceFilesRequest(base, businessUnitID, &cloutilityapi.ListInvoiceFilesParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// AllInvoiceFiles yields all that ListInvoiceFiles returns, page after page.
func (s *BillingService) AllInvoiceFiles(ctx context.Context, businessUnitID int64) iter.Seq2[lenient.Raw, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[lenient.Raw], error) {
		return s.ListInvoiceFiles(ctx, businessUnitID, in)
	}, nil)
}

// BillingInput chooses what [BillingService.List] returns.
type BillingInput struct {
	ListInput
	// Next also works out so many invoice dates ahead, up to the next billing
	// cycle; 0 is none.
	Next int64
}

// List returns the billing data of a business unit, by invoice date.
func (s *BillingService) List(ctx context.Context, businessUnitID int64, in BillingInput) (*backup.Page[BillingData], error) {
	if in.Next < 0 {
		return nil, refuse("BillingInput.Next", "must not be negative")
	}
	return pageOf[BillingData](ctx, s.client, cloutilityapi.OpListBilling, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListBillingRequest(base, businessUnitID, &cloutilityapi.ListBillingParams{Offset: offset, Limit: limit, IncludeNext: number(in.Next)})
	}, businessUnitID)
}

// All yields all that List returns, page after page.
func (s *BillingService) All(ctx context.Context, businessUnitID int64, in BillingInput) iter.Seq2[BillingData, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[BillingData], error) {
		page := in
		page.ListInput = part
		return s.List(ctx, businessUnitID, page)
	}, func(item *BillingData) int64 { return item.ID })
}

// Get returns the billing data of an invoice date.
func (s *BillingService) Get(ctx context.Context, businessUnitID int64, date time.Time) (*BillingData, error) {
	if businessUnitID <= 0 {
		return nil, refuse("bunitId", "must be positive")
	}
	if date.IsZero() {
		return nil, refuse("billingDate", "is zero")
	}
	return fetch[BillingData](ctx, s.client, cloutilityapi.OpGetBilling, "billing data", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetBillingRequest(base, businessUnitID, date.Format(time.DateOnly))
	})
}

// UploadInvoiceFileInput is a file to upload as an invoice.
type UploadInvoiceFileInput struct {
	BusinessUnitID int64
	// Name is the name of the file.
	Name string
	// Content is the whole file.
	Content []byte
	// ERPReference is a reference in the accounting system.
	ERPReference string
	// SendToBillingAddress also sends it to the billing address.
	SendToBillingAddress bool
}

// UploadInvoiceFile uploads a file as an invoice. It is not sent again once it
// may have arrived. Inference: how the file is encoded is not documented;
// multipart/form-data with a field named file is what such servers take.
func (s *BillingService) UploadInvoiceFile(ctx context.Context, in UploadInvoiceFileInput) error {
	if strings.TrimSpace(in.Name) == "" || hasControl(in.Name) {
		return refuse("UploadInvoiceFileInput.Name", "is not a file name")
	}
	if len(in.Content) == 0 {
		return refuse("UploadInvoiceFileInput.Content", "is empty")
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", in.Name)
	if err == nil {
		_, err = part.Write(in.Content)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return refuse("UploadInvoiceFileInput.Content", "cannot be encoded: "+err.Error())
	}
	return exec(ctx, s.client, cloutilityapi.OpUploadInvoiceFile, func(base string) (*http.Request, error) {
		return cloutilityapi.NewUploadInvoiceFileRequestWithBody(base, in.BusinessUnitID, &cloutilityapi.UploadInvoiceFileParams{
			ERPReference: text(in.ERPReference), SendToBillingAddress: flag(in.SendToBillingAddress),
		}, form.FormDataContentType(), bytes.NewReader(body.Bytes()))
	}, in.BusinessUnitID)
}
