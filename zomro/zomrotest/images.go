package zomrotest

import (
	"context"
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
	// ID is assigned by the server when it is 0.
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
	// Protected forbids its deletion.
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
	// UUID is its id in the cloud, assigned by the server when it is empty.
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
	if i.InstanceID != 0 {
		s.contents.Save(i.UUID, text(i.InstanceID))
	}
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

// imageColumns are what the lists of the image family can be sorted by.
func imageColumns() columns[*image] {
	return columns[*image]{
		"id":         byInt(func(i *image) int64 { return i.ID }),
		"name":       byText(func(i *image) string { return i.Name }),
		"image_name": byText(func(i *image) string { return i.Name }),
		"createdate": byTime(func(i *image) time.Time { return i.Created }),
		"image_size": byInt(func(i *image) int64 { return i.SizeGB }),
	}
}

// ListImages implements the generated server.
func (s *service) ListImages(ctx context.Context, body *zomroapi.ListForm) (any, error) {
	c := callOf(ctx)
	var rows []*image
	for _, i := range s.listed("", 0) {
		if passes(s.view(listImages).filter, matchesImage(i)) {
			rows = append(rows, i)
		}
	}
	p := paged(s, c.function, rows, imageColumns(), *body)
	doc := zomroapi.ImageListDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		PageNumber: number(p.num), PageSize: number(p.size), Total: number(p.total),
	}
	for _, i := range p.rows {
		row := s.row(i)
		doc.Elem = append(doc.Elem, zomroapi.ImageRow{
			ID: row.ID, ImageName: row.Name, ImageType: value(i.Kind), FleioID: row.FleioID, FleioStatus: row.FleioStatus,
			ItemRealStatus: row.ItemRealStatus, CreateDate: row.CreateDate, ImageSize: row.ImageSize, MinDisk: row.MinDisk,
			MinRAM: row.MinRAM, DiskFormat: row.DiskFormat, Architecture: row.Architecture, OSDistro: row.OSDistro,
			OSVersion: row.OSVersion, Protected: row.Protected, Region: row.Region, Visibility: row.Visibility, Cost: row.Cost,
		})
	}
	return doc, nil
}

// ShowImage implements the generated server.
func (s *service) ShowImage(ctx context.Context, body *zomroapi.ShowImageForm) (any, error) {
	c := callOf(ctx)
	i := s.image(body.ElementID)
	if i == nil {
		return nil, missed("image", body.ElementID)
	}
	row := s.row(i)
	doc := zomroapi.ImageDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		ID: row.ID, ImageName: row.Name, ImageType: value(i.Kind),
		FleioID: row.FleioID, FleioStatus: row.FleioStatus, ItemRealStatus: row.ItemRealStatus, BackupType: row.BackupType,
		CreateDate: row.CreateDate, Created: value(s.moment(i.Created)), Updated: value(s.moment(i.updated)),
		ImageSize: row.ImageSize, MinDisk: row.MinDisk, MinRAM: row.MinRAM, DiskFormat: row.DiskFormat,
		Architecture: row.Architecture, HypervisorType: row.HypervisorType, OSDistro: row.OSDistro,
		OSVersion: row.OSVersion, Protected: row.Protected, Region: row.Region, Visibility: row.Visibility, URL: value(i.URL),
		Slist: []zomroapi.ChoiceList{{Name: "protected", Values: []zomroapi.Choice{{Key: "on", Text: "Yes"}, {Key: "off", Text: "No"}}}},
	}
	if i.InstanceID != 0 {
		doc.InstancesID = value(text(i.InstanceID))
	}
	if s.contents.Lies(LieOldBackup) {
		doc.Created = value(s.moment(i.Created.Add(-time.Hour)))
	}
	if s.contents.Lies(LieWrongSource) {
		doc.InstancesID = value(text(i.InstanceID + 1))
	}
	return doc, nil
}

// Bounds of what an image may need, in GB.
const (
	maxDisk = 10000
	maxRAM  = 1000
)

// UpdateImage implements the generated server. Fields for images alone are
// ignored where they do not belong.
func (s *service) UpdateImage(ctx context.Context, form *zomroapi.UpdateImageForm) (any, error) {
	c := callOf(ctx)
	i := s.image(form.ElementID)
	switch {
	case i == nil:
		return nil, missed("image", form.ElementID)
	case i.Status == stateSaving || !i.deletedAt.IsZero():
		return nil, wrongImageState("The image is in use")
	}
	changed := i.Backup
	if form.ImageName != "" {
		name, err := checkName("image_name", form.ImageName)
		if err != nil {
			return nil, err
		}
		changed.Name = name
	}
	if form.Protected != "" {
		if err := checkSwitch("protected", form.Protected); err != nil {
			return nil, err
		}
		changed.Protected = form.Protected == "on"
	}
	if i.Kind == KindImage {
		if err := changed.describe(form); err != nil {
			return nil, err
		}
	}
	i.Backup, i.updated = changed, s.now()
	return c.done(), nil
}

