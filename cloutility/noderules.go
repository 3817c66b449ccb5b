package cloutility

import (
	"context"
	"net/http"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// NodeRulesService manages the rules for the nodes of a business unit.
type NodeRulesService struct{ client *Client }

// Naming returns how nodes of a business unit are called when nobody says.
func (s *NodeRulesService) Naming(ctx context.Context, businessUnitID int64) (*NamingRule, error) {
	return fetchIfAny[NamingRule](ctx, s.client, cloutilityapi.OpGetNodeNamingRule, "rule", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetNodeNamingRuleRequest(base, businessUnitID)
	}, businessUnitID)
}

// SetNaming changes how nodes of a business unit are called. All fields are
// sent, zeros too.
func (s *NodeRulesService) SetNaming(ctx context.Context, businessUnitID int64, in NamingRuleInput) (*NamingRule, error) {
	return fetch[NamingRule](ctx, s.client, cloutilityapi.OpUpdateNodeNamingRule, "rule", func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateNodeNamingRuleRequest(base, businessUnitID, in)
	}, businessUnitID)
}

// Password returns how first passwords of nodes are made.
func (s *NodeRulesService) Password(ctx context.Context, businessUnitID int64) (*NodePasswordRule, error) {
	return fetchIfAny[NodePasswordRule](ctx, s.client, cloutilityapi.OpGetNodePasswordRule, "rule", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetNodePasswordRuleRequest(base, businessUnitID)
	}, businessUnitID)
}

// SetPassword makes the rule for first passwords of nodes. It is not sent again
// once it may have arrived.
func (s *NodeRulesService) SetPassword(ctx context.Context, businessUnitID int64, in NodePasswordRuleInput) error {
	if err := checkRef("NodePasswordRuleInput.Type", &in.Type); err != nil {
		return err
	}
	return exec(ctx, s.client, cloutilityapi.OpCreateNodePasswordRule, func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateNodePasswordRuleRequest(base, businessUnitID, in)
	}, businessUnitID)
}

// Deletion returns what becomes of nodes that are deleted.
func (s *NodeRulesService) Deletion(ctx context.Context, businessUnitID int64) (*NodeDeletionRule, error) {
	return fetchIfAny[NodeDeletionRule](ctx, s.client, cloutilityapi.OpGetNodeDeletionRule, "rule", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetNodeDeletionRuleRequest(base, businessUnitID)
	}, businessUnitID)
}

// SetDeletion changes what becomes of nodes that are deleted. All fields are
// sent, zeros too.
func (s *NodeRulesService) SetDeletion(ctx context.Context, businessUnitID int64, in NodeDeletionRuleInput) (*NodeDeletionRule, error) {
	return fetch[NodeDeletionRule](ctx, s.client, cloutilityapi.OpUpdateNodeDeletionRule, "rule", func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateNodeDeletionRuleRequest(base, businessUnitID, in)
	}, businessUnitID)
}
