package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityIdentityProviders() group {
	return group{name: "identity-provider", aliases: []string{"identity-providers"}, short: "SAML identity providers that users sign in by", verbs: []verb{
		{use: "get @unit PROVIDER", short: "Show an identity provider", example: "get 8", call: (*cloutility.IdentityProvidersService).Get},
		{use: "update @unit PROVIDER", short: "Change an identity provider", example: "update 8 --name 'Example SSO' --single-sign-on-url https://sso.example.com/login", kind: changes, call: (*cloutility.IdentityProvidersService).Update},
	}}
}
