package cbrtest

import (
	"context"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// fits says which types of resources a vault may hold.
func (v *vault) fits(kind cbrapi.ResourceType) bool {
	switch v.spec.ObjectType {
	case cbrapi.ObjectTypeServer:
		return kind == cbrapi.ResourceTypeServer || kind == cbrapi.ResourceTypeBareMetal
	case cbrapi.ObjectTypeDisk:
		return kind == cbrapi.ResourceTypeVolume
	case cbrapi.ObjectTypeTurbo:
		return kind == cbrapi.ResourceTypeTurbo
	case cbrapi.ObjectTypeWorkspace:
		return kind == cbrapi.ResourceTypeDesktop
	default:
		return true
	}
}

// wantedResources makes the resources that a vault is to hold as well, or
// rejects them.
func (s *service) wantedResources(v *vault, list []cbrapi.Resource) ([]*resource, error) {
	seen := make(map[string]bool, len(list))
	added := make([]*resource, 0, len(list))
	for _, r := range list {
		switch {
		case r.ID == "" || r.Type == "":
			return nil, invalid("Parameter check failed: resources need id and type")
		case !among(r.Type, cbrapi.ResourceTypeServer, cbrapi.ResourceTypeVolume, cbrapi.ResourceTypeBareMetal, cbrapi.ResourceTypeNativeServer,
			cbrapi.ResourceTypeTurbo, cbrapi.ResourceTypeDesktop):
			return nil, invalid("Parameter check failed: the type of a resource does not exist")
		case seen[r.ID]:
			return nil, serviceError(http.StatusBadRequest, "6104", "The resource is named twice.")
		case !v.fits(r.Type):
			return nil, serviceError(http.StatusBadRequest, "6102", "The type of the resource does not fit the vault.")
		case s.taken(r.ID):
			return nil, serviceError(http.StatusBadRequest, "6103", "The resource is in a vault already.")
		}
		seen[r.ID] = true
		made := s.newResource(ResourceSpec{ID: r.ID, Name: r.Name, Type: r.Type})
		made.info = cloneInfo(r.ExtraInfo)
		added = append(added, made)
	}
	if len(v.resources)+len(added) > maxResources {
		return nil, serviceError(http.StatusBadRequest, "6100", "The vault has too many resources.")
	}
	return added, nil
}

// taken reports whether a resource is in a vault.
func (s *service) taken(id string) bool {
	return slices.ContainsFunc(s.vaults, func(v *vault) bool {
		return slices.ContainsFunc(v.resources, func(r *resource) bool { return r.spec.ID == id })
	})
}

// usable finds a vault whose resources may change.
func (s *service) usable(id string) (*vault, error) {
	v, ok := s.vault(id)
	switch {
	case !ok:
		return nil, vaultMissing()
	case v.spec.Status != cbrapi.VaultStatusAvailable && v.spec.Status != cbrapi.VaultStatusLocked:
		return nil, serviceError(http.StatusBadRequest, "6112", "The state of the vault does not allow this.")
	}
	return v, nil
}

func (s *service) AddVaultResource(_ context.Context, _, vaultID string, in *cbrapi.AddResourcesInput) (any, error) {
	defer s.enter()()
	v, err := s.usable(vaultID)
	if err != nil {
		return nil, err
	}
	list := in.Resources
	if len(list) == 0 || len(list) > maxResources {
		return nil, invalid("Parameter check failed: resources")
	}
	added, err := s.wantedResources(v, list)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(added))
	for i, r := range added {
		ids[i] = r.spec.ID
	}
	// They are in the vault from now on, and shown with a delay.
	v.resources = append(v.resources, added...)
	for _, r := range added {
		r.arriving = true
	}
	s.after(s.deletion/4, func() {
		for _, r := range added {
			r.arriving = false
		}
		v.updated = s.now
	})
	return cbrapi.AddedResources{IDs: ids}, nil
}

