package cli

import (
	"cmp"
	"context"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

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
		all, err := backup.Collect(c.Consumers.All(ctx, unit, cloutility.ListConsumersInput{}), completionLimit)
		return pairsOf(all, err, func(x cloutility.Consumer) string { return number(x.ID) }, func(x cloutility.Consumer) string { return x.Name })
	})
	units := typed(func(ctx context.Context, c *cloutility.Client, _ int64) ([][2]string, error) {
		all, err := backup.Collect(c.BusinessUnits.Descendants(ctx, 0), completionLimit)
		return pairsOf(all, err, func(x cloutility.SimpleBusinessUnit) string { return number(x.ID) }, func(x cloutility.SimpleBusinessUnit) string { return x.Name })
	})
	systems := typed(func(ctx context.Context, c *cloutility.Client, _ int64) ([][2]string, error) {
		all, err := backup.Collect(c.Catalogues.AllOperatingSystems(ctx, cloutility.ListOperatingSystemsInput{}), completionLimit)
		return pairsOf(all, err, func(x cloutility.NodeOperatingSystem) string { return number(x.ID) }, func(x cloutility.NodeOperatingSystem) string { return x.Name })
	})
	types := typed(func(ctx context.Context, c *cloutility.Client, _ int64) ([][2]string, error) {
		all, err := backup.Collect(c.Catalogues.AllNodeTypes(ctx, cloutility.ListNodeTypesInput{}), completionLimit)
		return pairsOf(all, err, func(x cloutility.NodeType) string { return number(x.ID) }, func(x cloutility.NodeType) string { return x.Name })
	})
	return map[string]func(context.Context, *session, any) ([][2]string, error){
		"CONSUMER": consumers, "AGENT": consumers, "TARGET": consumers,
		"UNIT": units, "OPERATING-SYSTEM": systems, "TYPE": types,
		"DOMAIN": typed(func(ctx context.Context, c *cloutility.Client, unit int64) ([][2]string, error) {
			all, err := backup.Collect(c.Servers.AllDomains(ctx, unit, cloutility.ListDomainsInput{}), completionLimit)
			return pairsOf(all, err, func(x cloutility.Domain) string { return number(x.ID) }, func(x cloutility.Domain) string { return cmp.Or(x.Name, x.Description) })
		}),
		"CLIENT-OPTION-SET": typed(func(ctx context.Context, c *cloutility.Client, unit int64) ([][2]string, error) {
			all, err := backup.Collect(c.Servers.AllClientOptionSets(ctx, unit, cloutility.ListClientOptionSetsInput{}), completionLimit)
			return pairsOf(all, err, func(x cloutility.ClientOptionSet) string { return number(x.ID) }, func(x cloutility.ClientOptionSet) string { return x.Name })
		}),
		"USER": typed(func(ctx context.Context, c *cloutility.Client, unit int64) ([][2]string, error) {
			all, err := backup.Collect(c.Users.All(ctx, unit, cloutility.ListUsersInput{}), completionLimit)
			return pairsOf(all, err, func(x cloutility.User) string { return number(x.ID) }, func(x cloutility.User) string { return x.Name })
		}),
		"ROLE": typed(func(ctx context.Context, c *cloutility.Client, unit int64) ([][2]string, error) {
			all, err := backup.Collect(c.Roles.AllSimple(ctx, unit, cloutility.ListSimpleRolesInput{}), completionLimit)
			return pairsOf(all, err, func(x cloutility.Role) string { return number(x.ID) }, func(x cloutility.Role) string { return x.Name })
		}),
	}
}
