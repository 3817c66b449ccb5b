package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// rubrikServer is the id of the one Rubrik server.
const rubrikServer int64 = 13

// UpdateSLADomain changes what is kept of an SLA domain.
func (s *service) UpdateSLADomain(ctx context.Context, unitID, dataCenterID, serverID, domainID int64, in *cloutilityapi.UpdateSLADomainInput) (any, error) {
	defer s.lock()()
	if err := s.atServer(unitID, dataCenterID, serverID, rubrikServer); err != nil {
		return nil, err
	}
	o, err := s.item(slaDomains, serverID, domainID)
	if err != nil {
		return nil, err
	}
	if err := write(o, in); err != nil {
		return nil, err
	}
	s.audit(auditModify, unitID, 0, "An SLA domain was modified")
	return s.perhaps(s.renderObject(ctx, o), false)
}

// atServer says whether a server stands where the path says.
func (s *service) atServer(unitID, dataCenterID, serverID, want int64) error {
	if _, err := s.unit(unitID); err != nil {
		return err
	}
	if dataCenterID != dataCenter || serverID != want {
		return notFound("Server " + itoa(serverID) + " was not found in data centre " + itoa(dataCenterID) + ".")
	}
	return nil
}
