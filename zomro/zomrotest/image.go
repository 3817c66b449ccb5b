package zomrotest

import (
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Kinds of the image family.
const (
	KindBackup   = "backup"
	KindSnapshot = "snapshot"
	KindImage    = "image"
)

// Backup is a backup, snapshot or image of the fake.
type Backup struct {
	// ID is given by the server when it is 0.
	ID int64
	// InstanceID is the instance it was taken from; images have none.
	InstanceID int64
	Name       string
	// Kind is KindBackup, KindSnapshot or KindImage; empty is KindBackup.
	Kind string
	// Status is the state: "Saving", "Active", or anything else; empty is
	// "Active".
	Status string
	// Type is "manual" or "auto"; empty is "manual".
	Type string
	// Created is when it was made; zero is now.
	Created time.Time
	// SizeGB is the stored size, known once it is saved.
	SizeGB int64
	// Protected refuses its deletion.
	Protected bool
	// MinDiskGB and MinRAMGB are what an instance needs to start from it. 0 is
	// the disk of the instance it was taken from, and no memory.
	MinDiskGB, MinRAMGB int64
	// Region is the data centre that stores it; empty is its instance's.
	Region string
	// DiskFormat, OSDistro, OSVersion and Architecture describe it; they have
	// defaults.
	DiskFormat, OSDistro, OSVersion, Architecture string
	// URL is where an image was loaded from.
	URL string
	// UUID is its id in the cloud, given by the server when it is empty.
	UUID string
}

// States of the image family.
const (
	stateSaving    = "Saving"
	stateActive    = "Active"
	stateSuspended = "suspended"
)

// image is a backup, snapshot or image with what is not public about it.
type image struct {
	Backup

	updated   time.Time
	listedAt  time.Time
	readyAt   time.Time // when Saving ends; zero: never
	deletedAt time.Time // when its deletion ends; zero: it is not being deleted
}

// settle moves an image on that has been Saving long enough.
func (i *image) settle(now time.Time) {
	if i.readyAt.IsZero() || now.Before(i.readyAt) {
		return
	}
	i.updated, i.readyAt = i.readyAt, time.Time{}
	i.Status = stateActive
	if i.SizeGB == 0 {
		i.SizeGB = 3 + i.ID%5
	}
}

// addImage adds to the image family what began at a moment.
func (s *service) addImage(public Backup, began time.Time) *image {
	i := &image{Backup: public}
	if i.ID == 0 {
		i.ID = s.newID()
	}
	s.lastID = max(s.lastID, i.ID)
	defaults := []struct {
		field *string
		value string
	}{
		{&i.Kind, KindBackup}, {&i.Type, "manual"}, {&i.Status, stateActive}, {&i.UUID, s.ids.UUID()}, {&i.DiskFormat, "qcow2"},
		{&i.OSDistro, "Debian"}, {&i.OSVersion, "12 x64"}, {&i.Architecture, "x86_64"},
	}
	if in := s.instance(i.InstanceID); in != nil {
		defaults = append(defaults, struct {
			field *string
			value string
		}{&i.Region, in.DataCenter})
		if i.MinDiskGB == 0 {
			i.MinDiskGB = in.DiskGB
		}
	}
	for _, d := range defaults {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	if i.Created.IsZero() {
		i.Created = began
	}
	i.updated = i.Created
	if i.Status == stateSaving {
		i.readyAt = began.Add(s.cfg.savingTime)
		i.settle(s.now())
	}
	s.images = append(s.images, i)
	return i
}

func (s *service) image(id int64) *image {
	at := slices.IndexFunc(s.images, func(i *image) bool { return i.ID == id })
	if at < 0 {
		return nil
	}
	return s.images[at]
}

// listed are the images of a kind that lists show; instance 0 is any, and an
// empty kind too.
func (s *service) listed(kind string, instanceID int64) []*image {
	var out []*image
	for _, i := range s.images {
		if (kind == "" || i.Kind == kind) && (instanceID == 0 || i.InstanceID == instanceID) && !s.now().Before(i.listedAt) {
			out = append(out, i)
		}
	}
	return out
}

// row is an image as the lists of an instance show it.
func (s *service) row(i *image) zomroapi.Backup {
	row := zomroapi.Backup{
		ID: value(text(i.ID)), Name: value(i.Name), FleioID: value(i.UUID), FleioStatus: value(i.Status),
		ItemRealStatus: value("2"), BackupType: value(i.Type), CreateDate: value(s.day(i.Created)),
		MinDisk: value(text(i.MinDiskGB)), MinRAM: value(text(i.MinRAMGB)), DiskFormat: value(i.DiskFormat), Architecture: value(i.Architecture),
		HypervisorType: value("any_hypervisor"), OSDistro: value(i.OSDistro), OSVersion: value(i.OSVersion),
		Protected: value(onOff(i.Protected)), Region: value(i.Region), Visibility: value("private"),
	}
	if i.SizeGB > 0 {
		row.ImageSize = value(text(i.SizeGB))
		row.Cost = value((storedGB * cents(i.SizeGB)).priced() + " / Day")
	}
	if i.Kind != KindBackup {
		row.BackupType = value("")
	}
	return row
}

// matchesImage says what filters compare of an image.
func matchesImage(i *image) matchers {
	return matchers{
		"name": part(i.Name), "id": same(text(i.ID)), "fleio_status": same(i.Status), "os_distro": same(i.OSDistro),
		"image_type": same(i.Kind), "region": same(i.Region), "disk_format": same(i.DiskFormat), "protected": same(onOff(i.Protected)),
	}
}
