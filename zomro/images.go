package zomro

import (
	"cmp"
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// ImagesService is the image family of the account: images that were loaded
// from an address, and all snapshots and backups. They share one space of ids.
type ImagesService struct {
	client   *Client
	creating *keyLock // one key for all, see BackupsService.Create
}

// Image is a member of the image family; ImageType tells of which kind.
type Image = Backup

// ImageType tells what an id of the image family stands for.
type ImageType string

// The image family; all share one space of ids.
const (
	ImageTypeBackup   ImageType = "backup"
	ImageTypeSnapshot ImageType = "snapshot"
	ImageTypeImage    ImageType = "image"
)

// DiskFormat is the format of a disk image.
type DiskFormat string

// Formats of disk images.
const (
	DiskFormatISO   DiskFormat = "iso"
	DiskFormatAMI   DiskFormat = "ami"
	DiskFormatARI   DiskFormat = "ari"
	DiskFormatAKI   DiskFormat = "aki"
	DiskFormatVHD   DiskFormat = "vhd"
	DiskFormatVMDK  DiskFormat = "vmdk"
	DiskFormatRaw   DiskFormat = "raw"
	DiskFormatQCOW2 DiskFormat = "qcow2"
	DiskFormatVDI   DiskFormat = "vdi"
)

// DiskFormats are all the service knows.
func DiskFormats() []DiskFormat {
	return []DiskFormat{
		DiskFormatISO, DiskFormatAMI, DiskFormatARI, DiskFormatAKI, DiskFormatVHD,
		DiskFormatVMDK, DiskFormatRaw, DiskFormatQCOW2, DiskFormatVDI,
	}
}

// Architecture is the processor an image is made for.
type Architecture string

// Processors.
const (
	ArchitectureX8664 Architecture = "x86_64"
	ArchitectureI686  Architecture = "i686"
	ArchitectureIA64  Architecture = "ia64"
)

// Architectures are all the service knows.
func Architectures() []Architecture {
	return []Architecture{ArchitectureX8664, ArchitectureI686, ArchitectureIA64}
}

// imageDoc is an image under the names of its editing form and of the list of
// all images.
type imageDoc struct {
	Backup

	ImageName string `json:"image_name"`
}

func (d *imageDoc) image() Image {
	out := d.Backup
	if d.ImageName != "" {
		out.Name = d.ImageName
	}
	return out
}

// ListImagesInput says which page of the images to list.
type ListImagesInput struct {
	// Cursor is the Next of the page before; empty is the first page.
	Cursor string
	// Limit is the number of rows per page; 0 leaves it to the service, which
	// remembers it for the user, in the control panel too.
	Limit int64
}

// List returns one page of the account's images, snapshots and backups.
func (s *ImagesService) List(ctx context.Context, in ListImagesInput) (*backup.Page[Image], error) {
	docs, err := listPage[imageDoc]("ListImagesInput", in.Cursor, in.Limit, func(number int64, out any) error {
		return s.client.api.ListImages(ctx, zomroapi.ListForm{PageNumber: number, PageSize: in.Limit}, out)
	})
	if err != nil {
		return nil, err
	}
	out := &backup.Page[Image]{Items: make([]Image, len(docs.Items)), Total: docs.Total, Next: docs.Next}
	for i := range docs.Items {
		out.Items[i] = docs.Items[i].image()
	}
	return out, nil
}

// All yields the images, snapshots and backups of the account from in.Cursor on,
// one page after the other.
func (s *ImagesService) All(ctx context.Context, in ListImagesInput) iter.Seq2[Image, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Image], error) {
		next := in
		next.Cursor = cursor
		return s.List(ctx, next)
	}, func(i Image) string { return rowKey(i.ID) })
}

// Get returns one image, snapshot or backup. It changes nothing: the service
// takes the same function for a change only when it is submitted.
func (s *ImagesService) Get(ctx context.Context, imageID int64) (*Image, error) {
	if err := arg.Positive("imageID", imageID); err != nil {
		return nil, err
	}
	var doc imageDoc
	if err := s.client.api.ShowImage(ctx, zomroapi.ShowImageForm{ElementID: imageID}, &doc); err != nil {
		return nil, err
	}
	out := doc.image()
	dropSecrets(out.Extra)
	switch out.ID {
	case imageID:
	case 0: // forms need not repeat the id
		out.ID = imageID
	default:
		return nil, unreadable(&zomroapi.OpShowImage, "response is about another image")
	}
	return &out, nil
}

// UpdateImageInput says what to change; nil and empty fields stay as they are.
// All but Name and Protected are for images that were loaded from an address.
type UpdateImageInput struct {
	// Name has 1 to 100 characters; blanks around it do not count.
	Name *string
	// Protected images cannot be deleted.
	Protected *bool
	// MinDiskGB (0 to 10000) and MinRAMGB (0 to 1000) are what an instance
	// needs to start from it.
	MinDiskGB, MinRAMGB *int64
	// DiskFormat is such as "qcow2".
	DiskFormat DiskFormat
	// OSDistro and OSVersion name the operating system.
	OSDistro, OSVersion string
	// Architecture is "x86_64", "i686" or "ia64".
	Architecture Architecture
}

