package cbrtest

import (
	"context"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/cbrserver"
	"github.com/backup-sdk/backup-go/lenient"
)

var _ cbrserver.StrictServerInterface = (*service)(nil)

// providerServer is the UUID of the provider of cloud servers.
const providerServer = "0daac4c5-6707-4851-97ba-169e36266b66"

type vault struct {
	id               string
	spec             VaultSpec
	created, updated time.Time
	usedMB           int64
	resources        []*resource
	arriving         []*resource // not shown yet, oldest first
	settings         vaultSettings
	tags             []cbrapi.Tag
	orderID          string // of one that was paid for in advance
}

// vaultSettings are what creation and updates of a vault may choose beside its
// spec.
type vaultSettings struct {
	level                                                cbrapi.ConsistentLevel
	threshold                                            int64
	notify, bind, expand, locked, onDemand, severalZones bool
	rules                                                *cbrapi.BindRules
	prefix, zone, lockedBy                               string
}

type resource struct {
	spec      ResourceSpec
	status    cbrapi.ProtectStatus
	backups   int64
	usedGB    int64
	info      *cbrapi.ResourceExtraInfo
	suspended bool
}

func (v *vault) resource(id string) (*resource, bool) {
	return find(v.resources, func(r *resource) bool { return r.spec.ID == id })
}

func (v *vault) allocatedGB() int64 {
	var sum int64
	for _, r := range v.resources {
		sum += r.spec.SizeGB
	}
	return sum
}

// wireTime writes a time as CBR does: UTC without a zone, in microseconds.
func wireTime(t time.Time) lenient.Time {
	if t.IsZero() {
		return lenient.Time{}
	}
	return lenient.Time{Text: t.UTC().Format("2006-01-02T15:04:05.000000")}
}

// view is the vault as the service shows it. Like all views it shares nothing
// with the state, so it can be written out after the lock is gone.
func (v *vault) view(s *service) cbrapi.Vault {
	out := cbrapi.Vault{
		ID: v.id, Name: v.spec.Name, Description: v.spec.Description,
		ProjectID: s.account.ProjectID, ProviderID: providerServer, UserID: userID,
		EnterpriseProjectID: lenient.String(v.spec.EnterpriseProject),
		CreatedAt:           wireTime(v.created), UpdatedAt: wireTime(v.updated),
		ThresholdPercent: lenient.NewInt(v.settings.threshold), SMNNotify: lenient.NewBool(v.settings.notify),
		AutoBind: lenient.NewBool(v.settings.bind), BindRules: cloneRules(v.settings.rules), AutoExpand: lenient.NewBool(v.settings.expand),
		Locked: lenient.NewBool(v.settings.locked), AvailabilityZone: v.settings.zone, SysLockSourceService: v.settings.lockedBy,
		Tags: append([]cbrapi.Tag{}, v.tags...),
		Billing: &cbrapi.Billing{
			AllocatedGB: lenient.NewInt(v.allocatedGB()), SizeGB: lenient.NewInt(v.spec.SizeGB), UsedMB: lenient.NewInt(v.usedMB),
			ChargingMode: v.spec.ChargingMode, OrderID: v.orderID, CloudType: v.spec.CloudType, IsMultiAZ: lenient.NewBool(v.settings.severalZones),
			ConsistentLevel: v.settings.level, ObjectType: v.spec.ObjectType, ProtectType: v.spec.ProtectType,
			SpecCode: v.specCode(), Status: v.spec.Status,
		},
		Resources: make([]cbrapi.VaultResource, len(v.resources)),
	}
	for i, r := range v.resources {
		out.Resources[i] = cbrapi.VaultResource{
			ID: r.spec.ID, Name: r.spec.Name, Type: r.spec.Type, ProtectStatus: r.status,
			SizeGB: lenient.NewInt(r.spec.SizeGB), BackupCount: lenient.NewInt(r.backups), BackupSize: lenient.NewInt(r.usedGB),
			AutoProtect: lenient.NewBool(!r.suspended), ExtraInfo: cloneInfo(r.info),
		}
	}
	return out
}

