package cloutilitytest

import (
	"context"
	"encoding/base64"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// GetIdentityProvider returns a provider of the unit, or one it inherits.
func (s *service) GetIdentityProvider(ctx context.Context, unitID, providerID int64) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	for id := unitID; s.units[id] != nil; id = s.units[id].parent {
		if o, err := s.item(identityProviders, id, providerID); err == nil {
			out := s.renderObject(ctx, o)
			out["inherited"] = id != unitID
			return out, nil
		}
	}
	return nil, notFound("The " + string(identityProviders) + " " + itoa(providerID) + " was not found.")
}

// UpdateIdentityProvider changes a provider of the unit.
func (s *service) UpdateIdentityProvider(ctx context.Context, unitID, providerID int64, in *cloutilityapi.UpdateIdentityProviderInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	change, err := fields(in, "name")
	if err != nil {
		return nil, err
	}
	if _, err := base64.StdEncoding.DecodeString(in.Certificate); err != nil {
		return nil, invalid("The field Certificate is not base64.")
	}
	if err := s.updateItem(identityProviders, unitID, providerID, change); err != nil {
		return nil, err
	}
	s.audit(auditModify, unitID, 0, "Identity provider "+in.Name+" was modified")
	return s.getItem(ctx, identityProviders, unitID, providerID)
}
