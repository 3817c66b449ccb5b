package cloutility_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

// wire is a call and how it goes over the wire. The fake reads with code that
// was generated from the same specification as what writes, so these are held
// against what the service's documents show.
type wire struct {
	name string
	call func(context.Context, *cloutility.Client) error
	want string // method, path and query
	body string
}

func gone(_ any, err error) error { return err }

func queries() []wire {
	type client = *cloutility.Client
	const unit, consumer = "/v1/bunits/57", "/v1/bunits/57/consumers/912"
	start, end := noon(), noon().Add(90*time.Minute).In(time.FixedZone("", 2*60*60))
	yes, no := true, false
	return []wire{
		{"tree", func(ctx context.Context, c client) error { return gone(c.BusinessUnits.Tree(ctx, 91)) }, "GET /v1/bunits?bunitId=91", ""},
		{"own tree", func(ctx context.Context, c client) error { return gone(c.BusinessUnits.Tree(ctx, 0)) }, "GET /v1/bunits", ""},
		{"page", func(ctx context.Context, c client) error {
			return gone(c.Consumers.List(ctx, home, cloutility.ListConsumersInput{Cursor: "20", Limit: 10}))
		}, "GET " + unit + "/consumers?limit=10&offset=20", ""},
		{"audit log", func(ctx context.Context, c client) error {
			return gone(c.AuditLogs.ListConsumer(ctx, home, 912, cloutility.ListConsumerAuditLogsInput{
				IncludeDescendants: &yes, NewestFirst: &yes, Start: start, End: end, Types: []cloutility.AuditLogType{cloutility.AuditLogInfo, cloutility.AuditLogCreate},
			}))
		}, "GET " + consumer + "/auditlogs?endTime=2026-03-10T13:30:00Z&includeDescendants=true&orderDesc=true&startTime=2026-03-10T12:00:00Z&types=0&types=100", ""},
		{"audit log, all", func(ctx context.Context, c client) error {
			return gone(c.AuditLogs.ListBusinessUnit(ctx, home, cloutility.ListBusinessUnitAuditLogsInput{}))
		}, "GET " + unit + "/auditlogs", ""},
		{"reports", func(ctx context.Context, c client) error {
			return gone(c.Reports.ListNode(ctx, home, 912, cloutility.ListNodeReportsInput{Start: start, End: end, Status: &yes, Warnings: &no}))
		}, "GET " + consumer + "/reports?endDate=2026-03-10T13:30:00Z&startDate=2026-03-10T12:00:00Z&status=true&warnings=false", ""},
		{"latest report", func(ctx context.Context, c client) error {
			return gone(c.Reports.LatestNode(ctx, home, 912, cloutility.GetLatestNodeReportInput{ForUserID: 614}))
		}, "GET " + consumer + "/reports/latest?userId=614", ""},
		{"status reports", func(ctx context.Context, c client) error {
			return gone(c.Reports.ListStatus(ctx, home, cloutility.ListStatusReportsInput{Type: cloutility.StatusReportResale}))
		}, "GET " + unit + "/reports?type=resale", ""},
		{"activity", func(ctx context.Context, c client) error {
			return gone(c.Reports.Activity(ctx, home, end, cloutility.GetActivityReportInput{Start: start}))
		}, "GET " + unit + "/activityreports/2026-03-10?startDate=2026-03-10T12:00:00Z", ""},
		{"analytics", func(ctx context.Context, c client) error {
			return gone(c.Reports.ListAnalytics(ctx, home, cloutility.ListDataSourceAnalyticsInput{Date: start}))
		}, "GET " + unit + "/analytics/datasources?analyticsDate=2026-03-10T12:00:00Z", ""},
		{"summaries", func(ctx context.Context, c client) error {
			return gone(c.BusinessUnits.ListSummaries(ctx, home, cloutility.ListBusinessUnitSummariesInput{Previous: start}))
		}, "GET " + unit + "/summaries?previousDate=2026-03-10T12:00:00Z", ""},
		{"jobs", func(ctx context.Context, c client) error {
			return gone(c.Jobs.List(ctx, home, 912, cloutility.ListJobsInput{Start: start, End: end}))
		}, "GET " + consumer + "/jobs?endTime=2026-03-10T13:30:00Z&startTime=2026-03-10T12:00:00Z", ""},
		{"consumption", func(ctx context.Context, c client) error {
			return gone(c.Consumption.ListBusinessUnit(ctx, home, cloutility.ListBusinessUnitConsumptionInput{
				Start: start, Detail: cloutility.ConsumptionDetailSummary, IncludeConsumptionUnits: &no, IncludeDescendants: &no,
			}))
		}, "GET " + unit + "/consumption?detailLevel=3&includeConsumptionUnits=false&includeDescendants=false&startDate=2026-03-10T12:00:00Z", ""},
		{"offset", func(ctx context.Context, c client) error {
			return gone(c.TimeZones.Offset(ctx, 6, cloutility.GetTimeZoneOffsetInput{Date: start}))
		}, "GET /v1/timezones/6/offset?date=2026-03-10T12:00:00Z", ""},
		{"roles", func(ctx context.Context, c client) error {
			return gone(c.Roles.Get(ctx, home, 9, cloutility.GetRoleInput{ForUserID: 614}))
		}, "GET " + unit + "/roles/9?filterForUserId=614", ""},
		{"file spaces", func(ctx context.Context, c client) error {
			return gone(c.Nodes.ListFilespaces(ctx, home, 912, cloutility.ListFilespacesInput{Sync: &yes}))
		}, "GET " + consumer + "/node/filespaces?tsmSync=true", ""},
		{"retention rules", func(ctx context.Context, c client) error {
			return gone(c.Nodes.ListRetentionRules(ctx, home, 912, cloutility.ListRetentionRulesInput{}))
		}, "GET " + consumer + "/node/retentionRules", ""},
		{"billing", func(ctx context.Context, c client) error {
			return gone(c.Billing.List(ctx, home, cloutility.ListBillingInput{IncludeNext: 2}))
		}, "GET " + unit + "/billing?includeNext=2", ""},
		{"invoice", func(ctx context.Context, c client) error { return gone(c.Billing.Invoice(ctx, home, end)) }, "GET " + unit + "/invoices/2026-03-10", ""},
		{"activation", func(ctx context.Context, c client) error {
			return gone(c.Nodes.Activate(ctx, home, 912, cloutility.ActivateNodeInput{TSMName: "A&B+C.1"}))
		}, "GET " + consumer + "/node/activate?tsmName=A%26B%2BC.1", ""},
		{"agent", func(ctx context.Context, c client) error {
			return gone(c.Nodes.AddProxyAgent(ctx, home, 912, cloutility.AddProxyAgentInput{AgentConsumerID: 915}))
		}, "POST " + consumer + "/node/proxyagents?proxyAgentId=915", ""},
		{"target", func(ctx context.Context, c client) error {
			return gone(c.Nodes.AddProxyTarget(ctx, home, 912, cloutility.AddProxyTargetInput{TargetConsumerID: 915}))
		}, "POST " + consumer + "/node/proxytargets?proxyTargetId=915", ""},
		{"no agent", func(ctx context.Context, c client) error {
			return c.Nodes.RemoveProxyAgent(ctx, cloutility.ProxyRef{BusinessUnitID: home, ConsumerID: 912, OtherConsumerID: 915})
		}, "DELETE " + consumer + "/node/proxyagents/915", ""},
		{"delete a unit", func(ctx context.Context, c client) error {
			return c.BusinessUnits.Delete(ctx, 88, cloutility.DeleteBusinessUnitInput{DeleteChildren: &yes, DeleteConsumers: &yes, DeleteServers: &yes})
		}, "DELETE /v1/bunits/88?deleteChildren=true&deleteConsumers=true&deleteServers=true", ""},
		// Where the server has the default, false is sent as false.
		{"audit log, oldest first", func(ctx context.Context, c client) error {
			return gone(c.AuditLogs.ListConsumer(ctx, home, 912, cloutility.ListConsumerAuditLogsInput{IncludeDescendants: &no, NewestFirst: &no}))
		}, "GET " + consumer + "/auditlogs?includeDescendants=false&orderDesc=false", ""},
		{"file spaces as they were", func(ctx context.Context, c client) error {
			return gone(c.Nodes.ListFilespaces(ctx, home, 912, cloutility.ListFilespacesInput{Sync: &no}))
		}, "GET " + consumer + "/node/filespaces?tsmSync=false", ""},
		{"delete a unit alone", func(ctx context.Context, c client) error {
			return c.BusinessUnits.Delete(ctx, 88, cloutility.DeleteBusinessUnitInput{DeleteChildren: &no, DeleteConsumers: &no, DeleteServers: &no})
		}, "DELETE /v1/bunits/88?deleteChildren=false&deleteConsumers=false&deleteServers=false", ""},
		{"delete a unit as it comes", func(ctx context.Context, c client) error {
			return c.BusinessUnits.Delete(ctx, 88, cloutility.DeleteBusinessUnitInput{})
		}, "DELETE /v1/bunits/88", ""},
		{"delete a user", func(ctx context.Context, c client) error {
			return c.Users.Delete(ctx, home, 614, cloutility.DeleteUserInput{DeleteSubscriptions: &no, Anonymize: true})
		}, "DELETE " + unit + "/users/614?anonymize=true&deleteSubscriptions=false", ""},
		{"delete an account", func(ctx context.Context, c client) error {
			return c.Consumers.DeleteMicrosoft365Account(ctx, home, 912, cloutility.DeleteMicrosoft365AccountInput{DeleteAssociations: new(false)})
		}, "DELETE " + consumer + "/microsoft365account?deleteAssociations=false", ""},
	}
}

