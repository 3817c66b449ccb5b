package cbrtest

import (
	"context"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// providerServer is the UUID of the provider of cloud servers.
const providerServer = "0daac4c5-6707-4851-97ba-169e36266b66"

type vault struct {
	id               string
	spec             VaultSpec
	created, updated time.Time
	usedMB           int64
	resources        []*resource
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
	arriving  bool // not shown yet, though it can be worked with
}

// shown are the resources that responses have.
func (v *vault) shown() []*resource {
	return slices.DeleteFunc(slices.Clone(v.resources), func(r *resource) bool { return r.arriving })
}

func (v *vault) resource(id string) (*resource, bool) {
	return find(v.resources, func(r *resource) bool { return r.spec.ID == id })
}

func (v *vault) allocatedGB() int64 {
	var sum int64
	for _, r := range v.shown() {
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
		Resources: []cbrapi.VaultResource{},
	}
	for _, r := range v.shown() {
		out.Resources = append(out.Resources, cbrapi.VaultResource{
			ID: r.spec.ID, Name: r.spec.Name, Type: r.spec.Type, ProtectStatus: r.status,
			SizeGB: lenient.NewInt(r.spec.SizeGB), BackupCount: lenient.NewInt(r.backups), BackupSize: lenient.NewInt(r.usedGB),
			AutoProtect: lenient.NewBool(!r.suspended), ExtraInfo: cloneInfo(r.info),
		})
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

func (s *service) ShowVault(_ context.Context, _, vaultID string) (any, error) {
	defer s.enter()()
	v, ok := s.vault(vaultID)
	if !ok {
		return nil, vaultMissing()
	}
	view := v.view(s)
	return cbrapi.VaultEnvelope{Vault: &view}, nil
}

func vaultMissing() *problem {
	return serviceError(http.StatusNotFound, "6105", "The vault does not exist.")
}

func (s *service) ListVault(ctx context.Context, _ string, in cbrapi.ListVaultsInput) (any, error) {
	defer s.enter()()
	window, err := s.newWindow(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	if !known(in.Status, cbrapi.VaultStatusAvailable, cbrapi.VaultStatusLocked, cbrapi.VaultStatusFrozen, cbrapi.VaultStatusDeleting, cbrapi.VaultStatusError) ||
		!known(in.CloudType, cbrapi.CloudTypePublic, cbrapi.CloudTypeHybrid) ||
		!known(in.ProtectType, cbrapi.ProtectTypeBackup, cbrapi.ProtectTypeReplication) ||
		!nameForm.MatchString(in.Name) {
		return nil, invalid("Parameter check failed: a filter has a value that does not exist")
	}
	var found []cbrapi.Vault
	for _, v := range s.vaults {
		if is(in.Name, v.spec.Name) && is(in.CloudType, v.spec.CloudType) && is(in.ProtectType, v.spec.ProtectType) &&
			is(in.ObjectType, v.spec.ObjectType) && inProject(in.EnterpriseProjectID, v) &&
			oneOf(in.IDs, v.id) && s.bound(v, in.PolicyID) && is(in.Status, v.spec.Status) && holds(in.ResourceIDs, v) {
			found = append(found, v.view(s))
		}
	}
	page := cut(found, window)
	return cbrapi.VaultList{
		Vaults: page, Count: lenient.NewInt(int64(len(found))),
		Limit: lenient.NewInt(window.limit), Offset: lenient.NewInt(window.offset),
	}, nil
}

func holds(ids []string, v *vault) bool {
	return len(ids) == 0 || slices.ContainsFunc(ids, func(id string) bool {
		_, ok := v.resource(id)
		return ok
	})
}

func (s *service) ShowSummary(context.Context, string) (any, error) {
	defer s.enter()()
	var size, used int64
	for _, v := range s.vaults {
		size += v.spec.SizeGB
		used += v.usedMB / mbPerGB
	}
	return cbrapi.VaultSummary{Size: lenient.NewInt(size), UsedSize: lenient.NewInt(used)}, nil
}

func (s *service) UpdateVault(_ context.Context, _, vaultID string, in *cbrapi.UpdateVaultInput) (any, error) {
	defer s.enter()()
	v, ok := s.vault(vaultID)
	if !ok {
		return nil, vaultMissing()
	}
	if err := v.checkUpdate(s, in); err != nil {
		return nil, err
	}
	if in.Name != "" {
		v.spec.Name = in.Name
	}
	if b := in.Billing; b != nil {
		if b.SizeGB != 0 {
			v.spec.SizeGB = b.SizeGB
		}
		if b.ConsistentLevel != "" {
			v.settings.level = b.ConsistentLevel
		}
	}
	if in.BindRules != nil {
		v.settings.rules = cloneRules(in.BindRules)
	}
	orKeep(&v.settings.bind, in.AutoBind)
	orKeep(&v.settings.expand, in.AutoExpand)
	orKeep(&v.settings.locked, in.Locked)
	v.alarm(in.SMNNotify, in.ThresholdPercent)
	v.updated = s.now
	view := v.view(s)
	if s.has(QuirkNoProviderID) {
		view.ProviderID = ""
	}
	return cbrapi.VaultEnvelope{Vault: &view}, nil
}

// orKeep changes a field that is to change.
func orKeep[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}

func (v *vault) alarm(notify *bool, threshold *int64) {
	orKeep(&v.settings.notify, notify)
	orKeep(&v.settings.threshold, threshold)
}

func (v *vault) checkUpdate(s *service, in *cbrapi.UpdateVaultInput) error {
	prepaid := v.spec.ChargingMode == cbrapi.ChargingModePrePaid
	switch {
	case utf8.RuneCountInString(in.Name) > maxName || !nameForm.MatchString(in.Name):
		return invalid("Parameter check failed: name")
	case in.ThresholdPercent != nil && (*in.ThresholdPercent < 1 || *in.ThresholdPercent > maxPercent):
		return invalid("Parameter check failed: threshold")
	case in.Billing != nil && *in.Billing == (cbrapi.BillingUpdate{}):
		return invalid("Parameter check failed: billing is empty")
	case in.Billing != nil && (in.Billing.SizeGB < 0 || in.Billing.SizeGB > maxVaultGB):
		return serviceError(http.StatusBadRequest, "6101", "The size of the vault is wrong.")
	case v.spec.Status == cbrapi.VaultStatusDeleting:
		return serviceError(http.StatusBadRequest, "6112", "The vault is being deleted.")
	case prepaid && (in.Billing != nil && in.Billing.SizeGB != 0 || in.AutoExpand != nil || in.AutoBind != nil):
		return serviceError(http.StatusBadRequest, "6110", "The vault was paid for in advance and cannot be changed so.")
	case s.cloud.ID == cloudRU && in.Locked != nil:
		return invalid("Parameter check failed: locked is not supported")
	case v.settings.locked && in.Locked != nil && !*in.Locked:
		return serviceError(http.StatusBadRequest, "6110", "A locked vault cannot be unlocked.")
	}
	return nil
}

func (s *service) BatchUpdateVault(_ context.Context, _ string, in *cbrapi.UpdateAllVaultsInput) (any, error) {
	defer s.enter()()
	if in.ThresholdPercent != nil && (*in.ThresholdPercent < 1 || *in.ThresholdPercent > maxPercent) {
		return nil, invalid("Parameter check failed: threshold")
	}
	ids := make([]string, len(s.vaults))
	for i, v := range s.vaults {
		v.alarm(in.SMNNotify, in.ThresholdPercent)
		ids[i] = v.id
	}
	return cbrapi.UpdatedVaults{IDs: ids}, nil
}

func (s *service) DeleteVault(_ context.Context, _, vaultID string) (any, error) {
	defer s.enter()()
	v, ok := s.vault(vaultID)
	switch {
	case !ok:
		return nil, vaultMissing()
	case v.spec.Status == cbrapi.VaultStatusDeleting:
		return nil, nil
	case v.spec.ChargingMode == cbrapi.ChargingModePrePaid:
		return nil, serviceError(http.StatusBadRequest, "6111", "The vault was paid for in advance; end its subscription.")
	case s.busy(v):
		return nil, serviceError(http.StatusBadRequest, "6125", "The vault is backing up.")
	}
	v.spec.Status = cbrapi.VaultStatusDeleting
	total := 0
	for _, b := range s.backups {
		if b.vault == v {
			total++
			b.setStatus(cbrapi.BackupStatusDeleting, s.now)
		}
	}
	t := s.newTask(cbrapi.OperationTypeVaultDelete, v, ResourceSpec{}, s.deletion)
	t.detail = func(info *cbrapi.OperationExtraInfo) {
		info.VaultDelete = &cbrapi.OperationVaultDelete{TotalCount: lenient.NewInt(int64(total))}
	}
	fail, failed := take(&s.failDelete)
	s.after(s.deletion, func() {
		if failed {
			v.spec.Status = cbrapi.VaultStatus(fail.Status)
			orElse(&v.spec.Status, cbrapi.VaultStatusError)
			t.end(s.now, cbrapi.OperationStatusFailed, fail.Code, fail.Message)
			return
		}
		for _, b := range slices.Clone(s.backups) {
			if b.vault == v {
				s.drop(b)
			}
		}
		s.vaults = slices.DeleteFunc(s.vaults, func(have *vault) bool { return have == v })
		s.bindings = slices.DeleteFunc(s.bindings, func(b binding) bool { return b.vaultID == v.id })
		t.end(s.now, cbrapi.OperationStatusSuccess, "", "")
	})
	return nil, nil
}
