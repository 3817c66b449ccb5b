package cloutility

import (
	"context"
)

// NodeRulesService manages the rules for the nodes of a business unit.
type NodeRulesService struct{ client *Client }

// Naming returns how nodes of a business unit are called when nobody says.
// Without a rule it is [backup.ErrNotFound].
func (s *NodeRulesService) Naming(ctx context.Context, businessUnitID int64) (*NamingRule, error) {
	return s.client.api.GetNodeNamingRule(ctx, businessUnitID)
}

// SetNaming changes how nodes of a business unit are called. All fields are
// sent, zeros too.
func (s *NodeRulesService) SetNaming(ctx context.Context, businessUnitID int64, in UpdateNodeNamingRuleInput) (*NamingRule, error) {
	return s.client.api.UpdateNodeNamingRule(ctx, businessUnitID, in)
}

// InheritedNaming returns the naming rule of the unit above, which would hold
// without one of the business unit itself. Without a rule it is
// [backup.ErrNotFound].
func (s *NodeRulesService) InheritedNaming(ctx context.Context, businessUnitID int64) (*NamingRule, error) {
	return s.client.api.GetInheritedNodeNamingRule(ctx, businessUnitID)
}

// SetBucketNaming changes how S3 buckets of a business unit are called when nobody
// says. All fields are sent, zeros too.
func (s *NodeRulesService) SetBucketNaming(ctx context.Context, businessUnitID int64, in UpdateS3NamingRuleInput) (*NamingRule, error) {
	return s.client.api.UpdateS3NamingRule(ctx, businessUnitID, in)
}

// Password returns how first passwords of nodes are made. Without a rule it is
// [backup.ErrNotFound].
func (s *NodeRulesService) Password(ctx context.Context, businessUnitID int64) (*NodePasswordRule, error) {
	return s.client.api.GetNodePasswordRule(ctx, businessUnitID)
}

// SetPassword makes the rule for first passwords of nodes. It is not sent again
// once it may have arrived.
func (s *NodeRulesService) SetPassword(ctx context.Context, businessUnitID int64, in CreateNodePasswordRuleInput) error {
	if err := checkRef("CreateNodePasswordRuleInput.Type", &in.Type); err != nil {
		return err
	}
	return s.client.api.CreateNodePasswordRule(ctx, businessUnitID, in)
}

// UpdatePassword changes the rule for first passwords of nodes, which SetPassword
// has made. All fields are sent, zeros too.
func (s *NodeRulesService) UpdatePassword(ctx context.Context, businessUnitID int64, in UpdateNodePasswordRuleInput) (*NodePasswordRule, error) {
	if err := checkRef("UpdateNodePasswordRuleInput.Type", &in.Type); err != nil {
		return nil, err
	}
	return s.client.api.UpdateNodePasswordRule(ctx, businessUnitID, in)
}

// Deletion returns what becomes of nodes that are deleted. Without a rule it is
// [backup.ErrNotFound].
func (s *NodeRulesService) Deletion(ctx context.Context, businessUnitID int64) (*NodeDeletionRule, error) {
	return s.client.api.GetNodeDeletionRule(ctx, businessUnitID)
}

// SetDeletion changes what becomes of nodes that are deleted. All fields are
// sent, zeros too.
func (s *NodeRulesService) SetDeletion(ctx context.Context, businessUnitID int64, in UpdateNodeDeletionRuleInput) (*NodeDeletionRule, error) {
	return s.client.api.UpdateNodeDeletionRule(ctx, businessUnitID, in)
}