// describe sets what only images have.
func (b *Backup) describe(form *zomroapi.UpdateImageForm) (err error) {
	if form.MinDisk != "" {
		if b.MinDiskGB, err = checkSize("min_disk", form.MinDisk, maxDisk); err != nil {
			return err
		}
	}
	if form.MinRAM != "" {
		if b.MinRAMGB, err = checkSize("min_ram", form.MinRAM, maxRAM); err != nil {
			return err
		}
	}
	for _, word := range []struct {
		field, value string
		into         *string
		known        []string
	}{
		{"disk_format", form.DiskFormat, &b.DiskFormat, diskFormats()},
		{"architecture", form.Architecture, &b.Architecture, architectures()},
		{"os_distro", form.OSDistro, &b.OSDistro, nil},
		{"os_version", form.OSVersion, &b.OSVersion, nil},
	} {
		switch {
		case word.value == "":
		case word.known != nil && !slices.Contains(word.known, word.value):
			return invalid(word.field, word.value)
		default:
			*word.into = word.value
		}
	}
	return nil
}

func diskFormats() []string {
	return []string{"iso", "ami", "ari", "aki", "vhd", "vmdk", "raw", "qcow2", "vdi"}
}

func architectures() []string { return []string{"x86_64", "i686", "ia64"} }

// wrongImageState is the error for work that the state of an image does not
// allow.
func wrongImageState(text string) *serviceError {
	return &serviceError{Type: "fleio_status", Object: "image", Text: text}
}

// DeleteImage implements the generated server. Whoever asks without sok gets
// the form back, as the documentation has it; the panel's own front end is said
// to delete without it.
func (s *service) DeleteImage(ctx context.Context, in *zomroapi.DeleteImageForm) (any, error) {
	c := callOf(ctx)
	i := s.image(in.ElementID)
	switch {
	case i == nil:
		return nil, missed("image", in.ElementID)
	case in.Sok == "":
		return formOn(c, in.ElementID, in.ParentID), nil
	case i.Protected:
		return nil, &serviceError{Type: "protected", Object: "image", Text: "The image is protected from deletion"}
	case i.Status != stateActive && i.Status != stateSuspended:
		return nil, wrongImageState("The image is in use")
	}
	if s.contents.Lies(LieNoDeletion) {
		return c.done(), nil
	}
	i.Status, i.deletedAt = statusDeleting, s.now().Add(s.cfg.deletionTime)
	s.settle()
	return c.done(), nil
}

// copyable finds an image to copy: only those that were loaded can be.
func (s *service) copyable(id int64) (*image, error) {
	i := s.image(id)
	switch {
	case i == nil:
		return nil, missed("image", id)
	case i.Kind != KindImage:
		return nil, invalid("elid", text(id))
	case i.Status != stateActive:
		return nil, wrongImageState("The image is in use")
	}
	return i, nil
}

// ShowImageCopy implements the generated server.
func (s *service) ShowImageCopy(ctx context.Context, body *zomroapi.ShowImageCopyForm) (any, error) {
	i, err := s.copyable(body.ElementID)
	if err != nil {
		return nil, err
	}
	return formOn(callOf(ctx), i.ID, 0).set("image_name", i.Name).set("region", i.Region).choose("region", regionChoices()...), nil
}

// CopyImage implements the generated server. The copy is billed, so it counts
// as an order.
func (s *service) CopyImage(ctx context.Context, in *zomroapi.CopyImageForm) (any, error) {
	c := callOf(ctx)
	i, err := s.copyable(in.ElementID)
	if err != nil {
		return nil, err
	}
	name, err := checkName("image_name", in.ImageName)
	if err != nil {
		return nil, err
	}
	if !isRegion(in.Region) || in.Region == i.Region {
		return nil, invalid("region", in.Region)
	}
	if err := s.buy(Order{Kind: OrderCopy, Price: int64(storedGB) * i.SizeGB, Count: 1}); err != nil {
		return nil, err
	}
	made := i.Backup
	made.ID, made.UUID, made.Created = 0, "", s.now()
	made.Name, made.Region, made.Status, made.Protected = name, in.Region, stateSaving, false
	s.addImage(made, s.now()).listedAt = s.now().Add(s.cfg.listingDelay)
	return c.done(), s.accepted()
}
