package cloutility_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/lenient"
)

// refusal is a call with input that makes no sense, and the field that the
// error has to name.
type refusal struct {
	field string
	call  func(context.Context, *cloutility.Client) error
}

func ref() cloutility.ConsumerRef {
	return cloutility.ConsumerRef{BusinessUnitID: home, ConsumerID: 912}
}

// refuses makes a refusal of a method that answers something.
func refuses[T any](field string, call func(context.Context, *cloutility.Client) (T, error)) refusal {
	return refusal{field, func(ctx context.Context, c *cloutility.Client) error {
		_, err := call(ctx, c)
		return err
	}}
}

func badNames() []refusal {
	type client = *cloutility.Client
	bad := []refusal{
		refuses("BusinessUnitInput.Name", func(ctx context.Context, c client) (*cloutility.BusinessUnit, error) {
			return c.BusinessUnits.Create(ctx, home, cloutility.BusinessUnitInput{Name: "\t"})
		}),
		refuses("BusinessUnitInput.Name", func(ctx context.Context, c client) (*cloutility.BusinessUnit, error) {
			return c.BusinessUnits.Update(ctx, 88, cloutility.BusinessUnitInput{})
		}),
		refuses("NewConsumer.Name", func(ctx context.Context, c client) (*cloutility.Consumer, error) {
			return c.Consumers.Create(ctx, home, cloutility.NewConsumer{Name: " "})
		}),
		refuses("ConsumerUpdate.Name", func(ctx context.Context, c client) (*cloutility.Consumer, error) {
			return c.Consumers.Update(ctx, ref(), cloutility.ConsumerUpdate{Note: "n"})
		}),
		{"TagInput.Text", func(ctx context.Context, c client) error {
			return c.Consumers.AddTag(ctx, ref(), cloutility.TagInput{})
		}},
		refuses("RoleInput.Name", func(ctx context.Context, c client) (*cloutility.Role, error) {
			return c.Roles.Create(ctx, home, cloutility.RoleInput{})
		}),
		refuses("NodeGroupInput.Name", func(ctx context.Context, c client) (*cloutility.NodeGroup, error) {
			return c.Nodes.CreateGroup(ctx, ref(), cloutility.NodeGroupInput{})
		}),
		refuses("NodeGroupInput.Name", func(ctx context.Context, c client) (*cloutility.NodeGroup, error) {
			return c.Servers.CreateNodeGroup(ctx, home, 2, 4, cloutility.NodeGroupInput{})
		}),
		refuses("NewApplication.Name", func(ctx context.Context, c client) (*cloutility.Application, error) {
			return c.Applications.Create(ctx, home, cloutility.NewApplication{Host: "https://x.example"})
		}),
		refuses("NewApplication.Host", func(ctx context.Context, c client) (*cloutility.Application, error) {
			return c.Applications.Create(ctx, home, cloutility.NewApplication{Name: "x"})
		}),
		{"UploadInvoiceFileInput.Name", func(ctx context.Context, c client) error {
			return c.Billing.UploadInvoiceFile(ctx, cloutility.UploadInvoiceFileInput{BusinessUnitID: home, Name: "a\r\nb", Content: []byte("x")})
		}},
		{"UploadInvoiceFileInput.Content", func(ctx context.Context, c client) error {
			return c.Billing.UploadInvoiceFile(ctx, cloutility.UploadInvoiceFileInput{BusinessUnitID: home, Name: "a.pdf"})
		}},
		refuses("password", func(ctx context.Context, c client) (*cloutility.Node, error) {
			return c.Nodes.SetPassword(ctx, ref(), backup.Secret{})
		}),
		refuses("in", func(ctx context.Context, c client) (lenient.Raw, error) {
			return c.Subscriptions.CreateActivity(ctx, home, nil)
		}),
		{"in", func(ctx context.Context, c client) error {
			return c.Subscriptions.UpdateActivity(ctx, home, 14, lenient.Raw("null"))
		}},
	}
	for _, name := range []string{`"N"`, "A B", "ä", "a/b", strings.Repeat("A", 65), "A\nB"} {
		bad = append(bad, refuses("ActivateNodeInput.TSMName", func(ctx context.Context, c client) (*cloutility.Node, error) {
			return c.Nodes.Activate(ctx, cloutility.ActivateNodeInput{BusinessUnitID: home, ConsumerID: 912, TSMName: name})
		}))
	}
	return bad
}

