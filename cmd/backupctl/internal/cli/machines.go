package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro"
)

// machine is something with backups, at whichever service.
type machine struct {
	member *member

	kind, id, name, place string

	vault    string // of cbr: the vault that it is in
	typ      cbr.ResourceType
	number   int64 // of zomro and cloutility: its id
	unit     int64 // of cloutility: its business unit
	instance *zomro.Instance
}

// String says which machine it is, and where.
func (m *machine) String() string {
	text := fmt.Sprintf("%s %s (%s, context %s)", m.kind, m.name, m.id, m.member.context.Name)
	if m.place != "" {
		text += " in " + m.place
	}
	return text
}

// search is what a search brought: those that match, the names of all others, and
// the accounts that could not be searched.
type search struct {
	found  []*machine
	others []string
	gaps   []error
}

// find looks for a machine by its id or its name in all accounts at once.
func (f *fleet) find(ctx context.Context, text string) *search {
	out := new(search)
	var mu sync.Mutex
	var work sync.WaitGroup
	for _, m := range f.members {
		work.Go(func() {
			err := m.each(ctx, func(found *machine) {
				mu.Lock()
				defer mu.Unlock()
				found.member = m
				out.note(found, text)
			})
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				out.gaps = append(out.gaps, fmt.Errorf("context %s could not be searched: %w", m.context.Name, err))
			}
		})
	}
	work.Wait()
	out.settle(text)
	return out
}

// note takes a machine that was met.
func (s *search) note(m *machine, text string) {
	if m.id == text || strings.EqualFold(m.name, text) {
		s.found = append(s.found, m)
	} else if len(s.others) < mostNames {
		s.others = append(s.others, m.name)
	}
}

// settle puts what was found in order. An id is meant before a name is.
func (s *search) settle(text string) {
	if byID := slices.DeleteFunc(slices.Clone(s.found), func(m *machine) bool { return m.id != text }); len(byID) > 0 {
		s.found = byID
	}
	slices.SortFunc(s.found, func(a, b *machine) int { return strings.Compare(a.String(), b.String()) })
	slices.SortFunc(s.gaps, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
}

// mostNames is how many names are kept for saying what may have been meant.
const mostNames = 10_000

// one is the machine that was meant. Strict says that another of the same name,
// in an account that could not be searched, must not be there either.
func (a *app) one(s *search, text string, strict bool) (*machine, error) {
	for _, gap := range s.gaps {
		a.sayf("%v", gap)
	}
	switch {
	case len(s.found) > 1:
		lines := []string{fmt.Sprintf("%q is %d machines:", text, len(s.found))}
		for _, m := range s.found {
			lines = append(lines, "  "+m.String())
		}
		return nil, &problems.HintError{Err: usagef("%s", strings.Join(lines, "\n")), Hint: "name one by its id, or its account with --context"}
	case len(s.found) == 0 && len(s.gaps) > 0:
		return nil, &problems.HintError{Err: errors.Join(fmt.Errorf("nothing is called %q in the accounts that could be searched", text), s.gaps[0]), Hint: "it may be in an account that could not be searched"}
	case len(s.found) == 0:
		return nil, &problems.HintError{Err: fmt.Errorf("nothing with backups is called %q%s: %w", text, names.Hint(text, s.others), backup.ErrNotFound), Hint: "`backupctl status` shows all machines, those that nothing protects too"}
	case strict && len(s.gaps) > 0 && s.found[0].id != text:
		return nil, &problems.HintError{Err: fmt.Errorf("there is %s, and perhaps another in an account that could not be searched", s.found[0]), Hint: "name it by its id, or its account with --context"}
	}
	return s.found[0], nil
}

// each visits what has or may have backups in an account.
func (m *member) each(ctx context.Context, visit func(*machine)) error {
	switch client := m.client.(type) {
	case *cbr.Client:
		for v, err := range client.Vaults.All(ctx, cbr.ListVaultsInput{}) {
			if err != nil {
				return err
			}
			if v.Billing != nil && v.Billing.ProtectType == cbr.ProtectTypeReplication {
				continue // copies of what lives elsewhere
			}
			for _, r := range v.Resources {
				visit(&machine{kind: wordOf(r.Type), id: r.ID, name: r.Name, place: "vault " + v.Name, vault: v.ID, typ: r.Type})
			}
		}
		return nil
	case *zomro.Client:
		for i, err := range client.Instances.All(ctx, zomro.ListInstancesInput{}) {
			if err != nil {
				return err
			}
			visit(&machine{kind: "instance", id: strconv.FormatInt(i.ID, 10), name: i.ServerName, place: i.DataCenterName, number: i.ID, instance: &i})
		}
		return nil
	case *cloutility.Client:
		for unit, err := range client.BusinessUnits.Walk(ctx, m.context.Unit) {
			if err != nil {
				return err
			}
			for c, err := range client.Consumers.All(ctx, unit.ID, cloutility.ListConsumersInput{}) {
				if err != nil {
					return fmt.Errorf("business unit %s: %w", unit, err)
				}
				if c.ArchivedDate.IsZero() {
					visit(&machine{kind: "node", id: strconv.FormatInt(c.ID, 10), name: c.Name, place: unit.String(), number: c.ID, unit: unit.ID})
				}
			}
		}
		return nil
	}
	for _, err := range m.source.Rows(ctx, nil) { // it has nothing but the reason
		return err
	}
	return errors.New("there is no client")
}

// wordOf is a type of resource in a word.
func wordOf(t cbr.ResourceType) string {
	switch t {
	case cbr.ResourceTypeServer, cbr.ResourceTypeNativeServer, cbr.ResourceTypeBareMetal:
		return "server"
	case cbr.ResourceTypeVolume:
		return "disk"
	case cbr.ResourceTypeTurbo:
		return "file system"
	case cbr.ResourceTypeDesktop:
		return "desktop"
	}
	return "resource"
}

// onMachine opens the accounts, finds a machine, says which one it is and does
// something with it.
func (a *app) onMachine(ctx context.Context, text string, strict bool, do func(*machine) error) error {
	f, err := a.openFleet(ctx, nil)
	if err != nil {
		return err
	}
	defer f.close()
	display := a.display("looking for " + text)
	s := f.find(ctx, text)
	display.End()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	m, err := a.one(s, text, strict)
	if err != nil {
		return err
	}
	a.sayf("found %s", m)
	return do(m)
}

// errPortal is what Cloutility cannot do.
func errPortal(m *machine, what, how string) error {
	return &problems.HintError{Err: usagef("%s: Cloutility's API cannot %s", m, what), Hint: how}
}
