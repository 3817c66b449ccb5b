package cli

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

func cloutilityService() *service {
	return &service{
		name: "cloutility", short: "Cloutility: consumption units and backup nodes of IBM Storage Protect",
		flags: cloutilityFlags, connect: connectCloutility,
		implicit: map[string]func(context.Context, *session) (string, error){"unit": findUnit},
		complete: cloutilityCompletions(),
		groups:   cloutilityGroups,
	}
}

func cloutilityFlags(cmd *cobra.Command, s *session) {
	fs := cmd.PersistentFlags()
	fs.String("url", "", "`address` of the API without /v1 (CLOUTILITY_URL)")
	fs.Bool("insecure-http", false, "allow an http address: the password travels in the clear")
	fs.String("client-id", "", "`id` of the application (CLOUTILITY_CLIENT_ID)")
	fs.String("origin", "", "`origin` registered with the client id (CLOUTILITY_ORIGIN)")
	fs.String("username", "", "`name` of the portal user (CLOUTILITY_USERNAME)")
	fs.String("password", "", "`source` of the password: "+secrets.Help+" (CLOUTILITY_PASSWORD)")
	fs.String("unit", "", "`id` of the business unit a command is about; the user's own by default (CLOUTILITY_UNIT)")
	s.flags = fs
	completeLive(cmd, s, "unit")
}

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
		Username: s.text("username", s.account.Username, cloutility.EnvUsername, communityUsername),
	}
	if cfg.Username == "" || cfg.ClientID == "" || cfg.Origin == "" {
		return nil, noAccount("cloutility", cloutility.EnvClientID+", "+cloutility.EnvOrigin+", "+cloutility.EnvUsername+" and "+cloutility.EnvPassword)
	}
	var err error
	if cfg.Password, err = s.secret(ctx, cloutility.EnvPassword, communityPassword); err != nil {
		return nil, err
	}
	options, err := s.address(cloutility.EnvBaseURL)
	if err != nil {
		return nil, err
	}
	return cloutility.New(cfg, options...)
}

// community takes the file of the community client when nothing else says who
// is calling. It counts as a whole: a file in the working directory must not
// send a password from elsewhere to an address of its own.
func (s *session) community() error {
	if s.known || s.given("password") || s.env(
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

// findUnit is the business unit a command is about: the flag, the variable, the
// context, or that of the user.
func findUnit(ctx context.Context, s *session) (string, error) {
	if err := s.settle(); err != nil {
		return "", err
	}
	fallback := ""
	if s.account.Unit != 0 {
		fallback = strconv.FormatInt(s.account.Unit, 10)
	}
	if id := s.text("unit", fallback, "CLOUTILITY_UNIT"); id != "" {
		return id, nil
	}
	client, err := cloutilityClient(ctx, s)
	if err != nil {
		return "", err
	}
	me, err := client.Users.Me(ctx)
	if err != nil {
		return "", err
	}
	return strconv.FormatInt(me.BusinessUnit.ID, 10), nil
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

func cloutilityCompletions() map[string]func(context.Context, *session, any) ([][2]string, error) {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	typed := func(f func(context.Context, *cloutility.Client, int64) ([][2]string, error)) func(context.Context, *session, any) ([][2]string, error) {
		return func(ctx context.Context, s *session, _ any) ([][2]string, error) {
			c, err := cloutilityClient(ctx, s)
			if err != nil {
				return nil, err
			}
			text, err := findUnit(ctx, s)
			if err != nil {
				return nil, err
			}
			unit, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return nil, err
			}
			return f(ctx, c, unit)
		}
	}
	consumers := typed(func(ctx context.Context, c *cloutility.Client, unit int64) ([][2]string, error) {
		all, err := backup.Collect(c.Consumers.All(ctx, unit), completionLimit)
		return pairsOf(all, err, func(x cloutility.Consumer) string { return number(x.ID) }, func(x cloutility.Consumer) string { return x.Name })
	})
	units := typed(func(ctx context.Context, c *cloutility.Client, _ int64) ([][2]string, error) {
		all, err := backup.Collect(c.BusinessUnits.All(ctx, 0), completionLimit)
		return pairsOf(all, err, func(x cloutility.SimpleBusinessUnit) string { return number(x.ID) }, func(x cloutility.SimpleBusinessUnit) string { return x.Name })
	})
	systems := typed(func(ctx context.Context, c *cloutility.Client, _ int64) ([][2]string, error) {
		all, err := backup.Collect(c.Catalogues.AllOperatingSystems(ctx), completionLimit)
		return pairsOf(all, err, func(x cloutility.NodeOperatingSystem) string { return number(x.ID) }, func(x cloutility.NodeOperatingSystem) string { return x.Name })
	})
	types := typed(func(ctx context.Context, c *cloutility.Client, _ int64) ([][2]string, error) {
		all, err := backup.Collect(c.Catalogues.AllNodeTypes(ctx), completionLimit)
		return pairsOf(all, err, func(x cloutility.NodeType) string { return number(x.ID) }, func(x cloutility.NodeType) string { return x.Name })
	})
	return map[string]func(context.Context, *session, any) ([][2]string, error){
		"CONSUMER": consumers, "AGENT": consumers, "TARGET": consumers,
		"UNIT": units, "OPERATING-SYSTEM": systems, "TYPE": types,
		"DOMAIN": typed(func(ctx context.Context, c *cloutility.Client, unit int64) ([][2]string, error) {
			all, err := backup.Collect(c.Servers.AllDomains(ctx, unit), completionLimit)
			return pairsOf(all, err, func(x cloutility.Domain) string { return number(x.ID) }, func(x cloutility.Domain) string { return cmp.Or(x.Name, x.Description) })
		}),
		"CLIENT-OPTION-SET": typed(func(ctx context.Context, c *cloutility.Client, unit int64) ([][2]string, error) {
			all, err := backup.Collect(c.Servers.AllClientOptionSets(ctx, unit), completionLimit)
			return pairsOf(all, err, func(x cloutility.ClientOptionSet) string { return number(x.ID) }, func(x cloutility.ClientOptionSet) string { return x.Name })
		}),
		"USER": typed(func(ctx context.Context, c *cloutility.Client, unit int64) ([][2]string, error) {
			all, err := backup.Collect(c.Users.All(ctx, unit), completionLimit)
			return pairsOf(all, err, func(x cloutility.User) string { return number(x.ID) }, func(x cloutility.User) string { return x.Name })
		}),
		"ROLE": typed(func(ctx context.Context, c *cloutility.Client, unit int64) ([][2]string, error) {
			all, err := backup.Collect(c.Roles.AllSimple(ctx, unit, cloutility.RolesInput{}), completionLimit)
			return pairsOf(all, err, func(x cloutility.Role) string { return number(x.ID) }, func(x cloutility.Role) string { return x.Name })
		}),
	}
}
