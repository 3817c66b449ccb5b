package zomro

import (
	"context"
	"iter"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// BackupsService are the backups of an instance's disk.
type BackupsService struct {
	client   *Client
	creating *keyLock // by instance, see Create
}

// BackupStatus is the state of a backup. The service's list is not public:
// treat values you do not know as work in progress.
type BackupStatus string

// States of a backup.
const (
	// BackupSaving: it is being made.
	BackupSaving BackupStatus = "Saving"
	// BackupActive: it is ready, to be restored, renamed or deleted.
	BackupActive BackupStatus = "Active"
	// BackupSuspended: it is blocked for want of money and can only be deleted.
	BackupSuspended BackupStatus = "suspended"
)

// BackupType says how a backup came about.
type BackupType string

// How backups come about.
const (
	// BackupManual: made by hand.
	BackupManual BackupType = "manual"
	// BackupAuto: made by a schedule.
	BackupAuto BackupType = "auto"
)

// Backup is a backup of an instance's disk.
type Backup struct {
	ID int64 `json:"id"`
	// Name need not be unique.
	Name string `json:"name"`
	// FleioID is the UUID of the backup in the cloud; a restore asks for it.
	FleioID        string       `json:"fleio_id"`
	Status         BackupStatus `json:"fleio_status"`
	ItemRealStatus ServiceState `json:"item_real_status"`
	Type           BackupType   `json:"backup_type"`
	CreateDate     time.Time    `json:"createdate"` // a day
	// SizeGB is the stored size in GB, 0 until it is saved.
	SizeGB int64 `json:"image_size"`
	// MinDiskGB and MinRAMGB are what an instance needs for a restore.
	MinDiskGB      int64        `json:"min_disk"`
	MinRAMGB       int64        `json:"min_ram"`
	DiskFormat     DiskFormat   `json:"disk_format"`
	Architecture   Architecture `json:"architecture"`
	HypervisorType string       `json:"hypervisor_type"`
	OSDistro       string       `json:"os_distro"`
	OSVersion      string       `json:"os_version"`
	// Protected backups cannot be deleted.
	Protected  bool   `json:"protected"`
	Region     string `json:"region"` // the data centre
	Visibility string `json:"visibility"`
	Cost       Money  `json:"cost"` // a day; lists only

	// The fields below are only filled by Get.

	// InstanceID is the instance it was taken from.
	InstanceID int64 `json:"instances_id"`
	// ImageType tells backups from snapshots and images, which have ids of the
	// same space.
	ImageType ImageType `json:"image_type"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
	// URL is where an image was loaded from; empty for backups.
	URL string `json:"url"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListBackupsInput says which page of an instance's backups to list.
type ListBackupsInput struct {
	// Cursor is the Next of the page before; empty is the first page.
	Cursor string
	// Limit is the number of rows per page; 0 leaves it to the service, which
	// remembers it for the user, in the control panel too.
	Limit int64
}

// BackupPage is a page of an instance's backups, with the numbers the service
// gives with each.
type BackupPage struct {
	backup.Page[Backup]

	// ManualCreatedToday is how many backups of the instance were made by hand
	// today; five are allowed. ManualCreatedTotal is how many there are.
	ManualCreatedToday, ManualCreatedTotal int64
	// StatCost is the price of one GB for one day, in EUR.
	StatCost Money
}

// backupList is the document of a list of backups.
type backupList struct {
	list[Backup]

	Today int64 `json:"manual_created_today"`
	Made  int64 `json:"manual_created_total"`
	Cost  struct {
		Stat Money `json:"stat_cost"`
	} `json:"cost"`
}

func (d *backupList) page(number int64) *BackupPage {
	return &BackupPage{
		Page:               page(d.Elem, number, d.paging),
		ManualCreatedToday: d.Today, ManualCreatedTotal: d.Made, StatCost: d.Cost.Stat,
	}
}

// List returns one page of an instance's backups.
func (s *BackupsService) List(ctx context.Context, instanceID int64, in ListBackupsInput) (*BackupPage, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	number, err := pageNumber("ListBackupsInput", in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	var doc backupList
	if err := s.client.api.ListBackups(ctx, zomroapi.ListBackupsForm{ElementID: instanceID, PageNumber: number, PageSize: in.Limit}, &doc); err != nil {
		return nil, err
	}
	return doc.page(number), nil
}

// All yields the backups of an instance from in.Cursor on, one page after the
// other.
func (s *BackupsService) All(ctx context.Context, instanceID int64, in ListBackupsInput) iter.Seq2[Backup, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Backup], error) {
		next := in
		next.Cursor = cursor
		page, err := s.List(ctx, instanceID, next)
		if err != nil {
			return nil, err
		}
		return &page.Page, nil
	}, func(b Backup) string { return rowKey(b.ID) })
}

