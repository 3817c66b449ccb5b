package cli

import (
	"cmp"
	"context"

	backup "github.com/backup-sdk/backup-go"
)

// passcode asks for the second factor, where somebody can be asked.
func (s *session) passcode() func(context.Context) (string, error) {
	if s.app.secrets.Ask == nil {
		return nil
	}
	return func(ctx context.Context) (string, error) {
		code, err := s.app.secrets.Ask(ctx, "Code of the second factor: ")
		s.app.known.Add(backup.NewSecret(code))
		return code, err
	}
}

// noAccount is for who has not said yet who they are.
func noAccount(service, variables string) error {
	return usagef("there is no context for %s: make one with `backupctl context create NAME --service %s …`, or set %s", service, service, variables)
}

// address are the options for where the service is. The guard knows the API there,
// or at the address it has by default.
func (s *session) address(variable, provider, byDefault string) ([]backup.Option, error) {
	url := s.text("url", s.account.URL, variable)
	insecure := s.account.InsecureHTTP && url == s.account.URL
	if f := s.flags.Lookup("insecure-http"); f.Changed {
		insecure = f.Value.String() == "true"
	}
	options, err := s.options(url, insecure)
	if err != nil {
		return nil, err
	}
	s.guard.Know(provider, cmp.Or(url, byDefault))
	return options, nil
}
