package zomrotest

import (
	"context"
	"slices"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Address is an IP address of an instance of the fake.
type Address struct {
	ID, InstanceID int64
	IP, Type       string
	// Domain is the reverse DNS name.
	Domain        string
	Mask, Gateway string
	// Fixed addresses cannot be returned.
	Fixed bool
}

// firstAddressID begins the ids of addresses, which are a space of their own.
const firstAddressID = 9110

func (s *service) addAddress(a Address) {
	s.lastAddress++
	a.ID = firstAddressID + s.lastAddress
	s.addresses = append(s.addresses, &a)
}

// ListAddresses implements the generated server.
func (s *service) ListAddresses(ctx context.Context, in *zomroapi.ListAddressesForm) (any, error) {
	c := callOf(ctx)
	if s.instance(in.ElementID) == nil {
		return nil, missed("instances", in.ElementID)
	}
	var rows []*Address
	for _, a := range s.addresses {
		if a.InstanceID == in.ElementID {
			rows = append(rows, a)
		}
	}
	p := paged(s, c.function, rows, columns[*Address]{
		"id":   byInt(func(a *Address) int64 { return a.ID }),
		"name": byText(func(a *Address) string { return a.IP }),
	}, zomroapi.ListForm{PageNumber: in.PageNumber, PageSize: in.PageSize, Sort: in.Sort})
	doc := zomroapi.AddressListDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		PageNumber: number(p.num), PageSize: number(p.size), Total: number(p.total),
	}
	for _, a := range p.rows {
		doc.Elem = append(doc.Elem, zomroapi.Address{
			ID: value(text(a.ID)), Name: value(a.IP), Type: value(a.Type), Domain: value(a.Domain), NoDelete: value(onOff(a.Fixed)),
		})
	}
	return doc, nil
}

// address finds an address of an instance.
func (s *service) address(id, instanceID int64) *Address {
	i := slices.IndexFunc(s.addresses, func(a *Address) bool { return a.ID == id && a.InstanceID == instanceID })
	if i < 0 {
		return nil
	}
	return s.addresses[i]
}

// UpdateAddress implements the generated server.
func (s *service) UpdateAddress(ctx context.Context, in *zomroapi.UpdateAddressForm) (any, error) {
	c := callOf(ctx)
	a := s.address(in.ElementID, in.ParentID)
	switch {
	case a == nil:
		return nil, missed("ip", in.ElementID)
	case in.Sok == "":
		return formOn(c, a.ID, a.InstanceID).set("domain", a.Domain).set("mask", a.Mask).set("gateway", a.Gateway), nil
	}
	for _, change := range []struct {
		into  *string
		value string
	}{{&a.Domain, in.Domain}, {&a.Mask, in.Mask}, {&a.Gateway, in.Gateway}} {
		if change.value != "" {
			*change.into = change.value
		}
	}
	if owner := s.instance(a.InstanceID); a.Fixed {
		owner.RDNS = a.Domain
	}
	return c.done(), nil
}

// OrderAddress implements the generated server: it puts addresses into the
// cart.
func (s *service) OrderAddress(ctx context.Context, in *zomroapi.OrderAddressForm) (any, error) {
	c := callOf(ctx)
	owner := s.instance(in.ParentID)
	switch {
	case owner == nil:
		return nil, missed("instances", in.ParentID)
	case in.Sok == "":
		return formOn(c, 0, in.ParentID).set("domain", owner.ServerName).set("maxcount", itoa(maxCount)).
			choose("type", zomroapi.Choice{Key: text(AddressType), Text: "Public IPv4"}), nil
	case in.Type != text(AddressType):
		return nil, invalid("type", in.Type)
	case in.Count < 1 || in.Count > maxCount || in.MaxCount != 0 && in.Count > in.MaxCount:
		return nil, invalid("count", text(in.Count))
	case in.ClickedButton != "basket":
		return nil, invalid("clicked_button", in.ClickedButton)
	}
	count, domain := in.Count, in.Domain
	o := s.place(Order{
		Kind: OrderAddress, InstanceID: owner.ID, Count: count, Price: int64(addressPrice) * count,
	}, func() {
		for range count {
			s.addAddress(Address{InstanceID: owner.ID, IP: s.nextIP(), Type: "Public IPv4", Domain: domain})
		}
		s.record(c, owner.ID, "Addresses were ordered")
	})
	return o.inCart(c), nil
}

// DeleteAddress implements the generated server.
func (s *service) DeleteAddress(ctx context.Context, in *zomroapi.DeleteAddressForm) (any, error) {
	a := s.address(in.ElementID, in.ParentID)
	switch {
	case a == nil:
		return nil, missed("ip", in.ElementID)
	case a.Fixed:
		return nil, &serviceError{Type: "no_delete", Object: "ip", Text: "The address cannot be returned"}
	}
	s.addresses = without(s.addresses, func(other *Address) bool { return other == a })
	return callOf(ctx).done(), nil
}
