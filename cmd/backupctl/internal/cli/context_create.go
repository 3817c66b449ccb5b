package cli

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

func (a *app) contextCreate() *cobra.Command {
	var replace, use, noKeyring bool
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Make a context",
		Long: `Make a context. The password is not an argument: say where it is with one of the
--password flags, or type it; it is then kept in the keyring of the system, or,
with --no-keyring, asked for each time. --ca-file is kept in the context.`,
		Example: `  backupctl context create work --service zomro --username ops@example.com
  backupctl context create prod --service cbr --region eu-west-101 --domain acme --username backup --password-command 'pass show huawei'
  backupctl context create portal --service cloutility --client-id 4b8f… --origin https://enrol.example.com --username ops@example.com --password-env PORTAL_PASSWORD`,
		DisableFlagsInUseLine: true,
	}
	b, err := contextFlags(cmd)
	if err != nil { // a test makes all commands
		cmd.RunE = func(*cobra.Command, []string) error { return err }
		return cmd
	}
	fs := cmd.Flags()
	fs.BoolVar(&replace, "replace", false, "replace a context of the same name")
	fs.BoolVar(&use, "use", false, "make it the current one of its service")
	fs.BoolVar(&noKeyring, "no-keyring", false, "ask for the password each time instead of keeping it in the keyring")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := filledContext(b, args)
		if err != nil {
			return err
		}
		c.CAFile = a.caFile()
		return a.createContext(cmd.Context(), c, replace, use, noKeyring)
	}
	return cmd
}

func (a *app) createContext(ctx context.Context, c config.Context, replace, use, noKeyring bool) error {
	if c.Service == "" {
		return usagef("--service is needed: one of %s", strings.Join(config.Services(), ", "))
	}
	if err := c.Check(); err != nil {
		return err
	}
	if err := checkContext(c); err != nil {
		return err
	}
	path, err := a.configPath()
	if err != nil {
		return err
	}
	file, err := config.Load(path)
	if err != nil {
		return err
	}
	if err := mayPut(file, c, replace); err != nil { // before anybody types a password
		return err
	}
	if a.global.dryRun {
		return a.showTree(c)
	}
	if err := a.keep(ctx, &c, noKeyring); err != nil {
		return err
	}
	a.forgetTokens(c.Name) // they may be of another account
	return a.putContext(ctx, path, c, use, replace)
}

// putContext writes a context into the file.
func (a *app) putContext(ctx context.Context, path string, c config.Context, use, replace bool) error {
	current := ""
	err := config.Update(ctx, path, func(f *config.File) (bool, error) {
		if err := mayPut(f, c, replace); err != nil {
			return false, err
		}
		f.Put(c)
		if use {
			f.Use(c)
		}
		current = f.Current[c.Service]
		return true, nil
	})
	if err != nil {
		return err
	}
	a.sayf("made the context %s in %s", c.Name, path)
	if current != c.Name {
		a.sayf("the current context for %s is still %s: `backupctl context use %s` changes that", c.Service, current, c.Name)
	}
	return nil
}

// addContextFlags adds the flags of a binding.
func addContextFlags(cmd *cobra.Command, b *bind.Binding) {
	for _, s := range b.Slots() {
		if s.Flag == "" {
			continue
		}
		f := cmd.Flags().VarPF(s.Value(), s.Flag, "", describe(s, meta.Field(s.Owner, s.Field)))
		if bind.IsBool(s.Type) {
			f.NoOptDefVal = "true"
		}
	}
	completeValues(cmd, "service", config.Services()...)
	completeValues(cmd, "auth", "password", "key", "session", "authinfo", "access-key", "token", "ecs")
}

// mayPut finds a context that would be lost.
func mayPut(f *config.File, c config.Context, replace bool) error {
	if replace || !slices.ContainsFunc(f.Contexts, func(old config.Context) bool { return old.Name == c.Name }) {
		return nil
	}
	return &problems.HintError{Err: usagef("there is a context %s already", c.Name), Hint: "--replace replaces it"}
}

// keep asks for the password and puts it into the keyring, where there is one
// and somebody to ask.
func (a *app) keep(ctx context.Context, c *config.Context, noKeyring bool) error {
	if c.PasswordEnv+c.PasswordFile+c.PasswordCommand+c.PasswordKeyring != "" || noKeyring || c.Auth == "ecs" || a.secrets.Ask == nil {
		return nil
	}
	password, err := a.secrets.Ask(ctx, "Password of "+cmp.Or(c.Username, c.AccessKey, c.UserID, c.Name)+": ")
	if err != nil || password == "" {
		return err
	}
	if err := secrets.Store(c.Name, password); err != nil {
		a.sayf("%v; the password will be asked for each time", err)
		return nil
	}
	c.PasswordKeyring = c.Name
	return nil
}

// checkContext finds what cannot work later.
func checkContext(c config.Context) error {
	set := 0
	for _, s := range []string{c.PasswordEnv, c.PasswordFile, c.PasswordCommand, c.PasswordKeyring} {
		if s != "" {
			set++
		}
	}
	if set > 1 {
		return usagef("only one of --password-env, --password-file, --password-command and --password-keyring can be given")
	}
	auths := map[string][]string{
		"zomro": {"", "password", "key", "session", "authinfo"}, "cloutility": {"", "password"},
		"cbr": {"", "password", "access-key", "token", "ecs"},
	}[c.Service]
	if !slices.Contains(auths, c.Auth) {
		return usagef("--auth %q is not for %s: %s are", c.Auth, c.Service, strings.Join(auths[1:], ", "))
	}
	needs := map[string]string{}
	switch c.Service {
	case "zomro":
		if c.Auth != "session" {
			needs["username"] = c.Username
		}
	case "cloutility":
		needs["username"], needs["client-id"], needs["origin"] = c.Username, c.ClientID, c.Origin
	case "cbr":
		byID := c.UserID != "" && c.Username == ""
		if c.AccessKey == "" && (c.Auth == "" || c.Auth == "password") && !byID {
			needs["username"], needs["domain"] = c.Username, c.Domain
		}
		if c.URL == "" {
			needs["region"] = c.Region
		}
	}
	for _, flag := range []string{"username", "client-id", "origin", "domain", "region"} {
		if value, needed := needs[flag]; needed && value == "" {
			return usagef("--%s is needed for %s", flag, c.Service)
		}
	}
	return nil
}
