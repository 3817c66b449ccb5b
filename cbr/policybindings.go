package cbr

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// AssociatePolicy binds a policy to a vault, or several where the region can. A
// policy of the same kind that was bound before is replaced. A policy that
// replicates needs the vault at the destination too. A policy that does not
// exist is [backup.ErrNotFound].
func (s *VaultsService) AssociatePolicy(ctx context.Context, vaultID string, in AssociatePolicyInput) (*PolicyBinding, error) {
	if err := checkAssociatePolicy(in); err != nil {
		return nil, err
	}
	return s.client.api.AssociateVaultPolicy(ctx, s.client.project, vaultID, in)
}

func checkAssociatePolicy(in AssociatePolicyInput) error {
	if (in.PolicyID == "") == (len(in.AddPolicyIDs) == 0) {
		return invalidArgument("AssociatePolicyInput.PolicyID", "or AddPolicyIDs is needed, and only one of them")
	}
	return checkIDs("AssociatePolicyInput.AddPolicyIDs", in.AddPolicyIDs)
}

// DissociatePolicy ends the binding of a policy to a vault, and returns it. One
// that does not exist is [backup.ErrNotFound].
func (s *VaultsService) DissociatePolicy(ctx context.Context, vaultID, policyID string) (*PolicyBinding, error) {
	if err := argument.Segment("policyID", policyID); err != nil {
		return nil, err
	}
	return s.client.api.DisassociateVaultPolicy(ctx, s.client.project, vaultID, cbrapi.DissociatePolicyInput{PolicyID: policyID})
}
