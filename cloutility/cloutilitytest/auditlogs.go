package cloutilitytest

import (
	"context"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

const (
	auditCreate = cloutilityapi.AuditLogCreate
	auditModify = cloutilityapi.AuditLogModify
	auditDelete = cloutilityapi.AuditLogDelete
)

// auditEntry is one line of the audit log. What the service keeps of it is not
// documented; the portal shows actor, text, application and date.
type auditEntry struct {
	id, unit, consumer int64
	kind               cloutilityapi.AuditLogType
	at                 time.Time
	text               string
}

// auditLogLength is how many entries are kept.
const auditLogLength = 100_000

func (s *service) audit(kind cloutilityapi.AuditLogType, unitID, consumerID int64, text string) {
	if len(s.log) == auditLogLength {
		s.log = slices.Delete(s.log, 0, auditLogLength/2)
	}
	s.log = append(s.log, auditEntry{id: s.newID(), unit: unitID, consumer: consumerID, kind: kind, at: s.now(), text: text})
}

func (s *service) auditObject(e auditEntry) object {
	out := object{
		"id": e.id, "createdDate": s.date(e.at), "type": int64(e.kind), "description": e.text,
		"actor": object{"id": meID, "name": s.account.Username}, "application": defaultApplication, "businessUnitId": e.unit,
	}
	if e.consumer != 0 {
		out["consumerId"] = e.consumer
	}
	return out
}

// ListConsumerAuditLogs returns what was done to one consumption unit.
func (s *service) ListConsumerAuditLogs(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListConsumerAuditLogsInput) (any, error) {
	defer s.lock()()
	if _, err := s.consumer(unitID, consumerID); err != nil {
		return nil, err
	}
	path := consumerPath(unitID, consumerID) + "/auditlogs"
	return s.auditList(ctx, path, cloutilityapi.ListBusinessUnitAuditLogsInput(in), func(e auditEntry) bool { return e.consumer == consumerID })
}

// ListBusinessUnitAuditLogs returns what was done to a business unit and in it.
func (s *service) ListBusinessUnitAuditLogs(ctx context.Context, unitID int64, in cloutilityapi.ListBusinessUnitAuditLogsInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	within := map[int64]bool{u.id: true}
	if isTrue(in.IncludeDescendants) {
		for _, below := range s.below(u.id) {
			within[below.id] = true
		}
	}
	return s.auditList(ctx, unitPath(u.id)+"/auditlogs", in, func(e auditEntry) bool { return within[e.unit] })
}

func (s *service) auditList(ctx context.Context, path string, in cloutilityapi.ListBusinessUnitAuditLogsInput, keep func(auditEntry) bool) (any, error) {
	var found []auditEntry
	for _, e := range s.log {
		switch {
		case !keep(e), e.at.Before(in.Start), !in.End.IsZero() && e.at.After(in.End),
			len(in.Types) > 0 && !slices.Contains(in.Types, e.kind):
			continue
		}
		found = append(found, e)
	}
	if isTrue(in.NewestFirst) {
		slices.Reverse(found)
	}
	return s.listOf(ctx, path, len(found), func(i int) object { return s.auditObject(found[i]) }, window{in.Cursor, in.Limit})
}