func (s *service) RemoveVaultResource(_ context.Context, _, vaultID string, in *cbrapi.RemoveResourcesInput) (any, error) {
	defer s.enter()()
	v, err := s.usable(vaultID)
	if err != nil {
		return nil, err
	}
	leaving, err := v.named(in.ResourceIDs)
	if err != nil {
		return nil, err
	}
	info := &cbrapi.OperationRemoveResources{TotalCount: lenient.NewInt(int64(len(leaving)))}
	for _, r := range leaving {
		if r.status != cbrapi.ProtectStatusAvailable {
			return nil, serviceError(http.StatusBadRequest, "6134", "The resource is being backed up or removed.")
		}
		info.Resources = append(info.Resources, cbrapi.Resource{ID: r.spec.ID, Name: r.spec.Name, Type: r.spec.Type})
	}
	for _, r := range leaving {
		r.status = cbrapi.ProtectStatusRemoving
	}
	t := s.newTask(cbrapi.OperationTypeRemoveResource, v, leaving[0].spec, s.deletion)
	t.detail = func(extra *cbrapi.OperationExtraInfo) { extra.RemoveResources = info }
	s.after(s.deletion, func() {
		v.resources = slices.DeleteFunc(v.resources, func(r *resource) bool { return slices.Contains(leaving, r) })
		for _, b := range slices.Clone(s.backups) {
			if b.vault == v && slices.ContainsFunc(leaving, func(r *resource) bool { return r.spec.ID == b.resource.ID }) {
				s.drop(b)
				v.usedMB = max(0, v.usedMB-mbPerGB)
			}
		}
		v.updated = s.now
		t.end(s.now, cbrapi.OperationStatusSuccess, "", "")
	})
	return cbrapi.RemovedResources{IDs: slices.Clone(in.ResourceIDs)}, nil
}

// named finds resources of a vault by their ids.
func (v *vault) named(ids []string) ([]*resource, error) {
	if len(ids) == 0 || len(ids) > maxResources {
		return nil, invalid("Parameter check failed: resource_ids")
	}
	list := make([]*resource, len(ids))
	for i, id := range ids {
		r, ok := v.resource(id)
		switch {
		case !ok:
			return nil, serviceError(http.StatusBadRequest, "6135", "The resource is not in the vault.")
		case slices.Contains(list, r):
			return nil, serviceError(http.StatusBadRequest, "6104", "The resource is named twice.")
		}
		list[i] = r
	}
	return list, nil
}

func (s *service) SetVaultResource(_ context.Context, _, vaultID string, in *cbrapi.SetResourcesInput) (any, error) {
	defer s.enter()()
	v, err := s.usable(vaultID)
	if err != nil {
		return nil, err
	}
	if !among(in.Action, cbrapi.ResourceActionSuspend, cbrapi.ResourceActionUnsuspend) {
		return nil, invalid("Parameter check failed: action")
	}
	list, err := v.named(in.ResourceIDs)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		r.suspended = in.Action == cbrapi.ResourceActionSuspend
	}
	return cbrapi.SetResourceIDs{IDs: slices.Clone(in.ResourceIDs)}, nil
}

func (s *service) MigrateVaultResource(_ context.Context, _, vaultID string, in *cbrapi.MigrateResourcesInput) (any, error) {
	defer s.enter()()
	from, err := s.usable(vaultID)
	if err != nil {
		return nil, err
	}
	to, ok := s.vault(in.DestinationVaultID)
	switch {
	case !ok:
		return nil, serviceError(http.StatusBadRequest, "6120", "The destination vault does not exist.")
	case to == from || to.spec.ObjectType != from.spec.ObjectType || to.spec.ProtectType != from.spec.ProtectType:
		return nil, serviceError(http.StatusBadRequest, "6102", "The vaults are not of the same kind.")
	}
	list, err := from.named(in.ResourceIDs)
	if err != nil {
		return nil, err
	}
	switch {
	case s.busy(from):
		return nil, serviceError(http.StatusBadRequest, "6125", "The vault is backing up.")
	case len(to.resources)+len(list) > maxResources:
		return nil, serviceError(http.StatusBadRequest, "6100", "The vault has too many resources.")
	}
	from.resources = slices.DeleteFunc(from.resources, func(r *resource) bool { return slices.Contains(list, r) })
	to.resources = append(to.resources, list...)
	for _, b := range s.backups {
		if b.vault == from && slices.Contains(in.ResourceIDs, b.resource.ID) {
			b.move(to)
		}
	}
	return cbrapi.MigratedResources{IDs: slices.Clone(in.ResourceIDs)}, nil
}

// move takes a backup to another vault.
func (b *backupCopy) move(to *vault) {
	b.vault.usedMB = max(0, b.vault.usedMB-mbPerGB)
	to.usedMB += mbPerGB
	b.vault = to
	for _, child := range b.children {
		child.vault = to
	}
}
