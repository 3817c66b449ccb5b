package cloutility

import (
	"context"
)

// IdentityProvidersService reads and changes SAML identity providers that users
// sign in by. Only the vendor's help pages show these calls.
type IdentityProvidersService struct{ client *Client }

// Get returns one identity provider.
func (s *IdentityProvidersService) Get(ctx context.Context, businessUnitID, identityProviderID int64) (*IdentityProvider, error) {
	return s.client.api.GetIdentityProvider(ctx, businessUnitID, identityProviderID)
}

// Update changes an identity provider. A wrong value can lock out everybody who
// signs in by it. Whether fields left out keep their values is not documented:
// read it first and send all that matters.
func (s *IdentityProvidersService) Update(ctx context.Context, businessUnitID, identityProviderID int64, in UpdateIdentityProviderInput) (*IdentityProvider, error) {
	if err := required("UpdateIdentityProviderInput.Name", in.Name); err != nil {
		return nil, err
	}
	return s.client.api.UpdateIdentityProvider(ctx, businessUnitID, identityProviderID, in)
}
