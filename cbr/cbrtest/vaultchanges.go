package cbrtest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/cbrserver"
	"github.com/backup-sdk/backup-go/lenient"
)

const (
	maxVaultGB   = 10485760
	maxResources = 256
	maxTags      = 10
	maxPercent   = 100
)

func (s *service) CreateVault(_ context.Context, req cbrserver.CreateVaultRequestObject) (cbrserver.CreateVaultResponseObject, error) {
	defer s.enter()()
	in := req.Body.Vault
	if in.Resources == nil {
		return nil, invalid("Parameter check failed: resources is required")
	}
	if in.Name == "" || !nameForm.MatchString(in.Name) {
		return nil, invalid("Parameter check failed: name")
	}
	v, err := s.wantedVault(cbrapi.VaultOrder{
		Name: in.Name, Description: in.Description, Billing: in.Billing, Resources: in.Resources, BackupPolicyID: in.BackupPolicyID,
		Tags: in.Tags, EnterpriseProjectID: in.EnterpriseProjectID, AutoBind: in.AutoBind, BindRules: in.BindRules,
		ThresholdPercent: in.ThresholdPercent, SMNNotify: in.SMNNotify, AutoExpand: in.AutoExpand, Locked: in.Locked,
	})
	if err != nil {
		return nil, err
	}
	v.settings.prefix, v.settings.zone, v.settings.onDemand = in.BackupNamePrefix, in.AvailabilityZone, in.DemandBilling
	v.settings.lockedBy = in.SysLockSourceService
	if v.spec.ChargingMode == cbrapi.ChargingModePrePaid {
		return cbrserver.CreateVault200JSONResponse(s.order(v, in.BackupPolicyID)), nil
	}
	s.open(v, in.BackupPolicyID)
	view := v.view(s)
	view.BackupNamePrefix, view.DemandBilling = in.BackupNamePrefix, lenient.NewBool(in.DemandBilling)
	return cbrserver.CreateVault200JSONResponse{Vault: &view}, nil
}

func (s *service) CreatePostPaidVault(_ context.Context, req cbrserver.CreatePostPaidVaultRequestObject) (cbrserver.CreatePostPaidVaultResponseObject, error) {
	defer s.enter()()
	in := req.Body.Vault
	if in.Resources == nil {
		return nil, invalid("Parameter check failed: resources is required")
	}
	v, err := s.wantedVault(in)
	if err != nil {
		return nil, err
	}
	v.spec.ChargingMode = cbrapi.ChargingModePrePaid
	orElse(&v.spec.Name, "vault-"+s.ids.Hex(4))
	return cbrserver.CreatePostPaidVault200JSONResponse(s.order(v, in.BackupPolicyID)), nil
}

// wantedVault makes the vault that is asked for, or refuses it.
func (s *service) wantedVault(in cbrapi.VaultOrder) (*vault, error) {
	if err := checkWanted(in); err != nil {
		return nil, err
	}
	if _, ok := s.policyKind(in.BackupPolicyID); !ok && in.BackupPolicyID != "" {
		return nil, policyMissing()
	}
	if len(s.vaults) >= s.vaultQuota {
		return nil, serviceError(http.StatusBadRequest, "6133", "The number of vaults has reached its limit.")
	}
	v := s.newVault(VaultSpec{
		Name: in.Name, Description: in.Description, SizeGB: in.Billing.SizeGB, Status: cbrapi.VaultStatusAvailable,
		ObjectType: in.Billing.ObjectType, ProtectType: in.Billing.ProtectType, CloudType: in.Billing.CloudType,
		EnterpriseProject: in.EnterpriseProjectID, ChargingMode: in.Billing.ChargingMode, Tags: in.Tags,
	})
	orElse(&v.spec.CloudType, cbrapi.CloudTypePublic)
	orElse(&v.spec.EnterpriseProject, "0")
	orElse(&v.spec.ChargingMode, cbrapi.ChargingModePostPaid)
	v.settings = vaultSettings{
		level: in.Billing.ConsistentLevel, threshold: defaultThreshold, notify: in.SMNNotify == nil || *in.SMNNotify,
		bind: in.AutoBind, rules: cloneRules(in.BindRules), expand: in.AutoExpand, locked: in.Locked, severalZones: in.Billing.IsMultiAZ,
	}
	if in.ThresholdPercent != nil {
		v.settings.threshold = *in.ThresholdPercent
	}
	added, err := s.wantedResources(v, in.Resources)
	if err != nil {
		return nil, err
	}
	v.resources = added
	return v, nil
}

