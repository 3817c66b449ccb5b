package cli

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

const contextLong = `Contexts are named accounts, several per service. One of each service is the

current one; the first made is it. They are kept in a file that holds no secret
and that only you can read.`

func (a *app) newContext() *cobra.Command {
	cmd := &cobra.Command{
		Use: "context", Aliases: []string{"contexts"}, Short: "Named accounts: make, choose, show, test, delete", Long: contextLong,
		Example: "  backupctl context list", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.contextCreate(), a.contextList(), a.contextTry())
	for _, c := range []struct {
		use, short string
		run        func(context.Context, *config.File, config.Context) error
	}{
		{"use", "Make a context the current one of its service", a.useContext},
		{"show", "Show a context, without any secret", a.showContext},
		{"delete", "Delete a context, its password in the keyring and its tokens", a.deleteContext},
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
			RunE: func(cmd *cobra.Command, args []string) error { return a.withContext(cmd.Context(), args, c.run) },
		})
	}
	return cmd
}

// withContext finds a context and does something with it.
func (a *app) withContext(ctx context.Context, args []string, run func(context.Context, *config.File, config.Context) error) error {
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
	return run(ctx, file, c)
}

// change changes the file of the contexts, in which a context is still to be found:
// it may have been read a while ago.
func (a *app) change(ctx context.Context, c config.Context, change func(*config.File)) error {
	path, err := a.configPath()
	if err != nil {
		return err
	}
	return config.Update(ctx, path, func(f *config.File) (bool, error) {
		if _, err := f.Find(c.Name); err != nil {
			return false, err
		}
		change(f)
		return true, nil
	})
}

func (a *app) useContext(ctx context.Context, _ *config.File, c config.Context) error {
	if err := a.change(ctx, c, func(f *config.File) { f.Use(c) }); err != nil {
		return err
	}
	a.sayf("%s is the context for %s now", c.Name, c.Service)
	return nil
}

func (a *app) showContext(_ context.Context, f *config.File, c config.Context) error {
	tree, err := output.Tree(c, false)
	if err != nil {
		return err
	}
	all, ok := tree.(*output.Object)
	if !ok {
		return nil
	}
	shown := output.NewObject()
	for _, key := range all.Keys {
		if text := output.Text(all.Values[key]); text != "" && text != "0" && text != "false" {
			shown.Set(key, all.Values[key])
		}
	}
	shown.Set("current", f.Current[c.Service] == c.Name)
	return a.showTree(shown)
}

func (a *app) deleteContext(ctx context.Context, _ *config.File, c config.Context) error {
	if a.global.dryRun {
		a.sayf("would delete the context %s", c.Name)
		return nil
	}
	if !a.global.yes {
		if err := a.ask(ctx, "Delete the context "+c.Name); err != nil {
			return err
		}
	}
	shared := false
	err := a.change(ctx, c, func(f *config.File) {
		f.Delete(c.Name)
		shared = slices.ContainsFunc(f.Contexts, func(other config.Context) bool { return other.PasswordKeyring == c.PasswordKeyring })
	})
	if err != nil {
		return err
	}
	switch {
	case c.PasswordKeyring == "":
	case shared:
		a.sayf("the password %q stays in the keyring: another context uses it", c.PasswordKeyring)
	default:
		if err := secrets.Forget(c.PasswordKeyring); err != nil {
			a.sayf("%v", err)
		}
	}
	a.forgetTokens(c.Name)
	a.sayf("deleted the context %s", c.Name)
	return nil
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
