package cbrtest

import (
	"context"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/cbrserver"
	"github.com/backup-sdk/backup-go/lenient"
)

// externalVault is a vault of another project, in another region.
type externalVault struct {
	project, region string
	*vault
}

// AddExternalVault adds a vault of another project in another region, to which
// backups can be copied. Its kind of protection is replication by default.
func (s *Server) AddExternalVault(project, region string, spec VaultSpec) cbrapi.Vault {
	defer s.svc.enter()()
	orElse(&spec.ProtectType, cbrapi.ProtectTypeReplication)
	orElse(&spec.Name, "vault-"+s.svc.ids.Hex(4))
	orElse(&spec.SizeGB, defaultVaultGB)
	orElse(&spec.Status, cbrapi.VaultStatusAvailable)
	orElse(&spec.ObjectType, cbrapi.ObjectTypeServer)
	orElse(&spec.CloudType, cbrapi.CloudTypePublic)
	orElse(&spec.EnterpriseProject, "0")
	orElse(&spec.ChargingMode, cbrapi.ChargingModePostPaid)
	e := externalVault{project: project, region: region, vault: s.svc.newVault(spec)}
	s.svc.external = append(s.svc.external, e)
	return e.view(s.svc)
}

func (e externalVault) view(s *service) cbrapi.Vault {
	view := e.vault.view(s)
	view.ProjectID = e.project
	return view
}

func (s *service) ListExternalVault(_ context.Context, req cbrserver.ListExternalVaultRequestObject) (cbrserver.ListExternalVaultResponseObject, error) {
	defer s.enter()()
	p := req.Params
	window, err := newWindow(p.Limit, p.Offset)
	if err != nil {
		return nil, err
	}
	if !known(p.CloudType, cbrapi.CloudTypePublic, cbrapi.CloudTypeHybrid) ||
		!known(p.ProtectType, cbrapi.ProtectTypeBackup, cbrapi.ProtectTypeReplication) || p.ExternalProjectID == "" || p.RegionID == "" {
		return nil, invalid("Parameter check failed: a filter has a value that does not exist")
	}
	var found []cbrapi.Vault
	for _, e := range s.external {
		if e.project != p.ExternalProjectID || e.region != p.RegionID {
			continue
		}
		matches := is(p.CloudType, e.spec.CloudType) && is(p.ProtectType, e.spec.ProtectType) && is(p.ObjectType, e.spec.ObjectType)
		if p.VaultID != nil { // overrides the others
			matches = *p.VaultID == e.id
		}
		if matches {
			found = append(found, e.view(s))
		}
	}
	return cbrserver.ListExternalVault200JSONResponse{
		Vaults: cut(found, window), Count: lenient.NewInt(int64(len(found))),
		Limit: lenient.NewInt(window.limit), Offset: lenient.NewInt(window.offset),
	}, nil
}

// checkDestination refuses copies that cannot arrive. Vaults are only known of
// regions for which some were added.
func (s *service) checkDestination(project, region, vaultID string) error {
	if project == "" || region == "" || vaultID == "" {
		return invalid("Parameter check failed: the destination needs a project, a region and a vault")
	}
	if region == s.account.ProjectName {
		return serviceError(http.StatusInternalServerError, "1005", "The region cannot be the destination of copies.")
	}
	there := func(e externalVault) bool { return e.project == project && e.region == region }
	i := slices.IndexFunc(s.external, func(e externalVault) bool { return there(e) && e.id == vaultID })
	switch {
	case i < 0 && slices.ContainsFunc(s.external, there):
		return serviceError(http.StatusBadRequest, "6120", "The destination vault does not exist.")
	case i >= 0 && s.external[i].spec.ProtectType != cbrapi.ProtectTypeReplication:
		return serviceError(http.StatusBadRequest, "6119", "The destination vault is not for copies.")
	}
	return nil
}

func (s *service) ShowSummary(context.Context, cbrserver.ShowSummaryRequestObject) (cbrserver.ShowSummaryResponseObject, error) {
	defer s.enter()()
	var size, used int64
	for _, v := range s.vaults {
		size += v.spec.SizeGB
		used += v.usedMB / mbPerGB
	}
	return cbrserver.ShowSummary200JSONResponse{Size: lenient.NewInt(size), UsedSize: lenient.NewInt(used)}, nil
}
