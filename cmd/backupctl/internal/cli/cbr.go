package cli

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

func cbrService() *service {
	return &service{
		name: "cbr", short: "Huawei Cloud CBR: vaults, checkpoints, backups",
		flags: cbrFlags, connect: connectCBR,
		complete: cbrCompletions(),
		groups:   cbrGroups,
	}
}

func cbrFlags(cmd *cobra.Command, s *session) {
	fs := cmd.PersistentFlags()
	fs.String("url", "", "`address` of CBR, for clouds other than Huawei's (CBR_URL)")
	fs.String("iam-url", "", "`address` of IAM (HW_AUTH_URL)")
	fs.Bool("insecure-http", false, "allow http addresses: the password travels in the clear")
	fs.String("region", "", "`region`, such as eu-west-101 (HW_REGION_NAME)")
	fs.String("project-id", "", "`id` of the project (HW_PROJECT_ID)")
	fs.String("project-name", "", "`name` of the project (HW_PROJECT_NAME)")
	fs.String("password", "", "`source` of the context's password, token or secret key: "+secrets.Help)
	s.flags = fs
	var regions []string
	for _, r := range cbr.Regions() {
		regions = append(regions, string(r))
	}
	completeValues(cmd, "region", regions...)
}

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
	if s.given("project-id") || s.given("project-name") {
		cfg.ProjectID, cfg.ProjectName = s.flags.Lookup("project-id").Value.String(), s.flags.Lookup("project-name").Value.String()
	}
	options, err := s.address("CBR_URL")
	if err != nil {
		return nil, err
	}
	return cbr.New(cfg, options...)
}

func (s *session) cbrConfig(ctx context.Context) (cbr.Config, error) {
	region := cbr.Region(s.text("region", s.account.Region, cbr.EnvRegion))
	switch {
	case s.given("password"):
	case s.env(cbr.EnvUser, cbr.EnvUserID, cbr.EnvPassword, cbr.EnvToken, cbr.EnvAccessKey, cbr.EnvSecretKey) != "":
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
		cfg.Credentials = cbr.Password{Domain: a.Domain, User: a.Username, Password: secret, Passcode: s.passcode()}
	case "access-key":
		cfg.Credentials = cbr.AccessKey{Access: a.AccessKey, Secret: secret}
	case "token":
		cfg.Credentials = cbr.Token{Value: secret}
	default:
		return cfg, refuse("auth %q of the context is not one of password, access-key, token, ecs", auth)
	}
	return s.withAgency(cfg), nil
}

func (s *session) withAgency(cfg cbr.Config) cbr.Config {
	if s.account.Agency != "" {
		cfg.Credentials = cbr.Agency{Base: cfg.Credentials, Name: s.account.Agency, Domain: s.account.AgencyDomain}
	}
	return cfg
}

func cbrCompletions() map[string]func(context.Context, *session, any) ([][2]string, error) {
	typed := func(f func(context.Context, *cbr.Client) ([][2]string, error)) func(context.Context, *session, any) ([][2]string, error) {
		return func(ctx context.Context, _ *session, client any) ([][2]string, error) {
			c, ok := client.(*cbr.Client)
			if !ok {
				return nil, errors.New("this is no client of CBR")
			}
			return f(ctx, c)
		}
	}
	backups := typed(func(ctx context.Context, c *cbr.Client) ([][2]string, error) {
		all, err := backup.Collect(c.Backups.All(ctx, cbr.ListBackupsInput{Limit: completionLimit}), completionLimit)
		return pairsOf(all, err, func(b cbr.Backup) string { return b.ID }, func(b cbr.Backup) string {
			return strings.TrimSpace(b.Name + " " + string(b.Status))
		})
	})
	tasks := typed(func(ctx context.Context, c *cbr.Client) ([][2]string, error) {
		all, err := backup.Collect(c.Tasks.All(ctx, cbr.ListTasksInput{Limit: completionLimit}), completionLimit)
		return pairsOf(all, err, func(t cbr.OperationLog) string { return t.ID }, func(t cbr.OperationLog) string {
			return string(t.OperationType) + " " + string(t.Status)
		})
	})
	return map[string]func(context.Context, *session, any) ([][2]string, error){
		"VAULT": typed(func(ctx context.Context, c *cbr.Client) ([][2]string, error) {
			all, err := backup.Collect(c.Vaults.All(ctx, cbr.ListVaultsInput{Limit: completionLimit}), completionLimit)
			return pairsOf(all, err, func(v cbr.Vault) string { return v.ID }, func(v cbr.Vault) string { return v.Name })
		}),
		"BACKUP": backups, "TASK": tasks, "JOB": tasks,
	}
}
