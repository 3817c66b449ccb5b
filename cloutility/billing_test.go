package cloutility_test

import (
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/lenient"
)

func TestContract(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		got := must(client.Billing.Contract(ctx, home))(t)
		if got.ERPReference != "N-57" || got.Discount != 2.5 || got.Currency.Code != "EUR" || got.BillingCycle.Months != 1 || got.BillingStartDate.IsZero() {
			t.Errorf("contract %+v", got)
		}
		for range 5 { // each form of nothing
			_, err := client.Billing.Contract(ctx, 88)
			fails(t, err, backup.ErrNotFound)
		}
		_, err := client.Billing.Contract(ctx, 12)
		fails(t, err, backup.ErrNotFound)
	})
}

func date(day int) time.Time { return time.Date(2026, time.March, day, 0, 0, 0, 0, time.UTC) }

func TestInvoices(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		backUp(t, srv, node(srv, "host-1"))
		srv.AddConsumption(home, date(9), 2)
		if !srv.Invoice(home, date(8)) || !srv.Invoice(home, date(10)) || srv.Invoice(88, date(10)) {
			t.Fatal("Invoice does not tell who has a contract")
		}
		all := must(backup.Collect(client.Billing.AllInvoices(ctx, home, cloutility.ListInvoicesInput{}), 0))(t)
		if len(all) != 2 || at(all, 0).Href != srv.URL()+"/v1/bunits/57/invoices/2026-03-08" || at(all, 0).PayingBusinessUnit.ID != home {
			t.Fatalf("invoices %+v", all)
		}
		if page := must(client.Billing.ListInvoices(ctx, home, cloutility.ListInvoicesInput{Cursor: "1"}))(t); page.Total != 2 || at(page.Items, 0).ID != at(all, 1).ID {
			t.Errorf("page %+v", page)
		}
		got := must(client.Billing.Invoice(ctx, home, date(10)))(t)
		type line struct {
			Product         string
			Price, Quantity float64
			From, To        time.Time
		}
		same(t, "lines", []line{
			{"Storage", 0.04, 2.5 + 2620./1024, date(9), date(10)},
			{"Service", 12.5, 2, date(9), date(10)},
		}, each(got.Lines, func(l cloutility.InvoiceLine) line {
			return line{l.Product.Name, l.UnitPrice, l.Quantity, l.StartDate.UTC(), l.EndDate.UTC()}
		}))
		_, err := client.Billing.Invoice(ctx, home, date(9))
		fails(t, err, backup.ErrNotFound)

		bills := must(backup.Collect(client.Billing.All(ctx, home, cloutility.ListBillingInput{}), 0))(t)
		same(t, "dates", []string{"2026-03-08", "2026-03-10"}, each(bills, func(b cloutility.BillingData) string { return b.InvoiceDateStr }))
		one := must(client.Billing.Get(ctx, home, date(8), cloutility.GetBillingInput{}))(t)
		if one.ID != at(bills, 0).ID || at(one.Summary, 0).Total != 0.08 || at(one.Summary, 0).Currency.Code != "EUR" || at(one.Invoices, 0).ID != at(all, 0).ID || !one.InvoiceDate.Time.Equal(date(8)) {
			t.Errorf("billing data %+v", one)
		}
		srv.AddConsumption(home, date(11), 1)
		next := must(client.Billing.List(ctx, home, cloutility.ListBillingInput{IncludeNext: 1, Cursor: "2"}))(t)
		if next.Total != 3 || at(next.Items, 0).InvoiceDateStr != "2026-03-31" || at(at(next.Items, 0).Summary, 0).Total != 12.5 {
			t.Errorf("next %+v", next)
		}
		_, err = client.Billing.Get(ctx, home, date(9), cloutility.GetBillingInput{})
		fails(t, err, backup.ErrNotFound)

		// What is to come is simulated, and forecast when asked.
		ahead := must(client.Billing.Get(ctx, home, date(31), cloutility.GetBillingInput{}))(t)
		if at(ahead.Summary, 0).Total != 12.5 || !ahead.InvoiceDate.Time.Equal(date(31)) {
			t.Errorf("simulated %+v", ahead)
		}
		if invoice := must(client.Billing.Invoice(ctx, home, date(31)))(t); len(invoice.Lines) != 1 {
			t.Errorf("simulated invoice %+v", invoice)
		}
	})
}

func TestForecast(t *testing.T) {
	t.Parallel()
	srv := inMemory(t, cloutilitytest.WithClock(noon))
	client := connect(t, srv)
	ctx := t.Context()
	id := srv.AddNode(home, "a")
	srv.Invoice(home, noon().AddDate(0, 0, -2))
	srv.RunBackup(cloutilitytest.Backup{ConsumerID: id, MegaBytes: 1024})
	total := func(in cloutility.GetBillingInput) float64 {
		t.Helper()
		return at(must(client.Billing.Get(ctx, home, noon().AddDate(0, 0, 4), in))(t).Summary, 0).Total
	}
	plain, forecast := total(cloutility.GetBillingInput{}), total(cloutility.GetBillingInput{UseForecasting: true})
	if plain <= 0 || forecast != 3*plain { // two days were, four are to come
		t.Errorf("%v as it is, %v as a forecast", plain, forecast)
	}
}

func TestInvoiceFiles(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		content := "%PDF-1.7\r\n--boundary\x00" + strings.Repeat("x", 100_000)
		works(t, client.Billing.UploadInvoiceFile(ctx, home, cloutility.UploadInvoiceFileInput{
			Name: `März "1".pdf`, Content: []byte(content), ERPReference: "A&B 7", SendToBillingAddress: new(true),
		}))
		works(t, client.Billing.UploadInvoiceFile(ctx, home, cloutility.UploadInvoiceFileInput{Name: "b.pdf", Content: []byte("b")}))
		type file struct {
			ID           int64  `json:"id"`
			Name         string `json:"name"`
			ERPReference string `json:"erpReference"`
			Sent         bool   `json:"sentToBillingAddress"`
		}
		var files []file
		for raw, err := range client.Billing.AllInvoiceFiles(ctx, home, cloutility.ListInvoiceFilesInput{}) {
			works(t, err)
			var f file
			works(t, raw.Decode(&f))
			files = append(files, f)
		}
		if len(files) != 2 || at(files, 0) != (file{at(files, 0).ID, `März "1".pdf`, "A&B 7", true}) || at(files, 1).Name != "b.pdf" || at(files, 1).Sent {
			t.Fatalf("files %+v", files)
		}
		if got := srv.InvoiceFile(at(files, 0).ID); string(got) != content {
			t.Errorf("content of %d bytes, want %d", len(got), len(content))
		}
		page := must(client.Billing.ListInvoiceFiles(ctx, 88, cloutility.ListInvoiceFilesInput{}))(t)
		same(t, "files of another unit", []lenient.Raw{}, page.Items)
	})
}
