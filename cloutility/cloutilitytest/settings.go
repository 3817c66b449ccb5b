package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// GetNodeNamingRule answers the rule that holds.
func (s *service) GetNodeNamingRule(ctx context.Context, request cloutilityserver.GetNodeNamingRuleRequestObject) (cloutilityserver.GetNodeNamingRuleResponseObject, error) {
	defer s.lock()()
	return s.settingAnswer(ctx, namingRules, request.BunitID)
}

// UpdateNodeNamingRule gives a unit a rule of its own.
func (s *service) UpdateNodeNamingRule(ctx context.Context, request cloutilityserver.UpdateNodeNamingRuleRequestObject) (cloutilityserver.UpdateNodeNamingRuleResponseObject, error) {
	defer s.lock()()
	if b := request.Body; b.Counter < 0 || b.NumberOfDigits < 0 || len(b.ReplacementCharacter) > 1 {
		return nil, invalid("The naming rule is not valid.")
	}
	return s.set(ctx, namingRules, request.BunitID, request.Body, false)
}

// GetNodePasswordRule answers the rule that holds.
func (s *service) GetNodePasswordRule(ctx context.Context, request cloutilityserver.GetNodePasswordRuleRequestObject) (cloutilityserver.GetNodePasswordRuleResponseObject, error) {
	defer s.lock()()
	return s.settingAnswer(ctx, passwordRules, request.BunitID)
}

// CreateNodePasswordRule gives a unit a rule of its own.
func (s *service) CreateNodePasswordRule(ctx context.Context, request cloutilityserver.CreateNodePasswordRuleRequestObject) (cloutilityserver.CreateNodePasswordRuleResponseObject, error) {
	defer s.lock()()
	b := request.Body
	if find(passwordRuleTypes(), b.Type.ID) == nil {
		return nil, invalid("The type of the password rule was not found.")
	}
	if b.Type.ID != passwordGenerated && b.Text == "" {
		return nil, invalid("The field Text is required for this type.")
	}
	body := object{
		"type": object{"id": b.Type.ID, "name": find(passwordRuleTypes(), b.Type.ID).fields["name"]}, "text": b.Text,
		"minimumLength": b.MinimumLength, "passwordExpirationDays": b.PasswordExpirationDays,
	}
	return s.set(ctx, passwordRules, request.BunitID, body, true)
}

// GetNodeDeletionRule answers the rule that holds.
func (s *service) GetNodeDeletionRule(ctx context.Context, request cloutilityserver.GetNodeDeletionRuleRequestObject) (cloutilityserver.GetNodeDeletionRuleResponseObject, error) {
	defer s.lock()()
	return s.settingAnswer(ctx, deletionRules, request.BunitID)
}

// UpdateNodeDeletionRule gives a unit a rule of its own.
func (s *service) UpdateNodeDeletionRule(ctx context.Context, request cloutilityserver.UpdateNodeDeletionRuleRequestObject) (cloutilityserver.UpdateNodeDeletionRuleResponseObject, error) {
	defer s.lock()()
	if request.Body.RetentionDays < 0 {
		return nil, invalid("The field RetentionDays must not be negative.")
	}
	return s.set(ctx, deletionRules, request.BunitID, request.Body, false)
}

// GetJobIncidentConfig answers the settings that hold.
func (s *service) GetJobIncidentConfig(ctx context.Context, request cloutilityserver.GetJobIncidentConfigRequestObject) (cloutilityserver.GetJobIncidentConfigResponseObject, error) {
	defer s.lock()()
	return s.settingAnswer(ctx, incidentConfigs, request.BunitID)
}

// UpdateJobIncidentConfig gives a unit settings of its own.
func (s *service) UpdateJobIncidentConfig(ctx context.Context, request cloutilityserver.UpdateJobIncidentConfigRequestObject) (cloutilityserver.UpdateJobIncidentConfigResponseObject, error) {
	defer s.lock()()
	return s.set(ctx, incidentConfigs, request.BunitID, request.Body, true)
}

// GetStatusDeliveryConfig answers the settings that hold.
func (s *service) GetStatusDeliveryConfig(ctx context.Context, request cloutilityserver.GetStatusDeliveryConfigRequestObject) (cloutilityserver.GetStatusDeliveryConfigResponseObject, error) {
	defer s.lock()()
	return s.settingAnswer(ctx, deliveryConfigs, request.BunitID)
}

// CreateStatusDeliveryConfig gives a unit settings of its own.
func (s *service) CreateStatusDeliveryConfig(ctx context.Context, request cloutilityserver.CreateStatusDeliveryConfigRequestObject) (cloutilityserver.CreateStatusDeliveryConfigResponseObject, error) {
	defer s.lock()()
	return s.set(ctx, deliveryConfigs, request.BunitID, request.Body, true)
}

// GetServiceLevelAgreement answers the agreement that holds.
func (s *service) GetServiceLevelAgreement(ctx context.Context, request cloutilityserver.GetServiceLevelAgreementRequestObject) (cloutilityserver.GetServiceLevelAgreementResponseObject, error) {
	defer s.lock()()
	return s.settingAnswer(ctx, agreements, request.BunitID)
}
