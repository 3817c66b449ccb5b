package zomro

import (
	"context"
	"iter"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// listTimeout is how long a new backup, snapshot or image is looked for in the
// list.
const listTimeout = 5 * time.Minute

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
// The answer "runningoperation" means that the service has accepted the work:
// Create goes on to the list. Reaching the limit of backups in a day is
// [backup.ErrQuota] where the service says so. An error of type
// [*backup.WaitError] means that the backup was requested but not seen in the
// list in time.
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
	list := imagesListed("new backup of instance "+text(instanceID), func(ctx context.Context) iter.Seq2[Backup, error] {
		return s.All(ctx, ListBackupsInput{InstanceID: instanceID})
	})
	return list.create(ctx, name, func() error {
		return act(ctx, s.client.rest, zomroapi.OpCreateBackup, zomroapi.NewCreateBackupRequestWithBody, zomroapi.CreateBackupForm{
			ParentID: instanceID, Name: name, Sok: zomroapi.SubmitOK,
		})
	}, opts)
}

// imagesListed is a list in which new members of the image family turn up.
func imagesListed(what string, all func(context.Context) iter.Seq2[Image, error]) newcomers[Image] {
	return newcomers[Image]{
		what: what, all: all, timeout: listTimeout,
		id:    func(i Image) int64 { return i.ID },
		name:  func(i Image) string { return i.Name },
		state: func(i Image) string { return string(i.Status) },
		// Made by a schedule in the meantime.
		foreign: func(i Image) bool { return i.Type == BackupAuto },
	}
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
