package cloutility

import (
	"context"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// SLADomainRef names an SLA domain of a Rubrik server in a data centre of a business unit.
type SLADomainRef struct {
	// BusinessUnitID is the business unit.
	BusinessUnitID int64
	// DataCenterID is the data centre.
	DataCenterID int64
	// RubrikServerID is the Rubrik server.
	RubrikServerID int64
	// SLADomainID is the SLA domain.
	SLADomainID int64
}

func (r SLADomainRef) check() error {
	return validate.FirstError(
		argument.Positive("SLADomainRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("SLADomainRef.DataCenterID", r.DataCenterID),
		argument.Positive("SLADomainRef.RubrikServerID", r.RubrikServerID),
		argument.Positive("SLADomainRef.SLADomainID", r.SLADomainID),
	)
}

// UpdateSLADomain changes what Cloutility keeps about an SLA domain; Rubrik itself
// does not change. Whether fields left out keep their values is not documented.
// Inference: the vendor's page is cut before its response; of a server that sends
// nothing the result is empty.
func (s *ServersService) UpdateSLADomain(ctx context.Context, ref SLADomainRef, in UpdateSLADomainInput) (*SLADomain, error) {
	if err := ref.check(); err != nil {
		return nil, err
	}
	return s.client.api.UpdateSLADomain(ctx, ref.BusinessUnitID, ref.DataCenterID, ref.RubrikServerID, ref.SLADomainID, in)
}
