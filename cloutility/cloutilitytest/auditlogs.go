package cloutilitytest

import (
	"context"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
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
		"actor": object{"id": meID, "name": DefaultUsername}, "application": defaultApplication, "businessUnitId": e.unit,
	}
	if e.consumer != 0 {
		out["consumerId"] = e.consumer
	}
	return out
}

// ListConsumerAuditLogs answers what was done to one consumption unit.
func (s *service) ListConsumerAuditLogs(ctx context.Context, request cloutilityserver.ListConsumerAuditLogsRequestObject) (cloutilityserver.ListConsumerAuditLogsResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	p := request.Params
	path := consumerPath(request.BunitID, request.ConsumerID) + "/auditlogs"
	return s.auditList(ctx, path, cloutilityapi.ListBusinessUnitAuditLogsParams(p), func(e auditEntry) bool { return e.consumer == request.ConsumerID }), nil
}

// ListBusinessUnitAuditLogs answers what was done to a business unit and in it.
func (s *service) ListBusinessUnitAuditLogs(ctx context.Context, request cloutilityserver.ListBusinessUnitAuditLogsRequestObject) (cloutilityserver.ListBusinessUnitAuditLogsResponseObject, error) {
	defer s.lock()()
	u, err := s.unit(request.BunitID)
	if err != nil {
		return nil, err
	}
	within := map[int64]bool{u.id: true}
	if isTrue(request.Params.IncludeDescendants) {
		for _, below := range s.below(u.id) {
			within[below.id] = true
		}
	}
	return s.auditList(ctx, unitPath(u.id)+"/auditlogs", request.Params, func(e auditEntry) bool { return within[e.unit] }), nil
}

func (s *service) auditList(ctx context.Context, path string, p cloutilityapi.ListBusinessUnitAuditLogsParams, keep func(auditEntry) bool) answer {
	var found []auditEntry
	for _, e := range s.log {
		switch {
		case !keep(e), p.StartTime != nil && e.at.Before(*p.StartTime), p.EndTime != nil && e.at.After(*p.EndTime),
			p.Types != nil && !slices.Contains(*p.Types, e.kind):
			continue
		}
		found = append(found, e)
	}
	if isTrue(p.OrderDesc) {
		slices.Reverse(found)
	}
	return s.listOf(ctx, path, len(found), func(i int) object { return s.auditObject(found[i]) }, window{p.Offset, p.Limit})
}