func checkWanted(in cbrapi.VaultOrder) error {
	b := in.Billing
	ok := known(&b.ConsistentLevel, cbrapi.ConsistentLevelCrash, cbrapi.ConsistentLevelApp) &&
		known(&b.ProtectType, cbrapi.ProtectTypeBackup, cbrapi.ProtectTypeReplication) &&
		known(&b.ObjectType, cbrapi.ObjectTypeServer, cbrapi.ObjectTypeDisk, cbrapi.ObjectTypeTurbo, cbrapi.ObjectTypeWorkspace,
			cbrapi.ObjectTypeVMware, cbrapi.ObjectTypeRDS, cbrapi.ObjectTypeFile) &&
		known(&b.CloudType, "", cbrapi.CloudTypePublic, cbrapi.CloudTypeHybrid) &&
		known(&b.ChargingMode, "", cbrapi.ChargingModePostPaid, cbrapi.ChargingModePrePaid)
	switch {
	case !ok:
		return invalid("Parameter check failed: billing has a value that does not exist")
	case b.SizeGB < 1 || b.SizeGB > maxVaultGB:
		return serviceError(http.StatusBadRequest, "6101", "The size of the vault is wrong.")
	case b.ChargingMode == cbrapi.ChargingModePrePaid && (b.PeriodType == "" || b.PeriodNum < 1):
		return invalid("Parameter check failed: period_type and period_num are needed")
	case utf8.RuneCountInString(in.Name) > maxName:
		return invalid("Parameter check failed: name")
	case utf8.RuneCountInString(in.Description) > maxDescription || strings.ContainsAny(in.Description, "<>"):
		return invalid("Parameter check failed: description")
	case in.ThresholdPercent != nil && (*in.ThresholdPercent < 1 || *in.ThresholdPercent > maxPercent):
		return invalid("Parameter check failed: threshold")
	case len(in.Tags) > maxTags:
		return tooManyTags()
	}
	return checkTags(in.Tags)
}

// open shows a new vault to everybody.
func (s *service) open(v *vault, policyID string) {
	v.created, v.updated = s.now, s.now
	s.vaults = append(s.vaults, v)
	if policyID != "" {
		s.bindings = append(s.bindings, binding{vaultID: v.id, policyID: policyID})
	}
}

func (s *service) UpdateVault(_ context.Context, req cbrserver.UpdateVaultRequestObject) (cbrserver.UpdateVaultResponseObject, error) {
	defer s.enter()()
	v, ok := s.vault(req.VaultID)
	if !ok {
		return nil, vaultMissing()
	}
	in := req.Body.Vault
	if err := v.checkUpdate(in); err != nil {
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
	view.ProviderID = "" // as the service does
	return cbrserver.UpdateVault200JSONResponse{Vault: &view}, nil
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

func (v *vault) checkUpdate(in cbrapi.VaultUpdate) error {
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
	case v.settings.locked && in.Locked != nil && !*in.Locked:
		return serviceError(http.StatusBadRequest, "6110", "A locked vault cannot be unlocked.")
	}
	return nil
}

func (s *service) BatchUpdateVault(_ context.Context, req cbrserver.BatchUpdateVaultRequestObject) (cbrserver.BatchUpdateVaultResponseObject, error) {
	defer s.enter()()
	in := req.Body.Vault
	if in.ThresholdPercent != nil && (*in.ThresholdPercent < 1 || *in.ThresholdPercent > maxPercent) {
		return nil, invalid("Parameter check failed: threshold")
	}
	ids := make([]string, len(s.vaults))
	for i, v := range s.vaults {
		v.alarm(in.SMNNotify, in.ThresholdPercent)
		ids[i] = v.id
	}
	return cbrserver.BatchUpdateVault200JSONResponse{IDs: ids}, nil
}

func (s *service) DeleteVault(_ context.Context, req cbrserver.DeleteVaultRequestObject) (cbrserver.DeleteVaultResponseObject, error) {
	defer s.enter()()
	v, ok := s.vault(req.VaultID)
	switch {
	case !ok:
		return nil, vaultMissing()
	case v.spec.Status == cbrapi.VaultStatusDeleting:
		return cbrserver.DeleteVault204Response{}, nil
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
	fail, failed := takeFailure(&s.failDelete)
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
	return cbrserver.DeleteVault204Response{}, nil
}
