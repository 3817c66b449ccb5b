package zomrotest

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

// Config is the configuration of a client that signs in with the account of the
// server and knows its zone. With [WithSecondFactor] it confirms with the first
// of the codes. Other ways to sign in replace its Credentials.
func (s *Server) Config() zomro.Config {
	account := s.Account()
	credentials := zomro.Password{Username: account.Username, Password: backup.NewSecret(account.Password)}
	if codes := s.svc.cfg.codes; len(codes) > 0 {
		credentials.TOTP = func(context.Context) (string, error) { return codes[0], nil }
	}
	return zomro.Config{Credentials: credentials, Location: s.svc.cfg.location}
}
