package zomrotest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// addonIPv6 is the field of the one addon.
const addonIPv6 = "addon_101"

// maxCount is how many instances can be ordered at once.
const maxCount = 10

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
	s.begin(in, "creating", statusActive, s.imprint)
	s.record(c, in.ID, "The service was ordered")
}
