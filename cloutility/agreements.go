package cloutility

import (
	"context"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// CreateServiceLevelAgreement makes the service level agreement of a business unit
// for its descendants; [BusinessUnitsService.ServiceLevelAgreement] reads it. It is
// not sent again once it may have arrived. Inference: the vendor's page is cut
// before its response; of a server that sends nothing the result is empty.
func (s *BusinessUnitsService) CreateServiceLevelAgreement(ctx context.Context, businessUnitID int64, in CreateServiceLevelAgreementInput) (*ServiceLevelAgreement, error) {
	if err := checkAgreement("CreateServiceLevelAgreementInput", &in); err != nil {
		return nil, err
	}
	return s.client.api.CreateServiceLevelAgreement(ctx, businessUnitID, in)
}

// UpdateServiceLevelAgreement changes the service level agreement of a business
// unit for its descendants. Whether fields left out keep their values is not
// documented: read it first and send all that matters.
func (s *BusinessUnitsService) UpdateServiceLevelAgreement(ctx context.Context, businessUnitID int64, in UpdateServiceLevelAgreementInput) (*ServiceLevelAgreement, error) {
	if err := checkAgreement("UpdateServiceLevelAgreementInput", (*CreateServiceLevelAgreementInput)(&in)); err != nil {
		return nil, err
	}
	return s.client.api.UpdateServiceLevelAgreement(ctx, businessUnitID, in)
}

func checkAgreement(input string, in *CreateServiceLevelAgreementInput) error {
	return validate.FirstError(percentage(input+".Goal", in.Goal), checkRefs(input+".Tags", in.Tags))
}
