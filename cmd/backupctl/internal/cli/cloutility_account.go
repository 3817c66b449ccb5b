package cli

import (
	"context"
	"errors"

	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
)

// The variables of the community client's enrolment example.
const (
	communityClientID = "CLIENT_ID"
	communityOrigin   = "APIKEY_ORIGIN"
	communityUsername = "SAFESPRING_USERNAME"
	communityPassword = "SAFESPRING_PASSWORD"
)

// connectCloutility makes the client.
func connectCloutility(ctx context.Context, s *session) (any, error) {
	if err := s.community(); err != nil {
		return nil, err
	}
	cfg := cloutility.Config{
		ClientID: s.text("client-id", s.account.ClientID, cloutility.EnvClientID, communityClientID),
		Origin:   s.text("origin", s.account.Origin, cloutility.EnvOrigin, communityOrigin),
	}
	user := cloutility.Password{Username: s.text("username", s.account.Username, cloutility.EnvUsername, communityUsername)}
	if user.Username == "" || cfg.ClientID == "" || cfg.Origin == "" {
		return nil, noAccount("cloutility", cloutility.EnvClientID+", "+cloutility.EnvOrigin+", "+cloutility.EnvUsername+" and "+cloutility.EnvPassword)
	}
	var err error
	if user.Password, err = s.secret(ctx, cloutility.EnvPassword, communityPassword); err != nil {
		return nil, err
	}
	cfg.Credentials = user
	options, err := s.address(cloutility.EnvBaseURL, "cloutility", cloutility.DefaultBaseURL)
	if err != nil {
		return nil, err
	}
	return cloutility.New(cfg, options...)
}

// community takes the file of the community client when nothing else says who
// is calling. It counts as a whole: a file in the working directory must not
// send a password from elsewhere to an address of its own.
func (s *session) community() error {
	if s.known || s.isSet("password") || s.env(
		cloutility.EnvClientID, cloutility.EnvOrigin, cloutility.EnvUsername, cloutility.EnvPassword, cloutility.EnvBaseURL,
		communityClientID, communityOrigin, communityUsername, communityPassword) != "" {
		return nil
	}
	c, there, err := config.LoadCommunity(s.app.inDir(config.CommunityFile))
	if err != nil || !there {
		return err
	}
	s.account.URL, s.account.ClientID, s.account.Origin, s.account.Username = c.URL, c.ClientID, c.Origin, c.Username
	s.app.secrets.Getenv = withPassword(s.app.Getenv, c.Password)
	s.account.PasswordEnv = communityFilePassword
	return nil
}

// communityFilePassword names the password of the file as a source.
const communityFilePassword = config.CommunityFile

func withPassword(getenv func(string) string, password string) func(string) string {
	return func(name string) string {
		if name == communityFilePassword {
			return password
		}
		return getenv(name)
	}
}

func cloutilityClient(ctx context.Context, s *session) (*cloutility.Client, error) {
	client, err := s.client(ctx)
	if err != nil {
		return nil, err
	}
	typed, ok := client.(*cloutility.Client)
	if !ok {
		return nil, errors.New("this is no client of Cloutility")
	}
	return typed, nil
}
