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
	ref := cloutility.ConsumerRef{BusinessUnitID: home, ConsumerID: made.Consumer.ID}
	now = now.Add(time.Hour)
	must(client.Consumers.Update(ctx, ref, cloutility.ConsumerUpdate{Name: "host-1a"}))(t)
	other := nodeIn(srv, 93, "labor-1")
	now = now.Add(time.Hour)
	works(t, client.Nodes.Delete(ctx, cloutility.DeleteNodeInput{BusinessUnitID: 93, ConsumerID: other.ConsumerID}))

	const created, equipped, activated, modified, deleted = "Consumption unit was created", "Backup node was created", "Backup node was activated", "Consumption unit was modified", "Backup node was deleted"
	for name, tt := range map[string]struct {
		in   cloutility.AuditLogInput
		want []string
	}{
		"all":          {cloutility.AuditLogInput{}, []string{created, equipped, activated, modified}},
		"newest first": {cloutility.AuditLogInput{NewestFirst: true}, []string{modified, activated, equipped, created}},
		"since":        {cloutility.AuditLogInput{Start: noon().Add(time.Minute)}, []string{modified}},
		"until":        {cloutility.AuditLogInput{End: noon().Add(time.Minute)}, []string{created, equipped, activated}},
		"types": {
			cloutility.AuditLogInput{Types: []cloutility.AuditLogType{cloutility.AuditLogModify, cloutility.AuditLogDelete}},
			[]string{activated, modified},
		},
		"from the second": {cloutility.AuditLogInput{ListInput: cloutility.ListInput{Offset: 1}}, []string{equipped, activated, modified}},
		"from the end":    {cloutility.AuditLogInput{ListInput: cloutility.ListInput{Offset: 4}}, []string{}},
	} {
		entries := must(backup.Collect(client.AuditLogs.AllConsumer(ctx, ref, tt.in), 0))(t)
		same(t, name, tt.want, each(entries, func(e lenient.Raw) string { return auditText(t, e) }))
	}

	page := must(client.AuditLogs.ListConsumer(ctx, ref, cloutility.AuditLogInput{ListInput: cloutility.ListInput{Offset: 1, Limit: 1}}))(t)
	if page.Total != 4 || len(page.Items) != 1 || auditText(t, at(page.Items, 0)) != equipped {
		t.Errorf("page %+v", page)
	}
	own := must(client.AuditLogs.ListBusinessUnit(ctx, home, cloutility.AuditLogInput{}))(t)
	if own.Total != 4 {
		t.Errorf("%d entries of the unit itself", own.Total)
	}
	all := must(backup.Collect(client.AuditLogs.AllBusinessUnit(ctx, home, cloutility.AuditLogInput{IncludeDescendants: true, NewestFirst: true}), 0))(t)
	if len(all) != 8 || auditText(t, at(all, 0)) != deleted {
		t.Errorf("%d entries, the newest %s", len(all), at(all, 0))
	}
	_, err := client.AuditLogs.ListConsumer(ctx, other, cloutility.AuditLogInput{})
	fails(t, err, backup.ErrNotFound)
}
