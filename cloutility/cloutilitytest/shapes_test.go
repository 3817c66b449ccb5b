package cloutilitytest_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// shape is an address and the type of what it returns.
type shape struct {
	path string
	read func(c *caller, path string)
}

func of[T any](path string) shape {
	return shape{path, func(c *caller, path string) { want[T](c, http.StatusOK, http.MethodGet, path, "") }}
}

// shapes are all that can be read, with U for the home unit, C for a consumption
// unit in it, and F for a filter of its node.
func shapes() []shape {
	return []shape{
		of[string]("fullVersion"),
		of[cloutilityapi.User]("me"),
		of[cloutilityapi.SimpleBusinessUnit]("bunits"),
		of[cloutilityapi.BusinessUnit]("U"),
		of[cloutilityapi.BusinessUnitList]("U/bunits"),
		of[cloutilityapi.UserList]("U/users"),
		of[cloutilityapi.AddressList]("U/addresses"),
		of[cloutilityapi.BusinessUnitList]("bunits/93/ancestors"),
		of[cloutilityapi.SimpleBusinessUnit]("U/provider"),
		of[cloutilityapi.ServiceLevelAgreement]("U/slafordescendants"),
		of[cloutilityapi.BusinessUnitSummaryList]("U/summaries?previousDate=2026-03-09"),
		of[cloutilityapi.BusinessUnitList]("U/tags/own/3/businessunits"),
		of[cloutilityapi.RoleList]("U/roles"),
		of[cloutilityapi.RoleList]("U/roles/simple"),
		of[cloutilityapi.Role]("U/roles/9"),
		of[cloutilityapi.RoleList]("U/rolesassignable"),
		of[cloutilityapi.TimeZoneList]("timezones"),
		of[cloutilityapi.TimeZone]("timezones/6"),
		of[string]("timezones/6/offset?date=2026-03-10T12:00:00Z"),
		of[cloutilityapi.ConsumerList]("U/consumers"),
		of[cloutilityapi.Consumer]("C"),
		of[cloutilityapi.AuditLogList]("C/auditlogs?types=0&types=100"),
		of[cloutilityapi.AuditLogList]("U/auditlogs"),
		of[cloutilityapi.NodeReportList]("C/reports"),
		of[cloutilityapi.NodeReport]("C/reports/latest"),
		of[cloutilityapi.NodeWarningTypeList]("nodewarningtypes"),
		of[cloutilityapi.Job]("C/jobs/first"),
		of[cloutilityapi.JobList]("C/jobs"),
		of[cloutilityapi.EventList]("C/events"),
		of[cloutilityapi.ConsumptionDataList]("C/consumption?startDate=2026-01-01T00:00:00Z"),
		of[cloutilityapi.ConsumptionDataList]("U/consumption?startDate=2026-01-01T00:00:00Z"),
		of[cloutilityapi.BusinessUnitList]("C/destinations"),
		of[cloutilityapi.DeleteRequest]("C/deleterequest"),
		of[cloutilityapi.PointRepository]("C/pointrepository"),
		of[cloutilityapi.Node]("C/node"),
		of[cloutilityapi.FilespaceList]("C/node/filespaces?tsmSync=true"),
		of[cloutilityapi.NodeList]("C/node/possibleproxynodes"),
		of[cloutilityapi.ActivityLogFilterList]("C/node/activitylogfilters"),
		of[cloutilityapi.ActivityLogFilter]("C/node/activitylogfilters/F"),
		of[cloutilityapi.RetentionRuleList]("C/node/retentionRules"),
		of[cloutilityapi.BackupServer]("U/defaultserver"),
		of[cloutilityapi.DomainList]("U/defaultserver/domains"),
		of[cloutilityapi.ClientOptionSetList]("U/defaultserver/clientoptionsets"),
		of[cloutilityapi.NodeOperatingSystemList]("nodeoperatingsystems"),
		of[cloutilityapi.NodeOperatingSystem]("nodeoperatingsystems/3"),
		of[cloutilityapi.NodeTypeList]("nodetypes"),
		of[cloutilityapi.NodeType]("nodetypes/1"),
		of[cloutilityapi.ActionList]("actions"),
		of[cloutilityapi.Action]("actions/2"),
		of[cloutilityapi.DefaultServer]("U/defaultspplusserver"),
		of[cloutilityapi.DefaultServer]("U/defaultrubrikserver"),
		of[cloutilityapi.FallbackServer]("U/fallbackspplusserver"),
		of[cloutilityapi.NamingRule]("U/nodenamingrule"),
		of[cloutilityapi.NodePasswordRule]("U/nodepasswordrule"),
		of[cloutilityapi.NodeDeletionRule]("U/nodedeletionrule"),
		of[cloutilityapi.Contract]("U/contract"),
		of[cloutilityapi.InvoiceList]("U/invoices"),
		of[cloutilityapi.Invoice]("U/invoices/2026-03-10"),
		of[cloutilityapi.InvoiceFileList]("U/invoicefiles"),
		of[cloutilityapi.BillingDataList]("U/billing?includeNext=1"),
		of[cloutilityapi.BillingData]("U/billing/2026-03-10"),
		of[cloutilityapi.StatusReportList]("U/reports"),
		of[cloutilityapi.StatusReport]("U/reports/latest"),
		of[cloutilityapi.DataSourceAnalyticsList]("U/analytics/datasources"),
		of[cloutilityapi.ActivityReportList]("U/activityreports"),
		of[map[string]any]("U/activityreports/2026-03-10"),
		of[cloutilityapi.ActivityReportSubscriptionList]("U/activityreportsubscriptions"),
		of[map[string]any]("U/activityreportsubscriptions/14"),
		of[cloutilityapi.JobSubscription]("U/jobsubscriptions/15"),
		of[cloutilityapi.JobIncidentConfig]("U/jobincidentconfig"),
		of[cloutilityapi.StatusDeliveryConfig]("U/statusconsumptionunitdeliveryconfig"),
		of[cloutilityapi.ORainUserList]("U/orainusers"),
		of[cloutilityapi.TagList]("U/tags"),
		of[cloutilityapi.TagList]("U/tags/own"),
		of[cloutilityapi.TagList]("U/tags/available"),
		of[cloutilityapi.TagList]("U/tags/availablesubscriptions"),
		of[cloutilityapi.TagList]("C/tags"),
		of[cloutilityapi.UserList]("U/deleterequestapprovers"),
		of[cloutilityapi.ComplianceSummary]("U/complianceSummaries/2026/3"),
		of[cloutilityapi.NamingRule]("U/inheritednodenamingrule"),
		of[cloutilityapi.TOTPSettings]("U/totpsettings"),
		of[cloutilityapi.IdentityProvider]("U/identityproviders/8"),
		of[cloutilityapi.StatusReportSubscription]("U/statusreportsubscriptions/16"),
		of[cloutilityapi.ProductList]("U/products"),
		of[cloutilityapi.Product]("U/products/3"),
		of[cloutilityapi.Subscription]("U/subscriptions/25"),
		of[cloutilityapi.SubscriptionComponentList]("U/subscriptions/25/components"),
		of[cloutilityapi.SubscriptionList]("U/unassignedsubscriptions"),
		of[cloutilityapi.ContractExceptionList]("U/contract/exceptions"),
		of[cloutilityapi.Microsoft365TenantList]("U/unassignedMicrosoft365Tenants"),
		of[cloutilityapi.PointUserList]("U/pointusers"),
		of[cloutilityapi.COSBucketList]("U/deletedcosbuckets"),
	}
}

