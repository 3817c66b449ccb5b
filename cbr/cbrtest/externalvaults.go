package cbrtest

import (
	"context"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
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

func (s *service) ListExternalVault(ctx context.Context, _ string, in cbrapi.ListExternalVaultsInput) (any, error) {
	defer s.enter()()
	window, err := s.newWindow(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	if !known(in.CloudType, cbrapi.CloudTypePublic, cbrapi.CloudTypeHybrid) ||
		!known(in.ProtectType, cbrapi.ProtectTypeBackup, cbrapi.ProtectTypeReplication) || in.ExternalProjectID == "" || in.Region == "" {
		return nil, invalid("Parameter check failed: a filter has a value that does not exist")
	}
	var found []cbrapi.Vault
	for _, e := range s.external {
		if e.project != in.ExternalProjectID || e.region != in.Region {
			continue
		}
		matches := is(in.CloudType, e.spec.CloudType) && is(in.ProtectType, e.spec.ProtectType) && is(in.ObjectType, e.spec.ObjectType)
		if in.VaultID != "" { // overrides the others
			matches = in.VaultID == e.id
		}
		if matches {
			found = append(found, e.view(s))
		}
	}
	return cbrapi.VaultList{
		Vaults: cut(found, window), Count: lenient.NewInt(int64(len(found))),
		Limit: lenient.NewInt(window.limit), Offset: lenient.NewInt(window.offset),
	}, nil
}

// checkDestination rejects copies that cannot arrive. Vaults are only known of
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
