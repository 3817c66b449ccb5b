package zomrotest

import (
	"context"
	"net/url"
	"slices"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// ShowImageOrder implements the generated server.
func (s *service) ShowImageOrder(ctx context.Context, body *zomroapi.ShowImageOrderForm) (any, error) {
	if body.PriceList != text(ImageTariff) {
		return nil, invalid("pricelist", body.PriceList)
	}
	return newForm(callOf(ctx)).set("pricelist", text(ImageTariff)).set("image_type", KindImage).set("protected", "off").
		choose("region", regionChoices()...).choose("disk_format", choices(diskFormats()...)...).
		choose("architecture", choices(architectures()...)...).choose("order_period", periodChoices()[:1]...), nil
}

// OrderImage implements the generated server. It takes the money at once: what
// is not skipped of the basket would create nothing.
func (s *service) OrderImage(ctx context.Context, in *zomroapi.OrderImageForm) (any, error) {
	c := callOf(ctx)
	name, err := checkName("image_name", in.ImageName)
	if err != nil {
		return nil, err
	}
	if err := checkSwitch("protected", in.Protected); err != nil {
		return nil, err
	}
	from, err := url.Parse(in.URL)
	switch {
	case err != nil || from.Host == "" || from.Scheme != "http" && from.Scheme != "https":
		return nil, invalid("url", in.URL)
	case in.ImageType != KindImage:
		return nil, invalid("image_type", in.ImageType)
	case in.PriceList != text(ImageTariff):
		return nil, invalid("pricelist", in.PriceList)
	case in.OrderPeriod != text(daily):
		return nil, invalid("order_period", in.OrderPeriod)
	case !isRegion(in.Region):
		return nil, invalid("region", in.Region)
	case in.MinDisk < 0 || in.MinDisk > maxDisk:
		return nil, invalid("min_disk", text(in.MinDisk))
	case in.MinRAM < 0 || in.MinRAM > maxRAM:
		return nil, invalid("min_ram", text(in.MinRAM))
	case !slices.Contains(diskFormats(), in.DiskFormat):
		return nil, invalid("disk_format", in.DiskFormat)
	case !slices.Contains(architectures(), in.Architecture):
		return nil, invalid("architecture", in.Architecture)
	case in.OSDistro == "":
		return nil, invalid("os_distro", "")
	case in.SkipBasket != "on":
		return c.done(), nil
	}
	if err := s.buy(Order{Kind: OrderImage, Price: int64(storedGB), Count: 1}); err != nil {
		return nil, err
	}
	s.addImage(Backup{
		Kind: KindImage, Name: name, Status: stateSaving, Region: in.Region, MinDiskGB: in.MinDisk, MinRAMGB: in.MinRAM,
		DiskFormat: in.DiskFormat, OSDistro: in.OSDistro, OSVersion: in.OSVersion, Architecture: in.Architecture,
		URL: in.URL, Protected: in.Protected == "on",
	}, s.now()).listedAt = s.now().Add(s.cfg.listingDelay)
	return c.done(), s.accepted()
}
