package cbrtest

import (
	"context"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// policyKind says what a policy does, false for one that does not exist.
func (s *service) policyKind(id string) (cbrapi.PolicyOperation, bool) {
	p, ok := s.policy(id)
	if !ok {
		return cbrapi.PolicyOperationBackup, false
	}
	return p.operation, true
}

// bound reports whether a filter is absent or names a policy of the vault.
func (s *service) bound(v *vault, policyID string) bool {
	return policyID == "" || slices.ContainsFunc(s.bindings, func(b binding) bool { return b.vaultID == v.id && b.policyID == policyID })
}

func (s *service) AssociateVaultPolicy(_ context.Context, _, vaultID string, in *cbrapi.AssociatePolicyInput) (any, error) {
	defer s.enter()()
	v, ok := s.vault(vaultID)
	if !ok {
		return nil, vaultMissing()
	}
	if (in.PolicyID == "") == (len(in.AddPolicyIDs) == 0) {
		return nil, invalid("Parameter check failed: exactly one of policy_id and add_policy_ids is needed")
	}
	wanted := in.AddPolicyIDs
	if in.PolicyID != "" {
		wanted = []string{in.PolicyID}
	}
	for _, id := range wanted {
		kind, ok := s.policyKind(id)
		switch {
		case !ok:
			return nil, policyMissing()
		case kind == cbrapi.PolicyOperationReplication && in.DestinationVaultID == "":
			return nil, invalid("Parameter check failed: destination_vault_id is needed by policies that replicate")
		case kind == cbrapi.PolicyOperationReplication && v.spec.ProtectType == cbrapi.ProtectTypeReplication:
			return nil, serviceError(http.StatusBadRequest, "6128", "The vault cannot be copied from.")
		}
	}
	for _, id := range wanted {
		s.bind(v, id, in)
	}
	return cbrapi.AssociatedPolicy{AssociatePolicy: &cbrapi.PolicyBinding{
		PolicyID: wanted[0], VaultID: v.id, DestinationVaultID: in.DestinationVaultID,
	}}, nil
}

// bind replaces a policy of the same kind, unless several are wanted.
func (s *service) bind(v *vault, policyID string, in *cbrapi.AssociatePolicyInput) {
	kind, _ := s.policyKind(policyID)
	several := len(in.AddPolicyIDs) > 0
	s.bindings = slices.DeleteFunc(s.bindings, func(b binding) bool {
		have, _ := s.policyKind(b.policyID)
		return b.vaultID == v.id && (b.policyID == policyID || !several && have == kind)
	})
	b := binding{vaultID: v.id, policyID: policyID}
	if kind == cbrapi.PolicyOperationReplication {
		b.destinationVaultID = in.DestinationVaultID
	}
	s.bindings = append(s.bindings, b)
}

func (s *service) DisassociateVaultPolicy(_ context.Context, _, vaultID string, in *cbrapi.DissociatePolicyInput) (any, error) {
	defer s.enter()()
	v, ok := s.vault(vaultID)
	if !ok {
		return nil, vaultMissing()
	}
	i := slices.IndexFunc(s.bindings, func(b binding) bool { return b.vaultID == v.id && b.policyID == in.PolicyID })
	if i < 0 {
		return nil, serviceError(http.StatusNotFound, "6002", "The vault is not bound to the policy.")
	}
	b := s.bindings[i]
	s.bindings = slices.Delete(s.bindings, i, i+1)
	return cbrapi.DissociatedPolicy{DissociatePolicy: &cbrapi.PolicyBinding{
		PolicyID: b.policyID, VaultID: v.id, DestinationVaultID: b.destinationVaultID,
	}}, nil
}
