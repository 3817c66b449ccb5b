package cli

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

const loginLong = `Sign in, and keep the account as a context. What no flag says is asked for, the
password without echo, and a second factor when the service wants one. The account
is tried with one read first: nothing is kept of one that does not work.

The password is kept in the keyring of the system, where there is one; --no-keyring
has it typed each time. The name of a context that is there already signs in to
that one anew, after its password was changed for instance.`

const loginExample = `  backupctl login
  backupctl login work --service zomro --username ops@example.com
  backupctl login prod --service cbr --region eu-west-101 --domain acme --username backup
  backupctl login work`

func (a *app) newLogin() *cobra.Command {
	in := &login{app: a}
	cmd := &cobra.Command{
		Use: "login [NAME]", Short: "Sign in, and keep the account as a context", Long: loginLong, Example: loginExample,
		DisableFlagsInUseLine: true,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, noFiles
			}
			return a.completeContexts(cmd, args, typed)
		},
	}
	b, err := contextFlags(cmd)
	if err != nil { // a test makes all commands
		cmd.RunE = func(*cobra.Command, []string) error { return err }
		return cmd
	}
	fs := cmd.Flags()
	fs.BoolVar(&in.use, "use", false, "make it the current one of its service")
	fs.BoolVar(&in.noKeyring, "no-keyring", false, "ask for the password each time instead of keeping it in the keyring")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return usagef("one argument at most: the name of the context")
		}
		c, err := filledContext(b, append(slices.Clone(args), "new")[:1])
		if err != nil {
			return err
		}
		if c.Name = ""; len(args) == 1 {
			c.Name = args[0]
		}
		c.CAFile = a.caFile()
		cmd.Flags().Visit(func(f *pflag.Flag) {
			in.described = in.described || f.Name != "use" && f.Name != "no-keyring" && cmd.LocalFlags().Lookup(f.Name) != nil && cmd.InheritedFlags().Lookup(f.Name) == nil
		})
		return in.run(cmd.Context(), c)
	}
	return cmd
}

// contextFlags adds a flag for each field of a context.
func contextFlags(cmd *cobra.Command) (*bind.Binding, error) {
	_, words := bind.ParseUse("create NAME")
	b, err := bind.New(func(context.Context, *app, config.Context) error { return nil }, words, bind.Options{Rename: func(_ reflect.Type, field string) string {
		if field == "CAFile" { // --ca-file of all commands says it
			return "-"
		}
		return ""
	}})
	if err != nil {
		return nil, err
	}
	addContextFlags(cmd, b)
	return b, nil
}

// filledContext is what flags and the argument say.
func filledContext(b *bind.Binding, args []string) (config.Context, error) {
	if err := b.Args(args); err != nil {
		return config.Context{}, err
	}
	values, err := b.Fill(nil, nil)
	if err != nil {
		return config.Context{}, err
	}
	c, ok := reflect.TypeAssert[config.Context](values[0])
	if !ok {
		return c, errors.New("a " + values[0].Type().String() + " is no context")
	}
	return c, nil
}

// login is one run of the command.
type login struct {
	app            *app
	use, noKeyring bool
	described      bool // flags say something of the account
}

func (l *login) run(ctx context.Context, c config.Context) error {
	a := l.app
	path, err := a.configPath()
	if err != nil {
		return err
	}
	file, err := config.Load(path)
	if err != nil {
		return err
	}
	there := slices.IndexFunc(file.Contexts, func(have config.Context) bool { return have.Name == c.Name && c.Name != "" })
	switch {
	case there >= 0 && l.described:
		return &problems.HintError{
			Err:  usagef("there is a context %s already", c.Name),
			Hint: "`backupctl login " + c.Name + "` alone signs in to it anew; `backupctl context create " + c.Name + " --replace …` replaces it",
		}
	case there >= 0:
		c = file.Contexts[there]
	default:
		if err := l.complete(ctx, &c, file); err != nil {
			return err
		}
	}
	if err := c.Check(); err != nil {
		return err
	}
	if err := checkContext(c); err != nil {
		return err
	}
	password, err := l.password(ctx, c)
	if err != nil {
		return err
	}
	if !a.global.dryRun {
		a.forgetTokens(c.Name) // those of the password before
	}
	who, err := l.try(ctx, c, password)
	if err != nil {
		a.sayf("nothing was kept; `backupctl context create` keeps an account that cannot be tried now")
		return err
	}
	a.sayf("signed in as %s", who)
	if a.global.dryRun {
		return a.showTree(c)
	}
	if !password.IsZero() && !l.noKeyring {
		if err := secrets.Store(cmp.Or(c.PasswordKeyring, c.Name), password.Reveal()); err != nil {
			a.sayf("%v; the password will be asked for each time", err)
		} else {
			c.PasswordKeyring = cmp.Or(c.PasswordKeyring, c.Name)
		}
	}
	return a.putContext(ctx, path, c, l.use, there >= 0)
}

// password is the one that is typed, none where the context says where it is.
func (l *login) password(ctx context.Context, c config.Context) (backup.Secret, error) {
	if c.PasswordEnv+c.PasswordFile+c.PasswordCommand != "" || c.Auth == "ecs" {
		return backup.Secret{}, nil
	}
	return l.app.secrets.Find(ctx, "prompt:"+"Password of "+cmp.Or(c.Username, c.AccessKey, c.UserID, c.Name))
}

// try signs in with a context that may not be in the file, and a password that is in
// no place yet.
func (l *login) try(ctx context.Context, c config.Context, password backup.Secret) (string, error) {
	alone := *l.app
	alone.global.noTokenStore = alone.global.noTokenStore || alone.global.dryRun
	if !password.IsZero() {
		finder := *l.app.secrets
		finder.Getenv = withVariable(l.app.Getenv, typedPassword, password)
		alone.secrets = &finder
		c.PasswordEnv, c.PasswordKeyring = typedPassword, ""
	}
	return alone.signIn(ctx, c)
}

// typedPassword names a password that was typed as a source; no variable has an = in
// its name.
const typedPassword = "=typed"

func withVariable(getenv func(string) string, variable string, value backup.Secret) func(string) string {
	return func(name string) string {
		if name == variable {
			return value.Reveal()
		}
		return getenv(name)
	}
}
