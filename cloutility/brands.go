package cloutility

import (
	"context"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// CreateBrand makes the look of the portal for a business unit and those below. It
// is not sent again once it may have arrived. Of a server that sends nothing the
// result is empty.
func (s *BusinessUnitsService) CreateBrand(ctx context.Context, businessUnitID int64, in CreateBrandInput) (*BrandConfig, error) {
	if err := checkBrand("CreateBrandInput", &in); err != nil {
		return nil, err
	}
	return s.client.api.CreateBrand(ctx, businessUnitID, in)
}

// UpdateBrand changes the look of the portal for a business unit and those below.
// Whether fields left out keep their values is not documented. Of a server that
// sends nothing the result is empty.
func (s *BusinessUnitsService) UpdateBrand(ctx context.Context, businessUnitID int64, in UpdateBrandInput) (*BrandConfig, error) {
	if err := checkBrand("UpdateBrandInput", (*CreateBrandInput)(&in)); err != nil {
		return nil, err
	}
	return s.client.api.UpdateBrand(ctx, businessUnitID, in)
}

func checkBrand(input string, in *CreateBrandInput) error {
	if in.Logo == "" && in.Favicon == "" && len(in.Styles) == 0 {
		return invalidArgument(input, "is empty")
	}
	for i := range in.Styles {
		if err := required(validate.Element(input+".Styles", i)+".Key", in.Styles[i].Key); err != nil {
			return err
		}
	}
	return nil
}
