package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
	"github.com/backup-sdk/backup-go/zomro"
)

func zomroService() *service {
	return &service{
		name: "zomro", short: "Zomro Cloud VPS: backups, snapshots, schedules, instances",
		flags: zomroFlags, connect: connectZomro,
		implicit: map[string]func(context.Context, *session) (string, error){"instance": findInstance},
		complete: zomroCompletions(),
		groups:   zomroGroups,
	}
}

func zomroGroups() []group {
	return []group{
		zomroBackups(), zomroSnapshots(), zomroSchedules(), zomroInstances(), zomroImages(), zomroSSHKeys(), zomroAddresses(), zomroAccount(),
	}
}

func zomroFlags(cmd *cobra.Command, s *session) {
	fs := cmd.PersistentFlags()
	fs.String("url", "", "`address` of the service (ZOMRO_URL)")
	fs.Bool("insecure-http", false, "allow an http address: the password travels in the clear")
	fs.String("auth", "", "`kind` of credentials: password, key, session, authinfo")
	fs.String("username", "", "login `name` (ZOMRO_USERNAME)")
	fs.String("password", "", "`source` of the password, key or session id: "+secrets.Help+" (ZOMRO_PASSWORD, ZOMRO_SESSION, ZOMRO_AUTHINFO)")
	fs.String("lang", "", "`language` of texts (ZOMRO_LANG)")
	fs.String("timezone", "", "`zone` of times, which the service sends without one, such as Europe/Amsterdam")
	fs.String("instance", "", "`id` of the instance a command is about; the only one of the account by default (ZOMRO_INSTANCE)")
	s.flags = fs
	completeValues(cmd, "auth", "password", "key", "session", "authinfo")
	completeLive(cmd, s, "instance")
}

// connectZomro makes the client.
func connectZomro(ctx context.Context, s *session) (any, error) {
	cfg := zomro.Config{Lang: s.text("lang", s.account.Lang, zomro.EnvLang)}
	if zone := s.text("timezone", s.account.Timezone); zone != "" {
		location, err := time.LoadLocation(zone)
		if err != nil {
			return nil, refuse("--timezone: %w", err)
		}
		cfg.Location = location
	}
	creds, err := zomroCredentials(ctx, s)
	if err != nil {
		return nil, err
	}
	cfg.Credentials = creds
	options, err := s.address("ZOMRO_URL")
	if err != nil {
		return nil, err
	}
	return zomro.New(cfg, options...)
}

func zomroCredentials(ctx context.Context, s *session) (zomro.Credentials, error) {
	auth := s.text("auth", s.account.Auth)
	if auth == "" || !s.given("auth") && !s.given("password") {
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
				return nil, refuse("%s is not login:password", zomro.EnvAuthInfo)
			}
			return zomro.AuthInfo{Username: name, Password: backup.NewSecret(password)}, nil
		}
		password, err := s.secret(ctx)
		return zomro.AuthInfo{Username: username, Password: password}, err
	}
	return nil, refuse("--auth %q is not one of password, key, session, authinfo", auth)
}

// passcode asks for the second factor, where somebody can be asked.
func (s *session) passcode() func(context.Context) (string, error) {
	if s.app.secrets.Ask == nil {
		return nil
	}
	return func(ctx context.Context) (string, error) {
		return s.app.secrets.Ask(ctx, "Code of the second factor: ")
	}
}

// noAccount is for who has not said yet who they are.
func noAccount(service, variables string) error {
	return refuse("there is no context for %s: make one with `backupctl context create NAME --service %s …`, or set %s", service, service, variables)
}

// address are the options for where the service is.
func (s *session) address(variable string) ([]backup.Option, error) {
	url := s.text("url", s.account.URL, variable)
	insecure := s.account.InsecureHTTP && url == s.account.URL
	if f := s.flags.Lookup("insecure-http"); f.Changed {
		insecure = f.Value.String() == "true"
	}
	return s.options(url, insecure)
}

// completeValues completes a flag with fixed values.
func completeValues(cmd *cobra.Command, flag string, values ...string) {
	complete := func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return starting(values, typed), noFiles
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		return // registered already
	}
}

// completeLive completes a flag of a service with what the account has.
func completeLive(cmd *cobra.Command, s *session, flag string) {
	complete := func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return (&running{session: s}).live(cmd.Context(), flag, typed), noFiles
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		return // registered already
	}
}

