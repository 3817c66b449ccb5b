package cloutility_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/lenient"
)

// invalid is a call with input that makes no sense, and the field that the
// error has to name.
type invalid struct {
	field string
	call  func(context.Context, *cloutility.Client) error
}

// invalidOf makes an invalid call of a method that returns something.
func invalidOf[T any](field string, call func(context.Context, *cloutility.Client) (T, error)) invalid {
	return invalid{field, func(ctx context.Context, c *cloutility.Client) error {
		_, err := call(ctx, c)
		return err
	}}
}

func badNames() []invalid {
	type client = *cloutility.Client
	bad := []invalid{
		invalidOf("CreateBusinessUnitInput.Name", func(ctx context.Context, c client) (*cloutility.BusinessUnit, error) {
			return c.BusinessUnits.Create(ctx, home, cloutility.CreateBusinessUnitInput{Name: "\t"})
		}),
		invalidOf("UpdateBusinessUnitInput.Name", func(ctx context.Context, c client) (*cloutility.BusinessUnit, error) {
			return c.BusinessUnits.Update(ctx, 88, cloutility.UpdateBusinessUnitInput{})
		}),
		invalidOf("CreateConsumerInput.Name", func(ctx context.Context, c client) (*cloutility.Consumer, error) {
			return c.Consumers.Create(ctx, home, cloutility.CreateConsumerInput{Name: " "})
		}),
		invalidOf("UpdateConsumerInput.Name", func(ctx context.Context, c client) (*cloutility.Consumer, error) {
			return c.Consumers.Update(ctx, home, 912, cloutility.UpdateConsumerInput{Note: "n"})
		}),
		{"AddConsumerTagInput.Text", func(ctx context.Context, c client) error {
			return c.Consumers.AddTag(ctx, home, 912, cloutility.AddConsumerTagInput{})
		}},
		invalidOf("CreateRoleInput.Name", func(ctx context.Context, c client) (*cloutility.Role, error) {
			return c.Roles.Create(ctx, home, cloutility.CreateRoleInput{})
		}),
		invalidOf("CreateNodeGroupInput.Name", func(ctx context.Context, c client) (*cloutility.NodeGroup, error) {
			return c.Nodes.CreateGroup(ctx, home, 912, cloutility.CreateNodeGroupInput{})
		}),
		invalidOf("CreateNodeGroupInput.Name", func(ctx context.Context, c client) (*cloutility.NodeGroup, error) {
			return c.Servers.CreateNodeGroup(ctx, cloutility.SPServerRef{BusinessUnitID: home, DataCenterID: 2, SPServerID: 4}, cloutility.CreateNodeGroupInput{})
		}),
		invalidOf("CreateApplicationInput.Name", func(ctx context.Context, c client) (*cloutility.Application, error) {
			return c.Applications.Create(ctx, home, cloutility.CreateApplicationInput{Host: "https://x.example"})
		}),
		invalidOf("CreateApplicationInput.Host", func(ctx context.Context, c client) (*cloutility.Application, error) {
			return c.Applications.Create(ctx, home, cloutility.CreateApplicationInput{Name: "x"})
		}),
		{"UploadInvoiceFileInput.Name", func(ctx context.Context, c client) error {
			return c.Billing.UploadInvoiceFile(ctx, home, cloutility.UploadInvoiceFileInput{Name: "a\r\nb", Content: []byte("x")})
		}},
		{"UploadInvoiceFileInput.Content", func(ctx context.Context, c client) error {
			return c.Billing.UploadInvoiceFile(ctx, home, cloutility.UploadInvoiceFileInput{Name: "a.pdf"})
		}},
		invalidOf("password", func(ctx context.Context, c client) (*cloutility.Node, error) {
			return c.Nodes.SetPassword(ctx, home, 912, backup.Secret{})
		}),
		invalidOf("in", func(ctx context.Context, c client) (lenient.Raw, error) {
			return c.Subscriptions.CreateActivity(ctx, home, nil)
		}),
		{"in", func(ctx context.Context, c client) error {
			return c.Subscriptions.UpdateActivity(ctx, home, 14, json.RawMessage("null"))
		}},
	}
	for _, name := range []string{`"N"`, "A B", "ä", "a/b", strings.Repeat("A", 65), "A\nB"} {
		bad = append(bad, invalidOf("ActivateNodeInput.TSMName", func(ctx context.Context, c client) (*cloutility.Node, error) {
			return c.Nodes.Activate(ctx, home, 912, cloutility.ActivateNodeInput{TSMName: name})
		}))
	}
	return bad
}

