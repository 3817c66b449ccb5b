package zomro

import (
	"context"
	"net/url"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Filter reads the filter of the list of all images.
func (s *ImagesService) Filter(ctx context.Context) (*Form, error) {
	return showForm(ctx, s.client.rest, zomroapi.OpShowImageFilter, bare(zomroapi.NewShowImageFilterRequest), noFields{}, nil)
}

// ImageFilter says which images the list shows; empty fields do not filter.
type ImageFilter struct {
	Name       string // a part of it
	ID         string
	Status     BackupStatus
	OSDistro   string
	ImageType  ImageType
	Region     string
	DiskFormat DiskFormat
}

// SetFilter stores a filter for the list of all images. The service keeps it
// for the user: it hides rows from everybody's lists, in the control panel too,
// until [ImagesService.ResetFilter].
func (s *ImagesService) SetFilter(ctx context.Context, in ImageFilter) error {
	return act(ctx, s.client.rest, zomroapi.OpSetImageFilter, zomroapi.NewSetImageFilterRequestWithBody, zomroapi.SetImageFilterForm{
		Name: in.Name, ID: in.ID, FleioStatus: string(in.Status), OSDistro: in.OSDistro, ImageType: string(in.ImageType),
		Region: in.Region, DiskFormat: string(in.DiskFormat), Sok: zomroapi.SubmitOK,
	})
}

// ResetFilter takes the filter of the list of all images away, also one that
// somebody has set in the control panel.
func (s *ImagesService) ResetFilter(ctx context.Context) error {
	return s.SetFilter(ctx, ImageFilter{})
}

// CopyOptions reads where an image can be copied to: the choices "region". Only
// images that were loaded from an address can be copied.
func (s *ImagesService) CopyOptions(ctx context.Context, imageID int64) (*Form, error) {
	if err := checkID("image_id", imageID); err != nil {
		return nil, err
	}
	return showForm(ctx, s.client.rest, zomroapi.OpShowImageCopy, zomroapi.NewShowImageCopyRequestWithBody, zomroapi.ShowImageCopyForm{ElementID: imageID}, nil)
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

// Copy copies an image to another region. It is sent once.
func (s *ImagesService) Copy(ctx context.Context, imageID int64, in CopyImageInput) error {
	if err := checkID("image_id", imageID); err != nil {
		return err
	}
	name, err := checkName("Name", in.Name)
	if err != nil {
		return err
	}
	if err := checkWord("Region", in.Region); err != nil {
		return err
	}
	if err := checkCost(in.ConfirmCost); err != nil {
		return err
	}
	return act(ctx, s.client.rest, zomroapi.OpCopyImage, zomroapi.NewCopyImageRequestWithBody, zomroapi.CopyImageForm{
		ElementID: imageID, ImageName: name, Region: in.Region, Sok: zomroapi.SubmitOK,
	})
}

// Tariffs returns the tariffs of stored images, usually one.
func (s *ImagesService) Tariffs(ctx context.Context) ([]Tariff, error) {
	doc, err := callWith[tariffsDoc](ctx, s.client.rest, zomroapi.OpListImageTariffs, zomroapi.NewListImageTariffsRequestWithBody,
		zomroapi.ImageTariffsForm{}, english())
	if err != nil {
		return nil, err
	}
	return doc.tariffs(), nil
}

// OrderOptions reads the order form of an image with its choices. It orders
// nothing.
func (s *ImagesService) OrderOptions(ctx context.Context, tariffID int64) (*Form, error) {
	if err := checkID("tariff_id", tariffID); err != nil {
		return nil, err
	}
	return showForm(ctx, s.client.rest, zomroapi.OpShowImageOrder, zomroapi.NewShowImageOrderRequestWithBody,
		zomroapi.ShowImageOrderForm{PriceList: text(tariffID)}, dailyPeriod(tariffID))
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

// Order loads an image from an address and stores it. It is sent once.
func (s *ImagesService) Order(ctx context.Context, in OrderImageInput) error {
	form, err := in.form()
	if err != nil {
		return err
	}
	return act(ctx, s.client.rest, zomroapi.OpOrderImage, zomroapi.NewOrderImageRequestWithBody, form)
}

func (in OrderImageInput) form() (form zomroapi.OrderImageForm, err error) {
	if err := checkID("TariffID", in.TariffID); err != nil {
		return form, err
	}
	name, err := checkName("Name", in.Name)
	if err != nil {
		return form, err
	}
	if u, err := url.Parse(in.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return form, refuse("URL", "must be an http or https address")
	}
	if in.DiskFormat == "" {
		return form, refuse("DiskFormat", "is empty")
	}
	if in.Architecture == "" {
		in.Architecture = ArchitectureX8664
	}
	for _, err := range []error{
		checkWord("Region", in.Region), checkWord("OSDistro", in.OSDistro),
		checkOneOf("DiskFormat", in.DiskFormat, DiskFormats()), checkOneOf("Architecture", in.Architecture, Architectures()),
		second(optionalGB("MinDiskGB", &in.MinDiskGB, maxMinDisk)), second(optionalGB("MinRAMGB", &in.MinRAMGB, maxMinRAM)),
		checkCost(in.ConfirmCost),
	} {
		if err != nil {
			return form, err
		}
	}
	return zomroapi.OrderImageForm{
		ImageType: string(ImageTypeImage), SkipBasket: "on", ImageName: name, Region: in.Region,
		MinDisk: in.MinDiskGB, MinRAM: in.MinRAMGB, DiskFormat: string(in.DiskFormat), OSDistro: in.OSDistro, OSVersion: in.OSVersion,
		Architecture: string(in.Architecture), URL: in.URL, Protected: onOff(in.Protected),
		PriceList: text(in.TariffID), OrderPeriod: PeriodDaily.String(), Sok: zomroapi.SubmitOK,
	}, nil
}

func second[T any](_ T, err error) error { return err }
