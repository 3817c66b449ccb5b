package fleet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

// unitInput is a business unit to make.
type unitInput struct {
	Name string `json:"name"`
	// Parent is the name or id of the unit above, empty for the user's own.
	Parent string `json:"parent,omitempty"`
}

// enrolInput is a machine to enrol.
type enrolInput struct {
	Name            string `json:"name"`
	ConsumerID      int64  `json:"consumer_id,omitempty"`
	BusinessUnit    string `json:"business_unit,omitempty"`
	OperatingSystem string `json:"operating_system,omitempty"`
	NodeType        string `json:"node_type,omitempty"`
	Domain          string `json:"domain,omitempty"`
	ClientOptionSet string `json:"client_option_set,omitempty"`
	Contact         string `json:"contact,omitempty"`
}

// portal is what a look at an account of Cloutility knows.
type portal struct {
	*look

	client *cloutility.Client
	units  []*cloutility.TreeUnit
	made   map[string]bool // names of units that the plan makes, folded
	read   map[int64][]*machine
	states map[string]string // of a machine's id: the state of its node
}

// cloutility looks at an account of Cloutility.
func (l *look) cloutility(ctx context.Context, client *cloutility.Client) {
	p := &portal{look: l, client: client, made: make(map[string]bool), read: make(map[int64][]*machine), states: make(map[string]string)}
	for u, err := range client.BusinessUnits.Walk(ctx, 0) {
		if err != nil {
			err = fmt.Errorf("the business units: %w", err)
			for _, u := range l.planner.File.BusinessUnits {
				if u.Account == l.account {
					l.unknown(KindUnit, "", u.Name, stageUnits, err)
				}
			}
			l.allUnknown(KindEnrolment, err)
			return
		}
		p.units = append(p.units, u)
	}
	p.businessUnits()
	for i := range l.planner.File.Groups {
		g := &l.planner.File.Groups[i]
		if g.Account == l.account && g.Enroll != nil {
			p.group(ctx, g)
		}
	}
}

// find finds the unit of a name or id, the user's own for none. Several of a name
// are an error.
func (p *portal) find(text string) (*cloutility.TreeUnit, error) {
	if strings.TrimSpace(text) == "" {
		return p.units[0], nil
	}
	var same []*cloutility.TreeUnit
	for _, u := range p.units {
		if strconv.FormatInt(u.ID, 10) == text {
			return u, nil
		}
		if fold(u.Name) == fold(text) || fold(u.String()) == fold(text) {
			same = append(same, u)
		}
	}
	switch len(same) {
	case 0:
		return nil, fmt.Errorf("there is no business unit %q: %w", text, backup.ErrNotFound)
	case 1:
		return same[0], nil
	}
	paths := make([]string, len(same))
	for i, u := range same {
		paths[i] = fmt.Sprintf("%s (id %d)", u, u.ID)
	}
	return nil, fmt.Errorf("%d business units are called %q, name one by its id: %s", len(same), text, strings.Join(paths, ", "))
}

// businessUnits compares the units that the file wants.
func (p *portal) businessUnits() {
	for _, want := range p.planner.File.BusinessUnits {
		if want.Account != p.account {
			continue
		}
		a := Action{Kind: KindUnit, Name: want.Name, Verb: VerbLeave, stage: stageUnits}
		if want.Parent != "" {
			a.Name = want.Parent + " / " + want.Name
		}
		parent, err := p.find(want.Parent)
		switch {
		case errors.Is(err, backup.ErrNotFound) && p.made[fold(want.Parent)]:
			a.Verb = VerbCreate // the one above is made before
		case err != nil:
			p.unknown(KindUnit, "", a.Name, stageUnits, err)
			continue
		case !slices.ContainsFunc(p.units, func(u *cloutility.TreeUnit) bool {
			return u.Parent != nil && u.Parent.ID == parent.ID && fold(u.Name) == fold(want.Name)
		}):
			a.Verb = VerbCreate
		}
		a.Was = fingerprint(a.Verb)
		if a.Verb == VerbCreate {
			p.made[fold(want.Name)] = true
			a.Differences = []Difference{{"business unit", "none", want.Name}}
			a.Cost = unknownCost("what a unit costs is up to its contract")
			a.Input = input(unitInput{Name: want.Name, Parent: want.Parent})
		}
		p.add(a)
	}
}

