package cli

import (
	"context"
	"errors"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func cbrCompletions() map[string]lister {
	typed := func(f func(context.Context, *session, *cbr.Client) ([]thing, error)) lister {
		return func(ctx context.Context, s *session, client any) ([]thing, error) {
			c, ok := client.(*cbr.Client)
			if !ok {
				return nil, errors.New("this is no client of CBR")
			}
			return f(ctx, s, c)
		}
	}
	tasks := typed(func(ctx context.Context, _ *session, c *cbr.Client) ([]thing, error) { // without names
		all, err := backup.Collect(c.Tasks.All(ctx, cbr.ListTasksInput{Limit: completionLimit}), completionLimit)
		return things(all, err, func(t cbr.OperationLog) string { return t.ID }, noText, func(t cbr.OperationLog) string {
			return string(t.OperationType) + " " + string(t.Status)
		})
	})
	vaults := typed(func(ctx context.Context, s *session, c *cbr.Client) ([]thing, error) {
		all, err := backup.Collect(c.Vaults.All(ctx, cbr.ListVaultsInput{Limit: completionLimit}), s.most())
		return things(all, err, func(v cbr.Vault) string { return v.ID }, func(v cbr.Vault) string { return v.Name }, noText)
	})
	return map[string]lister{
		"VAULT": vaults, "DESTINATION-VAULT": vaults, "TASK": tasks, "JOB": tasks,
		"BACKUP": typed(func(ctx context.Context, s *session, c *cbr.Client) ([]thing, error) {
			all, err := backup.Collect(c.Backups.All(ctx, cbr.ListBackupsInput{Limit: completionLimit}), s.most())
			return things(all, err, func(b cbr.Backup) string { return b.ID }, func(b cbr.Backup) string { return b.Name }, func(b cbr.Backup) string {
				return strings.TrimSpace(b.ResourceName + " " + string(b.Status))
			})
		}),
		"AGENT": typed(func(ctx context.Context, s *session, c *cbr.Client) ([]thing, error) {
			all, err := backup.Collect(c.Agents.All(ctx, cbr.ListAgentsInput{}), s.most())
			return things(all, err, func(a cbr.Agent) string { return a.ID }, func(a cbr.Agent) string { return a.HostName }, func(a cbr.Agent) string { return string(a.Status) })
		}),
		"POLICY":   typed(listPolicies),
		"RESOURCE": typed(listResources),
	}
}

// listPolicies are those of the project, or for their own commands those of the
// organization.
func listPolicies(ctx context.Context, s *session, c *cbr.Client) ([]thing, error) {
	inv, ok := ctx.Value(invocationKey{}).(*invocation)
	if ok && strings.HasPrefix(inv.path, "cbr organization-policy ") {
		var out []thing
		for _, operation := range []cbr.PolicyOperation{cbr.PolicyOperationBackup, cbr.PolicyOperationReplication} {
			all, err := backup.Collect(c.OrganizationPolicies.All(ctx, cbr.ListOrganizationPoliciesInput{OperationType: operation}), s.most())
			some, err := things(all, err, func(p cbr.OrganizationPolicy) string { return p.ID }, func(p cbr.OrganizationPolicy) string { return p.Name }, func(p cbr.OrganizationPolicy) string { return string(p.OperationType) })
			if err != nil {
				return nil, err
			}
			out = append(out, some...)
		}
		return out, nil
	}
	all, err := backup.Collect(c.Policies.All(ctx, cbr.ListPoliciesInput{}), s.most())
	return things(all, err, func(p cbr.Policy) string { return p.ID }, func(p cbr.Policy) string { return p.Name }, func(p cbr.Policy) string { return string(p.OperationType) })
}

// listResources are those of the vault that is named before them, or of all vaults.
func listResources(ctx context.Context, s *session, c *cbr.Client) ([]thing, error) {
	own := typedArg(ctx, "VAULT")
	var out []thing
	for v, err := range c.Vaults.All(ctx, cbr.ListVaultsInput{Limit: completionLimit}) {
		if err != nil {
			return nil, err
		}
		if own != "" && v.ID != own {
			continue
		}
		for _, r := range v.Resources {
			out = append(out, thing{id: r.ID, name: r.Name, text: wordOf(r.Type) + " in " + v.Name})
		}
		if most := s.most(); most > 0 && len(out) >= most {
			break
		}
	}
	return out, nil
}
