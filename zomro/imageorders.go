package zomro

import (
	"cmp"
	"context"
	"iter"
	"net/url"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// CopyOptions reads where an image can be copied to: the choices "region". Only
// images that were loaded from an address can be copied.
func (s *ImagesService) CopyOptions(ctx context.Context, imageID int64) (*Form, error) {
	if err := arg.Positive("imageID", imageID); err != nil {
		return nil, err
	}
	return readForm(func(out any) error {
		return s.client.api.ShowImageCopy(ctx, zomroapi.ShowImageCopyForm{ElementID: imageID}, out)
	})
}

// CopyImageInput says where to copy an image.
type CopyImageInput struct {
	// Name of the copy, 1 to 100 characters.
	Name string
	// Region is one of the choices of [ImagesService.CopyOptions].
	Region string
	// ConfirmCost must be true: the copy is billed by the day.
	ConfirmCost bool
}

// Copy copies an image to another region and returns the copy as the list of
// all images shows it. It is sent once; the id is found as by [ImagesService.Order].
func (s *ImagesService) Copy(ctx context.Context, imageID int64, in CopyImageInput, opts ...backup.WaitOption) (*Image, error) {
	if err := arg.Positive("imageID", imageID); err != nil {
		return nil, err
	}
	name, err := checkName("CopyImageInput.Name", in.Name)
	if err != nil {
		return nil, err
	}
	if err := validate.FirstError(checkWord("CopyImageInput.Region", in.Region), checkCost("CopyImageInput", in.ConfirmCost)); err != nil {
		return nil, err
	}
	return s.findCreated(ctx, "copy of image "+text(imageID), name, func() error {
		return s.client.apiNoRetry.CopyImage(ctx, zomroapi.CopyImageForm{ElementID: imageID, ImageName: name, Region: in.Region, Sok: zomroapi.SubmitOK})
	}, opts)
}

// findCreated has an image created and finds it in the list of all images.
func (s *ImagesService) findCreated(ctx context.Context, what, name string, request func() error, opts []backup.WaitOption) (*Image, error) {
	unlock, err := s.creating.lock(ctx, 0)
	if err != nil {
		return nil, err
	}
	defer unlock()
	finder := findCreatedImage(what, func(ctx context.Context) iter.Seq2[Image, error] { return s.All(ctx, ListImagesInput{}) })
	finder.foreign = func(i Image) bool { return i.ImageType == ImageTypeBackup || i.ImageType == ImageTypeSnapshot }
	return finder.create(ctx, name, request, opts)
}

// Tariffs returns the tariffs of stored images, usually one.
func (s *ImagesService) Tariffs(ctx context.Context) ([]Tariff, error) {
	var doc tariffsDoc
	if err := s.client.api.ListImageTariffs(ctx, zomroapi.ImageTariffsForm{Lang: english}, &doc); err != nil {
		return nil, err
	}
	return doc.tariffs(), nil
}

// OrderOptions reads the order form of an image with its choices. It orders
// nothing.
func (s *ImagesService) OrderOptions(ctx context.Context, tariffID int64) (*Form, error) {
	if err := arg.Positive("tariffID", tariffID); err != nil {
		return nil, err
	}
	return readForm(func(out any) error {
		return s.client.api.ShowImageOrder(ctx, zomroapi.ShowImageOrderForm{PriceList: text(tariffID)}, dailyPeriod(tariffID), out)
	})
}

// OrderImageInput is an image to load from an address.
type OrderImageInput struct {
	// TariffID is one of [ImagesService.Tariffs].
	TariffID int64
	// Name has 1 to 100 characters.
	Name string
	// URL is where to load it from: http or https.
	URL string
	// Region is the data centre that stores it, such as "Netherlands-2".
	Region string
	// MinDiskGB (0 to 10000) and MinRAMGB (0 to 1000) are what an instance
	// needs to start from it.
	MinDiskGB, MinRAMGB int64
	// DiskFormat of what the address holds, required.
	DiskFormat DiskFormat
	// OSDistro is the operating system, required; OSVersion its version.
	OSDistro, OSVersion string
	// Architecture is the processor; x86_64 when it is empty.
	Architecture Architecture
	// Protected images cannot be deleted.
	Protected bool
	// ConfirmCost must be true: the image is billed by the day.
	ConfirmCost bool
}

// Order loads an image from an address and stores it. It returns the image as
// the list of all images shows it, usually still [BackupSaving]; see
// [ImagesService.WaitActive]. It is sent once.
//
// The service does not tell the new id: Order compares the list before and
// after. An error of type [*backup.WaitError] means that the image was ordered
// but not seen in the list in time.
func (s *ImagesService) Order(ctx context.Context, in OrderImageInput, opts ...backup.WaitOption) (*Image, error) {
	form, err := in.form()
	if err != nil {
		return nil, err
	}
	return s.findCreated(ctx, "new image", form.ImageName, func() error { return s.client.apiNoRetry.OrderImage(ctx, form) }, opts)
}

// form is the order as it is sent.
func (in OrderImageInput) form() (form zomroapi.OrderImageForm, err error) {
	const input = "OrderImageInput"
	if err := arg.Positive(input+".TariffID", in.TariffID); err != nil {
		return form, err
	}
	name, err := checkName(input+".Name", in.Name)
	if err != nil {
		return form, err
	}
	if u, err := url.Parse(in.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return form, arg.Invalid(input+".URL", "must be an http or https address")
	}
	if in.DiskFormat == "" {
		return form, arg.Invalid(input+".DiskFormat", "is empty")
	}
	architecture := cmp.Or(in.Architecture, ArchitectureX8664)
	err = validate.FirstError(
		checkWord(input+".Region", in.Region), checkWord(input+".OSDistro", in.OSDistro),
		checkOneOf(input+".DiskFormat", in.DiskFormat, DiskFormats()), checkOneOf(input+".Architecture", architecture, Architectures()),
		checkGB(input+".MinDiskGB", in.MinDiskGB, maxMinDisk), checkGB(input+".MinRAMGB", in.MinRAMGB, maxMinRAM),
		checkCost(input, in.ConfirmCost),
	)
	if err != nil {
		return form, err
	}
	return zomroapi.OrderImageForm{
		ImageType: string(ImageTypeImage), SkipBasket: on, ImageName: name, Region: in.Region,
		MinDisk: in.MinDiskGB, MinRAM: in.MinRAMGB, DiskFormat: string(in.DiskFormat), OSDistro: in.OSDistro, OSVersion: in.OSVersion,
		Architecture: string(architecture), URL: in.URL, Protected: onOff(in.Protected),
		PriceList: text(in.TariffID), OrderPeriod: PeriodDaily.String(), Sok: zomroapi.SubmitOK,
	}, nil
}
