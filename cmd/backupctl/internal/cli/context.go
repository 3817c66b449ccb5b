package cli

import (
	"cmp"
	"context"
	"reflect"

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
		Use: "context", Aliases: []string{"contexts"}, Short: "Named accounts: make, choose, show, delete", Long: contextLong,
		Example: "  backupctl context list", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.contextCreate(), a.contextList())
	for _, c := range []struct {
		use, short string
		run        func(context.Context, *config.File, config.Context) (any, bool, error)
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
			RunE: func(cmd *cobra.Command, args []string) error { return a.withContext(cmd.Context(), args, c.run) },
		})
	}
	return cmd
}

// withContext finds a context, does something with it, and saves what changed.
func (a *app) withContext(ctx context.Context, args []string, run func(context.Context, *config.File, config.Context) (any, bool, error)) error {
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
	result, changed, err := run(ctx, file, c)
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

func (a *app) useContext(_ context.Context, f *config.File, c config.Context) (any, bool, error) {
	f.Use(c)
	a.sayf("%s is the context for %s now", c.Name, c.Service)
	return nil, true, nil
}

func (a *app) showContext(_ context.Context, f *config.File, c config.Context) (any, bool, error) {
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

func (a *app) deleteContext(ctx context.Context, f *config.File, c config.Context) (any, bool, error) {
	if a.global.dryRun {
		a.sayf("would delete the context %s", c.Name)
		return nil, false, nil
	}
	if !a.global.yes {
		if err := a.ask(ctx, "Delete the context "+c.Name); err != nil {
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