// findInstance is the instance a command is about: the flag, the variable, the
// context, or the only one there is.
func findInstance(ctx context.Context, s *session) (string, error) {
	if err := s.settle(); err != nil {
		return "", err
	}
	fallback := ""
	if s.account.Instance != 0 {
		fallback = strconv.FormatInt(s.account.Instance, 10)
	}
	if id := s.text("instance", fallback, "ZOMRO_INSTANCE"); id != "" {
		return id, nil
	}
	client, err := zomroClient(ctx, s)
	if err != nil {
		return "", err
	}
	list, err := backup.Collect(client.Instances.All(ctx, zomro.ListInstancesInput{}), 0)
	if err != nil {
		return "", err
	}
	switch len(list) {
	case 0:
		return "", errors.New("the account has no instance")
	case 1:
		return strconv.FormatInt(list[0].ID, 10), nil
	}
	var names []string
	for _, i := range list {
		names = append(names, fmt.Sprintf("%d (%s)", i.ID, cmp.Or(i.ServerName, i.IP)))
	}
	return "", refuse("the account has several instances; choose one with --instance: %s", strings.Join(names, ", "))
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

// ofInstance is the instance that is being completed for.
func ofInstance(ctx context.Context, s *session) (int64, error) {
	text := typedArg(ctx, "INSTANCE")
	if text == "" {
		var err error
		if text, err = findInstance(ctx, s); err != nil {
			return 0, err
		}
	}
	return strconv.ParseInt(text, 10, 64)
}

func zomroCompletions() map[string]func(context.Context, *session, any) ([][2]string, error) {
	type list = func(context.Context, *session, *zomro.Client) ([][2]string, error)
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	typed := func(f list) func(context.Context, *session, any) ([][2]string, error) {
		return func(ctx context.Context, s *session, client any) ([][2]string, error) {
			c, ok := client.(*zomro.Client)
			if !ok {
				return nil, errors.New("this is no client of Zomro")
			}
			return f(ctx, s, c)
		}
	}
	return map[string]func(context.Context, *session, any) ([][2]string, error){
		"INSTANCE": typed(func(ctx context.Context, _ *session, c *zomro.Client) ([][2]string, error) {
			all, err := backup.Collect(c.Instances.All(ctx, zomro.ListInstancesInput{}), completionLimit)
			return pairsOf(all, err, func(i zomro.Instance) string { return number(i.ID) }, func(i zomro.Instance) string { return i.ServerName + " " + i.IP })
		}),
		"BACKUP": typed(func(ctx context.Context, s *session, c *zomro.Client) ([][2]string, error) {
			id, err := ofInstance(ctx, s)
			if err != nil {
				return nil, err
			}
			all, err := backup.Collect(c.Backups.All(ctx, zomro.ListBackupsInput{InstanceID: id}), completionLimit)
			return pairsOf(all, err, func(b zomro.Backup) string { return number(b.ID) }, func(b zomro.Backup) string { return b.Name + " " + string(b.Status) })
		}),
		"SNAPSHOT": typed(func(ctx context.Context, s *session, c *zomro.Client) ([][2]string, error) {
			id, err := ofInstance(ctx, s)
			if err != nil {
				return nil, err
			}
			all, err := backup.Collect(c.Snapshots.All(ctx, zomro.ListSnapshotsInput{InstanceID: id}), completionLimit)
			return pairsOf(all, err, func(b zomro.Snapshot) string { return number(b.ID) }, func(b zomro.Snapshot) string { return b.Name + " " + string(b.Status) })
		}),
		"SCHEDULE": typed(func(ctx context.Context, s *session, c *zomro.Client) ([][2]string, error) {
			id, err := ofInstance(ctx, s)
			if err != nil {
				return nil, err
			}
			all, err := backup.Collect(c.Schedules.All(ctx, zomro.ListSchedulesInput{InstanceID: id}), completionLimit)
			return pairsOf(all, err, func(x zomro.Schedule) string { return number(x.ID) }, func(x zomro.Schedule) string { return x.Name })
		}),
		"IMAGE": typed(func(ctx context.Context, _ *session, c *zomro.Client) ([][2]string, error) {
			all, err := backup.Collect(c.Images.All(ctx, zomro.ListImagesInput{}), completionLimit)
			return pairsOf(all, err, func(i zomro.Image) string { return number(i.ID) }, func(i zomro.Image) string { return i.Name })
		}),
		"KEY": typed(func(ctx context.Context, _ *session, c *zomro.Client) ([][2]string, error) {
			all, err := backup.Collect(c.SSHKeys.All(ctx, zomro.ListSSHKeysInput{}), completionLimit)
			return pairsOf(all, err, func(k zomro.SSHKey) string { return number(k.ID) }, func(k zomro.SSHKey) string { return k.Comment })
		}),
	}
}
