package fleet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/backup-sdk/backup-go/cbr"
)

// machines compares which machines are in which vault.
func (r *region) machines(ctx context.Context) {
	members := make(map[string][]*machine) // by kind: those of vaults
	for _, v := range r.sortedVaults() {
		for _, res := range v.Resources {
			m := &machine{id: res.ID, name: res.Name, kind: kindWord(res.Type), vault: v.ID, sizeGB: res.SizeGB.Value}
			members[m.kind] = append(members[m.kind], m)
		}
	}
	placed := make(map[string]string) // machine: the vault that a group wants it in
	read := make(map[string]kindRead)
	var groups []*Group
	for i := range r.planner.File.Groups {
		if g := &r.planner.File.Groups[i]; g.Account == r.account && g.Vault != "" {
			groups = append(groups, g)
		}
	}
	for _, g := range groups {
		kind := kindOf(g.Kind)
		if _, ok := read[kind]; !ok {
			read[kind] = r.readKind(ctx, kind, members[kind], groups)
		}
		all := read[kind]
		if all.err != nil {
			r.groupUnknown(g, all.err)
			continue
		}
		for _, m := range r.pick(g, KindProtected, all.machines) {
			if before, ok := placed[m.id]; ok && before != g.Vault {
				r.unknown(KindProtected, g.Name, m.label(), stageMachines, fmt.Errorf("two groups want it in two vaults, %s and %s", before, g.Vault))
				continue
			} else if ok {
				continue // another group wants the same
			}
			placed[m.id] = g.Vault
			r.place(g, m)
		}
	}
	r.strangers(placed)
}

func (r *region) groupUnknown(g *Group, err error) {
	names := g.named()
	if len(names) == 0 {
		r.unknown(KindGroup, g.Name, g.Name, stageMachines, err)
	}
	for _, name := range names {
		r.unknown(KindProtected, g.Name, name, stageMachines, err)
	}
}

func (r *region) sortedVaults() []cbr.Vault {
	out := make([]cbr.Vault, 0, len(r.byID))
	for _, v := range r.byID {
		if v.Billing == nil || v.Billing.ProtectType != cbr.ProtectTypeReplication {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b cbr.Vault) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// kindRead are all machines of a kind, or why they could not be read.
type kindRead struct {
	machines []*machine
	err      error
}

// place compares the vault of one machine.
func (r *region) place(g *Group, m *machine) {
	a := Action{Kind: KindProtected, Group: g.Name, Name: m.label(), Verb: VerbLeave, stage: stageMachines, Was: fingerprint(m.vault)}
	in := protectInput{Machine: m.id, Type: resourceType(m.kind), Name: m.name, From: m.vault, Vault: g.Vault}
	have, err := r.oneVault(g.Vault)
	switch {
	case err != nil:
		r.unknown(KindProtected, g.Name, a.Name, stageMachines, err)
		return
	case have != nil && m.vault == have.ID:
	case m.vault == "":
		a.Verb, a.Cost = VerbCreate, unknownCost("its backups take room in the vault")
		a.Differences = []Difference{{"vault", "none", g.Vault}}
		a.Input = input(in)
	default:
		a.Verb, a.Cost = VerbChange, none()
		a.Differences = []Difference{{"vault", r.byID[m.vault].Name, g.Vault}}
		a.Input = input(in)
	}
	r.add(a)
}

// strangers notes machines of exact vaults that no group puts there.
func (r *region) strangers(placed map[string]string) {
	for _, want := range r.planner.File.Vaults {
		if want.Account != r.account || !want.Exact {
			continue
		}
		have, err := r.oneVault(want.Name)
		if err != nil || have == nil {
			continue
		}
		for _, res := range have.Resources {
			if placed[res.ID] != "" {
				continue
			}
			name := cmp.Or(res.Name, res.ID)
			r.add(Action{
				Kind: KindProtected, Name: name, Verb: VerbRemove, stage: stageMachines, Was: fingerprint(have.ID), Cost: none(),
				Differences: []Difference{{"vault", want.Name, "none"}},
				Destroys:    fmt.Sprintf("all backups of %s in vault %s (%d)", name, want.Name, res.BackupCount.Value),
				Input:       input(protectInput{Machine: res.ID, Type: res.Type, Name: res.Name, From: have.ID}),
			})
		}
	}
}

var errNoKind = errors.New("the service does not list machines of that kind")
