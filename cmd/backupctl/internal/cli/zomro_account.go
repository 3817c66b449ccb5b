package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

// connectZomro makes the client.
func connectZomro(ctx context.Context, s *session) (any, error) {
	cfg := zomro.Config{Lang: s.text("lang", s.account.Lang, zomro.EnvLang)}
	if zone := s.text("timezone", s.account.Timezone); zone != "" {
		location, err := time.LoadLocation(zone)
		if err != nil {
			return nil, usagef("--timezone: %w", err)
		}
		cfg.Location = location
	}
	creds, err := zomroCredentials(ctx, s)
	if err != nil {
		return nil, err
	}
	cfg.Credentials = creds
	s.app.known.AddFrom(creds)
	options, err := s.address("ZOMRO_URL", "zomro", zomro.DefaultBaseURL)
	if err != nil {
		return nil, err
	}
	return zomro.New(cfg, options...)
}

func zomroCredentials(ctx context.Context, s *session) (zomro.Credentials, error) {
	auth := s.text("auth", s.account.Auth)
	if auth == "" || !s.isSet("auth") && !s.isSet("password") {
		switch {
		case s.env(zomro.EnvSession) != "":
			auth = "session"
		case s.env(zomro.EnvAuthInfo) != "":
			auth = "authinfo"
		}
	}
	username := s.text("username", s.account.Username, zomro.EnvUsername)
	if username == "" && auth != "session" && s.env(zomro.EnvAuthInfo) == "" {
		return nil, noAccount("zomro", zomro.EnvUsername+" and "+zomro.EnvPassword)
	}
	switch auth {
	case "", "password":
		password, err := s.secret(ctx, zomro.EnvPassword)
		return zomro.Password{Username: username, Password: password, TOTP: s.passcode()}, err
	case "key":
		key, err := s.secret(ctx)
		return zomro.Key{Username: username, Key: key}, err
	case "session":
		id, err := s.secret(ctx, zomro.EnvSession)
		return zomro.Session{ID: id}, err
	case "authinfo":
		if info := s.env(zomro.EnvAuthInfo); info != "" {
			name, password, ok := strings.Cut(info, ":")
			if !ok {
				return nil, usagef("%s is not login:password", zomro.EnvAuthInfo)
			}
			return zomro.AuthInfo{Username: name, Password: backup.NewSecret(password)}, nil
		}
		password, err := s.secret(ctx)
		return zomro.AuthInfo{Username: username, Password: password}, err
	}
	return nil, usagef("--auth %q is not one of password, key, session, authinfo", auth)
}

func zomroClient(ctx context.Context, s *session) (*zomro.Client, error) {
	client, err := s.client(ctx)
	if err != nil {
		return nil, err
	}
	typed, ok := client.(*zomro.Client)
	if !ok {
		return nil, errors.New("this is no client of Zomro")
	}
	return typed, nil
}
