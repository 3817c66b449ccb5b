package cbrtest

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// maxProtectables is the size of the largest page of resources.
const maxProtectables = 50

// ProtectableSpec describes a resource that exists in the project and is in no
// vault. Empty fields get sensible values.
type ProtectableSpec struct {
	ID, Name string
	Type     cbrapi.ResourceType // a server by default
	SizeGB   int64               // 40 by default
	// Status is in the words of the service that owns the resource: ACTIVE for a
	// server, in-use for a disk, available for all others by default.
	Status string
	// ServerID is the server of a disk, which has it among its disks.
	ServerID string
	// Code and Reason say why the resource cannot be backed up; with neither it
	// can.
	Code, Reason string
	// AgentVersion is that of the agent on a server, "" without one. An agent
	// before version 2 is an old one.
	AgentVersion string
	// Tags are those that the service which owns a server keeps for it.
	Tags map[string]string
}

// AddProtectable adds a resource of the project and returns its id. The
// resources of vaults are there anyway.
func (s *Server) AddProtectable(spec ProtectableSpec) string {
	defer s.svc.enter()()
	orElse(&spec.ID, s.svc.ids.UUID())
	orElse(&spec.Type, cbrapi.ResourceTypeServer)
	orElse(&spec.Name, "resource-"+spec.ID[:min(4, len(spec.ID))])
	orElse(&spec.SizeGB, defaultResourceGB)
	orElse(&spec.Status, stateOf(spec.Type))
	s.svc.protectables = append(s.svc.protectables, spec)
	return spec.ID
}

func stateOf(t cbrapi.ResourceType) string {
	switch t {
	case cbrapi.ResourceTypeServer, cbrapi.ResourceTypeBareMetal:
		return "ACTIVE"
	case cbrapi.ResourceTypeVolume:
		return "in-use"
	default:
		return policyAvailable
	}
}

// typesOf are the types of resources that a kind stands for.
func typesOf(kind cbrapi.ProtectableType) []cbrapi.ResourceType {
	switch kind {
	case cbrapi.ProtectableTypeServer:
		return []cbrapi.ResourceType{cbrapi.ResourceTypeServer, cbrapi.ResourceTypeBareMetal}
	case cbrapi.ProtectableTypeDisk:
		return []cbrapi.ResourceType{cbrapi.ResourceTypeVolume}
	case cbrapi.ProtectableTypeTurbo:
		return []cbrapi.ResourceType{cbrapi.ResourceTypeTurbo}
	case cbrapi.ProtectableTypeWorkspace, cbrapi.ProtectableTypeWorkspaceV2:
		return []cbrapi.ResourceType{cbrapi.ResourceTypeDesktop}
	default:
		return nil
	}
}

// protectable is a resource with the vault it is in, and its disks.
type protectable struct {
	ProtectableSpec
	vault             *vault
	enterpriseProject string
	volumes           []VolumeSpec
}

// instances are all resources of a kind: those of vaults, and then the others.
func (s *service) instances(kind cbrapi.ProtectableType) []protectable {
	var all []protectable
	for _, v := range s.vaults {
		for _, r := range v.resources {
			all = append(all, protectable{
				ProtectableSpec: ProtectableSpec{
					ID: r.spec.ID, Name: r.spec.Name, Type: r.spec.Type, SizeGB: r.spec.SizeGB, Status: stateOf(r.spec.Type), Tags: r.spec.Tags,
					Code: inVault(r.spec.Type), Reason: "The resource is in a vault.",
				},
				vault: v, enterpriseProject: v.spec.EnterpriseProject, volumes: r.spec.Volumes,
			})
			for _, d := range r.spec.Volumes {
				all = append(all, protectable{ProtectableSpec: ProtectableSpec{
					ID: d.ID, Name: d.Name, Type: cbrapi.ResourceTypeVolume, SizeGB: d.SizeGB, Status: stateOf(cbrapi.ResourceTypeVolume), ServerID: r.spec.ID,
				}, enterpriseProject: v.spec.EnterpriseProject})
			}
		}
	}
	for _, spec := range s.protectables {
		have := protectable{ProtectableSpec: spec, enterpriseProject: "0"}
		for _, disk := range s.protectables {
			if disk.ServerID == spec.ID {
				have.volumes = append(have.volumes, VolumeSpec{ID: disk.ID, Name: disk.Name, SizeGB: disk.SizeGB})
			}
		}
		all = append(all, have)
	}
	types := typesOf(kind)
	return slices.DeleteFunc(all, func(p protectable) bool { return !slices.Contains(types, p.Type) })
}

func inVault(t cbrapi.ResourceType) string {
	if t == cbrapi.ResourceTypeVolume {
		return "BackupService.7006"
	}
	return "BackupService.7116"
}

