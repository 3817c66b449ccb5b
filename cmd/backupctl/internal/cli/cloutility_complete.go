package cli

import (
	"cmp"
	"context"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

func cloutilityCompletions() map[string]lister {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	typed := func(f func(context.Context, *session, *cloutility.Client, int64) ([]thing, error)) lister {
		return func(ctx context.Context, s *session, _ any) ([]thing, error) {
			c, err := cloutilityClient(ctx, s)
			if err != nil {
				return nil, err
			}
			inv, ok := ctx.Value(invocationKey{}).(*invocation)
			if !ok {
				inv = &invocation{session: s}
			}
			text, err := inv.implicitID(ctx, "unit")
			if err != nil {
				return nil, err
			}
			unit, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return nil, err
			}
			return f(ctx, s, c, unit)
		}
	}
	consumers := typed(func(ctx context.Context, s *session, c *cloutility.Client, unit int64) ([]thing, error) {
		all, err := backup.Collect(c.Consumers.All(ctx, unit, cloutility.ListConsumersInput{}), s.most())
		return things(all, err, func(x cloutility.Consumer) string { return number(x.ID) }, func(x cloutility.Consumer) string { return x.Name }, noText)
	})
	units := func(ctx context.Context, s *session, _ any) ([]thing, error) { // wherever the command is about
		c, err := cloutilityClient(ctx, s)
		if err != nil {
			return nil, err
		}
		all, err := backup.Collect(c.BusinessUnits.Walk(ctx, 0), s.most())
		return things(all, err, func(x *cloutility.TreeUnit) string { return number(x.ID) }, func(x *cloutility.TreeUnit) string { return x.Name }, func(x *cloutility.TreeUnit) string { return x.String() })
	}
	systems := typed(func(ctx context.Context, s *session, c *cloutility.Client, _ int64) ([]thing, error) {
		all, err := backup.Collect(c.Catalogues.AllOperatingSystems(ctx, cloutility.ListOperatingSystemsInput{}), s.most())
		return things(all, err, func(x cloutility.NodeOperatingSystem) string { return number(x.ID) }, func(x cloutility.NodeOperatingSystem) string { return x.Name }, noText)
	})
	types := typed(func(ctx context.Context, s *session, c *cloutility.Client, _ int64) ([]thing, error) {
		all, err := backup.Collect(c.Catalogues.AllNodeTypes(ctx, cloutility.ListNodeTypesInput{}), s.most())
		return things(all, err, func(x cloutility.NodeType) string { return number(x.ID) }, func(x cloutility.NodeType) string { return x.Name }, noText)
	})
	return map[string]lister{
		"CONSUMER": consumers, "AGENT": consumers, "TARGET": consumers,
		"UNIT": units, "OPERATING-SYSTEM": systems, "TYPE": types,
		"DOMAIN": typed(func(ctx context.Context, s *session, c *cloutility.Client, unit int64) ([]thing, error) {
			all, err := backup.Collect(c.Servers.AllDomains(ctx, unit, cloutility.ListDomainsInput{}), s.most())
			return things(all, err, func(x cloutility.Domain) string { return number(x.ID) }, func(x cloutility.Domain) string { return cmp.Or(x.Name, x.Description) }, noText)
		}),
		"CLIENT-OPTION-SET": typed(func(ctx context.Context, s *session, c *cloutility.Client, unit int64) ([]thing, error) {
			all, err := backup.Collect(c.Servers.AllClientOptionSets(ctx, unit, cloutility.ListClientOptionSetsInput{}), s.most())
			return things(all, err, func(x cloutility.ClientOptionSet) string { return number(x.ID) }, func(x cloutility.ClientOptionSet) string { return x.Name }, noText)
		}),
		"USER": typed(func(ctx context.Context, s *session, c *cloutility.Client, unit int64) ([]thing, error) {
			all, err := backup.Collect(c.Users.All(ctx, unit, cloutility.ListUsersInput{}), s.most())
			return things(all, err, func(x cloutility.User) string { return number(x.ID) }, func(x cloutility.User) string { return x.Name }, noText)
		}),
		"ROLE": typed(func(ctx context.Context, s *session, c *cloutility.Client, unit int64) ([]thing, error) {
			all, err := backup.Collect(c.Roles.AllSimple(ctx, unit, cloutility.ListSimpleRolesInput{}), s.most())
			return things(all, err, func(x cloutility.Role) string { return number(x.ID) }, func(x cloutility.Role) string { return x.Name }, noText)
		}),
	}
}