// TestShapes reads all there is, strictly: the fake sends nothing that the
// specification does not know, and everything it sends decodes.
func TestShapes(t *testing.T) {
	noon := time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)
	for name, opts := range map[string][]cloutilitytest.Option{
		"plain": nil, "quirks": {cloutilitytest.WithQuirks(3)},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCaller(t, append(opts, cloutilitytest.WithClock(func() time.Time { return noon }))...)
			c.signInLeniently()
			ids := c.srv.AddConsumers(cloutilitytest.HomeUnit, 2)
			for _, id := range ids {
				path := "/v1/bunits/57/consumers/" + itoa(id) + "/node"
				c.call(http.MethodPost, path, `{"operatingSystem":{"id":3},"type":{"id":1},"domain":{"id":7}}`)
				c.call(http.MethodGet, path+"/activate", "")
			}
			unit := "bunits/57/consumers/" + itoa(ids[0])
			c.call(http.MethodPost, "/v1/"+unit+"/tags", `{"id":3}`)
			c.call(http.MethodPost, "/v1/"+unit+"/node/nodegroups", `{"name":"cluster"}`)
			c.call(http.MethodPost, "/v1/"+unit+"/node/proxyagents?proxyAgentId="+itoa(ids[1]), "")
			_, text := c.call(http.MethodPost, "/v1/"+unit+"/node/activitylogfilters", `{"filter":"idle","messageNumber":"ANR1"}`)
			filter := text[strings.Index(text, `"id":`)+5:]
			filter = filter[:strings.IndexAny(filter, ",}")]
			c.srv.RunBackup(cloutilitytest.Backup{ConsumerID: ids[0], MegaBytes: 200_000, Files: 3, Failed: 1, Scheduled: true, Duration: time.Hour})
			c.srv.AddDeleteRequest(ids[0], "old")
			c.srv.AddPointRepository(ids[0], "repo")
			c.srv.AddRetentionRule(ids[0], "YEARLY", 365)
			c.srv.Invoice(cloutilitytest.HomeUnit, noon)
			c.srv.AddConsumption(cloutilitytest.HomeUnit, noon.AddDate(0, 0, 1), 2)
			for _, s := range shapes() {
				path := strings.NewReplacer("U", "bunits/57", "C", unit, "F", filter).Replace(s.path)
				s.read(c, "/v1/"+path)
			}
		})
	}
}

