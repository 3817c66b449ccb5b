package zomro

import (
	"context"
	"iter"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// SchedulesService makes backups of an instance by themselves. Each is billed
// like one made by hand, and is kept until the rotation overwrites it; see
// [SchedulesService.SetRotation].
type SchedulesService struct {
	client   *Client
	creating *keyLock // by instance, see BackupsService.Create
}

// Schedule says when backups of an instance are made.
type Schedule struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	InstanceID int64  `json:"instance_id"`
	// Days of the week in the service's zone, Sunday first.
	Days Weekdays `json:"rotation_days"`
	// Time of day in the service's zone; see [ScheduleLocation].
	Time       TimeOfDay `json:"rotation_time"`
	CreateDate time.Time `json:"create_date"` // a day

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// Next is the first moment after t at which the schedule starts a backup; zero
// for a schedule without days.
func (s Schedule) Next(t time.Time) time.Time { return next(s.Days, s.Time, t) }

// ListSchedulesInput says which schedules to list.
type ListSchedulesInput struct {
	// InstanceID is the instance, required.
	InstanceID int64
	// Page is the Next of the page before; empty is the first page.
	Page string
	// PageSize is the number of rows per page; 0 leaves it to the service,
	// which remembers it for the user, in the control panel too.
	PageSize int64
}

// SchedulePage is a page of an instance's schedules.
type SchedulePage struct {
	backup.Page[Schedule]

	// Rotation is how many scheduled backups of the instance are kept; 0 when
	// the service does not say.
	Rotation int64
}

type scheduleList struct {
	paging

	Elem     []Schedule `json:"elem"`
	Rotation int64      `json:"backup_rotation"`
}

// List returns one page of an instance's schedules. It asks in English whatever
// the language of the client: the service answers with names of days.
func (s *SchedulesService) List(ctx context.Context, in ListSchedulesInput) (*SchedulePage, error) {
	if err := checkID("InstanceID", in.InstanceID); err != nil {
		return nil, err
	}
	number, err := checkPaging(in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	doc, err := callWith[scheduleList](ctx, s.client.rest, zomroapi.OpListSchedules, zomroapi.NewListSchedulesRequestWithBody,
		zomroapi.ListSchedulesForm{ElementID: in.InstanceID, PageNumber: number, PageSize: in.PageSize}, english())
	if err != nil {
		return nil, err
	}
	return &SchedulePage{Page: page(doc.Elem, number, doc.paging), Rotation: doc.Rotation}, nil
}

// english asks for an answer in English, where its words are read.
func english() map[string]string { return map[string]string{fieldLang: "en"} }

// All yields all schedules of an instance, one page after the other. It begins
// with the first page; in.Page is not used.
func (s *SchedulesService) All(ctx context.Context, in ListSchedulesInput) iter.Seq2[Schedule, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, next string) (*backup.Page[Schedule], error) {
		in.Page = next
		p, err := s.List(ctx, in)
		if err != nil {
			return nil, err
		}
		return &p.Page, nil
	}, func(s Schedule) string { return text(s.ID) })
}

// ScheduleInput is what a schedule is made of; all fields are required.
type ScheduleInput struct {
	// Name has 1 to 100 characters; blanks around it do not count.
	Name string
	// Days of the week, at least one, in the service's zone.
	Days []time.Weekday
	// Time of day in the service's zone; see [ScheduleLocation].
	Time TimeOfDay
}

// check returns the fields as they are sent.
func (in ScheduleInput) check() (name, days, clock string, err error) {
	if name, err = checkName("Name", in.Name); err != nil {
		return "", "", "", err
	}
	if days, err = Weekdays(in.Days).wire(); err != nil {
		return "", "", "", err
	}
	if !in.Time.valid() {
		return "", "", "", refuse("Time", "must be 00:00 to 23:59")
	}
	return name, days, in.Time.String(), nil
}

// Create makes a schedule and returns it as the list shows it. The service does
// not tell the new id: Create compares the list before and after. An error of
// type [*backup.WaitError] means that it was requested but not seen in time.
func (s *SchedulesService) Create(ctx context.Context, instanceID int64, in ScheduleInput, opts ...backup.WaitOption) (*Schedule, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	name, days, clock, err := in.check()
	if err != nil {
		return nil, err
	}
	unlock, err := s.creating.lock(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	defer unlock()
	list := newcomers[Schedule]{
		what: "new schedule of instance " + text(instanceID), timeout: time.Minute,
		all: func(ctx context.Context) iter.Seq2[Schedule, error] {
			return s.All(ctx, ListSchedulesInput{InstanceID: instanceID})
		},
		id:   func(row Schedule) int64 { return row.ID },
		name: func(row Schedule) string { return row.Name },
	}
	return list.create(ctx, name, func() error {
		return act(ctx, s.client.rest, zomroapi.OpCreateSchedule, zomroapi.NewCreateScheduleRequestWithBody, zomroapi.CreateScheduleForm{
			ParentID: instanceID, Name: name, RotationDays: days, RotationTime: clock, Sok: zomroapi.SubmitOK,
		})
	}, opts)
}

// Update replaces name, days and time of a schedule.
func (s *SchedulesService) Update(ctx context.Context, instanceID, scheduleID int64, in ScheduleInput) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	if err := checkID("schedule_id", scheduleID); err != nil {
		return err
	}
	name, days, clock, err := in.check()
	if err != nil {
		return err
	}
	return act(ctx, s.client.rest, zomroapi.OpUpdateSchedule, zomroapi.NewUpdateScheduleRequestWithBody, zomroapi.UpdateScheduleForm{
		ParentID: instanceID, ElementID: scheduleID, Name: name, RotationDays: days, RotationTime: clock, Sok: zomroapi.SubmitOK,
	})
}

// Delete deletes a schedule. The backups it made stay.
func (s *SchedulesService) Delete(ctx context.Context, scheduleID int64) error {
	if err := checkID("schedule_id", scheduleID); err != nil {
		return err
	}
	return deleted(act(ctx, s.client.rest, zomroapi.OpDeleteSchedule, zomroapi.NewDeleteScheduleRequestWithBody, zomroapi.DeleteScheduleForm{ElementID: scheduleID}))
}

// SetRotation says how many scheduled backups of an instance are kept, 1 to 10.
// Older ones are overwritten.
func (s *SchedulesService) SetRotation(ctx context.Context, instanceID, keep int64) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	if err := checkRotation("keep", keep); err != nil {
		return err
	}
	return s.client.Instances.Update(ctx, instanceID, UpdateInstanceInput{BackupRotation: &keep})
}
