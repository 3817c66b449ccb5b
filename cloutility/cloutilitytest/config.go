package cloutilitytest

import (
	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

// Config is a client's configuration for the server's account as it is now. The
// address of the server comes with its options:
//
//	client, err := cloutility.New(srv.Config(), srv.Options()...)
func (s *Server) Config() cloutility.Config {
	a := s.Account()
	return cloutility.Config{
		ClientID: a.ClientID, Origin: a.Origin,
		Credentials: cloutility.Password{Username: a.Username, Password: backup.NewSecret(a.Password)},
	}
}
