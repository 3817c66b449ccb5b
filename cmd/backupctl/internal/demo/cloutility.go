package demo

import (
	"context"
	"errors"
	"fmt"

	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
)

// workCloutility enrols a machine: a consumption unit, its node, activation.
func workCloutility(ctx context.Context, e *emulator.Emulator, s *steps) error {
	client, err := cloutility.New(e.Cloutility.Config(), e.Options(emulator.CloutilityPath)...)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	day := &cloutilityDay{client: client}
	for _, step := range []struct {
		name string
		work func(context.Context) (string, error)
	}{
		{"sign in and find the home unit", day.signIn},
		{"choose platform, type and domain", day.choose},
		{"create a consumption unit", day.createUnit},
		{"create its backup node", day.createNode},
		{"activate the node", day.activate},
	} {
		if err := s.run(ctx, "cloutility", step.name, silently(step.work)); err != nil {
			return err
		}
	}
	return nil
}

// cloutilityDay carries what one step finds to the next.
type cloutilityDay struct {
	client *cloutility.Client
	unit   int64
	unitID int64 // of the consumption unit
	node   cloutility.CreateNodeInput
}

func (d *cloutilityDay) signIn(ctx context.Context) (string, error) {
	me, err := d.client.Users.Me(ctx)
	if err != nil {
		return "", err
	}
	if me.BusinessUnit == nil {
		return "", errors.New("the user has no business unit")
	}
	d.unit = me.BusinessUnit.ID
	return fmt.Sprintf("%s in %s (unit %d)", me.Name, me.BusinessUnit.Name, d.unit), nil
}

// choose takes the first of each catalogue: a program would look for names.
func (d *cloutilityDay) choose(ctx context.Context) (string, error) {
	platform, err := first(d.client.Catalogues.AllOperatingSystems(ctx, cloutility.ListOperatingSystemsInput{}))
	if err != nil {
		return "", fmt.Errorf("operating systems: %w", err)
	}
	kind, err := first(d.client.Catalogues.AllNodeTypes(ctx, cloutility.ListNodeTypesInput{}))
	if err != nil {
		return "", fmt.Errorf("node types: %w", err)
	}
	domain, err := first(d.client.Servers.AllDomains(ctx, d.unit, cloutility.ListDomainsInput{}))
	if err != nil {
		return "", fmt.Errorf("domains: %w", err)
	}
	options, err := first(d.client.Servers.AllClientOptionSets(ctx, d.unit, cloutility.ListClientOptionSetsInput{}))
	if err != nil {
		return "", fmt.Errorf("client option sets: %w", err)
	}
	d.node.OperatingSystem, d.node.Type = &cloutility.ObjectRef{ID: platform.ID}, &cloutility.ObjectRef{ID: kind.ID}
	d.node.Domain, d.node.ClientOptionSet = &cloutility.ObjectRef{ID: domain.ID}, &cloutility.ObjectRef{ID: options.ID}
	return fmt.Sprintf("%s, %s, %s, %s", platform.Name, kind.Name, domain.Name, options.Name), nil
}

func (d *cloutilityDay) createUnit(ctx context.Context) (string, error) {
	unit, err := d.client.Consumers.Create(ctx, d.unit, cloutility.CreateConsumerInput{Name: "demo-server"})
	if err != nil {
		return "", err
	}
	d.unitID = unit.ID
	return fmt.Sprintf("%s (unit %d)", unit.Name, unit.ID), nil
}

func (d *cloutilityDay) createNode(ctx context.Context) (string, error) {
	d.node.Contact = "demo"
	node, err := d.client.Nodes.Create(ctx, d.unit, d.unitID, d.node)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("node %d, %s", node.ID, stateName(node.DataSourceState)), nil
}

func (d *cloutilityDay) activate(ctx context.Context) (string, error) {
	node, err := d.client.Nodes.Activate(ctx, d.unit, d.unitID, cloutility.ActivateNodeInput{})
	if err != nil {
		return "", err
	}
	if node.TSMPassword.IsZero() {
		return "", errors.New("the activated node has no password")
	}
	return fmt.Sprintf("%s, password %s, %s", node.TSMName, node.TSMPassword, stateName(node.DataSourceState)), nil
}

func stateName(s *cloutility.DataSourceState) string {
	if s == nil {
		return "state unknown"
	}
	return string(s.Name)
}
