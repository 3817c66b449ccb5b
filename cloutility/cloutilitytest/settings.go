package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// setting is what holds for a business unit: its own or what it inherits.
func (s *service) setting(k kind, unitID int64) (o object, inherited bool) {
	for id := unitID; s.units[id] != nil; id = s.units[id].parent {
		if own := s.collections[collection{k, id}]; len(own) > 0 {
			return own[len(own)-1], id != unitID
		}
	}
	return nil, false
}

// getSetting is the response with the setting that holds.
func (s *service) getSetting(ctx context.Context, k kind, unitID int64) (any, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	o, inherited := s.setting(k, unitID)
	if o == nil {
		return s.absent("There is no " + string(k) + ".")
	}
	out := s.renderObject(ctx, o)
	if _, ok := out["inherited"]; ok {
		out["inherited"] = inherited
	}
	return out, nil
}

// setSetting gives a business unit a setting of its own. A quiet one has no
// response.
func (s *service) setSetting(ctx context.Context, k kind, unitID int64, body any, quiet bool) (any, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	change, err := fields(body)
	if err != nil {
		return nil, err
	}
	if o, inherited := s.setting(k, unitID); o != nil {
		if _, knows := o["inherited"]; knows {
			change["inherited"] = false
		}
		if !inherited {
			change["id"], change["createdDate"] = o["id"], o["createdDate"]
		}
	}
	delete(s.collections, collection{k, unitID})
	s.insert(k, unitID, change)
	s.audit(auditModify, unitID, 0, "The "+string(k)+" was changed")
	if quiet {
		return s.done()
	}
	return s.renderObject(ctx, change), nil
}

// GetNodeNamingRule returns the rule that holds.
func (s *service) GetNodeNamingRule(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	return s.getSetting(ctx, namingRules, unitID)
}

// UpdateNodeNamingRule gives a unit a rule of its own.
func (s *service) UpdateNodeNamingRule(ctx context.Context, unitID int64, in *cloutilityapi.UpdateNodeNamingRuleInput) (any, error) {
	defer s.lock()()
	if in.Counter < 0 || in.NumberOfDigits < 0 || len(in.ReplacementCharacter) > 1 {
		return nil, invalid("The naming rule is not valid.")
	}
	return s.setSetting(ctx, namingRules, unitID, in, false)
}

// GetNodePasswordRule returns the rule that holds.
func (s *service) GetNodePasswordRule(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	return s.getSetting(ctx, passwordRules, unitID)
}

// CreateNodePasswordRule gives a unit a rule of its own.
func (s *service) CreateNodePasswordRule(ctx context.Context, unitID int64, in *cloutilityapi.CreateNodePasswordRuleInput) (any, error) {
	defer s.lock()()
	body, err := passwordRule(in)
	if err != nil {
		return nil, err
	}
	return s.setSetting(ctx, passwordRules, unitID, body, true)
}

// GetNodeDeletionRule returns the rule that holds.
func (s *service) GetNodeDeletionRule(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	return s.getSetting(ctx, deletionRules, unitID)
}

// UpdateNodeDeletionRule gives a unit a rule of its own.
func (s *service) UpdateNodeDeletionRule(ctx context.Context, unitID int64, in *cloutilityapi.UpdateNodeDeletionRuleInput) (any, error) {
	defer s.lock()()
	if in.RetentionDays < 0 {
		return nil, invalid("The field RetentionDays must not be negative.")
	}
	return s.setSetting(ctx, deletionRules, unitID, in, false)
}

// GetJobIncidentConfig returns the settings that hold.
func (s *service) GetJobIncidentConfig(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	return s.getSetting(ctx, incidentConfigs, unitID)
}

// UpdateJobIncidentConfig gives a unit settings of its own.
func (s *service) UpdateJobIncidentConfig(ctx context.Context, unitID int64, in *cloutilityapi.UpdateJobIncidentConfigInput) (any, error) {
	defer s.lock()()
	return s.setSetting(ctx, incidentConfigs, unitID, in, true)
}

// GetStatusDeliveryConfig returns the settings that hold.
func (s *service) GetStatusDeliveryConfig(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	return s.getSetting(ctx, deliveryConfigs, unitID)
}

// CreateStatusDeliveryConfig gives a unit settings of its own.
func (s *service) CreateStatusDeliveryConfig(ctx context.Context, unitID int64, in *cloutilityapi.CreateStatusDeliveryConfigInput) (any, error) {
	defer s.lock()()
	return s.setSetting(ctx, deliveryConfigs, unitID, in, true)
}

// GetServiceLevelAgreement returns the agreement that holds.
func (s *service) GetServiceLevelAgreement(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	return s.getSetting(ctx, agreements, unitID)
}

// GetInheritedNodeNamingRule returns the rule that the unit has from above.
func (s *service) GetInheritedNodeNamingRule(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	o, _ := s.setting(namingRules, u.parent)
	if o == nil {
		return s.absent("There is no naming rule above.")
	}
	return s.renderObject(ctx, o), nil
}

// UpdateS3NamingRule gives a unit a rule of its own.
func (s *service) UpdateS3NamingRule(ctx context.Context, unitID int64, in *cloutilityapi.UpdateS3NamingRuleInput) (any, error) {
	defer s.lock()()
	if in.Counter < 0 || in.NumberOfDigits < 0 || len(in.ReplacementCharacter) > 1 {
		return nil, invalid("The naming rule is not valid.")
	}
	return s.setSetting(ctx, bucketNamingRules, unitID, in, false)
}

// UpdateNodePasswordRule changes the rule that a unit has made.
func (s *service) UpdateNodePasswordRule(ctx context.Context, unitID int64, in *cloutilityapi.UpdateNodePasswordRuleInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if len(s.collections[collection{passwordRules, unitID}]) == 0 {
		return nil, notFound("The business unit has no password rule of its own.")
	}
	body, err := passwordRule((*cloutilityapi.CreateNodePasswordRuleInput)(in))
	if err != nil {
		return nil, err
	}
	return s.setSetting(ctx, passwordRules, unitID, body, false)
}

// passwordRule is a rule as it is kept.
func passwordRule(in *cloutilityapi.CreateNodePasswordRuleInput) (object, error) {
	kind := find(passwordRuleTypes(), in.Type.ID)
	switch {
	case kind == nil:
		return nil, invalid("The type of the password rule was not found.")
	case in.Type.ID != passwordGenerated && in.Text == "":
		return nil, invalid("The field Text is required for this type.")
	}
	return object{
		"type": object{"id": in.Type.ID, "name": kind.fields["name"]}, "text": in.Text,
		"minimumLength": in.MinimumLength, "passwordExpirationDays": in.PasswordExpirationDays,
	}, nil
}

// GetTOTPSettings returns the setting that holds.
func (s *service) GetTOTPSettings(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	required := func(id int64) bool {
		o, _ := s.setting(totpSettings, id)
		return o != nil && on(o["requireTotp"])
	}
	_, inherited := s.setting(totpSettings, unitID)
	return object{
		"href": base(ctx) + unitPath(unitID) + "/totpsettings", "requireTotp": required(unitID),
		"inherited": inherited, "inheritedValue": required(u.parent),
	}, nil
}
