package zomro

import (
	"context"
	"iter"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// BackupsService are the backups of an instance's disk.
type BackupsService struct {
	client   *Client
	creating *keyLock // by instance, see Create
}

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

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListBackupsInput says which backups to list.
type ListBackupsInput struct {
	// InstanceID is the instance, required.
	InstanceID int64
	// Page is the Next of the page before; empty is the first page.
	Page string
	// PageSize is the number of rows per page; 0 leaves it to the service,
	// which remembers it for the user, in the control panel too.
	PageSize int64
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

// backupList is the answer of a list of backups.
type backupList struct {
	paging

	Elem  []Backup `json:"elem"`
	Today int64    `json:"manual_created_today"`
	Made  int64    `json:"manual_created_total"`
	Cost  struct {
		Stat Money `json:"stat_cost"`
	} `json:"cost"`
}

// List returns one page of an instance's backups.
func (s *BackupsService) List(ctx context.Context, in ListBackupsInput) (*BackupPage, error) {
	if err := checkID("InstanceID", in.InstanceID); err != nil {
		return nil, err
	}
	number, err := checkPaging(in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	doc, err := call[backupList](ctx, s.client.rest, zomroapi.OpListBackups, zomroapi.NewListBackupsRequestWithBody, zomroapi.ListBackupsForm{
		ElementID: in.InstanceID, PageNumber: number, PageSize: in.PageSize,
	})
	if err != nil {
		return nil, err
	}
	return doc.page(number), nil
}

func (d *backupList) page(number int64) *BackupPage {
	return &BackupPage{
		Page:               page(d.Elem, number, d.paging),
		ManualCreatedToday: d.Today, ManualCreatedTotal: d.Made, StatCost: d.Cost.Stat,
	}
}

// All yields all backups of an instance, one page after the other. It begins
// with the first page; in.Page is not used.
func (s *BackupsService) All(ctx context.Context, in ListBackupsInput) iter.Seq2[Backup, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, next string) (*backup.Page[Backup], error) {
		in.Page = next
		p, err := s.List(ctx, in)
		if err != nil {
			return nil, err
		}
		return &p.Page, nil
	}, func(b Backup) string { return text(b.ID) })
}

// Get returns one backup, with its instance and the times of its creation and
// last change. An id of a snapshot or image is answered too: look at ImageType.
func (s *BackupsService) Get(ctx context.Context, backupID int64) (*Backup, error) {
	if err := checkID("backup_id", backupID); err != nil {
		return nil, err
	}
	return s.client.Images.Get(ctx, backupID)
}

// Rename gives a backup another name of 1 to 100 characters; blanks around it
// do not count.
func (s *BackupsService) Rename(ctx context.Context, backupID int64, name string) error {
	if err := checkID("backup_id", backupID); err != nil {
		return err
	}
	return s.client.Images.Update(ctx, backupID, UpdateImageInput{Name: &name})
}

// Protect protects a backup from deletion, or allows it again.
func (s *BackupsService) Protect(ctx context.Context, backupID int64, protected bool) error {
	if err := checkID("backup_id", backupID); err != nil {
		return err
	}
	return s.client.Images.Update(ctx, backupID, UpdateImageInput{Protected: &protected})
}

// Delete deletes a backup for good. It looks at the backup first and sends
// nothing more when it is protected ([backup.ErrConflict], code "protected") or
// still being saved ([backup.ErrBusy]), when the id is that of a snapshot or
// image, or when it belongs to another instance ([backup.ErrInvalid]). A backup
// that does not exist, or no longer, is [backup.ErrNotFound]. The service may go
// on listing it for a moment.
func (s *BackupsService) Delete(ctx context.Context, instanceID, backupID int64) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	if err := checkID("backup_id", backupID); err != nil {
		return err
	}
	return s.client.Images.deleteOf(ctx, ImageTypeBackup, instanceID, backupID)
}
