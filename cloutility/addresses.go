package cloutility

import (
	"context"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// CreateAddress makes an address of a business unit; type and country are needed.
// It is not sent again once it may have arrived. Inference: the vendor's page is
// cut before its response; of a server that sends nothing the result is empty.
func (s *BusinessUnitsService) CreateAddress(ctx context.Context, businessUnitID int64, in CreateAddressInput) (*Address, error) {
	if err := checkAddress("CreateAddressInput", &in); err != nil {
		return nil, err
	}
	return s.client.api.CreateAddress(ctx, businessUnitID, in)
}

// UpdateAddress changes an address of a business unit. Type and country are needed,
// also when they stay; whether other fields left out keep their values is not
// documented. Of a server that sends nothing the result is empty.
func (s *BusinessUnitsService) UpdateAddress(ctx context.Context, businessUnitID, addressID int64, in UpdateAddressInput) (*Address, error) {
	if err := checkAddress("UpdateAddressInput", (*CreateAddressInput)(&in)); err != nil {
		return nil, err
	}
	return s.client.api.UpdateAddress(ctx, businessUnitID, addressID, in)
}

func checkAddress(input string, in *CreateAddressInput) error {
	return validate.FirstError(checkRef(input+".Type", &in.Type), checkRef(input+".Country", &in.Country))
}