// Update changes an image, snapshot or backup. It reads it first and sends all
// of it, with the changes: what the service makes of a field that is missing is
// not documented. What somebody else changes between the two is lost. The error
// "runningoperation" ([backup.ErrBusy]) leaves open whether the service has
// accepted the change.
func (s *ImagesService) Update(ctx context.Context, imageID int64, in UpdateImageInput) error {
	if err := arg.Positive("imageID", imageID); err != nil {
		return err
	}
	form := zomroapi.UpdateImageForm{ElementID: imageID, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK}
	if err := in.change(&form); err != nil {
		return err
	}
	present, err := s.Get(ctx, imageID)
	if err != nil {
		return err
	}
	keep(&form, present)
	return s.client.api.UpdateImage(ctx, form)
}

// rename is Update for a name that is checked under the argument's name.
func (s *ImagesService) rename(ctx context.Context, imageID int64, name string) error {
	if _, err := checkName("name", name); err != nil {
		return err
	}
	return s.Update(ctx, imageID, UpdateImageInput{Name: &name})
}

// change writes what changes into a form.
func (in UpdateImageInput) change(form *zomroapi.UpdateImageForm) (err error) {
	if in == (UpdateImageInput{}) {
		return arg.Invalid("UpdateImageInput", "is empty: there is nothing to change")
	}
	if in.Name != nil {
		if form.ImageName, err = checkName("UpdateImageInput.Name", *in.Name); err != nil {
			return err
		}
	}
	if in.Protected != nil {
		form.Protected = onOff(*in.Protected)
	}
	if form.MinDisk, err = optionalGB("UpdateImageInput.MinDiskGB", in.MinDiskGB, maxMinDisk); err != nil {
		return err
	}
	if form.MinRAM, err = optionalGB("UpdateImageInput.MinRAMGB", in.MinRAMGB, maxMinRAM); err != nil {
		return err
	}
	if err := checkOneOf("UpdateImageInput.DiskFormat", in.DiskFormat, DiskFormats()); err != nil {
		return err
	}
	if err := checkOneOf("UpdateImageInput.Architecture", in.Architecture, Architectures()); err != nil {
		return err
	}
	form.DiskFormat, form.Architecture = string(in.DiskFormat), string(in.Architecture)
	form.OSDistro, form.OSVersion = in.OSDistro, in.OSVersion
	return nil
}

// keep fills in what a change leaves alone. The form of backups and snapshots
// has the first two fields only.
func keep(form *zomroapi.UpdateImageForm, present *Image) {
	form.ImageName = cmp.Or(form.ImageName, present.Name)
	if present.Unparsed["protected"] == "" {
		form.Protected = cmp.Or(form.Protected, onOff(present.Protected))
	}
	if present.ImageType != ImageTypeImage {
		return
	}
	for _, field := range []struct {
		to   *string
		name string
		have string
	}{
		{&form.MinDisk, "min_disk", text(present.MinDiskGB)},
		{&form.MinRAM, "min_ram", text(present.MinRAMGB)},
		{&form.DiskFormat, "disk_format", string(present.DiskFormat)},
		{&form.Architecture, "architecture", string(present.Architecture)},
		{&form.OSDistro, "os_distro", present.OSDistro},
		{&form.OSVersion, "os_version", present.OSVersion},
	} {
		if _, odd := present.Unparsed[field.name]; !odd {
			*field.to = cmp.Or(*field.to, field.have)
		}
	}
}

// Delete deletes an image, snapshot or backup for good. It looks at it first
// and sends nothing more when it is protected ([backup.ErrConflict], code
// "protected") or still being saved ([backup.ErrBusy]).
func (s *ImagesService) Delete(ctx context.Context, imageID int64) error {
	form, err := s.deletion(ctx, "", 0, imageID)
	if err != nil {
		return err
	}
	return deleted(s.client.api.DeleteImage(ctx, form))
}

// deleteOf is Delete for what must be of a kind, and of an instance.
func (s *ImagesService) deleteOf(ctx context.Context, kind ImageType, instanceID, imageID int64) error {
	form, err := s.deletion(ctx, kind, instanceID, imageID)
	if err != nil {
		return err
	}
	return deleted(s.client.api.DeleteImage(ctx, form))
}

// deletion looks at an image that is to be deleted: it must be of a kind, and of
// an instance. An empty kind and instance 0 are any.
func (s *ImagesService) deletion(ctx context.Context, kind ImageType, instanceID, imageID int64) (form zomroapi.DeleteImageForm, err error) {
	i, err := s.Get(ctx, imageID)
	if err != nil {
		return form, err
	}
	switch {
	case kind != "" && i.ImageType != "" && i.ImageType != kind:
		return form, notDeleted(backup.KindInvalid, "", string(kind)+"ID is the id of a thing of type "+string(i.ImageType))
	case instanceID != 0 && i.InstanceID != 0 && i.InstanceID != instanceID:
		return form, notDeleted(backup.KindInvalid, "", "the "+string(kind)+" belongs to another instance than instanceID")
	case i.Protected:
		return form, notDeleted(backup.KindConflict, codeProtected, "it is protected")
	case i.Status.Is(BackupSaving):
		return form, notDeleted(backup.KindBusy, "", "it is still being saved")
	}
	if instanceID == 0 {
		instanceID = i.InstanceID // none for an image
	}
	return zomroapi.DeleteImageForm{ElementID: imageID, ParentID: instanceID, ElementName: text(imageID), Sok: zomroapi.SubmitOK}, nil
}

// notDeleted is the error of a deletion that was given up before it began.
func notDeleted(kind backup.Kind, code, reason string) error {
	return notSent(&zomroapi.OpDeleteImage, kind, code, "not deleted: "+reason)
}
