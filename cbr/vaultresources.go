package cbr

import (
	"context"
	"net/http"
	"slices"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// AddResources puts resources into a vault, 1 to 256 in a call, and returns the
// ids the service accepted. They show up in the vault a little later; see
// [VaultsService.WaitResourcesAdded]. A resource can be in one vault only, else
// the call fails with [backup.ErrConflict]; a vault that is full is
// [backup.ErrQuota].
func (s *VaultsService) AddResources(ctx context.Context, id string, resources []Resource) ([]string, error) {
	if err := first(checkID("vault_id", id), checkCount("resources", len(resources), maxResources), checkResources("resources", resources)); err != nil {
		return nil, err
	}
	out, err := call[cbrapi.AddedResources](ctx, s.client, cbrapi.OpAddVaultResource, func(base, project string) (*http.Request, error) {
		return cbrapi.NewAddVaultResourceRequest(base, project, id, cbrapi.AddResourcesRequest{Resources: resources})
	}, id)
	if err != nil {
		return nil, err
	}
	return out.IDs, nil
}

// WaitResourcesAdded waits until a vault shows resources, with the disks that
// are left out of them or chosen, and returns the vault. It looks first after 5
// seconds, then every 10 seconds and more slowly later, for 10 minutes; options
// change that.
func (s *VaultsService) WaitResourcesAdded(ctx context.Context, id string, resources []Resource, opts ...backup.WaitOption) (*Vault, error) {
	if err := first(checkID("vault_id", id), checkCount("resources", len(resources), maxResources), checkResources("resources", resources)); err != nil {
		return nil, err
	}
	return s.waitResources(ctx, "resources of vault "+id, id, len(resources), func(v *Vault) (ready int) {
		for _, r := range resources {
			if shows(v, r) {
				ready++
			}
		}
		return ready
	}, opts)
}

// RemoveResources takes resources out of a vault, 1 to 256 in a call, and
// returns the ids the service accepted. This goes on after the call; see
// [VaultsService.WaitResourcesRemoved].
//
// The backups of the resources in this vault seem to be deleted with it: the
// task of the removal counts them.
func (s *VaultsService) RemoveResources(ctx context.Context, id string, resourceIDs []string) ([]string, error) {
	if err := first(checkID("vault_id", id), checkCount("resource_ids", len(resourceIDs), maxResources), checkIDs("resource_ids", resourceIDs)); err != nil {
		return nil, err
	}
	out, err := call[cbrapi.RemovedResources](ctx, s.client, cbrapi.OpRemoveVaultResource, func(base, project string) (*http.Request, error) {
		return cbrapi.NewRemoveVaultResourceRequest(base, project, id, cbrapi.RemoveResourcesRequest{ResourceIDs: resourceIDs})
	}, id)
	if err != nil {
		return nil, err
	}
	return out.IDs, nil
}

// WaitResourcesRemoved waits until a vault no longer shows resources, and
// returns the vault. Times are those of [VaultsService.WaitResourcesAdded].
func (s *VaultsService) WaitResourcesRemoved(ctx context.Context, id string, resourceIDs []string, opts ...backup.WaitOption) (*Vault, error) {
	if err := first(checkID("vault_id", id), checkCount("resource_ids", len(resourceIDs), maxResources), checkIDs("resource_ids", resourceIDs)); err != nil {
		return nil, err
	}
	return s.waitResources(ctx, "removal of resources of vault "+id, id, len(resourceIDs), func(v *Vault) (gone int) {
		for _, resource := range resourceIDs {
			if !slices.ContainsFunc(v.Resources, func(have VaultResource) bool { return have.ID == resource }) {
				gone++
			}
		}
		return gone
	}, opts)
}

// waitResources waits until a vault has as many resources in the right place as
// there should be.
func (s *VaultsService) waitResources(ctx context.Context, subject, id string, total int, count func(*Vault) int, opts []backup.WaitOption) (*Vault, error) {
	return backup.Wait(ctx, subject, func(ctx context.Context) (backup.Status[*Vault], error) {
		v, err := s.Get(ctx, id)
		if err != nil {
			return backup.Status[*Vault]{}, err
		}
		st, ready := vaultStatus(v), count(v)
		st.Percent = ready * allPercent / total
		if ready == total {
			st.Phase = backup.Done
		}
		return st, nil
	}, resourceWait(opts))
}

// shows reports whether a vault has a resource with the wanted disks.
func shows(v *Vault, want Resource) bool {
	i := slices.IndexFunc(v.Resources, func(have VaultResource) bool { return have.ID == want.ID })
	if i < 0 {
		return false
	}
	if want.ExtraInfo == nil {
		return true
	}
	have := v.Resources[i].ExtraInfo
	if have == nil {
		have = new(ResourceExtraInfo)
	}
	for _, volume := range want.ExtraInfo.ExcludeVolumes {
		if !slices.Contains(have.ExcludeVolumes, volume) {
			return false
		}
	}
	for _, volume := range want.ExtraInfo.IncludeVolumes {
		if !slices.ContainsFunc(have.IncludeVolumes, func(v IncludeVolume) bool { return v.ID == volume.ID }) {
			return false
		}
	}
	return true
}

// SetResources suspends the automatic backups of resources of a vault, or lets
// them go on, and returns the ids the service accepted.
func (s *VaultsService) SetResources(ctx context.Context, id string, in ResourceSetting) ([]string, error) {
	if err := first(checkID("vault_id", id), checkNeeded("action", string(in.Action)), checkSome("resource_ids", in.ResourceIDs)); err != nil {
		return nil, err
	}
	out, err := call[cbrapi.SetResources](ctx, s.client, cbrapi.OpSetVaultResource, func(base, project string) (*http.Request, error) {
		return cbrapi.NewSetVaultResourceRequest(base, project, id, in)
	}, id)
	if err != nil {
		return nil, err
	}
	return out.IDs, nil
}

// MigrateResources moves resources with their backups to another vault of the
// same kind. It returns the ids the service gives, which in its sample is that
// of the other vault. See [VaultsService.WaitResourcesAdded].
func (s *VaultsService) MigrateResources(ctx context.Context, id string, in ResourceMigration) ([]string, error) {
	if err := first(checkID("vault_id", id), checkNeeded("destination_vault_id", in.DestinationVaultID), checkSome("resource_ids", in.ResourceIDs)); err != nil {
		return nil, err
	}
	out, err := call[cbrapi.MigratedResources](ctx, s.client, cbrapi.OpMigrateVaultResource, func(base, project string) (*http.Request, error) {
		return cbrapi.NewMigrateVaultResourceRequest(base, project, id, in)
	}, id)
	if err != nil {
		return nil, err
	}
	return out.IDs, nil
}

// AssociatePolicy binds a policy to a vault, or several where the region can. A
// policy of the same kind that was bound before is replaced. A policy that
// replicates needs the vault at the destination too. A policy that does not
// exist is [backup.ErrNotFound].
func (s *VaultsService) AssociatePolicy(ctx context.Context, id string, in PolicyAssociation) (*PolicyBinding, error) {
	if err := first(checkID("vault_id", id), checkAssociation(in)); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpAssociateVaultPolicy, "associate_policy", func(e *cbrapi.AssociatedPolicy) *PolicyBinding { return e.AssociatePolicy },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewAssociateVaultPolicyRequest(base, project, id, in)
		}, id)
}

// DissociatePolicy ends the binding of a policy to a vault, and returns it. One
// that does not exist is [backup.ErrNotFound].
func (s *VaultsService) DissociatePolicy(ctx context.Context, id, policyID string) (*PolicyBinding, error) {
	if err := first(checkID("vault_id", id), checkID("policy_id", policyID)); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpDisassociateVaultPolicy, "dissociate_policy", func(e *cbrapi.DissociatedPolicy) *PolicyBinding { return e.DissociatePolicy },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewDisassociateVaultPolicyRequest(base, project, id, cbrapi.PolicyDissociation{PolicyID: policyID})
		}, id)
}

func checkAssociation(in PolicyAssociation) error {
	if (in.PolicyID == "") == (len(in.AddPolicyIDs) == 0) {
		return refuse("policy_id", "or add_policy_ids is needed, and only one of them")
	}
	return checkIDs("add_policy_ids", in.AddPolicyIDs)
}