// TestErrors asks for what is not there, or for what may not be, and wants the
// service's error shape.
func TestErrors(t *testing.T) {
	c := newCaller(t)
	c.signIn()
	id := itoa(c.srv.AddConsumers(cloutilitytest.HomeUnit, 1)[0])
	for _, tt := range []struct {
		status             int
		method, path, body string
	}{
		{http.StatusNotFound, http.MethodGet, "/v1/bunits/31/users", ""},
		{http.StatusNotFound, http.MethodGet, "/v1/timezones/4711", ""},
		{http.StatusNotFound, http.MethodGet, "/v1/bunits/57/consumers/" + id + "/node/filespaces", ""},
		{http.StatusNotFound, http.MethodGet, "/v1/bunits/57/consumers/" + id + "/reports/latest", ""},
		{http.StatusNotFound, http.MethodGet, "/v1/bunits/88/consumers/" + id, ""},
		{http.StatusNotFound, http.MethodPut, "/v1/bunits/57/jobsubscriptions/99", `{"name":"x","tags":[]}`},
		{http.StatusBadRequest, http.MethodGet, "/v1/bunits/57/users?offset=first", ""},
		{http.StatusBadRequest, http.MethodGet, "/v1/bunits/57/users?limit=all", ""},
		{http.StatusBadRequest, http.MethodPost, "/v1/bunits/57/roles", ""},
		{http.StatusBadRequest, http.MethodGet, "/v1/bunits/57/consumption", ""}, // startDate is needed
		{http.StatusBadRequest, http.MethodGet, "/v1/bunits/57/consumption?startDate=soon", ""},
		{http.StatusBadRequest, http.MethodGet, "/v1/bunits/57/consumption?startDate=2026-01-02T00:00:00Z&endDate=2026-01-01T00:00:00Z", ""},
		{http.StatusBadRequest, http.MethodGet, "/v1/bunits/57/consumption?startDate=2026-01-02T00:00:00Z&detailLevel=4", ""},
		{http.StatusBadRequest, http.MethodGet, "/v1/bunits/57/invoices/yesterday", ""},
		{http.StatusBadRequest, http.MethodGet, "/v1/bunits/57/activityreports/yesterday", ""},
		{http.StatusBadRequest, http.MethodPost, "/v1/bunits/57/bunits", `{"name":"x","invoiceDay":32}`},
		{http.StatusBadRequest, http.MethodPost, "/v1/bunits/57/consumers/" + id + "/tags", `{}`},
		{http.StatusBadRequest, http.MethodPut, "/v1/bunits/57/consumers/" + id, `{"note":"x"}`},
		{http.StatusBadRequest, http.MethodPost, "/v1/bunits/57/applications", `{"name":"x","host":"https://a.example/path"}`},
		{http.StatusBadRequest, http.MethodPost, "/v1/bunits/57/roles", `null`},
	} {
		got := want[cloutilityapi.Error](c, tt.status, tt.method, tt.path, tt.body)
		if got.Status.Value != int64(tt.status) || got.Code == "" || got.DeveloperMessage == "" {
			t.Errorf("%s %s: %+v", tt.method, tt.path, got)
		}
	}
}

