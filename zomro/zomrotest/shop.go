package zomrotest

import (
	"context"
	"net/url"
	"slices"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// ListTariffs implements the generated server. Every tariff is sold everywhere.
func (s *service) ListTariffs(ctx context.Context, body *zomroapi.TariffsForm) (any, error) {
	c, place := callOf(ctx), body.DataCenter
	if place == "" {
		place = text(DataCenter)
	}
	if dataCenterName(place) == "" {
		return nil, invalid("datacenter", place)
	}
	doc := tariffsDoc(c, tariffs())
	doc.DataCenter = value(place)
	doc.Slist = []zomroapi.ChoiceList{{Name: "datacenter", Values: dataCenterChoices()}}
	return doc, nil
}

func tariffsDoc(c callInfo, sold []tariff) zomroapi.TariffsDoc {
	list := zomroapi.TariffList{Name: "pricelist"}
	for _, t := range sold {
		row := zomroapi.Tariff{ID: value(text(t.id)), Name: value(t.name), Prices: &zomroapi.TariffPrices{}}
		if t.disk > 0 {
			for _, d := range [][2]string{
				{"CPU count", text(t.cpus)}, {"Memory", text(t.ram) + " Gb"}, {"Disk space", text(t.disk) + " Gb"}, {"Port speed", "1 Gbit/s."},
			} {
				row.Detail = append(row.Detail, zomroapi.TariffDetail{Name: value(translate(c.lang, d[0])), Value: value(d[1])})
			}
		}
		for _, p := range periods() {
			if n, _ := months(p); n == 0 || t.disk > 0 { // images are paid by the day alone
				row.Prices.Price = append(row.Prices.Price, zomroapi.PeriodPrice{Period: value(p), Cost: value(t.price(n).priced())})
			}
		}
		list.Elem = append(list.Elem, row)
	}
	return zomroapi.TariffsDoc{Lang: c.lang, Func: c.function, Tparams: c.echo(), List: []zomroapi.TariffList{list}}
}

// addonIPv6 is the field of the one addon.
const addonIPv6 = "addon_101"

// ShowInstanceOrder implements the generated server.
func (s *service) ShowInstanceOrder(ctx context.Context, in *zomroapi.ShowInstanceOrderForm) (any, error) {
	c := callOf(ctx)
	t, ok := tariffOf(in.PriceList)
	if !ok {
		return nil, invalid("pricelist", in.PriceList)
	}
	place := in.DataCenter
	if place == "" {
		place = text(DataCenter)
	}
	if dataCenterName(place) == "" {
		return nil, invalid("datacenter", place)
	}
	fresh := &instance{Instance: Instance{DataCenter: dataCenterName(place), DiskGB: t.disk, RAMGB: t.ram}}
	keys := []zomroapi.Choice{{Key: "none", Text: "-- none --"}}
	for _, k := range s.keys {
		keys = append(keys, zomroapi.Choice{Key: text(k.ID), Text: k.Comment})
	}
	return newForm(c).set("pricelist", text(t.id)).set("datacenter", place).set("order_period", text(daily)).set("order_count", "1").
		set(addonIPv6, "off").label(addonIPv6, "IPv6 address").
		choose("instances_os", s.bootable(fresh, "", PublicImage, "Debian 12 x64")...).
		choose("instances_ssh_keys", keys...).choose("order_period", periodChoices()...), nil
}

// maxCount is how many instances can be ordered at once.
const maxCount = 10

// OrderInstance implements the generated server: it puts instances into the
// cart.
func (s *service) OrderInstance(ctx context.Context, in *zomroapi.OrderInstanceForm) (any, error) {
	c := callOf(ctx)
	t, ok := tariffOf(in.PriceList)
	n, periodOK := months(in.OrderPeriod)
	region := dataCenterName(in.DataCenter)
	if in.DataCenter == "" {
		region = dataCenterName(text(DataCenter))
	}
	switch {
	case !ok:
		return nil, invalid("pricelist", in.PriceList)
	case !periodOK:
		return nil, invalid("order_period", in.OrderPeriod)
	case in.OrderCount < 1 || in.OrderCount > maxCount:
		return nil, invalid("order_count", text(in.OrderCount))
	case in.LicenceAgreement != "on":
		return nil, invalid("licence_agreement", in.LicenceAgreement)
	case in.ForceUseNewCart != "on":
		return nil, invalid("force_use_new_cart", in.ForceUseNewCart)
	case region == "":
		return nil, invalid("datacenter", in.DataCenter)
	}
	made := Instance{
		ServerName: in.ServerName, Tariff: t.name, DataCenter: region, DiskGB: t.disk, RAMGB: t.ram, Image: in.InstancesOS, Password: in.Password,
	}
	if in.ServerName != "" {
		if _, err := checkName("servername", in.ServerName); err != nil {
			return nil, err
		}
	}
	if err := s.findBootable(&instance{Instance: made}, "instances_os", "", in.InstancesOS, PublicImage); err != nil {
		return nil, err
	}
	switch {
	case in.UseSSHKey == "on":
		if made.SSHKey = s.keyOf(in.InstancesSSHKeys); made.SSHKey == "" {
			return nil, invalid("instances_ssh_keys", in.InstancesSSHKeys)
		}
	case in.Password != "":
		if err := checkPassword(in.Password); err != nil {
			return nil, err
		}
	}
	count := in.OrderCount
	ipv6 := c.form.Get(addonIPv6) == "on"
	o := s.place(Order{
		Kind: OrderInstance, Tariff: t.name, Count: count, Price: int64(t.price(n)) * count,
	}, func() {
		for range count {
			s.deliver(c, made, n, ipv6)
		}
	})
	return o.inCart(c), nil
}

// deliver makes an instance that was paid for.
func (s *service) deliver(c callInfo, made Instance, months int, ipv6 bool) {
	made.IP, made.Status = s.nextIP(), "creating"
	if made.ServerName == "" {
		made.ServerName = "server-" + text(s.lastID+1)
	}
	if months > 0 {
		made.PaidUntil = s.now().AddDate(0, months, 0)
	}
	if ipv6 {
		made.IPV6 = "2001:db8::" + text(s.lastID + 1)[3:]
	}
	in := s.addInstance(made)
	in.listedAt = s.now().Add(s.cfg.listingDelay)
	s.begin(in, "creating", statusActive, nil)
	s.record(c, in.ID, "The service was ordered")
}

// ListImageTariffs implements the generated server.
func (s *service) ListImageTariffs(ctx context.Context, _ *zomroapi.ImageTariffsForm) (any, error) {
	return tariffsDoc(callOf(ctx), []tariff{imageTariff()}), nil
}

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
