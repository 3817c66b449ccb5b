package cbr

import (
	"context"
	"slices"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// AddResources puts resources into a vault, 1 to 256 in a call, and returns the
// ids the service accepted. They show up in the vault a little later; see
// [VaultsService.WaitResourcesAdded]. A resource can be in one vault only, else
// the call fails with [backup.ErrConflict]; a vault that is full is
// [backup.ErrQuota].
func (s *VaultsService) AddResources(ctx context.Context, vaultID string, in AddResourcesInput) ([]string, error) {
	if err := checkAddResources(in); err != nil {
		return nil, err
	}
	return s.client.api.AddVaultResource(ctx, s.client.project, vaultID, in)
}

func checkAddResources(in AddResourcesInput) error {
	const field = "AddResourcesInput.Resources"
	return validate.FirstError(checkCount(field, len(in.Resources), maxResources), checkResources(field, in.Resources))
}

// WaitResourcesAdded waits until a vault shows the resources of an input, with
// the disks that are left out of them or chosen, and returns the vault. It looks
// first after 5 seconds, then every 10 seconds and more slowly later, for 10
// minutes; options change that.
func (s *VaultsService) WaitResourcesAdded(ctx context.Context, vaultID string, in AddResourcesInput, opts ...backup.WaitOption) (*Vault, error) {
	if err := validate.FirstError(argument.Segment("vaultID", vaultID), checkAddResources(in)); err != nil {
		return nil, err
	}
	return s.waitResources(ctx, "resources of vault "+vaultID, vaultID, len(in.Resources), func(v *Vault) (ready int) {
		for _, r := range in.Resources {
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
func (s *VaultsService) RemoveResources(ctx context.Context, vaultID string, in RemoveResourcesInput) ([]string, error) {
	if err := checkRemoveResources(in); err != nil {
		return nil, err
	}
	return s.client.api.RemoveVaultResource(ctx, s.client.project, vaultID, in)
}

func checkRemoveResources(in RemoveResourcesInput) error {
	const field = "RemoveResourcesInput.ResourceIDs"
	return validate.FirstError(checkCount(field, len(in.ResourceIDs), maxResources), checkIDs(field, in.ResourceIDs))
}

// WaitResourcesRemoved waits until a vault no longer shows the resources of an
// input, and returns the vault. Times are those of
// [VaultsService.WaitResourcesAdded].
func (s *VaultsService) WaitResourcesRemoved(ctx context.Context, vaultID string, in RemoveResourcesInput, opts ...backup.WaitOption) (*Vault, error) {
	if err := validate.FirstError(argument.Segment("vaultID", vaultID), checkRemoveResources(in)); err != nil {
		return nil, err
	}
	return s.waitResources(ctx, "removal of resources of vault "+vaultID, vaultID, len(in.ResourceIDs), func(v *Vault) (gone int) {
		for _, resource := range in.ResourceIDs {
			if !slices.ContainsFunc(v.Resources, func(have VaultResource) bool { return have.ID == resource }) {
				gone++
			}
		}
		return gone
	}, opts)
}

// waitResources waits until a vault has as many resources in the right place as
// there should be.
func (s *VaultsService) waitResources(ctx context.Context, subject, vaultID string, total int, count func(*Vault) int, opts []backup.WaitOption) (*Vault, error) {
	return backup.Wait(ctx, subject, func(ctx context.Context) (backup.Status[*Vault], error) {
		v, err := s.Get(ctx, vaultID)
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
func (s *VaultsService) SetResources(ctx context.Context, vaultID string, in SetResourcesInput) ([]string, error) {
	if err := validate.FirstError(checkNeeded("SetResourcesInput.Action", string(in.Action)), checkSome("SetResourcesInput.ResourceIDs", in.ResourceIDs)); err != nil {
		return nil, err
	}
	return s.client.api.SetVaultResource(ctx, s.client.project, vaultID, in)
}

// MigrateResources moves resources with their backups to another vault of the
// same kind. It returns the ids the service gives, which in its sample is that
// of the other vault. See [VaultsService.WaitResourcesAdded].
func (s *VaultsService) MigrateResources(ctx context.Context, vaultID string, in MigrateResourcesInput) ([]string, error) {
	const at = "MigrateResourcesInput"
	if err := validate.FirstError(checkNeeded(at+".DestinationVaultID", in.DestinationVaultID), checkSome(at+".ResourceIDs", in.ResourceIDs)); err != nil {
		return nil, err
	}
	return s.client.api.MigrateVaultResource(ctx, s.client.project, vaultID, in)
}
