package cloutility

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync"
)

// choice is an entry of a catalogue.
type choice struct {
	id          int64
	name, short string
	path        string  // of a business unit: its name and those above it
	fits        []int64 // node types that go with a platform; empty: all
}

func (c choice) String() string {
	name := c.name
	if c.path != "" {
		name = c.path
	}
	return fmt.Sprintf("%s (id %d)", name, c.id)
}

// ref points at the entry, nil for none.
func (c choice) ref() *ObjectRef {
	if c.id == 0 {
		return nil
	}
	return &ObjectRef{ID: c.id}
}

// resolved is what the names of an EnrollInput mean; id 0 is none.
type resolved struct {
	operatingSystem, nodeType, domain, optionSet choice
}

func (w *resolved) String() string {
	var parts []string
	for _, c := range []choice{w.operatingSystem, w.nodeType, w.domain, w.optionSet} {
		if c.id != 0 {
			parts = append(parts, c.String())
		}
	}
	return strings.Join(parts, ", ")
}

// enroller keeps what several enrolments share: catalogues and, for many of
// them, the consumption units that are there.
type enroller struct {
	client *Client

	mu    sync.Mutex // not held while a list is read
	lists map[string]*shared[[]choice]
	units map[int64]*units // of a bulk, by business unit
	bulk  bool             // several machines share what was read
	slots chan struct{}    // of a bulk, one for each machine that is at work
	tried map[place]*trial // what this run has made for a name
}

// trial is what a run has done for a name, in all its rounds.
type trial struct {
	owner int   // the machine of a bulk that has the name
	made  int64 // the consumption unit that this run has made, 0 if none
	lost  bool  // one may have been made: the response did not come
}

// place is where a name has to be the only one.
type place struct {
	unit int64
	name string
}

// claim gives a machine its name in a business unit, unless another machine of the
// same bulk has it.
func (e *enroller) claim(unit int64, name string, owner int) (*trial, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	at := place{unit, fold(name)}
	t := e.tried[at]
	if t == nil {
		t = &trial{owner: owner}
		e.tried[at] = t
	}
	return t, t.owner == owner
}

func newEnroller(client *Client) *enroller {
	return &enroller{
		client: client, lists: make(map[string]*shared[[]choice]),
		units: make(map[int64]*units), tried: make(map[place]*trial),
	}
}

// shared is something read once for all. A read that failed is tried again by
// the next who asks: it may have been the other's context.
type shared[T any] struct {
	turn  chan struct{} // holds one value while somebody looks or reads
	ready bool
	value T
}

func (s *shared[T]) get(read func() (T, error)) (T, error) {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.ready {
		return s.value, nil
	}
	value, err := read()
	if err == nil {
		s.value, s.ready = value, true
	}
	return value, err
}

// list reads a catalogue.
func list[T any](e *enroller, key string, seq func() iter.Seq2[T, error], of func(T) choice) ([]choice, error) {
	e.mu.Lock()
	entry := e.lists[key]
	if entry == nil {
		entry = &shared[[]choice]{turn: make(chan struct{}, 1)}
		e.lists[key] = entry
	}
	e.mu.Unlock()
	return entry.get(func() ([]choice, error) {
		var out []choice
		for item, err := range seq() {
			if err != nil {
				return nil, err
			}
			out = append(out, of(item))
		}
		return out, nil
	})
}

// unit finds a business unit in the tree of the user signed in.
func (e *enroller) unit(ctx context.Context, field, name string) (choice, error) {
	if strings.TrimSpace(name) == "" {
		homes, err := list(e, "home", func() iter.Seq2[User, error] {
			return func(yield func(User, error) bool) {
				me, err := e.client.Users.Me(ctx)
				if err != nil {
					yield(User{}, err)
					return
				}
				yield(*me, nil)
			}
		}, func(u User) choice { return choice{id: u.BusinessUnit.ID, name: u.BusinessUnit.Name} })
		if err != nil {
			return choice{}, err
		}
		return homes[0], nil
	}
	units, err := list(e, "units", func() iter.Seq2[*TreeUnit, error] { return e.client.BusinessUnits.Walk(ctx, 0) },
		func(u *TreeUnit) choice { return choice{id: u.ID, name: u.Name, path: u.String()} })
	if err != nil {
		return choice{}, err
	}
	return pick(field, name, units, true)
}