func bodies() []wire {
	type client = *cloutility.Client
	const unit, consumer = "/v1/bunits/57", "/v1/bunits/57/consumers/912"
	zero, no := int64(0), false
	return []wire{
		{"new unit", func(ctx context.Context, c client) error {
			return gone(c.BusinessUnits.Create(ctx, home, cloutility.CreateBusinessUnitInput{Name: "Lager", InvoiceDay: &zero, TimeZone: &cloutility.ObjectRef{ID: 6}}))
		}, "POST " + unit + "/bunits", `{"name":"Lager","timeZone":{"id":6},"invoiceDay":0}`},
		{"new consumer", func(ctx context.Context, c client) error {
			return gone(c.Consumers.Create(ctx, home, cloutility.CreateConsumerInput{Name: "h"}))
		}, "POST " + unit + "/consumers", `{"name":"h"}`},
		{"node", func(ctx context.Context, c client) error {
			return gone(c.Nodes.Update(ctx, home, 912, cloutility.UpdateNodeInput{Domain: &cloutility.ObjectRef{ID: 6}}))
		}, "PUT " + consumer + "/node", `{"domain":{"id":6}}`},
		{"password", func(ctx context.Context, c client) error {
			return gone(c.Nodes.SetPassword(ctx, home, 912, backup.NewSecret("p<&>")))
		}, "POST " + consumer + "/node/password", `{"tsmPassword":"p\u003c\u0026\u003e"}`},
		{"naming rule", func(ctx context.Context, c client) error {
			return gone(c.NodeRules.SetNaming(ctx, home, cloutility.UpdateNodeNamingRuleInput{}))
		}, "PUT " + unit + "/nodenamingrule", `{"setNamesManually":false,"counter":0,"numberOfDigits":0,"rule":"","replacementCharacter":""}`},
		{"password rule", func(ctx context.Context, c client) error {
			return c.NodeRules.SetPassword(ctx, home, cloutility.CreateNodePasswordRuleInput{Type: cloutility.ObjectRef{ID: 3}})
		}, "POST " + unit + "/nodepasswordrule", `{"type":{"id":3},"text":"","minimumLength":0,"passwordExpirationDays":0}`},
		{"deletion rule", func(ctx context.Context, c client) error {
			return gone(c.NodeRules.SetDeletion(ctx, home, cloutility.UpdateNodeDeletionRuleInput{}))
		}, "PUT " + unit + "/nodedeletionrule", `{"retentionDays":0,"deleteNodesAutomatically":false,"useDecommission":false,"deleteFilespacesAutomatically":false}`},
		{"job subscription", func(ctx context.Context, c client) error {
			return gone(c.Subscriptions.UpdateJob(ctx, home, 15, cloutility.UpdateJobSubscriptionInput{Name: "x"}))
		}, "PUT " + unit + "/jobsubscriptions/15", `{"enabled":false,"name":"x","subject":"","sendBcc":false,"emails":[],"incidentEmails":[],"excludeTags":false,"tags":[]}`},
		{"activity subscription", func(ctx context.Context, c client) error {
			return c.Subscriptions.UpdateActivity(ctx, home, 14, json.RawMessage(`{"name":"x","of":{"n":1.50}}`))
		}, "PUT " + unit + "/activityreportsubscriptions/14", `{"name":"x","of":{"n":1.50}}`},
		{"consumption", func(ctx context.Context, c client) error {
			return gone(c.Consumption.UpdateConsumer(ctx, cloutility.ConsumptionRef{BusinessUnitID: home, ConsumerID: 912, ConsumptionID: 61}, cloutility.UpdateConsumptionInput{}))
		}, "PUT " + consumer + "/consumption/61", `{"quantity":0}`},
		{"role of one unit", func(ctx context.Context, c client) error {
			return gone(c.Roles.Create(ctx, home, cloutility.CreateRoleInput{Name: "x", Inheritable: &no}))
		}, "POST " + unit + "/roles", `{"name":"x","inheritable":false}`},
		{"tag of one unit", func(ctx context.Context, c client) error {
			return c.Consumers.AddTag(ctx, home, 912, cloutility.AddConsumerTagInput{Text: "x", Inheritable: &no})
		}, "POST " + consumer + "/tags", `{"text":"x","inheritable":false}`},
		{"application", func(ctx context.Context, c client) error {
			return gone(c.Applications.Create(ctx, home, cloutility.CreateApplicationInput{Name: "x", Host: "https://x.example"}))
		}, "POST " + unit + "/applications", `{"name":"x","host":"https://x.example","allowRefreshTokens":false}`},
	}
}