// TestEachPrivilege takes each privilege away in turn.
func TestEachPrivilege(t *testing.T) {
	me := func(c *caller) []cloutilityapi.Privilege {
		return want[cloutilityapi.User](c, http.StatusOK, http.MethodGet, "/v1/me", "").Role.Privileges
	}
	all := newCaller(t)
	all.signIn()
	id := itoa(all.srv.AddConsumers(cloutilitytest.HomeUnit, 1)[0])
	for name, request := range map[string][3]string{
		"Consumption unit - Create": {http.MethodPost, "/v1/bunits/57/consumers", `{"name":"x"}`},
		"Consumption unit - Delete": {http.MethodDelete, "/v1/bunits/57/consumers/" + id, ""},
		"Backup node - Create":      {http.MethodGet, "/v1/bunits/57/consumers/" + id + "/node/activate", ""},
		"Business unit - Modify":    {http.MethodPut, "/v1/bunits/57/nodenamingrule", `{"rule":"x"}`},
		"Audit log - View":          {http.MethodGet, "/v1/bunits/57/auditlogs", ""},
		"Billing - View":            {http.MethodGet, "/v1/bunits/57/contract", ""},
	} {
		c := newCaller(t, cloutilitytest.WithoutPrivileges(name))
		c.signIn()
		got := want[cloutilityapi.Error](c, http.StatusForbidden, request[0], request[1], request[2])
		if !strings.Contains(string(got.DeveloperMessage), name) {
			t.Errorf("%s: %+v", name, got)
		}
		if have, full := me(c), me(all); len(have) != len(full)-1 {
			t.Errorf("%s: %d privileges of %d", name, len(have), len(full))
		}
	}
}

// TestTokensBelongToTheirOrigin makes a second application: its origin is
// admitted, but not with the token of the first.
func TestTokensBelongToTheirOrigin(t *testing.T) {
	c := newCaller(t)
	c.signIn()
	const other = "https://night.nordlicht.example"
	want[cloutilityapi.Application](c, http.StatusOK, http.MethodPost, "/v1/bunits/57/applications", `{"name":"night","host":"`+other+`","allowRefreshTokens":true}`)
	for origin, status := range map[string]int{c.srv.Account().Origin: http.StatusOK, other: http.StatusUnauthorized, "https://x.example": http.StatusForbidden} {
		if got, text := c.raw(http.MethodGet, "/v1/me", http.Header{"Origin": {origin}, "Authorization": {"Bearer " + c.token}}, ""); got != status {
			t.Errorf("%s: status %d, want %d: %s", origin, got, status, text)
		}
	}
}

// TestTogether reads and changes everything from many goroutines at once; the
// race detector watches.
func TestTogether(t *testing.T) {
	c := newCaller(t, cloutilitytest.WithQuirks(5))
	c.signInLeniently()
	ids := c.srv.AddConsumers(cloutilitytest.HomeUnit, 4)
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			unit := "bunits/57/consumers/" + itoa(id)
			for _, request := range [][3]string{
				{http.MethodPost, unit + "/node", `{"operatingSystem":{"id":3},"type":{"id":1},"domain":{"id":7}}`},
				{http.MethodGet, unit + "/node/activate", ""},
				{http.MethodPost, unit + "/tags", `{"text":"linux"}`},
				{http.MethodPost, unit + "/node/activitylogfilters", `{"filter":"idle"}`},
				{http.MethodPut, "bunits/57/nodenamingrule", `{"rule":"N","numberOfDigits":3}`},
				{http.MethodPost, "bunits/57/bunits", `{"name":"x"}`},
				{http.MethodPost, "bunits/57/roles", `{"name":"x"}`},
			} {
				c.call(request[0], "/v1/"+request[1], request[2])
			}
			c.srv.RunBackup(cloutilitytest.Backup{ConsumerID: id, MegaBytes: 10, Scheduled: true})
			c.srv.Invoice(cloutilitytest.HomeUnit, time.Now())
			for _, s := range shapes() {
				path := strings.NewReplacer("U", "bunits/57", "C", unit, "F", "1").Replace(s.path)
				if status, text := c.call(http.MethodGet, "/v1/"+path, ""); status >= http.StatusInternalServerError {
					t.Errorf("%s: status %d: %s", path, status, text)
				}
			}
			c.call(http.MethodDelete, "/v1/"+unit+"/node", "")
		})
	}
	wg.Wait()
	if n := c.srv.ConsumerCount(); n != 0 {
		t.Errorf("%d consumption units are left", n)
	}
}
