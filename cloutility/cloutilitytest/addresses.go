package cloutilitytest

import (
	"context"
	"maps"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

func addressTypes() []entry {
	return []entry{{1, object{"name": "Billing"}}, {2, object{"name": "Main office"}}, {3, object{"name": "Other"}}}
}

func countries() []entry {
	return []entry{
		{45, object{"name": "Denmark", "code": "DK"}}, {46, object{"name": "Sweden", "code": "SE"}}, {49, object{"name": "Germany", "code": "DE"}},
	}
}

// writeAddress writes the body of a request over an address.
func writeAddress(o object, in *cloutilityapi.CreateAddressInput) error {
	kind, country := find(addressTypes(), in.Type.ID), find(countries(), in.Country.ID)
	switch {
	case kind == nil:
		return invalid("The type of the address was not found.")
	case country == nil:
		return invalid("The country was not found.")
	}
	change, err := fields(in)
	if err != nil {
		return err
	}
	maps.Copy(o, change)
	o["type"], o["country"] = object{"id": kind.id, "name": kind.fields["name"]}, object{"id": country.id, "name": country.fields["name"], "code": country.fields["code"]}
	return nil
}

// CreateAddress makes an address.
func (s *service) CreateAddress(ctx context.Context, unitID int64, in *cloutilityapi.CreateAddressInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	o := object{"name": "", "street": "", "street2": "", "zipCode": "", "city": "", "contactPerson": "", "phone": "", "emails": []any{}}
	if err := writeAddress(o, in); err != nil {
		return nil, err
	}
	id := s.newID()
	o["id"], o["href"] = id, link("/v1/addresses/"+itoa(id))
	s.insert(addresses, unitID, o)
	s.audit(auditCreate, unitID, 0, "An address was created")
	return s.perhaps(s.renderObject(ctx, o), true)
}

// UpdateAddress changes an address.
func (s *service) UpdateAddress(ctx context.Context, unitID, addressID int64, in *cloutilityapi.UpdateAddressInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	o, err := s.item(addresses, unitID, addressID)
	if err != nil {
		return nil, err
	}
	if err := writeAddress(o, (*cloutilityapi.CreateAddressInput)(in)); err != nil {
		return nil, err
	}
	s.audit(auditModify, unitID, 0, "An address was modified")
	return s.perhaps(s.renderObject(ctx, o), false)
}
