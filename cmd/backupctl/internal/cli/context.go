package cli

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

const contextLong = `Contexts are named accounts, several per service. One of each service is the
current one; the first made is it. They are kept in a file that holds no secret
and that only you can read.`

func (a *app) newContext() *cobra.Command {
	cmd := &cobra.Command{
		Use: "context", Aliases: []string{"contexts"}, Short: "Named accounts: make, choose, show, delete", Long: contextLong,
		Example: "  backupctl context list", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.contextCreate(), a.contextList())
	for _, c := range []struct {
		use, short string
		run        func(*config.File, config.Context) (any, bool, error)
	}{
		{"use", "Make a context the current one of its service", a.useContext},
		{"show", "Show a context, without any secret", a.showContext},
		{"delete", "Delete a context, and its password in the keyring", a.deleteContext},
	} {
		cmd.AddCommand(&cobra.Command{
			Use: c.use + " NAME", Short: c.short, Example: "  backupctl context " + c.use + " work",
			DisableFlagsInUseLine: true,
			ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
				if len(args) > 0 {
					return nil, noFiles
				}
				return a.completeContexts(cmd, args, typed)
			},
			RunE: func(_ *cobra.Command, args []string) error { return a.withContext(args, c.run) },
		})
	}
	return cmd
}

// withContext finds a context, does something with it, and saves what changed.
func (a *app) withContext(args []string, run func(*config.File, config.Context) (any, bool, error)) error {
	if len(args) != 1 {
		return usagef("one argument is needed: the name of a context")
	}
	path, err := a.configPath()
	if err != nil {
		return err
	}
	file, err := config.Load(path)
	if err != nil {
		return err
	}
	c, err := file.Find(args[0])
	if err != nil {
		return err
	}
	result, changed, err := run(file, c)
	if err != nil {
		return err
	}
	if changed {
		if err := file.Save(path); err != nil {
			return err
		}
	}
	if result == nil {
		return nil
	}
	return a.showTree(result)
}

// showTree shows what is not from a service.
func (a *app) showTree(v any) error {
	o, err := a.options()
	if err != nil {
		return err
	}
	if err := o.Check(); err != nil {
		return err
	}
	tree, err := output.Tree(v, false)
	if err != nil {
		return err
	}
	return a.show(tree, o)
}

func (a *app) useContext(f *config.File, c config.Context) (any, bool, error) {
	f.Use(c)
	a.sayf("%s is the context for %s now", c.Name, c.Service)
	return nil, true, nil
}

func (a *app) showContext(f *config.File, c config.Context) (any, bool, error) {
	tree, err := output.Tree(c, false)
	if err != nil {
		return nil, false, err
	}
	all, ok := tree.(*output.Object)
	if !ok {
		return nil, false, nil
	}
	shown := output.NewObject()
	for _, key := range all.Keys {
		if text := output.Text(all.Values[key]); text != "" && text != "0" && text != "false" {
			shown.Set(key, all.Values[key])
		}
	}
	shown.Set("current", f.Current[c.Service] == c.Name)
	return shown, false, nil
}

func (a *app) deleteContext(f *config.File, c config.Context) (any, bool, error) {
	if a.global.dryRun {
		a.sayf("would delete the context %s", c.Name)
		return nil, false, nil
	}
	if !a.global.yes {
		if err := a.ask("Delete the context " + c.Name); err != nil {
			return nil, false, err
		}
	}
	if c.PasswordKeyring != "" {
		if err := secrets.Forget(c.PasswordKeyring); err != nil {
			a.sayf("%v", err)
		}
	}
	f.Delete(c.Name)
	a.sayf("deleted the context %s", c.Name)
	return nil, true, nil
}

// contextRow is a context in the list.
type contextRow struct {
	Name, Service string
	Current       bool
	Account, URL  string
}