func badNumbers() []invalid {
	type client = *cloutility.Client
	minus, day, none := int64(-1), int64(32), int64(0)
	return []invalid{
		invalidOf("CreateNodeInput.CPUCount", func(ctx context.Context, c client) (*cloutility.Node, error) {
			return c.Nodes.Create(ctx, home, 912, cloutility.CreateNodeInput{CPUCount: &minus})
		}),
		invalidOf("UpdateNodeInput.CPUCount", func(ctx context.Context, c client) (*cloutility.Node, error) {
			return c.Nodes.Update(ctx, home, 912, cloutility.UpdateNodeInput{CPUCount: &none})
		}),
		invalidOf("CreateBusinessUnitInput.InvoiceDay", func(ctx context.Context, c client) (*cloutility.BusinessUnit, error) {
			return c.BusinessUnits.Create(ctx, home, cloutility.CreateBusinessUnitInput{Name: "x", InvoiceDay: &day})
		}),
		invalidOf("ListBillingInput.IncludeNext", func(ctx context.Context, c client) (*backup.Page[cloutility.BillingData], error) {
			return c.Billing.List(ctx, home, cloutility.ListBillingInput{IncludeNext: minus})
		}),
		invalidOf("ListConsumersInput.Cursor", func(ctx context.Context, c client) (*backup.Page[cloutility.Consumer], error) {
			return c.Consumers.List(ctx, home, cloutility.ListConsumersInput{Cursor: "-1"})
		}),
		invalidOf("ListNodeTypesInput.Limit", func(ctx context.Context, c client) (*backup.Page[cloutility.NodeType], error) {
			return c.Catalogues.ListNodeTypes(ctx, cloutility.ListNodeTypesInput{Limit: minus})
		}),
		invalidOf("ListConsumerAuditLogsInput.Cursor", func(ctx context.Context, c client) ([]lenient.Raw, error) {
			return backup.Collect(c.AuditLogs.AllConsumer(ctx, home, 912, cloutility.ListConsumerAuditLogsInput{Cursor: "x"}), 0)
		}),
	}
}

func badTimes() []invalid {
	type client = *cloutility.Client
	early, late, never := noon(), noon().Add(time.Hour), time.Time{}
	return []invalid{
		invalidOf("ListConsumerAuditLogsInput.End", func(ctx context.Context, c client) (*backup.Page[lenient.Raw], error) {
			return c.AuditLogs.ListConsumer(ctx, home, 912, cloutility.ListConsumerAuditLogsInput{Start: late, End: early})
		}),
		invalidOf("ListBusinessUnitAuditLogsInput.End", func(ctx context.Context, c client) (*backup.Page[lenient.Raw], error) {
			return c.AuditLogs.ListBusinessUnit(ctx, home, cloutility.ListBusinessUnitAuditLogsInput{Start: late, End: early})
		}),
		invalidOf("ListJobsInput.End", func(ctx context.Context, c client) (*backup.Page[cloutility.Job], error) {
			return c.Jobs.List(ctx, home, 912, cloutility.ListJobsInput{Start: late, End: early})
		}),
		invalidOf("ListNodeReportsInput.End", func(ctx context.Context, c client) (*backup.Page[cloutility.NodeReport], error) {
			return c.Reports.ListNode(ctx, home, 912, cloutility.ListNodeReportsInput{Start: late, End: early})
		}),
		invalidOf("ListActivityReportsInput.End", func(ctx context.Context, c client) (*backup.Page[lenient.Raw], error) {
			return c.Reports.ListActivity(ctx, home, cloutility.ListActivityReportsInput{Start: late, End: early})
		}),
		invalidOf("ListConsumerConsumptionInput.Start", func(ctx context.Context, c client) (*backup.Page[cloutility.ConsumptionData], error) {
			return c.Consumption.ListConsumer(ctx, home, 912, cloutility.ListConsumerConsumptionInput{})
		}),
		invalidOf("ListConsumerConsumptionInput.End", func(ctx context.Context, c client) (*backup.Page[cloutility.ConsumptionData], error) {
			return c.Consumption.ListConsumer(ctx, home, 912, cloutility.ListConsumerConsumptionInput{Start: late, End: early})
		}),
		invalidOf("ListBusinessUnitConsumptionInput.Start", func(ctx context.Context, c client) (*backup.Page[cloutility.ConsumptionData], error) {
			return c.Consumption.ListBusinessUnit(ctx, home, cloutility.ListBusinessUnitConsumptionInput{})
		}),
		invalidOf("ListBusinessUnitConsumptionInput.End", func(ctx context.Context, c client) (*backup.Page[cloutility.ConsumptionData], error) {
			return c.Consumption.ListBusinessUnit(ctx, home, cloutility.ListBusinessUnitConsumptionInput{Start: late, End: early})
		}),
		invalidOf("date", func(ctx context.Context, c client) (*cloutility.Invoice, error) {
			return c.Billing.Invoice(ctx, home, never)
		}),
		invalidOf("date", func(ctx context.Context, c client) (*cloutility.BillingData, error) {
			return c.Billing.Get(ctx, home, never, cloutility.GetBillingInput{})
		}),
		invalidOf("date", func(ctx context.Context, c client) (lenient.Raw, error) {
			return c.Reports.Activity(ctx, home, never, cloutility.GetActivityReportInput{})
		}),
		invalidOf("GetActivityReportInput.Start", func(ctx context.Context, c client) (lenient.Raw, error) {
			return c.Reports.Activity(ctx, home, early, cloutility.GetActivityReportInput{Start: early.AddDate(0, 0, 1)})
		}),
		invalidOf("GetTimeZoneOffsetInput.Date", func(ctx context.Context, c client) (string, error) {
			return c.TimeZones.Offset(ctx, 6, cloutility.GetTimeZoneOffsetInput{})
		}),
	}
}

// TestBadInput gives methods what makes no sense, on a server that must not hear
// of it. Ids are in TestIDs.
func TestBadInput(t *testing.T) {
	t.Parallel()
	srv := inMemory(t)
	client := connect(t, srv)
	for what, list := range map[string][]invalid{"names": badNames(), "numbers": badNumbers(), "times": badTimes()} {
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
