package cbrtest

import (
	"context"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

const (
	maxVaultGB   = 10485760
	maxResources = 256
	maxTags      = 10
	maxPercent   = 100
)

func (s *service) CreateVault(_ context.Context, _ string, in *cbrapi.CreateVaultInput) (any, error) {
	defer s.enter()()
	if in.Resources == nil {
		return nil, invalid("Parameter check failed: resources is required")
	}
	if in.Name == "" || !nameForm.MatchString(in.Name) {
		return nil, invalid("Parameter check failed: name")
	}
	v, err := s.wantedVault(&cbrapi.OrderVaultInput{
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
		return s.order(v, in.BackupPolicyID), nil
	}
	s.open(v, in.BackupPolicyID)
	view := v.view(s)
	view.BackupNamePrefix, view.DemandBilling = in.BackupNamePrefix, lenient.NewBool(in.DemandBilling)
	return cbrapi.VaultCreated{Vault: &view}, nil
}

func (s *service) CreatePostPaidVault(_ context.Context, _ string, in *cbrapi.OrderVaultInput) (any, error) {
	defer s.enter()()
	if in.Resources == nil {
		return nil, invalid("Parameter check failed: resources is required")
	}
	v, err := s.wantedVault(in)
	if err != nil {
		return nil, err
	}
	v.spec.ChargingMode = cbrapi.ChargingModePrePaid
	orElse(&v.spec.Name, "vault-"+s.ids.Hex(4))
	return s.order(v, in.BackupPolicyID), nil
}

// wantedVault makes the vault that is asked for, or rejects it.
func (s *service) wantedVault(in *cbrapi.OrderVaultInput) (*vault, error) {
	if err := s.checkWanted(in); err != nil {
		return nil, err
	}
	if err := s.unsupported(in); err != nil {
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

func (c *config) checkWanted(in *cbrapi.OrderVaultInput) error {
	b := in.Billing
	ok := among(b.ConsistentLevel, cbrapi.ConsistentLevelCrash, cbrapi.ConsistentLevelApp) &&
		among(b.ProtectType, cbrapi.ProtectTypeBackup, cbrapi.ProtectTypeReplication) &&
		among(b.ObjectType, cbrapi.ObjectTypeServer, cbrapi.ObjectTypeDisk, cbrapi.ObjectTypeTurbo, cbrapi.ObjectTypeWorkspace,
			cbrapi.ObjectTypeVMware, cbrapi.ObjectTypeRDS, cbrapi.ObjectTypeFile) &&
		known(b.CloudType, cbrapi.CloudTypePublic, cbrapi.CloudTypeHybrid) &&
		known(b.ChargingMode, cbrapi.ChargingModePostPaid, cbrapi.ChargingModePrePaid)
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
	case len(in.Tags) > c.tagLimit():
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
