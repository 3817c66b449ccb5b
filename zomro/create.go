package zomro

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// maxName is how many characters the control panel allows in a name.
const maxName = 100

// otherNamePolls is how many lists must show a new backup under another name
// before it is taken for the one that was created: the service may have changed
// the name, but it may also be somebody else's backup, a moment ahead of ours.
const otherNamePolls = 3

// actionDoc is the answer of a function that does something.
type actionDoc struct {
	OK        string `json:"ok"`
	BillOrder string `json:"billorder"`
}

// done tells success from its look-alikes: an order that has to be paid first
// is answered with the address to pay at.
func (d *actionDoc) done(op backup.Operation) error {
	if d.BillOrder != "" || strings.Contains(d.OK, "://") {
		return failure(op, backup.KindUnknown, "payment_required", "the service wants a payment first")
	}
	if step, owed := strings.CutPrefix(d.OK, "func="); owed {
		return failure(op, backup.KindUnknown, step, "the service wants another step first")
	}
	return nil
}

// Create starts a backup of an instance and returns it as the list shows it,
// usually still [BackupSaving]; [BackupsService.WaitActive] waits for the rest.
// The name is trimmed and must have 1 to 100 characters.
//
// The service does not tell the new id. Create lists the backups before and
// after and takes the one that is new, with the given name where there are
// several; it looks every second at first, then every ten, for at most five
// minutes (options change that). Calls of one client for one instance run one
// after the other, so that they cannot take each other's backup. Somebody
// else's backup of the same instance, made at the same moment with the same
// name, cannot be told apart.
//
// Reaching the limit of backups in a day is [backup.ErrQuota] where the service
// says so. An error of type [*backup.WaitError] means that the backup was
// requested but not seen in the list in time.
func (s *BackupsService) Create(ctx context.Context, instanceID int64, name string, opts ...backup.WaitOption) (*Backup, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	name, err := checkName("name", name)
	if err != nil {
		return nil, err
	}
	unlock, err := s.creating.lock(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	defer unlock()

	list := listing{what: "backup", instanceID: instanceID, all: func(ctx context.Context) iter.Seq2[Backup, error] {
		return s.All(ctx, ListBackupsInput{InstanceID: instanceID})
	}}
	return list.create(ctx, name, func() error {
		return act(ctx, s.client.rest, zomroapi.OpCreateBackup, zomroapi.NewCreateBackupRequestWithBody, zomroapi.CreateBackupForm{
			ParentID: instanceID, Name: name, Sok: zomroapi.SubmitOK,
		})
	}, opts)
}

// listing is the list in which a new backup or snapshot turns up.
type listing struct {
	what       string
	instanceID int64
	all        func(context.Context) iter.Seq2[Backup, error]
}

// create requests a backup or snapshot and finds it in the list.
func (l listing) create(ctx context.Context, name string, request func() error, opts []backup.WaitOption) (*Backup, error) {
	before := make(map[int64]bool)
	for b, err := range l.all(ctx) {
		if err != nil {
			return nil, err
		}
		before[b.ID] = true
	}
	err := request()
	if err != nil && !accepted(err) {
		return nil, err
	}
	found, waitErr := l.waitListed(ctx, name, before, opts)
	switch {
	case waitErr == nil:
		return found, nil
	case err != nil:
		return nil, fmt.Errorf("%w (creating it was answered with: %w)", waitErr, err)
	default:
		return nil, waitErr
	}
}

// accepted reports the errors that mean "it is being worked on": the service
// answers so although it took the request.
func accepted(err error) bool {
	var e *backup.Error
	return errors.As(err, &e) && (e.Code == codeRunning || e.Code == codeLongTask)
}

// waitListed waits until one is listed that was not there before.
func (l listing) waitListed(ctx context.Context, name string, before map[int64]bool, opts []backup.WaitOption) (*Backup, error) {
	settings := backup.NewWaitSettings(backup.WaitSettings{
		Interval: time.Second, MaxInterval: pollInterval, Timeout: 5 * time.Minute,
	}, opts...)
	strangers := 0
	return backup.Wait(ctx, "new "+l.what+" of instance "+text(l.instanceID), func(ctx context.Context) (backup.Status[*Backup], error) {
		status := backup.Status[*Backup]{State: "not listed yet", Percent: -1}
		var named, other *Backup
		for b, err := range l.all(ctx) {
			switch {
			case err != nil:
				return status, err
			case b.ID <= 0 || before[b.ID] || b.Type == BackupAuto:
			case b.Name == name:
				named = newer(named, b)
			default:
				other = newer(other, b)
			}
		}
		if named == nil && other != nil {
			if strangers++; strangers >= otherNamePolls {
				named = other
			}
		}
		if named != nil {
			status.Value, status.State, status.Phase = named, string(named.Status), backup.Done
		}
		return status, nil
	}, settings)
}

// newer returns the backup with the higher id: ids grow.
func newer(a *Backup, b Backup) *Backup {
	if a != nil && a.ID > b.ID {
		return a
	}
	return &b
}

// CreateAndWait is [BackupsService.Create] followed by
// [BackupsService.WaitActive], each with the options. When only the wait fails,
// the error comes with the backup as it was last seen.
func (s *BackupsService) CreateAndWait(ctx context.Context, instanceID int64, name string, opts ...backup.WaitOption) (*Backup, error) {
	created, err := s.Create(ctx, instanceID, name, opts...)
	if err != nil {
		return nil, err
	}
	active, err := s.WaitActive(ctx, created.ID, opts...)
	if active == nil {
		active = created
	}
	return active, err
}

// pollInterval is how often the control panel looks while something is going on.
const pollInterval = 10 * time.Second

// WaitActive waits until a backup is saved, for as long as the context allows,
// looking every ten seconds (options change that). It needs nothing but the id,
// so it can be called again after an interruption. States it does not know
// count as work in progress; [BackupSuspended] ends the wait with a
// [*backup.WaitError], as does a backup that disappears. The returned backup is
// the last one seen, also with an error; nil when none was.
func (s *BackupsService) WaitActive(ctx context.Context, backupID int64, opts ...backup.WaitOption) (*Backup, error) {
	if err := checkID("backup_id", backupID); err != nil {
		return nil, err
	}
	return s.client.Images.waitActive(ctx, ImageTypeBackup, backupID, opts)
}

// waitActive waits until a member of the image family is saved.
func (s *ImagesService) waitActive(ctx context.Context, kind ImageType, id int64, opts []backup.WaitOption) (*Image, error) {
	settings := backup.NewWaitSettings(backup.WaitSettings{Interval: pollInterval}, opts...)
	return backup.Wait(ctx, string(kind)+" "+text(id), func(ctx context.Context) (backup.Status[*Image], error) {
		b, err := s.Get(ctx, id)
		if err != nil {
			return backup.Status[*Image]{}, err
		}
		status := backup.Status[*Image]{Value: b, State: string(b.Status), Percent: -1}
		switch {
		case b.Status.Is(BackupActive):
			status.Phase = backup.Done
		case b.Status.Is(BackupSuspended):
			status.Phase, status.Reason = backup.Failed, "it is blocked until the account is paid"
		}
		return status, nil
	}, settings)
}
