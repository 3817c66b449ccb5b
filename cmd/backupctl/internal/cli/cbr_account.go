package cli

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// connectCBR makes the client. Who calls is said as a whole by one of: the
// variables of the vendor's Terraform provider, those of its SDKs, those of
// OpenStack, the context, the file of the SDKs; the first that is there counts.
func connectCBR(ctx context.Context, s *session) (any, error) {
	cfg, err := s.cbrConfig(ctx)
	if err != nil {
		return nil, err
	}
	cfg.Region = cbr.Region(s.text("region", string(cfg.Region), cbr.EnvRegion))
	cfg.IAMEndpoint = s.text("iam-url", cfg.IAMEndpoint)
	cfg.Cloud, cfg.Discover = cbr.Cloud(s.text("cloud", "")), s.isSet("discover") && s.flags.Lookup("discover").Value.String() == "true"
	cfg.Credentials = s.asPerson(cfg.Credentials)
	if s.app.completing && hasDevice(cfg.Credentials) {
		return nil, errNoCode
	}
	if s.isSet("project-id") || s.isSet("project-name") {
		cfg.ProjectID, cfg.ProjectName = s.flags.Lookup("project-id").Value.String(), s.flags.Lookup("project-name").Value.String()
	}
	s.app.known.AddFrom(cfg.Credentials)
	options, err := s.address("CBR_URL", "cbr", "")
	if err != nil {
		return nil, err
	}
	s.guard.Know("iam", cfg.IAMEndpoint)
	return cbr.New(cfg, options...)
}

func (s *session) cbrConfig(ctx context.Context) (cbr.Config, error) {
	region := cbr.Region(s.text("region", s.account.Region, cbr.EnvRegion))
	switch {
	case s.isSet("password"):
	case s.env(cbr.EnvUser, cbr.EnvPassword, cbr.EnvToken, cbr.EnvAccessKey, cbr.EnvSecretKey) != "", !s.known && s.env(cbr.EnvUserID) != "":
		return cbr.ConfigFromEnv()
	case s.env(cbr.EnvSDKAccessKey, cbr.EnvSDKSecretKey) != "":
		return cbr.ConfigFromSDKEnv(region)
	case s.env("OS_USERNAME", "OS_USER_ID", "OS_USERID", "OS_TOKEN", "OS_AUTH_TOKEN", "OS_ACCESS_KEY") != "":
		return cbr.ConfigFromOpenStackEnv()
	}
	if s.known {
		return s.cbrContext(ctx, region)
	}
	cfg, err := cbr.ConfigFromSDKFile(region, "")
	if errors.Is(err, fs.ErrNotExist) {
		return cbr.Config{}, noAccount("cbr", cbr.EnvUser+", "+cbr.EnvDomain+", "+cbr.EnvPassword+" and "+cbr.EnvRegion)
	}
	return cfg, err
}

// cbrContext makes the configuration a context describes.
func (s *session) cbrContext(ctx context.Context, region cbr.Region) (cbr.Config, error) {
	a := s.account
	cfg := cbr.Config{Region: region, ProjectID: a.ProjectID, ProjectName: a.ProjectName, IAMEndpoint: a.IAMURL}
	if cfg.ProjectID != "" {
		cfg.ProjectName = ""
	}
	auth := a.Auth
	if auth == "" && a.AccessKey != "" {
		auth = "access-key"
	}
	if auth == "ecs" {
		cfg.Credentials = cbr.ECSMetadata{}
		return s.withAgency(cfg), nil
	}
	secret, err := s.secret(ctx)
	if err != nil {
		return cfg, err
	}
	switch auth {
	case "", "password":
		cfg.Credentials = cbr.Password{Domain: a.Domain, User: a.Username, UserID: s.text("user-id", a.UserID, cbr.EnvUserID), Password: secret}
	case "access-key":
		cfg.Credentials = cbr.AccessKey{Access: a.AccessKey, Secret: secret}
	case "token":
		cfg.Credentials = cbr.Token{Value: secret}
	default:
		return cfg, usagef("auth %q of the context is not one of password, access-key, token, ecs", auth)
	}
	return s.withAgency(cfg), nil
}

// asPerson completes a password, wherever it was found: with the id that --user-id
// says, and with somebody to ask for a passcode.
func (s *session) asPerson(creds cbr.Credentials) cbr.Credentials {
	switch c := creds.(type) {
	case cbr.Agency:
		c.Base = s.asPerson(c.Base)
		return c
	case cbr.Password:
		if s.isSet("user-id") {
			c.UserID = s.flags.Lookup("user-id").Value.String()
		}
		if c.Passcode == nil {
			c.Passcode = s.passcode()
		}
		return c
	}
	return creds
}

// hasDevice says that somebody has to type a passcode: else a user with a name needs
// no id.
func hasDevice(creds cbr.Credentials) bool {
	switch c := creds.(type) {
	case cbr.Agency:
		return hasDevice(c.Base)
	case cbr.Password:
		return c.User != "" && c.UserID != ""
	}
	return false
}

// errNoCode ends a completion: each sign-in without a code is one that fails.
var errNoCode = errors.New("there is nobody to ask for a passcode")

// wantsUserID adds to the error of a user with an MFA device where their id is said.
func wantsUserID(err error) error {
	if e, ok := errors.AsType[*backup.Error](err); ok && strings.Contains(e.Message, "Config.Credentials.UserID") {
		return &problems.HintError{Err: err, Hint: "--user-id, HW_USER_ID or user_id of the context says the id of the user; the console shows it under My Credentials"}
	}
	return err
}

func (s *session) withAgency(cfg cbr.Config) cbr.Config {
	if s.account.Agency != "" {
		cfg.Credentials = cbr.Agency{Base: cfg.Credentials, Name: s.account.Agency, Domain: s.account.AgencyDomain}
	}
	return cfg
}