// resolve finds what the names mean. When the node has to be made, all that a
// node needs has to be there; otherwise only what is given is looked up.
func (e *enroller) resolve(ctx context.Context, unit int64, in *EnrollInput, all bool) (*resolved, error) {
	scope := " of " + strconv.FormatInt(unit, 10)
	var out resolved
	var err error
	if all || in.OperatingSystem != "" {
		platforms, listErr := list(e, "platforms", func() iter.Seq2[NodeOperatingSystem, error] {
			return e.client.Catalogues.AllOperatingSystems(ctx, ListOperatingSystemsInput{})
		}, platform)
		if listErr != nil {
			return nil, listErr
		}
		if out.operatingSystem, err = pick("EnrollInput.OperatingSystem", in.OperatingSystem, platforms, all); err != nil {
			return nil, err
		}
	}
	if all || in.NodeType != "" {
		types, listErr := list(e, "types", func() iter.Seq2[NodeType, error] { return e.client.Catalogues.AllNodeTypes(ctx, ListNodeTypesInput{}) },
			func(t NodeType) choice { return choice{id: t.ID, name: t.Name, short: t.ShortName} })
		if listErr != nil {
			return nil, listErr
		}
		fitting := out.operatingSystem.fitting(types)
		if out.nodeType, err = pick("EnrollInput.NodeType", in.NodeType, fitting, all); err != nil {
			if other, otherErr := pick("", in.NodeType, types, true); otherErr == nil && in.NodeType != "" {
				err = invalidArgument("EnrollInput.NodeType", fmt.Sprintf("%s does not go with %s; there %s", other, out.operatingSystem, choicesText(fitting)))
			}
			return nil, err
		}
	}
	if all || in.Domain != "" {
		domains, listErr := list(e, "domains"+scope, func() iter.Seq2[Domain, error] { return e.client.Servers.AllDomains(ctx, unit, ListDomainsInput{}) },
			func(d Domain) choice { return choice{id: d.ID, name: d.Name} })
		if listErr != nil {
			return nil, listErr
		}
		if out.domain, err = pick("EnrollInput.Domain", in.Domain, domains, all); err != nil {
			return nil, err
		}
	}
	if in.ClientOptionSet != "" {
		sets, listErr := list(e, "option sets"+scope, func() iter.Seq2[ClientOptionSet, error] {
			return e.client.Servers.AllClientOptionSets(ctx, unit, ListClientOptionSetsInput{})
		},
			func(o ClientOptionSet) choice { return choice{id: o.ID, name: o.Name} })
		if listErr != nil {
			return nil, listErr
		}
		if out.optionSet, err = pick("EnrollInput.ClientOptionSet", in.ClientOptionSet, sets, true); err != nil {
			return nil, err
		}
	}
	return &out, nil
}

func platform(o NodeOperatingSystem) choice {
	c := choice{id: o.ID, name: o.Name, short: o.ShortName}
	for _, t := range o.SupportedNodeTypes {
		c.fits = append(c.fits, t.ID)
	}
	return c
}

// fitting are the node types that go with a platform.
func (c choice) fitting(types []choice) []choice {
	if len(c.fits) == 0 {
		return types
	}
	var out []choice
	for _, t := range types {
		for _, id := range c.fits {
			if t.id == id {
				out = append(out, t)
			}
		}
	}
	return out
}

// pick finds the one entry that is meant: by name, by short name, by id.
func pick(field, name string, from []choice, needed bool) (choice, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		switch {
		case !needed:
			return choice{}, nil
		case len(from) == 1:
			return from[0], nil
		}
		return choice{}, invalidArgument(field, "is empty; there "+choicesText(from))
	}
	id, err := strconv.ParseInt(name, 10, 64)
	for _, same := range []func(choice) bool{
		func(c choice) bool { return strings.EqualFold(strings.TrimSpace(c.name), name) },
		func(c choice) bool { return c.short != "" && strings.EqualFold(strings.TrimSpace(c.short), name) },
		func(c choice) bool { return err == nil && c.id == id },
	} {
		var matches []choice
		for _, c := range from {
			if same(c) {
				matches = append(matches, c)
			}
		}
		switch len(matches) {
		case 0:
		case 1:
			return matches[0], nil
		default:
			return choice{}, invalidArgument(field, fmt.Sprintf("%q means several; give an id: there %s", name, choicesText(matches)))
		}
	}
	return choice{}, invalidArgument(field, fmt.Sprintf("%q is unknown; there %s", name, choicesText(from)))
}

// choicesText lists choices, for an error: "there are …".
func choicesText(list []choice) string {
	const most = 30
	if len(list) == 0 {
		return "are none"
	}
	names := make([]string, 0, min(len(list), most+1))
	for i, c := range list {
		if i == most {
			names = append(names, fmt.Sprintf("and %d more", len(list)-most))
			break
		}
		names = append(names, c.String())
	}
	return "are " + strings.Join(names, ", ")
}
