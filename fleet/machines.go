package fleet

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// machine is something that a group can mean.
type machine struct {
	id, name string
	tags     map[string]string
	tagged   bool   // the service tells its tags
	vault    string // id of the vault it is in
	kind     string
	sizeGB   int64
	unit     int64 // of Cloutility
	unitName string
}

// chosen is what a group means: machines, the names that nothing has, and what the
// names mean that several have.
type chosen struct {
	machines []*machine
	missing  []string
	problems map[string]string // name: why nobody can tell which is meant
	why      string            // why the selector cannot be held to the machines
}

// choose finds the machines of a group among all of its account.
func (g *Group) choose(all []*machine) chosen {
	out := chosen{problems: make(map[string]string)}
	taken := make(map[string]bool)
	take := func(m *machine) {
		if !taken[m.id] {
			taken[m.id] = true
			out.machines = append(out.machines, m)
		}
	}
	byID, byName := make(map[string]*machine, len(all)), make(map[string][]*machine, len(all))
	for _, m := range all {
		byID[m.id] = m
		byName[fold(m.name)] = append(byName[fold(m.name)], m)
	}
	for _, name := range g.named() {
		if m := byID[name]; m != nil {
			take(m)
			continue
		}
		switch same := byName[fold(name)]; len(same) {
		case 0:
			out.missing = append(out.missing, name)
		case 1:
			take(same[0])
		default:
			ids := make([]string, len(same))
			for i, m := range same {
				ids[i] = m.id
			}
			slices.Sort(ids)
			out.problems[name] = fmt.Sprintf("%d machines have that name: name one by its id, %s", len(same), strings.Join(ids[:min(len(ids), 5)], ", ")) //nolint:mnd // enough to see
		}
	}
	if g.Select != nil {
		untold := 0
		for _, m := range all {
			fits, known := g.Select.fits(m)
			if !known {
				untold++
			}
			if fits {
				take(m)
			}
		}
		if untold > 0 {
			out.why = fmt.Sprintf("the service does not tell the tags of %d machines", untold)
		}
	}
	slices.SortFunc(out.machines, func(a, b *machine) int { return strings.Compare(a.name+"\x00"+a.id, b.name+"\x00"+b.id) })
	return out
}

// named are the machines that the group names one by one.
func (g *Group) named() []string {
	var out []string
	seen := make(map[string]bool, len(g.Machines)+len(g.table))
	for _, name := range g.Machines {
		out = append(out, strings.TrimSpace(name))
		seen[fold(name)] = true
	}
	for _, row := range g.table {
		if !seen[fold(row.name)] {
			out = append(out, row.name)
		}
	}
	return out
}

// fits holds a machine against the selector. Known is false when it turns on tags
// that the service does not tell.
func (s *Select) fits(m *machine) (fits, known bool) {
	if len(s.Name) > 0 && !matches(s.Name, m.name) || matches(s.Not, m.name) {
		return false, true
	}
	if s.Tag == "" {
		return true, true
	}
	if !m.tagged {
		return false, false
	}
	key, want, valued := strings.Cut(s.Tag, "=")
	value, ok := m.tags[key]
	return ok && (!valued || value == want), true
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := path.Match(fold(p), fold(name))
		return err == nil && ok
	})
}

// fold makes names comparable.
func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// label is a name with its id where people need it.
func (m *machine) label() string {
	if m.name == "" {
		return m.id
	}
	return m.name
}