// group compares the machines of a group.
func (p *portal) group(ctx context.Context, g *Group) {
	if g.Select != nil && g.Select.Below != "" {
		p.below(ctx, g)
		return
	}
	unit, err := p.find(g.Enroll.BusinessUnit)
	var all []*machine
	switch {
	case errors.Is(err, backup.ErrNotFound) && p.made[fold(g.Enroll.BusinessUnit)]:
	case err != nil:
		p.groupUnknown(g, err)
		return
	default:
		if all, err = p.consumers(ctx, unit); err != nil {
			p.groupUnknown(g, err)
			return
		}
	}
	c := g.choose(all)
	for name, why := range c.problems {
		p.add(Action{Kind: KindEnrolment, Group: g.Name, Name: name, Verb: VerbUnknown, Why: why, stage: stageMachines})
	}
	for _, name := range c.missing {
		in := g.enrolment(name)
		p.add(Action{
			Kind: KindEnrolment, Group: g.Name, Name: name, Verb: VerbCreate, stage: stageMachines, Was: fingerprint("none"),
			Differences: []Difference{{"enrolment", "none", enrolText(in)}}, Cost: unknownCost("what a machine costs is up to the contract"), Input: input(in),
		})
	}
	p.enrolled(ctx, g, c.machines)
}

func (p *portal) groupUnknown(g *Group, err error) {
	names := g.named()
	if len(names) == 0 {
		p.unknown(KindGroup, g.Name, g.Name, stageMachines, err)
	}
	for _, name := range names {
		p.unknown(KindEnrolment, g.Name, name, stageMachines, err)
	}
}

// below compares the machines of a unit and of all units below it.
func (p *portal) below(ctx context.Context, g *Group) {
	top, err := p.find(g.Select.Below)
	if err != nil {
		p.groupUnknown(g, err)
		return
	}
	var all []*machine
	for _, u := range p.units {
		if slices.ContainsFunc(u.Path(), func(above *cloutility.TreeUnit) bool { return above.ID == top.ID }) {
			machines, err := p.consumers(ctx, u)
			if err != nil {
				p.unknown(KindGroup, g.Name, u.String(), stageMachines, err)
				continue
			}
			all = append(all, machines...)
		}
	}
	p.enrolled(ctx, g, p.pick(g, KindEnrolment, all))
}

// consumers reads the consumption units of a business unit, once.
func (p *portal) consumers(ctx context.Context, unit *cloutility.TreeUnit) ([]*machine, error) {
	if have, ok := p.read[unit.ID]; ok {
		return have, nil
	}
	var out []*machine
	for c, err := range p.client.Consumers.All(ctx, unit.ID, cloutility.ListConsumersInput{}) {
		if err != nil {
			return nil, fmt.Errorf("the consumption units of %s: %w", unit, err)
		}
		if !c.ArchivedDate.IsZero() {
			continue
		}
		m := &machine{id: strconv.FormatInt(c.ID, 10), name: c.Name, kind: "node", unit: unit.ID, unitName: unit.String()}
		if c.DataSourceState != nil {
			p.states[m.id] = string(c.DataSourceState.Name)
		}
		out = append(out, m)
	}
	p.read[unit.ID] = out
	return out, nil
}

