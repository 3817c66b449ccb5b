package zomrosource

import (
	"context"
	"strconv"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/protection"
	"github.com/backup-sdk/backup-go/zomro"
)

const gib = 1 << 30

func key(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// row asks for one instance. What cannot be asked is missing in it.
func (s *Source) row(ctx context.Context, ask *protection.Asker, i zomro.Instance) protection.Row {
	row := protection.Row{
		Kind: "instance", ID: key(i.ID), Name: i.ServerName, Location: i.DataCenterName, AskedAt: time.Now(),
	}
	if row.Name == "" {
		row.Name = "instance " + row.ID
	}
	if row.Location == "" {
		row.Location = i.DataCenter
	}
	for _, address := range []string{i.IP, i.IPV6} {
		if address != "" {
			row.Addresses = append(row.Addresses, address)
		}
	}
	if i.Status.Is(zomro.InstanceError) || i.Status.Is(zomro.InstanceSuspended) {
		row.Problems = append(row.Problems, "the instance is in state "+string(i.Status))
	}
	backups, scheduled := s.backups(ctx, ask, i, &row), s.schedules(ctx, ask, i.ID, &row)
	row.Protected = backups || scheduled || len(row.Missing) > 0
	if !row.Protected {
		row.WhyNot = "no schedule and no backup"
	}
	row.ClockOffset = s.Clock.Offset()
	return row
}

// backups reads the backups of an instance and reports whether there are any.
func (s *Source) backups(ctx context.Context, ask *protection.Asker, i zomro.Instance, row *protection.Row) bool {
	var good, newest *zomro.Backup
	var count, bytes int64
	for b, err := range protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[zomro.Backup], error) {
		page, err := s.Client.Backups.List(ctx, i.ID, zomro.ListBackupsInput{Cursor: cursor})
		if err != nil {
			return nil, err
		}
		return &page.Page, nil
	}, func(b zomro.Backup) string { return key(b.ID) }) {
		if err != nil {
			row.Missing = append(row.Missing, protection.Missing{Part: protection.PartBackups, Reason: err.Error()})
			break
		}
		if newest == nil || later(&b, newest) {
			newest = &b
		}
		bytes += b.SizeGB * gib
		if !b.Status.Good() {
			continue
		}
		count++
		if good == nil || later(&b, good) {
			good = &b
		}
		if row.Oldest.IsZero() || b.CreateDate.Before(row.Oldest) {
			row.Oldest = b.CreateDate
		}
	}
	if !row.Lacks(protection.PartBackups) {
		row.Count, row.Bytes = &count, &bytes
	}
	if good != nil {
		s.newest(ctx, ask, i, good, row)
	}
	switch {
	case newest == nil:
	case good != nil && newest.ID == good.ID:
		row.Attempt = &protection.Attempt{ID: key(good.ID), At: row.Newest.At, Result: protection.ResultGood}
	default:
		row.Attempt = &protection.Attempt{ID: key(newest.ID), At: s.created(ctx, ask, newest, row), Result: protection.ResultRunning}
		if newest.Status.Final() {
			row.Attempt.Result, row.Attempt.Message = protection.ResultFailed, "the backup is in state "+string(newest.Status)
		}
	}
	return newest != nil
}

// later orders backups by day, and within a day by the order of their making.
func later(a, b *zomro.Backup) bool {
	if !a.CreateDate.Equal(b.CreateDate) {
		return a.CreateDate.After(b.CreateDate)
	}
	return a.ID > b.ID
}

// newest fills in the newest good backup.
func (s *Source) newest(ctx context.Context, ask *protection.Asker, i zomro.Instance, b *zomro.Backup, row *protection.Row) {
	size := b.SizeGB * gib
	row.Newest = &protection.Backup{ID: key(b.ID), At: s.created(ctx, ask, b, row), Bytes: &size}
	if row.Count != nil && *row.Count == 1 || row.Oldest.After(row.Newest.At) {
		row.Oldest = row.Newest.At
	}
	row.Locked = new(b.Protected)
	place := protection.Place{Name: b.Region, OffSite: b.Region != "" && !strings.EqualFold(b.Region, i.DataCenter) && !strings.EqualFold(b.Region, i.DataCenterName)}
	if place.Name == "" {
		place.Name = row.Location
	}
	row.Places = []protection.Place{place}
}

// created is the time of a backup, which only Get tells. Without it the day has
// to do.
func (s *Source) created(ctx context.Context, ask *protection.Asker, b *zomro.Backup, row *protection.Row) time.Time {
	details, err := protection.Fetch(ctx, ask, func(ctx context.Context) (*zomro.Backup, error) { return s.Client.Backups.Get(ctx, b.ID) })
	switch {
	case err != nil:
		row.Missing = append(row.Missing, protection.Missing{Part: protection.PartDetails, Reason: err.Error()})
		return b.CreateDate
	case details.Created.IsZero():
		return b.CreateDate
	}
	return details.Created
}

// schedules reads the schedules of an instance and reports whether there are any.
func (s *Source) schedules(ctx context.Context, ask *protection.Asker, instance int64, row *protection.Row) bool {
	var schedule protection.Schedule
	var rotation int64
	for sc, err := range protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[zomro.Schedule], error) {
		page, err := s.Client.Schedules.List(ctx, instance, zomro.ListSchedulesInput{Cursor: cursor})
		if err != nil {
			return nil, err
		}
		rotation = page.Rotation
		return &page.Page, nil
	}, func(sc zomro.Schedule) string { return key(sc.ID) }) {
		if err != nil {
			row.Missing = append(row.Missing, protection.Missing{Part: protection.PartSchedule, Reason: err.Error()})
			break
		}
		row.Schedule = append(row.Schedule, sc.Name)
		if len(sc.Days) == 0 {
			row.Problems = append(row.Problems, "schedule "+sc.Name+" has no days")
			continue
		}
		schedule = append(schedule, protection.Rule{Zone: zomro.ScheduleLocation(), Days: sc.Days, Hour: sc.Time.Hour, Minute: sc.Time.Minute})
	}
	row.Interval, row.NextRun = schedule.Interval(), schedule.Next(row.AskedAt.Add(s.Clock.Offset()))
	if rotation > 0 && len(row.Schedule) > 0 {
		row.Retention.Copies, row.Retention.CopiesLast = &rotation, schedule.Replaces(rotation)
	}
	return len(row.Schedule) > 0
}
