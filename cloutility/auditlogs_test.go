package cloutility_test

import (
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/lenient"
)

// auditText is what an entry says. The fields of entries are the fake's own.
func auditText(t testing.TB, entry lenient.Raw) string {
	t.Helper()
	var fields struct {
		Description string `json:"description"`
	}
	works(t, entry.Decode(&fields))
	return fields.Description
}

func TestAuditLogs(t *testing.T) {
	now := noon()
	srv := cloutilitytest.NewServer(t, cloutilitytest.WithPageSize(2), cloutilitytest.WithClock(func() time.Time { return now }))
	client := connect(t, srv)
	ctx := t.Context()
	made := enrol(t, client, "host-1") // three entries at noon
	ref := consumerRef{BusinessUnitID: home, ConsumerID: made.Consumer.ID}
	now = now.Add(time.Hour)
	must(client.Consumers.Update(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.UpdateConsumerInput{Name: "host-1a"}))(t)
	other := nodeIn(srv, 93, "labor-1")
	now = now.Add(time.Hour)
	works(t, client.Nodes.Delete(ctx, 93, other.ConsumerID, cloutility.DeleteNodeInput{}))

	const created, equipped, activated, modified, deleted = "Consumption unit was created", "Backup node was created", "Backup node was activated", "Consumption unit was modified", "Backup node was deleted"
	for name, tt := range map[string]struct {
		in   cloutility.ListConsumerAuditLogsInput
		want []string
	}{
		"all":          {cloutility.ListConsumerAuditLogsInput{}, []string{created, equipped, activated, modified}},
		"newest first": {cloutility.ListConsumerAuditLogsInput{NewestFirst: new(true)}, []string{modified, activated, equipped, created}},
		"since":        {cloutility.ListConsumerAuditLogsInput{Start: noon().Add(time.Minute)}, []string{modified}},
		"until":        {cloutility.ListConsumerAuditLogsInput{End: noon().Add(time.Minute)}, []string{created, equipped, activated}},
		"types": {
			cloutility.ListConsumerAuditLogsInput{Types: []cloutility.AuditLogType{cloutility.AuditLogModify, cloutility.AuditLogDelete}},
			[]string{activated, modified},
		},
		"from the second": {cloutility.ListConsumerAuditLogsInput{Cursor: "1"}, []string{equipped, activated, modified}},
		"from the end":    {cloutility.ListConsumerAuditLogsInput{Cursor: "4"}, []string{}},
	} {
		entries := must(backup.Collect(client.AuditLogs.AllConsumer(ctx, ref.BusinessUnitID, ref.ConsumerID, tt.in), 0))(t)
		same(t, name, tt.want, each(entries, func(e lenient.Raw) string { return auditText(t, e) }))
	}

	page := must(client.AuditLogs.ListConsumer(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListConsumerAuditLogsInput{Cursor: "1", Limit: 1}))(t)
	if page.Total != 4 || len(page.Items) != 1 || auditText(t, at(page.Items, 0)) != equipped {
		t.Errorf("page %+v", page)
	}
	own := must(client.AuditLogs.ListBusinessUnit(ctx, home, cloutility.ListBusinessUnitAuditLogsInput{}))(t)
	if own.Total != 4 {
		t.Errorf("%d entries of the unit itself", own.Total)
	}
	all := must(backup.Collect(client.AuditLogs.AllBusinessUnit(ctx, home, cloutility.ListBusinessUnitAuditLogsInput{IncludeDescendants: new(true), NewestFirst: new(true)}), 0))(t)
	if len(all) != 8 || auditText(t, at(all, 0)) != deleted {
		t.Errorf("%d entries, the newest %s", len(all), at(all, 0))
	}
	_, err := client.AuditLogs.ListConsumer(ctx, other.BusinessUnitID, other.ConsumerID, cloutility.ListConsumerAuditLogsInput{})
	fails(t, err, backup.ErrNotFound)
}