func (a *app) contextList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Aliases: []string{"ls"}, Short: "List the contexts", Example: "  backupctl context list", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			path, err := a.configPath()
			if err != nil {
				return err
			}
			file, err := config.Load(path)
			if err != nil {
				return err
			}
			rows := make([]contextRow, 0, len(file.Contexts))
			for _, c := range file.Contexts {
				rows = append(rows, contextRow{
					Name: c.Name, Service: c.Service, Current: file.Current[c.Service] == c.Name,
					Account: cmp.Or(c.Username, c.AccessKey, c.Auth), URL: cmp.Or(c.URL, c.Region),
				})
			}
			o, err := a.options()
			if err != nil {
				return err
			}
			o.Known, o.All = output.Known(reflect.TypeFor[contextRow]()), output.TypeColumns(reflect.TypeFor[contextRow]())
			o.Defaults = o.All
			if err := o.Check(); err != nil {
				return err
			}
			tree, err := output.Tree(rows, false)
			if err != nil {
				return err
			}
			return a.show(tree, o)
		},
	}
}

func (a *app) contextCreate() *cobra.Command {
	var replace, use, noKeyring bool
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Make a context",
		Long: `Make a context. The password is not an argument: say where it is with one of the
--password flags, or type it; it is then kept in the keyring of the system, or,
with --no-keyring, asked for each time.`,
		Example: `  backupctl context create work --service zomro --username ops@example.com
  backupctl context create prod --service cbr --region eu-west-101 --domain acme --username backup --password-command 'pass show huawei'
  backupctl context create portal --service cloutility --client-id 4b8f… --origin https://enrol.example.com --username ops@example.com --password-env PORTAL_PASSWORD`,
		DisableFlagsInUseLine: true,
	}
	_, words := bind.ParseUse("create NAME")
	b, err := bind.New(func(context.Context, *app, config.Context) error { return nil }, words, bind.Options{})
	if err != nil { // a test makes all commands
		cmd.RunE = func(*cobra.Command, []string) error { return err }
		return cmd
	}
	fs := cmd.Flags()
	for _, s := range b.Slots() {
		if s.Flag == "" {
			continue
		}
		f := fs.VarPF(s.Value(), s.Flag, "", describe(s))
		if bind.IsBool(s.Type) {
			f.NoOptDefVal = "true"
		}
	}
	fs.BoolVar(&replace, "replace", false, "replace a context of the same name")
	fs.BoolVar(&use, "use", false, "make it the current one of its service")
	fs.BoolVar(&noKeyring, "no-keyring", false, "ask for the password each time instead of keeping it in the keyring")
	completeValues(cmd, "service", config.Services()...)
	completeValues(cmd, "auth", "password", "key", "session", "authinfo", "access-key", "token", "ecs")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := b.Args(args); err != nil {
			return err
		}
		values, err := b.Fill(nil, nil)
		if err != nil {
			return err
		}
		c, ok := reflect.TypeAssert[config.Context](values[0])
		if !ok {
			return fmt.Errorf("a %s is no context", values[0].Type())
		}
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
	if slices.ContainsFunc(file.Contexts, func(old config.Context) bool { return old.Name == c.Name }) && !replace {
		return &problems.HintError{Err: usagef("there is a context %s already", c.Name), Hint: "--replace replaces it"}
	}
	if a.global.dryRun {
		return a.showTree(c)
	}
	if err := a.keep(ctx, &c, noKeyring); err != nil {
		return err
	}
	file.Put(c)
	if use {
		file.Use(c)
	}
	if err := file.Save(path); err != nil {
		return err
	}
	a.sayf("made the context %s in %s", c.Name, path)
	if current := file.Current[c.Service]; current != c.Name {
		a.sayf("the current context for %s is still %s: `backupctl context use %s` changes that", c.Service, current, c.Name)
	}
	return nil
}

// keep asks for the password and puts it into the keyring, where there is one
// and somebody to ask.
func (a *app) keep(ctx context.Context, c *config.Context, noKeyring bool) error {
	if c.PasswordEnv+c.PasswordFile+c.PasswordCommand+c.PasswordKeyring != "" || noKeyring || c.Auth == "ecs" || a.secrets.Ask == nil {
		return nil
	}
	password, err := a.secrets.Ask(ctx, "Password of "+cmp.Or(c.Username, c.AccessKey, c.Name)+": ")
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

// checkContext refuses what cannot work later.
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
		if c.AccessKey == "" && (c.Auth == "" || c.Auth == "password") {
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