func badNumbers() []refusal {
	type client = *cloutility.Client
	minus, day, none := int64(-1), int64(32), int64(0)
	return []refusal{
		refuses("CreateNodeInput.CPUCount", func(ctx context.Context, c client) (*cloutility.Node, error) {
			return c.Nodes.Create(ctx, cloutility.CreateNodeInput{BusinessUnitID: home, ConsumerID: 912, CPUCount: minus})
		}),
		refuses("NodeUpdate.CPUCount", func(ctx context.Context, c client) (*cloutility.Node, error) {
			return c.Nodes.Update(ctx, ref(), cloutility.NodeUpdate{CPUCount: &none})
		}),
		refuses("BusinessUnitInput.InvoiceDay", func(ctx context.Context, c client) (*cloutility.BusinessUnit, error) {
			return c.BusinessUnits.Create(ctx, home, cloutility.BusinessUnitInput{Name: "x", InvoiceDay: &day})
		}),
		refuses("BillingInput.Next", func(ctx context.Context, c client) (*backup.Page[cloutility.BillingData], error) {
			return c.Billing.List(ctx, home, cloutility.BillingInput{Next: minus})
		}),
		refuses("ListInput.Offset", func(ctx context.Context, c client) (*backup.Page[cloutility.Consumer], error) {
			return c.Consumers.List(ctx, home, cloutility.ListInput{Offset: minus})
		}),
		refuses("ListInput.Limit", func(ctx context.Context, c client) (*backup.Page[cloutility.NodeType], error) {
			return c.Catalogues.ListNodeTypes(ctx, cloutility.ListInput{Limit: minus})
		}),
		refuses("ListInput.Offset", func(ctx context.Context, c client) ([]lenient.Raw, error) {
			return backup.Collect(c.AuditLogs.AllConsumer(ctx, ref(), cloutility.AuditLogInput{ListInput: cloutility.ListInput{Offset: minus}}), 0)
		}),
	}
}

func badTimes() []refusal {
	type client = *cloutility.Client
	early, late, never := noon(), noon().Add(time.Hour), time.Time{}
	return []refusal{
		refuses("AuditLogInput.End", func(ctx context.Context, c client) (*backup.Page[lenient.Raw], error) {
			return c.AuditLogs.ListConsumer(ctx, ref(), cloutility.AuditLogInput{Start: late, End: early})
		}),
		refuses("AuditLogInput.End", func(ctx context.Context, c client) (*backup.Page[lenient.Raw], error) {
			return c.AuditLogs.ListBusinessUnit(ctx, home, cloutility.AuditLogInput{Start: late, End: early})
		}),
		refuses("JobsInput.End", func(ctx context.Context, c client) (*backup.Page[cloutility.Job], error) {
			return c.Jobs.List(ctx, ref(), cloutility.JobsInput{Start: late, End: early})
		}),
		refuses("NodeReportsInput.End", func(ctx context.Context, c client) (*backup.Page[cloutility.NodeReport], error) {
			return c.Reports.ListNode(ctx, ref(), cloutility.NodeReportsInput{Start: late, End: early})
		}),
		refuses("ActivityReportsInput.End", func(ctx context.Context, c client) (*backup.Page[lenient.Raw], error) {
			return c.Reports.ListActivity(ctx, home, cloutility.ActivityReportsInput{Start: late, End: early})
		}),
		refuses("ConsumptionInput.Start", func(ctx context.Context, c client) (*backup.Page[cloutility.ConsumptionData], error) {
			return c.Consumption.ListConsumer(ctx, ref(), cloutility.ConsumptionInput{})
		}),
		refuses("ConsumptionInput.End", func(ctx context.Context, c client) (*backup.Page[cloutility.ConsumptionData], error) {
			return c.Consumption.ListConsumer(ctx, ref(), cloutility.ConsumptionInput{Start: late, End: early})
		}),
		refuses("BusinessUnitConsumptionInput.Start", func(ctx context.Context, c client) (*backup.Page[cloutility.ConsumptionData], error) {
			return c.Consumption.ListBusinessUnit(ctx, home, cloutility.BusinessUnitConsumptionInput{})
		}),
		refuses("BusinessUnitConsumptionInput.End", func(ctx context.Context, c client) (*backup.Page[cloutility.ConsumptionData], error) {
			return c.Consumption.ListBusinessUnit(ctx, home, cloutility.BusinessUnitConsumptionInput{Start: late, End: early})
		}),
		refuses("invoiceDate", func(ctx context.Context, c client) (*cloutility.Invoice, error) {
			return c.Billing.Invoice(ctx, home, never)
		}),
		refuses("billingDate", func(ctx context.Context, c client) (*cloutility.BillingData, error) {
			return c.Billing.Get(ctx, home, never)
		}),
		refuses("reportDate", func(ctx context.Context, c client) (lenient.Raw, error) {
			return c.Reports.Activity(ctx, home, never, never)
		}),
		refuses("start", func(ctx context.Context, c client) (lenient.Raw, error) {
			return c.Reports.Activity(ctx, home, early, early.AddDate(0, 0, 1))
		}),
		refuses("date", func(ctx context.Context, c client) (string, error) { return c.TimeZones.Offset(ctx, 6, never) }),
	}
}

// TestBadInput gives methods what makes no sense, on a server that must not hear
// of it. Ids are in TestIDs.
func TestBadInput(t *testing.T) {
	t.Parallel()
	srv := inMemory(t)
	client := connect(t, srv)
	for what, list := range map[string][]refusal{"names": badNames(), "numbers": badNumbers(), "times": badTimes()} {
		for i, bad := range list {
			err := bad.call(t.Context(), client)
			var arg *backup.ArgumentError
			if !errors.As(err, &arg) || arg.Field != bad.field || !errors.Is(err, backup.ErrInvalid) {
				t.Errorf("%s %d: error %v, want one about %s", what, i, err, bad.field)
			}
		}
	}
	if n := srv.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
