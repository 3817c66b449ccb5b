package zomro

import (
	"context"
	"iter"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
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

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// Next is the first moment after t at which the schedule starts a backup; zero
// for a schedule without days.
func (s Schedule) Next(t time.Time) time.Time { return next(s.Days, s.Time, t) }

// ListSchedulesInput says which page of an instance's schedules to list.
type ListSchedulesInput struct {
	// Cursor is the Next of the page before; empty is the first page.
	Cursor string
	// Limit is the number of rows per page; 0 leaves it to the service, which
	// remembers it for the user, in the control panel too.
	Limit int64
}

// SchedulePage is a page of an instance's schedules.
type SchedulePage struct {
	backup.Page[Schedule]

	// Rotation is how many scheduled backups of the instance are kept; 0 when
	// the service does not say.
	Rotation int64
}

// scheduleList is the document of a list of schedules.
type scheduleList struct {
	list[Schedule]

	Rotation int64 `json:"backup_rotation"`
}

// List returns one page of an instance's schedules. It asks in English whatever
// the language of the client: the service responds with names of days.
func (s *SchedulesService) List(ctx context.Context, instanceID int64, in ListSchedulesInput) (*SchedulePage, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	number, err := pageNumber("ListSchedulesInput", in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	var doc scheduleList
	form := zomroapi.ListSchedulesForm{ElementID: instanceID, PageNumber: number, PageSize: in.Limit, Lang: english}
	if err := s.client.api.ListSchedules(ctx, form, &doc); err != nil {
		return nil, err
	}
	return &SchedulePage{Page: page(doc.Elem, number, doc.paging), Rotation: doc.Rotation}, nil
}

// All yields the schedules of an instance from in.Cursor on, one page after the
// other.
func (s *SchedulesService) All(ctx context.Context, instanceID int64, in ListSchedulesInput) iter.Seq2[Schedule, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Schedule], error) {
		next := in
		next.Cursor = cursor
		page, err := s.List(ctx, instanceID, next)
		if err != nil {
			return nil, err
		}
		return &page.Page, nil
	}, func(s Schedule) string { return rowKey(s.ID) })
}

// CreateScheduleInput is a schedule to make; all fields are required.
type CreateScheduleInput struct {
	// Name has 1 to 100 characters; blanks around it do not count.
	Name string
	// Days of the week, at least one, in the service's zone.
	Days []time.Weekday
	// Time of day in the service's zone; see [ScheduleLocation].
	Time TimeOfDay
}

// UpdateScheduleInput is what a schedule becomes; all fields are required.
type UpdateScheduleInput struct {
	// Name has 1 to 100 characters; blanks around it do not count.
	Name string
	// Days of the week, at least one, in the service's zone.
	Days []time.Weekday
	// Time of day in the service's zone; see [ScheduleLocation].
	Time TimeOfDay
}

// check returns the fields as they are sent. Input is the name of the type that
// the caller filled.
func (in CreateScheduleInput) check(input string) (name, days, clock string, err error) {
	if name, err = checkName(input+".Name", in.Name); err != nil {
		return "", "", "", err
	}
	if days, err = Weekdays(in.Days).wire(input + ".Days"); err != nil {
		return "", "", "", err
	}
	if !in.Time.valid() {
		return "", "", "", arg.Invalid(input+".Time", "must be 00:00 to 23:59")
	}
	return name, days, in.Time.String(), nil
}

// Create makes a schedule and returns it as the list shows it. The service does
// not tell the new id: Create compares the list before and after. An error of
// type [*backup.WaitError] means that it was requested but not seen in time.
func (s *SchedulesService) Create(ctx context.Context, instanceID int64, in CreateScheduleInput, opts ...backup.WaitOption) (*Schedule, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	name, days, clock, err := in.check("CreateScheduleInput")
	if err != nil {
		return nil, err
	}
	unlock, err := s.creating.lock(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	defer unlock()
	finder := createdFinder[Schedule]{
		what: "new schedule of instance " + text(instanceID), timeout: keyTimeout,
		all: func(ctx context.Context) iter.Seq2[Schedule, error] {
			return s.All(ctx, instanceID, ListSchedulesInput{})
		},
		id:   func(row Schedule) int64 { return row.ID },
		name: func(row Schedule) string { return row.Name },
	}
	return finder.create(ctx, name, func() error {
		return s.client.api.CreateSchedule(ctx, zomroapi.CreateScheduleForm{
			ParentID: instanceID, Name: name, RotationDays: days, RotationTime: clock, Sok: zomroapi.SubmitOK,
		})
	}, opts)
}

// Update replaces name, days and time of a schedule.
func (s *SchedulesService) Update(ctx context.Context, instanceID, scheduleID int64, in UpdateScheduleInput) error {
	if err := validate.FirstError(arg.Positive("instanceID", instanceID), arg.Positive("scheduleID", scheduleID)); err != nil {
		return err
	}
	name, days, clock, err := CreateScheduleInput(in).check("UpdateScheduleInput")
	if err != nil {
		return err
	}
	return s.client.api.UpdateSchedule(ctx, zomroapi.UpdateScheduleForm{
		ParentID: instanceID, ElementID: scheduleID, Name: name, RotationDays: days, RotationTime: clock, Sok: zomroapi.SubmitOK,
	})
}

// Delete deletes a schedule. The backups it made stay.
func (s *SchedulesService) Delete(ctx context.Context, scheduleID int64) error {
	if err := arg.Positive("scheduleID", scheduleID); err != nil {
		return err
	}
	return deleted(s.client.api.DeleteSchedule(ctx, zomroapi.DeleteScheduleForm{ElementID: scheduleID}))
}

// SetRotation says how many scheduled backups of an instance are kept, 1 to 10.
// Older ones are overwritten.
func (s *SchedulesService) SetRotation(ctx context.Context, instanceID, keep int64) error {
	if err := validate.FirstError(arg.Positive("instanceID", instanceID), checkRotation("keep", keep)); err != nil {
		return err
	}
	return s.client.Instances.Update(ctx, instanceID, UpdateInstanceInput{BackupRotation: &keep})
}
