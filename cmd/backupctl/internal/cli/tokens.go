package cli

import (
	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/tokens"
)

// tokenStore keeps tokens for the next command, apart for each context. A password
// that is given on the command line signs in anew: it may be there to be tried.
func (s *session) tokenStore() backup.TokenStore {
	a := s.app
	store := &tokens.Store{Seen: a.known.Add, Trouble: func(err error) { a.sayf("tokens are not kept: %v", err) }}
	dir := tokens.Dir(a.Getenv)
	if dir == "" || a.global.noTokenStore || a.Getenv("BACKUPCTL_NO_TOKEN_STORE") != "" || s.isSet("password") {
		return store
	}
	name := ""
	if s.known {
		name = s.account.Name
	}
	path, err := a.configPath()
	if err != nil {
		name = ""
	}
	files, err := backup.NewFileTokenStore(tokens.Of(dir, path, name))
	if err == nil {
		store.Next = files
	}
	return store
}

// forgetTokens removes the tokens of a context that is gone or another one now.
func (a *app) forgetTokens(name string) {
	path, err := a.configPath()
	if err == nil {
		err = tokens.Forget(tokens.Dir(a.Getenv), path, name)
	}
	if err != nil {
		a.sayf("the tokens of %s are still there: %v", name, err)
	}
}
