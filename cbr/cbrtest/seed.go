package cbrtest

import (
	"slices"
	"strconv"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// VaultSpec describes a vault to add. Empty fields get sensible values.
type VaultSpec struct {
	Name, Description string
	SizeGB            int64               // 500 by default
	Status            cbrapi.VaultStatus  // available by default
	ObjectType        cbrapi.ObjectType   // server by default
	ProtectType       cbrapi.ProtectType  // backup by default
	CloudType         cbrapi.CloudType    // public by default
	PolicyID          string              // of the bound policy, if any
	EnterpriseProject string              // "0" by default
	ChargingMode      cbrapi.ChargingMode // post_paid by default
	Tags              []cbrapi.Tag
	Resources         []ResourceSpec
}

// ResourceSpec describes a resource of a vault.
type ResourceSpec struct {
	ID, Name string
	Type     cbrapi.ResourceType // a server by default
	SizeGB   int64               // 40 by default
	// SkipCode makes checkpoints skip the resource with this error code, such
	// as "BackupService.7101".
	SkipCode string
	// Volumes are the disks of a server; its backups have one child for each.
	Volumes []VolumeSpec
	// Tags are those that the service which owns a server keeps for it.
	Tags map[string]string
}

// VolumeSpec describes a disk of a server.
type VolumeSpec struct {
	ID, Name string
	SizeGB   int64 // 40 by default
}

const (
	defaultVaultGB    = 500
	defaultResourceGB = 40
	defaultThreshold  = 80
	mbPerGB           = 1024
)

// AddVault adds a vault and returns it as the service shows it.
func (s *Server) AddVault(spec VaultSpec) cbrapi.Vault {
	defer s.svc.enter()()
	return s.svc.addVault(spec).view(s.svc)
}

// Vaults are all vaults, as the service shows them.
func (s *Server) Vaults() []cbrapi.Vault {
	defer s.svc.enter()()
	out := make([]cbrapi.Vault, len(s.svc.vaults))
	for i, v := range s.svc.vaults {
		out[i] = v.view(s.svc)
	}
	return out
}

func (s *service) addVault(spec VaultSpec) *vault {
	orElse(&spec.Name, "vault-"+s.ids.Hex(4))
	orElse(&spec.SizeGB, defaultVaultGB)
	orElse(&spec.Status, cbrapi.VaultStatusAvailable)
	orElse(&spec.ObjectType, cbrapi.ObjectTypeServer)
	orElse(&spec.ProtectType, cbrapi.ProtectTypeBackup)
	orElse(&spec.CloudType, cbrapi.CloudTypePublic)
	orElse(&spec.EnterpriseProject, "0")
	orElse(&spec.ChargingMode, cbrapi.ChargingModePostPaid)
	v := s.newVault(spec)
	s.vaults = append(s.vaults, v)
	if spec.PolicyID != "" {
		s.bindings = append(s.bindings, binding{vaultID: v.id, policyID: spec.PolicyID})
	}
	return v
}

// newVault makes a vault that nobody sees yet. The fields of spec are filled.
func (s *service) newVault(spec VaultSpec) *vault {
	v := &vault{
		id: s.ids.UUID(), spec: spec, created: s.now, updated: s.now, tags: slices.Clone(spec.Tags),
		settings: vaultSettings{level: cbrapi.ConsistentLevelCrash, threshold: defaultThreshold, notify: true},
	}
	for _, r := range spec.Resources {
		v.resources = append(v.resources, s.newResource(r))
	}
	return v
}

// newResource fills what a resource lacks, with new ids in a fixed order.
func (s *service) newResource(r ResourceSpec) *resource {
	orElse(&r.ID, s.ids.UUID())
	orElse(&r.Name, "ecs-"+r.ID[:min(4, len(r.ID))])
	orElse(&r.Type, cbrapi.ResourceTypeServer)
	orElse(&r.SizeGB, defaultResourceGB)
	volumes := make([]VolumeSpec, len(r.Volumes))
	for i, d := range r.Volumes {
		orElse(&d.ID, s.ids.UUID())
		orElse(&d.Name, r.Name+"-volume-"+strconv.Itoa(i))
		orElse(&d.SizeGB, defaultResourceGB)
		volumes[i] = d
	}
	r.Volumes = volumes
	return &resource{spec: r, status: cbrapi.ProtectStatusAvailable}
}

func orElse[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// AddBackups adds n finished backups of the vault's first resource, a minute
// apart, oldest first, and returns their ids in that order. It returns nil for
// a vault that does not exist or is empty.
func (s *Server) AddBackups(vaultID string, n int) []string {
	defer s.svc.enter()()
	v, ok := s.svc.vault(vaultID)
	if !ok || len(v.resources) == 0 {
		return nil
	}
	ids := make([]string, n)
	for i := range n {
		c := &checkpoint{
			id: s.svc.ids.UUID(), name: "past-" + strconv.Itoa(i), vault: v, status: cbrapi.CheckpointStatusAvailable, incremental: true,
			created: s.svc.now.Add(time.Duration(i-n) * time.Minute),
		}
		b := s.svc.newBackup(c, v.resources[0])
		b.setStatus(cbrapi.BackupStatusAvailable, c.created)
		v.resources[0].backups++
		c.resources = []*checkpointResource{{resource: v.resources[0], status: cbrapi.ProtectStatusAvailable, backup: b}}
		s.svc.checkpoints = append(s.svc.checkpoints, c)
		s.svc.backups = append(s.svc.backups, b)
		ids[i] = b.id
	}
	return ids
}

// SetVaultStatus changes the state of a vault.
func (s *Server) SetVaultStatus(vaultID string, status cbrapi.VaultStatus) {
	defer s.svc.enter()()
	if v, ok := s.svc.vault(vaultID); ok {
		v.spec.Status = status
	}
}