// enrolled compares machines that have a consumption unit.
func (p *portal) enrolled(ctx context.Context, g *Group, machines []*machine) {
	each(ctx, p.look, machines, func(ctx context.Context, m *machine) {
		in := g.enrolment(m.name)
		in.BusinessUnit, in.ConsumerID = strconv.FormatInt(m.unit, 10), 0
		id, err := strconv.ParseInt(m.id, 10, 64)
		if err == nil {
			in.ConsumerID = id
		}
		a := Action{Kind: KindEnrolment, Group: g.Name, Name: m.name, Verb: VerbLeave, stage: stageMachines, Cost: unknownCost("what a machine costs is up to the contract")}
		if g.Select != nil && g.Select.Below != "" {
			a.Name = m.unitName + " / " + m.name // the same name is in several units
		}
		node, err := p.client.Nodes.Get(ctx, m.unit, in.ConsumerID)
		switch {
		case errors.Is(err, backup.ErrNotFound):
			a.Verb, a.Was = VerbChange, fingerprint("no node")
			a.Differences = []Difference{{"node", "none", enrolText(in)}}
		case err != nil:
			p.unknown(KindEnrolment, g.Name, a.Name, stageMachines, fmt.Errorf("its node: %w", err))
			return
		case node.Decommissioned:
			a.Held, a.Why = true, "its node is decommissioned on the backup server"
		case node.TSMName == "" || node.ActivatedDate.IsZero() && node.TSMPassword.IsZero() && p.states[m.id] == "Unregistered":
			a.Verb, a.Was = VerbChange, fingerprint("not activated")
			a.Differences = []Difference{{"node", "not activated", "activated"}}
		default:
			nodeDifferences(&a, in, node)
		}
		if a.Verb == VerbChange {
			a.Input = input(in)
		}
		p.add(a)
	})
}

// nodeDifferences notes where a node is not as it is wanted. They are left alone: a
// domain decides how long data is kept.
func nodeDifferences(a *Action, in enrolInput, node *cloutility.Node) {
	same := func(want, name string, id int64) bool {
		return want == "" || fold(want) == fold(name) || want == strconv.FormatInt(id, 10)
	}
	note := func(field, want, name string, id int64) {
		if !same(want, name, id) {
			if name == "" {
				name = "none"
			}
			a.Differences = append(a.Differences, Difference{field, name, want})
		}
	}
	var platform, typ, domain, set ref
	if node.OperatingSystem != nil {
		platform = ref{node.OperatingSystem.ID, node.OperatingSystem.Name}
	}
	if node.Type != nil {
		typ = ref{node.Type.ID, node.Type.Name}
	}
	if node.Domain != nil {
		domain = ref{node.Domain.ID, node.Domain.Name}
	}
	if node.ClientOptionSet != nil {
		set = ref{node.ClientOptionSet.ID, node.ClientOptionSet.Name}
	}
	note("operating system", in.OperatingSystem, platform.name, platform.id)
	note("kind of node", in.NodeType, typ.name, typ.id)
	note("domain", in.Domain, domain.name, domain.id)
	note("option set", in.ClientOptionSet, set.name, set.id)
	if len(a.Differences) > 0 {
		a.Held, a.Why = true, "a node that is there is not changed: its domain decides how long data is kept"
	}
}

// enrolment is how a machine of the group is enrolled. What its row of the table says
// counts more.
func (g *Group) enrolment(name string) enrolInput {
	e := *g.Enroll
	if row, ok := g.rows[fold(name)]; ok {
		for _, f := range []struct{ to, from *string }{
			{&e.OperatingSystem, &row.OperatingSystem}, {&e.NodeType, &row.NodeType}, {&e.Domain, &row.Domain}, {&e.ClientOptionSet, &row.ClientOptionSet},
		} {
			if *f.from != "" {
				*f.to = *f.from
			}
		}
	}
	return enrolInput{
		Name: name, BusinessUnit: e.BusinessUnit, OperatingSystem: e.OperatingSystem, NodeType: e.NodeType,
		Domain: e.Domain, ClientOptionSet: e.ClientOptionSet, Contact: e.Contact,
	}
}

// enrolText writes the options for people.
func enrolText(in enrolInput) string {
	var parts []string
	for _, part := range []string{in.OperatingSystem, in.NodeType, in.Domain, in.ClientOptionSet} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "enrolled"
	}
	return "enrolled: " + strings.Join(parts, ", ")
}

// ref is something of a catalogue.
type ref struct {
	id   int64
	name string
}
