package cloutilitytest

import (
	"context"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// day is what a consumption unit stored at the end of a day.
type day struct {
	id                            int64
	date                          time.Time
	stored, previous, transferred float64 // in megabytes
	jobs, warnings                int
	usage                         *usage
}

func (d *day) status() string {
	if d.warnings > 0 {
		return "OkWithWarnings"
	}
	return "Ok"
}

func dateOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// outside says whether a date is not between two others, of which either may be
// missing.
func outside(date, from, to time.Time) bool {
	return date.Before(dateOf(from)) || !to.IsZero() && date.After(dateOf(to))
}

func percent(part, of float64) float64 {
	const hundred = 100
	if of == 0 {
		return 0
	}
	return part / of * hundred
}

// stored is what a business unit stores, in megabytes: without its descendants.
func (s *service) stored(u *unit) float64 {
	total := 0.0
	for _, c := range u.consumers {
		total += c.stored()
	}
	return total
}

func (c *consumer) stored() float64 {
	if len(c.days) == 0 {
		return 0
	}
	return c.days[len(c.days)-1].stored
}

func (s *service) nodeReport(ctx context.Context, c *consumer, d *day, status, warnings bool) object {
	delta := d.stored - d.previous
	out := s.based(object{
		"href": consumerHref(ctx, c) + "/reports/" + itoa(d.id), "name": c.name, "pending": false, "dataSourceType": sourceType(),
		"dataSource": c.node.tsmName, "tsmName": c.node.tsmName, "dataSourceState": state(c.node), "tsmServerName": servers()[0].fields["name"],
		"errorsDeactivated": false, "errorsDeactivatedNoActivity": c.allowInactive,
		"megaBytes": d.stored, "backupMegaBytes": d.stored, "archiveMegaBytes": 0.0, "megaBytesDelta": delta, "backupMegaBytesDelta": delta,
		"megaBytesDeltaPercentage": percent(delta, d.previous), "megaBytesForCurrentBusinessUnit": d.stored, "transferredMegaBytes": d.transferred,
		"transferredBackupMegaBytes": d.transferred, "percentOfTotalStorageOfBusinessUnit": percent(d.stored, s.stored(s.units[c.unit])),
		"consumerId": c.id, "nodeId": c.node.id, "businessUnitId": c.unit, "businessUnitName": s.units[c.unit].name,
		"reportDate": s.date(d.date), "comments": []any{}, "createdDate": s.date(d.date),
	}, d.id)
	if status {
		out["status"] = d.status()
	}
	const megaBytesInGigaByte = 1024
	if warnings {
		found := []object{}
		if d.stored > c.highStorage*megaBytesInGigaByte {
			found = append(found, s.based(object{
				"type": s.entryObject(warningTypes(), highStorage), "status": "Warning", "days": 1, "limit": c.highStorage, "nodeReportId": d.id,
			}, d.id+1))
		}
		out["warnings"] = found
	}
	return out
}

// ListNodeReports returns a report for each day with a backup.
func (s *service) ListNodeReports(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListNodeReportsInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(slices.Clone(c.days), func(d *day) bool { return outside(d.date, in.Start, in.End) })
	status, warnings := in.Status == nil || *in.Status, in.Warnings == nil || *in.Warnings
	path := consumerPath(unitID, consumerID) + "/reports"
	return s.listOf(ctx, path, len(found), func(i int) object { return s.nodeReport(ctx, c, found[i], status, warnings) }, window{in.Cursor, in.Limit})
}

// GetLatestNodeReport returns the report of the last day with a backup.
func (s *service) GetLatestNodeReport(ctx context.Context, unitID, consumerID int64, in cloutilityapi.GetLatestNodeReportInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	if err := s.userExists(in.ForUserID); err != nil {
		return nil, err
	}
	if len(c.days) == 0 {
		return s.absent("There is no report on the consumer.")
	}
	return s.nodeReport(ctx, c, c.days[len(c.days)-1], true, true), nil
}

func (s *service) userExists(id int64) error {
	if id != 0 && !slices.ContainsFunc(s.users, func(u user) bool { return u.id == id }) {
		return notFound("User " + itoa(id) + " was not found.")
	}
	return nil
}

// ListDataSourceAnalytics returns the figures of all nodes of a unit and those
// below it that were in use on the day.
func (s *service) ListDataSourceAnalytics(ctx context.Context, unitID int64, in cloutilityapi.ListDataSourceAnalyticsInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	items := []object{}
	for _, u := range append([]*unit{u}, s.below(u.id)...) {
		for _, c := range u.consumers {
			if d := c.dayAt(in.Date); d != nil {
				items = append(items, s.analytics(c, d))
			}
		}
	}
	return s.list(ctx, unitPath(u.id)+"/analytics/datasources", items, window{in.Cursor, in.Limit})
}

// dayAt is the last day until a date, or until now.
func (c *consumer) dayAt(date time.Time) *day {
	for _, d := range slices.Backward(c.days) {
		if date.IsZero() || !d.date.After(dateOf(date)) {
			return d
		}
	}
	return nil
}

func (s *service) analytics(c *consumer, d *day) object {
	delta := d.stored - d.previous
	return object{
		"dataSourceId": c.node.id, "dataSourceName": c.node.tsmName, "dataSourceType": sourceType(), "consumerId": c.id, "consumerName": c.name,
		"backupServerName": servers()[0].fields["name"], "backupServerType": object{"id": 1, "name": "IBM Storage Protect"},
		"businessUnitId": c.unit, "businessUnitName": s.units[c.unit].name, "transferredMegaBytes": d.transferred,
		"percentOfTotalStorageOfBusinessUnit": percent(d.stored, s.stored(s.units[c.unit])),
		"megaBytes":                           d.stored, "megaBytesDelta": delta, "megaBytesDeltaPercentage": percent(delta, d.previous),
		"backupMegaBytes": d.stored, "backupMegaBytesDelta": delta,
	}
}

// ListBusinessUnitSummaries returns what each unit one level below stores, with
// what is below it.
func (s *service) ListBusinessUnitSummaries(ctx context.Context, unitID int64, in cloutilityapi.ListBusinessUnitSummariesInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	all := s.children(u.id)
	return s.listOf(ctx, unitPath(u.id)+"/summaries", len(all), func(i int) object {
		now, before := s.storedBelow(all[i], time.Time{}), s.storedBelow(all[i], in.Previous)
		out := object{"id": all[i].id, "name": all[i].name, "totalMegaBytes": now, "localMegaBytes": now, "remoteMegaBytes": 0.0}
		if !in.Previous.IsZero() {
			out["previousTotalMegaBytes"], out["previousLocalMegaBytes"], out["previousRemoteMegaBytes"] = before, before, 0.0
			out["totalMegaBytesDelta"], out["totalMegaBytesDeltaPercentage"] = now-before, percent(now-before, before)
		}
		return out
	}, window{in.Cursor, in.Limit})
}

func (s *service) storedBelow(u *unit, date time.Time) float64 {
	total := 0.0
	for _, u := range append([]*unit{u}, s.below(u.id)...) {
		for _, c := range u.consumers {
			if d := c.dayAt(date); d != nil {
				total += d.stored
			}
		}
	}
	return total
}
