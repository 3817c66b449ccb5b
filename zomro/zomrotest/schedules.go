package zomrotest

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Schedule is a backup schedule of the fake. The fake keeps to it: when its time
// has come, there is a backup of type "auto", and the rotation of the instance
// deletes older ones that are not protected.
type Schedule struct {
	ID, InstanceID int64
	Name           string
	// Days of the week, in its order.
	Days []time.Weekday
	// Hour and Minute of the day, in UTC+3.
	Hour, Minute int
	Created      time.Time
}

// schedule is a schedule with what is not public about it.
type schedule struct {
	Schedule

	ran      time.Time // up to when its backups have been made
	listedAt time.Time
}

// scheduleZone is where the panel says that schedules live.
func scheduleZone() *time.Location { return time.FixedZone("UTC+3", 3*60*60) }

// runSchedules makes the backups that are due.
func (s *service) runSchedules(now time.Time) {
	for _, sc := range s.schedules {
		in := s.instance(sc.InstanceID)
		for _, at := range sc.due(now) {
			s.addImage(Backup{InstanceID: sc.InstanceID, Name: sc.Name, Type: "auto", Status: stateSaving, Created: at}, at)
			s.rotate(in)
		}
		sc.ran = now
	}
}

// due are the moments of a schedule since its last run.
func (sc *schedule) due(now time.Time) []time.Time {
	var out []time.Time
	from := sc.ran.In(scheduleZone())
	for day := 0; ; day++ {
		at := time.Date(from.Year(), from.Month(), from.Day()+day, sc.Hour, sc.Minute, 0, 0, from.Location())
		if at.After(now) {
			return out
		}
		if at.After(sc.ran) && slices.Contains(sc.Days, at.Weekday()) {
			out = append(out, at)
		}
	}
}

// rotate deletes the scheduled backups of an instance that are too many: a new
// one overwrites the oldest.
func (s *service) rotate(in *instance) {
	var scheduled []*image
	for _, i := range s.images {
		if i.InstanceID == in.ID && i.Kind == KindBackup && i.Type == "auto" {
			scheduled = append(scheduled, i)
		}
	}
	slices.SortStableFunc(scheduled, func(a, b *image) int { return b.Created.Compare(a.Created) })
	kept := int64(0)
	for _, i := range scheduled {
		if kept++; kept > in.BackupRotation && !i.Protected {
			s.images = without(s.images, func(other *image) bool { return other == i })
		}
	}
}

// ListSchedules implements the generated server. The names of the days are in
// the language of the call.
func (s *service) ListSchedules(ctx context.Context, in *zomroapi.ListSchedulesForm) (any, error) {
	c := callOf(ctx)
	parent := s.instance(in.ElementID)
	if parent == nil {
		return nil, missed("instances", in.ElementID)
	}
	var rows []*schedule
	for _, sc := range s.schedules {
		if sc.InstanceID == in.ElementID && !s.now().Before(sc.listedAt) {
			rows = append(rows, sc)
		}
	}
	p := paged(s, c.function, rows, columns[*schedule]{
		"id":   byInt(func(sc *schedule) int64 { return sc.ID }),
		"name": byText(func(sc *schedule) string { return sc.Name }),
	}, zomroapi.ListForm{PageNumber: in.PageNumber, PageSize: in.PageSize, Sort: in.Sort})
	doc := zomroapi.ScheduleListDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(), BackupRotation: value(text(parent.BackupRotation)),
		PageNumber: number(p.num), PageSize: number(p.size), Total: number(p.total),
	}
	for _, sc := range p.rows {
		names := make([]string, len(sc.Days))
		for i, day := range sc.Days {
			names[i] = translate(c.lang, day.String())
		}
		clock := time.Date(0, 1, 1, sc.Hour, sc.Minute, 0, 0, time.UTC).Format("15:04")
		doc.Elem = append(doc.Elem, zomroapi.Schedule{
			ID: value(text(sc.ID)), Name: value(sc.Name), RotationDays: value(strings.Join(names, " ")), RotationTime: value(clock),
			CreateDate: value(s.day(sc.Created)), InstanceID: value(text(sc.InstanceID)),
		})
	}
	return doc, nil
}

// readSchedule checks the fields of a schedule. Days come as numbers.
func readSchedule(name, days, clock string) (Schedule, error) {
	var out Schedule
	var err error
	if out.Name, err = checkName("name", name); err != nil {
		return out, err
	}
	for word := range strings.SplitSeq(days, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 0 || n > 6 {
			return out, invalid("rotation_days", days)
		}
		out.Days = append(out.Days, time.Weekday(n))
	}
	slices.Sort(out.Days)
	out.Days = slices.Compact(out.Days)
	at, err := time.Parse("15:04", clock)
	if err != nil || len(clock) != len("15:04") {
		return out, invalid("rotation_time", clock)
	}
	out.Hour, out.Minute = at.Hour(), at.Minute()
	return out, nil
}

// CreateSchedule implements the generated server.
func (s *service) CreateSchedule(ctx context.Context, in *zomroapi.CreateScheduleForm) (any, error) {
	c := callOf(ctx)
	switch {
	case s.instance(in.ParentID) == nil:
		return nil, missed("instances", in.ParentID)
	case in.Sok == "":
		return formOn(c, 0, in.ParentID).set("name", "").set("rotation_days", "").set("rotation_time", "00:00"), nil
	}
	made, err := readSchedule(in.Name, in.RotationDays, in.RotationTime)
	if err != nil {
		return nil, err
	}
	now := s.now()
	made.ID, made.InstanceID, made.Created = s.newID(), in.ParentID, now
	s.schedules = append(s.schedules, &schedule{made, now, now.Add(s.cfg.listingDelay)})
	return c.done(), s.accepted()
}

// UpdateSchedule implements the generated server.
func (s *service) UpdateSchedule(ctx context.Context, in *zomroapi.UpdateScheduleForm) (any, error) {
	c := callOf(ctx)
	at := slices.IndexFunc(s.schedules, func(sc *schedule) bool { return sc.ID == in.ElementID && sc.InstanceID == in.ParentID })
	switch {
	case at < 0:
		return nil, missed("schedule", in.ElementID)
	case in.Sok == "":
		return formOn(c, in.ElementID, in.ParentID).set("name", s.schedules[at].Name), nil
	}
	changed, err := readSchedule(in.Name, in.RotationDays, in.RotationTime)
	if err != nil {
		return nil, err
	}
	sc := s.schedules[at]
	sc.Name, sc.Days, sc.Hour, sc.Minute = changed.Name, changed.Days, changed.Hour, changed.Minute
	return c.done(), nil
}

// DeleteSchedule implements the generated server. The backups it made stay.
func (s *service) DeleteSchedule(ctx context.Context, body *zomroapi.DeleteScheduleForm) (any, error) {
	id := body.ElementID
	left := without(s.schedules, func(sc *schedule) bool { return sc.ID == id })
	if len(left) == len(s.schedules) {
		return nil, missed("schedule", id)
	}
	s.schedules = left
	return callOf(ctx).done(), nil
}
