package cloutilitytest

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// bill is what a business unit pays on one day.
type bill struct {
	id, unit int64
	from, to time.Time // first and last day
	lines    []billLine
}

type billLine struct {
	product  int64
	quantity float64
}

const hoursOfDay = 24

// bill adds up what a business unit and its consumption units used from the day
// after the last bill to a day.
func (s *service) bill(u *unit, to time.Time) *bill {
	b := &bill{id: s.newID(), unit: u.id, from: dateOf(u.created), to: dateOf(to)}
	if n := len(u.bills); n > 0 {
		b.from = u.bills[n-1].to.AddDate(0, 0, 1)
	}
	for _, product := range products() {
		line := billLine{product: product.id}
		for _, used := range s.usages {
			if used.unit == u.id && used.product == product.id && !outside(used.date, b.from, b.to) {
				line.quantity += used.quantity
			}
		}
		if line.quantity > 0 {
			b.lines = append(b.lines, line)
		}
	}
	return b
}

func (s *service) invoiceObject(ctx context.Context, b *bill) object {
	lines := make([]object, len(b.lines))
	for i, line := range b.lines {
		lines[i] = s.based(object{
			"product": s.entryObject(products(), line.product), "startDate": s.date(b.from), "endDate": s.date(b.to),
			"unitPrice": price(line.product), "quantity": line.quantity, "note": "",
		}, b.id*10+int64(i))
	}
	return s.based(object{
		"href": base(ctx) + unitPath(b.unit) + "/invoices/" + b.to.Format(time.DateOnly), "lines": lines,
		"payingBusinessUnit": s.unitObject(ctx, s.units[b.unit], false), "createdDate": s.date(b.to),
	}, b.id)
}

func (s *service) billingObject(ctx context.Context, b *bill) object {
	total := 0.0
	for _, line := range b.lines {
		total += line.quantity * price(line.product)
	}
	return s.based(object{
		"href": base(ctx) + unitPath(b.unit) + "/billing/" + b.to.Format(time.DateOnly), "invoiceDateStr": b.to.Format(time.DateOnly),
		"invoiceDate": s.date(b.to), "billingBusinessUnit": s.unitObject(ctx, s.units[b.unit], false),
		"summary":  []object{{"currency": s.renderObject(ctx, s.euro()), "total": total}},
		"invoices": []object{s.invoiceObject(ctx, b)}, "createdDate": s.date(b.to),
	}, b.id+1)
}

func (s *service) euro() object {
	return object{"name": "Euro", "code": "EUR", "symbol": "€", "id": 2, "createdDate": s.started}
}

// GetContract returns nothing when there is no contract.
func (s *service) GetContract(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if len(s.collections[collection{contracts, unitID}]) == 0 {
		return s.nothing()
	}
	return s.newestItem(ctx, contracts, unitID)
}

// ListInvoices returns the invoices of a unit.
func (s *service) ListInvoices(ctx context.Context, unitID int64, in cloutilityapi.ListInvoicesInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	return s.listOf(ctx, unitPath(u.id)+"/invoices", len(u.bills), func(i int) object { return s.invoiceObject(ctx, u.bills[i]) }, window{in.Cursor, in.Limit})
}

// GetInvoice returns the invoice of a day.
func (s *service) GetInvoice(ctx context.Context, unitID int64, invoiceDate string) (any, error) {
	defer s.lock()()
	b, err := s.billOf(unitID, invoiceDate, false)
	if err != nil {
		return nil, err
	}
	return s.invoiceObject(ctx, b), nil
}

// billOf is the bill of a day. One of a day to come is made up of what was used since
// the last, and, with a forecast, of what will be used if it goes on like that.
func (s *service) billOf(unitID int64, date string, forecast bool) (*bill, error) {
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	on, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return nil, invalid("The date cannot be read.")
	}
	i := slices.IndexFunc(u.bills, func(b *bill) bool { return b.to.Format(time.DateOnly) == date })
	switch {
	case i >= 0:
		return u.bills[i], nil
	case !on.After(s.now()):
		return nil, notFound("There is no invoice of " + date + ".")
	}
	b := s.bill(u, on)
	elapsed := dateOf(s.now()).Sub(b.from).Hours() + hoursOfDay
	for i := range b.lines {
		if forecast && b.lines[i].product == storage {
			b.lines[i].quantity *= (on.Sub(b.from).Hours() + hoursOfDay) / elapsed
		}
	}
	return b, nil
}

// ListBilling returns the billing data of the invoice dates, and of the next one
// if asked: what was used since the last.
func (s *service) ListBilling(ctx context.Context, unitID int64, in cloutilityapi.ListBillingInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	bills := slices.Clone(u.bills)
	if in.IncludeNext > 0 {
		now := s.clock.Now().UTC()
		bills = append(bills, s.bill(u, time.Date(now.Year(), now.Month()+1, 0, 0, 0, 0, 0, time.UTC)))
	}
	return s.listOf(ctx, unitPath(u.id)+"/billing", len(bills), func(i int) object { return s.billingObject(ctx, bills[i]) }, window{in.Cursor, in.Limit})
}

// GetBilling returns the billing data of an invoice date.
func (s *service) GetBilling(ctx context.Context, unitID int64, billingDate string, in cloutilityapi.GetBillingInput) (any, error) {
	defer s.lock()()
	b, err := s.billOf(unitID, billingDate, in.UseForecasting)
	if err != nil {
		return nil, err
	}
	return s.billingObject(ctx, b), nil
}

// ListInvoiceFiles returns the files that were uploaded.
func (s *service) ListInvoiceFiles(ctx context.Context, unitID int64, in cloutilityapi.ListInvoiceFilesInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.listItems(ctx, unitPath(unitID)+"/invoicefiles", invoiceFiles, unitID, window{in.Cursor, in.Limit})
}

// UploadInvoiceFile keeps a file. It is the first part of the form that has a
// file name.
func (s *service) UploadInvoiceFile(_ context.Context, unitID int64, in cloutilityapi.UploadInvoiceFileParams, body *multipart.Reader) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	for {
		part, err := body.NextPart()
		if err != nil {
			return nil, invalid("The request has no file.")
		}
		if strings.TrimSpace(part.FileName()) == "" {
			continue
		}
		content, err := io.ReadAll(part)
		if err != nil || len(content) == 0 {
			return nil, invalid("The file is empty.")
		}
		id := s.newID()
		s.insert(invoiceFiles, unitID, object{
			"id": id, "name": part.FileName(), "size": len(content), "erpReference": in.ERPReference, "sentToBillingAddress": isTrue(in.SendToBillingAddress),
		})
		s.files[id] = content
		s.audit(auditCreate, unitID, 0, "Invoice file "+part.FileName()+" was uploaded")
		return s.done()
	}
}

// InvoiceFile is the content of an uploaded invoice file, nil when there is no
// such file.
func (s *Server) InvoiceFile(id int64) []byte {
	defer s.svc.lock()()
	return bytes.Clone(s.svc.files[id])
}
