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

// buttonOK is the button that submits most forms.
const buttonOK = "ok"

// imageForm is an image under the names of its editing form and of the list of
// all images.
type imageForm struct {
	Backup

	ImageName string `json:"image_name"`
}

func (f *imageForm) image() Image {
	out := f.Backup
	if f.ImageName != "" {
		out.Name = f.ImageName
	}
	return out
}

// ListImagesInput says which page of the images to list.
type ListImagesInput struct {
	// Page is the Next of the page before; empty is the first page.
	Page string
	// PageSize is the number of rows per page; 0 leaves it to the service,
	// which remembers it for the user, in the control panel too.
	PageSize int64
}

// imageList is the answer of the list of all images.
type imageList struct {
	paging

	Elem []imageForm `json:"elem"`
}

// List returns one page of the account's images, snapshots and backups.
func (s *ImagesService) List(ctx context.Context, in ListImagesInput) (*backup.Page[Image], error) {
	number, err := checkPaging(in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	doc, err := call[imageList](ctx, s.client.rest, zomroapi.OpListImages, zomroapi.NewListImagesRequestWithBody, zomroapi.ListForm{
		PageNumber: number, PageSize: in.PageSize,
	})
	if err != nil {
		return nil, err
	}
	rows := make([]Image, len(doc.Elem))
	for i := range doc.Elem {
		rows[i] = doc.Elem[i].image()
	}
	out := page(rows, number, doc.paging)
	return &out, nil
}

// All yields all images, snapshots and backups of the account, one page after
// the other. It begins with the first page; in.Page is not used.
func (s *ImagesService) All(ctx context.Context, in ListImagesInput) iter.Seq2[Image, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, next string) (*backup.Page[Image], error) {
		in.Page = next
		return s.List(ctx, in)
	}, func(i Image) string { return text(i.ID) })
}

// Get returns one image, snapshot or backup. It changes nothing: the service
// takes the same function for a change only when it is submitted.
func (s *ImagesService) Get(ctx context.Context, imageID int64) (*Image, error) {
	if err := checkID("image_id", imageID); err != nil {
		return nil, err
	}
	op := zomroapi.OpShowImage
	doc, err := call[imageForm](ctx, s.client.rest, op, zomroapi.NewShowImageRequestWithBody, zomroapi.ShowImageForm{ElementID: imageID})
	if err != nil {
		return nil, err
	}
	out := doc.image()
	dropSecrets(out.Extra)
	switch out.ID {
	case imageID:
	case 0: // forms need not repeat the id
		out.ID = imageID
	default:
		return nil, failure(op, backup.KindUnknown, "", "answer is about another image")
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
	if err := checkID("image_id", imageID); err != nil {
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
	return act(ctx, s.client.rest, zomroapi.OpUpdateImage, zomroapi.NewUpdateImageRequestWithBody, form)
}

// change writes what changes into a form.
func (in UpdateImageInput) change(form *zomroapi.UpdateImageForm) (err error) {
	if in == (UpdateImageInput{}) {
		return refuse("UpdateImageInput", "is empty: there is nothing to change")
	}
	if in.Name != nil {
		if form.ImageName, err = checkName("Name", *in.Name); err != nil {
			return err
		}
	}
	if in.Protected != nil {
		form.Protected = onOff(*in.Protected)
	}
	if form.MinDisk, err = optionalGB("MinDiskGB", in.MinDiskGB, maxMinDisk); err != nil {
		return err
	}
	if form.MinRAM, err = optionalGB("MinRAMGB", in.MinRAMGB, maxMinRAM); err != nil {
		return err
	}
	if err := checkOneOf("DiskFormat", in.DiskFormat, DiskFormats()); err != nil {
		return err
	}
	if err := checkOneOf("Architecture", in.Architecture, Architectures()); err != nil {
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
	if err := checkID("image_id", imageID); err != nil {
		return err
	}
	return s.remove(ctx, zomroapi.OpDeleteImage, "", 0, imageID)
}

// deleteOf deletes what must be of a kind, and of an instance.
func (s *ImagesService) deleteOf(ctx context.Context, kind ImageType, instanceID, imageID int64) error {
	return s.remove(ctx, zomroapi.OpDeleteImage, kind, instanceID, imageID)
}

// remove looks at an image before it deletes it. An empty kind and instance 0
// are any.
func (s *ImagesService) remove(ctx context.Context, op backup.Operation, kind ImageType, instanceID, imageID int64) error {
	i, err := s.Get(ctx, imageID)
	if err != nil {
		return err
	}
	switch {
	case kind != "" && i.ImageType != "" && i.ImageType != kind:
		return declined(op, backup.KindInvalid, "", "not deleted: "+string(kind)+"_id is the id of a thing of type "+string(i.ImageType))
	case instanceID != 0 && i.InstanceID != 0 && i.InstanceID != instanceID:
		return declined(op, backup.KindInvalid, "", "not deleted: the "+string(kind)+" belongs to another instance than instance_id")
	case i.Protected:
		return declined(op, backup.KindConflict, codeProtected, "not deleted: it is protected")
	case i.Status.Is(BackupSaving):
		return declined(op, backup.KindBusy, "", "not deleted: it is still being saved")
	}
	if instanceID == 0 {
		instanceID = i.InstanceID // none for an image
	}
	return deleted(act(ctx, s.client.rest, op, zomroapi.NewDeleteImageRequestWithBody, zomroapi.DeleteImageForm{
		ElementID: imageID, ParentID: instanceID, ElementName: text(imageID), Sok: zomroapi.SubmitOK,
	}))
}

// WaitActive waits until an image is loaded; see [BackupsService.WaitActive].
func (s *ImagesService) WaitActive(ctx context.Context, imageID int64, opts ...backup.WaitOption) (*Image, error) {
	if err := checkID("image_id", imageID); err != nil {
		return nil, err
	}
	return s.waitActive(ctx, ImageTypeImage, imageID, opts)
}