func (v *vault) specCode() cbrapi.VaultSpecCode {
	switch {
	case v.spec.ProtectType == cbrapi.ProtectTypeReplication:
		return cbrapi.VaultSpecCodeReplicationServer
	case v.spec.CloudType == cbrapi.CloudTypeHybrid:
		return cbrapi.VaultSpecCodeHybridServer
	}
	switch v.spec.ObjectType {
	case cbrapi.ObjectTypeDisk:
		return cbrapi.VaultSpecCodeVolume
	case cbrapi.ObjectTypeTurbo:
		return cbrapi.VaultSpecCodeTurbo
	case cbrapi.ObjectTypeRDS:
		return cbrapi.VaultSpecCodeDatabase
	default:
		return cbrapi.VaultSpecCodeServer
	}
}

func cloneRules(rules *cbrapi.BindRules) *cbrapi.BindRules {
	if rules == nil {
		return nil
	}
	return &cbrapi.BindRules{Tags: slices.Clone(rules.Tags)}
}

func cloneInfo(info *cbrapi.ResourceExtraInfo) *cbrapi.ResourceExtraInfo {
	if info == nil {
		return nil
	}
	return &cbrapi.ResourceExtraInfo{ExcludeVolumes: slices.Clone(info.ExcludeVolumes), IncludeVolumes: slices.Clone(info.IncludeVolumes)}
}

func (s *service) ShowVault(_ context.Context, req cbrserver.ShowVaultRequestObject) (cbrserver.ShowVaultResponseObject, error) {
	defer s.enter()()
	v, ok := s.vault(req.VaultID)
	if !ok {
		return nil, vaultMissing()
	}
	view := v.view(s)
	return cbrserver.ShowVault200JSONResponse{Vault: &view}, nil
}

func vaultMissing() *problem { return serviceError(404, "6105", "The vault does not exist.") }

func (s *service) ListVault(_ context.Context, req cbrserver.ListVaultRequestObject) (cbrserver.ListVaultResponseObject, error) {
	defer s.enter()()
	p := req.Params
	window, err := newWindow(p.Limit, p.Offset)
	if err != nil {
		return nil, err
	}
	if !known(p.Status, cbrapi.VaultStatusAvailable, cbrapi.VaultStatusLocked, cbrapi.VaultStatusFrozen, cbrapi.VaultStatusDeleting, cbrapi.VaultStatusError) ||
		!known(p.CloudType, cbrapi.CloudTypePublic, cbrapi.CloudTypeHybrid) ||
		!known(p.ProtectType, cbrapi.ProtectTypeBackup, cbrapi.ProtectTypeReplication) ||
		p.Name != nil && !nameForm.MatchString(*p.Name) {
		return nil, invalid("Parameter check failed: a filter has a value that does not exist")
	}
	var found []cbrapi.Vault
	for _, v := range s.vaults {
		if is(p.Name, v.spec.Name) && is(p.CloudType, v.spec.CloudType) && is(p.ProtectType, v.spec.ProtectType) &&
			is(p.ObjectType, v.spec.ObjectType) && inProject(p.EnterpriseProjectID, v) &&
			oneOf(p.ID, v.id) && s.bound(v, p.PolicyID) && is(p.Status, v.spec.Status) && holds(p.ResourceIDs, v) {
			found = append(found, v.view(s))
		}
	}
	page := cut(found, window)
	return cbrserver.ListVault200JSONResponse{
		Vaults: page, Count: lenient.NewInt(int64(len(found))),
		Limit: lenient.NewInt(window.limit), Offset: lenient.NewInt(window.offset),
	}, nil
}

func holds(ids *[]string, v *vault) bool {
	return ids == nil || slices.ContainsFunc(*ids, func(id string) bool {
		_, ok := v.resource(id)
		return ok
	})
}