// exact is JSON without the order of its fields, and with numbers as written.
func exact(body string) (out any) {
	d := json.NewDecoder(strings.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		return body
	}
	return out
}

func TestWire(t *testing.T) {
	t.Parallel()
	srv := inMemory(t)
	client := connect(t, srv)
	must(client.Users.Me(t.Context()))(t) // signs in
	for _, w := range append(queries(), bodies()...) {
		srv.ResetLog()
		_ = w.call(t.Context(), client) // what is asked for is not there, mostly
		requests := srv.Requests()
		if len(requests) == 0 {
			t.Errorf("%s: nothing was sent", w.name)
			continue
		}
		sent := requests[0]
		parts := strings.Split(strings.ReplaceAll(sent.RawQuery, "%3A", ":"), "&")
		slices.SortStableFunc(parts, func(a, b string) int {
			return strings.Compare(strings.SplitN(a, "=", 2)[0], strings.SplitN(b, "=", 2)[0])
		})
		same(t, w.name, w.want, strings.TrimSuffix(sent.Method+" "+sent.Path+"?"+strings.Join(parts, "&"), "?"))
		same(t, w.name+": body", exact(w.body), exact(string(sent.Body)))
		if kind := sent.Header.Get("Content-Type"); w.body != "" && kind != "application/json" {
			t.Errorf("%s: content type %q", w.name, kind)
		}
		if accept := sent.Header.Get("Accept"); sent.Method == http.MethodGet && !strings.HasPrefix(accept, "application/json") {
			t.Errorf("%s: accepts %q", w.name, accept)
		}
	}
}
