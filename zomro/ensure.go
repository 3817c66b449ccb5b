package zomro

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/ensure"
)

// EnsureName is the name that the Ensure… methods give to a thing with a key: the
// key itself if it has at most 100 ASCII letters, digits and the characters
// _ - . and :, and otherwise as [backup.EnsureName] says. The service may rewrite
// others, and a thing could not be found by its name then.
func EnsureName(key string) string {
	return backup.EnsureName(key, maxName, func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-.:", r)
	})
}

// ensureKey validates a key and gives the name it becomes.
func ensureKey(key, field, name string) (string, error) {
	return ensure.Key(arg, key, field, strings.TrimSpace(name), EnsureName)
}

// Ensure is Create that can be called again with the same key, after any
// interruption: a backup is made once. It is called what [EnsureName] makes of the
// key, and found by that name among the backups of the instance that were made by
// hand; the input's own name is left empty.
//
// When the response to the creation is lost, the backup is looked for, by default
// every second at first, then more and more slowly, for a minute; options change
// that. If it does not show up by then the error is a [*backup.UncertainError], and
// the same call again looks first.
//
// Calls of one client for one instance run one after the other. Where two clients
// make a backup of the same key at the same time, both stay, and both cost: a backup
// is never taken away again. Both calls return the older one, with the other among
// the Doubles.
func (s *BackupsService) Ensure(ctx context.Context, instanceID int64, key string, in CreateBackupInput, opts ...backup.WaitOption) (*backup.Ensured[Backup], error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	name, err := ensureKey(key, "CreateBackupInput.Name", in.Name)
	if err != nil {
		return nil, err
	}
	unlock, err := s.creating.lock(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return ensure.Once(ctx, ensure.Kind[Backup]{
		Subject: ensure.Subject("backup", "instance "+text(instanceID)), Name: name, Options: opts,
		ID:     func(b *Backup) string { return text(b.ID) },
		Find:   func(ctx context.Context) ([]Backup, error) { return s.named(ctx, instanceID, name) },
		Create: func(ctx context.Context) (*Backup, error) { return nil, s.request(ctx, instanceID, name) },
	})
}

// request has a backup made. The service does not tell which one it is.
func (s *BackupsService) request(ctx context.Context, instanceID int64, name string) error {
	return taken(s.client.api.CreateBackup(ctx, zomroapi.CreateBackupForm{ParentID: instanceID, Name: name, Sok: zomroapi.SubmitOK}))
}

// EnsureAndWait is Ensure and then WaitActive, with the options. When the wait is cut
// short what is known comes with the error, and the same call goes on with it.
func (s *BackupsService) EnsureAndWait(ctx context.Context, instanceID int64, key string, in CreateBackupInput, opts ...backup.WaitOption) (*backup.Ensured[Backup], error) {
	out, err := s.Ensure(ctx, instanceID, key, in)
	if err != nil {
		return out, err
	}
	active, err := s.WaitActive(ctx, out.Value.ID, opts...)
	if active != nil {
		out.Value = active
	}
	return out, err
}

// named finds the backups of an instance by their name, oldest first. Those of
// schedules, and those that are being deleted, do not count.
func (s *BackupsService) named(ctx context.Context, instanceID int64, name string) ([]Backup, error) {
	var out []Backup
	for b, err := range s.All(ctx, instanceID, ListBackupsInput{}) {
		if err != nil {
			return nil, err
		}
		if b.Name == name && b.Type != BackupAuto && b.ItemRealStatus != ServiceDeleted {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b Backup) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// taken drops an error that means that the service has taken the work on.
func taken(err error) error {
	if err != nil && accepted(err) {
		return nil
	}
	return err
}

// Ensure is Create that can be called again with the same key, after any
// interruption: a schedule is made once. It is called what [EnsureName] makes of the
// key, and found by that name among the schedules of the instance; the input's own
// name is left empty. Differences tell where a schedule that was there has other days
// or another time.
//
// A lost response is dealt with as [BackupsService.Ensure] does, and calls of one
// client for one instance run one after the other. Where two clients make a schedule
// of the same key at the same time, that with the lowest id stays. Others of the
// name with the same days and time are taken away again; nothing is lost with them. If several
// are left, or were there before, the error is a [*backup.DuplicateError], beside the
// one with the lowest id.
func (s *SchedulesService) Ensure(ctx context.Context, instanceID int64, key string, in CreateScheduleInput, opts ...backup.WaitOption) (*backup.Ensured[Schedule], error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	name, err := ensureKey(key, "CreateScheduleInput.Name", in.Name)
	if err != nil {
		return nil, err
	}
	in.Name = name
	_, days, clock, err := in.check("CreateScheduleInput")
	if err != nil {
		return nil, err
	}
	unlock, err := s.creating.lock(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return ensure.Once(ctx, ensure.Kind[Schedule]{
		Subject: ensure.Subject("schedule", "instance "+text(instanceID)), Name: name, Options: opts,
		ID:   func(row *Schedule) string { return text(row.ID) },
		Find: func(ctx context.Context) ([]Schedule, error) { return s.named(ctx, instanceID, name) },
		Create: func(ctx context.Context) (*Schedule, error) {
			return nil, s.request(ctx, zomroapi.CreateScheduleForm{
				ParentID: instanceID, Name: name, RotationDays: days, RotationTime: clock, Sok: zomroapi.SubmitOK,
			})
		},
		Alike: true, Withdraw: s.withdraw,
		Differ: func(row *Schedule) []string { return scheduleDifferences(days, in.Time, row) },
	})
}

// request has a schedule made. The service does not tell which one it is.
func (s *SchedulesService) request(ctx context.Context, form zomroapi.CreateScheduleForm) error {
	return taken(s.client.api.CreateSchedule(ctx, form))
}

// named finds the schedules of an instance by their name, lowest id first.
func (s *SchedulesService) named(ctx context.Context, instanceID int64, name string) ([]Schedule, error) {
	var out []Schedule
	for row, err := range s.All(ctx, instanceID, ListSchedulesInput{}) {
		if err != nil {
			return nil, err
		}
		if row.Name == name {
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(a, b Schedule) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// withdraw deletes a schedule, if another one does the same.
func (s *SchedulesService) withdraw(ctx context.Context, surplus, stays *Schedule) error {
	if surplus.Time != stays.Time || !slices.Equal(surplus.Days, stays.Days) {
		return fmt.Errorf("schedule %d has other days or another time and is not deleted", surplus.ID)
	}
	if err := s.Delete(ctx, surplus.ID); !errors.Is(err, backup.ErrNotFound) {
		return err
	}
	return nil
}

// scheduleDifferences compares a schedule that is there with what is wanted.
func scheduleDifferences(days string, clock TimeOfDay, row *Schedule) []string {
	var out []string
	if have, err := row.Days.wire(""); err != nil || have != days {
		out = append(out, fmt.Sprintf("days are %s, not %s (0 is Sunday)", cmp.Or(have, "none"), days))
	}
	if row.Time != clock {
		out = append(out, fmt.Sprintf("time is %s, not %s", row.Time, clock))
	}
	return out
}
