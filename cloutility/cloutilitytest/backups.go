package cloutilitytest

import (
	"slices"
	"time"
)

// Backup is a backup that a client makes; see [Server.RunBackup].
type Backup struct {
	ConsumerID int64
	// Start is when it began; the zero time is now less Duration.
	Start    time.Time
	Duration time.Duration
	// Scheduled says that a schedule started it, not a person.
	Scheduled bool
	// Files were backed up, Failed were not.
	Files, Failed int64
	// MegaBytes were sent, and are stored from then on.
	MegaBytes float64
}

// RunBackup does what a backup client does when it backs up: there is a job,
// with an event if it was scheduled, a report of the day, consumption, and the
// file space "/". The node becomes Active. It returns the job's id, or 0 when
// there is no such activated node.
func (s *Server) RunBackup(b Backup) int64 {
	if !s.SignInNode(b.ConsumerID) {
		return 0
	}
	defer s.svc.lock()()
	c := s.svc.consumers[b.ConsumerID]
	if b.Start.IsZero() {
		b.Start = s.svc.now().Add(-b.Duration)
	}
	r := &run{
		id: s.svc.newID(), event: s.svc.newID(), start: b.Start, end: b.Start.Add(b.Duration),
		scheduled: b.Scheduled, files: b.Files, failed: b.Failed, megaBytes: b.MegaBytes,
	}
	c.runs = append(c.runs, r)
	slices.SortStableFunc(c.runs, func(a, b *run) int { return a.end.Compare(b.end) })
	s.svc.keep(c, r)
	return r.id
}

// keep writes a backup into the books of the day and onto the disk.
func (s *service) keep(c *consumer, r *run) {
	const megaBytesInGigaByte = 1024
	date := dateOf(r.end)
	i, known := slices.BinarySearchFunc(c.days, date, func(d *day, t time.Time) int { return d.date.Compare(t) })
	if !known {
		d := &day{id: s.newID(), date: date}
		if i > 0 {
			d.stored, d.previous = c.days[i-1].stored, c.days[i-1].stored
		}
		d.usage = &usage{id: s.newID(), unit: c.unit, consumer: c.id, product: storage, date: date}
		c.days = slices.Insert(c.days, i, d)
		s.usages = append(s.usages, d.usage)
	}
	d := c.days[i]
	d.jobs++
	d.transferred += r.megaBytes
	if r.failed > 0 {
		d.warnings++
	}
	for n, later := range c.days[i:] {
		later.stored += r.megaBytes
		if n > 0 {
			later.previous += r.megaBytes
		}
		later.usage.quantity = later.stored / megaBytesInGigaByte
	}
	const capacity, hundred = 98304.5, 100
	of := collection{filespaces, c.id}
	if len(s.collections[of]) == 0 {
		id := s.newID()
		s.insert(filespaces, c.id, object{
			"href": link("/v1/filespaces/" + itoa(id)), "id": id, "tsmFilespaceId": "1", "name": "/", "type": "EXT4", "capacityMegaBytes": capacity,
			"occupancies": []object{}, "dedupStats": []object{}, "activities": []object{}, "events": []object{}, "retentionSets": []object{},
		})
	}
	disk := s.collections[of][0]
	stored := c.stored()
	disk["frontEndCapacityMegaBytes"], disk["percentageUtilized"] = stored, min(stored/capacity*hundred, hundred)
	disk["lastBackupStart"], disk["lastBackupEnd"] = r.start, r.end
}

// Invoice makes the invoice of a business unit for what was used since the last
// one, up to a day. It reports whether there is such a unit, with a contract.
func (s *Server) Invoice(unitID int64, date time.Time) bool {
	defer s.svc.lock()()
	u, err := s.svc.unit(unitID)
	if err != nil || len(s.svc.collections[collection{contracts, unitID}]) == 0 {
		return false
	}
	u.bills = append(u.bills, s.svc.bill(u, date))
	return true
}