func (p protectable) view(s *service) cbrapi.Protectable {
	out := cbrapi.Protectable{
		ID: p.ID, Name: p.Name, Type: p.Type, SizeGB: lenient.NewInt(p.SizeGB), Status: p.Status,
		Children: make([]lenient.Raw, len(p.volumes)), Detail: raw(p.detail(s.account.ProjectName + "a")),
		Protectable: &cbrapi.ProtectableResult{OK: lenient.NewBool(p.Code == ""), Code: lenient.String(p.Code)},
	}
	if p.Code != "" {
		out.Protectable.Reason = p.Reason
	}
	if p.vault != nil {
		view := p.vault.view(s)
		out.Protectable.Vault = &view
	}
	for i, d := range p.volumes {
		out.Children[i] = raw(map[string]any{"id": d.ID, "name": d.Name, "size": d.SizeGB, "type": cbrapi.ResourceTypeVolume})
	}
	return out
}

// detail is the resource as the service that owns it shows it: servers with their
// tags in one form of that service.
func (p protectable) detail(zone string) map[string]any {
	out := map[string]any{"id": p.ID, "availability_zone": zone}
	if p.Type == cbrapi.ResourceTypeServer {
		tags := make([]string, 0, len(p.Tags))
		for _, key := range slices.Sorted(maps.Keys(p.Tags)) {
			tags = append(tags, key+"="+p.Tags[key])
		}
		out["tags"] = tags
	}
	return out
}

// raw encodes what always can be.
func raw(v map[string]any) lenient.Raw {
	encoded, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return encoded
}

func (s *service) ListProtectable(ctx context.Context, _ string, protectableType cbrapi.ProtectableType, in cbrapi.ListProtectablesInput) (any, error) {
	defer s.enter()()
	w := window{limit: min(s.pageSize, maxProtectables), offset: in.Offset}
	if sent(ctx, "limit") {
		w.limit = in.Limit
	}
	if typesOf(protectableType) == nil || w.limit < 1 || w.limit > maxProtectables || w.offset < 0 {
		return nil, invalid("Parameter check failed: protectable_type, limit or offset")
	}
	found := s.instances(protectableType)
	found = slices.DeleteFunc(found, func(have protectable) bool {
		return !is(in.ID, have.ID) || !is(in.Name, have.Name) || !is(in.Status, have.Status) || !is(in.ServerID, have.ServerID) ||
			in.EnterpriseProjectID != allProjects && !is(in.EnterpriseProjectID, have.enterpriseProject)
	})
	switch {
	case in.Cursor != "":
		i := slices.IndexFunc(found, func(have protectable) bool { return have.ID == in.Cursor })
		if i < 0 {
			return nil, invalid("Parameter check failed: marker")
		}
		found = found[i+1:]
	case protectableType == cbrapi.ProtectableTypeServer:
		// For servers the offset is the number of a page, and 0 means 1.
		w.offset = max(0, w.offset-1) * w.limit
	}
	page := cut(found, w)
	views := make([]cbrapi.Protectable, len(page))
	for i, have := range page {
		views[i] = have.view(s)
	}
	return cbrapi.ProtectableList{Instances: views}, nil
}

func (s *service) ShowProtectable(_ context.Context, _ string, protectableType cbrapi.ProtectableType, instanceID string) (any, error) {
	defer s.enter()()
	missing := serviceError(http.StatusNotFound, "7100", "The server does not exist.")
	switch protectableType {
	case cbrapi.ProtectableTypeServer:
	case cbrapi.ProtectableTypeDisk:
		missing = serviceError(http.StatusNotFound, "7000", "The disk does not exist.")
	default:
		return nil, invalid("Parameter check failed: protectable_type must be server or disk")
	}
	for _, have := range s.instances(protectableType) {
		if have.ID == instanceID {
			view := have.view(s)
			return cbrapi.ProtectableEnvelope{Instance: &view}, nil
		}
	}
	return nil, missing
}

func (s *service) CheckAgent(_ context.Context, _ string, in *cbrapi.CheckAgentsInput) (any, error) {
	defer s.enter()()
	if len(in.Servers) == 0 {
		return nil, invalid("Parameter check failed: agent_status")
	}
	out := make([]cbrapi.AgentStatus, len(in.Servers))
	for i, check := range in.Servers {
		if check.ResourceID == "" || !slices.Contains(typesOf(cbrapi.ProtectableTypeServer), check.ResourceType) {
			return nil, invalid("Parameter check failed: agent_status names no server")
		}
		out[i] = cbrapi.AgentStatus{ResourceID: check.ResourceID, Code: lenient.NewInt(4001), Message: "the agent is not installed"}
		for _, have := range s.instances(cbrapi.ProtectableTypeServer) {
			if have.ID == check.ResourceID && have.AgentVersion != "" {
				out[i] = cbrapi.AgentStatus{
					ResourceID: check.ResourceID, Installed: lenient.NewBool(true), IsOld: lenient.NewBool(have.AgentVersion < "2"), Version: lenient.String(have.AgentVersion),
				}
			}
		}
	}
	return cbrapi.AgentStatusList{AgentStatus: out}, nil
}

func (s *service) ShowReplicationCapabilities(context.Context, string) (any, error) {
	return cbrapi.ReplicationCapabilities{Regions: []cbrapi.ReplicationRegion{
		{Name: s.account.ProjectName, Destinations: []string{replicationRegion}},
		{Name: replicationRegion, Destinations: []string{s.account.ProjectName}},
	}}, nil
}

// replicationRegion is where the backups of the account can be copied to.
const replicationRegion = "eu-west-0"
