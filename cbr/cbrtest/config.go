package cbrtest

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

// Config is the configuration of a client that signs in as the account's user
// with the password, and with a passcode where [WithPasscode] asks for one:
//
//	client, err := cbr.New(srv.Config(), srv.Options()...)
func (s *Server) Config() cbr.Config {
	account := s.svc.account
	password := cbr.Password{Domain: account.Domain, User: account.User, Password: backup.NewSecret(account.Password)}
	if s.svc.passcode != nil {
		password.UserID = account.UserID
		password.Passcode = func(context.Context) (string, error) { return s.svc.passcode(s.svc.clock.Now()), nil }
	}
	return cbr.Config{Region: cbr.Region(account.ProjectName), Credentials: password, IAMEndpoint: s.IAMURL()}
}