// Get returns one backup, with its instance and the times of its creation and
// last change. The service knows snapshots and images by the same function and
// ids: look at ImageType.
func (s *BackupsService) Get(ctx context.Context, backupID int64) (*Backup, error) {
	if err := arg.Positive("backupID", backupID); err != nil {
		return nil, err
	}
	return s.client.Images.Get(ctx, backupID)
}

// CreateBackupInput is a backup to make.
type CreateBackupInput struct {
	// Name has 1 to 100 characters; blanks around it do not count. It need not
	// be unique.
	Name string
}

// Create starts a backup of an instance and returns it as the list shows it,
// usually still [BackupSaving]; [BackupsService.WaitActive] waits for the rest.
//
// The service does not tell the new id. Create lists the backups before and
// after and takes the one that is new, with the input's name where there are
// several; it looks every second at first, then every ten, for at most five
// minutes (options change that). Calls of one client for one instance run one
// after the other, so that they cannot take each other's backup. Somebody
// else's backup of the same instance, made at the same moment with the same
// name, cannot be told apart.
//
// The response "runningoperation" means that the service has accepted the work:
// Create goes on to the list. Reaching the limit of backups in a day is
// [backup.ErrQuota] where the service says so. An error of type
// [*backup.WaitError] means that the backup was requested but not seen in the
// list in time.
func (s *BackupsService) Create(ctx context.Context, instanceID int64, in CreateBackupInput, opts ...backup.WaitOption) (*Backup, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	name, err := checkName("CreateBackupInput.Name", in.Name)
	if err != nil {
		return nil, err
	}
	unlock, err := s.creating.lock(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	defer unlock()
	finder := findCreatedImage("new backup of instance "+text(instanceID), func(ctx context.Context) iter.Seq2[Backup, error] {
		return s.All(ctx, instanceID, ListBackupsInput{})
	})
	return finder.create(ctx, name, func() error {
		return s.client.api.CreateBackup(ctx, zomroapi.CreateBackupForm{ParentID: instanceID, Name: name, Sok: zomroapi.SubmitOK})
	}, opts)
}

// CreateAndWait is [BackupsService.Create] followed by
// [BackupsService.WaitActive], each with the options. When only the wait fails,
// the error comes with the backup as it was last seen.
func (s *BackupsService) CreateAndWait(ctx context.Context, instanceID int64, in CreateBackupInput, opts ...backup.WaitOption) (*Backup, error) {
	created, err := s.Create(ctx, instanceID, in, opts...)
	if err != nil {
		return nil, err
	}
	return s.client.Images.waitCreated(ctx, ImageTypeBackup, created, opts)
}

// WaitActive waits until a backup is saved, for as long as the context allows,
// looking every ten seconds (options change that). It needs nothing but the id,
// so it can be called again after an interruption. States it does not know
// count as work in progress; [BackupSuspended] ends the wait with a
// [*backup.WaitError], as does a backup that disappears. The returned backup is
// the last one seen, also with an error; nil when none was.
func (s *BackupsService) WaitActive(ctx context.Context, backupID int64, opts ...backup.WaitOption) (*Backup, error) {
	return s.client.Images.waitActive(ctx, ImageTypeBackup, "backupID", backupID, opts)
}

// Rename gives a backup another name of 1 to 100 characters; blanks around it
// do not count.
func (s *BackupsService) Rename(ctx context.Context, backupID int64, name string) error {
	if err := arg.Positive("backupID", backupID); err != nil {
		return err
	}
	return s.client.Images.rename(ctx, backupID, name)
}

// Protect protects a backup from deletion, [BackupsService.Unprotect] allows it
// again.
func (s *BackupsService) Protect(ctx context.Context, backupID int64) error {
	if err := arg.Positive("backupID", backupID); err != nil {
		return err
	}
	return s.client.Images.Update(ctx, backupID, UpdateImageInput{Protected: new(true)})
}

// Unprotect allows the deletion of a backup again.
func (s *BackupsService) Unprotect(ctx context.Context, backupID int64) error {
	if err := arg.Positive("backupID", backupID); err != nil {
		return err
	}
	return s.client.Images.Update(ctx, backupID, UpdateImageInput{Protected: new(false)})
}

// Delete deletes a backup for good. It looks at the backup first and sends
// nothing more when it is protected ([backup.ErrConflict], code "protected") or
// still being saved ([backup.ErrBusy]), when the id is that of a snapshot or
// image, or when it belongs to another instance ([backup.ErrInvalid]). A backup
// that does not exist, or no longer, is [backup.ErrNotFound]. The service may go
// on listing it for a moment.
func (s *BackupsService) Delete(ctx context.Context, instanceID, backupID int64) error {
	if err := validate.FirstError(arg.Positive("instanceID", instanceID), arg.Positive("backupID", backupID)); err != nil {
		return err
	}
	return s.client.Images.deleteOf(ctx, ImageTypeBackup, instanceID, backupID)
}
